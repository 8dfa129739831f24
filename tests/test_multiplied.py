"""A set made larger: the first copy is the original, each other one somebody else's, and the truth fits them all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.multiplied import Copy, judged, multiply

SAMPLE = Path(__file__).parents[1] / "src/yimen/verify/tests/sample"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with twice the people and twice the items."""
    folder = tmp_path_factory.mktemp("larger")
    multiply(SAMPLE, folder, 2, 2)
    return folder


def test_the_first_copy_is_the_set_itself(larger: Path) -> None:
    for name in ("cases", "register", "truth/records"):
        original = rows(SAMPLE, name)
        assert rows(larger, name)[: len(original)] == original
        assert len(rows(larger, name)) == 4 * len(original)


def test_keys_are_each_its_own_and_the_truth_names_them(larger: Path) -> None:
    cases, records = ({row[key]: row for row in rows(larger, name)} for name, key in
                      (("cases", "case_no"), ("register", "record_no")))  # fmt: skip
    assert (len(cases), len(records)) == (4 * len(rows(SAMPLE, "cases")), 4 * len(rows(SAMPLE, "register")))
    linked = [row for row in rows(larger, "truth/records") if row["case_no"]]
    assert {row["record_no"] for row in linked} <= records.keys()
    assert {row["case_no"] for row in linked} <= cases.keys()
    same = [cases[row["case_no"]]["applicant_id"] == records[row["record_no"]]["holder_id"] for row in linked]
    assert same == 4 * same[: len(same) // 4]  # what agreed in the set agrees in each copy, and nothing else


def test_a_copy_is_somebody_else_and_keeps_what_was_hidden() -> None:
    copy = Copy(1, 0, "王李张刘陈杨赵黄", "伟芳娜敏静丽强磊")
    assert copy.identity("230522********1234")[:14] == "230522********"
    assert copy.identity("２３０５２２1990") != "２３０５２２1990"
    assert copy.person("王*") != "王*"
    assert copy.person("王*")[1] == "*"
    assert copy.person("友谊县兴华农机有限公司").startswith("友谊县")


@pytest.mark.parametrize(
    ("matters", "off", "verdict"), [("0", "0", "idle"), ("1", "1", "hollow"), ("3", "1", "bypassed")]
)
def test_the_verdict_follows_from_the_larger_count(matters: str, off: str, verdict: str) -> None:
    assert judged({"matters": matters, "off_matters": off, "verdict": "thin"}, 8)["verdict"] == verdict
