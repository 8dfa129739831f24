"""Going through the list: whose items, which answers are taken, and two people at once."""

from typing import Any

import pytest

from yimen.common.errors import Conflict, Refused
from yimen.entry import services as entry
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.models import LinePower, Round, Sheet, SheetLine
from yimen.entry.rounds.tests.conftest import ALL_HANDED, fill, line_of, signed
from yimen.people.models import Department, Staff, User

pytestmark = pytest.mark.django_db


def test_every_department_gets_its_items_by_code(opened: Round) -> None:
    found = {
        each.department.short_name: list(each.lines.values_list("number", "item__code")) for each in opened.sheets.all()
    }
    assert found == {"公安局": [(1, "P1"), (2, "P2")], "税务局": [(1, "T1")]}


def test_items_ex_officio_and_out_of_use_are_left_out(
    officer: User, items: Any, make_item: Any, staff: Any, request: pytest.FixtureRequest
) -> None:
    make_item("P3", "行政检查", initiation="ex_officio")
    make_item("P4", "已取消事项", state="cancelled")
    opened = request.getfixturevalue("opened")
    assert set(SheetLine.objects.filter(sheet__round=opened).values_list("item__code", flat=True)) == {"P1", "P2", "T1"}


def test_a_county_has_one_round_at_a_time(opened: Round, officer: User) -> None:
    with pytest.raises(Conflict, match="正在进行"):
        services.open_round(
            by=officer, region=officer.region, title="又一轮", as_of=opened.as_of, deadline=opened.deadline
        )


@pytest.mark.parametrize("who", ["liaison", "neighbour_officer", "leader", "head"])
def test_only_an_officer_of_the_county_opens_a_round(
    who: str, items: Any, county: Any, opened: Round, officer: User, request: pytest.FixtureRequest
) -> None:
    services.call_off(by=officer, round=opened, words="重新发布")
    with pytest.raises(Refused, match="营商局"):
        services.open_round(
            by=request.getfixturevalue(who), region=county, title="一轮", as_of=opened.as_of, deadline=opened.deadline
        )


def test_an_answer_stands_in_the_line_with_a_row_for_each_power(sheet: Sheet, liaison: User, say: Any) -> None:
    powers = {**ALL_HANDED, "decide": "由局长审批"}
    services.answer_lines(
        by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=say(windows="A01， A02", powers=powers)
    )
    line = line_of(sheet)
    assert (line.mode, line.windows, line.staff_a.code, line.staff_b.code) == ("own_window", "A01,A02", "P1", "P2")
    assert {each.power: (each.answer, each.why) for each in line.powers.all()} == {
        **dict.fromkeys(ALL_HANDED, ("yes", "")),
        "decide": ("no", "由局长审批"),
    }
    assert (line.revision, line.answered_by) == (1, liaison)


def test_what_needs_no_counter_keeps_neither_window_nor_posts_nor_powers(sheet: Sheet, liaison: User, say: Any) -> None:
    fill(sheet, liaison, say())
    fill(sheet, liaison, say(mode="online_only"))
    line = line_of(sheet)
    assert (line.windows, line.staff_a, line.staff_b) == ("", None, None)
    assert set(LinePower.objects.filter(line=line).values_list("answer", flat=True)) == {"none"}
    assert LinePower.objects.filter(line=line).count() == len(ALL_HANDED)


@pytest.mark.parametrize(
    ("otherwise", "words"),
    [
        ({"mode": "somehow"}, "请选择进驻方式"),
        ({"mode": "not_entered"}, "未进厅原因"),
        ({"mode": "branch_hall"}, "部门分厅"),
        ({"powers": {}}, "是否授权窗口"),
        ({"staff_b": "P1"}, "同一个人"),
        ({"staff_a": "T1"}, "不是本部门人员"),
        ({"mode": "entrusted"}, "行政许可法第二十四条"),
    ],
)
def test_what_no_item_could_have_is_refused_with_what_to_do(
    sheet: Sheet, liaison: User, say: Any, staff: dict[str, Staff], otherwise: dict[str, Any], words: str
) -> None:
    answer = say(**{name: staff[text] if name.startswith("staff") else text for name, text in otherwise.items()})
    with pytest.raises(Refused, match=words):
        services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet, 2)], answer=answer)
    assert line_of(sheet, 2).mode == ""


