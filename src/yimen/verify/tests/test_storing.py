"""A warm store 热存 answers as a full run does, asks only counties that changed again, and notices what is damaged."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yimen.verify import InputError, counties, storing, verify
from yimen.verify.merging import JoinedResult
from yimen.verify.tests.small_set import Row, Tables, write
from yimen.verify.tests.test_counties import one_county

SIGNS = ("A", "C")
PARQUET = ("cases", "register", "evaluations", "attendance", "items")


def in_this_process(tasks: list[counties.Task], processes: int, tell: object) -> list[dict[str, Any] | None]:
    """As `counties._work`, without the second that new processes take."""
    return [counties._one(task) for task in tasks]


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counties, "_work", in_this_process)
        yield


def province() -> Tables:
    """Two counties, one after the other, with ratings, one of which is of no case, and a cell that cannot be read."""
    each = [one_county(sign) for sign in SIGNS]
    tables = {name: [row for tables in each for row in tables[name]] for name in each[0]}
    tables["evaluations"] = [
        {"case_no": row["case_no"], "channel": "窗口", "rated_at": "2023-01-11 09:00:00", "score": 5}
        for row in tables["cases"][::3]
    ] + [{"case_no": "ZZ", "channel": "窗口", "rated_at": "2023-01-11 09:00:00", "score": 1}]
    tables["cases"][-2]["received_at"] = "前天"
    return tables


def as_csv(tables: Tables, folder: Path) -> Path:
    """The set as files of text."""
    return write(tables, folder)


def as_one(tables: Tables, folder: Path) -> Path:
    """The set with one Parquet file a table."""
    write(tables, folder)
    for name in PARQUET:
        _to_parquet(folder, name, "TRUE", folder / f"{name}.parquet")
        (folder / f"{name}.csv").unlink()
    return folder


def by_region(tables: Tables, folder: Path) -> Path:
    """The set with cases and register in a Parquet file for each county."""
    as_one(tables, folder)
    write({name: tables[name] for name in ("cases", "register")}, folder)
    for name in ("cases", "register"):
        (folder / f"{name}.parquet").unlink()
        for sign in SIGNS:
            (folder / name / f"region={sign}").mkdir(parents=True)
            where = f"starts_with(department_code, '{sign}')"
            _to_parquet(folder, name, where, folder / name / f"region={sign}/rows.parquet")
        (folder / f"{name}.csv").unlink()
    return folder


def _to_parquet(folder: Path, name: str, where: str, path: Path) -> None:
    rows = f"read_csv('{folder}/{name}.csv', all_varchar = true, parallel = false)"
    duckdb.execute(f"COPY (FROM {rows} WHERE {where}) TO '{path}'")


LAYOUTS: dict[str, Callable[[Tables, Path], Path]] = {"csv": as_csv, "one": as_one, "region": by_region}


def answer(folder: Path, out: Path, store: Path | None = None) -> tuple[dict[str, bytes], int]:
    """Every file of the answer to the byte (the report without its seconds), and how many counties the store knew."""
    result = verify(folder, out, large=0, store=store)
    assert isinstance(result, JoinedResult)
    return _read(out), result.from_store


def _read(out: Path) -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in sorted(out.iterdir())}
    report = json.loads(files["report.json"])
    del report["seconds"]
    return files | {"report.json": json.dumps(report).encode()}


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a set in each layout, its answer, worked out in full, and the store that knows it since."""
    folder = tmp_path_factory.mktemp("warm")
    for name, lay_out in LAYOUTS.items():
        lay_out(province(), folder / name)
        verify(folder / name, folder / f"out-{name}", large=0, store=folder / f"store-{name}")
    return folder


def _more(rows: list[Row], turn: int, key: str) -> None:
    rows.insert(turn, rows[turn] | {key: f"{rows[turn][key]}N{len(rows)}"})


def _changed(rows: list[Row], turn: int, key: str) -> None:
    column = {"case_no": "applicant_name", "record_no": "holder_name", "operator_code": "left_at"}[key]
    rows[turn] = rows[turn] | {column: "16:40" if key == "operator_code" else "欧阳文"}


def _removed(rows: list[Row], turn: int, key: str) -> None:
    del rows[turn]


def _moved(rows: list[Row], turn: int, key: str) -> None:
    rows.insert(turn, rows.pop(turn - 1))


EVENTS = {"more": _more, "changed": _changed, "removed": _removed, "moved": _moved}
TOUCHED = {"cases": "case_no", "register": "record_no", "attendance": "operator_code"}
days = st.lists(
    st.tuples(st.sampled_from(sorted(EVENTS)), st.sampled_from(sorted(TOUCHED)), st.floats(0, 0.99)), max_size=3
)


def after(tables: Tables, day: list[tuple[str, str, float]]) -> Tables:
    """The tables after what a day brought: rows that are new, changed, gone or elsewhere."""
    for event, name, place in day:
        EVENTS[event](tables[name], int(place * len(tables[name])), TOUCHED[name])
    return tables


def compare_after_days(warm: Path, folder: Path, layout: str, some_days: list[list[tuple[str, str, float]]]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(warm / f"store-{layout}", folder / "store")
    tables = province()
    for turn, day in enumerate(some_days):
        tables = after(tables, day)
        the_set = LAYOUTS[layout](tables, folder / f"set-{turn}")
        found, _ = answer(the_set, folder / f"out-{turn}", folder / "store")
        assert found == answer(the_set, folder / f"full-{turn}")[0]


SETTING = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=2, derandomize=True, **SETTING)
@given(layout=st.sampled_from(sorted(LAYOUTS)), some_days=st.lists(days, min_size=1, max_size=1))
def test_after_any_day_the_store_answers_as_a_full_run(warm: Path, tmp_path: Path, layout: str, some_days: Any) -> None:
    compare_after_days(warm, tmp_path / "case", layout, some_days)


