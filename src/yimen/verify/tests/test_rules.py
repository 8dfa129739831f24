"""Every rule is tried on what it must hit and on what it must leave alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from yimen.verify import Result, Rule, rules
from yimen.verify.contract import OFF_CLASSES
from yimen.verify.engine import SETTINGS
from yimen.verify.rulebook import NotFromData, parse, rules_not_from_data
from yimen.verify.tests import rule_examples_late, rule_examples_rows, rule_examples_shares
from yimen.verify.tests.rule_examples import HITS, LEAVES, changed
from yimen.verify.tests.small_set import answer, case, found, record

IDS = [rule.id for rule in rules()]
Answers = Callable[[str, str], Result]
CONVICTS_AT = SETTINGS["convict_at"]
MORE_EXAMPLES = (rule_examples_late, rule_examples_rows, rule_examples_shares)
"""Files whose examples are entered in HITS and LEAVES by importing them."""
DOMAIN = {f"R{number:02}" for number in range(1, 58)}
"""The rules that the domain knows; R58 and later are our own."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The answer to a rule's example, each example verified once for all tests of this file."""
    known: dict[tuple[str, str], Result] = {}

    def ask(kind: str, rule: str) -> Result:
        if (kind, rule) not in known:
            example = {"hits": HITS, "leaves": LEAVES}[kind][rule]
            known[kind, rule] = answer(example(), tmp_path_factory.mktemp(f"{kind}_{rule}"))
        return known[kind, rule]

    return ask


def test_every_rule_has_an_example_that_it_hits_and_one_that_it_leaves_alone() -> None:
    assert sorted(HITS) == IDS
    assert sorted(LEAVES) == IDS


@pytest.mark.parametrize("rule", IDS)
def test_the_rule_hits_its_example(rule: str, answers: Answers) -> None:
    assert found(answers("hits", rule), rule)


@pytest.mark.parametrize("rule", IDS)
def test_the_rule_leaves_its_innocent_example_alone(rule: str, answers: Answers) -> None:
    result = answers("leaves", rule)
    assert rule in {run.rule for run in result.rule_runs if run.switched_on}
    assert not found(result, rule)


@pytest.mark.parametrize("rule", [rule.id for rule in rules() if rule.finding_class in OFF_CLASSES])
def test_the_innocent_example_is_accused_by_no_rule_of_an_off_class(rule: str, answers: Answers) -> None:
    result = answers("leaves", rule)
    assert [f for f in result.findings if f.finding_class in OFF_CLASSES] == []


@pytest.mark.parametrize("rule", rules(), ids=IDS)
def test_a_finding_says_what_was_seen_and_what_may_excuse_it(rule: Rule, answers: Answers) -> None:
    result = answers("hits", rule.id)
    words = next(f.explanation for f in result.findings if f.rule == rule.id)
    assert "也可能是" in words and words.endswith("。")
    assert "{" not in words and "（缺）" not in words


def test_every_rule_of_the_domain_is_computed_or_has_a_written_reason_why_not() -> None:
    computed, reasoned = DOMAIN.intersection(IDS), [absent.id for absent in rules_not_from_data()]
    assert computed.union(reasoned) == DOMAIN
    assert computed.isdisjoint(reasoned)
    assert len(reasoned) == len(set(reasoned))


@pytest.mark.parametrize("absent", rules_not_from_data(), ids=lambda absent: absent.id)
def test_a_reason_is_one_sentence_and_names_a_source(absent: NotFromData) -> None:
    assert absent.title and absent.grade in ("A", "B", "C")
    assert absent.reason.endswith("。") and absent.reason.count("。") == 1
    assert "证据集" in absent.reason and "平台可" in absent.reason


def test_only_these_rules_convict() -> None:
    assert {rule.id for rule in rules() if rule.finding_class in OFF_CLASSES} == {
        *("R01", "R11", "R13", "R22", "R51"),
        *("R59", "R60"),
    }


def test_at_least_eight_rules_are_hard_evidence() -> None:
    assert sum(rule.grade == "A" for rule in rules()) >= 8


def test_a_rule_file_without_a_heading_is_refused() -> None:
    text = "-- id: R99\n-- title: 名\n-- class: irregular\n-- grade: A\n-- says: 话\nSELECT 1"
    with pytest.raises(ValueError, match="needs, innocent, remedy"):
        parse(text, "R99")


def twice(tmp_path: Path, **second: object) -> list[float]:
    """The probabilities of R01 for a record beside one of the same holder that has its case."""
    number = {"document_no": "友公许字〔2023〕7号"}
    rows = [record(1, **number), record(1, "2023-01-17", record_no="R9", **{**number, **second})]
    return [
        f.probability for f in answer(changed(cases=[case(1)], register=rows), tmp_path).findings if f.rule == "R01"
    ]


def test_one_licence_entered_twice_is_no_second_matter(tmp_path: Path) -> None:
    assert twice(tmp_path) == []


def test_a_like_record_that_no_number_tells_apart_convicts_nobody(tmp_path: Path) -> None:
    assert all(probability < CONVICTS_AT for probability in twice(tmp_path, document_no=""))


def test_two_licences_of_one_holder_are_two_matters(tmp_path: Path) -> None:
    (probability,) = twice(tmp_path, document_no="友公许字〔2023〕8号")
    assert probability >= CONVICTS_AT
