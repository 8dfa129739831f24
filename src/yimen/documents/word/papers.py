"""各种公文: what stands where on the first page, at the end and on the attachments of each kind."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from yimen.documents.word import blocks, measures
from yimen.documents.word.fonts import HEI, KAI, Font
from yimen.documents.word.measures import LEAD, MM, PITCH, SIZE, WIDTH, width
from yimen.documents.word.sheet import Sheet, form, written

THICK, THIN = 18, 6
"""Eighths of a point: the rules of a letter's head and foot, 0.8 mm and 0.25 mm."""
ANCHOR = 0.5
"""The height of the paragraph by which a floating table hangs: it must fit below 22 lines."""


def official(sheet: Sheet, data: dict[str, Any], breaks: int) -> None:
    """红头文件."""
    marks = [(data["copy_number"], None), (data["secrecy"], HEI), (data["urgency"], HEI)]
    shown = [mark for mark in marks if mark[0]]
    for mark in shown:
        sheet.runs([mark], "公文要素", keep=True)
    sheet.space(35 * MM - len(shown) * PITCH)
    _red_head(sheet, data["head"])
    if data["signer"]:
        number = sheet.runs(
            [(data["number"], None), ("\t签发人：", None), (data["signer"], KAI)], "公文要素", left=SIZE, line=SIZE
        )
        number.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH - SIZE), WD_TAB_ALIGNMENT.RIGHT)
    else:
        number = sheet.write(data["number"], "公文要素", align="center", line=SIZE)
    _rule(number, "bottom", 16, measures.RED, space=11)
    sheet.space(PITCH + SIZE - LEAD)
    _title(sheet, data["title"])
    _recipients(sheet, data["recipients"])
    blocks.write(sheet, data["blocks"])
    _listed(sheet, data["attachments"])
    _signature(sheet, data["signature"])
    _remark(sheet, data["remark"])
    _attachments(sheet, data["attachments"])
    _colophon(sheet, data["colophon"], breaks)


def letter(sheet: Sheet, data: dict[str, Any], _: int) -> None:
    """信函格式: the name between the edge and the double rule stands in the head of the first page, as the other rule
    stands in its foot.
    """
    _letter_head(sheet, data["head"])
    sheet.space(14)
    marks = data["secrecy"] + data["urgency"]
    number = sheet.runs([(marks, HEI), (f"\t{data['number']}", None)], "公文要素", line=SIZE)
    number.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    sheet.space(2 * PITCH)
    _title(sheet, data["title"])
    _recipients(sheet, data["recipients"])
    blocks.write(sheet, data["blocks"])
    _listed(sheet, data["attachments"])
    _signature(sheet, data["signature"])
    _remark(sheet, data["remark"])
    _attachments(sheet, data["attachments"])
    if data["copies"]:
        _at_the_foot(sheet, [[f"抄送：{data['copies']}。"]])


def agreement(sheet: Sheet, data: dict[str, Any], _: int) -> None:
    """承诺书、协议书."""
    sheet.write(data["number"], "公文要素", align="right")
    sheet.lines(1)
    _title(sheet, data["title"])
    sheet.lines(1)
    for party in data["parties"]:
        sheet.runs([(party["role"], HEI), (f"：{party['name']}", None)], "公文要素")
        for label, words in party["particulars"]:
            sheet.write(f"{label}：{words}")
    sheet.lines(1)
    blocks.write(sheet, data["blocks"])
    _listed(sheet, data["attachments"])
    _places_of_signature(sheet, data["parties"])
    _attachments(sheet, data["attachments"])


def minutes(sheet: Sheet, data: dict[str, Any], breaks: int) -> None:
    """纪要."""
    sheet.space(35 * MM)
    _red_head(sheet, data["head"])
    number = sheet.write(data["number"], "公文要素", align="center", line=SIZE)
    _rule(number, "bottom", 16, measures.RED, space=11)
    sheet.space(PITCH + SIZE - LEAD)
    _title(sheet, data["title"])
    sheet.lines(1)
    blocks.write(sheet, data["blocks"])
    if data["present"]:
        sheet.lines(1)
    for label, names in data["present"]:
        hang = (len(label) + 1) * WIDTH / 28
        how = {"left": measures.INDENT + hang, "first_line": -hang}
        sheet.runs([(label, HEI), (f"：{names}", None)], "公文要素", **how)
    _listed(sheet, data["attachments"])
    _attachments(sheet, data["attachments"])
    _colophon(sheet, data["colophon"], breaks)


