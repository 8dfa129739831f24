"""What the tests of this room share: files, rows, and a county with some of them."""

from collections.abc import Callable
from typing import Any

import pytest

from yimen.cases import services
from yimen.cases.models import Case, RegisterRecord
from yimen.exchange.models import ImportBatch
from yimen.people.models import Region, User

ID = "230522197905182014"
FILE = services.SourceFile("办件.csv", "a" * 64, 100)


def case_row(number: int = 1, **cells: str) -> dict[str, str]:
    """One row of the hall's register as the contract words it."""
    return {
        "case_no": f"2305222023{number:09d}",
        "item_code": "I1",
        "department_code": "D01",
        "applicant_name": "董义之",
        "applicant_id": ID,
        "channel": "window",
        "received_at": "2023-01-03 10:53:41",
        "accepted_at": "2023-01-03 10:58:21",
        "decided_at": "2023-01-07 12:05:02",
        "finished_at": "2023-01-08 06:37:48",
        "recorded_at": "2023-01-03 11:02:17",
        "window_code": "W029",
        "operator_code": "OP0806",
        "terminal": "172.16.0.39",
        "result": "granted",
        "document_no": "友公许字〔2023〕7号",
        **cells,
    }


def record_row(number: int = 1, **cells: str) -> dict[str, str]:
    """One row of a department's ledger."""
    return {
        "record_no": f"R{number:06d}",
        "department_code": "D01",
        "item_code": "",
        "item_name": "户口迁移",
        "holder_name": "董义之",
        "holder_id": ID,
        "applied_on": "2023-01-03",
        "issued_on": "2023-01-07",
        "document_no": "友公许字〔2023〕7号",
        "origin": "issued",
        **cells,
    }


@pytest.fixture
def bring_cases(county: Region) -> Callable[..., ImportBatch]:
    """Imports rows of the hall's register as the system does."""

    def bring(*rows: dict[str, str], by: User | None = None, region: Region = county) -> ImportBatch:
        return services.import_cases(by=by, region=region, file=FILE, rows=enumerate(rows, start=2))

    return bring


@pytest.fixture
def bring_records(county: Region) -> Callable[..., ImportBatch]:
    """Imports rows of a department's ledger as the system does."""

    def bring(*rows: dict[str, str], by: User | None = None, region: Region = county) -> ImportBatch:
        return services.import_register(by=by, region=region, file=FILE, rows=enumerate(rows, start=2))

    return bring


@pytest.fixture
def one_case(bring_cases: Any, police: Any, make_item: Any) -> Case:
    """A case of the police."""
    make_item("I1", "户口迁移")
    bring_cases(case_row())
    return Case.objects.get()


@pytest.fixture
def one_record(bring_records: Any, police: Any) -> RegisterRecord:
    """A record of the police's ledger."""
    bring_records(record_row())
    return RegisterRecord.objects.get()
