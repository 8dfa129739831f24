"""Who does what by when, as the brackets and tables of a notice say it (完成时限、牵头部门、配合部门)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

DUE, LEAD, COOPERATING, ANSWERING, PRODUCT, OTHER = "due", "lead", "cooperating", "answering", "product", "other"
LABELS = {
    DUE: ("完成时限", "完成时间", "完成日期", "整改时限", "办理时限", "时限要求", "时间要求", "时间节点", "时限"),
    LEAD: ("牵头责任单位", "牵头单位", "牵头部门", "主责单位", "主责部门", "主办单位", "主办部门", "牵头"),
    COOPERATING: ("配合单位", "配合部门", "协办单位", "协办部门", "协同单位", "参与单位", "参加单位", "配合"),
    ANSWERING: ("责任单位", "责任部门", "整改责任单位", "承办单位", "承办部门", "落实单位"),
    PRODUCT: ("成果形式", "工作成果", "报送材料", "成果"),
    OTHER: ("牵头领导", "责任领导", "分管领导", "责任人", "联系人", "联系电话"),
}
MEANING = {words: key for key, all_words in LABELS.items() for words in all_words}
LABEL = "|".join(sorted((r"\s?".join(words) for words in MEANING), key=len, reverse=True))
FIELD = re.compile(rf"(?:^|(?<=[\s(（；;，,。、：:\t日前月底\[【\]】]))({LABEL})\s*[:：为]\s*", re.MULTILINE)
BARE = re.compile(r"[(（](?P<inside>[^()（）]*?(?:牵头|配合|负责)[^()（）]*)[)）]")
"""A bracket that names the parties without labels: （县营商局牵头，各政务服务单位配合，6月底前完成）."""
LEADS = re.compile(r"(?:由)?(?P<who>[^，,；;。：:()（）]+?)(?:共同)?(?:牵头|负责)")
COOPERATES = re.compile(r"(?P<who>[^，,；;。：:()（）]+?)(?:协助|积极)?配合")
BETWEEN = re.compile(r"[、，,；;。\s]+|(?<=[局委办院队室行心会府])(?:和|及|与|以及)(?=[县市区省各乡镇])")
ALL = re.compile(r"^(?:县直|市直|区直|全县)?(?:各|相关|有关)\S*(?:单位|部门|乡镇|乡|街道|大厅|窗口)\S*$|^各\S+$")
"""A name that stands for many: 各政务服务单位, 各乡（镇）人民政府, 有关部门."""
NAME = re.compile(r"[局委办院队室行心会府厅站社团]$|公司$|分局$|支行$|(?:单位|部门|乡镇|街道|政府)$")


@dataclass(frozen=True)
class Parties:
    """The fields of one measure: the words of its deadline, who leads and cooperates, what is to come of it."""

    due: str = ""
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    product: str = ""
    found: bool = field(default=False, compare=False)

    def under(self, around: Parties) -> Parties:
        """These, with what they leave open taken from those around them."""
        return replace(
            self,
            due=self.due or around.due,
            lead=self.lead or around.lead,
            cooperating=self.cooperating or around.cooperating,
        )


def parties(text: str) -> tuple[Parties, str]:
    """The fields in a paragraph, and its words without them."""
    marks = list(FIELD.finditer(text))
    if not marks:
        return _bare(text)
    values: dict[str, str] = {}
    kept, at = "", 0
    for turn, mark in enumerate(marks):
        begin = _opening(text, at, mark.start())
        kept += text[at:begin]
        stop = marks[turn + 1].start() if turn + 1 < len(marks) else len(text)
        value, at = _value(text, mark.end(), stop)
        key = MEANING[re.sub(r"\s", "", mark[1])]
        values[key] = f"{values.get(key, '')}、{value}".strip("、")
    kept += text[at:]
    lead, cooperating, answering = (names(values.get(key, "")) for key in (LEAD, COOPERATING, ANSWERING))
    if not lead:
        lead, cooperating = answering[:1], (*answering[1:], *cooperating)
    else:
        cooperating = (*cooperating, *(name for name in answering if name not in (*lead, *cooperating)))
    return Parties(
        values.get(DUE, ""), lead, cooperating, values.get(PRODUCT, ""), found=bool(set(values) - {OTHER})
    ), _tidied(kept)


def _opening(text: str, at: int, label: int) -> int:
    """Where the bracket opens that the label stands in, or the label itself."""
    before = text[at:label]
    return at + len(before.rstrip(" (（[【\t")) if re.search(r"[(（\[【]\s*$", before) else label


def _value(text: str, start: int, stop: int) -> tuple[str, int]:
    """What a label says, up to the end of its line or of its bracket, and where the text goes on.

    A line that ends in 、 goes on in the next.
    """
    depth, end = 0, stop
    for at in range(start, stop):
        char = text[at]
        if char in "(（[【":
            depth += 1
        elif char in ")）]】":
            if not depth:
                return text[start:at].strip(" ；;，,。、"), at + 1
            depth -= 1
        elif char == "\n" and not text[start:at].rstrip().endswith(("、", "，", ",")):
            end = at
            break
    return text[start:end].replace("\n", "").strip(" ；;，,。、\t"), end


def _bare(text: str) -> tuple[Parties, str]:
    """Parties named in a bracket without labels."""
    for found in BARE.finditer(text):
        inside = found["inside"]
        lead, rest = _told(LEADS, inside)
        cooperating, rest = _told(COOPERATES, rest)
        if lead or cooperating:
            return Parties(rest, lead, cooperating, found=True), _tidied(text[: found.start()] + text[found.end() :])
    return Parties(), text.strip()


def in_words(text: str) -> Parties:
    """Who leads and who cooperates as running words say it: 县营商局牵头、县政务服务中心配合, 由各单位负责."""
    lead, rest = _told(LEADS, text)
    cooperating, _ = _told(COOPERATES, rest)
    return Parties("", lead, cooperating, found=bool(lead or cooperating))


def _told(form: re.Pattern[str], text: str) -> tuple[tuple[str, ...], str]:
    found = form.search(text)
    return (names(found["who"]), text[: found.start()] + text[found.end() :]) if found else ((), text)


def _tidied(text: str) -> str:
    return re.sub(r"[(（]\s*[)）]|(?<=\n)[\s；;。，,]+(?=\n|$)", "", text).strip(" \n；;")


def names(words: str) -> tuple[str, ...]:
    """The names in a list, each once, in their order; 等 at the end and remarks in brackets left out."""
    plain = re.sub(r"[(（][^()（）]{3,}[)）]", "", words)
    found = (re.sub(r"等(?:单位|部门|有关单位|相关部门)?$", "", name).strip('“”"： :') for name in BETWEEN.split(plain))
    return tuple(dict.fromkeys(name for name in found if name))


def stands_for_many(name: str) -> bool:
    """Whether a name stands for a set of departments."""
    return bool(ALL.match(name))


def looks_like_a_department(name: str) -> bool:
    """Whether the words can be the name of a department or of a set of them."""
    return len(name) <= 20 and bool(NAME.search(name) or ALL.match(name))


def from_table(header: str, rows: Iterable[str]) -> list[tuple[str, Parties]]:
    """The measures of a table pasted with tabs: words and parties of each row; nothing if the header names none."""
    columns = [_column(cell) for cell in header.split("\t")]
    if not {LEAD, ANSWERING} & set(columns) or "" not in columns:
        return []
    found = []
    for row in rows:
        cells = [*row.split("\t"), *[""] * len(columns)]
        values = {key: cells[at].strip() for at, key in enumerate(columns) if key}
        words = [cells[at].strip() for at, key in enumerate(columns) if not key and not cells[at].strip().isdigit()]
        lead = names(values.get(LEAD, "")) or names(values.get(ANSWERING, ""))[:1]
        others = (*names(values.get(COOPERATING, "")), *names(values.get(ANSWERING, "")))
        cooperating = tuple(dict.fromkeys(name for name in others if name not in lead))
        found.append(
            (
                "：".join(filter(None, words)),
                Parties(values.get(DUE, ""), lead, cooperating, values.get(PRODUCT, ""), True),
            )
        )
    return found


def _column(cell: str) -> str:
    return MEANING.get(re.sub(r"\s", "", cell), "")
