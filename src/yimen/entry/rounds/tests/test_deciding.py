"""Signing, returning, confirming: who may, what is bound, and when an answer becomes a claim."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.entry import services as entry
from yimen.entry.models import Declaration
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.models import Round, Sheet, SheetLine
from yimen.entry.rounds.tests.conftest import ALL_HANDED, fill, line_of, signed
from yimen.entry.rounds.texts import digest_of
from yimen.people.models import User

pytestmark = pytest.mark.django_db
OFFICE_KEEPS = {**ALL_HANDED, "decide": "由局长审批"}


@pytest.fixture
def ready(sheet: Sheet, liaison: User, head: User, say: Any) -> Sheet:
    """The police's sheet, signed by its head."""
    return signed(sheet, liaison, head, say())


def declared(number: int = 1) -> Declaration | None:
    """The open declaration of the police's item of that number."""
    return Declaration.objects.filter(item__code=f"P{number}", valid_to__isnull=True).first()


def test_nothing_is_declared_before_the_bureau_confirms(ready: Sheet, officer: User, liaison: User) -> None:
    assert not Declaration.objects.exists()
    services.confirm(by=officer, sheet=ready)
    found = declared()
    today = timezone.localdate()
    assert found is not None
    assert (found.mode, found.windows, found.valid_from, found.declared_at) == ("own_window", "A01", today, today)
    assert (found.declared_by, found.line) == (liaison, line_of(ready))
    assert [each.answer for each in found.line.powers.all()] == ["yes"] * 5


def test_a_claim_never_begins_before_it_was_confirmed_but_may_begin_later(
    sheet: Sheet, liaison: User, head: User, officer: User, say: Any
) -> None:
    today = timezone.localdate()
    before, after = today - timedelta(days=30), today + timedelta(days=30)
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet, 1)], answer=say(starts_on=before))
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet, 2)], answer=say(starts_on=after))
    services.submit(by=liaison, sheet=sheet)
    services.sign(by=head, sheet=sheet, seen=digest_of(queries.lines_of(sheet)))
    services.confirm(by=officer, sheet=sheet)
    assert [declared(number).valid_from for number in (1, 2)] == [today, after]


def test_the_former_declaration_ends_on_the_eve(
    ready: Sheet, officer: User, liaison: User, head: User, say: Any
) -> None:
    since = timezone.localdate() - timedelta(days=9)
    line = line_of(ready)
    services.return_sheet(by=officer, sheet=ready, words="请核对")
    former = entry.declare(by=liaison, item=line.item, claim=entry.Claim(mode="entrusted", valid_from=since))
    signed(ready, liaison, head, say())
    services.confirm(by=officer, sheet=ready)
    former.refresh_from_db()
    assert former.valid_to == timezone.localdate() - timedelta(days=1)
    assert declared().mode == "own_window"


def test_the_head_signs_what_he_saw_and_nothing_else(sheet: Sheet, liaison: User, head: User, say: Any) -> None:
    services.submit(by=liaison, sheet=fill(sheet, liaison, say()))
    with pytest.raises(Conflict, match="没有签发"):
        services.sign(by=head, sheet=sheet, seen="0" * 64)
    services.sign(by=head, sheet=sheet, seen=digest_of(queries.lines_of(sheet)))
    sheet.refresh_from_db()
    assert (sheet.status, sheet.signed_by, len(sheet.digest)) == ("signed", head, 64)


def test_what_was_changed_behind_the_signature_is_not_confirmed(ready: Sheet, officer: User) -> None:
    SheetLine.objects.filter(sheet=ready, number=1).update(windows="A02")
    with pytest.raises(Conflict, match="签发时不一致"):
        services.confirm(by=officer, sheet=ready)
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("who", ["liaison", "tax_liaison", "officer", "clerk"])
def test_only_the_departments_head_signs(
    who: str, sheet: Sheet, liaison: User, say: Any, request: pytest.FixtureRequest
) -> None:
    services.submit(by=liaison, sheet=fill(sheet, liaison, say()))
    with pytest.raises(Refused):
        services.sign(by=request.getfixturevalue(who), sheet=sheet, seen=digest_of(queries.lines_of(sheet)))


def test_the_head_of_another_department_does_not_sign(
    sheet: Sheet, liaison: User, say: Any, make_user: Any, county: Any, tax: Any
) -> None:
    services.submit(by=liaison, sheet=fill(sheet, liaison, say()))
    with pytest.raises(Refused, match="本部门"):
        services.sign(by=make_user("tax_head", "head", county, tax), sheet=sheet, seen="")


