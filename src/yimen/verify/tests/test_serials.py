"""Gaps in document numbers: told with their innocent reasons, and as rule R08 counts them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from yimen.verify import Volume, serials
from yimen.verify.serials import Book
from yimen.verify.tests.small_set import Tables, case, county, estimated, found, record


def book(numbers: list[int], department: str = "D1") -> Book:
    """A book of which the ledger shows these numbers."""
    return Book("友许字|2023|", 2023, (department,), dict.fromkeys(numbers, (False, True)))


def numbered_county(numbers: list[int]) -> Tables:
    """One honest case and record for each number."""
    tables = county()
    for n in numbers:
        document = f"友许字〔2023〕{n}号"
        tables["cases"].append(case(n, f"2023-01-{10 + n % 9} 09:00:00", document_no=document))
        tables["register"].append(record(n, f"2023-01-{16 + n % 9}", applied_on="", document_no=document))
    return tables


def series(tables: Tables, folder: Path) -> list[Volume]:
    return [row for row in estimated(tables, folder).volumes if row.level == "series"]


def test_numbers_in_neither_source_are_counted_as_rule_r08_counts_them(tmp_path: Path) -> None:
    """Both read the same book: what one says in its sentence the other says too."""
    numbers = [n for n in range(1, 61) if n not in range(30, 50)]
    result = estimated(numbered_county(numbers), tmp_path)
    row = next(row for row in result.volumes if row.level == "series")
    said = next(finding.explanation for finding in result.findings if finding.rule == "R08")
    assert "从1号用到60号，办件和台账中只见到40个号" in said and "约20个号" in said
    assert "从1号用到60号" in row.explanation and "见到40个号" in row.explanation
    assert row.hidden_high == 20
    assert row.hidden_low == 14
    assert found(result, "R08") == ["I1"]


def test_licences_without_a_number_may_hold_the_missing_ones(tmp_path: Path) -> None:
    numbers = [n for n in range(1, 61) if n not in range(30, 50)]
    tables = numbered_county(numbers)
    tables["cases"] += [case(n, "2023-01-11 09:00:00") for n in range(100, 120)]
    (row,) = series(tables, tmp_path)
    assert row.hidden_high == 0


def test_an_unbroken_book_hides_nothing(tmp_path: Path) -> None:
    (row,) = series(numbered_county(list(range(1, 61))), tmp_path)
    assert (row.hidden, row.hidden_low, row.hidden_high) == (0, 0, 0)


def test_numbers_too_thin_to_be_given_out_one_by_one_are_not_estimated(tmp_path: Path) -> None:
    (row,) = series(numbered_county(list(range(1, 200, 7))), tmp_path)
    assert not row.enough and row.hidden is None
    assert "证据不足" in row.explanation


@pytest.mark.parametrize("shared", [True, False])
def test_a_book_of_two_departments_is_told_from_two_books_with_one_sign(shared: bool) -> None:
    draw = random.Random(4)
    if shared:
        numbers = list(range(1, 201))
        draw.shuffle(numbers)
        told = serials._told_apart([book(numbers[:90]), book(numbers[90:180], "D2")])
    else:
        told = serials._told_apart([book(draw.sample(range(1, 201), 90), name) for name in ("D1", "D2")])
    assert len(told) == (1 if shared else 2)
    assert ("合用" in told[0].note) == shared


def test_where_equal_numbers_tell_nothing_the_gap_is_not_estimated() -> None:
    """Numbers of two departments that hardly overlap may be either."""
    told = serials._told_apart([book(list(range(1, 41))), book(list(range(38, 80)), "D2")])
    assert [one.clash for one in told] in ([True, True], [False, False])
    told = serials._told_apart([book(list(range(1, 41))), book(list(range(41, 80)), "D2")])
    assert all(one.clash for one in told)


def test_the_end_of_a_book_is_estimated_as_that_of_the_tanks() -> None:
    draw = random.Random(8)
    ends, held = [], 0
    for _ in range(300):
        end, latest = book([1, *draw.sample(range(1, 501), 60)]).end()
        ends.append(end)
        held += latest >= 500
    assert sum(ends) / len(ends) == pytest.approx(500, rel=0.01)
    assert held >= 0.93 * 300