def test_accepting_a_licence_may_be_entrusted_and_deciding_it_kept(sheet: Sheet, liaison: User, say: Any) -> None:
    kept = dict.fromkeys(("examine", "decide", "issue"), "由本局决定")
    answer = say(mode="entrusted", powers={**ALL_HANDED, **kept})
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet, 2)], answer=answer)
    assert line_of(sheet, 2).mode == "entrusted"


def test_what_is_entrusted_may_be_in_the_hands_of_the_centre(
    sheet: Sheet, liaison: User, say: Any, make_department: Any, county: Any
) -> None:
    centre = make_department(county, "D99", "政务服务中心", "centre")
    at_desk = Staff.objects.create(region=county, department=centre, code="C1", name="李雷")
    answer = say(mode="entrusted", staff_a=at_desk, staff_b=None)
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=answer)
    assert line_of(sheet).staff_a == at_desk


@pytest.mark.parametrize("who", ["tax_liaison", "officer", "clerk", "head"])
def test_nobody_else_answers_for_a_department(who: str, sheet: Sheet, say: Any, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match="本部门"):
        services.answer_lines(by=request.getfixturevalue(who), sheet=sheet, lines=[line_of(sheet)], answer=say())


def test_of_two_people_who_saw_the_same_line_the_second_is_told(sheet: Sheet, liaison: User, say: Any) -> None:
    line = line_of(sheet)
    seen = {line.pk: line.revision}
    services.answer_lines(by=liaison, sheet=sheet, lines=[line], answer=say(), seen=seen)
    with pytest.raises(Conflict, match="其他人改了所选的 1 项"):
        services.answer_lines(by=liaison, sheet=sheet, lines=[line], answer=say(mode="online_only"), seen=seen)
    assert line_of(sheet).mode == "own_window"


def test_a_filter_that_matches_otherwise_by_now_saves_nothing(sheet: Sheet, liaison: User, say: Any) -> None:
    with pytest.raises(Conflict, match="由 1 项变为 2 项"):
        services.answer_lines(by=liaison, sheet=sheet, lines=sheet.lines.all(), answer=say(), expected=1)


def test_lines_of_another_sheet_are_not_taken_along(sheet: Sheet, opened: Round, liaison: User, say: Any) -> None:
    every = SheetLine.objects.filter(sheet__round=opened)
    services.answer_lines(by=liaison, sheet=sheet, lines=every, answer=say())
    assert SheetLine.objects.get(item__code="T1").mode == ""


def test_an_unfinished_sheet_is_not_submitted(sheet: Sheet, liaison: User, say: Any) -> None:
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=say())
    with pytest.raises(Refused, match="还有 1 项没有梳理"):
        services.submit(by=liaison, sheet=sheet)


def test_a_submitted_sheet_stands_still(sheet: Sheet, liaison: User, head: User, say: Any) -> None:
    signed(sheet, liaison, head, say())
    with pytest.raises(Refused, match="不能修改"):
        services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=say(mode="online_only"))


def test_the_place_is_kept_by_account(sheet: Sheet, liaison: User, make_user: Any, county: Any) -> None:
    second = make_user("second", "liaison", county, sheet.department)
    services.remember(by=liaison, line=line_of(sheet, 1))
    services.remember(by=liaison, line=line_of(sheet, 2))
    assert queries.place_of(liaison, sheet) == line_of(sheet, 2).pk
    assert queries.place_of(second, sheet) is None


def test_the_declaration_that_is_changed_meanwhile_is_the_former_one_of_the_next_answer(
    sheet: Sheet, liaison: User, say: Any
) -> None:
    claim = entry.Claim(mode="entrusted", valid_from=sheet.round.as_of)
    declared = entry.declare(by=liaison, item=line_of(sheet).item, claim=claim)
    assert line_of(sheet).former is None
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=say())
    assert line_of(sheet).former == declared


def test_a_department_is_only_of_its_own_county(sheet: Sheet, neighbour_officer: User, officer: User) -> None:
    assert not queries.visible_sheets(neighbour_officer).exists()
    assert queries.visible_sheets(officer).count() == 2
    assert isinstance(sheet.department, Department)
