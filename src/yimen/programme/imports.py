"""A notice as a file (data/notice_2023_15.json) made into what the services take."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from yimen.common.errors import Refused
from yimen.people import services as people
from yimen.people.models import Department, DepartmentSet, Region, User
from yimen.programme import services
from yimen.programme.models import Notice

FIRST_NOTICE = Path(__file__).parent / "data" / "notice_2023_15.json"


def load_notice(*, by: User | None, region: Region, file: Path = FIRST_NOTICE) -> Notice:
    """The registered notice of the file, its leading group appointed from the notice's date on.

    Errors: Refused for a department or set that the county does not have, naming it; nothing is registered then.
    """
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    departments = {row.short_name.removeprefix("县"): row for row in Department.objects.filter(region=region)}
    sets = {row.name: row for row in DepartmentSet.objects.filter(region=region)}

    def department(name: str) -> Department:
        if name not in departments:
            raise Refused(f"{region}没有部门“{name}”：请先登记该部门，再装入通知 {data['number']}。")
        return departments[name]

    def whole(name: str) -> DepartmentSet:
        if name not in sets:
            raise Refused(f"{region}没有部门集合“{name}”：请先登记，再装入通知 {data['number']}。")
        return sets[name]

    measures = [
        services.Measure(
            number=task["number"],
            title=task["title"],
            content=task["content"],
            due=date.fromisoformat(task["due"]),
            product=task["product"],
            gauge=task.get("gauge", ""),
            lead=[department(name) for name in task["lead"]],
            cooperating=[
                *(department(name) for name in task["cooperating"]),
                *(whole(name) for name in task["cooperating_sets"]),
            ],
        )
        for task in data["tasks"]
    ]
    group = [(row, department(row["department"]) if row["department"] else None) for row in data["leading_group"]]
    notice = services.register_notice(
        by=by,
        region=region,
        number=data["number"],
        title=data["title"],
        issuer=data["issuer"],
        issued_on=date.fromisoformat(data["issued_on"]),
        measures=measures,
        basis=data["basis"],
    )
    for row, whose in group:
        people.appoint(
            by=by,
            region=region,
            position=row["position"],
            place=row["place"],
            valid_from=notice.issued_on,
            department=whose,
        )
    return notice
