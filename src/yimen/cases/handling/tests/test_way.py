"""The way of a case from the window to the archive, and what the law makes of silence."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from yimen.cases.archiving import services as archiving
from yimen.cases.handling import services
from yimen.cases.handling.models import Dossier, Step
from yimen.cases.handling.services.receiving import Application
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.cases.papers.services import issue_all
from yimen.cases.plans import services as plans
from yimen.cases.plans.services import Planned
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Window
from yimen.ledger.models import Event
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db


def steps_of(dossier: Dossier) -> list[tuple[str, str]]:
    return list(Step.objects.filter(dossier=dossier).order_by("pk").values_list("kind", "outcome"))


def test_a_case_goes_from_the_window_to_the_archive(
    clerk: User, approver: User, window: Window, version: ItemVersion
) -> None:
    dossier = house.delivered(clerk, approver, version)
    issue_all(by=clerk, dossier=dossier, editable=False)
    dossier = archiving.archive(by=clerk, dossier=dossier, retention_years=10)
    case = dossier.case
    assert dossier.status == "archived"
    assert steps_of(dossier) == [("review", "passed"), ("decide", "passed")]
    assert case.received_at == case.accepted_at == case.recorded_at == house.MORNING
    assert (case.result, case.channel, case.window_code, case.terminal) == ("granted", "window", "W01", house.TERMINAL)
    assert case.decided_at is not None and case.finished_at is not None
    assert "材料　身份证明" in dossier.archive.contents and "准予决定书" in dossier.archive.contents


def test_each_step_stands_in_the_ledger_once(clerk: User, approver: User, window: Window, version: ItemVersion) -> None:
    before = Event.objects.count()
    house.delivered(clerk, approver, version)
    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))[before:]
    assert kinds == ["cases.received", "cases.dossier.accept", "cases.step_passed", "cases.dossier.decide",
                     "cases.dossier.deliver"]  # fmt: skip


def test_an_item_on_the_spot_is_decided_at_once(
    clerk: User, approver: User, window: Window, instant: ItemVersion
) -> None:
    dossier = house.accepted(clerk, instant)
    services.decide(by=approver, dossier=dossier, granted=True, outcome="准予登记")
    assert steps_of(dossier) == [("decide", "passed")]


def test_the_steps_of_an_item_are_data(
    clerk: User, approver: User, officer: User, window: Window, version: ItemVersion
) -> None:
    steps = [Planned("review", "初审", 3), Planned("site", "现场核查", 5), Planned("decide", "决定")]
    with time_machine.travel(house.MORNING, tick=False):
        plans.set_steps(by=officer, version=version, steps=steps, valid_from=house.DAY)
    dossier = house.accepted(clerk, version)
    services.pass_step(by=approver, dossier=dossier, opinion="齐全")
    services.send_back(by=approver, dossier=dossier, opinion="照片不清楚，请重新初审")
    services.pass_step(by=approver, dossier=dossier, opinion="已补照片")
    with pytest.raises(Refused, match="现在是“现场核查”环节"):
        services.decide(by=approver, dossier=dossier, granted=True, outcome="准予")
    services.pass_step(by=approver, dossier=dossier, opinion="现场符合要求")
    services.decide(by=approver, dossier=dossier, granted=True, outcome="准予")
    assert [outcome for _, outcome in steps_of(dossier)] == ["passed", "returned", "passed", "passed", "passed"]


def test_what_is_missing_is_asked_for_once(clerk: User, window: Window, version: ItemVersion) -> None:
    with time_machine.travel(house.MORNING + timedelta(hours=2), tick=False):
        dossier = services.ask_once(
            by=clerk, dossier=house.received(clerk, version).dossier, missing="缺少经营场所证明一份"
        )
        dossier = services.supplement(by=None, dossier=dossier, papers=[services.Handed("经营场所证明")])
        assert dossier.papers.get(after_asked=True).name == "经营场所证明"
        with pytest.raises(Refused, match="只能一次性告知"):
            services.ask_once(by=clerk, dossier=dossier, missing="还缺一份别的材料")


def test_told_too_late_counts_as_accepted_on_the_day_the_materials_came(
    clerk: User, window: Window, version: ItemVersion
) -> None:
    """行政许可法 32(4): received Thursday 1 June, so the fifth working day is 8 June."""
    dossier = house.received(clerk, version).dossier
    with time_machine.travel(datetime(2023, 6, 8, 23, 0, tzinfo=SHANGHAI), tick=False), pytest.raises(Refused):
        services.deem_accepted(dossier=dossier)
    with time_machine.travel(datetime(2023, 6, 9, 0, 30, tzinfo=SHANGHAI), tick=False):
        with pytest.raises(Refused, match="视为受理"):
            services.ask_once(by=clerk, dossier=dossier, missing="缺少经营场所证明一份")
        dossier = services.deem_accepted(dossier=dossier)
    assert dossier.deemed
    assert dossier.case.accepted_at == house.MORNING


def test_the_decision_waits_for_the_departments_that_were_asked(
    clerk: User, approver: User, make_user: Any, tax: Department, window: Window, version: ItemVersion
) -> None:
    dossier = house.at_decision(clerk, approver, version)
    question = services.consult(by=approver, dossier=dossier, department=tax, question="是否欠缴税款", days=5)
    with pytest.raises(Refused, match="税务局还没有答复"):
        services.decide(by=approver, dossier=dossier, granted=True, outcome="准予")
    with pytest.raises(Refused, match="只有被征求意见的部门"):
        services.answer_consultation(by=approver, consultation=question, agrees=True, opinion="没有")
    answering = make_user("tax_approver", "approver", tax.region, tax)
    services.answer_consultation(by=answering, consultation=question, agrees=True, opinion="没有欠税")
    with pytest.raises(Conflict):
        services.answer_consultation(by=answering, consultation=question, agrees=False, opinion="有欠税")
    assert services.decide(by=approver, dossier=dossier, granted=True, outcome="准予").status == "decided"


def test_no_decision_while_a_special_procedure_runs(
    clerk: User, approver: User, window: Window, version: ItemVersion
) -> None:
    dossier = house.at_decision(clerk, approver, version)
    pause = services.pause(by=approver, dossier=dossier, kind="experts", needed_days=15, told="组织专家评审")
    with pytest.raises(Refused, match="特别程序还没有结束"):
        services.decide(by=approver, dossier=dossier, granted=False, outcome="不符合规划，可依法申请复议")
    services.end_pause(by=approver, pause=pause, result="评审通过")
    assert services.decide(by=approver, dossier=dossier, granted=True, outcome="准予").status == "decided"


def test_only_the_head_extends_and_only_once(
    clerk: User, approver: User, head: User, window: Window, version: ItemVersion
) -> None:
    dossier = house.accepted(clerk, version)
    first = services.ask_extension(by=approver, dossier=dossier, days=10, reason="案情复杂，需要核查")
    with pytest.raises(Refused):
        services.settle_extension(by=approver, extension=first, approved=True)
    services.settle_extension(by=head, extension=first, approved=True)
    with pytest.raises(Conflict, match="只能延长一次"):
        services.ask_extension(by=approver, dossier=dossier, days=5, reason="还需要核查一次")


def test_of_two_decisions_at_once_one_is_too_late(
    clerk: User, approver: User, window: Window, version: ItemVersion
) -> None:
    first = house.at_decision(clerk, approver, version)
    second = Dossier.objects.get(pk=first.pk)
    services.decide(by=approver, dossier=first, granted=True, outcome="准予")
    with pytest.raises(Conflict):
        services.decide(by=approver, dossier=second, granted=False, outcome="不符合条件，可依法申请复议")


def test_a_withdrawn_case_leaves_no_open_step(clerk: User, window: Window, version: ItemVersion) -> None:
    dossier = services.withdraw(by=None, dossier=house.accepted(clerk, version), reason="暂时不办了")
    assert dossier.case.result == Case.Result.WITHDRAWN
    assert steps_of(dossier) == [("review", "stopped")]


@pytest.mark.parametrize(
    ("kind", "name", "number", "words"),
    [
        ("person", "董义之", "230522197905182015", "末位校验码不符"),
        ("person", "董义之", "91110000600037341L", "17位数字"),
        ("firm", "禾丰米业", "230522197905182014", "校验"),
        ("person", "", "230522197905182014", "申请人姓名"),
        ("other", "SMITH", "E12", "证件号码"),
    ],
)
def test_an_applicant_that_cannot_be_right_is_refused_with_the_reason(
    clerk: User, window: Window, version: ItemVersion, kind: str, name: str, number: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        house.received(clerk, version, applicant=services.Applicant(kind, name, number))
    assert not Case.objects.exists()


def test_a_number_typed_with_spaces_and_a_small_x_is_read_as_it_is_meant(
    clerk: User, window: Window, version: ItemVersion
) -> None:
    typed = services.Applicant("person", " 董义之 ", "110105 19491231 002x")
    case = house.received(clerk, version, applicant=typed).dossier.case
    assert (case.applicant_name, case.applicant_id) == ("董义之", "11010519491231002X")


def test_an_online_application_needs_nobody_at_a_window(version: ItemVersion) -> None:
    application = Application(version, house.PERSON, [house.PAPER], [("address", "住址", "友谊镇")])
    found = services.receive(by=None, application=application, channel=Case.Channel.ONLINE)
    assert found.dossier.received_by is None
    assert found.dossier.case.window_code == found.dossier.case.operator_code == ""
    assert found.dossier.answers.get().value == "友谊镇"


def test_ex_officio_and_cancelled_items_take_no_application(clerk: User, window: Window, police: Department) -> None:
    for code, element in (("X1", {"initiation": "ex_officio"}), ("X2", {"state": "cancelled"})):
        with pytest.raises(Refused, match="不接受申请"):
            house.received(clerk, house.version_of(police, code, **element))
