"""Text that a spreadsheet would run as a formula when it opens a text file, and the guard against it."""

from __future__ import annotations

import re

from yimen.common.text import tidy

_STARTS = "=+-@|%＝＋－＠｜﹢﹣﹦﹫−"
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")


def risky(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula by its first visible sign, a tab or a line break.

    A plain negative number is none.
    """
    if text.startswith(("\t", "\r", "\n")):
        return True
    return tidy(text)[:1] in tuple(_STARTS) and not _NEGATIVE.fullmatch(text)


def guarded(text: str) -> str:
    """The text with an apostrophe before it if it is risky."""
    return f"'{text}" if risky(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put before it."""
    return text[1:] if text.startswith("'") and risky(text[1:]) else text
