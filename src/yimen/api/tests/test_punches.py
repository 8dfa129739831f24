"""An attendance machine's system hands in punches: each kept once, a day from its first to its last."""

import json
from datetime import time
from typing import Any

import pytest
import time_machine
from django.test import Client

from yimen.exchange import bearer, services
from yimen.halls.models import Attendance, Punch
from yimen.people.models import Department, Region, Staff, User

pytestmark = pytest.mark.django_db
CAME, WENT = "2023-06-01T08:21:35+08:00", "2023-06-01T17:02:00+08:00"


@pytest.fixture
def staff(county: Region, police: Department, tax: Department) -> dict[str, Staff]:
    made = (Staff(region=county, department=each, code=f"OP{n}", name="王某某") for n, each in enumerate((police, tax)))
    return {each.code: each for each in Staff.objects.bulk_create(made)}


@pytest.fixture
def secret(security_administrator: User, police: Department, staff: Any) -> str:
    return given_to(security_administrator, police)


def given_to(by: User, department: Department) -> str:
    secret = bearer.fresh()
    services.give_token(by=by, department=department, purpose="考勤系统", secret=secret)
    return secret


def hand_in(secret: str, rows: Any) -> tuple[int, dict[str, Any]]:
    with time_machine.travel("2023-06-01T18:00:00+08:00"):
        answer = Client().post(
            "/api/attendance/punches/", json.dumps(rows), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip
    return answer.status_code, answer.json()


def test_punches_make_the_day_and_the_same_again_changes_nothing(secret: str, staff: dict[str, Staff]) -> None:
    rows = [
        {"staff": "op0", "at": CAME, "machine": "一楼东门"},
        {"staff": "OP0", "at": WENT},
        {"staff": "OP0", "at": CAME},
    ]
    assert hand_in(secret, rows) == (200, {"read": 3, "new": 2, "same": 1, "refused": 0, "refused_rows": []})
    assert hand_in(secret, rows)[1]["same"] == 3
    day = Attendance.objects.get()
    assert (day.staff, day.arrived_at, day.left_at) == (staff["OP0"], time(8, 21, 35), time(17, 2))
    first = Punch.objects.order_by("at")[0]
    assert first.token is not None and (first.token.purpose, first.machine) == ("考勤系统", "一楼东门")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"staff": "OP1", "at": CAME}, "营商局的令牌"),  # of another department
        ({"staff": "OP9", "at": CAME}, "没有工号 OP9"),
        ({"staff": 7, "at": CAME}, "staff"),
        ({"staff": "OP0", "at": "2023-06-01T08:21:35"}, "at 应写作"),
        ({"staff": "OP0", "at": "0001-01-01T00:00:00+23:59"}, "at 应写作"),
        ({"staff": "OP0", "at": "9999-12-31T23:59:59-23:59"}, "将来"),
        ({"staff": "OP0", "at": "2023-06-01T18:06:00+08:00"}, "校准"),
        ({"staff": "OP0"}, "at 应写作"),
    ],
)
def test_a_row_that_is_wrong_is_refused_and_the_others_are_taken(secret: str, wrong: Any, says: str) -> None:
    said = hand_in(secret, [wrong, {"staff": "OP0", "at": CAME}])[1]
    assert (said["new"], said["refused_rows"][0]["line"]) == (1, 1)
    assert says in said["refused_rows"][0]["reason"]


def test_the_bureaus_machine_reports_of_everybody_in_the_county(
    security_administrator: User, bureau: Department, staff: dict[str, Staff], neighbour_police: Department
) -> None:
    Staff.objects.create(region=neighbour_police.region, department=neighbour_police, code="OP7", name="李某某")
    secret = given_to(security_administrator, bureau)
    said = hand_in(secret, [{"staff": each, "at": CAME} for each in ("OP0", "OP1", "OP7")])[1]
    assert (said["new"], [each["line"] for each in said["refused_rows"]]) == (2, [3])


def test_no_token_no_list_and_too_many_are_refused(secret: str) -> None:
    assert hand_in("ym_wrong", [])[0] == 401
    assert hand_in(secret, {})[0] == 400 and hand_in(secret, [{}] * 501)[0] == 413
    assert "POST /api/attendance/punches/" in Client().get("/api/").content.decode()
