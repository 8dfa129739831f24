"""A plan is worked out from registers, shown with what it rests on, and proves or refutes that there is no room."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.documents import layout
from yimen.halls.models import Hall
from yimen.halls.planning import execution, measuring, merging, paper, queries, services, showing
from yimen.halls.planning.engine.problem import INFEASIBLE, OPTIMAL
from yimen.halls.planning.engine.rules import SOFT
from yimen.halls.planning.measuring import Work
from yimen.halls.planning.models import Arrangement, ArrangementNeed, SpaceDemand
from yimen.halls.planning.services import Asked, Typed
from yimen.halls.planning.states import CANCELLED, DONE, FAILED, QUEUED
from yimen.people.models import Department, User

from .conftest import DAY

ASKED = Asked("布局方案", seconds=20, days=4)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    """The day of the layout."""
    with time_machine.travel(datetime(2023, 6, 1, 9, tzinfo=SHANGHAI), tick=True):
        yield


@pytest.fixture
def demand(laid: Hall, work: dict[str, Work], liaison: User, police: Department) -> SpaceDemand:
    """The police's demand: their network, which reaches only the upper floor."""
    wants = {"line": "police", "wish": "二楼", "wish_weight": 2}
    return services.file_demand(by=liaison, hall=laid, department=police, wants=wants)


@pytest.fixture
def plan(demand: SpaceDemand, laid: Hall, officer: User) -> Arrangement:
    """The hall's plan, worked out."""
    asked = services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED)
    return execution.arrange(asked, workers=1)


def test_the_plan_is_proven_best_and_puts_the_police_where_their_line_is(plan: Arrangement, police: Department) -> None:
    assert (plan.status, plan.outcome) == (DONE, OPTIMAL), plan.failure
    assert plan.cost == plan.bound and showing.gap(plan) == 0
    assert set(plan.places.filter(after=police).values_list("floor", flat=True)) == {"二楼"}
    assert plan.places.count() == 10
    printed = layout.letter(paper.letter(plan))
    assert printed == layout.letter(paper.letter(plan))  # the same plan, the same bytes
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    for words in ("已证明是最优方案", "什么卡住了", "各时段平均等候", "二楼平面示意图", "2-01", police.short_name):
        assert words in text.replace("\n", ""), words
    need = plan.needs.get(department=police)
    assert need.source == ArrangementNeed.Source.DEMAND
    assert (need.windows_today, round(need.arrivals, 6), need.sample) == (2, 8, 160)
    assert need.low is not None and need.low < 10 < need.high  # type: ignore[operator]


def test_waits_of_today_and_of_the_plan_come_from_the_same_days(plan: Arrangement, police: Department) -> None:
    for before in (True, False):
        rows = plan.waits.filter(before=before)
        assert rows.get(department=None, hour=None).days == 4
        assert rows.filter(department=police, hour__isnull=False).exists()
    assert plan.change is not None and plan.change_low <= plan.change <= plan.change_high  # type: ignore[operator]


def test_where_nothing_fits_the_exemption_is_borne_out_and_what_would_help_is_said(
    demand: SpaceDemand, laid: Hall, officer: User, tax_liaison: User, police: Department, tax: Department
) -> None:
    laid.traits.get(floor="二楼").lines.all().delete()
    many = [Typed("二手车交易登记", Decimal(900), Decimal(20))]
    services.file_demand(by=tax_liaison, hall=laid, department=tax, wants={}, typed=many)
    asked = services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED)
    plan = execution.arrange(asked, workers=1)
    assert (plan.outcome, plan.cost) == (INFEASIBLE, None)
    page = showing.shown(plan)
    assert page.said("clash") == ["公安局共需 1 个窗口，通了所需专线的席位一个也没有。"]
    assert any("公安局" in words for words in page.said("relief"))
    theirs, others = queries.answer_for(police, DAY), queries.answer_for(tax, DAY)
    assert theirs is not None and theirs.state == queries.CANNOT
    # That the police find no room says nothing of the tax bureau.
    assert others is not None and others.state == queries.OPEN


def test_a_plan_that_fits_says_where_and_a_department_that_filed_nothing_gets_no_answer(
    plan: Arrangement, police: Department, tax: Department
) -> None:
    answer = queries.answer_for(police, DAY)
    assert answer is not None and (answer.state, answer.places) == (queries.FITS, ("二楼第1组",))
    assert queries.answer_for(tax, DAY) is None


def test_a_branch_that_is_taken_in_brings_its_people_and_says_whom_it_touches(
    laid: Hall, work: dict[str, Work], branch: Hall, officer: User, tax: Department
) -> None:
    alone = execution.arrange(services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED), workers=1)
    both = services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED, branches=[branch])
    both = execution.arrange(both, workers=1)
    assert both.purpose == Arrangement.Purpose.MERGE
    before, after = alone.needs.get(department=tax), both.needs.get(department=tax)
    assert [round(each, 6) for each in (before.arrivals, after.arrivals, after.branch_arrivals)] == [5, 25, 20]
    assert after.windows > before.windows
    [merged] = merging.merged(both)
    assert (merged.windows, merged.people, merged.visits) == (1, 1, 420)
    assert merging.merged(alone) == []
    assert ("并入的分厅", "办税服务分厅", "无") in showing.compared(showing.shown(both), showing.shown(alone))


