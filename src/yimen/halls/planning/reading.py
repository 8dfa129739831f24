"""A table of departments' demands, read: rows of one department make one demand, and what contradicts is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yimen.common.text import code_key
from yimen.exchange.planning import Take, Wrong
from yimen.halls.models import Hall
from yimen.halls.planning import queries
from yimen.halls.planning.imports import FLAGS, TEXTS, WANTS
from yimen.halls.planning.models import SpaceDemand
from yimen.halls.planning.states import COUNTED
from yimen.people.models import Department, Region

Key = tuple[int, int]
"""A hall and a department."""


@dataclass
class Filed:
    """What a table has said of a department so far."""

    wants: dict[str, Any]
    items: set[str]


class Demands:
    """What reads the rows of a table one after the other; `register` finds halls and departments by name."""

    def __init__(self, region: Region, register: Any, today: date) -> None:
        self.register, self.today = register, today
        open_ones = SpaceDemand.objects.filter(hall__region=region, status__in=COUNTED)
        self.open = set(open_ones.values_list("hall", "department"))
        self.filed: dict[Key, Filed] = {}
        self.places: dict[int, set[str]] = {}

    def take(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row with its hall, its department and what the department wants as a whole. Raises Wrong."""
        hall = self.register.hall(row.get("hall", ""))
        department = self.register.department(row["department"])
        key = (hall.pk, department.pk)
        if key in self.open:
            raise Wrong("department", "这个部门已有一份在办的空间需求。", "请部门先撤回原有的，再导入。")
        wants, item = self._wants(row, hall, department), self._item(row, hall, department)
        before = self.filed.get(key)
        if before is not None and any(row.get(name) not in ("", None) for name in WANTS) and wants != before.wants:
            raise Wrong("line", "对场地的要求与这个部门上面的行不一致。", "要求写在部门的第一行，其余各行留空。")
        if before is not None and (not item or item in before.items):
            raise Wrong("item", "这个部门的这一项上面已经写过。", "请删去重复的行。")
        filed = self.filed.setdefault(key, Filed(wants, set()))
        filed.items.add(item)
        return {**row, "hall": hall, "department": department, "wants": filed.wants}

    def _wants(self, row: Mapping[str, Any], hall: Hall, department: Department) -> dict[str, Any]:
        wants = {name: bool(row.get(name)) for name in FLAGS} | {name: row.get(name, "") for name in TEXTS}
        near = self.register.department(row.get("near", ""))
        if near == department:
            raise Wrong("near", "相邻部门是它自己。", "请填要一起办事的另一个部门，没有的留空。")
        if wants["quiet"] and wants["noisy"]:
            raise Wrong("noisy", "同时要求安静和有噪声。", "请按事项分开安排，只选其中一项。")
        if wants["wish"] and code_key(wants["wish"]) not in self._places(hall):
            raise Wrong("wish", "现行平面图上没有这个地方。", "请填楼层或“楼层加功能区”的名称，没有要求的留空。")
        return {**wants, "near": near, "wish_weight": 1}

    def _places(self, hall: Hall) -> set[str]:
        if hall.pk not in self.places:
            layout = queries.plan_on(hall, self.today)
            places = queries.places_of(layout) if layout else []
            self.places[hall.pk] = {code_key(f"{floor}{part}") for floor, zone in places for part in ("", zone)}
        return self.places[hall.pk]

    def _item(self, row: Mapping[str, Any], hall: Hall, department: Department) -> str:
        """The key of the item; empty where the row names none because the department's cases were measured."""
        given = [row.get(name) not in ("", None) for name in ("item", "cases", "minutes")]
        if any(given) and not all(given):
            raise Wrong("item", "事项、每月件数、每件分钟没有写全。", "三格一起填；有办件的事项按实测，三格都留空。")
        if not any(given):
            day = queries.day_for(hall, self.today)
            if queries.work_of(hall, department, day) is None:
                raise Wrong("item", "这个部门近三个月没有办件，也没有写事项。", "请填事项、每月件数和每件分钟。")
            return ""
        return code_key(row["item"])


def demands(region: Region, register: Any, today: date) -> Take:
    """What reads one row of the table."""
    return Demands(region, register, today).take
