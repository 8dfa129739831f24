"""Taking rows in: what is taken, what is refused and with which words."""

import json
from typing import Any

import pytest

from yimen.cases import services
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.tests.conftest import FILE, ID, case_row, record_row
from yimen.common.errors import Refused
from yimen.exchange.models import RefusedRow
from yimen.ledger import services as ledger
from yimen.ledger.models import Event


def test_a_case_comes_in_with_its_times_as_local_time(bring_cases: Any, police: Any, make_item: Any) -> None:
    item = make_item("I1", "户口迁移")
    batch = bring_cases(case_row())
    case = Case.objects.get()
    assert (case.item, case.department, case.batch) == (item, police, batch)
    assert case.received_at.isoformat() == "2023-01-03T02:53:41+00:00"
    assert batch.plan == {"new": 1, "completed": 0, "same": 0, "refused": 0}


def test_the_same_file_twice_adds_nothing(bring_cases: Any, police: Any) -> None:
    bring_cases(case_row(1), case_row(2))
    batch = bring_cases(case_row(1), case_row(2))
    assert batch.plan == {"new": 0, "completed": 0, "same": 2, "refused": 0}
    assert Case.objects.count() == 2


def test_a_later_file_completes_a_matter_that_went_on(bring_cases: Any, police: Any) -> None:
    bring_cases(case_row(decided_at="", finished_at="", result="pending", document_no=""))
    batch = bring_cases(case_row())
    case = Case.objects.get()
    assert batch.plan["completed"] == 1
    assert (case.result, case.document_number) == ("granted", "友公许字〔2023〕7号")
    assert case.decided_at is not None


def test_what_is_recorded_is_never_rewritten(bring_cases: Any, police: Any) -> None:
    bring_cases(case_row())
    bring_cases(case_row(recorded_at="2023-01-03 09:00:00", result="refused"))
    refused = RefusedRow.objects.get()
    assert refused.reason == "该编号已入库，但入库时间、办理结果与原记录不一致"
    assert Case.objects.get().result == "granted"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"case_no": " "}, "办件编号", "办件编号为空"),
        ({"case_no": "9" * 51}, "办件编号", "办件编号超过 50 个字"),
        ({"department_code": "D77"}, "实施部门", "没有编号为“D77”的部门，或不属于您可以导入的部门"),
        ({"received_at": "2023-02-30 10:00:00"}, "收件时间", "收件时间不是有效的时间"),
        ({"recorded_at": "昨天"}, "入库时间", "入库时间不是有效的时间"),
        ({"decided_at": "0202-01-07"}, "决定时间", "决定时间不是有效的时间"),
        ({"channel": "飞鸽"}, "申请渠道", "申请渠道无法识别"),
        ({"applicant_name": "长" * 201}, "申请人", "申请人超过 200 个字"),
    ],
)
def test_a_bad_row_is_refused_whole_with_line_column_and_reason(
    bring_cases: Any, police: Any, cells: dict[str, str], column: str, reason: str
) -> None:
    batch = bring_cases(case_row(1), case_row(2, **cells))
    refused = RefusedRow.objects.get(batch=batch)
    assert (refused.line, refused.column, refused.reason) == (3, column, reason)
    assert refused.remedy
    assert refused.cells["applicant_id"] == ID
    assert Case.objects.count() == 1


def test_a_number_that_stands_twice_in_a_file_is_taken_once(bring_cases: Any, police: Any) -> None:
    bring_cases(case_row(1), case_row(1, result="refused"))
    assert RefusedRow.objects.get().reason == "办件编号与第 2 行重复"
    assert Case.objects.get().result == "granted"


def test_dates_are_read_in_the_ways_that_people_write_them(bring_records: Any, police: Any) -> None:
    ways = ("2023-01-07", "2023/1/7", "2023年1月7日", "２０２３.1.7", "2023-01-07 00:00:00")
    bring_records(*(record_row(n, issued_on=way) for n, way in enumerate(ways)))
    assert set(RegisterRecord.objects.values_list("issued_on", flat=True).distinct()) == {
        RegisterRecord.objects.first().issued_on
    }
    assert RegisterRecord.objects.count() == len(ways)


def test_two_departments_may_use_the_same_record_number(bring_records: Any, police: Any, tax: Any) -> None:
    bring_records(record_row(1), record_row(1, department_code="D02"))
    assert RegisterRecord.objects.count() == 2


def test_a_liaison_brings_in_only_his_own_departments_rows(bring_records: Any, liaison: Any, tax: Any) -> None:
    batch = bring_records(record_row(1), record_row(2, department_code="D02"), by=liaison)
    assert RegisterRecord.objects.get().department == liaison.department
    assert batch.rows_refused == 1
    assert batch.department == liaison.department


def test_nobody_imports_into_another_county(bring_cases: Any, neighbour_officer: Any, police: Any) -> None:
    with pytest.raises(Refused, match="本县"):
        bring_cases(case_row(), by=neighbour_officer)


def test_a_clerk_may_not_import(bring_cases: Any, clerk: Any) -> None:
    with pytest.raises(Refused, match="不能导入"):
        bring_cases(case_row(), by=clerk)


def test_an_import_stands_in_the_ledger_without_personal_data(bring_cases: Any, county: Any, police: Any) -> None:
    bring_cases(case_row(1), case_row(2, channel="飞鸽"))
    events = list(Event.objects.filter(chain=county.code, kind="cases.imported").order_by("seq"))
    assert [sorted(json.loads(bytes(event.meta)).get("batches", {})) for event in events] == [
        ["cases.case"],
        ["exchange.refusedrow"],
        [],
    ]
    for event in events:
        assert ID not in bytes(event.meta).decode()


def test_a_file_is_read_by_its_chinese_headings(officer: Any, police: Any) -> None:
    content = "办件编号,部门编号,申请人,收件时间\nA1,D01,董义之,2023-05-13 09:30\nA2,D77,王五,2023-05-13 09:31\n"
    batch = services.import_file(by=officer, kind="cases", name="五月.csv", content=content.encode("gb18030"))
    assert batch.plan == {"new": 1, "completed": 0, "same": 0, "refused": 1}
    assert batch.mapping["department_code"] == "部门编号"
    refused = RefusedRow.objects.get()
    assert refused.line == 3
    assert refused.cells["申请人"] == "王五"


def test_a_file_without_the_number_waits_and_says_which_column_is_missing(officer: Any, police: Any) -> None:
    batch = services.import_file(
        by=officer, kind="register", name="台账.csv", content="姓名,日期\n董义,2023-01-01\n".encode()
    )
    assert batch.status == "planned"
    assert "没有找到“台账编号”列、“台账部门”列" in services.reopened(batch).question
    assert not RegisterRecord.objects.exists()


def test_a_file_of_headings_only_is_refused(county: Any) -> None:
    with pytest.raises(Refused, match="没有数据行"):
        services.import_cases(by=None, region=county, file=FILE, rows=[])


def test_a_contradicted_import_leaves_nothing_behind(monkeypatch: Any, bring_cases: Any, police: Any) -> None:
    def broken(**_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(ledger, "record_batch", broken)
    with pytest.raises(OSError, match="disk full"):
        bring_cases(case_row())
    assert not Case.objects.exists()
