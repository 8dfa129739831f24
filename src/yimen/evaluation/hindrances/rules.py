"""救济告知: what the law gives somebody who disagrees, in the words that a notice must have, and until when."""

from dataclasses import dataclass
from datetime import date

from yimen.common.publication import known_on
from yimen.common.workdays import due_in_natural_days

REVIEW_DAYS = 60
NOTICE = (
    "提出异议不影响您的法定权利，也不会使下面的期限延长：对行政行为不服的，自知道该行政行为之日起六十日内可以申请行政复议"
    "（行政复议法第二十条），或者自知道之日起六个月内向人民法院起诉（行政诉讼法第四十六条）。"
)


@dataclass(frozen=True)
class Remedy:
    """法定救济: until when a review can be applied for, when the decision was told; None while there is no decision."""

    notice: str
    until: date | None


def remedy(decided: date | None) -> Remedy:
    """The notice of rights, with the last day for a review of a decision told on a day (行政复议法 20、88)."""
    if decided is None:
        return Remedy(NOTICE, None)
    return Remedy(NOTICE, due_in_natural_days(decided, REVIEW_DAYS, calendar=known_on(decided)).on)
