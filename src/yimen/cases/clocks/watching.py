"""巡查: what cron does with the clocks of a day: count again, accept what silence accepted, remind, tell upwards.

Overdue travels up: the holder is reminded before the last day, the head of his department on the first day behind it,
the bureau when it is still open after BUREAU_AFTER days. Run twice it does nothing twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from yimen.cases.clocks import queries
from yimen.cases.clocks.histories import Kind
from yimen.cases.clocks.models import Reminder, RunningClock
from yimen.cases.clocks.services import recompute, remind
from yimen.cases.clocks.services.keeping import Shifted, follow
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.common.errors import Refused

BUREAU_AFTER = 3  # days of the clock's unit behind the last one

Level = Reminder.Level


@dataclass
class Watched:
    """巡查结果: what one round did, to be printed."""

    shifted: list[Shifted] = field(default_factory=list)
    deemed: list[Dossier] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)


def watch(*, as_of: date) -> Watched:
    """One round, as of a day."""
    done = Watched(shifted=recompute(as_of=as_of))
    done.deemed = list(accept_in_silence(as_of=as_of))
    done.reminders = list(remind_all(as_of=as_of))
    return done


def accept_in_silence(*, as_of: date) -> Iterator[Dossier]:
    """The cases that the law itself accepted because nobody told the applicant within five days (行政许可法 32)."""
    for clock in queries.overdue(RunningClock.objects.filter(kind=Kind.NOTICE), as_of).select_related("dossier__case"):
        try:
            dossier = handling.deem_accepted(dossier=clock.dossier)
        except Refused:  # accepted or told in this very moment
            continue
        follow(dossier, as_of=as_of)
        yield dossier


def remind_all(*, as_of: date) -> Iterator[Reminder]:
    """The reminders that are due on the day and were not given yet."""
    rows = queries.pressing(RunningClock.objects.all(), as_of)
    given = queries.given_levels(rows)
    for each in queries.shown(rows.order_by("pk"), as_of):
        days = each.derivation.left
        for level in levels(days):
            if level not in given.get(queries.key_of(each.clock), set()):
                yield remind(clock=each.clock, level=level, days=days)


def levels(days: int) -> list[Level]:
    """Who is to know of a clock with so many days left, once it warns."""
    found = [Level.HOLDER]
    if days < 0:
        found.append(Level.HEAD)
    if days <= -BUREAU_AFTER:
        found.append(Level.BUREAU)
    return found
