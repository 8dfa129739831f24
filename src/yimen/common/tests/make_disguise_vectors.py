"""Writes `data/disguise_vectors.csv`: one fact in many spellings, class by class. Run it after adding a class.

A row says that `key` must make the same of `original` and of `disguised`. Characters outside the common plane of
Chinese and ASCII are written as Python escapes, so that a reader sees what is hidden.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

VECTORS = Path(__file__).parent / "data" / "disguise_vectors.csv"
FIELDS = ("key", "class", "original", "disguised")

IDS = ("99999919900101018X", "999999198512310059", "999999200402290069", "99999919710615018X")
OLD_IDS = {"999999850630131": "999999198506301316", "999999491231002": "999999194912310025"}
NAMES = ("王小明", "欧阳金玉", "买买提·吐尔逊", "李青")
COMPANIES = ("友谊县红兴隆（集团）有限公司", "双鸭山市长青ABC粮贸有限公司")
NUMBERS = ("友政办发〔2023〕15号", "黑营商发〔2025〕8号", "双环组办发〔2022〕4号")
PHONES = ("13800001234", "04695812345")

_UNSEEN = {
    "zero width": "\u200b\u200c\u200d\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "noncharacters": "\ufffe\ufdd0",
    "direction marks": "\u200e\u202e\u2066\u2069",
    "variation selectors": "\ufe00\ufe0f\U000e0100",
    "control characters": "\x00\x1f\x7f\t\n",
    "blank letters": "\u3164\u115f\uffa0\u2800",
    "spaces": " \u00a0\u2009\u3000\u202f",
}
_DIGITS = {"full-width": 0xFF10, "Arabic-Indic": 0x660, "Persian": 0x6F0, "Devanagari": 0x966, "mathematical": 0x1D7CE}


def _put(text: str, sign: str) -> str:
    """The text with the sign in the middle and at both ends."""
    half = len(text) // 2
    return f"{sign}{text[:half]}{sign}{text[half:]}{sign}"


def _digits(text: str, zero: int) -> str:
    return "".join(chr(zero + int(sign)) if sign.isascii() and sign.isdigit() else sign for sign in text)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Every vector: key function, class, original, disguised."""
    for key, originals in {
        "id_key": IDS,
        "name_key": NAMES,
        "company_key": COMPANIES,
        "document_number_key": NUMBERS,
        "phone_key": PHONES,
    }.items():
        for original in originals:
            for name, signs in _UNSEEN.items():
                for sign in signs:
                    yield key, name, original, _put(original, sign)
    for key, originals in {"id_key": IDS, "document_number_key": NUMBERS, "phone_key": PHONES}.items():
        for original in originals:
            for name, zero in _DIGITS.items():
                yield key, f"{name} digits", original, _digits(original, zero)
    for original in IDS:
        if original.endswith("X"):
            for sign in "xХхΧχⅩⅹ×✕╳Ｘｘ":
                yield "id_key", "crosses", original, original[:-1] + sign
        for sign in "-–—.·_":
            yield "id_key", "separators", original, sign.join((original[:6], original[6:14], original[14:]))
        for sign in "'’＇`":
            yield "id_key", "text mark of a spreadsheet", original, sign + original
    for old, new in OLD_IDS.items():
        yield "id_key", "fifteen digits", new, old
        yield "id_key", "fifteen digits", new, _wide(old)
    for dot in "•‧・･︱∙．.":
        yield "name_key", "dots", "买买提·吐尔逊", f"买买提{dot}吐尔逊"
    yield from (("name_key", *row) for row in _NAME_FORMS)
    swaps: list[tuple[str, Callable[[str], str]]] = [
        ("brackets", lambda text: text.replace("（", "(").replace("）", ")")),
        ("brackets", lambda text: text.replace("（", "［").replace("）", "］")),
        ("brackets", lambda text: text.replace("（", "〔").replace("）", "〕")),
        ("brackets", lambda text: text.replace("（", "【").replace("）", "】")),
        ("legal form", lambda text: text.replace("有限公司", "有限责任公司")),
        ("quotes", lambda text: f"“{text}”"),
        ("full-width", _wide),
        ("lower case", str.lower),
        ("full stop", lambda text: text + "。"),
        ("traditional", lambda text: text.translate(str.maketrans("红兴团双鸭长粮贸谊县", "紅興團雙鴨長糧貿誼縣"))),
    ]
    for original in COMPANIES:
        for name, swap in swaps:
            if (disguised := swap(original)) != original:
                yield "company_key", name, original, disguised
    for original in NUMBERS:
        for opening, closing in ("()", "（）", "[]", "［］", "【】", "〈〉", "《》", "{}"):
            yield "document_number_key", "brackets", original, original.replace("〔", opening).replace("〕", closing)
        yield "document_number_key", "第", original, original.replace("〕", "〕第")
        yield "document_number_key", "leading zeros", original, original.replace("〕", "〕00")
        yield "document_number_key", "both", original, original.replace("〕", "〕第00")
        for zero in "〇○零":
            spoken = str.maketrans("0123456789", f"{zero}一二三四五六七八九")
            start = original.index("〔")
            head, year, tail = original[:start], original[start : start + 6], original[start + 6 :]
            yield "document_number_key", "Chinese year", original, head + year.translate(spoken) + tail
    for original, forms in {
        "13800001234": ("+8613800001234", "+86 138-0000-1234", "0086 138 0000 1234", "8613800001234", "(138)0000.1234"),
        "04695812345": ("0469-5812345", "（0469）5812345", "0469—581 2345", "+86-0469-5812345"),
    }.items():
        for form in forms:
            yield "phone_key", "prefixes and separators", original, form


