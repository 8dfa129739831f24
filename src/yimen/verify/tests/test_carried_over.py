"""Records without a day of application in the year's first weeks: last year's, where last year's lack it as well."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from yimen.verify import verify
from yimen.verify.tests.small_set import Tables, case, county, found, record, write

START, END = date(2023, 1, 1), date(2023, 12, 31)


def ledger(undated_of_last_year: int) -> Tables:
    """Each day a matter in the hall and one outside it, every second one undated; eighty dated ones of last year."""
    tables = county()
    for n, day in enumerate(START + timedelta(days=n) for n in range(3, 359)):
        done = day + timedelta(days=6)
        tables["cases"].append(case(n, f"{day} 09:00:00", decided_at=f"{done} 09:00:00"))
        tables["register"].append(record(n, str(done), applied_on=str(day)))
        is_dated = n % 2 and day.day > 3
        tables["register"].append(
            record(1000 + n, str(day), applied_on=str(day - timedelta(days=2)) if is_dated else "")
        )
    january = [str(START + timedelta(days=n % 28)) for n in range(80)]
    tables["register"] += [record(2000 + n, january[n], applied_on="2022-12-20") for n in range(80)]
    tables["register"] += [record(3000 + n, january[n], applied_on="") for n in range(undated_of_last_year)]
    return tables


def named(folder: Path, undated_of_last_year: int) -> set[object]:
    """The undated records of January that are said to have no case."""
    tables = ledger(undated_of_last_year)
    undated = [row for row in tables["register"] if not row["applied_on"]]
    early = {row["record_no"] for row in undated if str(row["issued_on"]) < "2023-02"}
    return early & set(found(verify(write(tables, folder / "set", START, END)), "R01"))


def test_where_last_years_bear_their_day_an_undated_one_of_january_is_this_years(tmp_path: Path) -> None:
    assert len(named(tmp_path, 0)) >= 10


def test_where_last_years_lack_it_as_often_it_may_be_last_years_and_convicts_nobody(tmp_path: Path) -> None:
    assert named(tmp_path, 80) == set()