@pytest.mark.long
@settings(max_examples=60, **SETTING)
@given(layout=st.sampled_from(sorted(LAYOUTS)), some_days=st.lists(days, min_size=1, max_size=4))
def test_after_any_days_the_store_answers_as_full_runs(warm: Path, tmp_path: Path, layout: str, some_days: Any) -> None:
    compare_after_days(warm, tmp_path / "case", layout, some_days)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_only_a_county_that_changed_is_asked_and_lines_set_aside_move_along(
    layout: str, warm: Path, tmp_path: Path
) -> None:
    store = shutil.copytree(warm / f"store-{layout}", tmp_path / "store")
    assert answer(warm / layout, tmp_path / "same", store)[1] == 2
    tables = after(province(), [("more", "cases", 0.0)])
    the_set = LAYOUTS[layout](tables, tmp_path / "set")
    found, from_store = answer(the_set, tmp_path / "out", store)
    assert from_store == 1
    (told,) = list(csv.DictReader(found["refused.csv"].decode().splitlines()))
    line = 1 + tables["cases"].index(next(row for row in tables["cases"] if row["received_at"] == "前天")) + 1
    assert (int(told["line"]), told["value"]) == (line - 13 if layout == "region" else line, "前天")
    assert len(list((store / "answers").iterdir())) == 2, "what is out of date goes"


def test_other_conditions_are_another_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid = {"cases": storing.Standing(rows=1, total=7)}
    store = storing.Store(tmp_path / "store")
    meta = {"region": "1", "from": "2023-01-01"}
    entry = store.entry(laid, meta, {})
    assert entry.folder == store.entry(laid, dict(meta), {"memory": "9GB", "threads": 1}).folder
    others = [
        store.entry({"cases": storing.Standing(rows=1, total=8)}, meta, {}),
        store.entry({"cases": storing.Standing(rows=1, total=7, shapes={"x"})}, meta, {}),
        store.entry({"register": storing.Standing(rows=1, total=7)}, meta, {}),
        store.entry(laid, meta | {"from": "2023-01-02"}, {}),
        store.entry(laid, meta, {"parameters": {"R22": {"grace_hour": 12}}}),
        store.entry(laid, meta, {"estimates": False}),
    ]
    monkeypatch.setattr(storing, "program", lambda: "another engine")
    others.append(store.entry(laid, meta, {}))
    assert len({each.folder for each in [entry, *others]}) == 8


@pytest.mark.parametrize("damaged", ["links.parquet", "refused.csv", "county.json", storing.ENTRY, storing.SEAL])
def test_what_is_damaged_is_worked_out_anew(damaged: str, warm: Path, tmp_path: Path) -> None:
    """Of the entry only: whether it is taken. A test below asks for the whole."""
    shutil.copytree(warm / "store-one", tmp_path / "store")
    store = storing.Store(tmp_path / "store")
    folder = sorted(store.answers.iterdir())[0]
    laid = {name: storing.Standing() for name in counties.parting.TABLES}
    places = json.loads((folder / storing.ENTRY).read_bytes())["places"]
    for name, (first, placed) in places.items():
        laid[name] = storing.Standing(first=first, placed=int(placed))
    entry = storing.Entry(folder, laid)
    assert entry.take() is not None
    whole = (folder / damaged).read_bytes()
    (folder / damaged).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert entry.take() is None
    (folder / damaged).unlink()
    assert entry.take() is None


def test_a_store_that_was_tampered_with_answers_as_a_full_run(warm: Path, tmp_path: Path) -> None:
    store = shutil.copytree(warm / "store-one", tmp_path / "store")
    for path in (sorted((store / "answers").iterdir())[0] / "findings.parquet", store / "extents/cases.parquet"):
        path.write_bytes(path.read_bytes()[:-9])
    (store / "coming/0").mkdir()
    (store / "coming/0/links.parquet").write_bytes(b"half")
    found, from_store = answer(warm / "one", tmp_path / "out", store)
    assert (found, from_store) == (_read(warm / "out-one"), 1)
    assert answer(warm / "one", tmp_path / "again", store) == (found, 2)


def test_two_runs_do_not_share_a_store(warm: Path, tmp_path: Path) -> None:
    with storing.opened(tmp_path / "store"), pytest.raises(InputError, match="热存正被另一次核验使用"):
        verify(warm / "one", large=0, store=tmp_path / "store")


@pytest.mark.long
@pytest.mark.parametrize("after_counties", [0, 1])
def test_a_run_that_was_killed_leaves_a_store_that_can_be_used(after_counties: int, warm: Path, tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from yimen.verify import counties, storing
really, done = counties._one, []
def killed(task):
    if len(done) == {after_counties}:
        storing.Path.rename = lambda *of: os.kill(os.getpid(), signal.SIGKILL)
    done.append(task)
    return really(task)
counties._work = lambda tasks, *rest: [killed(task) for task in tasks]
counties.verify({str(warm / "one")!r}, {str(tmp_path / "out")!r}, large=0, store=Path({str(tmp_path / "store")!r}))
"""
    path = {"PYTHONPATH": str(Path(counties.__file__).parents[2])}
    dead = subprocess.run([sys.executable, "-c", code], env=os.environ | path, capture_output=True, check=False)
    assert dead.returncode == -signal.SIGKILL, dead.stderr
    assert len(list((tmp_path / "store/answers").iterdir())) == after_counties
    found, from_store = answer(warm / "one", tmp_path / "out", tmp_path / "store")
    assert from_store == after_counties
    assert found == _read(warm / "out-one")
