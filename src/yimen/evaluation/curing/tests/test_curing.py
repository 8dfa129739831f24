"""A bad rating is called back, verified, put right, fed back and rated again; late ones are named."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.evaluation import queries, services
from yimen.evaluation.curing import services as curing
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.curing.queries import chosen_bad_ratings, deadline_of, overdue
from yimen.evaluation.rules import Service
from yimen.evaluation.tests import scenes
from yimen.ledger.models import Event
from yimen.people.models import Region, User
from yimen.rectification.models import Finding

pytestmark = pytest.mark.django_db


def test_the_whole_way_leaves_an_event_for_each_step(delivered: Dossier, officer: User, liaison: User) -> None:
    thing = scenes.fed_back(officer, liaison, scenes.bad(delivered))
    assert [(each.service, each.turn) for each in queries.chances(delivered, datetime.now(UTC))] == [
        ("reception", 1), ("delivery", 2),
    ]  # fmt: skip
    again = scenes.rated(delivered, service=Service.DELIVERY)
    thing.refresh_from_db()
    assert (thing.status, thing.again, again.turn) == ("rerated", again, 2)
    kinds = (
        Event.objects.filter(kind__startswith="evaluation.badrating.").order_by("seq").values_list("kind", flat=True)
    )
    steps = [kind.rsplit(".", 1)[-1] for kind in kinds]
    assert steps == ["call", "verify", "put_right", "feed_back", "rerate"]


@pytest.mark.parametrize(
    ("rated", "call", "verified", "right"),
    [
        # A Friday evening: one working day is Monday. Verified on Monday: five working days are the Monday after.
        (datetime(2026, 6, 5, 20, tzinfo=SHANGHAI), date(2026, 6, 8), date(2026, 6, 8), date(2026, 6, 15)),
        # The last day before 国庆节 2025 (October 1 to 8): the first day after it.
        (datetime(2025, 9, 30, 16, tzinfo=SHANGHAI), date(2025, 10, 9), date(2025, 10, 9), date(2025, 10, 15)),
    ],
)
def test_deadlines_are_working_days_of_the_calendar(
    clerk: User, approver: User, officer: User, make_user: Any, police: Any, rated: datetime, call: date,
    verified: date, right: date,
) -> None:  # fmt: skip
    with time_machine.travel(rated):
        scenes.window_of(clerk)
        dossier = scenes.delivered(clerk, approver, house.version_of(police, "I9", "instant"))
        thing = scenes.bad(dossier)
    assert thing.call_due == call
    with time_machine.travel(datetime.combine(verified, datetime.min.time(), SHANGHAI) + timedelta(hours=9)):
        thing = scenes.righting(officer, thing)
    assert thing.right_due == right


def test_a_difficult_one_has_the_countys_longer_time(delivered: Dossier, officer: User, county: Region) -> None:
    services.set_terms(by=officer, region=county, right_days=3, hard_days=10)
    thing = scenes.called(officer, scenes.bad(delivered))
    day = date(2026, 6, 8)
    assert curing.verify(by=officer, thing=thing, demand=scenes.DEMAND, hard=True, day=day).right_due == date(
        2026, 6, 23
    )


def test_what_is_late_is_named_with_the_day(delivered: Dossier, officer: User, liaison: User) -> None:
    thing = scenes.bad(delivered)
    late = thing.call_due + timedelta(days=1)
    assert list(overdue(BadRating.objects.all(), thing.call_due)) == []
    assert list(chosen_bad_ratings(officer, {"status": "late"}, late)) == [thing]
    told = deadline_of(thing, late)
    assert told is not None and told.late and told.words.startswith("营商局（尚未领办） 逾期")
    thing = curing.take(by=officer, thing=thing)
    told = deadline_of(thing, late)
    assert told is not None and told.words.startswith(str(officer))
    thing = scenes.righting(officer, thing)
    told = deadline_of(thing, thing.right_due + timedelta(days=4))
    assert told is not None and told.late and told.words.startswith("公安局")


def test_only_missed_calls_on_two_days_make_somebody_out_of_reach(delivered: Dossier, officer: User) -> None:
    thing = scenes.bad(delivered)
    for _ in range(3):
        thing = curing.call_back(by=officer, thing=thing, reached=False, text="无人接听")
    assert thing.status == "waiting"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        thing = curing.call_back(by=officer, thing=thing, reached=False, text="关机")
    assert (thing.status, thing.calls.count()) == ("unreachable", 4)


def test_who_called_cannot_himself_find_it_untrue_and_it_stays_where_it_is(
    delivered: Dossier, officer: User, second_officer: User
) -> None:
    thing = scenes.called(officer, scenes.bad(delivered))
    with pytest.raises(Refused, match="以外的人员"):
        curing.set_aside(by=officer, thing=thing, judgement="监控录像显示没有此事")
    thing = curing.set_aside(by=second_officer, thing=thing, judgement="监控录像显示没有此事")
    assert thing.status == "unfounded"
    assert queries.counted(queries.visible_ratings(officer)).count() == 1


def test_nobody_handles_a_bad_rating_of_his_own_department_or_case(
    delivered: Dossier, make_user: Any, officer: User, liaison: User, clerk: User
) -> None:
    thing = scenes.bad(delivered)
    own = make_user("police_officer", "officer", delivered.region, delivered.department)
    with pytest.raises(Refused):
        curing.call_back(by=own, thing=thing, reached=True, text="没有问题")
    thing = scenes.righting(officer, thing)
    with pytest.raises(Refused, match="经办过"):
        curing.put_right(by=clerk, thing=thing, text="我没有错，不用整改")
    assert curing.put_right(by=liaison, thing=thing, text="已公示材料清单").status == "righted"


def test_a_step_out_of_turn_is_refused(delivered: Dossier, officer: User) -> None:
    with pytest.raises(Conflict):
        curing.feed_back(by=officer, thing=scenes.bad(delivered), text="已经告诉他了")


def test_the_demand_tells_nothing_of_the_rater(delivered: Dossier, officer: User) -> None:
    thing = scenes.called(officer, scenes.bad(delivered))
    demand = f"董义之6月3日来办{delivered.number}，电话13800000000，要一次性告知材料"
    thing = curing.verify(by=officer, thing=thing, demand=demand, hard=False)
    for telling in ("董义之", "6月3日", delivered.number, "13800000000"):
        assert telling not in thing.demand
    assert "要一次性告知材料" in thing.demand
    assert thing.item is None  # one case a year would be a name


def test_what_was_done_outside_the_hall_becomes_a_finding_that_tells_nobody(delivered: Dossier, officer: User) -> None:
    scenes.history(delivered, 12)
    thing = scenes.righting(officer, scenes.bad(delivered, ("104", "106")))
    finding = Finding.objects.get()
    assert thing.finding == finding and finding.kind == "bypassed" and finding.status == "raised"
    assert finding.source.startswith("evaluation:rating:") and finding.subject == "I1"
    assert "104" in finding.seen and "13 件办件" in finding.seen and finding.innocent
    for telling in (delivered.number, "董义之", "跑了三趟"):
        assert telling not in finding.seen


def test_with_few_cases_of_the_item_no_finding_gives_the_rater_away(delivered: Dossier, officer: User) -> None:
    thing = scenes.righting(officer, scenes.bad(delivered, ("106",)))
    assert not Finding.objects.exists()
    assert "不足 10 件" in thing.finding_held


def test_other_complaints_are_no_finding_and_an_open_one_is_not_raised_twice(
    clerk: User, approver: User, delivered: Dossier, officer: User
) -> None:
    scenes.history(delivered, 12)
    scenes.righting(officer, scenes.bad(delivered, ("115",)))
    assert not Finding.objects.exists()
    for number in (1, 2):
        scenes.righting(officer, scenes.bad(scenes.delivered(clerk, approver, delivered.version, number), ("106",)))
    assert Finding.objects.count() == 1


def test_the_pages_lead_through_the_whole_way(delivered: Dossier, officer: User, liaison: User, client_of: Any) -> None:
    thing, bureau, department = scenes.bad(delivered), client_of(officer), client_of(liaison)

    def press(client: Any, verb: str, **given: str) -> None:
        answer = client.post(reverse(f"evaluation:bad_{verb}", args=[thing.pk]), given)
        assert answer.status_code == 302, answer.content.decode()[-2000:]

    assert department.get(reverse("evaluation:bad_rating", args=[thing.pk])).status_code == 404
    press(bureau, "call", reached="yes", text="本人说窗口让他到局里去")
    press(bureau, "verify", text=scenes.DEMAND)
    assert scenes.DEMAND[:10] in department.get(reverse("evaluation:bad_rating", args=[thing.pk])).content.decode()
    refused = department.post(reverse("evaluation:bad_put_right", args=[thing.pk]), {"text": "好"})
    assert refused.status_code == 422
    press(department, "put_right", text="已重新培训窗口人员")
    press(bureau, "feed_back", text="已电话告知")
    press(bureau, "rerate", grade="good", text="这次很快")
    thing.refresh_from_db()
    assert (thing.status, thing.again.channel) == ("rerated", "call")
    at, judged = reverse("evaluation:bad_rating", args=[thing.pk]), "核实：属实，交部门整改"
    assert (judged in bureau.get(at).content.decode(), judged in department.get(at).content.decode()) == (True, False)
