"""A licence before its case: how many pairs of one item are more than chance, and what belongs to no case of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from yimen.verify.tests.small_set import Row, Tables, answer, case, county, found, item, record

RECEIVED = date(2023, 1, 30)
METHOD = "issued_before"


def pairs(
    code: str, first: int, count: int, *, licence_first: bool, applied: date | None = None, days: int = 20
) -> list[list[Row]]:
    """Cases and records of so many persons, with the licence so many days older than the case, or much younger."""
    cases, records = [], []
    for n in range(first, first + count):
        received = RECEIVED if licence_first else date(2023, 1, 3)
        issued = received + timedelta(days=-days if licence_first else 45)
        cases.append(case(n, f"{received} 09:00:00", item_code=code))
        cases[-1]["decided_at"] = cases[-1]["accepted_at"] + timedelta(minutes=20)  # type: ignore[operator]
        records.append(record(n, str(issued), item_code=code, applied_on=str(applied or issued)))
    return [cases, records]


def together(*parts: list[list[Row]], **of_item: object) -> Tables:
    """The honest county with items I1 and O1 to O9 and these cases and records."""
    tables = county()
    tables["items"] = [item("I1", **of_item), *(item(f"O{n}") for n in range(1, 10))]
    tables["cases"] = [row for cases, _ in parts for row in cases]
    tables["register"] = [row for _, records in parts for row in records]
    return tables


@pytest.mark.parametrize(("count", "named"), [(1, 0), (2, 0), (6, 6)])
def test_one_pair_of_an_item_is_what_chance_makes_somewhere(count: int, named: int, tmp_path: Path) -> None:
    result = answer(together(pairs("I1", 1, count, licence_first=True)), tmp_path)
    assert len(found(result, "R59")) == named
    assert sum(link.method == METHOD for link in result.links) == named


def test_many_pairs_of_an_item_are_believed_though_others_have_one_the_other_way_round(tmp_path: Path) -> None:
    others = [pairs(f"O{n}", 100 + n, 1, licence_first=False) for n in range(1, 6)]
    result = answer(together(pairs("I1", 1, 8, licence_first=True), *others), tmp_path)
    assert len(found(result, "R59")) == 8


def test_a_pair_that_was_compared_before_is_linked_like_the_others(tmp_path: Path) -> None:
    near = pairs("I1", 20, 3, licence_first=True, days=4)
    result = answer(together(pairs("I1", 1, 6, licence_first=True), near), tmp_path)
    assert len(found(result, "R59")) == 9
    assert found(result, "R01") == []
    assert {link.method for link in result.links} == {METHOD}


def test_four_pairs_are_left_alone_where_others_have_as_many_the_other_way_round(tmp_path: Path) -> None:
    others = [pairs(f"O{n}", 100 + 10 * n, 4, licence_first=False) for n in range(1, 6)]
    four = pairs("I1", 1, 4, licence_first=True)
    assert found(answer(together(four, *others), tmp_path / "beside"), "R59") == []
    assert len(found(answer(together(four), tmp_path / "alone"), "R59")) == 4


def test_the_more_items_have_a_pair_the_less_chance_explains_it(tmp_path: Path) -> None:
    many = [pairs(f"O{n}", 100 + 10 * n, 2, licence_first=True) for n in range(1, 10)]
    assert len(found(answer(together(pairs("I1", 1, 2, licence_first=True), *many), tmp_path), "R59")) == 20


@pytest.mark.parametrize("why", ["before the period", "before the item entered"])
def test_what_was_applied_for_earlier_belongs_to_no_case_of_the_item(why: str, tmp_path: Path) -> None:
    is_old = why == "before the period"
    early = pairs("I1", 1, 6, licence_first=True, applied=date(2022, 12, 20) if is_old else date(2023, 1, 4))
    result = answer(together(early, entry_from="2022-01-01" if is_old else "2023-01-06"), tmp_path)
    assert found(result, "R59") == []
    assert result.links == []
    assert [finding for finding in result.findings if finding.finding_class == "off_hall"] == []
