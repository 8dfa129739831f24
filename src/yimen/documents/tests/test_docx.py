"""DOCX: real styles, page and fonts; the same bytes for the same paper; in LibreOffice it shows what the PDF shows."""

from __future__ import annotations

import io
import os
import shutil
import statistics
import subprocess
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from yimen.documents import glyphs, layout, word
from yimen.documents.content import Bar, Bars, Column, Heading, Mark, Paragraph, Sketch, Table, Trend
from yimen.documents.tests import kinds, reading, samples
from yimen.documents.tests.reading import MM
from yimen.documents.word import measures, order

NAMES = list(kinds.PAPERS)


def opened(name: str) -> Any:
    return docx.Document(io.BytesIO(word.docx(kinds.PAPERS[name])))


def words_of(document: Any) -> str:
    """All text of the body, tables included, squeezed."""
    return reading.squeezed("".join(node.text or "" for node in document.element.body.iter(qn("w:t"))))


def test_equal_papers_give_equal_bytes() -> None:
    assert word.docx(kinds.PAPERS["notice"]) == word.docx(kinds.PAPERS["notice"])
    assert word.docx(kinds.PAPERS["notice"]) != word.docx(kinds.PAPERS["demand"])


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_that_of_the_standard(name: str) -> None:
    section = opened(name).sections[0]
    sizes = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(size.mm) for size in sizes] == [37, 28, 26, 35]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 22 * measures.PITCH <= measures.HEIGHT < 23 * measures.PITCH
    character = measures.SIZE + measures.TRACKING
    assert 28 * character <= measures.WIDTH < 29 * character


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_the_data_say_and_its_parts_are_in_the_order_of_the_schema(name: str) -> None:
    document = opened(name)
    ours = reading.text(layout.pdf(kinds.PAPERS[name]))
    said = words_of(document)
    title = reading.squeezed(kinds.PAPERS[name].title)
    assert title in said and title in ours
    for root in (document.element, document.styles.element):
        for parent, places in order.PLACES.items():
            for element in root.iter(parent):
                ranks = [places[child.tag] for child in element]
                assert ranks == sorted(ranks)


