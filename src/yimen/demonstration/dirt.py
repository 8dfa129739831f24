"""How real ledgers are kept: masked and mistyped ids, names spelt otherwise, empty columns, odd brackets.

Every share is a dial of `Dials`; a county with all dials at 0 is clean.
"""

import random
from dataclasses import dataclass

from yimen.demonstration.registers import Record


@dataclass(slots=True, frozen=True)
class Dials:
    """How dirty the ledgers are: each a share of rows between 0 and 1."""

    masked: float = 0.14
    no_identity: float = 0.035
    mistyped: float = 0.012
    spelt_otherwise: float = 0.06
    no_item_code: float = 0.14
    no_item_name: float = 0.22
    item_name_otherwise: float = 0.2
    no_applied_on: float = 0.42
    no_document: float = 0.2
    document_otherwise: float = 0.18
    written_twice: float = 0.007


_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_LOOKALIKES = str.maketrans("淑彬辉伟浩丽斌莹", "叔斌晖玮皓莉彬瑩")
SHORT_FORMS = (("有限责任公司", "有限公司"), ("有限公司", "有限责任公司"), ("农民专业合作社", "合作社"))


def soil(record: Record, dials: Dials, rng: random.Random) -> None:
    """Fill in what the ledger shows of this record."""
    chance = rng.random
    item = record.item
    record.item_code = "" if chance() < dials.no_item_code else item.code
    record.item_name = item.name
    if chance() < dials.item_name_otherwise:
        record.item_name = _item_name_otherwise(item.name, rng)
    elif record.item_code and chance() < dials.no_item_name:
        record.item_name = ""
    if item.later_code and record.issued_on.isoformat() >= "2023-07-01" and record.item_code:
        record.item_code, record.item_name = item.later_code, item.name
    record.holder_id = _identity(record.applicant.identity, dials, rng)
    must_be_known = not record.holder_id
    record.holder_name = record.applicant.name
    if chance() < dials.spelt_otherwise:
        record.holder_name = _name_otherwise(record.applicant.name, record.applicant.is_firm, must_be_known, rng)
    hidden = not record.show_applied and chance() < dials.no_applied_on
    record.applied_shown = "" if hidden else record.applied_on.isoformat()
    if record.document and (record.must_show_document or chance() >= dials.no_document):
        record.document_shown = record.document
        if chance() < dials.document_otherwise:
            record.document_shown = _document_otherwise(record.document, rng)


def _identity(identity: str, dials: Dials, rng: random.Random) -> str:
    draw = rng.random()
    if draw < dials.no_identity:
        return ""
    draw -= dials.no_identity
    if draw < dials.masked:
        style = rng.random()
        if style < 0.45:
            return identity[:6] + "********" + identity[14:]
        if style < 0.8:
            return identity[:4] + "**********" + identity[14:]
        return "**************" + identity[14:]
    draw -= dials.masked
    if draw < dials.mistyped:
        place = 7 + int(rng.random() * 9)
        if rng.random() < 0.5:
            return identity[:place] + identity[place + 1] + identity[place] + identity[place + 2 :]
        return identity[:place] + str(int(rng.random() * 10)) + identity[place + 1 :]
    if identity.endswith("X") and rng.random() < 0.2:
        return identity[:-1] + "x"
    return identity


def _name_otherwise(name: str, is_firm: bool, must_be_known: bool, rng: random.Random) -> str:
    if is_firm:
        draw = rng.random()
        if draw < 0.4:
            for form, other in SHORT_FORMS:
                if name.endswith(form):
                    return name[: -len(form)] + other
        if draw < 0.65:
            return name.replace("友谊县", "").replace("黑龙江省", "").replace("双鸭山市", "")
        return f"{name[:4]}　{name[4:]}" if draw < 0.8 else f"{name} "
    draw = rng.random()
    if draw < 0.35 and not must_be_known:
        return name[0] + "*" * (len(name) - 1)
    if draw < 0.65:
        return name[0] + ("　" if draw < 0.45 else " ") + name[1:]
    return name.translate(_LOOKALIKES)


def _item_name_otherwise(name: str, rng: random.Random) -> str:
    """Shorter, with a level, or with other brackets."""
    draw = rng.random()
    if draw < 0.35:
        return name.replace("（", "(").replace("）", ")") + "（县级）" * (draw < 0.12)
    if draw < 0.6 and "（" in name:
        return name[: name.index("（")] or name
    if draw < 0.8:
        return f"友谊县{name}"
    return name.replace("、", ",").replace("审批", "许可") if draw < 0.9 else f"{name} "


def _document_otherwise(document: str, rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.35:
        return document.replace("〔", "[").replace("〕", "]")
    if draw < 0.6:
        return document.replace("〔", "（").replace("〕", "）")
    if draw < 0.75:
        return document.translate(_FULL_WIDTH)
    if draw < 0.9:
        return document.replace("许字", " 许字 ")
    return document.removesuffix("号")
