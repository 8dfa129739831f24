"""Tables are read as people send them; what cannot be read is refused with a sentence that helps."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from yimen.common.errors import Refused
from yimen.exchange import sheets
from yimen.exchange.sheets import Limits
from yimen.exchange.tests.files import HEADINGS, ROWS, repacked, text, xls, xlsx

TABLE = (HEADINGS, *ROWS)


def cells(sheet: sheets.Sheet) -> tuple[tuple[str, ...], ...]:
    return tuple(row.cells for row in sheet.rows)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_of_every_encoding_and_delimiter(codec: str, delimiter: str) -> None:
    [sheet] = sheets.read("清单.csv", text(TABLE, delimiter).encode(codec))
    assert sheet.headings == HEADINGS
    assert cells(sheet) == ROWS
    assert [row.line for row in sheet.rows] == [2, 3, 4]
    assert sheet.encoding.replace("-", "").lower().startswith(codec[:5].replace("-", "").replace("gbk", "gb18030")[:4])


@pytest.mark.parametrize(("name", "make"), [("清单.xlsx", xlsx), ("清单.xls", xls)])
def test_workbooks_old_and_new(name: str, make: Any) -> None:
    [sheet] = sheets.read(name, make(TABLE))
    assert (sheet.name, sheet.headings, cells(sheet), sheet.typed) == ("清单", HEADINGS, ROWS, True)


@pytest.mark.parametrize(("name", "make"), [("清单.xlsx", xlsx), ("清单.xls", xls)])
def test_headings_are_found_below_titles_and_blank_lines_are_left_out(name: str, make: Any) -> None:
    rows = [
        ["友谊县政务服务事项清单"],
        ["填报单位：县营商局", None, "填报日期：2023年5月"],
        [],
        *TABLE[:2],
        [],
        *TABLE[2:],
        HEADINGS,
    ]
    [sheet] = sheets.read(name, make(rows))
    assert (sheet.headings, sheet.heading_line) == (HEADINGS, 4)
    assert [row.line for row in sheet.rows] == [5, 7, 8]
    assert any("第4行为表头" in note for note in sheet.notes)
    assert any("第9行重复了表头" in note for note in sheet.notes)


def test_known_headings_decide_where_a_title_is_as_wide_as_the_table() -> None:
    rows = [["单位", "日期"], ["县营商局", "2023年5月"], ["事项名称", "备注"], ["食品经营许可", ""]]
    [sheet] = sheets.read("清单.xlsx", xlsx(rows), known={"事项名称", "备注", "实施部门"})
    assert (sheet.heading_line, sheet.headings) == (3, ("事项名称", "备注"))


def test_full_width_headings_are_kept_and_doubles_get_their_column() -> None:
    [sheet] = sheets.read("清单.xlsx", xlsx([["电　话", "电话", "ＩＤ", None, "备注"], ["1", "2", "3", "4", "5"]]))
    assert sheet.headings == ("电 话", "电话（第2列）", "ＩＤ", "（第4列）", "备注")


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_merged_cells_stand_for_each_cell_they_cover(kind: str) -> None:
    if kind == "xlsx":
        content = xlsx([HEADINGS, *[(row[0], None, *row[2:]) for row in ROWS]],
                       then=lambda _, sheet: sheet.merge_range("B2:B4", "市场监督管理局"))  # fmt: skip
    else:
        rows = [HEADINGS, *[(row[0], None, *row[2:]) for row in ROWS]]
        content = xls(rows, [(1, 3, 1, 1, "市场监督管理局")])
    [sheet] = sheets.read(f"清单.{kind}", content)
    assert {row.cells[1] for row in sheet.rows} == {"市场监督管理局"}
    assert any("B2:B4" in note for note in sheet.notes)


def test_two_lines_of_headings_become_one() -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:A2", "事项名称")
        sheet.merge_range("B1:C1", "法定办结时限")

    rows = [[None, None, None], [None, "时限", "单位"], ["食品经营许可", 20, "工作日"]]
    [sheet] = sheets.read("清单.xlsx", xlsx(rows, then=merge))
    assert sheet.headings == ("事项名称", "法定办结时限 时限", "法定办结时限 单位")
    assert cells(sheet) == (("食品经营许可", "20", "工作日"),)


def test_cells_are_text_as_a_person_sees_them() -> None:
    def dates(book: Any, sheet: Any) -> None:
        sheet.write_datetime(1, 4, datetime.datetime(2023, 5, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        moment = datetime.datetime(2023, 5, 31, 9, 30)
        sheet.write_datetime(1, 5, moment, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))

    rows = [["甲", "乙", "丙", "丁", "戊", "己"], [7, 0.1, True, 999923199001012345]]
    [sheet] = sheets.read("清单.xlsx", xlsx(rows, then=dates))
    assert sheet.rows[0].cells == ("7", "0.1", "是", "9.99923199001012E+17", "2023-05-31", "2023-05-31 09:30:00")


def test_hidden_sheets_come_last_and_say_so_and_empty_ones_not_at_all() -> None:
    def more(book: Any, sheet: Any) -> None:
        book.add_worksheet("空表")
        second = book.add_worksheet("第二张")
        second.write_row(0, 0, HEADINGS)
        second.activate()
        sheet.hide()

    first, last = sheets.read("清单.xlsx", xlsx(TABLE, then=more))
    assert (first.name, last.name, last.hidden) == ("第二张", "清单", True)
    assert any("隐藏" in note for note in last.notes)


def test_quoted_line_breaks_keep_the_line_numbers_right() -> None:
    content = '名称,备注\r\n"甲\n乙",1\r\n\r\n丙,"说""好"""\r\n="0012",\'=1+1\r\n'
    [sheet] = sheets.read("清单.csv", content.encode())
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (2, ("甲\n乙", "1")),
        (5, ("丙", '说"好"')),
        (6, ("0012", "=1+1")),
    ]


