"""How one cell is spoilt: identity numbers, names, names of items, document numbers, dates."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.counties import calendar, words
from benchmarks.counties.dials import Dials

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
ZERO_WIDTH = ("\u200b", "\u200c", "\ufeff")
Spoil = Callable[[str, random.Random], str]


def _place_of(text: str, rng: random.Random) -> int:
    """A place in the part of the number that differs from person to person."""
    return 6 + int(rng.random() * (len(text) - 8))


def wrong_digit(text: str, rng: random.Random) -> str:
    """The number with one digit mistyped."""
    place = _place_of(text, rng)
    return text[:place] + rng.choice([one for one in "0123456789" if one != text[place]]) + text[place + 1 :]


def swapped(text: str, rng: random.Random) -> str:
    """The number with two neighbouring digits transposed."""
    for _ in range(8):
        place = _place_of(text, rng)
        if text[place] != text[place + 1]:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return wrong_digit(text, rng)


def _old(text: str, rng: random.Random) -> str:
    """The 15-digit number of before 1999."""
    return text[:6] + text[8:17] if text[0] == "2" else text[2:]


def _short(text: str, rng: random.Random) -> str:
    """The credit code with one character lost."""
    if text[0] == "2":
        return text
    place = 2 + int(rng.random() * 15)
    return text[:place] + text[place + 1 :]


def _spaced(text: str, rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.6:
        return f"{text[:6]} {text[6:14]} {text[14:]}"
    return f"{text} " if draw < 0.8 else f" {text}"


IDENTITIES: tuple[tuple[str, Spoil], ...] = (
    ("id_mask_6_4", lambda text, rng: text[:6] + "********" + text[14:]),
    ("id_mask_4_4", lambda text, rng: text[:4] + "**********" + text[14:]),
    ("id_mask_3_4", lambda text, rng: text[:3] + "***********" + text[14:]),
    ("id_last_4", lambda text, rng: "*" * 14 + text[14:] if rng.random() < 0.7 else text[14:]),
    ("id_end_hidden", lambda text, rng: text[:-1] + "*" if rng.random() < 0.5 else text[:14] + "****"),
    ("id_empty", lambda text, rng: ""),
    ("id_digit_wrong", wrong_digit),
    ("id_swapped", swapped),
    ("id_spaced", _spaced),
    ("id_full_width", lambda text, rng: text.translate(WIDE)),
    ("id_lower", lambda text, rng: text.lower()),
    ("id_old_15", _old),
    ("id_short", _short),
)


def _space(name: str, rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.5:
        return f"{name[:1]} {name[1:]}"
    return f"{name} " if draw < 0.8 else f" {name}"


def _wide_space(name: str, rng: random.Random) -> str:
    place = 1 if len(name) < 5 else int(rng.random() * (len(name) - 1)) + 1
    return f"{name[:place]}　{name[place:]}"


def _zero_width(name: str, rng: random.Random) -> str:
    place = int(rng.random() * len(name)) + 1
    return name[:place] + rng.choice(ZERO_WIDTH) + name[place:]


def _star(name: str, rng: random.Random) -> str:
    if len(name) > 4:
        return name
    sign = rng.choice("***＊某")
    draw = rng.random()
    if draw < 0.55:
        return name[0] + sign * (len(name) - 1)
    if draw < 0.8 and len(name) > 2:
        return name[0] + sign + name[2:]
    return sign + name[1:]


def _wrong(name: str, rng: random.Random) -> str:
    """One wrong character: a homophone or look-alike where there is one, else any other given name's character."""
    likely = [place for place, one in enumerate(name) if one in words.LOOKALIKES and (place or len(name) == 2)]
    if likely and (len(name) > 4 or rng.random() < 0.8):
        place = rng.choice(likely)
        return name[:place] + rng.choice(words.LOOKALIKES[name[place]]) + name[place + 1 :]
    if len(name) > 4:
        return name
    place = len(name) - 1
    return name[:place] + rng.choice(words.GIVEN_LAST) + name[place + 1 :]


def _dropped(name: str, rng: random.Random) -> str:
    if len(name) < 6:
        return name
    place = 2 + int(rng.random() * (len(name) - 5))
    return name[:place] + name[place + 1 :]


_PLACES = ("黑龙江省双鸭山市友谊县", "双鸭山市友谊县", "黑龙江省", "双鸭山市", "友谊县", "黑龙江", "双鸭山", "集贤县")
_SAME = {"黑龙江省": "黑龙江", "双鸭山市": "双鸭山", "黑龙江": "黑龙江省", "双鸭山": "双鸭山市"}


