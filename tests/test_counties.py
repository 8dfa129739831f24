"""The synthetic counties: repeatable, true to the contract, and clean where every dial stands at zero."""

from __future__ import annotations

import csv
import filecmp
import random
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import pytest

from benchmarks.counties import dials, truth
from benchmarks.counties.county import generate
from benchmarks.counties.dials import PRESETS, Dials
from benchmarks.counties.errors import write_errors
from benchmarks.counties.schemes import SCHEMES
from yimen.verify import score

SAMPLE = Path(__file__).parents[1] / "src/yimen/verify/tests/sample"
MATTERS = 12_000
OFF = truth.OFF


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    generate(folder, 5, MATTERS, PRESETS["hard"])
    return folder


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    generate(folder, 6, 6_000, PRESETS["clean"])
    return folder


def rows(folder, name, key=None):
    found = truth.read(folder / f"{name}.csv")
    return {row[key]: row for row in found} if key else found


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        generate(tmp_path / name, 9, 2_000, PRESETS["vicious"])
    names = sorted(str(path.relative_to(tmp_path / "one")) for path in (tmp_path / "one").rglob("*.*"))
    assert len(names) > 12
    assert filecmp.cmpfiles(tmp_path / "one", tmp_path / "two", names, shallow=False) == (names, [], [])
    generate(tmp_path / "three", 10, 2_000, PRESETS["vicious"])
    assert not filecmp.cmp(tmp_path / "one/cases.csv", tmp_path / "three/cases.csv", shallow=False)


def test_the_tables_and_the_truth_have_the_columns_of_the_sample(county):
    for path in [*SAMPLE.glob("*.csv"), *(SAMPLE / "truth").glob("*.csv")]:
        ours = county / path.relative_to(SAMPLE)
        with path.open(encoding="utf-8") as theirs, ours.open(encoding="utf-8") as made:
            assert next(csv.reader(made)) == next(csv.reader(theirs)), path.name


@pytest.mark.parametrize("which", ["sample", "county"])
def test_verdicts_follow_from_the_truth_of_rows(which, county):
    """A matter of which no row is left anywhere counts too: it can only be one that went past the hall."""
    folder = SAMPLE if which == "sample" else county
    counted = truth.recount(folder)
    unseen = 0
    for row in rows(folder, "truth/items"):
        matters, off = int(row["matters"]), int(row["off_matters"])
        verdict, seen, seen_off = counted[row["item_code"]]
        assert row["verdict"] == truth.verdict(verdict == "exempt", matters, off)
        assert float(row["off_share"]) == truth.share(matters, off)
        assert matters - seen == off - seen_off >= 0
        unseen += matters > seen
        if matters == seen:
            assert (verdict, seen, seen_off) == (row["verdict"], matters, off)
    assert unseen == 9 if which == "sample" else unseen > 9


def test_the_truth_of_rows_agrees_with_the_contract(county):
    cases, case_truth = rows(county, "cases", "case_no"), rows(county, "truth/cases", "case_no")
    items, windows = rows(county, "items", "item_code"), rows(county, "windows", "window_code")
    halls = {row["hall_code"]: row["kind"] for row in rows(county, "halls")}
    hall_machines = {row["terminal"] for row in rows(county, "windows")}
    postings: dict[str, list[tuple[str, str]]] = {}
    for row in rows(county, "postings"):
        postings.setdefault(row["operator_code"], []).append((row["from_date"], row["to_date"] or "9999"))
    registered = rows(county, "register", "record_no")
    issued = {}
    for row in rows(county, "truth/records"):
        if row["case_no"]:
            assert row["truth"] == case_truth[row["case_no"]]["truth"]
            assert cases[row["case_no"]]["result"] == "granted"
            issued[row["case_no"]] = registered[row["record_no"]]["issued_on"]
        else:
            assert row["truth"] in ("", "off_hall")
        if row["truth"] == "off_hall":
            assert items[row["item_code"]]["initiation"] == "on_application"
            assert items[row["item_code"]]["entry_mode"] in ("hall", "entrusted")
            assert registered[row["record_no"]]["origin"] not in ("migrated", "ex_officio")
    classes = Counter(row["truth"] for row in case_truth.values())
    assert min(classes[name] for name in ("", "back_filled", "branch_hall", "unposted")) > 50
    for number, row in case_truth.items():
        case = cases[number]
        day = case["accepted_at"][:10]
        assert case["received_at"] <= case["accepted_at"] <= case["recorded_at"]
        assert case["channel"] == "online" or case["window_code"] or row["truth"] == ""
        if case["channel"] == "online":
            assert case["window_code"] == case["operator_code"] == case["terminal"] == ""
        if row["truth"] == "back_filled":
            late = case["decided_at"] and case["recorded_at"] > case["decided_at"]
            assert late or number not in issued or "-" not in issued[number] or issued[number] < day
        if row["truth"] == "branch_hall":
            assert halls[windows[case["window_code"]]["hall_code"]] == "branch"
        if row["truth"] == "unposted":
            posted = any(first <= day <= last for first, last in postings.get(case["operator_code"], []))
            assert not posted or case["terminal"] not in hall_machines


