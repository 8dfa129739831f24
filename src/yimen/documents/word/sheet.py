"""纸面: a DOCX with the page, the styles and the page numbers of official papers, and the means to write on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from yimen.documents.word import fonts, measures
from yimen.documents.word.fonts import BODY, HEI, KAI, MARK, SONG, Font
from yimen.documents.word.order import put_in_order

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
FOOT = Mm(20)
"""From the page's lower edge to the foot: where the red rule of a letter stands; page numbers stand higher."""
NUMBER_ABOVE_FOOT = (35 - 7 - 20) * measures.MM - 14
"""So that a page number of 14 points begins 7 mm below the type area."""


@dataclass(frozen=True)
class Style:
    """样式: its name, font, size and line, alignment, indent of the first line; the outline level of a heading."""

    name: str
    font: Font = BODY
    size: float = measures.SIZE
    line: float = measures.PITCH
    align: str = "justify"
    first_line: float = 0.0
    tracking: float = measures.TRACKING
    outline: int | None = None


BODY_TEXT = Style("Normal", first_line=measures.INDENT)
STYLES = (
    BODY_TEXT,
    Style("Title", MARK, 22, align="center", tracking=0),
    Style("Heading 1", HEI, first_line=measures.INDENT, outline=0),
    Style("Heading 2", KAI, first_line=measures.INDENT, outline=1),
    Style("Heading 3", BODY, first_line=measures.INDENT, outline=2),
    Style("Heading 4", BODY, first_line=measures.INDENT, outline=3),
    Style("公文要素", align="left"),
    Style("发文机关标志", MARK, 40, 40, "center", tracking=0),
    Style("公文表格", size=measures.SMALL, line=measures.SMALL_PITCH, align="left", tracking=0),
    Style("版记", size=measures.COLOPHON_SIZE, line=measures.COLOPHON_PITCH, align="left", tracking=0),
    Style("页码", SONG, 14, 14, tracking=0),
)


class Sheet:
    """A document to be written from top to bottom. `first_page_differs` leaves the first page its own head and foot."""

    def __init__(self, *, first_page_differs: bool) -> None:
        self.document = docx.Document()
        self._no_theme()
        fonts.put_table(self.document.part)
        known = {style.name for style in self.document.styles}
        for style in STYLES:
            self._style(style, known)
        self.section = self.document.sections[0]
        self._set_page(self.section)
        self.section.different_first_page_header_footer = first_page_differs
        self.document.settings.odd_and_even_pages_header_footer = True
        self._settings()
        self._number(self.section.footer, "right")
        self._number(self.section.even_page_footer, "left")

    def describe(self, *, title: str, author: str, day: datetime) -> None:
        """Names the file's title, author and day; its day is the paper's, never the clock's."""
        core = self.document.core_properties
        core.title, core.author, core.last_modified_by, core.comments = title, author, author, ""
        core.created = core.modified = day
        core.language = "zh-CN"

    def write(self, text: str = "", style: str = "Normal", **how: Any) -> Paragraph:
        """A new paragraph of one run; `how` as in `form`."""
        return self.runs([(text, None)], style, **how)

    def runs(self, runs: Sequence[tuple[str, Font | None]], style: str = "Normal", **how: Any) -> Paragraph:
        """A new paragraph of several runs, each with a font of its own or None for the style's."""
        return written(self.document.add_paragraph(), runs, style=style, **how)

    def space(self, points: float, *, keep: bool = True) -> None:
        """Empty height, kept with what follows."""
        if points > 0.5:
            self.write(style="公文要素", line=points, keep=keep)

    def lines(self, count: int) -> None:
        """So many empty lines of the grid."""
        for _ in range(count):
            self.write(style="公文要素", keep=True)

    def new_page(self) -> None:
        """What follows begins on a new page."""
        self.document.add_page_break()

    def bare_section(self) -> None:
        """A new section on a new page whose pages bear no number."""
        section = self.document.add_section()
        for foot in (section.footer, section.even_page_footer):
            foot.is_linked_to_previous = False

    def settle(self) -> None:
        """Puts everything in the order that the schema wants, the styles and every head and foot too."""
        roots = [self.document.element, self.document.styles.element]
        for section in self.document.sections:
            for part in (
                section.first_page_header,
                section.first_page_footer,
                section.footer,
                section.even_page_footer,
            ):
                if not part.is_linked_to_previous:
                    roots.append(part._element)
        for root in roots:
            put_in_order(root)

    def _no_theme(self) -> None:
        """The template's theme would name fonts of its own before ours."""
        defaults = self.document.styles.element.find(qn("w:docDefaults"))
        for run in defaults.iter(qn("w:rFonts")):
            run.attrib.clear()
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _style(self, given: Style, known: set[str | None]) -> None:
        styles = self.document.styles
        style = styles[given.name] if given.name in known else styles.add_style(given.name, WD_STYLE_TYPE.PARAGRAPH)
        properties = style.element.get_or_add_rPr()
        properties.clear()
        properties.append(fonts.named(given.font))
        properties.append(_valued("spacing", round(given.tracking * 20)))
        properties.append(_valued("sz", round(given.size * 2)))
        properties.append(_valued("szCs", round(given.size * 2)))
        form = style.element.get_or_add_pPr()
        form.clear()
        _plain(form)
        _format(style.paragraph_format, line=given.line, align=given.align, first_line=given.first_line)
        if given.outline is not None:
            form.append(_valued("outlineLvl", given.outline))

    def _set_page(self, section: Any) -> None:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(30), FOOT
        grid = OxmlElement("w:docGrid", {qn("w:type"): "lines", qn("w:linePitch"): str(round(measures.PITCH * 20))})
        for old in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(old)
        section._sectPr.append(grid)

    def _settings(self) -> None:
        """Marks keep their width, as in our print; tables begin at the margin, as Word has it since 2013."""
        settings = self.document.settings.element
        for old in settings.findall(qn("w:compat")):
            settings.remove(old)
        mode = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": "15"}
        compat = OxmlElement("w:compat")
        compat.append(OxmlElement("w:compatSetting", {qn(f"w:{name}"): value for name, value in mode.items()}))
        anchor = settings.find(qn("w:evenAndOddHeaders"))
        anchor.addnext(_valued("characterSpacingControl", "doNotCompress"))
        anchor.getnext().addnext(compat)

    def _number(self, foot: Any, align: str) -> None:
        """— 1 —, one character in from the outer edge (GB/T 9704-2012, 7.5)."""
        foot.is_linked_to_previous = False
        side = {"right": 14.0} if align == "right" else {"left": 14.0}
        paragraph = form(foot.paragraphs[0], style="页码", align=align, after=NUMBER_ABOVE_FOOT, **side)
        paragraph.add_run("— ")
        for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("shown", "1"), ("end", "")):
            paragraph._p.append(_field(kind, text))
        paragraph.add_run(" —")


