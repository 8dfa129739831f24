"""What a page shows of one thing on record, so that rooms that do not know each other can tell one story together."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Step:
    """One thing on record: what it is, who did it and when, a note, how it looks, and where it is to be read.

    As the timeline part shows it. `tone` is good, calm, warn, wrong or plain; `url` is empty where there is no page.
    """

    what: str
    who: str
    when: date | datetime | None
    note: str = ""
    tone: str = "plain"
    url: str = ""