LAYOUTS = {"official": official, "letter": letter, "agreement": agreement, "minutes": minutes}


def _red_head(sheet: Sheet, words: str) -> None:
    size = measures.fitting(words, 40)
    sheet.write(words, "发文机关标志", size=size, line=size, colour=measures.RED)
    sheet.space(2 * PITCH)


def _letter_head(sheet: Sheet, words: str) -> None:
    """The name 30 mm below the edge of the page, a thick and a thin rule 4 mm below it; thin and thick at the foot."""
    head, foot = sheet.section.first_page_header, sheet.section.first_page_footer
    for part in (head, foot):
        part.is_linked_to_previous = False
    size = measures.fitting(words, 36)
    how = {"style": "发文机关标志", "size": size, "line": size, "colour": measures.RED}
    written(head.paragraphs[0], [(words, None)], **how)
    _double_rule(head.add_paragraph(), head.add_paragraph(), THICK, THIN, 4 * MM)
    _double_rule(foot.paragraphs[0], foot.add_paragraph(), THIN, THICK, 1)


def _double_rule(first: Any, second: Any, above: int, below: int, height: float) -> None:
    """Two red rules of 170 mm in the middle of the page, 0.8 mm apart; the first paragraph is so high."""
    for paragraph, weight, line in ((first, above, height), (second, below, 0.8 * MM)):
        form(paragraph, style="公文要素", line=line, left=-8 * MM, right=-6 * MM)
        paragraph.add_run().font.size = Pt(1)
        _rule(paragraph, "bottom", weight, measures.RED)


