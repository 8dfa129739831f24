"""Verbs of ratings: giving one, the codes that allow it, marking, releasing, and looking at one in clear."""

from yimen.evaluation.services.arriving import bring_in, take_from_province
from yimen.evaluation.services.codes import (
    CODE_LENGTH,
    issue_code,
    opened_by,
    send_code,
)
from yimen.evaluation.services.keeping import mark_staff, reveal, set_terms
from yimen.evaluation.services.marking import doubts_of, mark
from yimen.evaluation.services.rating import Opinion, Way, rate
from yimen.evaluation.services.releasing import release

__all__ = [
    "CODE_LENGTH",
    "Opinion",
    "Way",
    "bring_in",
    "doubts_of",
    "issue_code",
    "mark",
    "mark_staff",
    "opened_by",
    "rate",
    "release",
    "reveal",
    "send_code",
    "set_terms",
    "take_from_province",
]
