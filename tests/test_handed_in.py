"""One set as others might hand it in: another dress changes no answer, and what is wrong with the data accuses nobody.

All ways are run by `python benchmarks/handed_in.py SET`; here are those that differ most.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.handed_in import ANSWER, FAULTS, FORMS, hand_in
from yimen.verify import Result, score, verify
from yimen.verify.doubting import WITHDRAWN

SAMPLE = Path(__file__).parents[1] / "src/yimen/verify/tests/sample"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answer to the sample as it is."""
    folder = tmp_path_factory.mktemp("plain")
    verify(SAMPLE, folder, estimates=False)
    return folder


def handed_in(name: str, folder: Path) -> Result:
    """The answer to the sample handed in that way; it stands in folder/answer."""
    hand_in(SAMPLE, (FORMS | FAULTS)[name], folder / "set")
    return verify(folder / "set", folder / "answer", estimates=False)


@pytest.mark.parametrize("name", ["gb18030", "tabs", "terms", "digits", "commas", "ends"])
def test_another_dress_changes_nothing_of_the_answer(name: str, plain: Path, tmp_path: Path) -> None:
    handed_in(name, tmp_path)
    for each in ANSWER:
        assert (tmp_path / f"answer/{each}.csv").read_bytes() == (plain / f"{each}.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("codes", "只差大小写、全角或空格"),
        ("departments", "按所办事项的实施部门读取"),
        ("torn", "的行读不出来"),
        ("cut", "字节不成字"),
        ("days", "多数只有日期"),
        ("ahead", "时钟或时区不准"),
        ("nightly", "每夜统一推送"),
        ("updated", "是最后修改的时间"),
        ("migrated", "规则 R22"),
        ("migrated", "与 R22 依据同样的时间"),
        ("staff", "人员（operator_code）有"),
        ("machines", "终端（terminal）有"),
        ("half_windows", "规则 R11"),
        ("months", "几乎都是月末"),
        ("one_day", "几乎都写成发证日期"),
        ("two_years", "2022-01-01 至"),
        ("cut_off", "至 2023-12-31 大厅开放而没有一件办件"),
        ("no_online", "像是漏交了一部分"),
        ("lossy", "各事项的台账都有约 10% 的记录没有办件"),
        ("lossy_mixed", "各事项的台账都有约 10% 的记录没有办件"),
        ("lossy_machines", "像是漏交了一部分"),
        ("lossy_department", "像是漏交了一部分"),
        ("pending", "像是漏交了一部分"),
    ],
)
def test_what_is_wrong_with_the_data_accuses_nobody_and_is_told(name: str, told: str, tmp_path: Path) -> None:
    result = handed_in(name, tmp_path)
    figures = score(tmp_path / "set", tmp_path / "answer")
    assert figures["innocent items accused"] == "0/116"
    assert [line for line in result.report["missing"] if told in line]


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("days", 13),
        ("staff", 13),
        ("behind", 13),
        ("excel", 13),
        ("nameless", 13),
        ("june", 13),
        ("torn", 11),
        ("lossy", 11),
        ("lossy_days", 11),
        ("drafts", 13),
    ],
)
def test_what_the_rest_of_the_data_tells_is_still_told(name: str, caught: int, tmp_path: Path) -> None:
    handed_in(name, tmp_path)
    figures = score(tmp_path / "set", tmp_path / "answer")
    assert figures["innocent items accused"] == "0/116"
    assert int(figures["guilty items caught"].split("/")[0]) >= caught


def test_an_item_of_which_a_rule_is_withdrawn_says_so(tmp_path: Path) -> None:
    result = handed_in("half_staff", tmp_path)
    assert not [finding for finding in result.findings if finding.rule == "R13"]
    assert [(run.findings, run.reason) for run in result.rule_runs if run.rule == "R13"] == [(0, WITHDRAWN)]
    running = [verdict for verdict in result.verdicts if verdict.verdict == "runs"]
    assert running
    assert all("规则“受理人员未进驻”同时指着多数同类事项" in verdict.reasons for verdict in running)


def test_a_lost_number_is_told_with_the_name_that_stands_for_it(tmp_path: Path) -> None:
    handed_in("unnumbered", tmp_path)
    with (tmp_path / "answer/refused.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["reason"] == "case_no 为空"]
    assert len(rows) > 500
    assert all("暂记作 无编号（第" in row["remedy"] for row in rows)
    with (tmp_path / "answer/links.csv").open(encoding="utf-8", newline="") as stream:
        assert [row for row in csv.DictReader(stream) if row["case_no"].startswith("无编号（第")]
