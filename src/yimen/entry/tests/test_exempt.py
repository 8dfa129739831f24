"""The negative list: who may put an item on it, for what reason, and for how long."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.entry import queries, services
from yimen.entry.models import Exemption, Mode
from yimen.entry.services import Claim
from yimen.people.models import Region, User

MAY_1 = date(2023, 5, 1)
LAW = {"reason": "law", "basis": "《中华人民共和国看守所条例》第二十八条", "valid_from": MAY_1}
ROOM = {"reason": "no_room", "basis": "县政务服务中心布局调整方案", "valid_from": MAY_1}


def approved(officer: User, item: Item, on: date = MAY_1, **content: Any) -> Exemption:
    row = services.draft_exemption(by=officer, item=item, **{**LAW, **content})
    return services.approve_exemption(by=officer, exemption=row, approved_on=on, approval_number="友政函〔2023〕9号")


def state(day: date, item: Item) -> tuple[str, bool]:
    row = queries.state_on(day).get(item=item)
    return row.entry_state, row.conflict


def test_an_entry_exempts_from_its_approval_on_and_not_before(officer: User, passport: Item) -> None:
    row = services.draft_exemption(by=officer, item=passport, **LAW)
    assert state(date(2023, 5, 20), passport) == ("unexplained", False)
    services.approve_exemption(
        by=officer, exemption=row, approved_on=date(2023, 5, 10), approval_number="友政函〔2023〕9号"
    )
    assert state(date(2023, 5, 9), passport) == ("unexplained", False)
    assert state(date(2023, 5, 10), passport) == ("exempt", False)


def test_an_entry_lapses_the_day_after_its_end(officer: User, passport: Item) -> None:
    approved(officer, passport, valid_to=date(2023, 6, 30))
    assert state(date(2023, 6, 30), passport) == ("exempt", False)
    assert state(date(2023, 7, 1), passport) == ("unexplained", False)


def test_an_entry_beside_a_declared_placement_is_a_conflict(officer: User, liaison: User, passport: Item) -> None:
    approved(officer, passport)
    services.declare(by=liaison, item=passport, claim=Claim(Mode.OWN_WINDOW, MAY_1))
    assert state(MAY_1, passport) == ("entered", True)


def test_acceptance_in_the_hall_for_want_of_room_is_what_was_ordered(
    officer: User, liaison: User, passport: Item
) -> None:
    approved(officer, passport, **ROOM, valid_to=date(2023, 12, 31), meanwhile="A01 窗口一人收件、受理")
    services.declare(by=liaison, item=passport, claim=Claim(Mode.ACCEPT_IN_HALL, MAY_1))
    assert state(MAY_1, passport) == ("entered", False)


def test_a_department_that_says_it_is_not_in_is_exempt_only_by_an_entry(
    officer: User, liaison: User, passport: Item
) -> None:
    services.declare(by=liaison, item=passport, claim=Claim(Mode.NOT_ENTERED, MAY_1, reason="须现场查验"))
    assert state(MAY_1, passport) == ("unexplained", False)
    approved(officer, passport)
    assert state(MAY_1, passport) == ("exempt", False)


def test_a_withdrawn_entry_still_held_before(officer: User, passport: Item) -> None:
    row = approved(officer, passport)
    today = timezone.localdate()
    services.withdraw_exemption(by=officer, exemption=row, withdrawal="已进驻")
    assert state(today - timedelta(days=1), passport) == ("exempt", False)
    assert state(today, passport) == ("unexplained", False)


@pytest.mark.parametrize("role", ["liaison", "clerk", "leader", "neighbour_officer", "system_administrator"])
def test_only_the_county_s_own_officer_keeps_the_list(request: Any, role: str, officer: User, passport: Item) -> None:
    somebody = request.getfixturevalue(role)
    with pytest.raises(Refused, match="营商局"):
        services.draft_exemption(by=somebody, item=passport, **LAW)
    row = services.draft_exemption(by=officer, item=passport, **LAW)
    with pytest.raises(Refused, match="营商局"):
        services.approve_exemption(by=somebody, exemption=row, approved_on=MAY_1, approval_number="1号")
    with pytest.raises(Refused, match="营商局"):
        services.withdraw_exemption(by=somebody, exemption=row, withdrawal="x")


def test_few_cases_or_no_staff_is_no_reason(officer: User, passport: Item) -> None:
    with pytest.raises(Refused, match="业务量少"):
        services.draft_exemption(by=officer, item=passport, **{**LAW, "reason": "no_staff"})


@pytest.mark.parametrize(
    "basis",
    [
        "《中华人民共和国保守国家秘密法》第十三条",
        "《中华人民共和国保守国家秘密法》第十三条第（二）项、友政办发〔2023〕15号",
    ],
)
def test_a_secret_reason_takes_a_reference(officer: User, passport: Item, basis: str) -> None:
    row = services.draft_exemption(by=officer, item=passport, reason="secret", basis=basis, valid_from=MAY_1)
    assert row.basis == basis


@pytest.mark.parametrize(
    "basis",
    [
        "涉及某部队营区布防及人员编制",
        "《中华人民共和国保守国家秘密法》第十三条，因库房位于三号楼地下",
        "机密★10年 《某方案》",
        "《保密法》第九条（营区坐标）",
    ],
)
def test_secret_content_is_not_stored(officer: User, passport: Item, basis: str) -> None:
    with pytest.raises(Refused, match="不得写入"):
        services.draft_exemption(by=officer, item=passport, reason="secret", basis=basis, valid_from=MAY_1)
    assert not Exemption.objects.exists()


def test_a_secret_reason_takes_no_arrangement(officer: User, passport: Item) -> None:
    with pytest.raises(Refused, match="不填写厅内安排"):
        services.draft_exemption(
            by=officer, item=passport, reason="secret", basis="《保密法》第九条", valid_from=MAY_1, meanwhile="三号楼"
        )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"meanwhile": "A01 窗口"}, "须填写终止日期"),
        ({"meanwhile": "A01 窗口", "valid_to": date(2024, 5, 2)}, "最长十二个月"),
        ({"valid_to": date(2023, 12, 31)}, "收件、受理"),
    ],
)
def test_want_of_room_is_temporary_and_staffed(
    officer: User, passport: Item, content: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        services.draft_exemption(by=officer, item=passport, **ROOM, **content)


def test_want_of_room_may_last_twelve_months(officer: User, passport: Item) -> None:
    row = services.draft_exemption(by=officer, item=passport, **ROOM, valid_to=date(2024, 5, 1), meanwhile="A01 窗口")
    assert row.valid_to == date(2024, 5, 1)


def test_two_entries_for_the_same_time_are_refused(officer: User, passport: Item) -> None:
    approved(officer, passport, valid_to=date(2023, 6, 30))
    with pytest.raises(Refused, match="同一时间"):
        services.draft_exemption(by=officer, item=passport, **{**LAW, "valid_from": date(2023, 6, 30)})
    services.draft_exemption(by=officer, item=passport, **{**LAW, "valid_from": date(2023, 7, 1)})


def test_nothing_is_approved_without_date_and_number(officer: User, passport: Item) -> None:
    row = services.draft_exemption(by=officer, item=passport, **LAW)
    with pytest.raises(Refused, match="批准文号"):
        services.approve_exemption(by=officer, exemption=row, approved_on=MAY_1, approval_number=" ")
    with pytest.raises(Refused, match="批准日期"):
        services.approve_exemption(by=officer, exemption=row, approved_on=None, approval_number="1号")


def test_an_approval_to_come_is_refused(officer: User, passport: Item) -> None:
    row = services.draft_exemption(by=officer, item=passport, **LAW)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="今天之后"):
        services.approve_exemption(by=officer, exemption=row, approved_on=tomorrow, approval_number="1号")


def test_of_two_officers_only_one_approves(officer: User, passport: Item) -> None:
    row = services.draft_exemption(by=officer, item=passport, **LAW)
    same = Exemption.objects.get(pk=row.pk)
    services.approve_exemption(by=officer, exemption=row, approved_on=MAY_1, approval_number="1号")
    with pytest.raises(Conflict):
        services.approve_exemption(by=officer, exemption=same, approved_on=MAY_1, approval_number="2号")


def test_a_withdrawal_does_not_reach_into_the_past(officer: User, passport: Item) -> None:
    row = approved(officer, passport)
    with pytest.raises(Refused, match="早于今天"):
        services.withdraw_exemption(by=officer, exemption=row, withdrawal="已进驻", withdrawn_on=date(2023, 6, 1))


def test_a_register_of_approved_entries_is_loaded(county: Region, passport: Item) -> None:
    row = Exemption(
        region=county, item=passport, department=passport.versions.get().department, approved_on=MAY_1,
        approval_number="友政函〔2023〕9号", **LAW,
    )  # fmt: skip
    services.load_exemptions(by=None, region=county, rows=[row])
    assert state(MAY_1, passport) == ("exempt", False)
