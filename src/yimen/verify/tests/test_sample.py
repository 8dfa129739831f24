"""The sample set with its truth: floors just under what the engine reaches, and nobody innocent accused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yimen.verify import Result, score, verify
from yimen.verify.contract import OFF_CLASSES

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return verify(SAMPLE, tmp_path_factory.mktemp("answer"))


@pytest.fixture(scope="module")
def figures(result: Result) -> dict:
    return score(SAMPLE, result.files["links"].parent)


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("links", 0.999),
        ("off_hall records", 0.995),
        ("back_filled cases", 0.99),
        ("branch_hall cases", 0.99),
        ("unposted cases", 0.99),
    ],
)
def test_precision_and_recall_stay_above_the_floor(figures: dict, name: str, floor: float) -> None:
    assert figures[name]["precision"] >= floor
    assert figures[name]["recall"] >= floor


def test_verdicts_agree_with_the_truth(figures: dict) -> None:
    assert figures["verdict accuracy"] >= 0.99
    assert figures["verdicts scored"] == 130


def test_no_innocent_item_is_accused(figures: dict) -> None:
    assert figures["innocent items accused"].startswith("0/")


def test_no_record_of_an_exempt_or_ex_officio_item_is_a_finding(result: Result) -> None:
    exempt = {v.item_code for v in result.verdicts if v.verdict == "exempt"}
    assert exempt
    assert [f for f in result.findings if f.item_code in exempt and f.finding_class in OFF_CLASSES] == []


def test_a_verdict_with_off_matters_names_their_number_and_share(result: Result) -> None:
    for verdict in result.verdicts:
        if verdict.verdict in ("hollow", "bypassed"):
            assert f"厅外{verdict.off_matters}件" in verdict.reasons
            assert f"{100 * verdict.off_matters / verdict.matters:.1f}%" in verdict.reasons


def test_the_interval_holds_the_share(result: Result) -> None:
    for verdict in result.verdicts:
        if verdict.off_share is not None:
            assert 0 <= verdict.off_low <= verdict.off_share <= verdict.off_high <= 1


def test_no_full_number_of_a_person_stands_in_an_explanation(result: Result) -> None:
    for finding in result.findings:
        for number in re.findall(r"（证件号(.+?)）办结", finding.explanation):
            assert re.fullmatch(r"\*{14}.{4}|未载明", number)
        words = finding.explanation.replace(finding.subject, "").replace(finding.item_code, "")
        assert not re.search(r"[1-9]\d{5}(19|20)\d{9}[\dX]", words)
