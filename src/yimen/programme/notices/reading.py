"""A notice read into a draft: number, date, basis, measures with deadlines and parties, leading group, and doubts.

Nothing is guessed silently. What the reader is not sure of is a doubt with its line, for the person who confirms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from yimen.programme.notices import dates, lines, parties
from yimen.programme.notices.group import Place, group
from yimen.programme.notices.lines import Block, Line
from yimen.programme.notices.parties import Parties

NUMBER = re.compile(
    r"(?P<office>[一-鿿]{1,14})\s*[〔\[［【(（﹝]\s*(?P<year>\d{4}|[〇○零一二三四五六七八九]{4})\s*[〕\]］】)）﹞]\s*第?\s*0*(?P<serial>\d{1,4})\s*号"
)
TITLE_END = re.compile(r"(?:通知|方案|意见|决定|通报|办法|函|公告|要点|措施)$")
TO = re.compile(r"^(?!.*[。；])\S.*(?:政府|部门|单位|委员会|办事处|机关|中心|企业|局)\S{0,4}[:：]$")
ATTACHED = re.compile(r"关于印发《?(?P<title>[^》]+?)》?的通知$")
BASIS = re.compile(
    r"(?:根据|依据|按照|贯彻|落实)(?P<what>[^。]*?(?:《[^》]+》|〔\d{4}〕\s*\d+\s*号)[^。]*?)(?=要求|精神|规定|部署|，结合|，经|，制定|。)"
)
NAMED_BASIS = re.compile(r"《[^》]+》(?:[(（][^()（）]*号[)）])?|[一-鿿]{1,14}〔\d{4}〕\d+号")
COPIES = re.compile(r"^\s*抄\s*[送报]\s*[:：]\s*")
PRINTED = re.compile(r"^(?P<office>.*?)\s*(?P<day>(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*年.*?日)\s*印\s*发\s*$")
TASKS = re.compile(r"任务|措施|步骤|内容|重点|整改|安排|清单|阶段")
HANDS_IN = re.compile(
    r"将(?P<what>[^，,；;。]{2,30}?)(?:[于在(（][^，,；;。]{2,16})?(?:报送|上报|报至|报|送交|送至|提交)(?!告|表)"
)
SENTENCE_ENDS = ("。", "；", "：", "）", "】")
SENTENCE = re.compile(r"[^。；;\n]+")
BY_THEN = re.compile(
    r"(?:[(（][^()（）]{2,8}[)）])?\s*(?:(?:上午|下午)?\s*\d{1,2}\s*[时点:：](?:\d{1,2}分?)?|下班)?\s*(?:前|之前|以前|内|止)"
)
"""What follows a day that is a deadline: 4月10日前, 4月10日17时前, 6月5日（星期一）下班前."""
HEADER = re.compile(r"文件$|^附件\s*\d*\s*$|^签发人")
ATTACHMENTS = re.compile(r"^附\s*件\s*[:：]")
TURN = re.compile(r"^[一二三四五六七八九十]{1,2}是(?!否|因)\s*")


@dataclass(frozen=True)
class Doubt:
    """What a person should look at: the line in the text (0 for the whole), and a sentence."""

    line: int
    says: str


@dataclass(frozen=True)
class Measure:
    """一项任务 as read: its turn (1, 2, 2.1), words, deadline, parties by their names in the notice, and its line."""

    number: str
    title: str
    content: str
    due: date | None
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    product: str
    line: int


@dataclass
class Draft:
    """What was read; every empty field has its doubt."""

    number: str = ""
    title: str = ""
    issuer: str = ""
    issued_on: date | None = None
    basis: list[str] = field(default_factory=list)
    to: str = ""
    copies: list[str] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    group: list[Place] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def read(text: str) -> Draft:
    """The draft of a notice's text. Errors: ValueError with a Chinese sentence when nothing stands in it."""
    rows = lines.lines(text)
    if not rows:
        raise ValueError("这份通知里没有可读的文字：请粘贴全文，或上传可以复制文字的文件（扫描件请先识别）。")
    draft = Draft()
    body = _unattached(_foot(_head(rows, draft), rows, draft))
    draft.basis = _basis(body)
    draft.group = group(body)
    _measures(body, draft)
    _unread(body, draft)
    _lacking(draft)
    draft.doubts.sort(key=lambda doubt: doubt.line)
    return draft


