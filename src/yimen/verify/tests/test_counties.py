"""A set of several counties is verified county by county, and each answers as if it had been handed in alone."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import duckdb
import pytest

from yimen.verify import InputError, Result, TooLittleMemory, cli, counties, engine, parting, verify
from yimen.verify.tests.small_set import Tables, case, county, item, record, write

CODES = ("item_code", "department_code", "hall_code", "window_code", "operator_code", "case_no", "record_no")
TERMINAL = "terminal"
SIGNS = ("A", "B", "C")


def named(tables: Tables, sign: str) -> Tables:
    """The same county under other codes."""
    return {
        name: [
            {key: f"{sign}{value}" if key in (*CODES, TERMINAL) and value else value for key, value in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }


def one_county(sign: str) -> Tables:
    """A county with twelve cases and as many records, of which as many lack a case as its sign is far on."""
    tables = county()
    tables["cases"] = [case(n) for n in range(12)]
    tables["register"] = [record(n) for n in range(12 + SIGNS.index(sign))]
    return named(tables, sign)


def together(signs: str) -> Tables:
    """Several counties in one set, row by row in turn."""
    tables = [one_county(sign) for sign in signs]
    return {name: [row for each in tables for row in each[name]] for name in tables[0]}


def rows(result: Result) -> dict[str, list[tuple[object, ...]]]:
    """Links, findings and verdicts, sorted."""
    return {name: sorted(getattr(result, name), key=str) for name in ("links", "findings", "verdicts")}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(together("ABC"), tmp_path_factory.mktemp("province") / "set")


@pytest.fixture(scope="module")
def joined(province: Path) -> Result:
    return verify(province, large=0)


def test_each_county_answers_as_if_it_had_been_handed_in_alone(joined: Result, tmp_path: Path) -> None:
    alone = [rows(engine.verify(write(one_county(sign), tmp_path / sign))) for sign in "ABC"]
    assert joined.report["counties"] == 3
    for name, found in rows(joined).items():
        assert found == sorted((row for each in alone for row in each[name]), key=str), name


def test_the_whole_set_is_asked_at_once_where_it_is_small(province: Path) -> None:
    assert "counties" not in verify(province).report


def test_a_clerk_who_works_for_two_departments_holds_them_together(tmp_path: Path) -> None:
    tables = together("AB")
    tables["postings"].append({**tables["postings"][0], "department_code": "BD1"})
    assert "counties" not in verify(write(tables, tmp_path / "set"), large=0).report


def test_a_department_that_accepts_online_alone_stays_in_its_county(tmp_path: Path) -> None:
    tables = one_county("A")
    apart = [item("AD7-1", item_code="AD7-1", department_code="AD7")]
    tables["items"] += apart
    tables["cases"] += [
        case(90 + n, case_no=f"AN{n}", item_code="AD7-1", department_code="AD7", channel="online")
        | {"window_code": "", "operator_code": "", "terminal": ""}
        for n in range(6)
    ]
    folder = write(tables, tmp_path / "set")
    assert "counties" not in verify(folder, large=0).report
    tables = {name: rows_ + one_county("B")[name] for name, rows_ in tables.items()}
    result = verify(write(tables, tmp_path / "two"), large=0)
    assert result.report["counties"] == 2
    assert {"AD7-1"} < {row.item_code for row in result.verdicts}


def test_the_counts_add_up(joined: Result) -> None:
    assert joined.report["counts"]["links"] == {"id+item+date": 36}
    assert joined.report["inputs"]["cases"]["rows"] == 36
    assert sum(run.findings for run in joined.rule_runs) == len(joined.findings) > 0


def test_a_joined_answer_says_how_to_come_by_comparisons(joined: Result) -> None:
    with pytest.raises(InputError, match="单独核验"):
        joined.comparisons  # noqa: B018


@pytest.mark.parametrize("kind", ["csv", "parquet", "folder"])
def test_what_is_set_aside_is_reported_by_its_own_file_and_line(kind: str, tmp_path: Path) -> None:
    tables = together("AB")
    tables["cases"][14]["received_at"] = "前天"
    folder = write(tables, tmp_path / "set")
    STORED[kind](folder)
    row = next(row for row in verify(folder, large=0).refused if row.column == "received_at")
    assert (row.line, row.value) == (16, "前天")
    assert row.file == ("cases.csv" if kind == "csv" else "cases.parquet" if kind == "parquet" else "cases")


def _parquet(folder: Path) -> None:
    duckdb.execute(f"COPY (FROM read_csv('{folder}/cases.csv', all_varchar = true)) TO '{folder}/cases.parquet'")
    (folder / "cases.csv").unlink()


def _folder(folder: Path) -> None:
    _parquet(folder)
    (folder / "cases").mkdir()
    (folder / "cases.parquet").rename(folder / "cases/all.parquet")


STORED: dict[str, Callable[[Path], None]] = {"csv": lambda folder: None, "parquet": _parquet, "folder": _folder}


def _by_region_and_month(folder: Path) -> None:
    duckdb.execute(
        f"""COPY (SELECT *, left(department_code, 1) AS region, received_at[6:7] AS month
            FROM read_csv('{folder}/cases.csv', all_varchar = true))
        TO '{folder}/cases' (FORMAT parquet, PARTITION_BY (region, month))"""
    )
    (folder / "cases.csv").unlink()


def _mixed(folder: Path) -> None:
    _parquet(folder)
    duckdb.execute(
        f"""CREATE TABLE mixed AS FROM '{folder}/cases.parquet' ORDER BY md5(case_no);
        COPY mixed TO '{folder}/cases.parquet'; DROP TABLE mixed"""
    )


@pytest.mark.parametrize(
    ("store", "written"),
    [(_parquet, False), (_by_region_and_month, False), (_mixed, True)],
    ids=["one", "parted", "mixed"],
)
def test_only_what_stands_mixed_is_written_out_by_county(
    store: Callable[[Path], None], written: bool, joined: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(together("ABC"), tmp_path / "set")
    store(folder)
    names: list[str] = []
    really = parting._written
    monkeypatch.setattr(parting, "_written", lambda c, name, *rest: names.append(name) or really(c, name, *rest))
    result = verify(folder, large=0)
    assert ("cases" in names) == written
    assert rows(result) == rows(joined)


def test_a_broken_line_is_set_aside_before_the_counties_are_parted(tmp_path: Path) -> None:
    folder = write(together("AB"), tmp_path / "set")
    lines = (folder / "cases.csv").read_text(encoding="utf-8").splitlines()
    lines.insert(3, "只有,三,列")
    (folder / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = verify(folder, large=0)
    assert [(row.file, row.line, row.reason) for row in result.refused] == [("cases.csv", 4, "列数少于表头")]
    assert result.report["inputs"]["cases"]["rows"] == 24


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_answer_is_written_as_one(file_format: str, province: Path, joined: Result, tmp_path: Path) -> None:
    result = verify(province, tmp_path / "answer", large=0, file_format=file_format)
    assert rows(result) == rows(joined)
    assert sorted(path.name for path in (tmp_path / "answer").iterdir()) == sorted(
        path.name for path in result.files.values()
    )
    report = json.loads((tmp_path / "answer/report.json").read_text(encoding="utf-8"))
    assert report["counties"] == 3


def test_who_hangs_together_is_found_through_any_chain() -> None:
    one, two, three = (("department", f"23052{n}") for n in "123")
    edges = [(one, ("hall", "x")), (two, ("window", "9")), (("window", "9"), ("hall", "x")), (three, ("hall", "y"))]
    found = counties.connected(edges)
    assert found[one] == found[two] == found["hall", "x"] == 0
    assert found[three] == found["hall", "y"] == 1


def test_what_lacks_a_hall_goes_where_its_code_is_at_home() -> None:
    edges = [
        (("department", "230521A"), ("hall", "x")),
        (("department", "230522A"), ("hall", "y")),
        (("item", "230522-7"), ("department", "230522B")),
        (("hall", "z"), ("window", "z1")),
    ]
    found = counties.connected(edges)
    assert found["item", "230522-7"] == found["department", "230522B"] == found["hall", "y"] == 1
    assert set(found.values()) == {0, 1}


def test_processes_are_replaced_and_every_county_still_answers_once(
    province: Path, joined: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counties, "AT_MOST", 1)
    told: list[str] = []
    result = verify(province, None, lambda step, done, total: told.append(step), large=0, processes=1)
    assert rows(result) == rows(joined)
    assert [step for step in told if "逐县" in step] == [f"逐县核验（{done}/3）" for done in (1, 2, 3)]


@pytest.mark.parametrize(
    ("large_county", "expected"),
    [
        (counties.LARGE_COUNTY, [(counties.MEMORY, 1), (counties.MORE_MEMORY, 2), (counties.MORE_IN_ONE, 2)]),
        (1, [(counties.IN_ONE, 2), (counties.MORE_IN_ONE, 2)]),
    ],
)
def test_a_county_that_needs_more_memory_is_asked_alone_with_more_and_more(
    province: Path, joined: Result, large_county: int, expected: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, so that it can be seen what each county is given; only the last is enough."""
    given: dict[int, list[tuple[str, int]]] = {}

    def starved(task: counties.Task) -> dict[str, object] | None:
        given.setdefault(task.number, []).append((task.memories[0], task.options["threads"]))
        return None if len(task.memories) > 1 else counties_one(task)

    counties_one = counties._one
    monkeypatch.setattr(counties, "LARGE_COUNTY", large_county)
    monkeypatch.setattr(counties, "_one", starved)
    monkeypatch.setattr(counties, "ProcessPoolExecutor", InThisProcess)
    told: list[str] = []
    result = verify(province, None, lambda step, done, total: told.append(step), large=0)
    assert given == dict.fromkeys(range(3), expected)
    assert rows(result) == rows(joined)
    assert [step for step in told if "逐县" in step] == [f"逐县核验（{done}/3）" for done in (1, 2, 3)]


def test_the_command_is_not_run_by_the_processes_that_it_starts() -> None:
    """Each of them reads the file of the command before it works through a county."""
    runpy.run_path(str(Path(sys.prefix) / "bin/yimen"), run_name="__mp_main__")


@pytest.mark.parametrize("failure", [duckdb.OutOfMemoryException("…"), BrokenProcessPool("…")])
def test_too_little_memory_is_said_in_words(
    failure: Exception,
    province: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(*_: object, **__: object) -> Result:
        raise failure

    monkeypatch.setattr(counties, "_in_one", fails)
    assert cli.main(["verify", str(province), "--out", str(tmp_path / "out"), "--quiet"]) == 3
    assert capsys.readouterr().err == f"yimen：{counties.NO_ROOM}\n"


def test_what_the_caller_allows_is_not_exceeded(province: Path) -> None:
    with pytest.raises(TooLittleMemory):
        verify(province, large=0, memory="9MB")


class InThisProcess(ThreadPoolExecutor):
    """A pool of processes without processes, one task at a time."""

    def __init__(self, processes: int, mp_context: object) -> None:
        super().__init__(1)
