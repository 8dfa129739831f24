"""CSV as people hand it in: what can be told from the cells is read, what cannot is set aside with its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from yimen.verify import Result, verify
from yimen.verify.contract import TABLES
from yimen.verify.csv_files import column_of
from yimen.verify.tests.rule_examples import changed
from yimen.verify.tests.small_set import case, record, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three cases and their records."""
    cases = [case(n, f"2023-01-1{n} 09:00:00") for n in (1, 2, 3)]
    records = [record(n, f"2023-01-{16 + n}", applied_on=f"2023-01-1{n}") for n in (1, 2, 3)]
    return write(changed(cases=cases, register=records), tmp_path / "set")


def rewritten(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def names(result: Result) -> list[str]:
    return [
        name for (name,) in result.connection.execute("SELECT applicant_name FROM cases ORDER BY case_no").fetchall()
    ]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("case_no", "case_no"),
        ("CASE NO", "case_no"),
        ("ｃａｓｅ＿ｎｏ", "case_no"),
        ("\ufeff办件编号 ", "case_no"),
        ("备注", "备注"),
    ],
)
def test_a_column_goes_by_its_name_or_its_official_term(heading: str, name: str) -> None:
    assert column_of(TABLES["cases"], heading) == name


def test_a_comma_in_a_name_is_told_from_those_between_cells(folder: Path) -> None:
    rewritten(folder / "cases.csv", "张伟", "张伟,李四")
    result = verify(folder)
    assert "张伟,李四" in names(result)
    assert not list(result.refused)
    assert any("有 1 行的逗号比表头多或少" in line for line in result.report["missing"])


def test_a_comma_that_may_belong_to_either_of_two_cells_leaves_the_line_aside(folder: Path) -> None:
    rewritten(folder / "register.csv", "I1,,", "I1,事项,甲,")
    (refusal,) = verify(folder).refused
    assert (refusal.file, refusal.line, refusal.reason) == ("register.csv", 2, "列数多于表头")


def test_empty_cells_at_the_end_may_be_left_out_but_a_torn_line_is_set_aside(folder: Path) -> None:
    path = folder / "cases.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], lines[1].rstrip(","), lines[2][:40], lines[3]]) + "\n", encoding="utf-8")
    result = verify(folder)
    assert len(names(result)) == 2
    assert [(refusal.line, refusal.reason) for refusal in result.refused] == [(3, "列数少于表头")]


def test_a_name_cut_within_a_character_keeps_its_case(folder: Path) -> None:
    path = folder / "cases.csv"
    path.write_bytes(path.read_bytes().replace("张伟".encode(), "张伟".encode()[:-1]))
    result = verify(folder)
    assert "张\ufffd" in names(result)
    assert {link.case_no for link in result.links} == {"C0001", "C0002", "C0003"}


def test_a_zipped_table_is_read_in_any_encoding(folder: Path) -> None:
    text = (folder / "cases.csv").read_text(encoding="utf-8")
    (folder / "cases.csv").unlink()
    packed = folder / "cases.csv.gz"
    packed.write_bytes(gzip.compress(text.replace("张伟", "张伟,李四").encode("gb18030")))
    tables = {path.stem: path for path in folder.glob("*.csv")}
    result = verify({**tables, "cases": packed, "meta": {"from": "2023-01-01", "to": "2023-02-28"}})
    assert "张伟,李四" in names(result)


def test_two_matters_of_one_number_are_two(folder: Path) -> None:
    rewritten(folder / "cases.csv", "C0002", "C0001")
    result = verify(folder)
    (refusal,) = result.refused
    assert (refusal.line, refusal.value) in ((2, "C0001"), (3, "C0001"))
    assert "暂记作 C0001（第2件）" in refusal.remedy
    assert {link.case_no for link in result.links} == {"C0001", "C0001（第2件）", "C0003"}


def test_a_posting_without_a_name_vouches_for_whoever_sat_there(folder: Path) -> None:
    rewritten(folder / "cases.csv", "P1,10.0.0.1", "P7,10.0.0.1")
    assert "R13" in {finding.rule for finding in verify(folder).findings}
    rewritten(folder / "postings.csv", "P1,", ",")
    assert "R13" not in {finding.rule for finding in verify(folder).findings}
