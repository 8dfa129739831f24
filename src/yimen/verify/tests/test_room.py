"""What a run may take: threads, memory, and the place on disk for what memory does not hold."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from yimen.verify import counties, engine, verify
from yimen.verify.contract import Finding, Link, TooLittleMemory, Verdict
from yimen.verify.engine import Result
from yimen.verify.tests.small_set import Tables, answer, case, county, record, write

TOO_LITTLE = "9MB"


@pytest.fixture
def tables() -> Tables:
    """An honest county with forty matters."""
    return county() | {"cases": [case(n) for n in range(1, 41)], "register": [record(n) for n in range(1, 41)]}


@pytest.fixture
def folder(tables: Tables, tmp_path: Path) -> Path:
    """It as a set."""
    return write(tables, tmp_path / "set")


def rows(result: Result) -> tuple[list[Link], list[Finding], list[Verdict]]:
    """What the answer says."""
    return result.links, result.findings, result.verdicts


def threads(result: Result) -> int:
    """With how many threads it was worked out."""
    return int(result.connection.execute("SELECT current_setting('threads')").fetchall()[0][0])


def test_a_small_set_has_one_thread_and_a_large_one_all_cores(
    tables: Tables, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cores = duckdb.connect().execute("SELECT current_setting('threads')").fetchall()[0][0]
    small = engine.verify(folder)
    assert threads(small) == 1
    monkeypatch.setattr(engine, "SMALL", 0)
    large = engine.verify(folder)
    assert threads(large) == cores
    assert threads(answer(tables, tmp_path, threads=3)) == 3
    assert rows(small) == rows(large)


def test_a_set_in_one_piece_that_needs_more_memory_is_asked_again_with_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows(verify(folder, in_one=TOO_LITTLE)) == rows(verify(folder))
    with pytest.raises(TooLittleMemory):
        verify(folder, memory=TOO_LITTLE)  # what the caller has set is kept
    monkeypatch.setattr(counties, "MORE_IN_ONE", TOO_LITTLE)
    with pytest.raises(TooLittleMemory):
        verify(folder, in_one=TOO_LITTLE)


def test_memory_that_does_not_do_for_reading_is_no_fault_of_the_file(folder: Path) -> None:
    with pytest.raises(duckdb.OutOfMemoryException):
        engine.verify(folder, memory="2MB")


@pytest.mark.parametrize("given", [True, False])
def test_what_memory_does_not_hold_lies_with_the_answer_and_goes_with_the_connection(
    given: bool, folder: Path, tmp_path: Path
) -> None:
    place = tmp_path / "elsewhere" if given else tmp_path / "answer" / engine.SPILL
    place.mkdir(parents=True)
    (place / "duckdb_temp_storage-0.tmp").write_text("left by a process that was killed", encoding="utf-8")
    result = engine.verify(folder, tmp_path / "answer", spill=place if given else None)
    assert not place.exists()
    # More than fits, so that something has to be written out.
    result.connection.execute(
        "SET memory_limit = '40MB'; CREATE TABLE big AS SELECT range AS n, md5(range::VARCHAR) AS t FROM range(2000000)"
    )
    assert list(place.iterdir())
    result.connection.close()
    assert not place.exists()
