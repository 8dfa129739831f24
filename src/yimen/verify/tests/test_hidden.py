"""Hidden volume: estimated where two sources can vouch for one another, 证据不足 where they cannot."""

from __future__ import annotations

import random
from pathlib import Path

from yimen.verify import hidden
from yimen.verify.estimates import Volume
from yimen.verify.hidden import Lists, Lone
from yimen.verify.tests.small_set import Tables, case, county, estimated, found, record

SURE = Lone(is_real=0.99, belief=0.99, is_bypassed=0.99, stray_is_real=0.5)


def lists(hall: int, linked: int, alone: int = 0) -> Lists:
    """One quarter of an item or a department."""
    made = Lists()
    made.hall[1], made.linked[1] = hall, linked
    made.lone += [SURE] * alone
    return made


def bypassed_county() -> Tables:
    """January and February: 60 granted cases of which the ledger has 48, and 20 records that have no case."""
    tables = county()
    tables["cases"] = [case(n, f"2023-01-{10 + n % 5} 09:{n % 60:02}:00") for n in range(60)]
    tables["register"] = [record(n, f"2023-01-{16 + n % 5}", applied_on=f"2023-01-{10 + n % 5}") for n in range(48)]
    tables["register"] += [record(n, "2023-02-14", applied_on="2023-02-08") for n in range(200, 220)]
    return tables


def only(rows: list[Volume], level: str, code: str) -> Volume:
    return next(row for row in rows if row.level == level and row.code == code)


def test_what_neither_source_shows_is_estimated_from_what_both_do(tmp_path: Path) -> None:
    row = only(estimated(bypassed_county(), tmp_path).volumes, "item", "I1")
    assert (row.hall, row.linked) == (60, 48)
    assert row.enough
    assert row.hidden is not None and row.hidden_low is not None and row.hidden_high is not None
    # 20 seen by a ledger that catches four in five: about five more.
    assert 3 <= row.hidden <= 7
    assert row.hidden_low < row.hidden < row.hidden_high
    assert "95%区间" in row.explanation


def test_without_a_ledger_nothing_is_estimated(tmp_path: Path) -> None:
    tables = bypassed_county()
    tables["register"] = []
    rows = estimated(tables, tmp_path).volumes
    assert {row.enough for row in rows} == {False}
    assert only(rows, "county", "").explanation.startswith("证据不足")
    assert only(rows, "item", "I1").hidden is None


def test_an_estimate_adds_no_finding_and_changes_no_verdict(tmp_path: Path) -> None:
    result = estimated(bypassed_county(), tmp_path)
    verdict = next(v for v in result.verdicts if v.item_code == "I1")
    assert verdict.matters == 80
    assert verdict.off_matters == len(found(result, "R01")) == 20


def test_a_ledger_with_a_quarter_missing_is_no_list_of_the_same_matters() -> None:
    whole = lists(100, 80)
    whole.hall[2], whole.linked[2] = 100, 3
    assert "第2季度" in hidden._unfit(whole, tests=30)
    whole.linked[2] = 78
    assert hidden._unfit(whole, tests=30) == ""


def test_a_ledger_that_has_next_to_nothing_is_not_measured() -> None:
    assert "缺失过多" in hidden._unfit(lists(1000, 20), tests=30)
    assert "不足10件" in hidden._unfit(lists(1000, 9), tests=30)


def test_an_item_whose_cases_the_ledger_hardly_knows_is_set_apart_and_says_why() -> None:
    items = {"A": lists(200, 170), "B": lists(60, 0, 30)}
    rows = hidden._measured(items, {"A": "甲", "B": "乙"}, {"A": "D", "B": "D"})
    assert "有名无实" in only(rows, "item", "B").explanation
    assert not only(rows, "item", "B").enough
    assert only(rows, "item", "A").enough
    assert "乙" in only(rows, "department", "D").explanation


def test_doubtful_records_widen_the_interval_downwards() -> None:
    usual = lists(400, 340)
    sure, doubtful = lists(50, 42, 60), lists(50, 42)
    doubtful.lone += [Lone(is_real=0.5, belief=0.5, is_bypassed=0.5, stray_is_real=0.02)] * 60
    of_sure, of_doubtful = (hidden._item("X", "", one, usual, 40.0, "") for one in (sure, doubtful))
    assert of_sure.hidden_low and of_sure.hidden_low > 0
    assert of_doubtful.hidden_low == 0
    assert of_doubtful.hidden < of_sure.hidden


def test_an_item_without_cases_borrows_the_completeness_of_its_department() -> None:
    row = hidden._item("X", "", lists(0, 0, 40), lists(400, 320), 40.0, "")
    assert row.enough and row.hidden is not None
    assert 7 <= row.hidden <= 13


def test_intervals_hold_the_truth_of_simulated_departments() -> None:
    """Items caught not quite alike, some bypassed: the intervals of items and departments hold at least nine in ten."""
    draw = random.Random(11)
    held = asked = of_departments = 0
    for _ in range(40):
        share, items, true = draw.uniform(0.5, 0.95), {}, {}
        for n in range(8):
            capture = draw.betavariate(40 * share, 40 * (1 - share))
            size, outside = draw.randint(5, 200), draw.choice((0, 0, 0, 5, 30))
            seen = sum(draw.random() < capture for _ in range(outside))
            items[f"I{n}"] = lists(size, sum(draw.random() < capture for _ in range(size)), seen)
            true[f"I{n}"] = outside - seen
        rows = hidden._measured(items, dict.fromkeys(items, ""), dict.fromkeys(items, "D"))
        for row in rows:
            if row.level == "item" and row.enough:
                asked += 1
                held += row.hidden_low <= true[row.code] <= row.hidden_high
            elif row.level == "department" and row.enough:
                whole = sum(true[one.code] for one in rows if one.level == "item" and one.enough)
                of_departments += row.hidden_low - 1 <= whole <= row.hidden_high + 1
    assert asked > 250
    assert held >= 0.95 * asked
    assert of_departments >= 36
