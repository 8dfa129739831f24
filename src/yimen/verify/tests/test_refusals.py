"""Millions of refusals lie in a file; a county that was answered before a kill is not asked again."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from yimen.verify import counties, verify
from yimen.verify.contract import Refusal
from yimen.verify.refusals import Refusals, kept_in
from yimen.verify.tests.small_set import write
from yimen.verify.tests.test_counties import rows, together

ROW = Refusal("cases.csv", 3, "received_at", "前天\n“下午”,3点", "收件时间无法识别", "请改正")


def test_what_was_set_aside_comes_back_as_it_was(tmp_path: Path) -> None:
    refused = Refusals()
    refused.add([ROW])
    refused.add(ROW._replace(line=line) for line in (4, 5))
    assert [row.line for row in refused] == [3, 4, 5] == [row.line for row in refused]
    assert list(kept_in(refused.write(tmp_path / "refused.csv"))) == list(refused)
    assert len(refused) == 3 and next(iter(refused)) == ROW


def test_a_clean_set_makes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: pytest.fail("a file was made"))
    refused = Refusals()
    refused.add([])
    assert list(refused) == []


def test_the_file_goes_with_the_last_who_holds_it() -> None:
    refused = Refusals()
    refused.add([ROW])
    path = refused._file()
    left = iter(refused)
    next(left)
    del refused
    assert path.exists()
    del left
    assert not path.exists()


def test_a_hundred_thousand_refusals_cost_no_memory() -> None:
    refused = Refusals()
    tracemalloc.start()
    refused.add(ROW._replace(line=line) for line in range(100_000))
    assert sum(1 for _ in refused) == 100_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_the_lines_behind_many_broken_ones_keep_their_numbers(tmp_path: Path) -> None:
    folder = write(together("AB"), tmp_path / "set")
    lines = (folder / "cases.csv").read_text(encoding="utf-8").splitlines()
    for place in (20, 12, 12, 12, 3):  # from behind: each stands where it is put
        lines.insert(place, "只有,三,列")
    lines[16] = lines[16].replace("2023-01", "前年", 1)
    (folder / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [(row.line, row.reason) for row in verify(folder, large=0).refused]
    torn = [place + 1 for place, line in enumerate(lines) if line == "只有,三,列"]
    assert found == [*((line, "列数少于表头") for line in torn), (17, "收件时间无法识别")]


def test_counties_answered_before_a_kill_are_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(together("ABC"), tmp_path / "set")
    whole = verify(folder, large=0)
    really = counties._work

    def broken_off(tasks: list[counties.Task], *rest: Any) -> Any:
        really(tasks[:2], *rest)
        raise KeyboardInterrupt

    monkeypatch.setattr(counties, "_work", broken_off)
    with pytest.raises(KeyboardInterrupt):
        verify(folder, large=0, work=tmp_path / "work")
    monkeypatch.setattr(counties, "_work", really)
    (tmp_path / "work/answer-2").mkdir()
    (tmp_path / "work/answer-2/links.parquet").write_text("half of it")
    told: list[str] = []
    again = verify(folder, None, lambda step, done, total: told.append(step), large=0, work=tmp_path / "work")
    assert rows(again) == rows(whole)
    assert [step for step in told if "逐县" in step] == ["逐县核验（2/3）", "逐县核验（3/3）"]
    assert again.report["counts"] == whole.report["counts"]
    items = "SELECT item_code, item_name, entry_mode FROM items ORDER BY item_code"
    assert again.connection.execute(items).fetchall() == whole.connection.execute(items).fetchall()