def _head(rows: list[Line], draft: Draft) -> list[Line]:
    """Reads number, title and addressees off the head; what follows them."""
    at = next((at for at, row in enumerate(rows[:12]) if _is_number(row.text)), None)
    if at is not None:
        draft.number = _number(rows[at].text)
    start = 0 if at is None else at + 1
    to = next((at for at, row in enumerate(rows[start : start + 12], start) if TO.match(row.text)), None)
    if to is None:
        title, end = _title_by_its_end(rows, start)
    else:
        names_title = [turn for turn in range(start, to) if TITLE_END.search(rows[turn].text)]
        split = names_title[-1] + 1 if names_title else to  # the addressees may begin on a line before the colon
        title = "".join(row.text for row in rows[start:split])
        draft.to = "".join(row.text for row in rows[split : to + 1]).rstrip(":：")
        end = to + 1
    if not title and at:  # the title stands above the number
        title = "".join(row.text for row in rows[:at] if not HEADER.search(row.text))
    title = re.sub(r"\s+", "", title)
    attached = ATTACHED.search(title)
    draft.title = attached["title"] if attached else title
    if found := re.match(r"(.+?)关于", title):
        draft.issuer = found[1]
    return rows[end:]


def _is_number(text: str) -> bool:
    found = NUMBER.search(text)
    return bool(found) and len(text) - len(found[0]) <= 16  # type: ignore[index]


def _number(text: str) -> str:
    found = NUMBER.search(text)
    return f"{found['office']}〔{dates.year_in(found['year'])}〕{found['serial']}号" if found else ""


def _title_by_its_end(rows: list[Line], start: int) -> tuple[str, int]:
    """A title without addressees after it: up to the first line that ends as titles do."""
    for at, row in enumerate(rows[start : start + 5], start):
        if TITLE_END.search(row.text):
            return "".join(each.text for each in rows[start : at + 1]), at + 1
    return "", start


def _foot(body: list[Line], rows: list[Line], draft: Draft) -> list[Line]:
    """Reads the day, the issuer and the copies; the body without the imprint (版记)."""
    dated = [row for row in body if dates.only_a_date(row.text)]
    if dated:
        draft.issued_on = dates.only_a_date(dated[0].text)
        above = body[body.index(dated[0]) - 1] if body.index(dated[0]) else None
        if above and len(above.text) <= 30 and not above.text.endswith(SENTENCE_ENDS):
            draft.issuer = _offices(above.text)
    copies = next((at for at, row in enumerate(body) if COPIES.match(row.text)), len(body))
    printed = next((at for at, row in enumerate(body) if PRINTED.match(row.text)), len(body))
    if printed < len(body):
        found = PRINTED.match(body[printed].text)
        day = dates.whole_date(body[printed].text)
        if draft.issued_on is None:
            draft.issued_on = day
        elif day and day != draft.issued_on:
            says = f"成文日期是 {draft.issued_on}，版记写作 {day} 印发，请核对"
            draft.doubts.append(Doubt(body[printed].number, says))
        if found and not draft.issuer:
            draft.issuer = re.sub(r"\s+", "", found["office"])
    listed = re.sub(r"、(?=办公[室厅])", "", "、".join(row.text for row in body[copies:printed]))
    draft.copies = list(parties.names(COPIES.sub("", listed)))
    if draft.issued_on is None:
        draft.issued_on = next(filter(None, (dates.only_a_date(row.text) for row in rows[:8])), None)
    return _unsigned(body[: min(copies, printed)])


def _offices(text: str) -> str:
    """The offices that sign on one line, apart by wide space; a single one may be spaced out letter by letter."""
    parts = re.split(r"\s{2,}", text.strip())
    joined = "、" if all(len(part) > 3 for part in parts) else ""
    return re.sub(r"\s+", "", joined.join(parts))