_NAME_FORMS = (
    ("Kangxi radicals", "李青", "李⾭"),
    ("Kangxi radicals", "欧阳金玉", "欧阳⾦⽟"),
    ("Kangxi radicals", "王小明", "王⼩明"),
    ("radicals supplement", "贝长民", "\u2ec9\u2ed3\u2ea0"),
    ("radicals supplement", "马飞", "\u2ee2\u2edc"),
    ("compatibility ideographs", "李金", "\uf9e1\uf90a"),
    ("compatibility ideographs", "梁龙", "\uf97a龍"),
    ("moved code points", "王\u4dae", "王\ue863"),
    ("moved code points", "李\u9fb4", "李\ue81e"),
    ("moved code points", "张\u3473", "张\ue81a"),
    ("traditional", "张伟东", "張偉東"),
    ("traditional", "刘凤兰", "劉鳳蘭"),
    ("traditional", "钟爱华", "鍾愛華"),
    ("traditional", "钟爱华", "锺爱华"),
    ("traditional", "陈义龙", "陳義龍"),
    ("variants", "吴吉户", "呉𠮷戶"),
    ("variants", "高真内", "髙眞內"),
    ("variants", "黄温青", "黃溫靑"),
    ("full-width letters", "John Smith", "Ｊｏｈｎ Ｓｍｉｔｈ"),
    ("case", "John Smith", "JOHN SMITH"),
    ("composition", "José", "Jose\u0301"),
)


def escaped(text: str) -> str:
    """The text with everything but ASCII, Chinese and common punctuation as escapes."""
    plain = "·〔〕（）号"
    return "".join(
        sign
        if sign in plain or (sign.isascii() and sign.isprintable() and sign != "\\") or "\u4e00" <= sign <= "\u9fa5"
        else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )


def table() -> list[dict[str, str]]:
    """The rows as they stand in the file."""
    return [
        dict(zip(FIELDS, (key, name, escaped(original), escaped(disguised)), strict=True))
        for key, name, original, disguised in rows()
    ]


if __name__ == "__main__":
    with VECTORS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table())
