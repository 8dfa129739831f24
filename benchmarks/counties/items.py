"""事项: the catalogue with what is declared of each item, and how its matters usually run."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from benchmarks.counties import calendar, words
from benchmarks.counties.people import Applicant, credit_code
from benchmarks.counties.world import Department, World

DECLARED_ON = calendar.number(2022, 6, 1)
ENTERED_ON = calendar.number(2023, 5, 13)


@dataclass(slots=True)
class Item:
    """One item; what stands after `weight` is not shown to anybody."""

    code: str
    name: str
    bare_name: str
    department: Department
    initiation: str
    mode: str
    entry_from: int
    instant: bool
    promised: int
    weight: float
    firm_share: float
    online_share: float
    numbered: bool
    round_the_clock: bool
    behaviour: str = "honest"
    old_name: str = ""
    old_name_share: float = 0.0
    giant: Applicant | None = None
    last_seen: list[Applicant] = field(default_factory=list)

    @property
    def exempt(self) -> bool:
        """Whether verification leaves it out."""
        return self.initiation == "ex_officio" or self.mode in ("exempt", "none", "branch_hall")


def catalogue(world: World, rng: random.Random, count: int) -> list[Item]:
    """`count` items over all departments; larger departments have more."""
    departments = world.departments
    codes = {one.code: credit_code("11", rng) for one in departments}
    weights = [rng.lognormvariate(1.0 if number < 16 else 0.2, 0.5) for number in range(len(departments))]
    names = {one.code: _names(one, rng) for one in departments}
    found: list[Item] = []
    for number in range(count):
        department = departments[number] if number < len(departments) else rng.choices(departments, weights)[0]
        left = names[department.code]
        if not left:
            department = max(departments, key=lambda one: len(names[one.code]))
            left = names[department.code]
        code = f"{codes[department.code]}423{rng.choice(('01', '05', '07', '10', '20'))}{number:05d}000"
        found.append(_item(code, left.pop(), department, number, rng))
    return found


def _names(department: Department, rng: random.Random) -> list[str]:
    names = [f"{subject}{action}" for subject in department.subjects for action in words.ACTIONS.split()]
    extra = ("（县级权限）", "（个人）", "（企业）", "（非首次）", "（首次申请）")
    names += [one + rng.choice(extra) for one in rng.sample(names, len(names) // 2)]
    rng.shuffle(names)
    return names


def _item(code: str, bare: str, department: Department, number: int, rng: random.Random) -> Item:
    draw = rng.random()
    initiation = "ex_officio" if draw < 0.05 else "on_application"
    draw = rng.random()
    mode = "hall" if draw < 0.78 else "entrusted" if draw < 0.92 else "exempt" if draw < 0.975 else "none"
    if department.branch and mode == "hall" and rng.random() < 0.15:
        mode = "branch_hall"
    entry_from = DECLARED_ON if rng.random() < 0.92 else ENTERED_ON if rng.random() < 0.6 else rng.randrange(800, 1000)
    instant = rng.random() < 0.5
    name = f"{bare}（{department.name}{number:04d}）" if rng.random() < 0.5 else bare
    return Item(
        code=code,
        name=name,
        bare_name=bare,
        department=department,
        initiation=initiation,
        mode=mode,
        entry_from=entry_from,
        instant=instant,
        promised=1 if instant else rng.randint(2, 20),
        weight=0.0 if rng.random() < 0.1 else rng.lognormvariate(0.0, 1.8),
        firm_share=rng.choice((0.03, 0.1, 0.35, 0.6, 0.95)),
        online_share=rng.choice((0.1, 0.3, 0.4, 0.5, 0.75)),
        numbered=rng.random() < 0.85,
        round_the_clock=rng.random() < 0.35,
    )
