"""公文字体: which font each part is set in, and what stands in for it where it is missing.

The fonts of the standard are not free and may not be embedded, so they are only named: first what every Chinese Windows
and WPS have, then other names of the like, then our own free fonts, which Linux finds by `fonts/fonts.conf`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from lxml import etree


@dataclass(frozen=True)
class Font:
    """字体: its name, other names of it in order, and its family as DOCX has it."""

    name: str
    others: tuple[str, ...]
    family: str


BODY = Font("仿宋", ("仿宋_GB2312", "FangSong", "方正仿宋_GB18030", "华文仿宋", "FandolFang R"), "modern")
KAI = Font("楷体", ("楷体_GB2312", "KaiTi", "方正楷体_GB18030", "华文楷体", "FandolKai"), "modern")
HEI = Font("黑体", ("SimHei", "方正黑体_GB18030", "华文黑体", "FandolHei"), "modern")
SONG = Font("宋体", ("SimSun", "方正书宋_GB18030", "华文宋体", "FandolSong"), "auto")
MARK = Font("方正小标宋简体", ("方正小标宋_GBK", "小标宋", "华文中宋", "STZhongsong", "FandolSong"), "auto")
FONTS = (BODY, KAI, HEI, SONG, MARK)


def named(font: Font) -> Any:
    """The element that sets a run or style in a font; marks such as “ ” are taken as Chinese ones."""
    element = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        element.set(qn(f"w:{script}"), font.name)
    element.set(qn("w:hint"), "eastAsia")
    return element


def table() -> Any:
    """The package's table of fonts with the other names of each."""
    fonts = parse_xml(f"<w:fonts {nsdecls('w')}/>")
    for font in FONTS:
        entry = OxmlElement("w:font", {qn("w:name"): font.name})
        for tag, value in (
            ("altName", ",".join(font.others)), ("charset", "86"), ("family", font.family), ("pitch", "variable"),
        ):  # fmt: skip
            entry.append(OxmlElement(f"w:{tag}", {qn("w:val"): value}))
        fonts.append(entry)
    return fonts


def put_table(package_part: Any) -> None:
    """Puts the table of fonts in the place of the one that the package came with."""
    blob = etree.tostring(table(), xml_declaration=True, encoding="UTF-8", standalone=True)
    for relation in package_part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = blob
            return
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, blob, package_part.package)
    package_part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)
