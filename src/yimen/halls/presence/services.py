"""Verbs on idle spells: the department is asked, heard, and only then it is judged whether one counts."""

from datetime import date, time
from typing import Any

from yimen.common import workdays
from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.halls.models import Window
from yimen.halls.presence.models import IdleSpell
from yimen.halls.presence.states import ASKED, SPELL
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, User
from yimen.people.queries import may

DAYS_TO_ANSWER = 3
"""Working days."""


@ledger.mutation("halls.spell_asked")
def ask(
    *, by: User | None, window: Window, department: Department, day: date, starts_at: time, ends_at: time, seen: str,
    today: date,
) -> IdleSpell:  # fmt: skip
    """The spell, about which the department is asked. Errors: Refused twice, and for a day to come."""
    region = window.hall.region
    if by is not None and not ((may(by, "halls.keep") or may(by, "presence.judge")) and by.region_id == region.pk):
        raise Refused("由本县大厅管理员或营商局业务人员请部门说明。")
    if department.region_id != region.pk:
        raise Refused("窗口和部门不在同一个县。")
    if day > today or ends_at <= starts_at:
        raise Refused("请选已经过去的时段。")
    if IdleSpell.objects.filter(window=window, date=day, starts_at=starts_at).exists():
        raise Refused("这个时段已经请部门说明过。")
    due = workdays.due(today, DAYS_TO_ANSWER)
    spell = IdleSpell.objects.create(
        window=window, department=department, date=day, starts_at=starts_at, ends_at=ends_at, seen=tidy(seen)[:300],
        asked_by=by, due_on=due.on if due else today, **begin(SPELL, by=by),
    )  # fmt: skip
    facts = {"window": window.code, "department": department.code}
    ledger.record(chain=region.pk, kind="halls.spell_asked", by=by, changed=[spell], facts=facts)
    return spell


@ledger.mutation(*(SPELL.event(name) for name in ("explain", "excuse", "uphold")))
def move_spell(*, by: User, spell: IdleSpell, move: str, today: date, **given: Any) -> IdleSpell:
    """The spell after a move. Errors: Refused for another department's, and upheld before the department was heard."""
    region = spell.department.region_id
    if by.region_id != region or (move == "explain" and by.department_id != spell.department_id):
        raise Refused("由被问的部门自己说明，由本县认定。")
    if move == "uphold" and spell.status == ASKED and today <= spell.due_on:
        raise Refused(f"部门还没有说明，说明期限到 {spell.due_on}；听过部门说明或期限过后才能认定。")
    words: dict[str, Any] = {name: tidy(str(value))[:300] for name, value in given.items()}
    return advance(spell, move, by=by, chain=region, **words)