def _unattached(body: list[Line]) -> list[Line]:
    """The body without the list of what is attached (附件说明): 附件：1.… and the numbered lines that go on with it."""
    at = next((at for at, row in enumerate(body) if ATTACHMENTS.match(row.text)), None)
    if at is None:
        return body
    end = at + 1
    while (
        end < len(body) and (head := lines.heading(body[end].text)) and (head.level, head.number) == (2, end - at + 1)
    ):
        end += 1
    return [*body[:at], *body[end:]]


def _unsigned(body: list[Line]) -> list[Line]:
    """The body without the signature at its very end (落款): the issuer, and the day below it."""
    if not body or not dates.only_a_date(body[-1].text):
        return body
    signs = len(body) > 1 and len(body[-2].text) <= 30 and not body[-2].text.endswith(SENTENCE_ENDS)
    return body[: -2 if signs else -1]


def _basis(body: list[Line]) -> list[str]:
    """The laws and documents that the opening words rest on."""
    opening = "".join(row.text for row in body[:12])
    found = [name for match in BASIS.finditer(opening) for name in NAMED_BASIS.findall(match["what"])]
    return list(dict.fromkeys(found))


def _measures(body: list[Line], draft: Draft) -> None:
    found = lines.blocks(body)
    draft.doubts += [Doubt(row.number, says) for row, says in lines.jumps(found)]
    for words, told, line in (
        _in_tables(body) or _in_blocks(found) or _without_parties(found, draft) or _in_turns(body, draft)
    ):
        _add(draft, words, told, line)


def _in_tables(body: list[Line]) -> list[tuple[str, Parties, int]]:
    """Measures of the first table whose heading names who leads."""
    for at, row in enumerate(body):
        if "\t" in row.text:
            cells = []
            for other in body[at + 1 :]:
                if "\t" not in other.text:
                    break
                cells.append(other)
            if found := parties.from_table(row.text, (cell.text for cell in cells)):
                return [(words, told, cell.number) for (words, told), cell in zip(found, cells, strict=True)]
    return []


def _in_blocks(found: list[Block]) -> list[tuple[str, Parties, int]]:
    """Measures of the paragraphs that name their parties; what one leaves open is taken from the one around it."""
    own = {id(block): parties.parties(_own_text(block, found)) for block in found}
    naming = [block for block in found if own[id(block)][0].found]
    measures = []
    for block in naming:
        told, words = own[id(block)]
        around = block.above
        while around:
            told = told.under(own[id(around)][0])
            around = around.above
        inner = [other for other in naming if other.above is block]
        if told.due or not inner:  # else it only says who leads what stands below it
            measures.append((_whole(block, found, words), told, block.rows[0].number))
    return measures


def _own_text(block: Block, found: list[Block]) -> str:
    """The words of a paragraph without those of the numbered ones within it."""
    within = {row.number for other in found if other.above is block for row in other.rows}
    rest = [row.text for row in block.rows[1:] if row.number not in within]
    return "\n".join([block.heading.rest, *rest]).strip()


def _whole(block: Block, found: list[Block], own: str) -> str:
    """The words of a measure: its own, and those of numbered paragraphs within it that name no parties themselves."""
    inner = [other for other in found if other.above is block and not parties.parties(other.text)[0].found]
    return "\n".join([own, *(row.text for other in inner for row in other.rows)]).strip()


def _without_parties(found: list[Block], draft: Draft) -> list[tuple[str, Parties, int]]:
    """Where nobody is named anywhere: the paragraphs of the second level under a heading of tasks."""
    under = [block for block in found if block.above and block.above.heading.level == 0]
    tasks = [block for block in under if block.above and TASKS.search(block.above.title)]
    if tasks:
        draft.doubts.append(Doubt(0, "通知没有逐项写明牵头部门和时限，任务按小标题列出，请逐项填写"))
    return [(block.text, Parties(), block.rows[0].number) for block in tasks]