def test_every_scheme_is_planted_and_does_what_it_says(county):
    planted = rows(county, "truth/schemes")
    assert {row["scheme"] for row in planted} == {scheme.name for scheme in SCHEMES}
    assert sum(scheme.guilty for scheme in SCHEMES) >= 24
    true = rows(county, "truth/items", "item_code")
    for row in planted:
        item = true[row["item_code"]]
        assert item["behaviour"] == row["scheme"]
        assert any("\u4e00" <= one <= "\u9fff" for one in row["description"])
        share = float(item["off_share"])
        if int(item["matters"]) >= 20:
            assert share >= 0.1 if row["guilty"] == "True" else share < 0.1, row["scheme"]


def test_with_every_dial_at_zero_both_tables_agree_cell_by_cell(clean):
    cases, items = rows(clean, "cases", "case_no"), rows(clean, "items", "item_code")
    schemes = {row["item_code"]: row["scheme"] for row in rows(clean, "truth/schemes")}
    true, linked = rows(clean, "truth/records", "record_no"), 0
    for record in rows(clean, "register"):
        item = true[record["record_no"]]["item_code"]
        assert (record["item_code"], record["item_name"]) == (item, items[item]["item_name"]) or (
            schemes.get(item) == "renamed"
        )
        case = cases.get(true[record["record_no"]]["case_no"])
        if case is None:
            continue
        linked += 1
        assert (record["holder_name"], record["holder_id"]) == (case["applicant_name"], case["applicant_id"])
        assert record["document_no"] == case["document_no"]
        if schemes.get(item) != "dated_today":
            assert record["applied_on"] == case["received_at"][:10]
        if schemes.get(item) not in ("dated_today", "slow_ledger"):
            assert record["issued_on"] == case["decided_at"][:10]
    granted = [
        case
        for case in cases.values()
        if case["result"] == "granted" and schemes.get(case["item_code"]) not in ("padded", "slow_ledger")
    ]
    covered = {row["item_code"] for row in rows(clean, "truth/items") if row["register_covered"] == "True"}
    seen = {row["case_no"] for row in true.values()}
    late = [case for case in granted if case["item_code"] in covered and case["case_no"] not in seen]
    assert linked > 2_000
    assert all(case["decided_at"] > "2023-12-31 23:59:59" for case in late)


LEDGER_DIALS = [
    field.name
    for field in fields(Dials)
    if field.name.startswith(("id_", "name_", "code_", "item_", "document_", "applied_", "issued_", "date_", "origin_"))
    or field.name in ("register_gap", "duplicate_rows", "shared_books")
]
HALL_DIALS = [field.name for field in fields(Dials) if field.name.startswith("hall_")] + ["typed_late", "seat_unknown"]


@pytest.mark.parametrize("name", LEDGER_DIALS + HALL_DIALS)
def test_each_dial_spoils_its_own_table_and_no_other(name, tmp_path):
    for folder, value in (("zero", 0.0), ("turned", 0.6)):
        generate(tmp_path / folder, 4, 700, replace(Dials(), **{name: value}), count=100)
    changed = {
        table
        for table in ("cases", "register", "items", "halls", "windows", "postings")
        if not filecmp.cmp(tmp_path / "zero" / f"{table}.csv", tmp_path / "turned" / f"{table}.csv", shallow=False)
    }
    if name == "shared_books":
        assert changed == {"cases", "register"}
    elif name in HALL_DIALS:
        assert "cases" in changed
    else:
        assert changed == {"register"}


def test_a_county_in_which_nobody_cheats_has_no_guilty_item(tmp_path):
    generate(tmp_path, 3, 5_000, dials.dials("hard", {"planted": 0, "stray_off": 0, "stray_late": 0}))
    assert {row["truth"] for row in rows(tmp_path, "truth/records")} == {""}
    assert not {row["verdict"] for row in rows(tmp_path, "truth/items")} & {"hollow", "bypassed"}


def test_an_unknown_dial_is_named():
    with pytest.raises(ValueError, match="id_emtpy"):
        dials.dials("plain", {"id_emtpy": 0.1})


