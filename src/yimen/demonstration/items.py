"""The county's catalogue: real names and types of items, invented codes, limits and volumes."""

import random
import re
from dataclasses import dataclass, field
from datetime import date

from yimen.demonstration.places import Department, Places, read

ON_APPLICATION = ("01", "05", "07", "08", "09", "10", "20")
TYPE_NAMES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
_FOREIGN = re.compile(
    r"[（(](?:[^（）()]*(?:县级|市级|区级|省政府|８市|8个市|8市)[^（）()]*)[）)]|四川省|四川|广安市|广安区|广安|成都等８市"
)
_ADVICE = re.compile("咨询|指引|信息发布|投诉指引|信息查询")
_INSTANT = re.compile("查询|打印|认证|补领|换领|换发|补办|补证|注销|挂失|解挂|密码|变更|备案|预约|登记|证明|申领")
_FIRMS = re.compile(
    "企业|公司|合伙|经营|机构|单位|工程|建设项目|场所|用人|学校|医院|社会团体|民办非|合作社|法人|许可证|生产|施工|矿"
)
_NUMBERED = re.compile("许可|审批|核准|批准|核发|登记|备案|验收|决定|证|认定|审查")


@dataclass(slots=True)
class Item:
    """事项: one service item as the county lists and declares it."""

    code: str
    base_code: str
    name: str
    main_name: str
    department: Department
    type: str
    instant: bool
    statutory_days: int
    promised_days: int
    legal_basis: str
    firm_share: float
    numbered: bool
    weight: float
    later_code: str = ""
    entry_mode: str = "hall"
    entry_from: date = date(2022, 6, 1)
    earlier_mode: str = ""
    behaviour: str = "honest"
    holders: set[str] = field(default_factory=set)

    @property
    def on_application(self) -> bool:
        """Whether people apply for it (依申请)."""
        return self.type in ON_APPLICATION

    @property
    def exempt(self) -> bool:
        """Whether verification leaves it out."""
        return not self.on_application or self.entry_mode in ("exempt", "none", "branch_hall")


def clean_name(name: str) -> str:
    """The name without another place's names and levels."""
    return re.sub(r"\s+", "", _FOREIGN.sub("", name)).strip("，、 ")


def catalogue(places: Places, rng: random.Random, limit: int = 50) -> list[Item]:
    """The items of the county's departments, in order of department and name, at most `limit` a department."""
    wanted = _assigned(places)
    basis = {row["serial"]: row["statute"] for row in read("legal_bases")}
    found: list[Item] = []
    for serial in sorted(wanted):
        department = places.departments[f"{places.region}D{serial}"]
        rows = sorted(wanted[serial], key=lambda row: (row["main_item"], row["item_name"]))
        if len(rows) > limit:
            own = [row for row in rows if row["task_type"] not in ON_APPLICATION]
            rest = [row for row in rows if row["task_type"] in ON_APPLICATION]
            kept = sorted(rng.sample(range(len(rest)), limit - len(own)))
            rows = own + [rest[place] for place in kept]
        mains: dict[str, int] = {}
        children: dict[int, int] = {}
        for row in rows:
            main = row["main_item"] or row["item_name"]
            number = mains.setdefault(main, len(mains) + 1)
            children[number] = children.get(number, 0) + 1
            child = children[number] if row["main_item"] else 0
            base = f"23{row['task_type']}{serial}{number:03d}{child:03d}"
            found.append(_item(department, row, base, main, basis[serial], rng))
    return found


def _assigned(places: Places) -> dict[str, list[dict[str, str]]]:
    """Rows of the raw lists by serial of the county's department, each name once a department."""
    here = {department.serial for department in places.departments.values()}
    own = {department.sources: department.serial for department in places.departments.values() if department.sources}
    words = [(row["source"], re.compile(row["keyword"]), row["serial"]) for row in read("keywords")]
    wanted: dict[str, dict[str, dict[str, str]]] = {}
    for row in read("service_items"):
        name = clean_name(row["item_name"])
        if _ADVICE.search(name) or len(name) > 60:
            continue
        serial = next((s for source, word, s in words if source == row["department"] and word.search(name)), None)
        serial = serial or own.get(row["department"])
        if serial in here:
            named = dict(row, item_name=name, main_item=clean_name(row["main_item"]))
            wanted.setdefault(serial, {}).setdefault(name, named)
    for row in read("further_items"):
        if row["serial"] in here:
            named = {"item_name": row["item_name"], "main_item": row["main_item"], "task_type": row["type"]}
            wanted.setdefault(row["serial"], {}).setdefault(row["item_name"], named)
    return {serial: list(rows.values()) for serial, rows in wanted.items()}


def _item(department: Department, row: dict[str, str], base: str, main: str, statute: str, rng: random.Random) -> Item:
    name, kind = row["item_name"], row["task_type"]
    instant = kind in ON_APPLICATION and bool(_INSTANT.search(name)) and rng.random() < 0.75
    statutory = rng.choice((1, 3, 5)) if instant else rng.choice((7, 10, 15, 20, 20, 20, 30))
    promised = 1 if instant else max(2, int(statutory * rng.choice((0.3, 0.4, 0.5, 0.6))))
    firm_share = 0.9 if _FIRMS.search(name) else 0.06
    later, code = "", f"{department.credit_codes[0][0]}4{base}"
    if len(department.credit_codes) > 1:
        later = f"{department.credit_codes[1][0]}4{base}"
    return Item(
        code=code,
        base_code=base,
        name=name,
        main_name=main,
        department=department,
        type=kind,
        instant=instant,
        statutory_days=statutory,
        promised_days=promised,
        legal_basis=f"{statute}{'及其实施办法' if rng.random() < 0.2 else ''}",
        firm_share=firm_share,
        numbered=kind in ("01", "07", "10") and bool(_NUMBERED.search(name)),
        weight=department.weight * rng.lognormvariate(0.0, 2.1),
        later_code=later,
    )
