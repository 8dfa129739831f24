"""The whole run: the same rows give the same answer, absent data is said, doubt does not convict, innocence holds."""

from __future__ import annotations

import json
import random
from pathlib import Path

import duckdb
import pytest

from yimen.verify import InputError, Result, score, verify
from yimen.verify.contract import OFF_CLASSES
from yimen.verify.tests.rule_examples import HITS, at, changed
from yimen.verify.tests.small_set import Tables, answer, case, county, item, record, write

ANSWERS = ("links.csv", "findings.csv", "verdicts.csv")


def busy_county() -> Tables:
    """A county with cases, records, and findings of several classes."""
    tables = changed(
        cases=[case(n, f"2023-01-{10 + n % 9} 09:00:00") for n in range(40)],
        register=[record(n, f"2023-01-{16 + n % 9}", applied_on="") for n in range(5, 55)],
    )
    for rule in ("R11", "R22", "R51"):
        tables["cases"] += [row | {"case_no": rule} for row in HITS[rule]()["cases"]]
    return tables


def off_findings(result: Result) -> list[str]:
    return [f"{f.rule} {f.subject}" for f in result.findings if f.finding_class in OFF_CLASSES]


def test_the_order_of_rows_changes_no_byte_of_the_answer(tmp_path: Path) -> None:
    tables = busy_county()
    verify(write(tables, tmp_path / "a"), tmp_path / "answer_a")
    chance = random.Random(7)
    for rows in tables.values():
        chance.shuffle(rows)
    verify(write(tables, tmp_path / "b"), tmp_path / "answer_b")
    for name in ANSWERS:
        assert (tmp_path / "answer_a" / name).read_bytes() == (tmp_path / "answer_b" / name).read_bytes()
    reports = [json.loads((tmp_path / f"answer_{x}/report.json").read_text()) for x in "ab"]
    for report in reports:
        del report["seconds"]
    assert reports[0] == reports[1]


def test_how_much_is_asked_at_once_changes_no_byte_of_the_answer(tmp_path: Path) -> None:
    tables = busy_county()
    del tables["attendance"]
    for name, column in (("items", "entry_from"), ("cases", "decided_at"), ("register", "issued_on")):
        tables[name][-1][column] = "昨天"
    folder, told = write(tables, tmp_path / "set"), []
    for at_once in (1, 4):
        result = verify(folder, tmp_path / f"answer_{at_once}", threads=at_once)
        texts = [(tmp_path / f"answer_{at_once}" / name).read_bytes() for name in (*ANSWERS, "refused.csv")]
        told.append((texts, result.report | {"seconds": 0}))
    assert len(result.refused) == 3
    assert told[0] == told[1]


def test_parquet_gives_the_same_answer_as_csv(tmp_path: Path) -> None:
    folder = write(busy_county(), tmp_path / "csv")
    other = tmp_path / "parquet"
    other.mkdir()
    (other / "meta.json").write_bytes((folder / "meta.json").read_bytes())
    for path in folder.glob("*.csv"):
        duckdb.sql(f"COPY (FROM read_csv('{path}')) TO '{other}/{path.stem}.parquet' (FORMAT parquet)")
    first, second = verify(folder), verify(other, tmp_path / "answer", file_format="parquet")
    assert first.findings == second.findings
    assert first.verdicts == second.verdicts
    assert second.files["links"].suffix == ".parquet"


def test_a_missing_table_switches_its_rules_off_and_the_report_says_so(tmp_path: Path) -> None:
    tables = changed(cases=[case(1, operator_code="U7")])
    del tables["postings"]
    result = answer(tables, tmp_path)
    assert off_findings(result) == []
    assert {
        "rule": "R13",
        "title": "受理人员未进驻",
        "reason": "缺少 postings.operator_code、postings.window_code",
    } in (result.report["switched_off"])
    assert any("没有这张表" in line and "postings" in line for line in result.report["missing"])


def test_an_absent_register_accuses_nobody_and_the_reasons_say_so(tmp_path: Path) -> None:
    tables = changed(cases=[case(n) for n in range(8)])
    del tables["register"]
    result = answer(tables, tmp_path)
    verdict = next(v for v in result.verdicts if v.item_code == "I1")
    assert off_findings(result) == []
    assert verdict.verdict == "runs"
    assert "台账缺失或过少" in verdict.reasons