def test_namesakes_meet_at_the_same_item_in_the_same_week(county):
    seen, namesakes = {}, 0
    for row in rows(county, "cases"):
        key = row["applicant_name"], row["item_code"], row["received_at"][:8] + str(int(row["received_at"][8:10]) // 7)
        other = seen.setdefault(key, row["applicant_id"])
        namesakes += (
            len(row["applicant_name"]) < 4
            and "*" not in other + row["applicant_id"]
            and other[:10] != (row["applicant_id"][:10])
        )
    assert namesakes >= 3


def test_the_scorer_says_what_the_contracts_scorer_says(county, tmp_path):
    """The logic of the contract's score.py in plain sets, over the truth with some of it answered wrongly."""
    chance = random.Random(1)
    records, cases = rows(county, "truth/records"), rows(county, "truth/cases")
    numbers = [row["case_no"] for row in cases]
    links = [
        (row["record_no"], row["case_no"] if chance.random() < 0.95 else chance.choice(numbers)) for row in records
    ]
    links = [link for link in links if link[1] and chance.random() < 0.97]
    findings = [("record", row["record_no"], "off_hall") for row in records if row["truth"] and chance.random() < 0.9]
    findings += [("case", row["case_no"], row["truth"]) for row in cases if row["truth"] and chance.random() < 0.9]
    findings += [("case", chance.choice(numbers), chance.choice(OFF[1:])) for _ in range(60)]
    items = rows(county, "truth/items")
    said = {row["item_code"]: row["verdict"] if chance.random() < 0.8 else "bypassed" for row in items}
    _answer(tmp_path / "links.csv", "record_no case_no", links)
    _answer(tmp_path / "findings.csv", "subject_kind subject class", findings)
    _answer(tmp_path / "verdicts.csv", "item_code verdict", said.items())
    figures = score(county, tmp_path)

    expected = {"links": (set(links), {(row["record_no"], row["case_no"]) for row in records if row["case_no"]})}
    for kind, name, rows_of in [("record", "off_hall", records)] + [("case", name, cases) for name in OFF[1:]]:
        true = {row[f"{kind}_no"] for row in rows_of if row["truth"] == name}
        expected[f"{name} {kind}s"] = ({s for k, s, n in findings if (k, n) == (kind, name)}, true)
    for name, (found, true) in expected.items():
        precision, recall = len(found & true) / len(found), len(found & true) / len(true)
        assert figures[name]["f1"] == round(2 * precision * recall / (precision + recall), 4), name
        assert (figures[name]["said"], figures[name]["true"]) == (len(found), len(true))
    clear = [row for row in items if _clear(row)]
    assert figures["verdicts scored"] == len(clear)
    right = sum(said[row["item_code"]] == row["verdict"] for row in clear)
    assert figures["verdict accuracy"] == round(right / len(clear), 4)
    guilty = [row for row in clear if row["verdict"] in ("hollow", "bypassed")]
    caught = sum(said[row["item_code"]] in ("hollow", "bypassed") for row in guilty)
    assert figures["guilty items caught"] == f"{caught}/{len(guilty)}"


def _clear(row):
    share, n = float(row["off_share"]), int(row["matters"])
    return row["register_covered"] == "True" and not (
        (n >= 5 and (abs(share - 0.1) < 0.03 or abs(share - 0.8) < 0.05)) or 4 <= n <= 6
    )


def _answer(path, header, found):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(), *found])


def test_the_errors_of_an_answer_are_written_with_both_rows(county, tmp_path):
    records = rows(county, "truth/records")
    with_case = [row for row in records if row["case_no"]]
    off = [row["record_no"] for row in records if row["truth"] == "off_hall"]
    links = [(row["record_no"], row["case_no"]) for row in with_case[2:]]
    links.append((with_case[0]["record_no"], with_case[1]["case_no"]))
    answer = tmp_path / "answer"
    answer.mkdir()
    _answer(answer / "links.csv", "record_no case_no probability method", [(*link, "0.9", "id") for link in links])
    said = [("record", number, "off_hall", "R01", "0.9", "") for number in [*off[1:], with_case[1]["record_no"]]]
    said += [("case", r["case_no"], r["truth"], "R22", "0.9", "") for r in rows(county, "truth/cases") if r["truth"]]
    _answer(answer / "findings.csv", "subject_kind subject class rule probability explanation", said)
    verdicts = [(row["item_code"], row["verdict"]) for row in rows(county, "truth/items")]
    _answer(answer / "verdicts.csv", "item_code verdict", verdicts[1:])
    counts = write_errors(county, tmp_path / "errors", answer)
    assert {name: count for name, count in counts.items() if count} == {
        "false_off_hall.csv": 1,
        "missed_off_hall.csv": 1,
        "wrong_links.csv": 1,
        "missed_links.csv": 1,
        "wrong_verdicts.csv": 1,
    }
    (wrong,) = rows(tmp_path / "errors", "wrong_links")
    assert wrong["true case_no"] == with_case[0]["case_no"]
    assert wrong["case case_no"] == with_case[1]["case_no"]
