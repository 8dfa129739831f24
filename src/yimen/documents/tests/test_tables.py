"""Tables and figures: repeated heads, empty ones, long cells and codes, months without evidence."""

from __future__ import annotations

import pytest

from yimen.documents import layout
from yimen.documents.content import Bar, Bars, Column, Heading, Mark, Paragraph, Sketch, Table, Trend
from yimen.documents.tests import reading, samples

COLUMNS = (Column("序号", 1, "center"), Column("事项", 4), Column("结论", 2, "right"))
TYPE_AREA_END, DEPTH, PITCH = 262, 8.8, 10.25  # mm: from the top; of the last line's foot below its mark; of a line
CODE = "11230522MB0000000X2000109001000101" * 3


def printed(*blocks: object) -> bytes:
    return layout.official_document(samples.document(*blocks))  # type: ignore[arg-type]


def test_a_table_over_three_pages_repeats_its_head_and_keeps_every_row() -> None:
    rows = tuple((str(number), f"第{number}项事项名称", "实质运行") for number in range(1, 121))
    lines = reading.lines(printed(Table("清单", COLUMNS, rows)))
    pages = {line.page for line in lines if line.text == "实质运行"}
    assert len(pages) >= 4
    for page in pages:
        heads = [line for line in lines if line.page == page and line.text == "序号"]
        assert len(heads) == 1 and heads[0].font.startswith("FandolHei")
        rows_here = [line.y for line in lines if line.page == page and line.text == "实质运行"]
        assert heads[0].y < min(rows_here) and max(rows_here) < 262
    assert [line.text for line in lines if line.text.startswith("第")] == [row[1] for row in rows]


def test_a_short_table_is_kept_on_one_page_with_its_caption() -> None:
    rows = tuple((str(number), "名称", "实质运行") for number in range(1, 9))
    for filler in range(1, 16):
        lines = reading.lines(printed(Paragraph("镇" * 26 * filler), Table("清单", COLUMNS, rows)))
        assert len({line.page for line in lines if line.text in ("表1\u3000清单", "序号", "实质运行")}) == 1


def test_a_flowing_table_begins_where_the_text_is_with_its_heading_head_and_first_row() -> None:
    rows = tuple((str(number), "名称", "实质运行") for number in range(1, 9))
    table = Table("", COLUMNS, rows, flowing=True)
    for filler in range(1, 10):
        blocks = (Paragraph("镇" * 26 * filler), Heading(1, "事项"), table, Paragraph("后文" * 200))
        lines = reading.lines(printed(*blocks))
        begun = [min(line.page for line in lines if line.text == text) for text in ("一、事项", "序号", "实质运行")]
        assert len(set(begun)) == 1, "neither a heading nor a head stands alone at the foot"
        foot = max(line.y for line in lines if line.page == 1 and line.y <= TYPE_AREA_END)
        assert (TYPE_AREA_END - DEPTH - foot) / PITCH < 2.1, "no more than two lines stay white"


def test_an_empty_table_says_so() -> None:
    text = reading.text(printed(Table("甲表", COLUMNS, ()), Table("乙表", COLUMNS, (), empty="没有逾期的整改单")))
    assert "表1甲表序号事项结论本期无记录" in text and "表2乙表序号事项结论没有逾期的整改单" in text


def test_a_code_longer_than_its_column_breaks_inside_the_cell() -> None:
    pdf = printed(Table("编码", (Column("编码", 1), Column("说明", 3)), ((CODE, "略"),)))
    edge = 28 + 156 / 4
    pieces = [line for line in reading.lines(pdf) if line.text.isascii() and line.x < edge and line.size == 12]
    assert len({piece.y for piece in pieces}) > 4
    assert "".join(piece.text for piece in pieces) == CODE
    assert all(piece.x + reading.width(piece) <= edge for piece in pieces)


def test_a_code_longer_than_the_line_breaks_in_the_text() -> None:
    pdf = printed(Paragraph("编码" + CODE))
    pieces = [line for line in reading.lines(pdf) if len(line.text) == 1 and line.text.isascii()]
    used: dict[float, float] = {}
    for piece in pieces:
        used[piece.y] = used.get(piece.y, 0) + reading.width(piece, samples.TRACKING)
    assert len(used) >= 2 and CODE in reading.text(pdf)
    assert all(width <= 156.1 for width in used.values())


