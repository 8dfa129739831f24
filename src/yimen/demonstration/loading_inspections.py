"""自查 and 明察暗访 in the demonstration: a round with a contradicted sheet and a signed one, visits drawn."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.documents.signing import services as certificates
from yimen.inspections.self_inspection import facts, queries, rules, services, writing
from yimen.inspections.self_inspection.models import SelfAnswer, SelfSheet
from yimen.inspections.self_inspection.services import Said
from yimen.inspections.visits import queries as visit_queries
from yimen.inspections.visits import rules as visit_rules
from yimen.inspections.visits import services as visits
from yimen.inspections.visits.models import Visit
from yimen.inspections.visits.phone import services as phone
from yimen.inspections.visits.phone.messages import Place, Told
from yimen.people.models import Region, User

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
LEFT = timedelta(days=5)
"""So long the departments still have."""
SAID_WHY = "演示数据：台账中有历史补证，原件核对后更正编号，月内办完。"
OWNED_UP = "演示数据：部分件在局里收件，改由大厅窗口统一收件。"
HALF = 3
"""Of the smaller departments so many have begun."""


def load_self_inspection(region: Region, users: Mapping[str, User]) -> None:
    """The round, in which the tax bureau has signed and the police say more than the data bear."""
    officer = users["officer"]
    version = services.make_checklist(
        by=officer, region=region, name=rules.STARTING_NAME, questions=services.starting_questions()
    )
    opened = services.open_round(
        by=officer, region=region, version=version, title="2023年度政务服务事项全面自查（演示）",
        period_from=FIRST, period_to=LAST, deadline=timezone.localdate() + LEFT,
    )  # fmt: skip
    sheets = SelfSheet.objects.filter(round=opened).select_related("round__version", "region", "department")
    by_department = {each.department_id: each for each in sheets}
    police, tax = users["liaison_police"], users["liaison_tax"]
    _say_yes(by_department.pop(police.department_id or 0), police)
    certificates.issue(by=None, holder=users["head_tax"])
    _sign(_say_yes(by_department.pop(tax.department_id or 0), tax), tax, users["head_tax"])
    smaller = sorted(by_department.values(), key=lambda each: (each.answers.count(), each.department.code))
    for sheet in smaller[:HALF]:
        _confirm(sheet)


def _say_yes(sheet: SelfSheet, liaison: User) -> SelfSheet:
    """The sheet filled as one does who has not looked: everything runs."""
    said = {each.pk: Said("yes") for each in queries.answers_of(sheet)}
    services.answer(by=liaison, sheet=sheet, said=said)
    return sheet


def _confirm(sheet: SelfSheet) -> None:
    """The sheet with what data suggested, and what is wanting owned up to; the system takes it in."""
    rows = queries.answers_of(sheet)
    said = {each.pk: _honest(each) for each in rows}
    services.answer(by=None, sheet=sheet, said=said)
    services.submit(by=None, sheet=sheet, explained={})


def _honest(answer: SelfAnswer) -> Said:
    if answer.prefilled == SelfAnswer.Value.NO:
        return Said("no", OWNED_UP, LAST + timedelta(days=60))
    return Said(answer.prefilled or "yes", "" if answer.prefilled else "演示数据：没有台账可核对，据窗口记录填报。")


def _sign(sheet: SelfSheet, liaison: User, head: User) -> None:
    """Handed in with reasons for what the data speak against, and signed by the head."""
    known = facts.gather(sheet.region, timezone.localdate())
    against = facts.contradicted(known, queries.answers_of(sheet))
    services.submit(by=liaison, sheet=sheet, explained=dict.fromkeys(against, SAID_WHY))
    sheet.refresh_from_db()
    services.sign(by=head, sheet=sheet, seen=writing.digest_of(queries.answers_of(sheet)))


WANTED = 3
"""So many visits: one is done, one opened, one stays sealed for whoever tries the demonstration."""
SEEN = (
    ("hall", "sent_away", "演示数据：3号窗口工作人员答复“这个要到局里办”，窗口只发材料清单。"),
    ("department", "accepted_department", "演示数据：二楼办公室当场收下材料，没有出具受理凭证。"),
    ("phone", "referred_hall", "演示数据：公开电话答复到政务大厅办理。"),
)


def load_visits(region: Region, users: Mapping[str, User]) -> None:
    """A plan drawn: one visit signed by two, one opened, one sealed; and a plan whose seed waits for its beacon."""
    officer = users["officer"]
    script = visits.make_script(by=officer, region=region, name="进驻大厅暗访脚本", steps=visit_rules.SCRIPT)
    today = timezone.localdate()
    shared: dict[str, Any] = {
        "by": officer,
        "region": region,
        "script": script,
        "beacon_source": "中国福利彩票3D开奖号码",
    }
    plan = visits.commit(
        **shared, title="明察暗访第一轮（演示）", visits=WANTED, beacon_on=today - timedelta(days=3),
        period_from=today - timedelta(days=2), period_to=today + timedelta(days=20), day=today - timedelta(days=5),
    )  # fmt: skip
    visits.draw(by=officer, plan=plan, beacon="演示：第2026001期 4 0 7")
    rows = Visit.objects.filter(plan=plan).select_related("plan", "region", "first", "second").order_by("number")
    done, opened, _ = rows
    _go(visits.open_visit(by=done.first, visit=done))
    visits.open_visit(by=opened.second, visit=opened)
    visits.commit(
        **shared, title="明察暗访第二轮（演示）", visits=WANTED, beacon_on=today + timedelta(days=7),
        period_from=today + timedelta(days=8), period_to=today + timedelta(days=30),
    )  # fmt: skip


def _go(visit: Visit) -> None:
    """What the two saw at one item, in the order of the script, and their signatures."""
    steps = {step.where: step.pk for step in reversed(visit.plan.script.steps.all())}
    item = _item(visit)
    at = timezone.now() - timedelta(hours=3)
    for place, (where, outcome, words) in enumerate(SEEN):
        text = f"{visit.plan_id}|{visit.number}|{where}"
        key = UUID(hashlib.sha256(text.encode()).hexdigest()[:32])
        spot = Place(at + timedelta(minutes=25 * place), 2, False, 46.7766, 131.8077, 15.0)
        digest = hashlib.sha256(f"{text}|{words}".encode()).hexdigest()
        told = Told(key, visit.pk, where, outcome, words, steps.get(where), item, None, spot, digest)
        phone.observe(by=visit.first if place % 2 == 0 else visit.second, told=told)
    for user in (visit.first, visit.second):
        visit = visits.sign(by=user, visit=visit, seen=visit_queries.digest_of(visit))


def _item(visit: Visit) -> int | None:
    """The item that is asked about: the first of the department's in its list."""
    rows = ItemVersion.objects.filter(department=visit.department, initiation="on_application").order_by("code")
    return rows.values_list("pk", flat=True).first()
