"""Many cases at once: the rehearsal says what would happen to each, then it does, and is undone where it may be."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.bundles import queries, services
from yimen.cases.bundles.models import Bundle
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.papers.services import issue_all
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.ledger.models import Event
from yimen.people.models import Department, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("window")]


@pytest.fixture
def three(clerk: User, approver: User, version: ItemVersion) -> list[Dossier]:
    """Two cases under examination and one that waits for its decision."""
    under = [house.accepted(clerk, version, house.MORNING + timedelta(minutes=n)) for n in (0, 1)]
    return [*under, house.at_decision(clerk, approver, version)]


def passed(by: User, cases: list[Dossier]) -> Bundle:
    return services.plan(by=by, act="pass", keys=[each.pk for each in cases], opinion="材料齐全，符合条件")


def steps(cases: list[Dossier]) -> list[str]:
    return [each.steps.get(closed_at__isnull=True).name for each in cases]


def outcomes(bundle: Bundle) -> list[str]:
    return [each.outcome for each in bundle.cases.all()]


def test_the_rehearsal_changes_nothing_and_says_what_would_become_of_each(approver: User, three: list[Dossier]) -> None:
    before = (steps(three), list(Dossier.objects.values()), Event.objects.exclude(kind="cases.bundle_planned").count())
    first, _, last = passed(approver, three).cases.all()
    assert "决定" in first.foreseen and approver.display_name in first.foreseen and not first.hindrance
    assert "请作出准予或不予的决定" in last.hindrance and not last.foreseen
    after = (steps(three), list(Dossier.objects.values()), Event.objects.exclude(kind="cases.bundle_planned").count())
    assert after == before


def test_what_moved_on_since_the_rehearsal_is_left_alone(approver: User, three: list[Dossier]) -> None:
    bundle = passed(approver, three)
    handling.pass_step(by=approver, dossier=three[1], opinion="本人先行审查通过")
    bundle = services.carry_out(by=approver, bundle=bundle)
    assert outcomes(bundle) == ["done", "left", "left"]
    assert "有了变化" in bundle.cases.all()[1].remark
    with pytest.raises(Conflict):
        services.carry_out(by=approver, bundle=bundle)


def test_undoing_takes_back_only_what_nobody_has_gone_on_with(head: User, approver: User, three: list[Dossier]) -> None:
    bundle = services.carry_out(by=approver, bundle=passed(approver, three[:2]))
    handling.decide(by=approver, dossier=Dossier.objects.get(pk=three[1].pk), granted=True, outcome="准予许可")
    with pytest.raises(Refused, match="只有预演的人"):
        services.undo(by=head, bundle=bundle)
    bundle = services.undo(by=approver, bundle=bundle)
    assert (outcomes(bundle), bundle.status) == (["undone", "done"], "undone")
    assert steps(three[:1]) == [bundle.cases.all()[0].step.name]  # type: ignore[union-attr]
    assert "不能撤销" in bundle.cases.all()[1].remark
    assert three[0].steps.filter(outcome="returned").exists(), "the step back stands in the case's own history"


def test_a_consultation_sent_since_holds_a_passed_step(approver: User, three: list[Dossier], tax: Department) -> None:
    bundle = services.carry_out(by=approver, bundle=passed(approver, three[:1]))
    handling.consult(by=approver, dossier=three[0], department=tax, question="请核实是否欠缴税款", days=5)
    with pytest.raises(Refused, match="每一件都已经往下办理"):
        services.undo(by=approver, bundle=bundle)


def test_cases_are_given_to_a_colleague_and_come_back_to_whom_they_were_taken_from(
    head: User, approver: User, clerk: User, three: list[Dossier]
) -> None:
    keys = [each.pk for each in three]
    refused = services.plan(by=head, act="assign", keys=keys, target=clerk).cases.all()
    assert all("没有办理这一步的权限" in each.hindrance for each in refused)
    bundle = services.carry_out(by=head, bundle=services.plan(by=head, act="assign", keys=keys, target=head))
    assert {each.holder for each in Dossier.objects.all()} == {head}
    with pytest.raises(Refused, match="没有一件"):  # another one's case is given away by the head alone
        services.carry_out(by=approver, bundle=services.plan(by=approver, act="assign", keys=keys, target=approver))
    services.undo(by=head, bundle=bundle)
    assert {each.holder for each in Dossier.objects.all()} == {approver}


def test_files_are_archived_together_and_stay_so(clerk: User, approver: User, version: ItemVersion) -> None:
    case = house.delivered(clerk, approver, version)
    issue_all(by=clerk, dossier=case)
    bundle = services.carry_out(by=clerk, bundle=services.plan(by=clerk, act="archive", keys=[case.pk]))
    assert Dossier.objects.get().status == "archived"
    with pytest.raises(Refused, match="不能撤回"):
        services.undo(by=clerk, bundle=bundle)


def test_nobody_bundles_what_is_not_his_or_too_much(
    approver: User, clerk: User, make_user: Any, tax: Department, three: list[Dossier]
) -> None:
    stranger = make_user("tax_approver", "approver", tax.region, tax)
    with pytest.raises(Refused, match="不归本部门"):
        services.plan(by=stranger, act="take", keys=[three[0].pk])
    with pytest.raises(Refused, match="角色没有"):
        passed(clerk, three)
    for keys in ([], list(range(51))):
        with pytest.raises(Refused, match="最多 50 件"):
            services.plan(by=approver, act="take", keys=keys)
    with pytest.raises(Refused, match="选择转给谁"):
        services.plan(by=approver, act="assign", keys=[three[0].pk])


def test_the_whole_way_on_the_pages(
    approver: User, three: list[Dossier], client_of: Any, make_user: Any, tax: Department
) -> None:
    client = client_of(approver)
    assert "预演勾选的" in client.get(reverse("cases:work")).content.decode()
    told = {"act": "pass", "opinion": "材料齐全", "which": "shown", "shown": [each.pk for each in three]}
    address = client.post(reverse("cases:bundles"), told).headers["Location"]
    page = client.get(address).content.decode()
    assert "2 件可以办，1 件办不了" in page and "董义之" not in page
    assert client.post(address, {"press": "carry_out"}).headers["Location"] == address
    assert "已办 2 件，未办 1 件" in client.get(address).content.decode()
    client.post(address, {"press": "undo"})
    assert "已撤销 2 件" in client.get(address).content.decode()
    assert client.post(address, {"press": "undo"}).status_code == 409
    assert "已撤销" in client.get(reverse("cases:bundles")).content.decode()
    assert not queries.visible_to(make_user("tax_head", "head", tax.region, tax)).exists()


def test_a_bundle_costs_the_same_however_many_cases_it_has(
    approver: User, clerk: User, version: ItemVersion, three: list[Dossier], client_of: Any
) -> None:
    client = client_of(approver)

    def cost(bundle: Bundle) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("cases:bundle", args=[bundle.pk])).status_code == 200
        return len(captured)

    cost(passed(approver, three[:1]))
    assert cost(passed(approver, three[:1])) == cost(passed(approver, three))
