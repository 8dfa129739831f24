"""Comparing: every item stands somewhere, differences are told, and a decision is remembered while the names stay."""

from datetime import date
from typing import Any

import pytest

from yimen.catalog import services as catalog
from yimen.catalog.comparison import queries, services
from yimen.catalog.comparison.tests.conftest import DAY, province_file, standing, their
from yimen.catalog.models import ComparedLine, ItemVersion, LineDifference, ListComparison, PairDecision
from yimen.catalog.tests.test_import import a_list
from yimen.common.errors import Conflict, Refused
from yimen.exchange.models import RefusedRow
from yimen.ledger.models import Event
from yimen.people.models import User

pytestmark = pytest.mark.django_db


def doubtful(comparison: ListComparison) -> ComparedLine:
    """The line of 户口迁移变更审批."""
    return comparison.lines.get(status="doubtful")


def candidates(line: ComparedLine) -> list[ItemVersion]:
    return [each.ours for each in line.candidates.all()]


def test_every_item_stands_in_one_result(compared: ListComparison) -> None:
    assert standing(compared) == {
        "matched": {"居住证签发", "机动车登记（注册）", "发票领用", "剧毒化学品购买许可证发放"},
        "doubtful": {"户口迁移变更审批"},
        "absent": {"边境管理区通行证核发"},
        "extra": {"犬类准养登记"},
    }


def test_what_the_province_keeps_to_itself_is_not_wanting_here(compared: ListComparison) -> None:
    assert not compared.lines.filter(theirs__name="省里直接办的事项").exists()


def test_differences_are_told_with_both_values(compared: ListComparison) -> None:
    found = LineDifference.objects.get(line__theirs__name="居住证签发")
    assert (found.field, found.ours, found.theirs) == ("promised", "5 工作日", "3 工作日")


def test_what_a_list_does_not_say_is_no_difference(officer: User, county_list: Any, take_in: Any) -> None:
    taken = take_in(their(1, "居住证签发", body="", days=""))
    comparison = services.compare(by=officer, province_list=taken, day=DAY)
    assert not LineDifference.objects.filter(line__comparison=comparison).exists()


def test_a_pair_that_was_confirmed_is_remembered(officer: User, compared: ListComparison) -> None:
    line = doubtful(compared)
    services.decide(by=officer, line=line, same=candidates(line)[:1])
    again = services.compare(by=officer, province_list=compared.province_list, day=DAY)
    pair = again.lines.get(theirs__name="户口迁移变更审批")
    assert (pair.status, pair.way, str(pair.ours)) == ("matched", "person", "户口迁移审批")
    assert Event.objects.get(kind="catalog.pair_decided").by == f"user:{officer.pk}"


def test_a_decision_no_longer_holds_when_a_name_changes(
    officer: User, compared: ListComparison, county_list: Any, take_in: Any
) -> None:
    line = doubtful(compared)
    services.decide(by=officer, line=line, same=candidates(line)[:1])
    rows = [[*each] for each in county_list]
    rows[2][1] = "户口迁移核准（市内）"
    batch = catalog.read_list(by=officer, name="清单.csv", content=a_list(*rows))
    catalog.apply_list(by=officer, batch=batch, effective_on=date(2023, 5, 1))
    again = services.compare(by=officer, province_list=compared.province_list, day=DAY)
    assert again.lines.get(theirs__name="户口迁移变更审批").way != "person"


def test_not_in_our_list_leaves_both_sides_alone_and_is_remembered(officer: User, compared: ListComparison) -> None:
    services.decide(by=officer, line=doubtful(compared), same=[])
    assert "户口迁移变更审批" in standing(compared)["absent"]
    assert "户口迁移审批" in standing(compared)["extra"]
    again = services.compare(by=officer, province_list=compared.province_list, day=DAY)
    assert standing(again) == standing(compared)