@pytest.mark.parametrize("who", ["liaison", "head", "neighbour_officer", "leader"])
def test_only_the_countys_bureau_confirms_or_returns(who: str, ready: Sheet, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    for act in (
        lambda: services.confirm(by=user, sheet=ready),
        lambda: services.return_sheet(by=user, sheet=ready, words="请核对"),
    ):
        with pytest.raises(Refused, match="营商局"):
            act()


def test_a_single_item_returned_must_be_answered_again_and_the_sheet_signed_anew(
    ready: Sheet, liaison: User, head: User, officer: User, say: Any
) -> None:
    first = Sheet.objects.get(pk=ready.pk).digest
    services.return_sheet(by=officer, sheet=ready, words="", lines={line_of(ready, 2).pk: "窗口写错"})
    assert Sheet.objects.get(pk=ready.pk).words == "退回 1 项，请逐项更正后重新签发。"
    with pytest.raises(Refused, match="1 项被退回"):
        services.submit(by=liaison, sheet=ready)
    answer = say(powers=OFFICE_KEEPS)
    services.answer_lines(by=liaison, sheet=ready, lines=[line_of(ready, 2)], answer=answer)
    services.submit(by=liaison, sheet=ready)
    services.sign(by=head, sheet=ready, seen=digest_of(queries.lines_of(ready)))
    assert Sheet.objects.get(pk=ready.pk).digest != first
    services.confirm(by=officer, sheet=ready)
    assert declared(2).line.powers.get(power="decide").why == "由局长审批"


def test_nothing_is_returned_without_a_reason(ready: Sheet, officer: User, head: User) -> None:
    with pytest.raises(Refused, match="退回意见"):
        services.return_sheet(by=officer, sheet=ready, words=" ")
    with pytest.raises(Refused, match="逐项写明"):
        services.return_sheet(by=officer, sheet=ready, words="见各项", lines={line_of(ready).pk: " "})


def test_a_line_of_another_sheet_cannot_be_returned(ready: Sheet, officer: User) -> None:
    other = SheetLine.objects.get(item__code="T1")
    with pytest.raises(Refused, match="不在这张梳理表内"):
        services.return_sheet(by=officer, sheet=ready, words="", lines={other.pk: "写错"})


def test_what_was_declared_otherwise_meanwhile_has_to_be_returned_first(
    ready: Sheet, liaison: User, officer: User
) -> None:
    claim = entry.Claim(mode="entrusted", valid_from=timezone.localdate())
    entry.declare(by=liaison, item=line_of(ready).item, claim=claim)
    with pytest.raises(Refused, match="有 1 项的现行声明在填报之后另有改动"):
        services.confirm(by=officer, sheet=ready)


def test_an_item_that_left_the_list_meanwhile_is_not_declared(ready: Sheet, officer: User) -> None:
    ItemVersion.objects.filter(code="P2").update(state="cancelled")
    services.confirm(by=officer, sheet=ready)
    assert declared(1) is not None
    assert declared(2) is None


def test_who_says_the_same_in_the_next_round_keeps_his_declaration(
    ready: Sheet, liaison: User, head: User, officer: User, say: Any, opened: Round
) -> None:
    services.confirm(by=officer, sheet=ready)
    before = [declared(number).pk for number in (1, 2)]
    Round.objects.filter(pk=opened.pk).update(deadline=opened.as_of, status="published")
    again = services.open_round(
        by=officer, region=officer.region, title="第二轮", as_of=opened.as_of, deadline=opened.deadline
    )
    second = Sheet.objects.get(round=again, department=ready.department)
    services.answer_lines(by=liaison, sheet=second, lines=[line_of(second, 1)], answer=say())
    services.answer_lines(by=liaison, sheet=second, lines=[line_of(second, 2)], answer=say(powers=OFFICE_KEEPS))
    services.submit(by=liaison, sheet=second)
    services.sign(by=head, sheet=second, seen=digest_of(queries.lines_of(second)))
    services.confirm(by=officer, sheet=second)
    assert declared(1).pk == before[0]  # the same word stays
    assert declared(2).pk != before[1]  # another answer on one step is another word
    assert declared(2).line.sheet == second


def test_a_round_with_a_confirmed_sheet_is_not_called_off(ready: Sheet, officer: User, opened: Round) -> None:
    services.confirm(by=officer, sheet=ready)
    with pytest.raises(Refused, match="不能撤销本轮"):
        services.call_off(by=officer, round=opened, words="发布有误")


def test_in_a_round_called_off_nothing_goes_on(ready: Sheet, officer: User, opened: Round) -> None:
    services.call_off(by=officer, round=opened, words="发布有误")
    with pytest.raises(Conflict, match="已撤销"):
        services.confirm(by=officer, sheet=ready)


def test_the_head_gives_back_with_a_reason_and_the_liaison_goes_on(
    sheet: Sheet, liaison: User, head: User, say: Any
) -> None:
    services.submit(by=liaison, sheet=fill(sheet, liaison, say()))
    with pytest.raises(Refused, match="退回意见"):
        services.send_back(by=head, sheet=sheet, words="")
    services.send_back(by=head, sheet=sheet, words="窗口已调整")
    fill(sheet, liaison, say(mode="online_only"))
    assert services.submit(by=liaison, sheet=sheet).words == ""