def test_a_cell_longer_than_a_page_goes_on_over_the_next_and_loses_nothing() -> None:
    pdf = printed(Table("长", (Column("看到的情况", 1), Column("注", 5)), (("村" * 900, "略"),)))
    lines = reading.lines(pdf)
    assert reading.text(pdf).count("村") == 900
    assert len({line.page for line in lines if "村" in line.text}) >= 2
    assert all(line.y <= 262.1 for line in lines if "村" in line.text)


def test_a_row_is_not_torn_when_it_would_fit_on_the_next_page() -> None:
    rows = tuple((str(number), "镇" * 80, "甲") for number in range(30))
    lines = reading.lines(printed(Table("清单", COLUMNS, rows)))
    last = {}
    for line in lines:
        if "镇" in line.text and line.size < 13:
            last[line.page] = last.get(line.page, 0) + line.text.count("镇")
    assert all(count % 80 == 0 for count in last.values()) and len(last) > 2


def test_a_row_of_the_wrong_length_is_refused_with_its_number() -> None:
    with pytest.raises(ValueError, match="第 2 行有 2 格，应为 3 格"):
        Table("清单", COLUMNS, (("1", "甲", "乙"), ("2", "甲")))


def filled(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height in millimetres of the dark boxes that are drawn."""
    from pypdf.generic import ContentStream

    source = reading.reader(pdf)
    boxes: list[tuple[float, float]] = []
    for page in source.pages:
        points: list[tuple[float, float]] = []
        grey = ""
        for operands, operator in ContentStream(page.get_contents(), source).operations:
            if operator in (b"scn", b"sc", b"g"):
                grey = f"{float(operands[0]):.2f}"
            elif operator == b"m":
                points = [(float(operands[0]), float(operands[1]))]
            elif operator == b"l":
                points.append((float(operands[0]), float(operands[1])))
            elif operator == b"re" and grey == f"{96 / 255:.2f}":
                boxes.append((abs(float(operands[2])) / reading.MM, abs(float(operands[3])) / reading.MM))
            elif operator in (b"f", b"f*") and points and grey == f"{96 / 255:.2f}":
                xs, ys = [x for x, _ in points], [y for _, y in points]
                boxes.append(((max(xs) - min(xs)) / reading.MM, (max(ys) - min(ys)) / reading.MM))
                points = []
    return boxes


def test_bars_are_as_long_as_their_share_and_a_missing_one_is_no_bar() -> None:
    bars = Bars("率", (Bar("甲局", 1.0, "100.0%"), Bar("乙局", 0.25, "25.0%"), Bar("丙局", None, "证据不足")))
    pdf = printed(bars)
    (whole, _), (quarter, _) = filled(pdf)
    assert abs(quarter / whole - 0.25) < 0.01
    assert "丙局证据不足" in reading.text(pdf)


def test_a_month_without_evidence_has_words_instead_of_a_bar() -> None:
    pdf = printed(Trend("趋势", (Bar("4月", 0.8, "80.0%"), Bar("5月", None, "证据不足"), Bar("6月", 0.4, "40.0%"))))
    (_, high), (_, low) = filled(pdf)
    assert abs(high - 32) < 0.3 and abs(low - 16) < 0.3
    assert "证据不足" in reading.text(pdf)


def test_a_figure_without_rows_says_that_there_are_no_data() -> None:
    assert "图1各部门实质运行率：本期无数据。" in reading.text(printed(Bars("各部门实质运行率", ())))


def test_a_floor_is_drawn_with_what_stands_where_and_nothing_outside_of_it() -> None:
    marks = (Mark(0, 0, 300, 100, ("东区",), "area"), Mark(8, 30, 92, 62, ("A01", "县公安局"), "filled"))
    text = reading.text(printed(Sketch("一楼：方案", 300, 120, marks, note="点线为分区。")))
    for words in ("图1一楼：方案", "东区", "A01", "县公安局", "点线为分区。"):
        assert words in text, words
    with pytest.raises(ValueError, match="在图外"):
        Sketch("一楼", 300, 120, (Mark(250, 0, 92, 62, ("A01",)),))


def test_shares_months_and_levels_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="不在 0 与 1 之间"):
        Bar("甲", 1.2, "120%")
    with pytest.raises(ValueError, match="最多 12 个月"):
        Trend("趋势", tuple(Bar(f"{month}", 0.5, "") for month in range(13)))
    with pytest.raises(ValueError, match="没有第 5 级"):
        Heading(5, "甲")
    with pytest.raises(ValueError, match="没有列"):
        Table("甲", (), ())
