"""A demonstration counts what falls short as failed: a figure, a test, a point that is not built, one that hangs."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import resolve

from benchmarks.showing import cases, entry, figures, halls, oversight, verification
from benchmarks.showing.listing import Listing
from benchmarks.showing.points import PASSED, Limit, Point, Unmeasured, held_by, judge, read_figures, run

ROOT = Path(__file__).parents[1]
ACCURACY = Limit("verdicts", "结论准确率", least=0.99)
ACCUSED = Limit("accused", "误伤", most=0.001)
POINT = Point("判得准", (ACCURACY, ACCUSED), ("true",))


def saying(text: str, limits: tuple[Limit, ...] = (ACCURACY,), code: int = 0) -> Point:
    """A point whose command prints the text and ends with the code."""
    return Point("判得准", limits, (sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"))


@pytest.mark.parametrize(
    ("verdicts", "accused", "good"),
    [
        (0.99, 0.001, [True, True]),
        (0.9899, 0.0, [False, True]),
        (1.0, 0.0011, [True, False]),
        (float("nan"), float("nan"), [False, False]),
    ],
)
def test_a_figure_short_of_its_limit_has_failed(verdicts: float, accused: float, good: list[bool]) -> None:
    lines = judge(POINT, {"verdicts": (verdicts, "甲"), "accused": (accused, "乙")}, 3)
    assert [line.good for line in lines] == good
    assert str(lines[0]) == f"{'PASS' if good[0] else 'FAIL'} 判得准：结论准确率 甲（要求 ≥ 0.99）（3 秒）"


def test_a_word_that_fits_no_name_is_told_and_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    listing = Listing("verification", (saying('{"figures": {"verdicts": [1, "1"]}}'),), (("讲得清：结论页", "看"),))
    assert [listing.show(word) for word in ("判得准", "结论页", "判得谁")] == [0, 0, 2]
    assert capsys.readouterr().out.splitlines()[-1].startswith("没有名称含“判得谁”的条目")


def test_a_figure_that_was_not_measured_has_failed() -> None:
    assert [line.good for line in judge(POINT, {"verdicts": (1.0, "1")}, 1)] == [True, False]


def test_the_point_of_a_real_process_is_judged_by_what_it_prints() -> None:
    assert [line.good for line in run(saying('{"figures": {"verdicts": [0.991, "0.991"]}}'))] == [True]
    short = run(saying('{"figures": {"verdicts": [0.987, "0.987"]}}'))
    assert [str(line) for line in short] == ["FAIL 判得准：结论准确率 0.987（要求 ≥ 0.99）（0 秒）"]


def test_a_command_that_breaks_off_has_failed_however_good_its_figure() -> None:
    assert [line.good for line in run(saying('{"figures": {"verdicts": [1, "1"]}}', code=3))] == [False]
    broken = run(saying("没有 Splink 的环境", (ACCURACY, ACCUSED), 1))
    assert [line.good for line in broken] == [False, False]
    assert "没有 Splink 的环境" in broken[0].text


def test_what_hangs_is_ended_with_all_that_it_started_and_has_failed(tmp_path: Path) -> None:
    child = f"import time, pathlib; time.sleep(4); pathlib.Path({str(tmp_path / 'alive')!r}).touch()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    point = Point("停住", (ACCURACY,), (sys.executable, "-c", parent), minutes=1 / 60)
    lines = run(point)
    assert not lines[0].good and "已中止" in lines[0].text
    time.sleep(4)
    assert not (tmp_path / "alive").exists()


def test_what_is_not_built_has_failed() -> None:
    lines = run(Point("增量", absent="未建成"))
    assert [str(line) for line in lines] == ["FAIL 增量：未建成"]


@pytest.mark.parametrize(
    ("summary", "good"),
    [
        ("12 passed in 3.20s", True),
        ("12 passed, 4 deselected, 1 warning in 65.02s (0:01:05)", True),
        ("11 passed, 1 skipped in 3.20s", False),
        ("1 failed, 11 passed in 3.20s", False),
        ("2 errors in 0.50s", False),
        ("1 skipped in 0.50s", False),
    ],
)
def test_of_tests_all_must_pass_and_none_be_skipped(summary: str, good: bool) -> None:
    assert PASSED.holds(read_figures(f"...\n{summary}\n")["not passed"][0]) == good


@pytest.mark.parametrize("output", ["", "no tests ran in 0.01s", "3 deselected in 0.01s", "boom"])
def test_an_output_without_a_figure_is_no_pass(output: str) -> None:
    with pytest.raises(Unmeasured):
        read_figures(output)


def test_a_test_run_may_tell_figures_of_its_own_beside_its_count() -> None:
    output = '.\n{"figures": {"verdicts": [0.98, "0.98"]}}\n1 passed in 0.10s\n'
    lines = judge(replace(POINT, limits=(PASSED, ACCURACY)), read_figures(output), 1)
    assert [line.good for line in lines] == [True, False]


def test_what_a_test_recorded_is_told_unless_it_failed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "def test_good(record_property):\n    record_property('verdicts', (0.995, '甲'))\n\n"
        "def test_bad(record_property):\n    record_property('accused', (0, '乙'))\n    raise SystemError\n"
    )
    point = held_by("判得准", str(tmp_path), "-c", "/dev/null", limits=(ACCURACY, ACCUSED))
    assert [line.good for line in run(point)] == [False, True, False]


def test_of_two_sets_the_worse_counts_and_items_are_added_up() -> None:
    one = {title: {"f1": 0.99} for title in figures.CLASSES.values()}
    one |= {"verdict accuracy": 0.995, "guilty items caught": "50/50", "innocent items accused": "0/282"}
    other = {**one, "verdict accuracy": 0.987, "guilty items caught": "45/50", "innocent items accused": "1/318"}
    found = figures.scored([one, other])
    assert found["verdicts"] == (0.987, "0.9950、0.9870")
    assert found["caught"] == (0.95, "95/100")
    assert found["accused"] == (pytest.approx(1 / 600), "1/600")


@pytest.mark.parametrize(("listing", "least"), [(verification.LIST, 40), (entry.LIST, 30), (cases.LIST, 30)])
def test_every_point_can_be_run_or_says_why_not(listing: Listing, least: int) -> None:
    labels = [point.label for point in listing.points]
    assert len(labels) == len(set(labels)) > least
    for point in listing.points:
        assert bool(point.command) != bool(point.absent), point.label
        assert bool(point.limits) == bool(point.command), point.label
        for limit in point.limits:
            assert limit is PASSED or limit.least is not None or limit.most is not None, point.label
        for part in point.command:
            if part.endswith(("/tests", ".py")):
                assert (ROOT / part).exists(), part
        if "benchmarks.showing.figures" in point.command:
            assert point.command[3] in figures.MEASURES


def test_of_pages_beside_a_run_the_worst_counts_and_a_write_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = """
94,722 cases and records read, 88,584 rows stored, in 37 s; peak of a process 709 MB
page                         rounds      p50      p95  beside: p50      p95      max  p95 ratio
/evidence/verdicts/              86   132 ms   163 ms       134 ms   172 ms   179 ms        1.1
/cases/                          86    57 ms    72 ms        58 ms    90 ms    92 ms        1.3
a write by another process       86     3 ms     3 ms         3 ms    36 ms  1045 ms       10.9
"""
    monkeypatch.setattr(figures, "said", lambda *_: printed)
    found = figures.pages("50000")
    assert {name: number for name, (number, _) in found.items()} == {"ratio": 1.3, "p95": 172, "write": 36}
    assert "/cases/" in found["ratio"][1] and "37 秒读 94,722 行" in found["p95"][1] and "1045" in found["write"][1]


def test_a_test_file_that_is_not_there_fails_its_point() -> None:
    point = held_by("没有", "tests/test_that_is_not_there.py")
    assert [line.good for line in run(replace(point, minutes=2))] == [False]


LISTS = [verification.LIST, entry.LIST, cases.LIST, halls.LIST, oversight.LIST]


@pytest.mark.parametrize("listing", LISTS, ids=lambda listing: listing.name)
def test_the_list_in_the_documents_is_that_of_the_program(listing: Listing) -> None:
    text = (ROOT / f"docs/{listing.name}.md").read_text(encoding="utf-8")
    assert listing.markdown() in text, f"print it anew: bin/show-{listing.name} --markdown"


@pytest.mark.parametrize("listing", LISTS, ids=lambda listing: listing.name)
def test_every_point_runs_under_this_python_and_not_the_machine_s(listing: Listing) -> None:
    assert [point.label for point in listing.points if "python" in point.command] == []


@pytest.mark.parametrize("listing", LISTS, ids=lambda listing: listing.name)
def test_every_page_and_file_to_look_at_is_there(listing: Listing) -> None:
    places = " ".join(where for _, where in listing.to_look_at)
    for address in re.findall(r"(?<!\S)(/\S*?/)(?=[、；\s]|$)", places):
        resolve(address)
    for file in re.findall(r"docs/[\w/-]+\.(?:md|png)|benchmarks/\w+\.py", places):
        assert (ROOT / file).is_file(), file
    assert "/" in places


def test_what_is_not_built_yet_is_counted_with_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    points = (Point("更大：没有的", absent="没有运行过"), saying("1 passed in 0.1s", (PASSED,)))
    assert replace(verification.LIST, points=points).show("更大") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "FAIL 更大：没有的：没有运行过"
    assert lines[-1].startswith("0 passed, 1 failed")


def test_the_program_counts_what_it_printed() -> None:
    done = subprocess.run(
        [sys.executable, "bin/show-verification", "--only", "怎么做：规则"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    *lines, last = done.stdout.splitlines()
    assert [line.split("：")[0] for line in lines] == ["PASS 怎么做", "PASS 怎么做"]
    assert last.startswith("2 passed, 0 failed")