def test_a_line_with_too_many_cells_is_kept_and_marked() -> None:
    [sheet] = sheets.read("清单.csv", "名称,电话\n甲,1\n乙,2,3\n丙,4,\n".encode())
    assert [row.line for row in sheet.rows if row.fault] == [3]
    assert "本行有3列，表头只有2列" in sheet.rows[1].fault


def test_a_separator_line_of_a_spreadsheet_is_understood() -> None:
    [sheet] = sheets.read("清单.csv", "sep=;\n名称;电话\n甲,乙;1\n".encode())
    assert [(row.line, row.cells) for row in sheet.rows] == [(3, ("甲,乙", "1"))]


def test_a_paste_is_a_table() -> None:
    sheet = sheets.read_paste('事项名称\t部门\r\n食品经营许可\t市场监管局\r\n"两\n行"\t民政局')
    assert sheet.headings == ("事项名称", "部门")
    assert [row.line for row in sheet.rows] == [2, 3]
    assert sheets.read_paste("名称,部门\n甲,乙").headings == ("名称", "部门")
    with pytest.raises(Refused, match="没有粘贴任何内容"):
        sheets.read_paste(" \n\t")
    with pytest.raises(Refused, match="粘贴的内容：第2行不能拆分成列"):
        sheets.read_paste('名称\t部门\n"甲\t乙\n丙\t丁')


def test_other_encodings_are_doubted() -> None:
    [sheet] = sheets.read("清單.csv", "事項名稱,實施部門\r\n食品經營許可,市場監督管理局\r\n".encode("big5"))
    assert any("乱码" in note for note in sheet.notes)


