"""The canonical layer as Parquet: complete, typed, parted by region and month, and replaced as a whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from yimen.verify import InputError
from yimen.verify.cli import main
from yimen.verify.engine import FOLDER
from yimen.verify.exporting import TABLES, export_canonical, exported, only_region, regions
from yimen.verify.tests.rule_examples import changed
from yimen.verify.tests.small_set import Tables, case, record, write


def two_months() -> Tables:
    """A case and its record in January, and in February a case that was never received on a known day."""
    return changed(
        cases=[case(1), case(2, "2023-02-03 10:00:00"), case(3, received_at="", accepted_at="")],
        register=[record(1), record(2, "2023-02-09", applied_on="2023-02-03")],
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An export of the two months."""
    export_canonical(write(two_months(), tmp_path / "set"), tmp_path / "canonical")
    return tmp_path / "canonical"


def rows(folder: Path, table: str, select: str = "*") -> list[tuple]:
    """What the export holds of a table."""
    files = f"'{folder}/{table}/**/*.parquet'"
    return duckdb.sql(f"SELECT {select} FROM read_parquet({files}, hive_partitioning = true) ORDER BY ALL").fetchall()


def test_every_table_that_rules_read_is_written_under_its_region(folder: Path) -> None:
    assert {path.parent.name for path in folder.glob("*/region=999999")} == set(TABLES)


def test_whatever_the_canonical_layer_makes_is_exported() -> None:
    made = re.findall(r"CREATE TABLE (\w+)", (FOLDER / "sql/canonical.sql").read_text(encoding="utf-8"))
    assert set(made) <= set(TABLES)


def test_the_large_tables_are_parted_by_month_and_what_has_no_day_is_kept(folder: Path) -> None:
    assert rows(folder, "matter", "month, case_no") == [("2023-01", "C0001"), ("2023-02", "C0002"), ("none", "C0003")]
    assert rows(folder, "entry", "month, record_no") == [("2023-01", "R0001"), ("2023-02", "R0002")]


def test_days_and_moments_keep_their_types_and_a_time_of_day_is_a_number(folder: Path) -> None:
    assert rows(folder, "matter", "DISTINCT typeof(received_on), typeof(received_at)") == [("DATE", "TIMESTAMP")]
    half_past_eight, five = (8 * 60 + 30) * 60_000_000, 17 * 3_600_000_000
    assert rows(folder, "open_day", "DISTINCT opens_at, closes_at") == [(half_past_eight, five)]


def test_what_is_linked_is_not_written(folder: Path) -> None:
    assert not (folder / "link").exists()
    assert {"link", "leftover"}.isdisjoint(TABLES)


def test_the_export_says_which_columns_the_set_had(folder: Path) -> None:
    known = exported(folder, "999999")
    assert known.has("cases.received_at")
    assert not known.has("tickets.called_at")


def test_a_second_export_of_a_region_leaves_nothing_of_the_first(folder: Path, tmp_path: Path) -> None:
    export_canonical(write(changed(cases=[case(5)]), tmp_path / "other"), folder)
    assert rows(folder, "matter", "month, case_no") == [("2023-01", "C0005")]
    assert rows(folder, "entry", "count(*)") == [(0,)]


def test_a_region_that_is_not_there_is_refused_with_what_to_do(folder: Path) -> None:
    with pytest.raises(InputError, match="yimen canonical"):
        exported(folder, "230522")


def test_the_region_may_be_left_out_only_where_there_is_one(folder: Path) -> None:
    assert only_region(folder) == "999999"
    (folder / "set-230522.json").write_text("{}")
    with pytest.raises(InputError, match="230522、999999"):
        only_region(folder)
    assert regions(folder) == ["230522", "999999"]


def test_a_region_with_signs_in_it_is_no_folder(tmp_path: Path) -> None:
    source = write(two_months(), tmp_path / "set")
    (source / "meta.json").write_text(json.dumps({"region": "../x", "from": "2023-01-01", "to": "2023-02-28"}))
    with pytest.raises(InputError, match="字母和数字"):
        export_canonical(source, tmp_path / "canonical")


def test_the_command_writes_the_canonical_layer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(two_months(), tmp_path / "set")
    assert main(["canonical", str(source), "--out", str(tmp_path / "canonical")]) == 0
    assert only_region(tmp_path / "canonical") == "999999"
    assert "999999" in capsys.readouterr().err
