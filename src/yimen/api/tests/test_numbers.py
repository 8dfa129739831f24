"""A department's system hands in its own numbers of our cases: each kept once, beside the time that it declares."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yimen.cases.models import Case
from yimen.cases.numbers import queries
from yimen.cases.numbers.models import SerialNumber
from yimen.exchange import bearer, services
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
MADE = "2023-05-31T16:20:00+08:00"


@pytest.fixture
def secret(security_administrator: User, police: Department) -> str:
    found = bearer.fresh()
    services.give_token(by=security_administrator, department=police, purpose="户政系统", secret=found)
    return found


@pytest.fixture
def cases(county: Region, police: Department, tax: Department) -> None:
    for number, department in (("C1", police), ("C2", police), ("T1", tax)):
        Case.objects.create(region=county, department=department, case_number=number, imported_at=timezone.now())


def hand_in(secret: str, *rows: Any) -> tuple[int, dict[str, Any]]:
    answer = Client().post(
        "/api/cases/numbers/", json.dumps(rows), content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    return answer.status_code, answer.json()


def row(case: str, sort: str, number: str, **more: Any) -> dict[str, Any]:
    return {"case_number": case, "sort": sort, "number": number, **more}


def test_both_numbers_are_kept_with_the_declared_time_and_ours(cases: None, secret: str, police: Department) -> None:
    rows = [row("C1", "department", "HZ-7", created_at=MADE), row("C1", "platform", "S-1"), row("HZ-7", "queue", "A12")]
    assert hand_in(secret, *rows)[1] == {"read": 3, "new": 3, "same": 0, "refused": 0, "refused_rows": []}
    assert hand_in(secret, *rows)[1]["same"] == 3
    case = queries.case_of(police, "S-1")
    assert case is not None and case.case_number == "C1"
    own = SerialNumber.objects.get(sort="department")
    assert own.declared_at is not None and own.declared_at.isoformat() == "2023-05-31T08:20:00+00:00"
    assert own.recorded_at > own.declared_at
    assert own.token is not None and own.token.purpose == "户政系统"
    assert queries.case_of(police, "A12") is None  # a queue number comes back every day


def test_a_number_belongs_to_one_case_but_a_queue_number_to_many(cases: None, secret: str) -> None:
    assert hand_in(secret, row("C1", "department", "HZ-7"), row("C1", "queue", "A12"))[1]["new"] == 2
    said = hand_in(secret, row("C2", "department", "HZ-7"), row("C2", "queue", "A12"))[1]
    assert (said["new"], said["refused"]) == (1, 1)
    assert said["refused_rows"][0]["reason"] == "部门业务流水号 HZ-7 已是办件 C1 的：请核对是哪一件。"


def test_nothing_of_another_department_can_be_named(cases: None, secret: str) -> None:
    said = hand_in(secret, row("T1", "department", "X"))[1]
    assert "本部门没有编号为 T1" in said["refused_rows"][0]["reason"]
    assert not SerialNumber.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (row("C1", "nonsense", "1"), "编号种类"),
        (row("C1", "department", "长" * 101), "1 至 100"),
        (row("C1", "department", ""), "都要填"),
        (row("C1", "department", "1", created_at="昨天"), "created_at"),
        (row("C1", "department", "1", created_at="2023-05-31T16:20:00"), "created_at"),
    ],
)
def test_a_row_that_is_wrong_is_refused_and_the_others_are_taken(
    cases: None, secret: str, wrong: dict[str, Any], word: str
) -> None:
    said = hand_in(secret, wrong, row("C2", "platform", "S-2"))[1]
    assert (said["new"], said["refused_rows"][0]["line"]) == (1, 1)
    assert word in said["refused_rows"][0]["reason"]


def test_what_is_no_list_and_who_has_no_token_is_refused(cases: None, secret: str) -> None:
    assert hand_in("ym_wrong", row("C1", "platform", "S-1"))[0] == 401
    headers = {"Authorization": f"Bearer {secret}"}
    unkept = (json.dumps([row("C1", "platform", text)]) for text in ("S\0", "S\ud800"))
    for body, status in (("{", 400), ("{}", 400), *((each, 400) for each in unkept), (json.dumps([{}] * 501), 413)):
        answer = Client().post("/api/cases/numbers/", body, content_type="application/json", headers=headers)
        assert answer.status_code == status
    assert Client().get("/api/cases/numbers/", headers=headers).status_code == 405


def test_the_page_for_builders_tells_how_numbers_are_handed_in(client: Client) -> None:
    page = client.get("/api/").content.decode()
    assert "POST /api/cases/numbers/" in page
    assert all(f"{code}</span> {label}" in page for code, label in SerialNumber.Sort.choices)