BOOK = xlsx(TABLE)
NASTY: list[tuple[str, bytes, str]] = [
    ("空.csv", b"", "是空的"),
    ("空白.csv", b"\r\n , \r\n", "没有任何有内容的表格"),
    ("空.xlsx", xlsx([]), "没有任何有内容的表格"),
    ("程序.exe", b"MZ", "不支持 .exe 文件"),
    ("没有扩展名", b"a,b", "不支持"),
    ("清单.xlsm", BOOK, "不支持 .xlsm 文件"),
    ("清单.xlsb", BOOK, "不支持 .xlsb 文件"),
    ("清单.ods", BOOK, "不支持 .ods 文件"),
    ("清单.xls", BOOK, "内容却是 .xlsx"),
    ("清单.xlsx", xls(TABLE), "旧格式或带打开密码"),
    ("清单.xlsx", text(TABLE).encode(), "不是 Excel 工作簿"),
    ("清单.xls", b"<html><table><tr><td>1</td></tr></table></html>", "可能是网页"),
    ("清单.csv", BOOK, "不是文本表格"),
    ("清单.csv", xls(TABLE), "不是文本表格"),
    ("清单.csv", b"%PDF-1.7 ...", "不是文本表格"),
    ("清单.csv", "名称,电话\n甲\x00乙,1\n".encode(), "第2行含有空字节"),
    ("清单.csv", "名称,电话\n甲乙丙丁,1\n戊己庚辛".encode()[:-1], "第3行含有不属于UTF-8编码的字节"),
    ("清单.csv", "名称,电话\n".encode("gb18030") + b"\xff\xff\n", "第2行含有不属于GB18030编码的字节"),
    ("清单.csv", '名称,电话\n"甲,1\n乙,2\n'.encode(), "第2行不能拆分成列"),
    ("清单.csv", ("名称,电话\n甲," + "长" * 200_000).encode(), "第2行不能拆分成列"),
    ("清单.xlsx", BOOK[: len(BOOK) // 2], "不完整或已损坏"),
    ("清单.xlsx", b"PK\x03\x04" + b"\x00" * 100, "不完整或已损坏"),
    ("清单.xlsx", repacked(BOOK, add={"xl/vbaProject.bin": b"x"}), "带有宏"),
    ("清单.xlsx", repacked(BOOK, add={"xl/macrosheets/sheet1.xml": b"<x/>"}), "带有宏"),
    ("清单.xlsx", repacked(BOOK, add={"xl/workbook.bin": b"x"}), "二进制工作簿"),
    ("清单.xlsx", repacked(BOOK, add={"xl/embeddings/a.zip": b"x"}), "内嵌了别的压缩包"),
    ("清单.xlsx", repacked(BOOK, add={"../../etc/passwd": b"x"}), "路径异常"),
    ("清单.xlsx", repacked(BOOK, add={"C:\\x.xml": b"<x/>"}), "路径异常"),
    ("清单.xlsx", repacked(BOOK, add={f"xl/x{n}.xml": b"" for n in range(2_000)}), "超过2000个的上限"),
    ("清单.xlsx", repacked(BOOK, add={"xl/big.xml": bytes(30 * 2**20)}), "100倍的上限"),
    ("清单.xlsx", repacked(BOOK, replace={"[Content_Types].xml": b"<Types>macroEnabled.main+xml</Types>"}), "带有宏"),
    ("清单.xlsx", repacked(BOOK, replace={"xl/workbook.xml": b"<workbook"}), "已损坏"),
    ("清单.xlsx", repacked(BOOK, replace={"xl/worksheets/sheet1.xml": b"\x00\xff"}), "已损坏"),
    (
        "清单.xlsx",
        repacked(
            BOOK, replace={"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst/>'}
        ),
        "外部实体",
    ),
    ("清单.xlsx", repacked(BOOK, replace={"xl/sharedStrings.xml": b"<!DOCTYPE sst><sst/>"}), "外部实体"),
    ("清单.xls", xls(TABLE) + "_VBA_PROJECT".encode("utf-16-le"), "带有宏"),
    ("清单.xls", xls(TABLE) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    ("清单.xls", xls(TABLE)[:600], "文件“清单.xls”"),
    ("..\\..\\\u202ecsv.清单.xlsx", b"PK", "文件“csv.清单.xlsx”"),
]


@pytest.mark.parametrize(("name", "content", "said"), NASTY, ids=[f"{name}-{said}" for name, _, said in NASTY])
def test_nasty_files_are_refused_with_file_reason_and_remedy(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match="请") as refused:
        sheets.read(name, content)
    assert said in str(refused.value)
    assert sheets.shown_name(name) in str(refused.value)


def test_limits_are_kept() -> None:
    def more(book: Any, _: Any) -> None:
        for _number in range(3):
            book.add_worksheet()

    def far(_: Any, sheet: Any) -> None:
        sheet.write("XFD1048576", 1)

    for content, limits, said in (
        (BOOK, Limits(size=1_000), "MB的上限"),
        (xlsx(TABLE, then=more), Limits(sheets=3), "有4张工作表"),
        (BOOK, Limits(cells=10), "超过10个单元格"),
        (xlsx(TABLE, then=far), Limits(), "清单.xlsx"),
        (xlsx([[f"{n}长" * 9_000 for n in range(200)]]), Limits(memory=64 * 2**20, ratio=10**6), "清单.xlsx"),
    ):
        with pytest.raises(Refused, match="请") as refused:
            sheets.read("清单.xlsx", content, limits=limits)
        assert said in str(refused.value)
    slow = Limits(processor_seconds=1, cells=10**9, characters=10**9)
    with pytest.raises(Refused, match="无法在1秒和512MB内存以内打开"):
        sheets.read("清单.csv", b"a,b,c,d\n" * 2_500_000, limits=slow)
    with pytest.raises(Refused, match="到第2行已超过"):
        sheets.read("清单.csv", text(TABLE).encode(), limits=Limits(cells=7))


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [sheets.column_letter(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
