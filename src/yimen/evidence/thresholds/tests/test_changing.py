"""A threshold is changed by one person and confirmed by another, for runs from then on, and by nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.evidence import services as evidence
from yimen.evidence.models import Run
from yimen.evidence.tests.conftest import filled, make_run, own_folder, set_folder
from yimen.evidence.tests.making import FIRST, LAST
from yimen.evidence.thresholds import queries, services
from yimen.evidence.thresholds.models import ThresholdChange
from yimen.evidence.thresholds.rules import thresholds
from yimen.ledger.models import Event
from yimen.people.models import User

__all__ = ["filled", "make_run", "own_folder", "set_folder"]
REASON = "抽样复核的准确率只有八成五，低于目标。"


@pytest.fixture
def second(make_user: Any, county: Any, bureau: Any) -> User:
    """Another officer of the bureau."""
    return make_user("second", "officer", county, bureau)


@pytest.fixture
def proposed(officer: User) -> ThresholdChange:
    """A higher threshold of conviction, proposed."""
    return services.propose(by=officer, scope="engine", name="convict_at", value=0.95, reason=REASON)


def a_run(region: Any) -> Run:
    """A run asked for now; not kept."""
    return Run(region=region, period_from=FIRST, period_to=LAST, requested_at=timezone.now())


def test_a_proposal_alone_changes_nothing(proposed: ThresholdChange, county: Any) -> None:
    assert queries.parameters_for(a_run(county)) == {}
    assert proposed.before == 0.85


def test_nobody_confirms_his_own(proposed: ThresholdChange, officer: User) -> None:
    with pytest.raises(Refused, match="另一人确认"):
        services.confirm(by=officer, change=proposed)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThresholdChange.objects.filter(pk=proposed.pk).update(status="confirmed", decided_by=officer)


def test_a_second_person_confirms_for_runs_asked_for_from_then_on(
    proposed: ThresholdChange, county: Any, leader: User
) -> None:
    before = a_run(county)
    services.confirm(by=leader, change=proposed, words="同意")
    assert queries.parameters_for(before) == {}
    assert queries.parameters_for(a_run(county)) == {"engine": {"convict_at": 0.95}}
    kinds = Event.objects.filter(kind__contains="threshold").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["evidence.threshold_proposed", "evidence.thresholdchange.confirm"]
    with pytest.raises(Conflict):
        services.confirm(by=leader, change=proposed)


def test_a_run_asked_for_before_would_be_seen_to_follow(proposed: ThresholdChange, county: Any, leader: User) -> None:
    """The other way round: a run whose time of asking is later follows, so the moment is what decides."""
    services.confirm(by=leader, change=proposed)
    late = a_run(county)
    late.requested_at = timezone.now() + timedelta(days=1)
    assert queries.convicts_at(late) == 0.95
    late.requested_at = timezone.now() - timedelta(days=1)
    assert queries.convicts_at(late) == 0.85


def test_the_engine_gets_the_countys_threshold_and_the_report_and_page_say_so(
    filled: Any, officer: User, second: User, make_run: Any, client_of: Any
) -> None:
    for name, scope, value in (("grace_hour", "R22", 14), ("convict_at", "engine", 0.99)):
        change = services.propose(by=officer, scope=scope, name=name, value=value, reason=REASON)
        services.confirm(by=second, change=change)
    waiting = services.propose(by=officer, scope="engine", name="sure_at", value=0.9, reason=REASON)
    run = make_run(filled)
    assert run.status == "done", run.failure
    assert run.report["settings"]["convict_at"] == 0.99
    assert run.report["parameters"]["R22"]["grace_hour"] == 14
    assert run.report["settings"]["sure_at"] == 0.97
    assert [(each.scope, value) for each, value in queries.set_otherwise(run)] == [("engine", 0.99), ("R22", 14)]
    page = client_of(officer).get(reverse("evidence:run", args=[run.pk])).content.decode()
    assert "convict_at</span> = 0.99（自带 0.85）" in page
    services.confirm(by=second, change=waiting)
    run.refresh_from_db()
    assert queries.convicts_at(run) == 0.99  # what is confirmed later leaves a finished run as it is


@pytest.mark.parametrize(
    ("scope", "name", "value", "words"),
    [
        ("engine", "convict_at", 1.2, "应在"),
        ("engine", "convict_at", float("nan"), "应在"),
        ("engine", "convict_at", 0.85, "与现值相同"),
        ("R22", "grace_hour", 12.5, "整数"),
        ("R22", "unheard_of", 1, "没有这个参数"),
    ],
)
def test_a_value_out_of_range_is_refused(officer: User, scope: str, name: str, value: float, words: str) -> None:
    with pytest.raises(Refused, match=words):
        services.propose(by=officer, scope=scope, name=name, value=value, reason=REASON)


def test_a_change_needs_a_reason_and_the_right(officer: User, liaison: User, leader: User) -> None:
    with pytest.raises(Refused, match="理由"):
        services.propose(by=officer, scope="engine", name="convict_at", value=0.9, reason="太低")
    for user in (liaison, leader):
        with pytest.raises(Refused, match="可以提出"):
            services.propose(by=user, scope="engine", name="convict_at", value=0.9, reason=REASON)


def test_one_change_of_a_threshold_waits_at_a_time(proposed: ThresholdChange, second: User, officer: User) -> None:
    with pytest.raises(Conflict, match="已有一项"):
        services.propose(by=second, scope="engine", name="convict_at", value=0.9, reason=REASON)
    with pytest.raises(Refused, match="只有提出人"):
        services.withdraw(by=second, change=proposed)
    services.withdraw(by=officer, change=proposed)
    assert services.propose(by=second, scope="engine", name="convict_at", value=0.9, reason=REASON).before == 0.85


def test_who_disagrees_says_why(proposed: ThresholdChange, second: User) -> None:
    with pytest.raises(Refused, match="决定意见"):
        services.decline(by=second, change=proposed, words="")
    assert services.decline(by=second, change=proposed, words="样本太少").status == "declined"


def test_a_neighbour_neither_sees_nor_decides(
    proposed: ThresholdChange, neighbour_officer: User, client_of: Any
) -> None:
    with pytest.raises(Refused, match="只有本县"):
        services.confirm(by=neighbour_officer, change=proposed)
    assert not queries.visible_changes(neighbour_officer).exists()
    assert (
        client_of(neighbour_officer).post(reverse("evidence:confirm_threshold", args=[proposed.pk])).status_code == 404
    )


def test_every_parameter_of_every_rule_can_be_chosen_and_keeps_its_kind() -> None:
    found = {(each.scope, each.name): each for each in thresholds()}
    assert {("engine", "convict_at"), ("engine", "sure_at"), ("review", "least_precision")} <= set(found)
    for each in found.values():
        assert each.low <= each.value <= each.high
        assert isinstance(queries.as_number(each, each.value), int) == each.whole


def test_the_page_offers_each_what_he_may(
    proposed: ThresholdChange, officer: User, second: User, leader: User, inspector: User, client_of: Any
) -> None:
    def moves(user: User) -> list[str]:
        page = client_of(user).get(reverse("evidence:thresholds"))
        return [name for _, _, moves in page.context["rows"] for name, _, _ in moves]

    assert moves(officer) == ["withdraw"]
    assert moves(second) == moves(leader) == ["confirm", "decline"]
    assert moves(inspector) == []
    own = client_of(officer).post(reverse("evidence:confirm_threshold", args=[proposed.pk]))
    assert own.status_code == 422
    assert client_of(leader).post(reverse("evidence:confirm_threshold", args=[proposed.pk])).status_code == 302
    assert "已调整" in client_of(officer).get(reverse("evidence:thresholds")).content.decode()


def test_a_form_that_is_not_right_comes_back_with_words(officer: User, client_of: Any) -> None:
    client, address = client_of(officer), reverse("evidence:propose_threshold")
    answer = client.post(address, {"threshold": "engine.convict_at", "value": "高", "reason": ""})
    assert answer.status_code == 422
    asked = client.get(reverse("evidence:thresholds") + "?threshold=engine.convict_at&value=0.95").content.decode()
    assert 'value="0.95"' in asked
    good = {"threshold": "engine.convict_at", "value": "0.95", "reason": REASON}
    assert client.post(address, good).status_code == 302


def test_a_foreign_run_cannot_speak_for_a_change(officer: User, neighbour: Any, county: Any) -> None:
    run = evidence.request_run(by=None, region=neighbour, period_from=FIRST, period_to=LAST)
    with pytest.raises(Refused, match="不属于本县"):
        services.propose(by=officer, scope="engine", name="convict_at", value=0.9, reason=REASON, run=run)
