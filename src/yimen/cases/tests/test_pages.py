"""The lists and pages: who sees what, masked, at a cost that stays flat."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases import services
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.tests.conftest import FILE, ID, case_row, record_row
from yimen.common.errors import Refused
from yimen.ledger.models import Event

REASON = {"reason": "核对当事人投诉的办件"}


def test_a_list_masks_names_and_shows_no_identity_number(client_of: Any, officer: Any, one_case: Case) -> None:
    page = client_of(officer).get(reverse("cases:cases")).content.decode()
    assert one_case.case_number in page
    assert "董＊" in page
    assert "董义之" not in page
    assert ID not in page


def test_each_sees_his_own_department_or_county(
    client_of: Any, one_case: Case, one_record: RegisterRecord, liaison: Any, officer: Any, tax_liaison: Any,
    neighbour_officer: Any, system_administrator: Any,
) -> None:  # fmt: skip
    seen = {}
    for user in (officer, liaison, tax_liaison, neighbour_officer, system_administrator):
        answers = [
            client_of(user).get(reverse(f"cases:{kind}", args=[thing.pk])).status_code
            for kind, thing in (("case", one_case), ("record", one_record))
        ]
        seen[user.username] = answers
    assert seen == {
        "officer": [200, 200],
        "liaison": [200, 200],
        "tax_liaison": [404, 404],
        "neighbour_officer": [404, 404],
        "system_administrator": [403, 403],
    }


def test_lists_of_another_department_are_empty(client_of: Any, tax_liaison: Any, one_case: Case) -> None:
    page = client_of(tax_liaison).get(reverse("cases:cases")).content.decode()
    assert one_case.case_number not in page
    assert "还没有办件" in page


def test_filters_narrow_the_list(
    client_of: Any, officer: Any, bring_cases: Any, police: Any, tax: Any, make_item: Any
) -> None:
    make_item("I1", "户口迁移")
    bring_cases(
        case_row(1),
        case_row(2, department_code="D02", item_code=""),
        case_row(3, received_at="2023-02-28 23:59:59", channel="online", result="pending"),
        case_row(4, received_at="2023-03-01 00:00:00"),
    )
    numbers = {case_row(n)["case_no"]: n for n in range(1, 5)}

    def found(**query: Any) -> list[int]:
        rows = client_of(officer).get(reverse("cases:cases"), query).context["page"].rows
        return sorted(numbers[row.case_number] for row in rows)

    assert found() == [1, 2, 3, 4]
    assert found(department=tax.pk) == [2]
    assert found(item="I1") == [1, 3, 4]
    assert found(month="2023-02") == [3]
    assert found(month="2023-03") == [4]
    assert (found(week="2023-02-22"), found(week="2023-02-23"), found(week="2023-03-01")) == ([3], [3, 4], [4])
    assert found(channel="online") == [3]
    assert found(result="granted") == [1, 2, 4]
    assert found(q=case_row(2)["case_no"]) == [2]
    assert found(q="2305") == []


def test_a_filter_that_makes_no_sense_is_answered_with_words(client_of: Any, officer: Any, one_case: Case) -> None:
    answer = client_of(officer).get(reverse("cases:cases"), {"month": "2023-13"})
    assert answer.status_code == 422
    assert "月份应写作 2023-05" in answer.content.decode()


@pytest.mark.parametrize("name", ["cases", "records"])
def test_a_list_costs_the_same_for_ten_rows_and_a_thousand(
    client_of: Any, officer: Any, bring_cases: Any, bring_records: Any, police: Any, make_item: Any, name: str
) -> None:
    make_item("I1", "户口迁移")
    bring, row = (bring_cases, case_row) if name == "cases" else (bring_records, record_row)
    client, queries = client_of(officer), []
    for first, after in ((0, 10), (10, 1000)):
        bring(*(row(n, item_code="I1") for n in range(first, after)))
        client.get(reverse(f"cases:{name}"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(f"cases:{name}"))
        queries.append(len(captured))
    assert queries[0] == queries[1] <= 14


def test_personal_data_is_shown_once_and_the_ledger_says_why(client_of: Any, officer: Any, one_case: Case) -> None:
    client = client_of(officer)
    answer = client.post(reverse("cases:reveal_case", args=[one_case.pk]), REASON)
    assert ID in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert ID not in client.get(reverse("cases:case", args=[one_case.pk])).content.decode()
    event = Event.objects.get(kind="cases.revealed")
    assert event.by == f"user:{officer.pk}"
    assert "核对当事人投诉的办件" in bytes(event.meta).decode()
    assert ID not in bytes(event.meta).decode()


def test_a_reason_with_an_identity_number_in_it_is_masked(officer: Any, one_case: Case) -> None:
    services.reveal(by=officer, thing=one_case, reason=f"当事人 {ID} 来访")
    assert "**************2014" in bytes(Event.objects.get(kind="cases.revealed").meta).decode()


def test_without_a_reason_nothing_is_shown(client_of: Any, officer: Any, one_case: Case) -> None:
    answer = client_of(officer).post(reverse("cases:reveal_case", args=[one_case.pk]), {"reason": "看"})
    assert answer.status_code == 422
    assert ID not in answer.content.decode()
    assert not Event.objects.filter(kind="cases.revealed").exists()


def test_looking_at_the_address_shows_nothing(client_of: Any, officer: Any, one_case: Case) -> None:
    assert client_of(officer).get(reverse("cases:reveal_case", args=[one_case.pk])).status_code == 405


def test_a_leader_or_a_stranger_cannot_see_personal_data(
    client_of: Any, leader: Any, tax_liaison: Any, neighbour_officer: Any, one_case: Case, one_record: RegisterRecord
) -> None:
    for name, thing in (("reveal_case", one_case), ("reveal_record", one_record)):
        assert client_of(leader).post(reverse(f"cases:{name}", args=[thing.pk]), REASON).status_code == 403
        assert client_of(tax_liaison).post(reverse(f"cases:{name}", args=[thing.pk]), REASON).status_code == 403
        assert client_of(neighbour_officer).post(reverse(f"cases:{name}", args=[thing.pk]), REASON).status_code == 404


def test_the_thirty_first_look_of_a_day_is_refused(officer: Any, one_record: RegisterRecord) -> None:
    for _ in range(services.REVEALS_A_DAY):
        services.reveal(by=officer, thing=one_record, reason="核对台账原件")
    with pytest.raises(Refused, match="达到上限"):
        services.reveal(by=officer, thing=one_record, reason="核对台账原件")
    assert Event.objects.filter(kind="cases.revealed").count() == services.REVEALS_A_DAY


def test_a_file_comes_in_through_the_page(client_of: Any, liaison: Any, police: Any) -> None:
    content = "台账编号,部门编号,事项名称,发证日期\nR1,D01,户口迁移,2023-05-13\n".encode()
    answer = client_of(liaison).post(
        reverse("cases:import"), {"kind": "register", "file": SimpleUploadedFile("台账.csv", content)}, follow=True
    )
    assert "新增 1 行" in answer.content.decode()
    assert RegisterRecord.objects.get().record_number == "R1"


def test_the_file_of_these_tests_is_what_the_batch_names(bring_cases: Any, police: Any) -> None:
    assert bring_cases(case_row()).file_name == FILE.name
