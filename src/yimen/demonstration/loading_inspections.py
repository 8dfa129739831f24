"""自查 and 明察暗访 in the demonstration: a round under way, one sheet contradicted by data and one already signed."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from yimen.documents.signing import services as certificates
from yimen.inspections.self_inspection import facts, queries, rules, services, writing
from yimen.inspections.self_inspection.models import SelfAnswer, SelfSheet
from yimen.inspections.self_inspection.services import Said
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
