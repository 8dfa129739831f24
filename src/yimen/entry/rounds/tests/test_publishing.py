"""The published list: frozen, chained, compared with the last one, and naming no person."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.entry.rounds import queries, services, texts
from yimen.entry.rounds.models import ListPublication, PublishedLine, Round, Sheet
from yimen.entry.rounds.tests.conftest import ALL_HANDED, signed
from yimen.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(sheet: Sheet, liaison: User, head: User, officer: User, say: Any) -> Sheet:
    """The police's sheet, confirmed."""
    answer = say(powers={**ALL_HANDED, "decide": "由局长审批"})
    return services.confirm(by=officer, sheet=signed(sheet, liaison, head, answer))


def past_deadline(opened: Round) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Round.objects.filter(pk=opened.pk).update(as_of=yesterday, deadline=yesterday)


def by_code(publication: ListPublication) -> dict[str, PublishedLine]:
    return queries.published_lines(publication)


def test_before_the_deadline_every_department_must_be_confirmed(confirmed: Sheet, opened: Round, officer: User) -> None:
    with pytest.raises(Refused, match="还有 1 个部门的梳理表没有确认（税务局）"):
        services.publish_list(by=officer, round=opened)


def test_after_the_deadline_the_list_waits_for_nobody_and_says_so(
    confirmed: Sheet, opened: Round, officer: User
) -> None:
    past_deadline(opened)
    lines = by_code(services.publish_list(by=officer, round=opened))
    assert texts.row_of(lines["T1"])["mode"] == "未说明"
    row = texts.row_of(lines["P1"])
    assert (row["mode"], row["windows"], row["posts"]) == ("自设窗口", "A01", "已配A、B岗")
    assert (row["powers"], row["kept_back"]) == ("受理、审查、发证、送达", "决定：由局长审批")
    opened.refresh_from_db()
    assert opened.status == "published"


def test_a_signed_sheet_that_was_not_confirmed_is_not_published(
    sheet: Sheet, liaison: User, head: User, officer: User, say: Any, opened: Round
) -> None:
    signed(sheet, liaison, head, say())
    past_deadline(opened)
    assert by_code(services.publish_list(by=officer, round=opened))["P1"].mode == ""


def test_no_person_stands_in_the_list(confirmed: Sheet, opened: Round, officer: User) -> None:
    past_deadline(opened)
    services.publish_list(by=officer, round=opened)
    said = [str(value) for row in PublishedLine.objects.values() for value in row.values()]
    assert any("已配A、B岗" in text for text in said)
    assert not any("王丽" in text for text in said)
    assert {field.related_model for field in PublishedLine._meta.fields if field.related_model} == {
        ListPublication,
        Item,
    }


def test_the_digest_holds_the_content_and_the_list_before(confirmed: Sheet, opened: Round, officer: User) -> None:
    first = services.load_publication(by=None, region=officer.region, title="上年清单", day=date(2023, 1, 1))
    past_deadline(opened)
    second = services.publish_list(by=officer, round=opened)
    for each in (first, second):
        assert texts.publication_digest(each, PublishedLine.objects.filter(publication=each)) == each.digest
    assert (second.previous, second.number) == (first, 2)
    PublishedLine.objects.filter(publication=second, code="P1").update(windows="A02")
    assert texts.publication_digest(second, PublishedLine.objects.filter(publication=second)) != second.digest
    second.previous.digest = "0" * 64
    PublishedLine.objects.filter(publication=second, code="P1").update(windows="A01")
    assert texts.publication_digest(second, PublishedLine.objects.filter(publication=second)) != second.digest


def test_differences_are_new_gone_and_changed_field_by_field(
    confirmed: Sheet, opened: Round, officer: User, make_item: Any
) -> None:
    make_item("P0", "已取消的旧事项", valid_to=date(2023, 6, 1))
    first = services.load_publication(by=None, region=officer.region, title="上年清单", day=date(2023, 1, 1))
    PublishedLine.objects.filter(publication=first, code="P2").delete()
    past_deadline(opened)
    second = services.publish_list(by=officer, round=opened)
    found = texts.differences(by_code(first), by_code(second))
    assert [line.code for line in found.new] == ["P2"]
    assert [line.code for line in found.gone] == ["P0"]
    assert [(each.line.code, each.fields) for each in found.changed] == [
        (
            "P1",
            [
                ("进驻方式", "未说明", "自设窗口"),
                ("窗口编号", "", "A01"),
                ("授权环节", "", "受理、审查、发证、送达"),
                ("未授权环节及原因", "", "决定：由局长审批"),
                ("A、B岗", "", "已配A、B岗"),
            ],
        )
    ]
    assert found.count == 3


def test_a_list_is_published_once(confirmed: Sheet, opened: Round, officer: User) -> None:
    past_deadline(opened)
    services.publish_list(by=officer, round=opened)
    with pytest.raises(Conflict, match="已公布清单"):
        services.publish_list(by=officer, round=opened)


def test_an_earlier_list_is_not_put_in_behind_a_later_one(items: dict[str, Item], county: Any) -> None:
    services.load_publication(by=None, region=county, title="二", day=date(2023, 6, 1))
    with pytest.raises(Refused, match="上一期之后"):
        services.load_publication(by=None, region=county, title="一", day=date(2023, 1, 1))


@pytest.mark.parametrize(
    ("status", "signed_days_after", "late"),
    [("filling", None, 5), ("submitted", None, 5), ("returned", 1, 5), ("signed", 2, 2), ("confirmed", -1, 0)],
)
def test_days_late_count_from_the_deadline_to_the_signature_or_today(
    sheet: Sheet, status: str, signed_days_after: int | None, late: int
) -> None:
    today = timezone.localdate()
    deadline = today - timedelta(days=5)
    sheet.status = status
    if signed_days_after is not None:
        sheet.signed_at = timezone.now() - timedelta(days=5 - signed_days_after)
    assert queries.days_late(sheet, deadline, today) == late
    assert queries.days_late(sheet, today, today) == 0
