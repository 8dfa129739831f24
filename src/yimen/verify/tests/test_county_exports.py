"""A province is written county by county, and each county's canonical layer is that of the county handed in alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from yimen.verify.cli import main
from yimen.verify.county_exports import export_counties, names
from yimen.verify.exporting import TABLES, export_canonical, regions
from yimen.verify.tests.small_set import write
from yimen.verify.tests.test_counties import one_county, together


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set of three counties."""
    return write(together("ABC"), tmp_path_factory.mktemp("province") / "set")


def rows(folder: Path, region: str, table: str) -> list[tuple]:
    """A table of a region."""
    files = f"'{folder}/{table}/region={region}/**/*.parquet'"
    found = duckdb.sql(f"SELECT * EXCLUDE (region) FROM read_parquet({files}, hive_partitioning = true)")
    return sorted(found.fetchall(), key=str)


def test_each_county_is_written_as_if_it_had_been_handed_in_alone(province: Path, tmp_path: Path) -> None:
    written = export_counties(province, tmp_path / "all")
    assert written == regions(tmp_path / "all")
    for region, sign in zip(written, "ABC", strict=True):
        alone = export_canonical(write(one_county(sign), tmp_path / sign), tmp_path / f"canonical-{sign}")
        assert rows(tmp_path / "all", region, "matter")
        for table in TABLES:
            theirs = rows(tmp_path / f"canonical-{sign}", alone, table)
            assert rows(tmp_path / "all", region, table) == theirs, (sign, table)


def test_counties_are_called_by_the_code_of_their_departments_where_each_has_its_own() -> None:
    coded = {("department", "230121D01"): 0, ("department", "230121D02"): 0, ("department", "230122D01"): 1}
    assert names(coded, "230000") == {0: "230121", 1: "230122"}


@pytest.mark.parametrize("second", ["230121D09", "民政局", "A1"])
def test_counties_are_numbered_where_their_codes_tell_nothing(second: str) -> None:
    found = {("department", "230121D01"): 0, ("hall", "H1"): 0, ("department", second): 1}
    assert names(found, "230000") == {0: "230000n0", 1: "230000n1"}


def test_the_command_writes_a_province(province: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["canonical", str(province), "--out", str(tmp_path / "out"), "--by-county"]) == 0
    assert len(regions(tmp_path / "out")) == 3
    assert "、" in capsys.readouterr().err
