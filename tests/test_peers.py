"""What the benchmarks say of the engine and its peers: scored by hand here, and patched where they say they patch."""

from __future__ import annotations

import csv
import sys

import duckdb
import pytest

from benchmarks import ablation, calibration, peers
from benchmarks.rivals.scoring import scores
from yimen.verify import engine, linking, rulebook


def parquet(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    values = ", ".join(str(tuple(row)) if len(row) > 1 else f"('{row[0]}')" for row in rows)
    duckdb.connect().execute(
        f"COPY (SELECT * FROM (VALUES {values}) AS given ({columns})) TO '{path}' (FORMAT parquet)"
    )


@pytest.fixture
def answered(tmp_path):
    """Ten records, R0 to R4 with cases, R5 to R9 without; two answers, one with two mistakes."""
    truth = [(f"R{n}", f"C{n}" if n < 5 else "", "" if n < 5 else "off_hall", "I") for n in range(10)]
    parquet(tmp_path / "set/truth/records.parquet", "record_no, case_no, truth, item_code", truth)
    parquet(tmp_path / "set/truth/cases.parquet", "case_no, truth", [(f"C{n}", "") for n in range(5)])
    good, poor = tmp_path / "good", tmp_path / "poor"
    parquet(good / "links.parquet", "record_no, case_no, probability", [(f"R{n}", f"C{n}", 0.99) for n in range(5)])
    columns = "subject_kind, subject, item_code, class, rule, probability"
    found = [("record", f"R{n}", "I", "off_hall", "R01", 0.9) for n in range(5, 10)]
    parquet(good / "findings.parquet", columns, [*found, ("record", "R0", "I", "irregular", "R08", 0.9)])
    links = [(f"R{n}", f"C{n}", 0.8) for n in range(3)] + [("R3", "C4", 0.7)]
    parquet(poor / "links.parquet", "record_no, case_no, probability", links)
    off = [("R4", 0.6, True), ("R5", 0.3, False), *((f"R{n}", 0.9, True) for n in range(6, 10))]
    parquet(poor / "off_hall.parquet", "record_no, probability, is_said", off)
    return tmp_path


def test_answers_are_scored_at_their_own_threshold_and_at_the_same_precision(answered):
    found = scores(answered / "set", {name: answered / name for name in ("good", "poor")})
    assert found["true_links"] == found["true_off_hall"] == 5
    good, poor = found["answers"]["good"], found["answers"]["poor"]
    assert good["links"] == good["off_hall"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert poor["links"] == {"precision": 0.75, "recall": 0.6, "f1": 0.6667}
    assert poor["off_hall"] == {"precision": 0.8, "recall": 0.8, "f1": 0.8}
    assert found["precision"] == 1.0
    assert (good["missed"], poor["missed"]) == (0.0, 0.2)
    assert (good["fitting"], poor["fitting"]) == ({"unsaid": 0, "linked": 0}, {"unsaid": 1, "linked": 0})


def test_a_record_that_was_given_another_matters_case_is_told_from_one_merely_not_said(answered):
    links = [(f"R{n}", f"C{n}", 0.8) for n in range(3)] + [("R5", "C4", 0.7)]
    parquet(answered / "poor/links.parquet", "record_no, case_no, probability", links)
    found = scores(answered / "set", {"poor": answered / "poor"})
    assert found["answers"]["poor"]["fitting"] == {"unsaid": 1, "linked": 1}


def test_bands_count_what_was_expected_beside_what_was_true(answered):
    rows = calibration.bands(answered / "set", answered / "good")
    links = [row for row in rows["links: it is this case"] if row[2]]
    assert links == [(0.99, 0.999, 5, pytest.approx(4.95), 5)]
    off = rows["off_hall records"]
    assert [row[2:] for row in off if row[2]] == [(5, pytest.approx(4.5), 5)]
    assert calibration.error(off) == pytest.approx(0.1)
    assert calibration.added(off, off)[6][2] == 10
    assert "| 0.9–0.95 | 5 | 0.900 | 1.000 | 0.566–1.000 |" in calibration.markdown({"off_hall records": off})


def test_each_run_is_measured_by_itself(tmp_path):
    code = "held = bytearray({0} << 20); print('{{\"held\": {0}}}')"
    large = peers.run([sys.executable, "-c", code.format(200)])
    small = peers.run([sys.executable, "-c", code.format(1)])
    assert large.said == {"held": 200}
    assert large.peak_mib > small.peak_mib + 150
    with pytest.raises(peers.subprocess.CalledProcessError):
        peers.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_ratios_say_what_is_divided_by_what():
    runs = {"scan": peers.Run(2, 1, 1), "splink": peers.Run(60, 90, 1), "yimen": peers.Run(20, 30, 1)}
    answers = {"splink": {"missed": 0.02}, "yimen": {"missed": 0.005}}
    found = peers.ratios(runs, {"answers": answers})
    assert (found["yimen/scan wall"], found["splink/yimen cpu"], found["misses yimen/splink"]) == (10, 3, 0.25)
    assert peers.ratios({"scan": peers.Run(2, 1, 1)}, {}) == {}


def test_every_part_that_the_ablation_takes_out_is_where_it_says_and_is_put_back():
    before = linking.COMPARISON, linking.EXACT, engine._sql, rulebook.rules
    found = ablation.parts()
    assert len(found) > 15
    for patch in found.values():
        with patch():
            pass
    assert (linking.COMPARISON, linking.EXACT, engine._sql, rulebook.rules) == before
    with found["R01 (off_hall)"]():
        assert "R01" not in {rule.id for rule in rulebook.rules()}
    with pytest.raises(LookupError), ablation.replaced(linking, "GONE", ""):
        pass


def test_a_part_taken_out_makes_the_sample_worse(tmp_path):
    sample = engine.FOLDER / "tests/sample"
    whole = ablation.figures(sample, tmp_path)
    with ablation.parts()["comparison of names"]():
        assert ablation.figures(sample, tmp_path)["links F1"] < whole["links F1"]
    with ablation.parts()["R22 (back_filled)"]():
        assert ablation.figures(sample, tmp_path)["back_filled F1"] < whole["back_filled F1"]
    ablation.figures(sample, tmp_path)
    named = ablation.named_by_rule(sample, tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8") as stream:
        rules = [row["rule"] for row in csv.DictReader(stream)]
    assert {rule: counts[0] for rule, counts in named.items()} == {rule: rules.count(rule) for rule in set(rules)}
    assert ablation.interval([1.0, 1.0, 1.0]) == (1.0, 1.0, 1.0)


def test_the_figures_of_several_runs_are_printed_as_one():
    one = {
        "sets": ["hard 1"],
        "whole": [dict.fromkeys(ablation.FIGURES, 0.5)],
        "changes": {"names": [dict.fromkeys(ablation.FIGURES, -0.25)]},
        "rules": {"R01": [10, 2, 1, 1, 4]},
    }
    found = ablation.together([one, one])
    assert found["rules"] == {"R01": [20, 4, 2, 2, 8]}
    text = ablation.markdown(found)
    assert "mean of 2 sets (hard 1, hard 1)" in text
    assert "| names | -25.00 [-25.00, -25.00] |" in text
    assert text.endswith("| R01 | 20 | 4 | 2 | 2 | 8 |")
