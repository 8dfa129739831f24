"""空间规划 in the demonstration: what floors offer, what departments ask for, and two plans for the worker to work out.

Nothing is solved while the county is loaded: the worker takes both plans up as soon as the system runs. One is of the
hall as it is, with rebuilt stations on the second floor; the other takes the tax bureau's branch in.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from yimen.entry.models import Exemption
from yimen.exchange.models import ImportBatch
from yimen.halls.models import Hall
from yimen.halls.planning import queries, services, tasks
from yimen.halls.planning.services import Asked, Traits, Typed
from yimen.halls.space import services as space
from yimen.people.models import Department, Region, User

TRAITS = (
    Traits("一楼", "", ("tax", "medical", "social", "estate", "market"), safe=True, step_free=True, walk=15),
    Traits("二楼", "", ("police", "tobacco", "tax"), quiet=True, walk=45),
)
SECONDS = 10
WANTS: Mapping[str, dict[str, Any]] = {
    "D03": {"line": "police", "quiet": True, "equipment": "人像采集、指纹仪", "wish": "二楼", "wish_weight": 3},
    "D05": {"line": "tax", "safe": True, "equipment": "发票发售设备"},
    "D06": {"line": "tobacco"},
    "D11": {"quiet": True, "note": "婚姻、收养登记涉及隐私"},
    "D13": {"line": "social", "step_free": True},
    "D14": {"line": "social", "step_free": True},
    "D15": {"line": "medical", "step_free": True},
    "D17": {"line": "estate", "safe": True},
    "D27": {"line": "market"},
}
"""What is asked for beside room, by the last part of a department's code."""
NEAR = {"D17": "D05", "D14": "D13"}
"""Departments of one joint matter: a house is registered and taxed at one go."""
MONTHLY, MINUTES = Decimal(60), Decimal(15)
"""What a department types of a matter that it still handles elsewhere."""


TABLE = "部门,事项,每月件数,每件分钟,涉及隐私,说明\n"
ITEM = "拟进厅的备案事项"


def load_planning(region: Region, users: Mapping[str, User]) -> None:
    """Traits, demands half-way to agreement, and two plans that wait for the worker."""
    hall = Hall.objects.get(region=region, kind=Hall.Kind.MAIN)
    services.state_traits(by=None, hall=hall, traits=TRAITS)
    day = queries.day_for(hall, timezone.localdate())
    departments = {each.code[-3:]: each for each in Department.objects.filter(region=region)}
    wanting = set(Exemption.objects.filter(region=region, reason="no_room").values_list("department__code", flat=True))
    asking = sorted({*WANTS, *(code[-3:] for code in wanting)} & departments.keys())
    for place, key in enumerate(asking):
        near = departments.get(NEAR.get(key, ""))
        typed = [Typed("目前在部门办理、拟进厅的事项", MONTHLY, MINUTES)] if departments[key].code in wanting else []
        demand = services.file_demand(
            by=None, hall=hall, department=departments[key], wants={**WANTS.get(key, {}), "near": near}, day=day,
            typed=typed or [Typed("咨询和资料更正", Decimal(10), Decimal(5))],
        )  # fmt: skip
        if place % 3:
            services.move_demand(by=users["hall_manager"], demand=demand, move="check")
        if place % 3 == 2:
            services.move_demand(by=users["officer"], demand=demand, move="agree")
    _from_a_table(users["hall_manager"], [departments[key] for key in sorted(departments.keys() - set(asking))][:3])
    branch = Hall.objects.get(region=region, code="B05")
    for title, branches in (("现有大厅的布局", []), ("办税服务分厅并入大厅", [branch])):
        asked = Asked(title, seconds=SECONDS)
        plan = services.request_arrangement(by=None, hall=hall, day=day, asked=asked, branches=branches)
        tasks.arrange.enqueue(plan.pk)


def _from_a_table(manager: User, departments: list[Department]) -> None:
    """What further departments handed in on paper, as one table: one row goes back, for it names no office here."""
    lines = [f"{each.short_name},{ITEM},12,10,,由部门报送的表汇总" for each in departments]
    content = TABLE + "\n".join([*lines, f"县矿山局,{ITEM},8,10,,"]) + "\n"
    batch = space.read_file(
        by=manager, kind=ImportBatch.Kind.DEMANDS, name="各部门空间需求.csv", content=content.encode()
    )
    space.apply_file(by=manager, batch=batch)
