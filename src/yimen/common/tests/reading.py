"""What tests read of a page."""

import re
from typing import Any


def words_of(answer: Any) -> str:
    """What a person reads of a page: without its tags, one of which has random letters (CSRF)."""
    return re.sub(r"<[^>]*>", " ", answer.content.decode())