def _in_turns(body: list[Line], draft: Draft) -> list[tuple[str, Parties, int]]:
    """Where no paragraph is numbered: those that begin with 一是, 二是, with the parties that their words name."""
    turns = [(TURN.sub("", row.text), row.number) for row in body if TURN.match(row.text)]
    if turns:
        draft.doubts.append(Doubt(turns[0][1], "通知没有编号的任务，按“一是、二是”列出，请逐项核对部门和时限"))
    return [(words, parties.in_words(words), line) for words, line in turns]


def _unread(body: list[Line], draft: Draft) -> None:
    """Deadlines in the text that no measure has: a person should see them, whatever the reader made of the rest."""
    known = {measure.due for measure in draft.measures}
    for row in body:
        for sentence in SENTENCE.findall(row.text):
            said = dates.deadline(sentence, draft.issued_on)
            if said and said.day and said.day not in known and _is_by_then(sentence, said.words):
                says = f"这里写有时限“{said.words}”，没有任务以这一天为时限，请核对是否要添加任务"
                draft.doubts.append(Doubt(row.number, says))


def _add(draft: Draft, words: str, told: Parties, line: int) -> None:
    """Adds a measure, and what within it is due on another day as measures of their own."""
    number = str(sum("." not in measure.number for measure in draft.measures) + 1)
    said = dates.deadline(told.due, draft.issued_on) or (None if told.due else _in_words(words, draft.issued_on))
    if said is None:
        draft.doubts.append(
            Doubt(line, f"第 {number} 项任务没有写明完成时限" + (f"（文中写作“{told.due}”）" if told.due else ""))
        )
    elif said.doubt:
        draft.doubts.append(Doubt(line, f"第 {number} 项任务：{said.doubt}"))
    if not told.lead:
        draft.doubts.append(Doubt(line, f"第 {number} 项任务没有写明牵头部门"))
    due = said.day if said else None
    title, _, rest = words.partition("\n")
    head = re.split(r"[。；;]", title, maxsplit=1)
    content = "\n".join(filter(None, [head[1].strip() if len(head) > 1 else "", rest])) or words
    draft.measures.append(
        Measure(number, head[0].strip()[:200], content, due, told.lead, told.cooperating, told.product, line)
    )
    _within(draft, draft.measures[-1])


def _within(draft: Draft, measure: Measure) -> None:
    """Steps of a measure that have a day of their own: 将自查报告于4月28日前上报县营商局."""
    turn = 0
    for sentence in SENTENCE.findall(measure.content):
        said = dates.deadline(sentence, draft.issued_on)
        if said is None or said.day in (None, measure.due) or not _is_by_then(sentence, said.words):
            continue
        turn += 1
        handed = HANDS_IN.search(sentence)
        draft.measures.append(
            Measure(
                f"{measure.number}.{turn}", sentence.strip()[:200], sentence.strip(), said.day, measure.lead,
                measure.cooperating, handed["what"] if handed else "", measure.line,
            )
        )  # fmt: skip


def _is_by_then(sentence: str, words: str) -> bool:
    """Whether a day is a deadline and no day on which something happened: 前 or 内 follows it or is part of it."""
    return bool(BY_THEN.match(sentence[sentence.index(words) + len(words) :]) or BY_THEN.search(words))


def _in_words(words: str, issued_on: date | None) -> dates.Said | None:
    """A deadline in the running words, where no field names one: the last that is followed by 前 or 内."""
    named = [said for sentence in SENTENCE.findall(words) if (said := dates.deadline(sentence, issued_on)) and said.day]
    return named[-1] if named else None


def _lacking(draft: Draft) -> None:
    for value, says in (
        (draft.number, "没有找到发文字号，请填写"),
        (draft.title, "没有找到标题，请填写"),
        (draft.issuer, "没有找到发文机关，请填写"),
        (draft.issued_on, "没有找到成文日期，请填写"),
        (draft.measures, "没有找到任务：请核对全文是否完整，或逐项填写"),
    ):
        if not value:
            draft.doubts.append(Doubt(0, says))
