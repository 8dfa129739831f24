"""办理痕迹: what was done at windows, asked of rooms that this one may not know; `config` registers the sources.

A source tells whether it has anything of a day at all: without it an idle half hour is no idle half hour, but no data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from yimen.halls.models import Hall


@dataclass(frozen=True)
class Deed:
    """一次办理: something that was done at a window at a moment, in one sentence, with the page that shows it."""

    window: str
    at: datetime
    words: str
    url: str = ""


@dataclass(frozen=True)
class Source:
    """来源: its name, and what it has of a hall's day; None when it has nothing of that day at all."""

    name: str
    deeds: Callable[[Hall, date], list[Deed] | None]


SOURCES: list[Source] = []


@dataclass(frozen=True)
class Activity:
    """All that is known of a day: what was done, and which sources have data of it and which have none."""

    deeds: list[Deed]
    fed: list[str]
    silent: list[str]


def activity(hall: Hall, day: date) -> Activity:
    """What every source has of a hall's day."""
    deeds: list[Deed] = []
    fed: list[str] = []
    silent: list[str] = []
    for source in SOURCES:
        found = source.deeds(hall, day)
        (silent if found is None else fed).append(source.name)
        deeds += found or []
    return Activity(deeds, fed, silent)
