"""Postings, leave with cover, stand-ins, appraisals by both masters, handovers: what holds and what is refused."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls import queries as halls
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.staffing import queries, registry, services
from yimen.halls.staffing.registry import Letters, OpenThing
from yimen.halls.standing import NOT_POSTED, standing
from yimen.people.models import Department, User

JUNE, FRIDAY, MONDAY = date(2023, 6, 1), date(2023, 6, 2), date(2023, 6, 5)
AWAY = services.Absence("annual", FRIDAY, MONDAY, reason="回乡")


def test_a_window_has_one_a_and_one_b(window: Window, make_staff: Any, post: Any) -> None:
    post(make_staff("S1"))
    post(make_staff("S2"), "b")
    for part, words in (("a", "A岗已由工号 S1"), ("b", "B岗已由工号 S2")):
        with pytest.raises(Refused, match=words):
            post(make_staff(f"S3{part}"), part)
    assert Posting.objects.count() == 2


def test_leave_goes_from_the_clerk_by_his_department_to_the_hall_and_never_by_himself(
    window: Window, make_staff: Any, post: Any, clerk: User, head: User, hall_manager: User, tax_liaison: User
) -> None:
    own = make_staff("S1", account=clerk)
    post(own)
    post(make_staff("S2"), "b")
    leave = services.ask_leave(by=clerk, staff=own, absence=AWAY)
    with pytest.raises(Refused, match="只能办理自己"):
        services.ask_leave(by=clerk, staff=make_staff("S9"), absence=AWAY)
    with pytest.raises(Refused, match="重叠"):
        services.ask_leave(by=clerk, staff=own, absence=AWAY)
    with pytest.raises(Refused, match="本部门"):
        services.move_leave(by=tax_liaison, leave=leave, move="agree", today=JUNE)
    with pytest.raises(Conflict):
        services.move_leave(by=hall_manager, leave=leave, move="approve", today=JUNE)
    services.move_leave(by=head, leave=leave, move="agree", today=JUNE)
    services.move_leave(by=hall_manager, leave=leave, move="approve", today=JUNE)
    assert [row.pk for row in queries.away_on(MONDAY)] == [leave.pk]
    own.account = head
    own.save()
    other = services.ask_leave(by=None, staff=own, absence=services.Absence("sick", JUNE, JUNE))
    with pytest.raises(Refused, match="不能自己同意"):
        services.move_leave(by=head, leave=other, move="agree", today=JUNE)


def test_leave_that_leaves_a_window_bare_wants_a_stand_in_who_may_then_accept_there(
    hall: Hall, window: Window, make_staff: Any, post: Any, head: User, hall_manager: User
) -> None:
    post(make_staff("S1"))
    third = make_staff("S3")
    leave = services.ask_leave(by=None, staff=Posting.objects.get().staff, absence=AWAY)
    services.move_leave(by=head, leave=leave, move="agree", today=JUNE)
    with pytest.raises(Refused, match=r"共 2 天.*先安排顶岗"):
        services.move_leave(by=hall_manager, leave=leave, move="approve", today=JUNE)
    at = datetime(2023, 6, 2, 10, tzinfo=SHANGHAI)
    assert NOT_POSTED in standing(third, at, "10.1.1.1").doubts
    services.stand_in(by=hall_manager, leave=leave, staff=third, window=window)
    assert standing(third, at, "10.1.1.1").window == window
    services.move_leave(by=hall_manager, leave=leave, move="approve", today=JUNE)
    services.move_leave(by=hall_manager, leave=leave, move="withdraw", today=MONDAY)
    days = [day for day in (FRIDAY, MONDAY) if halls.posted_on(day).filter(staff=third).exists()]
    assert days == [FRIDAY]  # what he served stays


def test_nobody_stands_in_who_is_away_himself_or_stands_there_already(
    window: Window, make_staff: Any, post: Any, hall_manager: User, head: User
) -> None:
    first, second, third = (make_staff(code) for code in ("S1", "S2", "S3"))
    post(first)
    post(second, "b")
    leave = services.ask_leave(by=None, staff=first, absence=AWAY)
    other = services.ask_leave(by=None, staff=third, absence=AWAY)
    services.move_leave(by=head, leave=other, move="agree", today=JUNE)
    services.move_leave(by=hall_manager, leave=other, move="approve", today=JUNE)
    for who, words in ((first, "自己"), (second, "本来就派驻"), (third, "也请假")):
        with pytest.raises(Refused, match=words):
            services.stand_in(by=hall_manager, leave=leave, staff=who, window=window)


def test_an_appraisal_stands_only_when_hall_and_department_agree(
    make_staff: Any, hall_manager: User, liaison: User, clerk: User
) -> None:
    own = make_staff("S1", account=clerk)
    given = {"staff": own, "year": 2023, "quarter": 2, "grade": "fair", "hall_words": "迟到两次"}
    with pytest.raises(Refused, match="还没有结束"):
        services.propose_appraisal(by=hall_manager, today=JUNE, **given)
    row = services.propose_appraisal(by=hall_manager, today=date(2023, 6, 30), **given)
    with pytest.raises(Refused, match="须填写部门意见"):
        services.move_appraisal(by=liaison, appraisal=row, move="object", words=" ")
    services.move_appraisal(by=liaison, appraisal=row, move="object", words="考勤机故障")
    services.move_appraisal(by=hall_manager, appraisal=row, move="revise", words="已核实", grade="good")
    services.move_appraisal(by=liaison, appraisal=row, move="settle", words="同意")
    row.refresh_from_db()
    assert (row.status, row.grade, row.department_words) == ("settled", "good", "同意")
    assert list(queries.own_appraisals(clerk)) == [row]  # he is told
    assert not queries.visible_appraisals(clerk)


def test_a_handover_lists_what_is_open_and_only_its_taker_signs(
    window: Window, make_staff: Any, post: Any, clerk: User, liaison: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, taker = make_staff("S1"), make_staff("S2", account=clerk)
    post(giver)
    post(taker, "b")
    known = [OpenThing("case", "C1", "居住证签发，审查中")]
    monkeypatch.setattr(registry, "OPEN_THINGS", [lambda who: known if who == giver else []])
    row = services.hand_over(by=liaison, window=window, giver=giver, taker=taker, things=[("seal", "", "公章一枚")])
    assert [(each.kind, each.found) for each in row.things.all()] == [("case", True), ("seal", False)]
    with pytest.raises(Refused, match="本人签收"):
        services.move_handover(by=liaison, handover=row, move="sign")
    assert services.move_handover(by=clerk, handover=row, move="sign").status == "signed"
    with pytest.raises(Refused, match="没有派驻"):
        services.hand_over(by=liaison, window=window, giver=giver, taker=make_staff("S5"))


def test_the_page_of_a_hall_tells_who_is_away_and_where_b_lacks_powers(
    hall: Hall, window: Window, make_staff: Any, post: Any, officer: User, hall_manager: User, liaison: User,
    tax_liaison: User, client_of: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first, second = make_staff("S1"), make_staff("S2")
    post(first)
    post(second, "b")
    letters = {first.pk: Letters(True, JUNE, MONDAY, frozenset({1, 2})), second.pk: Letters(items=frozenset({1}))}
    monkeypatch.setattr(registry, "LETTERS", [lambda staff, day: letters])
    [post_found] = queries.posts_on(hall, FRIDAY, officer)
    assert (post_found.state, post_found.lacking) == ("covered", 1)
    client = client_of(hall_manager)
    page = client.get(f"/halls/{hall.pk}/staff/?day=2023-06-02").content.decode()
    assert "B岗缺授权" in page
    assert "欧阳＊" in page
    assert "欧阳修" not in page
    assert queries.posts_on(hall, FRIDAY, tax_liaison) == []  # another department's people are no business of his
    given = {"verb": "post", "staff": "S1", "window": window.pk, "part": "a", "valid_from": "2023-06-02"}
    assert client.post(f"/halls/{hall.pk}/staff/", given).status_code == 422
    assert client_of(liaison).post(f"/halls/{hall.pk}/staff/", given).status_code == 422


def test_the_page_costs_as_many_queries_for_ten_windows_as_for_one(
    county: Any, hall: Hall, window: Window, make_staff: Any, post: Any, officer: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.posts_on(hall, FRIDAY, officer)
        return len(caught)

    post(make_staff("S0"))
    cost()  # the first one also asks for the user's roles
    before = cost()
    for n in range(1, 10):
        [more] = services.halls.add_windows(
            by=None, region=county, windows=[Window(hall=hall, code=f"B{n}", terminal="x", valid_from=JUNE)]
        )
        post(make_staff(f"S{n}"), at=more)
    assert cost() == before


def test_leave_is_asked_and_moved_on_its_pages(
    window: Window, make_staff: Any, post: Any, clerk: User, liaison: User, hall_manager: User, client_of: Any,
    police: Department,
) -> None:  # fmt: skip
    own = make_staff("S1", account=clerk)
    post(own)
    given = {"staff": own.pk, "kind": "annual", "first_on": "2023-06-02", "last_on": "2023-06-02", "reason": "回乡"}
    where = client_of(clerk).post("/halls/leaves/", given)["Location"]
    assert "回乡" in client_of(clerk).get(where).content.decode()
    assert client_of(liaison).post(where, {"move": "agree"}).status_code == 302
    manager = client_of(hall_manager)
    refused = manager.post(where, {"move": "approve"})
    assert (refused.status_code, "先安排顶岗" in refused.content.decode()) == (422, True)
    assert manager.post(where, {"staff": make_staff("S3").code, "window": window.pk}).status_code == 302
    assert manager.post(where, {"move": "approve"}).status_code == 302
    assert manager.post(where, {"move": "nonsense"}).status_code == 422
