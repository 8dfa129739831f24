"""A branch hall of the police without legal basis, an item that is declared to be there, and people for its steps."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry import services as entry
from yimen.entry.branches import services
from yimen.entry.branches.models import BranchDecision
from yimen.entry.branches.services import Proposal, Request, Seen, Step
from yimen.entry.models import Declaration
from yimen.halls import services as halls
from yimen.halls.branches import services as register
from yimen.halls.branches.models import LegalBasis
from yimen.halls.models import Hall
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

CLOSES_ON = date(2023, 5, 13)
DECIDED_ON = date(2023, 4, 20)


@pytest.fixture
def branch(county: Region, police: Department) -> Hall:
    """办证分厅 of the police."""
    return halls.add_hall(by=None, region=county, code="B1", name="办证分厅", kind="branch", department=police)


@pytest.fixture
def basis(branch: Hall) -> LegalBasis:
    """An article in force."""
    return register.state_basis(
        by=None, hall=branch, act="某条例", article="第七条", version="2019 年修订", says="由登记机构办理。",
        valid_from=date(2019, 3, 24),
    )  # fmt: skip


@pytest.fixture
def staff(county: Region, police: Department, tax: Department) -> dict[str, Staff]:
    """Two of the police, one of the tax office."""
    rows = [
        Staff(region=county, department=department, code=code, name="欧阳修")
        for code, department in (("P1", police), ("P2", police), ("T1", tax))
    ]
    people.register_staff(by=None, region=county, staff=rows)
    return {row.code: row for row in Staff.objects.all()}


@pytest.fixture
def passport(make_item: Any, branch: Hall) -> Item:
    """普通护照签发, declared to be handled in the branch hall."""
    item: Item = make_item("P1", "普通护照签发")
    row = Declaration(
        region=branch.region, item=item, department=branch.department, mode="branch_hall", hall=branch,
        valid_from=date(2022, 1, 1), declared_at=date(2022, 1, 1),
    )  # fmt: skip
    entry.load_declarations(by=None, region=branch.region, rows=[row])
    return item


@pytest.fixture
def say(staff: dict[str, Staff]) -> Callable[..., Proposal]:
    """A proposal to close that is in order, with what a test wants otherwise."""

    def make(**otherwise: Any) -> Proposal:
        plain = {
            "way": "close", "reason": "没有法律法规要求单独设立分厅", "due_on": CLOSES_ON,
            "steps": [Step("停止受理并公告", staff["P1"], CLOSES_ON)],
            "request": Request("own_window", 2, 3, "government"),
        }  # fmt: skip
        return Proposal(**{**plain, **otherwise})

    return make


@pytest.fixture
def for_want_of_room(say: Any, staff: dict[str, Staff]) -> Proposal:
    """Accepting in the hall for ninety days."""
    until = timezone.localdate() + timedelta(days=90)
    made: Proposal = say(
        way="accept", due_on=until, cure_plan="二楼档案室迁出", collectors=[staff["P1"]],
        request=Request("accept_in_hall", 1, 1, "government"), steps=[Step("专人进驻大厅", staff["P1"], until)],
    )  # fmt: skip
    return made


@pytest.fixture
def way_to(liaison: User, officer: User, leader: User, branch: Hall, say: Any) -> Callable[..., BranchDecision]:
    """Brings a proposal as far as a status."""

    def make(status: str, proposal: Proposal | None = None, decided_on: date = DECIDED_ON) -> BranchDecision:
        decision = services.propose(by=liaison, hall=branch, proposal=proposal or say())
        acts: tuple[Callable[[BranchDecision], object], ...] = (
            lambda each: services.submit(by=liaison, decision=each),
            lambda each: services.examine(by=officer, decision=each, opinion="方案可行"),
            lambda each: services.decide(
                by=leader, decision=each, decided_on=decided_on, decision_number="友政复〔2023〕8号"
            ),
            lambda each: finish(each, liaison),
        )
        for act in acts:
            if decision.status == status:
                break
            act(decision)
            decision.refresh_from_db()
        assert decision.status == status
        return decision

    return make


def proof(name: str = "公告.pdf") -> SimpleUploadedFile:
    """A file to hand in."""
    return SimpleUploadedFile(name, b"%PDF-1.7 " + name.encode())


def finish(decision: BranchDecision, liaison: User) -> BranchDecision:
    """Every step reported, and the whole reported as done."""
    for step in decision.steps.filter(evidence__isnull=True):
        services.report_step(by=liaison, step=step, done_on=CLOSES_ON, words="已停止受理", upload=proof())
    return services.finish(by=liaison, decision=decision)


def seen(verdict: str, first: date = CLOSES_ON + timedelta(days=1)) -> Seen:
    """What data are said to have shown."""
    return Seen(verdict, "综合大厅 9 件。", first, date(2023, 12, 31), 9, 0, 0, 0, 0)