def test_a_plan_cancelled_while_it_is_worked_on_keeps_nothing(
    demand: SpaceDemand, laid: Hall, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED)

    def somebody_cancels(*_: Any) -> dict[int, Any]:
        now = Arrangement.objects.select_related("hall").get(pk=asked.pk)
        if now.status != CANCELLED:
            services.cancel(by=officer, arrangement=now)
        return {}

    monkeypatch.setattr(measuring, "SOURCES", [somebody_cancels, *measuring.SOURCES])
    plan = execution.arrange(Arrangement.objects.select_related("hall").get(pk=asked.pk), workers=1)
    assert plan.status == CANCELLED
    assert not plan.needs.exists() and not plan.places.exists() and not plan.waits.exists()
    again = execution.arrange(plan, workers=1)  # whoever takes the task up later leaves it alone
    assert again.status == CANCELLED


def test_a_worker_that_was_killed_begins_anew_and_one_that_breaks_says_so(
    demand: SpaceDemand, laid: Hall, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED)
    services.start(arrangement=asked)
    plan = execution.arrange(asked, workers=1)
    assert plan.status == DONE
    with pytest.raises(Conflict):
        services.cancel(by=officer, arrangement=plan)
    second = services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED)
    monkeypatch.setattr(measuring, "SOURCES", [lambda *_: 1 / 0])
    assert execution.arrange(second, workers=1).status == FAILED
    assert "日志" in second.failure or "日志" in Arrangement.objects.get(pk=second.pk).failure


def test_what_cannot_be_planned_is_refused(laid: Hall, hall: Hall, officer: User, liaison: User, branch: Hall) -> None:
    for by, words, more in (
        (liaison, "不能办理", {}),
        (officer, "没有平面图", {"day": DAY.replace(year=2022)}),
        (officer, "等候目标", {"asked": Asked("方案", limit_minutes=0)}),
        (officer, "求解时限", {"asked": Asked("方案", seconds=10_000)}),
        (officer, "部门分厅", {"branches": [hall]}),
        (officer, "权重", {"weights": {"move": -1}}),
    ):
        with pytest.raises(Refused, match=words):
            services.request_arrangement(**{"by": by, "hall": laid, "day": DAY, "asked": ASKED, **more})
    for _ in range(3):
        services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED)
    with pytest.raises(Refused, match="正在测算"):
        services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED)


def test_the_pages_show_the_plan_with_every_figure_and_ask_as_often_for_many_rows(
    plan: Arrangement, laid: Hall, officer: User, police: Department, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(officer)
    other = execution.arrange(services.request_arrangement(by=officer, hall=laid, day=DAY, asked=ASKED), workers=1)
    with django_assert_max_num_queries(45):
        address = reverse("halls:arrangement", args=[plan.pk])
        html = client.get(address, {"with": other.pk, "department": police.pk}).content.decode()
    for words in (
        "并已证明是最优方案",
        "公安局各时段平均等候",
        "一楼：方案",
        "软规则的代价",
        "160 件",
        "两个方案并列",
        "假定",
    ):
        assert words in html, words
    html = client.get(reverse("halls:planning", args=[laid.pk])).content.decode()
    assert "布局方案" in html and "公安局" in html and "公安网" in html


def test_a_department_files_a_manager_checks_and_the_bureau_plans_in_the_browser_without_script(
    laid: Hall,
    work: dict[str, Work],
    liaison: User,
    hall_manager: User,
    officer: User,
    client_of: Any,
    police: Department,
) -> None:
    theirs = client_of(liaison)
    form = reverse("halls:file_demand", args=[laid.pk])
    assert "近三个月 160 件" in theirs.get(form).content.decode()
    wrong = theirs.post(form, {"wish_weight": 1, "typed": "身份证补领，三十，12"})
    assert wrong.status_code == 422 and "应为数字" in wrong.content.decode()
    made = theirs.post(form, {"wish_weight": 1, "line": "police", "typed": "身份证补领，30，12"}, follow=True)
    assert "部门填报" in made.content.decode()
    demand = SpaceDemand.objects.get()
    keeper = client_of(hall_manager)
    returned = keeper.post(reverse("halls:move_demand", args=[demand.pk, "return"]))
    assert returned.status_code == 422 and "退回理由" in returned.content.decode()
    keeper.post(reverse("halls:move_demand", args=[demand.pk, "check"]))
    demand.refresh_from_db()
    assert demand.status_label == "已核对"
    page = keeper.post(reverse("halls:traits", args=[laid.pk]), {"walk-0": 5, "lines-0": ["police"], "walk-1": 60})
    assert page.status_code == 302 and laid.traits.get(floor="一楼").walk == 5
    bureau = client_of(officer)
    asked = {"title": "方案一", "day": DAY, "sizing": "need", "limit_minutes": 15, "limit_percent": 80, "seconds": 9,
             "days": 2, **{f"weight_{code}": 5 for code in SOFT}}  # fmt: skip
    answer = bureau.post(reverse("halls:request_arrangement", args=[laid.pk]), asked, follow=True)
    plan = Arrangement.objects.get()
    assert plan.status == QUEUED and "排队中" in answer.content.decode()
    assert {row.rule: row.weight for row in plan.weights.all()}["walk"] == 5
    bureau.post(reverse("halls:cancel_arrangement", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.status == CANCELLED