def test_another_item_than_those_shown_can_be_named(officer: User, compared: ListComparison) -> None:
    other = ItemVersion.objects.get(name="犬类准养登记")
    services.decide(by=officer, line=doubtful(compared), same=[other])
    found = standing(compared)
    assert found["merged"] == {"犬类准养登记"} and found["extra"] == {"户口迁移审批"}


def test_one_item_of_the_province_may_be_split_into_several_of_ours(officer: User, compared: ListComparison) -> None:
    line = doubtful(compared)
    parts = [*candidates(line), ItemVersion.objects.get(name="犬类准养登记")]
    services.decide(by=officer, line=line, same=parts)
    pairs = compared.lines.filter(theirs__name="户口迁移变更审批")
    assert {(str(each.ours), each.way) for each in pairs} == {("户口迁移审批", "split"), ("犬类准养登记", "split")}
    again = services.compare(by=officer, province_list=compared.province_list, day=DAY)
    assert again.lines.filter(theirs__name="户口迁移变更审批", way="split").count() == 2


def test_what_is_paired_already_is_refused(officer: User, compared: ListComparison) -> None:
    with pytest.raises(Refused, match="已与省级事项"):
        services.decide(by=officer, line=doubtful(compared), same=[ItemVersion.objects.get(name="居住证签发")])


def test_of_two_people_only_the_first_decides(officer: User, compared: ListComparison) -> None:
    line = doubtful(compared)
    services.decide(by=officer, line=line, same=[])
    with pytest.raises(Conflict):
        services.decide(by=officer, line=line, same=[])


def test_a_withdrawn_decision_is_asked_again(officer: User, compared: ListComparison) -> None:
    line = doubtful(compared)
    services.decide(by=officer, line=line, same=candidates(line)[:1])
    services.withdraw(by=officer, decision=PairDecision.objects.get())
    again = services.compare(by=officer, province_list=compared.province_list, day=DAY)
    assert again.lines.get(theirs__name="户口迁移变更审批").status == "doubtful"


def test_a_liaison_decides_nothing(liaison: User, compared: ListComparison) -> None:
    with pytest.raises(Refused, match="营商局"):
        services.decide(by=liaison, line=doubtful(compared), same=[])


def test_rows_that_cannot_be_taken_are_kept_with_their_reason(officer: User) -> None:
    rows = (their(1, "居住证签发"), their(1, "居住证签发"), their(2, ""))
    batch = services.read_list(by=officer, name="省.csv", content=province_file(*rows))
    taken = services.apply_list(by=officer, batch=batch, version="1", source="省平台")
    refused = RefusedRow.objects.filter(batch=batch)
    assert (taken.items.count(), refused.count(), {each.line for each in refused}) == (1, 2, {3, 4})
    assert all(each.reason and each.remedy for each in refused)


def test_a_version_is_taken_in_once(take_in: Any) -> None:
    take_in(their(1, "居住证签发"))
    with pytest.raises(Refused, match="已经导入过"):
        take_in(their(1, "居住证签发"))


def test_what_changed_since_the_last_comparison_is_listed(
    officer: User, compared: ListComparison, take_in: Any
) -> None:
    taken = take_in(their(1, "居住证签发", days=5), their(None, "新设的省级事项"), version="2024年版")
    now = services.compare(by=officer, province_list=taken, day=DAY)
    assert now.previous == compared
    found = {
        each.label: each
        for each in queries.changes(*(
            queries.with_differences(queries.visible_lines(officer).filter(comparison=each))
            for each in (now, compared)
        ))
    }  # fmt: skip
    assert (found["县里缺"].new, found["县里缺"].gone) == (["新设的省级事项"], ["边境管理区通行证核发"])
    assert any("居住证签发" in each for each in found["要素不一致"].gone)


def test_a_publication_may_rest_on_the_last_comparison_without_open_questions(
    officer: User, compared: ListComparison
) -> None:
    assert queries.latest_settled(officer.region) is None
    services.decide(by=officer, line=doubtful(compared), same=[])
    assert queries.latest_settled(officer.region) == compared
