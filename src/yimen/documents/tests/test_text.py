"""What users type: shown as it stands, never read as markup, never lost, never a silent blank."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.documents import glyphs, layout, typesetting
from yimen.documents.content import Attachment, Bar, Bars, Column, Heading, Mark, Paragraph, Sketch, Table, Trend
from yimen.documents.tests import reading, samples

INJECTIONS = [
    "#panic(1)",
    '#import "@preview/x:1": *',
    "$x^2$",
    "*加粗* _斜体_ `代码`",
    "= 标题",
    "#sys.inputs",
    "\\u{41} \\",
    '"}],"title":["改"]',
    '#read("/etc/passwd")',
    "<label> @引用",
    "// 注释",
    "/* 注释 */",
    "]#text(red)[",
    "{{ 7*7 }}",
]


@pytest.fixture(scope="module")
def bare() -> typesetting.Press:
    """A press as on a machine without the fall-back fonts."""
    return typesetting.Press(())


@pytest.mark.parametrize("words", INJECTIONS)
def test_markup_in_a_value_is_printed_as_it_stands_in_every_place(words: str) -> None:
    given_document = replace(
        samples.with_colophon(samples.document(Heading(1, words, words), Heading(2, words), Paragraph(words))),
        recipients=words,
        remark=words,
        signer=words,
        attachments=(
            Attachment(
                f"名单\n{words}",
                (
                    Table(words, (Column(words),), ((words,),), note=words),
                    Bars(words, (Bar(words, 0.5, words),), words),
                    Trend(words, (Bar(words, 0.5, words),)),
                    Sketch(words, 300, 100, (Mark(0, 0, 300, 100, (words,)),), note=words),
                ),
            ),
        ),
    )
    text = reading.text(layout.official_document(given_document))
    assert text.count(reading.squeezed(words)) >= 19


def test_equal_input_gives_equal_bytes_in_another_press_and_in_another_process(bare: typesetting.Press) -> None:
    document = samples.with_colophon(samples.document(Heading(1, "工作任务"), Paragraph("镇" * 900)))
    first = layout.official_document(document)
    assert layout.official_document(document) == first
    assert layout.official_document(document, press=bare) == first
    program = (
        "import hashlib; from yimen.documents import layout; from yimen.documents.tests import samples;"
        "from yimen.documents.content import Heading, Paragraph;"
        "d = samples.with_colophon(samples.document(Heading(1, '工作任务'), Paragraph('镇' * 900)));"
        "print(hashlib.sha256(layout.official_document(d)).hexdigest())"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == hashlib.sha256(first).hexdigest()
    other = replace(document, signature=replace(document.signature, on=samples.DAY.replace(day=30)))
    assert layout.official_document(other) != first


def test_the_file_is_pdf_a_2b_with_every_font_embedded() -> None:
    pdf = layout.official_document(samples.with_colophon(samples.document(Heading(1, "一"), Heading(2, "二"))))
    source = reading.reader(pdf)
    about = source.xmp_metadata
    assert about is not None
    described = source.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in described and "<pdfaid:conformance>B</pdfaid:conformance>" in described
    embedded = set()
    for page in source.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile3" in descendant["/FontDescriptor"]
            assert "/ToUnicode" in font.get_object()
            embedded.add(str(descendant["/BaseFont"]).split("+")[-1])
    for name in reading.FILES:
        assert any(font.startswith(name) for font in embedded), name
    assert source.metadata is not None and source.metadata.author == "友谊县人民政府办公室"


def test_a_character_without_glyph_is_named_with_its_place_before_anything_is_typeset(bare: typesetting.Press) -> None:
    document = samples.document(Paragraph("略。"), Paragraph("申请人王堃。"))
    with pytest.raises(glyphs.MissingGlyph) as caught:
        layout.official_document(document, press=bare)
    assert (caught.value.where, caught.value.character) == ("正文第 2 段", "堃")
    assert "“堃”（U+5803）" in str(caught.value) and "fonts-noto-cjk" in str(caught.value)
    table = Table("名单", (Column("姓名"),), (("甲",), ("䶮",)))
    with pytest.raises(glyphs.MissingGlyph, match="表1第 2 行第 1 列"):
        layout.official_document(samples.document(table), press=bare)
    with pytest.raises(glyphs.MissingGlyph, match="主送机关"):
        layout.letter(replace(samples.letter(), recipients="㛃"), press=bare)


def test_what_no_font_has_is_refused_also_with_the_fall_back() -> None:
    for character, shown in (("\U0001f600", "U\\+1F600"), ("\ue000", "控制字符（U\\+E000）"), ("\x00", "U\\+0000")):
        with pytest.raises(glyphs.MissingGlyph, match=shown):
            layout.letter(samples.letter(Paragraph(f"甲{character}乙")))


@pytest.mark.skipif(not glyphs.system_fallback(), reason="no Noto CJK fonts on this machine")
def test_rare_names_are_typeset_with_the_fall_back_in_every_style() -> None:
    rare = "王堃㛃䶮"
    document = replace(
        samples.document(Heading(1, rare), Heading(2, rare), Paragraph(rare)), title=f"关于{rare}的通知", head=rare
    )
    pdf = layout.official_document(document)
    assert reading.text(pdf).count(rare) == 5
    fonts = {line.font for line in reading.lines(pdf) if "堃" in line.text}
    assert {name.split("-Identity")[0] for name in fonts} >= {"NotoSerifCJKsc-Regular", "NotoSansCJKsc-Regular"}


def test_invisible_characters_are_taken_out_and_compatible_ones_made_plain() -> None:
    assert glyphs.clean("\ufeff甲\u200b\u202e乙\u2066丙\ufe0f") == "甲乙丙"
    assert glyphs.clean("  甲\t\u00a0乙\r\n丙 ") == "甲 乙\n丙"
    assert glyphs.clean("\uf9dc") == unicodedata.normalize("NFC", "\uf9dc") == "隆"


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.sampled_from(sorted(glyphs.coverage(()) - {"\u3000", " "})), min_size=1, max_size=120))
def test_every_text_that_passes_the_check_comes_out_whole(words: str) -> None:
    pdf = layout.official_document(replace(samples.document(Paragraph("始" + words + "终"))), press=typesetting.press())
    expected = reading.squeezed("始" + glyphs.clean(words) + "终")
    assert unicodedata.normalize("NFKC", expected) in unicodedata.normalize("NFKC", reading.text(pdf))


def test_line_breaks_make_paragraphs_and_empty_ones_vanish() -> None:
    lines = reading.lines(layout.official_document(samples.document(Paragraph("甲段。\n\n　　乙段。\r\n丙段。"))))
    found = [line for line in lines if line.text in ("甲段。", "乙段。", "丙段。")]
    assert len(found) == 3 and len({round(line.x, 1) for line in found}) == 1


def test_four_threads_at_one_press_get_their_own_documents() -> None:
    documents = [samples.document(Paragraph(f"第{number}号正文。" * 30)) for number in range(8)]
    alone = [layout.official_document(document) for document in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(layout.official_document, documents * 3)) == alone * 3


def test_the_fonts_are_those_that_the_list_of_checksums_names() -> None:
    listed = (glyphs.FONTS / "SHA256SUMS").read_text("ascii").split("\n")
    for line in filter(None, listed):
        digest, name = line.split("  ")
        assert hashlib.sha256((glyphs.FONTS / name).read_bytes()).hexdigest() == digest
    assert len(listed) == 6


def test_every_character_of_gb2312_can_be_typeset_without_fall_back() -> None:
    known = glyphs.coverage(())
    han = {
        bytes([high, low]).decode("gb2312")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if not (high == 0xD7 and low > 0xF9)
    }
    assert len(han) == 6763 and han <= known
    assert set("〔〕（）《》“”‘’、，。；：？！—…·①②③№℃×÷≥≤%+-") <= known
