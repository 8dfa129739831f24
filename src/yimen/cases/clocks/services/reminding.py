"""提醒与上报: each level is told once of a clock that runs out, by name: which case, how many days, in whose hands."""

from datetime import date

from yimen.cases.clocks.models import Reminder, RunningClock
from yimen.common.errors import Refused
from yimen.ledger import services as ledger


@ledger.mutation("cases.reminded")
def remind(*, clock: RunningClock, level: str, days: int) -> Reminder:
    """The reminder of one clock to one level, given by the system.

    `days` are left, negative when overdue. Errors: Refused for a clock that stands still.
    """
    dossier, due = clock.dossier, clock.due_on
    if due is None:
        raise Refused("暂停计时的时限没有到期日，不能提醒。")
    given = Reminder.objects.create(
        dossier=dossier,
        department=clock.department,
        holder=clock.holder,
        kind=clock.kind,
        reference=clock.reference,
        level=level,
        due_on=due,
        days=days,
        words=words_of(clock, due, days),
    )
    facts = {"number": dossier.number, "clock": clock.kind, "level": level, "days": days}
    ledger.record(chain=clock.region_id, kind="cases.reminded", changed=[given], facts=facts)
    return given


def words_of(clock: RunningClock, due: date, days: int) -> str:
    """The sentence of a reminder: case, days, holder."""
    holder = clock.department.short_name
    if clock.holder:
        holder += f" {clock.holder.display_name}"
    left = f"已逾期 {-days} 天" if days < 0 else f"还剩 {days} 天" if days else "期限已到"
    return f"{clock.dossier.number}：{clock.name}{left}（{due:%Y-%m-%d} 到期），现由{holder}办理。"[:300]
