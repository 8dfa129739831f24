"""字库: which characters can be typeset, asked before typesetting, since a missing one would leave a silent blank."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from yimen.common.errors import Refused

FONTS = Path(__file__).parent / "fonts"
OWN = ("FandolFang-Regular.otf", "FandolKai-Regular.otf", "FandolHei-Regular.otf", "FandolSong-Bold.otf")
# Noto CJK as Debian, Fedora and the makers' own archives name it: 宋体 for body and title, 黑体 for headings.
SERIF = ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf")
SANS = ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf")
PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")


class MissingGlyph(Refused):
    """字库缺字: no font at hand has this character. `where` names the place, `character` what is missing."""

    def __init__(self, where: str, character: str, text: str) -> None:
        self.where, self.character = where, character
        shown = text if len(text) <= 30 else text[:30] + "…"
        code = f"U+{ord(character):04X}"
        name = f"“{character}”" if character.isprintable() else "控制字符"
        super().__init__(
            f"{where}“{shown}”中的{name}（{code}）在本机字库中没有，文件未生成。"
            "请核对该字；确为人名、地名用字的，请管理员安装思源字库（软件包 fonts-noto-cjk）后重试。"
        )


@cache
def system_fallback() -> tuple[Path, ...]:
    """The Noto CJK files found on this machine, 宋体 then 黑体; empty unless both are there."""
    wanted = {name: index for index, names in enumerate((SERIF, SANS)) for name in names}
    found: dict[int, Path] = {}
    for place in PLACES:
        for folder, _, names in os.walk(Path(place).expanduser()):
            for name in sorted(set(names) & wanted.keys()):
                found.setdefault(wanted[name], Path(folder) / name)
    return (found[0], found[1]) if len(found) == 2 else ()


def characters_in(files: tuple[Path, ...]) -> frozenset[str]:
    """The characters that every one of these font files has; empty without files."""
    common: set[int] | None = None
    for file in files:
        with TTFont(file, lazy=True, fontNumber=0) as font:
            own = set(font.getBestCmap())
        common = own if common is None else common & own
    return frozenset(map(chr, common or ()))


@cache
def coverage(fallback: tuple[Path, ...]) -> frozenset[str]:
    """Every character that can be typeset in all styles, with our own fonts and this fall-back."""
    return characters_in(tuple(FONTS / name for name in OWN)) | characters_in(fallback)


def clean(text: str) -> str:
    """The text in NFC, without characters that nobody sees: marks of direction, zero-width ones, the byte order mark.

    Such characters can make a page read otherwise than its data. Tabs and other blanks become one plain blank.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")
    return re.sub(r"[^\S\n\u3000]+", " ", text).strip(" ")


def checked(text: str, where: str, fallback: tuple[Path, ...]) -> str:
    """The cleaned text; MissingGlyph, naming `where`, if a character of it cannot be typeset."""
    text = clean(text)
    known = coverage(fallback)
    for character in text:
        if character not in known and character not in "\n\u3000":
            raise MissingGlyph(where, character, text)
    return text


def substituted(text: str, fallback: tuple[Path, ...]) -> str:
    """The cleaned text with 〓, the printers' mark, for each character that cannot be typeset.

    For rows of data, where one rare character may not stand between a department and the whole of its verdict.
    """
    known = coverage(fallback)
    return "".join(each if each in known or each in "\n\u3000" else "〓" for each in clean(text))
