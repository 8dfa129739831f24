"""The leading group (领导小组) of a notice: positions, never names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yimen.programme.notices.lines import Line
from yimen.programme.notices.parties import names

LEADER, DEPUTY, MEMBER = "leader", "deputy", "member"
PLACES = {"副组长": DEPUTY, "组长": LEADER, "成员单位": MEMBER, "组员": MEMBER, "成员": MEMBER}
TITLE = re.compile(
    r"(?:县委|市委|区委|省委)?(?:副?书记|常委|副?县长|副?市长|副?区长|副?局长|副?主任|副?部长|副?主席|副?镇长|副?乡长"
    r"|副?院长|副?行长|副?队长|副?所长|副?站长|副?总?经理|副?检察长|组长|股长|科长|秘书长|负责人|负责同志|领导)"
)
NAMED = re.compile(r"由(?P<who>[^，,；;。]+?)(?:同志)?(?:担任|任|为|兼任)(?P<place>副组长|组长)")
FOLLOWING = re.compile(r"[，,；;、](?!由)(?P<who>[^，,；;。]+?)(?:同志)?(?:担任|任|为|兼任)(?P<place>副组长|组长)")
ARE = re.compile(r"(?P<who>[^。；;]+?)(?:为|任|担任)(?:领导小组)?(?:组员|成员)(?:单位)?")
LISTED = re.compile(r"^(?P<place>副\s*组\s*长|组\s*长|成\s*员\s*单\s*位|组\s*员|成\s*员)\s*[:：]\s*(?P<who>.+)$")
NAME_AFTER = re.compile(r"^[一-鿿·]{2,4}(?:同志)?$")
PERSON = re.compile(r"^[一-鿿](?:\s*[一-鿿]){1,3}(?=\s)")


@dataclass(frozen=True)
class Place:
    """One place in the group: leader, deputy or member, the position that holds it, and its line."""

    place: str
    position: str
    line: int


def group(rows: list[Line]) -> list[Place]:
    """The places that a notice gives, in its order; each position once."""
    found: list[Place] = []
    going_on: str | None = None
    for row in rows:
        if listed := LISTED.match(row.text):
            going_on = PLACES[re.sub(r"\s", "", listed["place"])]
            found += _each(listed["who"], going_on, row.number)
        elif going_on and _goes_on(row.text):
            found += _each(row.text, going_on, row.number)
        else:
            going_on = None
            found += _told(row)
    once: dict[str, Place] = {}
    for place in found:
        if place.position:
            once.setdefault(place.position, place)
    return list(once.values())


def _goes_on(text: str) -> bool:
    """Whether a line goes on with a list of members: short, with a title or an office, and no full sentence."""
    return len(text) <= 40 and not text.endswith(("。", "：", ":")) and bool(TITLE.search(text))


def _told(row: Line) -> list[Place]:
    """The places that running words give: 由…任组长，…任副组长，…为组员."""
    named = list(NAMED.finditer(row.text))
    within = [range(*match.span()) for match in named]  # 由县委常委、常务副县长任组长 is one place
    following = [match for match in FOLLOWING.finditer(row.text) if not any(match.start() in span for span in within)]
    found = [
        Place(PLACES[match["place"]], position(who), row.number)
        for match in (*named, *following)
        for who in _whose(match["who"])
    ]
    for match in ARE.finditer(row.text):
        of_group = re.sub(r"^.*(?:组长|任副组长)[，,。；;]", "", match["who"])
        found += _members(of_group, row.number)
    return found


def _whose(words: str) -> list[str]:
    """Several positions of one place: 县营商局局长、县政务服务中心主任; two titles of one person stay together."""
    parts = words.split("、")
    return parts if len(parts) > 1 and all(len(part) > 5 and TITLE.search(part) for part in parts) else [words]


def _members(words: str, line: int) -> list[Place]:
    """Members told in one sentence: 县营商局、县公安局及各政务服务单位分管营商工作的领导."""
    shared = re.search(r"(?:的)?(?:分管\S*?的?|主要|有关|相关)(?:领导|负责人|负责同志)$", words)
    duty = shared[0] if shared else ""
    whose = names(words.removesuffix(duty))
    if len(whose) == 1 and not duty:
        return []
    return [Place(MEMBER, f"{name}{duty}", line) for name in whose]


def _each(words: str, place: str, line: int) -> list[Place]:
    """The places of a listed line: a person with titles is one place, a row of offices is one each."""
    if TITLE.search(words):
        if (shared := _members(words, line)) and len(shared) > 1 and re.search(r"(?:领导|负责人|负责同志)$", words):
            return [Place(place, one.position, line) for one in shared]
        return [Place(place, position(words), line)]
    return [Place(place, name, line) for name in names(words)]


def position(words: str) -> str:
    """The position without the person's name, whether that stands before it (郭某  县营商局局长) or after."""
    text = words.strip(" ，,、；;。")
    if (before := PERSON.match(text)) and not TITLE.search(before[0]) and TITLE.search(text[before.end() :]):
        text = text[before.end() :].strip()
    titles = list(TITLE.finditer(text))
    if titles and NAME_AFTER.match(text[titles[-1].end() :].strip()):
        text = text[: titles[-1].end()]
    return re.sub(r"\s+", "", text)
