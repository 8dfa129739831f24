"""One way of comparing text: what is compared, matched or hashed goes through here, once.

`tidy` makes the text that is stored and shown; the `..._key` functions make what is compared and are never shown.
All are idempotent. None of them says whether a number is valid: that is `codes`. The version belongs into every
token or hash made from a key, so that two sides know whether they compared alike.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from yimen.common.check_characters import resident_id_check

VERSION = "1"

_DATA = Path(__file__).parent / "data"

_SPACES = {"Zs", "Zl", "Zp"}
_UNSEEN = {"Cc", "Cf", "Cs"}
# Drawn as nothing or as a blank, but of a category that also holds visible characters.
_BLANKS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0000, 0xE1000))
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹘⁃╴─"), "-")
_DOTS = dict.fromkeys(map(ord, "·•‧・･︱∙⋅●．"), "·")
_BRACKETS = {
    **dict.fromkeys(map(ord, "([{<（［｛〈《〔【〖〘﹝⟨「『"), "("),
    **dict.fromkeys(map(ord, ")]}>）］｝〉》〕】〗〙﹞⟩」』"), ")"),
}
_QUOTES = dict.fromkeys(map(ord, "'\"`´‘’“”„‟′″＇＂"))
_LATIN_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABESIJKMHOPCTYXABEZHIKMNOPTYX",
)
_CROSSES = dict.fromkeys(map(ord, "×✕✖✗╳⨉⨯乂"), "X")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


class _Visible(dict[int, int | str | None]):
    """Translation table that drops what nobody can see; remembers each character it was asked for."""

    def __init__(self, *, keep_spaces: bool, folds: Mapping[int, str] = MappingProxyType({})) -> None:
        super().__init__(folds)
        self.keep_spaces = keep_spaces

    def __missing__(self, code: int) -> int | str | None:
        category = unicodedata.category(chr(code))
        unseen = (
            category in _UNSEEN
            or (category in _SPACES and not self.keep_spaces)
            or code in _BLANKS
            or any(code in selectors for selectors in _SELECTORS)
            or code & 0xFFFE == 0xFFFE
            or code in range(0xFDD0, 0xFDF0)
        )
        self[code] = None if unseen else code
        return self[code]


class _AsciiDigits(dict[int, str | int]):
    """Translation table that writes every decimal digit of any script as 0 to 9."""

    def __missing__(self, code: int) -> str | int:
        digit = unicodedata.decimal(chr(code), None)
        self[code] = code if digit is None else str(digit)
        return self[code]


_WITHOUT_UNSEEN = _Visible(keep_spaces=True)
_ASCII_DIGITS = _AsciiDigits()


@cache
def _compound_surnames() -> frozenset[str]:
    """The surnames of two characters, so that a mask does not cut one in half."""
    return frozenset((_DATA / "compound_surnames.txt").read_text(encoding="utf-8").split())


@cache
def _folds(*kinds: str) -> dict[int, str]:
    """Translation table from `data/character_folds.csv`, rows of the given kinds only."""
    with (_DATA / "character_folds.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["source"], 16): row["target_character"] for row in csv.DictReader(file) if row["kind"] in kinds}


@cache
def _comparable() -> _Visible:
    """Translation table that drops the unseen and spaces, and makes radicals, moved code points and hyphens one."""
    return _Visible(keep_spaces=False, folds=_HYPHENS | _folds("radical", "moved"))


def _settled(step: Callable[[str], str], text: str) -> str:
    """The text after as many steps as change it: a character taken away can let its neighbours compose."""
    while (following := step(text)) != text:
        text = following
    return text


def tidy(text: str) -> str:
    """The text to store and show: NFC, nothing invisible, white space as one space, none at the ends."""

    def step(value: str) -> str:
        value = " ".join(value.split()).translate(_WITHOUT_UNSEEN)
        return unicodedata.normalize("NFC", " ".join(value.split()))

    return _settled(step, text)


def normalise(text: str) -> str:
    """The text to compare: width, compatibility forms, radicals, moved code points and hyphens made one, no spaces.

    Radicals after Unicode's EquivalentUnifiedIdeograph, moved code points after GB 18030-2005 to 2022.
    """

    def step(value: str) -> str:
        return unicodedata.normalize("NFKC", value.translate(_comparable()))

    return _settled(step, text)


def code_key(text: str) -> str:
    """A code to compare: capitals, ASCII digits, look-alike Greek and Cyrillic letters as Latin, no separators.

    A mask (`*`) stays, so that a masked number never equals a shorter whole one.
    """

    def step(value: str) -> str:
        value = normalise(value).upper().translate(_LATIN_LOOKALIKES).translate(_ASCII_DIGITS).translate(_QUOTES)
        return re.sub(r"[-_./·:,]", "", value)

    return _settled(step, text)


def id_key(text: str) -> str:
    """A resident id 公民身份号码 to compare: as `code_key`, every cross as X, the old 15 digits widened to 18.

    Whatever cannot be widened comes back as it is; whether the number is valid says `codes.classify_resident_id`.
    """
    key = _settled(lambda value: code_key(value.translate(_CROSSES)), text)
    if re.fullmatch(r"[0-9]{15}", key) and _is_date(f"19{key[6:12]}"):
        widened = f"{key[:6]}19{key[6:]}"
        return widened + resident_id_check(widened)
    return key


def name_key(text: str) -> str:
    """A person's name to compare: simplified, lower case, every separating dot as U+00B7.

    Characters that the table of 2013 (通用规范汉字表) keeps apart for names (昇 and 升, 甯 and 宁) stay apart.
    """

    def step(value: str) -> str:
        value = normalise(value.translate(_DOTS)).casefold().translate(_folds("simplified", "variant"))
        return re.sub(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])", "·", value.translate(_DOTS))

    return _settled(step, text)


def company_key(text: str) -> str:
    """An organisation's name to compare: as `name_key`, brackets of one kind, no quotes, 有限责任公司 as 有限公司."""

    def step(value: str) -> str:
        value = name_key(value).translate(_BRACKETS).translate(_QUOTES)
        return value.replace("有限责任公司", "有限公司").rstrip("。.,;、")

    return _settled(step, text)