INNOCENT = {
    "handed in before the period began": {"applied_on": "2022-12-20", "issued_on": "2023-01-05"},
    "issued before the period began": {"applied_on": "", "issued_on": "2022-12-28"},
    "taken over from old books": {"origin": "migrated"},
    "done by the department of its own accord": {"origin": "ex_officio"},
    "item not entered yet": {"item_code": "L1"},
    "item exempt": {"item_code": "X1"},
    "item of the branch hall": {"item_code": "B1"},
    "item of own accord": {"item_code": "O1"},
    "mode of entry unknown": {"item_code": "U1"},
    "item unknown": {"item_code": "", "item_name": "说不清的事"},
}


@pytest.fixture(scope="module")
def accused(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The records that an off class names, of one for each innocent reason and one of a plain bypass."""
    told = [*INNOCENT.values(), {}]
    tables = changed(
        items=[
            item("L1", entry_from="2023-02-01"),
            item("B1", entry_mode="branch_hall"),
            item("O1", initiation="ex_officio"),
            item("U1", entry_mode=""),
        ],
        cases=[case(n) for n in range(102, 109)],
        register=[record(n, **change) for n, change in enumerate(told)],
    )
    result = answer(tables, tmp_path_factory.mktemp("innocent"))
    return {finding.subject for finding in result.findings if finding.finding_class in OFF_CLASSES}


@pytest.mark.parametrize("turn", range(len(INNOCENT)), ids=INNOCENT.keys())
def test_a_record_that_is_not_the_items_fault_is_no_finding(turn: int, accused: set[str]) -> None:
    assert f"R{turn:04}" not in accused


def test_a_record_that_is_the_items_fault_is_one(accused: set[str]) -> None:
    assert accused == {f"R{len(INNOCENT):04}"}


def test_a_case_from_before_the_item_entered_is_no_finding(tmp_path: Path) -> None:
    tables = changed(
        items=[item("L1", entry_from="2023-02-01")],
        cases=[case(1, item_code="L1", window_code="B1", operator_code="P9", terminal="10.9.0.1")],
    )
    assert off_findings(answer(tables, tmp_path)) == []


def test_while_the_hall_was_dark_a_case_written_weeks_later_is_still_a_finding(tmp_path: Path) -> None:
    dark = HITS["R22"]()["cases"] + [
        case(n, window_code=f"W{1 + n % 3}", recorded_at=at("01-11", "09:10:00"), decided_at=at("01-10", "09:40:00"))
        for n in range(2, 40)
    ]
    assert off_findings(answer(changed(cases=dark), tmp_path)) == ["R22 C0001"]


def test_the_morning_after_a_long_holiday_counts_as_the_next_morning(tmp_path: Path) -> None:
    tables = changed(
        cases=[case(1, decided_at=at("01-10", "09:30:00"), recorded_at=at("01-16", "09:20:00"))],
    )
    closed = {"2023-01-11", "2023-01-12", "2023-01-13"}
    tables["hall_days"] = [day for day in tables["hall_days"] if str(day["date"]) not in closed]
    assert off_findings(answer(tables, tmp_path)) == []


def test_doubtful_matters_are_named_but_do_not_convict(tmp_path: Path) -> None:
    # Asked to be surer than it can be, the engine holds every lone record for doubtful.
    tables = changed(cases=[case(n) for n in range(10)], register=[record(n) for n in range(20)])
    result = answer(tables, tmp_path, parameters={"engine": {"convict_at": 0.9999}})
    doubted = [f for f in result.findings if f.finding_class == "off_hall"]
    verdict = next(v for v in result.verdicts if v.item_code == "I1")
    assert len(doubted) == 10
    assert verdict.off_matters == 0
    assert verdict.verdict == "runs"
    assert f"{len(doubted)}件存疑未计入" in verdict.reasons


@pytest.mark.parametrize(
    ("off", "honest", "expected"),
    [
        (0, 4, "thin"),
        (0, 5, "runs"),
        (1, 9, "bypassed"),
        (1, 10, "runs"),
        (4, 1, "hollow"),
        (7, 3, "bypassed"),
        (8, 2, "hollow"),
    ],
)
def test_verdicts_fall_where_the_contract_draws_the_lines(off: int, honest: int, expected: str, tmp_path: Path) -> None:
    tables = changed(
        cases=[case(n) for n in range(honest)],
        register=[record(n) for n in range(honest)] + [record(100 + n, holder_name=f"某{n}") for n in range(off)],
    )
    verdict = next(v for v in answer(tables, tmp_path).verdicts if v.item_code == "I1")
    assert (verdict.matters, verdict.off_matters, verdict.verdict) == (off + honest, off, expected)


def test_the_interval_is_wilsons(tmp_path: Path) -> None:
    tables = changed(cases=[case(n) for n in range(9)], register=[record(n) for n in range(9)] + [record(109)])
    verdict = next(v for v in answer(tables, tmp_path).verdicts if v.item_code == "I1")
    # 1 of 10 at 95 %: Wilson (1927) gives 0.0179 to 0.4042.
    assert (verdict.off_low, verdict.off_high) == pytest.approx((0.0179, 0.4042), abs=1e-4)


def test_one_persons_one_application_counts_once(tmp_path: Path) -> None:
    twice = [record(101), record(101, record_no="R9999")]
    tables = changed(cases=[case(n) for n in range(9)], register=[record(n) for n in range(9)] + twice)
    verdict = next(v for v in answer(tables, tmp_path).verdicts if v.item_code == "I1")
    assert (verdict.matters, verdict.off_matters) == (10, 1)


def test_an_item_without_any_matter_is_idle_and_an_exempt_one_exempt(tmp_path: Path) -> None:
    verdicts = {v.item_code: v.verdict for v in answer(county(), tmp_path).verdicts}
    assert verdicts == {"E1": "idle", "I1": "idle", "I2": "idle", "X1": "exempt"}


def test_a_parameter_of_a_rule_can_be_set_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    tables = HITS["R44"]()
    assert any(f.rule == "R44" for f in answer(tables, tmp_path / "a").findings)
    assert not any(
        f.rule == "R44" for f in answer(tables, tmp_path / "b", parameters={"R44": {"least_days": 30}}).findings
    )
    with pytest.raises(InputError, match="规则 R44 没有参数 days"):
        answer(tables, tmp_path / "c", parameters={"R44": {"days": 30}})


def test_the_score_counts_what_was_found_missed_and_invented(tmp_path: Path) -> None:
    truth, said = tmp_path / "truth", tmp_path / "answer"
    truth.mkdir()
    said.mkdir()
    (truth / "records.csv").write_text("record_no,case_no,truth,item_code\nA,,off_hall,I\nB,,off_hall,I\nC,K,,I\n")
    (truth / "cases.csv").write_text("case_no,truth\nK,unposted\nL,\n")
    (truth / "items.csv").write_text(
        "item_code,verdict,matters,off_matters,off_share,behaviour,register_covered\n"
        "I,runs,20,0,0.0,honest,True\nJ,hollow,20,20,1.0,hollow,True\nN,runs,5,0,0.0,honest,True\n"
    )
    (said / "links.csv").write_text("record_no,case_no,probability,method\nC,K,1,id\nB,L,1,id\n")
    (said / "findings.csv").write_text(
        "subject_kind,subject,item_code,class,rule,probability,explanation\n"
        "record,A,I,off_hall,R01,1,x\ncase,K,I,unposted,R13,1,x\ncase,L,I,unposted,R13,1,x\n"
    )
    (said / "verdicts.csv").write_text("item_code,verdict\nI,bypassed\nJ,hollow\nN,runs\n")
    figures = score(tmp_path, said)
    assert figures["off_hall records"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "said": 1, "true": 2}
    assert figures["unposted cases"]["precision"] == 0.5
    assert figures["links"] == {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "said": 2, "true": 1}
    assert (figures["verdict accuracy"], figures["verdicts scored"]) == (0.5, 2)
    assert (figures["guilty items caught"], figures["innocent items accused"]) == ("1/1", "1/1")


def test_an_item_that_left_the_hall_is_judged_for_its_time_in_it_and_no_longer(tmp_path: Path) -> None:
    inside = [case(n) for n in range(20)]
    before = [record(n) for n in range(20)] + [record(n, "2023-01-20", applied_on="2023-01-16") for n in range(30, 38)]
    after = [record(n, "2023-02-20", applied_on="2023-02-15") for n in range(40, 52)]
    tables = changed(cases=inside, register=before + after)
    whole = next(one for one in answer(tables, tmp_path / "whole").verdicts if one.item_code == "I1")
    tables["items"] = [
        row | ({"entry_to": "2023-01-31"} if row["item_code"] == "I1" else {}) for row in tables["items"]
    ]
    half = next(one for one in answer(tables, tmp_path / "half").verdicts if one.item_code == "I1")
    assert (whole.off_matters, half.off_matters) == (20, 8)
    assert (whole.verdict, half.verdict) == ("bypassed", "bypassed")
    assert "进驻至2023-01-31" in half.reasons
    assert "进驻至" not in whole.reasons


def test_a_set_without_the_day_of_leaving_lacks_nothing(tmp_path: Path) -> None:
    folder = write(busy_county(), tmp_path / "set")
    lines = [line.rsplit(",", 1)[0] for line in (folder / "items.csv").read_text(encoding="utf-8").splitlines()]
    assert "entry_to" not in lines[0]
    (folder / "items.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert not [line for line in verify(folder).report["missing"] if "items" in line]