def test_headings_are_styles_that_a_program_can_list() -> None:
    document = opened("demand")
    listed = [(each.style.name, each.text) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert listed == [("Heading 1", "一、报送范围"), ("Heading 1", "二、报送要求"), ("Heading 1", "三、联系方式")]
    title = next(each.text for each in document.paragraphs if each.style.name == "Title")
    assert title.startswith("友谊县营商环境")


def test_every_font_is_listed_with_what_stands_in_for_it() -> None:
    package = zipfile.ZipFile(io.BytesIO(word.docx(kinds.PAPERS["notice"])))
    table = package.read("word/fontTable.xml").decode()
    for name, other in (("仿宋", "仿宋_GB2312"), ("方正小标宋简体", "方正小标宋_GBK"), ("楷体", "FandolKai")):
        assert f'w:name="{name}"' in table and other in table
    assert "Theme" not in package.read("word/styles.xml").decode().split("</w:docDefaults>")[0]


def test_page_numbers_are_fields_outside_and_a_letter_begins_without_one() -> None:
    notice, letter = opened("notice").sections[0], opened("request").sections[0]
    for foot in (notice.footer, notice.even_page_footer):
        assert "PAGE" in foot._element.xpath("string()") and foot.paragraphs[0].text.startswith("— ")
    assert letter.different_first_page_header_footer
    assert "PAGE" not in letter.first_page_footer._element.xpath("string()")
    assert letter.first_page_header.paragraphs[0].text == kinds.BUREAU


def test_tables_repeat_their_heads_and_figures_show_what_is_not_known_in_words() -> None:
    rows = tuple((str(number), "名称") for number in range(40))
    blocks = (
        Heading(1, "表和图"),
        Table("清单", (Column("序号"), Column("事项", 3)), rows, note="说明"),
        Table("空表", (Column("序号"), Column("事项")), ()),
        Bars("各部门", (Bar("县公安局", 0.5, "50%"), Bar("县税务局", None, "证据不足"))),
        Trend("各月", (Bar("5月", None, ""), Bar("6月", 0.4, "40%"))),
        Sketch("一楼", 100, 100, (Mark(0, 0, 50, 50, ("A01",)),)),
        Paragraph("略。"),
    )
    document = docx.Document(io.BytesIO(word.docx(samples.document(*blocks))))
    heads = [table for table in document.tables if table.rows[0]._tr.xpath(".//w:tblHeader")]
    assert len(heads) == 2 and len(heads[0].rows) == 41
    assert len(document.inline_shapes) == 2  # a bar for each share that is known, none for the others
    said = words_of(document)
    assert said.count("证据不足") == 2 and "本期无记录" in said and "50%" in said
    assert "平面示意图见同一份文件的PDF" in said


def test_a_character_without_glyph_is_refused_as_in_print() -> None:
    with pytest.raises(glyphs.MissingGlyph):
        word.docx(samples.letter(Paragraph("甲\ue000乙")))


CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include>{fonts}/fonts.conf</include><dir>{fonts}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"""


def converted(papers: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """What LibreOffice makes of each DOCX: PDF, with our fonts in place of those that are not free."""
    conf = folder / "fonts.conf"
    conf.write_text(CONF.format(fonts=glyphs.FONTS, folder=folder), "utf-8")
    for name, content in papers.items():
        (folder / f"{name}.docx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    files = [str(folder / f"{name}.docx") for name in papers]
    environment = {**os.environ, "FONTCONFIG_FILE": str(conf)}
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, env=environment, capture_output=True)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in papers}


@pytest.fixture(scope="module")
def in_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    papers = {name: word.docx(paper) for name, paper in kinds.PAPERS.items()}
    return converted(papers, tmp_path_factory.mktemp("libreoffice"))


def body(pdf: bytes) -> list[reading.Line]:
    """The runs of 16 points, from top to bottom."""
    found = [line for line in reading.lines(pdf) if abs(line.size - 16) < 0.3]
    return sorted(found, key=lambda line: (line.page, round(line.y), line.x))


def rows_of(lines: list[reading.Line]) -> Counter[int]:
    """How many lines each page has."""
    return Counter(page for page, _ in {(line.page, round(line.y)) for line in lines})


def letters_of(pdf: bytes) -> tuple[Counter[str], set[str]]:
    """Every character as often as it stands, and those of tables, whose heads are repeated after the page's end.

    Without those of places of signature, which the DOCX of a letter has not.
    """
    lines = reading.lines(pdf)
    text = reading.squeezed("".join(line.text for line in lines if line.size > 12.5))
    return Counter(text), set(reading.squeezed("".join(line.text for line in lines if 9.5 < line.size <= 12.5)))


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (bin/libreoffice)")
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_shows_the_pages_lines_texts_and_margins_of_the_pdf(
    name: str, in_libreoffice: dict[str, bytes], record_property: Any
) -> None:
    record_property("kinds", (len(in_libreoffice), f"{len(in_libreoffice)} 种"))
    ours, theirs = layout.pdf(kinds.PAPERS[name]), in_libreoffice[name]
    pages = len(reading.reader(ours).pages)
    assert len(reading.reader(theirs).pages) == pages
    (read, in_tables), (printed, in_ours) = letters_of(theirs), letters_of(ours)
    assert in_tables == in_ours
    # A mark that LibreOffice draws at a line's end can be lost to readers of PDF: one comma in one of the papers.
    assert sum((printed - read).values()) <= 1 and not read - printed
    mine, other = body(ours), body(theirs)
    assert abs(min(line.x for line in other) - 28) < 0.3
    assert min(line.y for line in other) > 37 and max(line.y for line in other) < 262.5
    # LibreOffice 7.4 sets a gap between Chinese and digits whatever the file says, so that lines may break otherwise.
    counted, wanted = rows_of(other), rows_of(mine)
    assert all(abs(counted[page] - wanted[page]) <= 4 for page in range(1, pages + 1)), (counted, wanted)
    assert abs(sum(counted.values()) - sum(wanted.values())) <= 3
    steps = [later.y - earlier.y for earlier, later in pairwise(other) if later.page == earlier.page]
    assert abs(statistics.median([step for step in steps if step > 5]) - 225 / 22) < 0.05


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (bin/libreoffice)")
def test_in_libreoffice_too_a_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    pdf = converted({"full": word.docx(samples.document(Paragraph("镇" * 28 * 60)))}, tmp_path)["full"]
    found = [line for line in body(pdf) if line.page == 2]
    rows: dict[int, int] = {}
    for line in found:
        rows[round(line.y)] = rows.get(round(line.y), 0) + len(line.text)
    assert list(rows.values()) == [28] * 22
    assert abs(min(line.x for line in found) * MM - 28 * MM) < 0.5