def _rule(paragraph: Any, edge: str, weight: int, colour: str = "000000", space: int = 0) -> None:
    """A rule along one edge of the paragraph; weight in eighths of a point, space in points."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    borders.append(
        OxmlElement(
            f"w:{edge}",
            {qn("w:val"): "single", qn("w:sz"): str(weight), qn("w:space"): str(space), qn("w:color"): colour},
        )
    )


def _title(sheet: Sheet, lines: list[str]) -> None:
    for line in lines:
        sheet.write(line, "Title", keep=True)


def _recipients(sheet: Sheet, words: str) -> None:
    sheet.lines(1)
    if words:
        sheet.write(f"{words}：", "公文要素", align="justify")


def _listed(sheet: Sheet, attachments: list[dict[str, Any]]) -> None:
    names = ["".join(each["title"]) for each in attachments if each["label"]]
    if not names:
        return
    sheet.lines(1)
    for place, name in enumerate(names, start=1):
        number = f"{place}. " if len(names) > 1 else ""
        hang = (3 + (0 if len(names) == 1 else 1)) * WIDTH / 28
        text = f"附件：{number}{name}" if place == 1 else f"{number}{name}"
        first = -hang if place == 1 else -(WIDTH / 28)
        sheet.write(text, "公文要素", left=measures.INDENT + hang, first_line=first, keep=True)


def _signature(sheet: Sheet, signature: dict[str, Any]) -> None:
    """署名 and 成文日期, where the print has them."""
    name_width, date_width = width(signature["name"]), width(signature["date"])
    name_right = date_right = 2 * SIZE
    if signature["sealed"]:
        date_right = 4 * SIZE
        name_right = max(0.0, date_right + (date_width - name_width) / 2)
        if name_width > date_width + 2 * date_right:
            date_right = (name_width - date_width) / 2
    elif date_width + 2 * SIZE > name_width:
        name_right = date_right + date_width + 2 * SIZE - name_width
    else:
        date_right = name_right + name_width - 2 * SIZE - date_width
    sheet.lines(2)
    sheet.write(signature["name"], "公文要素", align="right", right=name_right, keep=True)
    sheet.write(signature["date"], "公文要素", align="right", right=date_right)


def _remark(sheet: Sheet, words: str) -> None:
    if words:
        sheet.write(f"（{words}）")


def _attachments(sheet: Sheet, attachments: list[dict[str, Any]]) -> None:
    for attachment in attachments:
        first = sheet.runs([(attachment["label"], HEI)], "公文要素", keep=True)
        first.paragraph_format.page_break_before = True
        if attachment["label"]:
            sheet.lines(1)
        _title(sheet, attachment["title"])
        sheet.lines(1)
        blocks.write(sheet, attachment["blocks"])


def _places_of_signature(sheet: Sheet, parties: list[dict[str, Any]]) -> None:
    """Two places side by side, three rows each: the name, the frame to sign in, the office; one stands at the right."""
    sheet.lines(1)
    sides: list[dict[str, Any] | None] = [None, *parties] if len(parties) == 1 else [*parties]
    half, gap = (WIDTH - 12 * MM) / 2, 12 * MM
    grid = blocks.ruled(sheet, 3 * -(-len(sides) // 2), (half, gap, half), borders="nil")
    for place, party in enumerate(sides):
        if party is not None:
            top = 3 * (place // 2)
            _place_of_signature([grid.cell(top + row, 2 * (place % 2)) for row in range(3)], party)
    for place, row in enumerate(grid.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if place % 3 == 1:
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.EXACTLY, Pt(28 * MM)


def _place_of_signature(cells: list[Any], party: dict[str, Any]) -> None:
    fitting = measures.fitting(party["name"], SIZE, (WIDTH - 12 * MM) / 2 - 2 * blocks.CELL_SIDE)
    rows: tuple[tuple[list[tuple[str, Font | None, dict[str, float]]], bool], ...] = (
        ([(f"{party['role']}：", HEI, {}), (party["name"], None, {"size": fitting})], True),
        ([("数字签名", HEI, {"size": 9, "line": 12})], True),
        ([(f"{party['signer']}（签字）：", None, {}), ("日期：　　年　　月　　日", None, {})], False),
    )
    for cell, (lines, keep) in zip(cells, rows, strict=True):
        for place, (words, font, how) in enumerate(lines):
            into = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            written(into, [(words, font)], style="公文要素", keep=keep, **how)
    blocks.frame(cells[1])


def _colophon(sheet: Sheet, colophon: dict[str, Any] | None, breaks: int) -> None:
    """版记 at the foot of the last page; after a blank page both are without a number."""
    if colophon is None:
        return
    if breaks == 2:
        sheet.bare_section()
    if breaks:
        sheet.new_page()
    copies = [[f"抄送：{colophon['copies']}。"]] if colophon["copies"] else []
    _at_the_foot(sheet, [*copies, [colophon["printer"], f"{colophon['printed']}印发"]], ruled=True)


def _at_the_foot(sheet: Sheet, rows: list[list[str]], *, ruled: bool = False) -> None:
    """Lines in a floating table at the foot of the type area, two words of a line at its ends; `ruled` as 版记 is."""
    side = measures.COLOPHON_SIZE
    grid = blocks.ruled(sheet, len(rows), (WIDTH,), borders="nil")
    # By its distance from the page's upper edge: LibreOffice does not know what is asked for as the foot.
    top = measures.TOP + measures.HEIGHT - sum(_foot_height(parts) for parts in rows)
    place = {"vertAnchor": "page", "horzAnchor": "margin", "tblpX": 1, "tblpY": round(top * 20)}
    grid._tbl.tblPr.append(blocks.element("tblpPr", **place))
    for row, parts in enumerate(rows):
        cell = grid.cell(row, 0)
        hang = 3 * side if len(parts) == 1 else 0.0
        edges = {"left": side - blocks.CELL_SIDE + hang, "first_line": -hang, "right": side - blocks.CELL_SIDE}
        line = cell.paragraphs[0]
        written(line, [("\t".join(parts), None)], style="版记", **edges)
        line.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH - side - blocks.CELL_SIDE), WD_TAB_ALIGNMENT.RIGHT)
        if ruled:
            blocks.edge(cell, "top", 8 if row == 0 else 6)
            if row == len(rows) - 1:
                blocks.edge(cell, "bottom", 8)
    sheet.write(style="公文要素", line=ANCHOR, size=1)


def _foot_height(parts: list[str]) -> float:
    """How high such a line of the foot is when it goes on below itself."""
    side = measures.COLOPHON_SIZE
    room = WIDTH - 5 * side if len(parts) == 1 else WIDTH - 2 * side
    words = width("".join(parts), side, 0) - (3 * side if len(parts) == 1 else 0)
    return max(1, -(-words // room)) * measures.COLOPHON_PITCH + blocks.CELL_FOOT
