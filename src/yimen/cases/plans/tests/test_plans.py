"""Step plans: versions from a day, who does a step, what may be begun in it, and the deadlines before saving."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from yimen.cases.handling import services as handling
from yimen.cases.handling.tests import house
from yimen.cases.plans import preview, queries, services
from yimen.cases.plans.services import Planned
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.halls.models import Window
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
FIRST = [Planned("review", "初审", 3), Planned("decide", "决定", 2, "head")]
SECOND = [Planned("site", "现场核查", 5, "", ("experts",)), Planned("decide", "决定")]


def set_on(day: date, by: User, version: ItemVersion, steps: list[Planned], **more: Any) -> None:
    with time_machine.travel(house.MORNING, tick=False):
        services.set_steps(by=by, version=version, steps=steps, valid_from=day, **more)


def test_a_case_goes_on_by_the_plan_of_the_day_on_which_it_was_accepted(
    clerk: User, approver: User, head: User, liaison: User, window: Window, version: ItemVersion
) -> None:
    set_on(house.DAY, liaison, version, FIRST)
    set_on(house.DAY + timedelta(days=1), liaison, version, SECOND)
    dossier = house.accepted(clerk, version)
    handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全")
    assert [step.name for step in dossier.steps.order_by("pk")] == ["初审", "决定"]
    later = house.accepted(clerk, version, at=house.MORNING + timedelta(days=1))
    assert later.steps.get().name == "现场核查"


def test_a_step_is_done_by_the_role_that_the_plan_names_and_the_case_lies_there(
    clerk: User, approver: User, head: User, liaison: User, window: Window, version: ItemVersion
) -> None:
    set_on(house.DAY, liaison, version, FIRST)
    dossier = house.accepted(clerk, version)
    assert dossier.holder == approver, "nobody has to take it first"
    handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全")
    dossier.refresh_from_db()
    assert dossier.holder == head
    with pytest.raises(Refused, match="由部门负责人办理"):
        handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予许可")
    assert handling.decide(by=head, dossier=dossier, granted=True, outcome="准予许可").holder == clerk


def test_only_the_procedures_of_the_step_can_be_begun(
    clerk: User, approver: User, liaison: User, window: Window, version: ItemVersion
) -> None:
    set_on(house.DAY, liaison, version, SECOND)
    dossier = house.accepted(clerk, version)
    with pytest.raises(Refused, match="可启动的：专家评审"):
        handling.pause(by=approver, dossier=dossier, kind="hearing", needed_days=5, told="组织听证会一次")
    handling.pause(by=approver, dossier=dossier, kind="experts", needed_days=5, told="组织专家评审一次")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "唯一的“决定”环节"),
        ([Planned("decide", "决定"), Planned("review", "审查", 3)], "唯一的“决定”环节"),
        ([Planned("review", "审"), Planned("decide", "决定")], "名称"),
        ([Planned("review", "决定"), Planned("decide", "决定")], "不能重复"),
        ([Planned("decide", "决定", 0)], "1 至 365"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(
    officer: User, version: ItemVersion, steps: list[Planned], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        set_on(house.DAY, officer, version, steps)


def test_a_plan_neither_reaches_back_nor_into_another_department(
    liaison: User, version: ItemVersion, tax: Department
) -> None:
    with pytest.raises(Refused, match="不能早于今天"):
        set_on(house.DAY - timedelta(days=1), liaison, version, FIRST)
    with pytest.raises(Refused, match="本部门"):
        set_on(house.DAY, liaison, house.version_of(tax, "T1"), FIRST)


def test_the_preview_shows_every_deadline_and_what_does_not_fit(police: Department) -> None:
    version = house.version_of(police, promised_days=5, promised_unit="working")
    found = preview.chain(version, [Planned("review", "初审", 3), Planned("decide", "决定", 4)], house.DAY)
    assert [link.found and link.found.due for link in found.links] == [date(2023, 6, 6), date(2023, 6, 12)]
    assert [limit.due for limit in found.limits] == [date(2023, 6, 8), date(2023, 6, 30)]
    assert len(found.warnings) == 1 and "晚于承诺办结时限" in found.warnings[0]


def test_the_liaison_previews_and_saves_on_the_page(liaison: User, version: ItemVersion, client_of: Any) -> None:
    client, address = client_of(liaison), reverse("cases:plan", args=[version.pk])
    rows: dict[str, Any] = {"valid_from": "2023-06-02", "retention_years": "30"}
    for place in range(1, 7):
        rows[f"s{place}-kind"] = "review"
    rows |= {"s1-name": "初审", "s1-days": "3", "s1-role": "approver", "s1-procedures": ["experts"]}
    rows |= {"s2-name": "决定", "s2-kind": "decide"}
    with time_machine.travel(house.MORNING, tick=False):
        seen = client.post(address, {**rows, "press": "preview"})
        assert seen.status_code == 200 and "预览：期限链" in seen.content.decode()
        assert queries.plan_on(version.item_id, date(2023, 6, 2)) is None
        wrong = client.post(address, {**rows, "s2-kind": "review", "press": "save"})
        assert wrong.status_code == 422 and "唯一的“决定”环节" in wrong.content.decode()
        assert client.post(address, {**rows, "press": "save"}).status_code == 302
        page = client.get(address).content.decode()
        assert version.name in client.get(reverse("cases:plans"), {"missing": "on"}).content.decode()
    assert "尚未生效" in page and "可启动：专家评审" in page
    plan = queries.plan_on(version.item_id, date(2023, 6, 2))
    assert plan is not None and plan.retention_years == 30
    assert queries.retention_of(version, date(2023, 6, 1)) == 10