def _field(kind: str, text: str) -> Any:
    run = OxmlElement("w:r")
    if kind in ("begin", "separate", "end"):
        run.append(OxmlElement("w:fldChar", {qn("w:fldCharType"): kind}))
        return run
    part = OxmlElement("w:t" if kind == "shown" else "w:instrText")
    part.text = text
    run.append(part)
    return run


def _valued(tag: str, value: object) -> Any:
    return OxmlElement(f"w:{tag}", {qn("w:val"): str(value)})


def _plain(form: Any) -> None:
    """What would let a program stretch or squeeze lines after its own habit is off."""
    for tag in ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        form.append(_valued(tag, 0))
    form.append(_valued("widowControl", 1))


def written(paragraph: Paragraph, runs: Sequence[tuple[str, Font | None]], **how: Any) -> Paragraph:
    """The paragraph with these runs added; size, colour and tracking of `how` are theirs, the rest the paragraph's."""
    size, colour, tracking = how.pop("size", None), how.pop("colour", None), how.pop("tracking", None)
    for text, font in runs:
        run = paragraph.add_run(text)
        properties = run._r.get_or_add_rPr()
        properties.insert(0, fonts.named(font) if font else _hint())
        if tracking is not None:
            properties.append(_valued("spacing", round(tracking * 20)))
        if size is not None:
            run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = RGBColor.from_string(colour)
    return form(paragraph, **how)


def _hint() -> Any:
    return OxmlElement("w:rFonts", {qn("w:hint"): "eastAsia"})


def form(paragraph: Paragraph, *, style: str | None = None, **how: Any) -> Paragraph:
    """The paragraph, formed: style; line, align, before, after, first_line, left, right (points), keep (with the next).

    The style is written by its identifier, its name without spaces: the library would look through all of the
    template's styles for it at each paragraph, half of the time that a paper takes.
    """
    if style is not None:
        paragraph._p.style = None if style == BODY_TEXT.name else style.replace(" ", "")
    _format(paragraph.paragraph_format, **how)
    return paragraph


def _format(
    form: Any,
    *,
    line: float | None = None,
    align: str | None = None,
    first_line: float | None = None,
    left: float | None = None,
    right: float | None = None,
    before: float = 0.0,
    after: float = 0.0,
    keep: bool = False,
) -> None:
    if line is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    if align is not None:
        form.alignment = ALIGN[align]
    for name, value in (("first_line_indent", first_line), ("left_indent", left), ("right_indent", right)):
        if value is not None:
            setattr(form, name, Pt(value))
    form.space_before, form.space_after = Pt(before), Pt(after)
    if keep:
        form.keep_with_next = True
