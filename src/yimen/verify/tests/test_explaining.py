"""The explanation of a link or of a lone record says exactly what the engine computed, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from yimen.verify import Result, explaining, verify
from yimen.verify.learning import FIELDS, SAME_MATTER

SAMPLE = Path(__file__).parent / "sample"
LOOKED_AT = 200


@pytest.fixture(scope="module")
def result() -> Result:
    return verify(SAMPLE)


def explained(row: tuple) -> list[explaining.Comparison]:
    return explaining.explain({}, {}, *row[3:])


def test_the_weights_of_200_links_sum_to_what_the_engine_stored(result: Result) -> None:
    links = {(link.record_no, link.case_no): link.probability for link in result.links}
    rows = [row for row in result.comparisons if row[:2] in links]
    assert len(rows) == len(links)
    for row in rows[:: len(rows) // LOOKED_AT][:LOOKED_AT]:
        weight = sum(each.weight for each in explained(row))
        assert weight == pytest.approx(row[2], abs=0.0005)
        assert explaining.probability(weight) == pytest.approx(links[row[:2]], abs=0.0001)


def test_the_nearest_case_of_a_lone_record_is_kept_and_sums_up_too(result: Result) -> None:
    linked = {link.record_no for link in result.links}
    lone = [row for row in result.comparisons if row[0] not in linked]
    assert lone
    assert len({row[0] for row in lone}) == len(lone)
    for row in lone[:LOOKED_AT]:
        assert sum(each.weight for each in explained(row)) == pytest.approx(row[2], abs=0.0005)


def test_levels_that_agree_speak_for_the_pair_and_levels_that_differ_against_it(result: Result) -> None:
    told = [each for row in result.comparisons for each in explained(row) if each.field in ("item", "document", "name")]
    assert all(each.weight > 0 for each in told if each.level == "same" and each.field == "document")
    assert all(each.weight < 0.1 for each in told if each.level == "other")


def test_a_pair_of_other_weights_is_noticed(result: Result) -> None:
    """The negative control: the weights of one link do not sum to another's."""
    first, second = sorted(result.comparisons, key=lambda row: row[2])[:: len(result.comparisons) - 1]
    assert sum(each.weight for each in explained((*first[:4], second[4]))) != pytest.approx(first[2], abs=0.1)


def test_every_level_has_words_and_every_word_a_level() -> None:
    words = {name: set(words) for name, words in explaining.WORDS.items()}
    words["issued"].remove("before")  # told of a pair that its days did not make
    assert words == {name: set(levels) for name, levels in SAME_MATTER.items()}
    assert set(explaining.COLUMNS) == set(FIELDS) == set(explaining.TITLES) - {explaining.START, explaining.ALIKE}


def test_both_sides_stand_beside_each_other_with_words_for_how_they_agree() -> None:
    weights = "-9.5|12.1|14|5|-1.5|2|0|0.1|0"
    record = {"holder_name": "王＊", "applied_on": "2023-05-02"}
    case = {"applicant_name": "王＊", "received_on": "2023-05-01"}
    rows = {each.field: each for each in explaining.explain(record, case, "same|same|same|1|0||granted", weights)}
    assert (rows["name"].record_value, rows["name"].case_value, rows["name"].words) == ("王＊", "王＊", "姓名相同")
    assert rows["applied"].words == "受理日期相差一天"
    assert rows["applied"].differs
    assert not rows["name"].differs
    assert rows["name"].weight == 12.1


def test_what_neither_side_tells_counts_for_nothing(result: Result) -> None:
    row = next(row for row in result.comparisons if row[3].split("|")[FIELDS.index("document")] == "")
    found = next(each for each in explained(row) if each.field == "document")
    assert (found.words, found.weight, found.differs) == (explaining.ABSENT, 0, False)
