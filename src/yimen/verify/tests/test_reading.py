"""Bad input: a Chinese sentence that names file, line and column and says what to do; nothing is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from yimen.verify import InputError, verify
from yimen.verify.cli import main
from yimen.verify.tests.rule_examples import changed
from yimen.verify.tests.small_set import case, county, record, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        changed(cases=[case(n) for n in range(1, 4)], register=[record(n) for n in range(1, 4)]), tmp_path / "set"
    )


def broken(folder: Path, name: str, line: int, old: str, new: str) -> None:
    """Changes one line (the heading is line 1) of a table."""
    path = folder / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8")


def test_a_wrong_date_is_named_and_the_row_still_takes_part(folder: Path) -> None:
    broken(folder, "register", 3, "2023-01-16", "2023-13-45")
    result = verify(folder)
    (refusal,) = result.refused
    assert refusal[:4] == ("register.csv", 3, "issued_on", "2023-13-45")
    assert "日期应写作" in refusal.remedy
    assert "R0002" in {link.record_no for link in result.links}


def test_a_wrong_word_of_a_choice_is_named_with_the_words_that_are_right(folder: Path) -> None:
    broken(folder, "cases", 2, ",window,", ",fax,")
    (refusal,) = verify(folder).refused
    assert (refusal.line, refusal.column, refusal.value) == (2, "channel", "fax")
    assert "window、online、post" in refusal.remedy


def test_a_line_with_too_few_columns_is_set_aside_with_its_number(folder: Path, tmp_path: Path) -> None:
    path = folder / "register.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines.insert(2, "R7777,D1")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    broken(folder, "register", 4, "2023-01-16", "someday")
    verify(folder, tmp_path / "answer")
    with (tmp_path / "answer/refused.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["line"], row["reason"]) for row in rows] == [("3", "列数少于表头"), ("4", "发证日期无法识别")]
    assert rows[0]["value"] == "R7777,D1"


def test_of_two_rows_with_one_number_one_is_used_and_the_other_reported(folder: Path) -> None:
    broken(folder, "cases", 3, "C0002", "C0001")
    result = verify(folder)
    (refusal,) = result.refused
    assert (refusal.column, refusal.value, refusal.reason) == ("case_no", "C0001", "与另一行编号重复")


def test_a_row_without_its_number_is_told_and_takes_part_under_another(folder: Path) -> None:
    broken(folder, "cases", 3, "C0002", " ")
    result = verify(folder)
    (refusal,) = result.refused
    assert (refusal.line, refusal.reason) == (3, "case_no 为空")
    assert "暂记作 无编号（第1件）" in refusal.remedy
    assert {link.case_no for link in result.links} == {"C0001", "C0003", "无编号（第1件）"}


def test_a_list_row_without_its_number_is_set_aside(folder: Path) -> None:
    broken(folder, "halls", 3, "B0", " ")
    (refusal,) = verify(folder).refused
    assert (refusal.file, refusal.line, refusal.reason) == ("halls.csv", 3, "hall_code 为空")
    assert "整行已搁置" in refusal.remedy


def test_chinese_words_for_choices_are_understood(folder: Path) -> None:
    text = (folder / "items.csv").read_text(encoding="utf-8")
    text = text.replace("on_application", "依申请").replace(",hall,", ",进驻,").replace(",exempt,", ",负面清单,")
    (folder / "items.csv").write_text("\ufeff" + text, encoding="utf-8")
    result = verify(folder)
    assert not len(result.refused)
    assert {v.item_code: v.verdict for v in result.verdicts}["X1"] == "exempt"


FATAL = {
    "no cases": (lambda f: (f / "cases.csv").unlink(), "缺少 cases.csv"),
    "wrong encoding": (
        lambda f: (f / "cases.csv").write_bytes(b"PK\x03\x04\x00\xff\xfe\x81" * 99),
        "cases.csv：既不是 UTF-8 也不是 GB18030 编码",
    ),
    "broken meta": (lambda f: (f / "meta.json").write_text('{"region": '), "meta.json：第 1 行第 12 列不是合法的 JSON"),
    "wrong period": (lambda f: (f / "meta.json").write_text('{"from": "2023-02-30"}'), "from 的值“2023-02-30”不是日期"),
    "period upside down": (
        lambda f: (f / "meta.json").write_text('{"from": "2023-12-31", "to": "2023-01-01"}'),
        "晚于截止日",
    ),
    "not parquet": (
        lambda f: ((f / "cases.csv").unlink(), (f / "cases.parquet").write_text("no")),
        "cases.parquet：不是可读的 Parquet",
    ),
    "empty file": (lambda f: (f / "cases.csv").write_text(""), "cases.csv：第 1 行没有表头"),
    "no item_code": (
        lambda f: (f / "cases.csv").write_text("case_no,received_at\nC1,2023-01-10 09:00:00\n"),
        "cases.csv：缺少必需的列 item_code",
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), FATAL.values(), ids=FATAL.keys())
def test_what_cannot_be_read_is_refused_in_a_sentence(spoil, sentence: str, folder: Path) -> None:
    spoil(folder)
    with pytest.raises(InputError, match=sentence):
        verify(folder)


def test_the_command_ends_with_two_and_the_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert "没有这个文件夹" in capsys.readouterr().err


def test_the_command_writes_its_files(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "changes.csv",
        "findings.csv",
        "links.csv",
        "refused.csv",
        "report.json",
        "verdicts.csv",
        "volume.csv",
    ]
    shown = capsys.readouterr().err
    assert "结论：" in shown and "100%" in shown


def test_the_command_prints_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    assert "R01" in capsys.readouterr().out


def test_tables_may_be_given_one_by_one(tmp_path: Path) -> None:
    folder = write(county(), tmp_path / "set")
    tables = {path.stem: path for path in folder.glob("*.csv")}
    result = verify({**tables, "meta": {"region": "999999", "from": "2023-01-01", "to": "2023-02-28"}})
    assert result.report["period"] == {"from": "2023-01-01", "to": "2023-02-28"}