def document_number_key(text: str) -> str:
    """A document number 文号 to compare: one kind of bracket, ASCII digits, no 第, no leading zeros.

    友政办发［二○二三］第０１５号 and 友政办发〔2023〕15号 are one number.
    """

    def step(value: str) -> str:
        value = normalise(value).upper().translate(_folds("simplified", "variant")).translate(_BRACKETS)
        value = value.translate(_ASCII_DIGITS).translate(_QUOTES)
        value = re.sub(r"\(([0-9〇○零一二三四五六七八九]{4})年?\)", _year, value)
        return re.sub(r"(?<=\))第?0*([0-9]+)(?=号)", r"\1", value)

    return _settled(step, text)


def phone_key(text: str) -> str:
    """A telephone number to compare: ASCII digits only, without 86 before a mobile or an area code's 0."""
    digits = re.sub(r"[^0-9]", "", normalise(text).translate(_ASCII_DIGITS))
    return re.sub(r"^(?:00)?86(?=1[3-9][0-9]{9}$|0[0-9]{9,11}$)", "", digits)


def search_key(text: str) -> str:
    """Text to search in and for: simplified, lower case, letters and digits only."""
    return _settled(lambda value: re.sub(r"[\W_]", "", name_key(value)), text)


def pinyin_initials(text: str) -> str:
    """The first letters of the pinyin, lower case, Latin letters and digits kept: 友谊县营商局 is yyxysj."""
    # Loads a dictionary of 40,000 phrases, so only where somebody asks.
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(search_key(text), style=Style.FIRST_LETTER)).casefold()


def mask_id(text: str) -> str:
    """The number with its last 4 characters only, always 18 long; nothing of one shorter than 8.

    The usual first 6 and last 4 would leave some 3,300 candidates, 33 once the year of birth is known.
    """
    text = tidy(text)
    if not text:
        return ""
    return "*" * 14 + (text[-4:] if len(text) >= 8 else "****")


def mask_phone(text: str) -> str:
    """138****1234 for a mobile, the last 4 digits of any other number, nothing of one shorter than 7."""
    text = tidy(text)
    if re.fullmatch(r"1[0-9]{2}[0-9*]{4}[0-9]{4}", text):
        return f"{text[:3]}****{text[-4:]}"
    if len(text) < 7:
        return "*" * len(text)
    return "*" * (len(text) - 4) + text[-4:]


def mask_name(text: str) -> str:
    """The surname and one ＊: 王＊, 欧阳＊, 歐陽＊, however it is spaced; a name of one character is ＊ alone."""
    text = tidy(text).replace(" ", "")
    if len(text) < 2:
        return "＊" if text else ""
    return f"{text[: 2 if len(text) > 2 and name_key(text[:2]) in _compound_surnames() else 1]}＊"


def mask_within(text: str) -> str:
    """The text with every resident id and mobile number inside it masked, for messages and logs."""
    text = re.sub(r"(?<![0-9])[0-9]{17}[0-9Xx]|(?<![0-9])[0-9]{15}(?![0-9])", lambda found: mask_id(found[0]), text)
    return re.sub(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", lambda found: mask_phone(found[0]), text)


def mask_in_code(text: str) -> str:
    """The code with every resident id and mobile number masked that stands between its signs by itself.

    Digits joined to letters are the code's own: fifteen of them in a case number are nobody's id.
    """
    return re.sub(r"(?<![0-9A-Za-z])[0-9]+[Xx]?(?![0-9A-Za-z])", lambda run: mask_within(run[0]), text)


def _year(found: re.Match[str]) -> str:
    return f"({found[1].translate(_CHINESE_DIGITS)})"


def _is_date(compact: str) -> bool:
    """Whether YYYYMMDD is a day of the calendar."""
    try:
        date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    except ValueError:
        return False
    return True