def _place(name: str, rng: random.Random) -> str:
    """The firm with its place written otherwise, left out, or put before."""
    if len(name) < 6:
        return name
    place = next((one for one in _PLACES if name.startswith(one)), "")
    bare = name[len(place) :]
    if not place:
        return rng.choice(("友谊县", "双鸭山市友谊县", "黑龙江省")) + name
    draw = rng.random()
    if draw < 0.45:
        return bare
    return _SAME.get(place, f"双鸭山市{place}") + bare if draw < 0.85 else "黑龙江省双鸭山市" + place + bare


def _form(name: str, rng: random.Random) -> str:
    if "有限责任公司" in name:
        return name.replace("有限责任公司", rng.choice(("有限公司", "有限公司", "公司")))
    if "有限公司" in name:
        return name.replace("有限公司", rng.choice(("有限责任公司", "有限责任公司", "公司", "")))
    return name.replace("农民专业合作社", "合作社")


def _brackets(name: str, rng: random.Random) -> str:
    if "（" in name:
        return name.replace("（", "(").replace("）", ")")
    return name.replace("·", rng.choice(("•", ".", "", "・"))) if "·" in name else name


def _suffix(name: str, rng: random.Random) -> str:
    if len(name) < 5:
        return name + rng.choice(("（代）", "（代）", "（个体）", "等2人", "（委托）"))
    if name.endswith("公司"):
        return (
            name + rng.choice(("（个体工商户）", "（分支机构）", "。", "（变更）"))[: 20 if rng.random() < 0.5 else 1]
        )
    return name + rng.choice(("（个体工商户）", "(个体工商户)", "（个体）"))


NAMES: tuple[tuple[str, Spoil], ...] = (
    ("name_space", _space),
    ("name_wide_space", _wide_space),
    ("name_zero_width", _zero_width),
    ("name_traditional", lambda name, rng: name.translate(words.TRADITIONAL)),
    ("name_star", _star),
    ("name_wrong", _wrong),
    ("name_dropped", _dropped),
    ("name_place", _place),
    ("name_form", _form),
    ("name_brackets", _brackets),
    ("name_suffix", _suffix),
)


def one_of(text: str, ways: tuple[tuple[str, Spoil], ...], rates: dict[str, float], rng: random.Random) -> str:
    """The text spoilt in at most one of these ways, each with its own chance."""
    draw = rng.random()
    for name, spoil in ways:
        draw -= rates[name]
        if draw < 0:
            return spoil(text, rng)
    return text


def each_of(text: str, ways: tuple[tuple[str, Spoil], ...], rates: dict[str, float], rng: random.Random) -> str:
    """The text spoilt in as many of these ways as chance has it."""
    chance = rng.random
    for name, spoil in ways:
        if chance() < rates[name]:
            text = spoil(text, rng)
    return text


def document(text: str, rates: dict[str, float], rng: random.Random) -> str:
    """The document number as another clerk writes it."""
    chance = rng.random
    if chance() < rates["document_wrong"]:
        place = rng.choice([place for place, one in enumerate(text) if one.isdigit() and place > text.index("〕")])
        text = text[:place] + rng.choice("0123456789") + text[place + 1 :]
    if chance() < rates["document_bare"]:
        draw = chance()
        if draw < 0.35:
            text = text.replace("号", "")
        elif draw < 0.6:
            text = text.replace("字", "")
        elif draw < 0.8:
            text = text.replace("〕", "〕第")
        else:
            text = text[text.index("〕") + 1 :]
    if chance() < rates["document_brackets"]:
        left, right = rng.choice(("[]", "[]", "[]", "（）", "()", "【】", "{}"))
        text = text.replace("〔", left).replace("〕", right)
    if chance() < rates["document_full_width"]:
        text = text.translate(WIDE)
    return text


def date(day: int, rates: dict[str, float], rng: random.Random) -> str:
    """The day, rarely in another spelling."""
    plain = calendar.iso(day)
    if rng.random() >= rates["date_spelling"]:
        return plain
    year, month, number = plain.split("-")
    way = rng.random()
    if way < 0.4:
        return f"{year}/{int(month)}/{int(number)}"
    if way < 0.6:
        return f"{year}.{int(month)}.{int(number)}"
    if way < 0.8:
        return f"{year}年{int(month)}月{int(number)}日"
    return year + month + number


def habits(dials: Dials, rng: random.Random) -> dict[str, float]:
    """The dials as they stand in one department: `uneven` makes one clerk's habits differ from another's."""
    from dataclasses import fields

    found = {}
    for field in fields(dials):
        rate = getattr(dials, field.name)
        if dials.uneven and field.name.startswith(
            ("id_", "name_", "code_", "item_", "document_", "applied_", "issued_")
        ):
            factor = rng.choice((0.0, 0.2, 0.6, 1.0, 1.0, 1.6, 2.6))
            rate = min(0.97, rate * (1 + dials.uneven * (factor - 1)))
        found[field.name] = rate
    total = sum(found[name] for name, _ in IDENTITIES)
    if total > 0.97:
        for name, _ in IDENTITIES:
            found[name] *= 0.97 / total
    return found
