"""有权部门: to whom what may be handed, read from `data/authorities.csv`; facts of competence, nothing else."""

import csv
from dataclasses import dataclass
from functools import cache

from yimen.rectification.rules import DATA


@dataclass(frozen=True)
class Authority:
    """有权部门: its code, its name (`{region}` stands for the county), what it is competent for, and by which basis."""

    code: str
    name: str
    competence: str
    basis: str


@cache
def authorities() -> dict[str, Authority]:
    """Code -> authority, in the table's order."""
    with (DATA / "authorities.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: Authority(**row) for row in csv.DictReader(stream)}


AUTHORITIES = [(each.code, each.name.replace("{region}", "县")) for each in authorities().values()]


CONTENTS = {
    "index.html": "案卷首页",
    "letter.pdf": "移送函",
    "style.css": "案卷首页的版式",
    "events.csv": "经过，逐条",
    "grounds.csv": "依据，逐条",
    "waiting.csv": "各方占用的工作日，逐段",
    "attachments/": "部门答复所附的材料",
    "papers/1-": "已发函件之一",
    "papers/2-": "已发函件之二",
    "papers/3-": "已发函件之三",
    "papers/4-": "已发函件之四",
    "papers/": "已发函件",
    "evidence/README.txt": "核验证据的说明，怎样离线复算",
    "evidence/verdict.pdf": "核验结论书",
    "evidence/verdict.json": "核验结论、引擎版本和参数",
    "evidence/findings.csv": "核验线索，逐条",
    "evidence/links.csv": "台账与办件的对应，逐条",
    "evidence/matters.csv": "办件和台账记录，逐件（已脱敏）",
    "evidence/recompute.py": "复算程序",
    "rules/": "所据核验规则的全文",
    "tables/authorities.csv": "有权部门",
    "tables/causes.csv": "原因分类",
    "tables/dependent.csv": "不算相互独立的来源",
    "tables/ladder.csv": "督促阶梯及天数",
    "tables/severity.csv": "严重程度的分法",
    "tables/terms.csv": "各项期限",
    "tables/witnesses.csv": "各类来源及其硬软",
}
"""What a file of a referral holds, by its name or, where that ends so, by how it begins."""


def title_of(name: str) -> str:
    """What a file of a referral holds, in words; its name where nobody said."""
    begins = [key for key in CONTENTS if name == key or (key.endswith(("/", "-")) and name.startswith(key))]
    return CONTENTS[max(begins, key=len)] if begins else name
