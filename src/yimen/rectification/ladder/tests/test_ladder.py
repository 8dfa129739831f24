"""The ladder's days: one person proposes, another confirms, and only measures taken from then on follow."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import due
from yimen.ledger.models import Event
from yimen.people.models import Region, User
from yimen.rectification.ladder import queries, services
from yimen.rectification.ladder.models import LadderChange
from yimen.rectification.models import Order
from yimen.rectification.pressing import services as pressing
from yimen.rectification.pressing.models import Escalation
from yimen.rectification.pressing.queries import cools_until
from yimen.rectification.referral.dossier import as_table
from yimen.rectification.tests.test_referral import TODAY, order

__all__ = ["order"]
pytestmark = pytest.mark.django_db
REASON = "本县督办办法第五条规定提醒函三个工作日内答复"
PAGE = "/rectification/ladder/"


def proposed(officer: User, name: str = "finish_days", value: int = 3) -> LadderChange:
    return services.propose(by=officer, rung="reminder", name=name, value=value, reason=REASON)


def given_until(days: int) -> date:
    found = due(TODAY, days)
    assert found
    return found.on


def test_a_confirmed_change_gives_the_next_letter_other_days_and_no_letter_before(
    order: Order, officer: User, leader: User, neighbour: Region
) -> None:
    change = proposed(officer)
    assert queries.ladder_of(order.region_id)[0].finish_days == 5, "a proposal alone changes nothing"
    first = pressing.escalate(by=None, order=order, day=TODAY)
    services.confirm(by=leader, change=change, words="同意")
    first.refresh_from_db()
    assert first.finish_by == given_until(5), "a day that was given stays"
    Escalation.objects.filter(pk=first.pk).delete()  # as if it had not been sent, to send it anew
    assert pressing.escalate(by=None, order=order, day=TODAY).finish_by == given_until(3)
    assert queries.ladder_of(neighbour.pk)[0].finish_days == 5, "of its own county only"
    kinds = Event.objects.filter(kind__contains="ladder").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["rectification.ladder_proposed", "rectification.ladderchange.confirm"]
    told = list(csv.DictReader(io.StringIO(as_table(order.region_id).decode())))
    assert (told[0]["finish_days"], told[1]["finish_days"]) == ("3", "10"), "a sealed file shows the days that held"


def test_days_to_cool_are_those_of_the_day_on_which_it_was_decided(
    order: Order, officer: User, leader: User, liaison: User, make_user: Any
) -> None:
    second = make_user("second", "officer", order.region, officer.department)
    step = pressing.escalate(by=None, order=order, day=TODAY)
    step = pressing.dispute(by=liaison, step=step, text="已于期限内口头报告")
    step = pressing.settle_dispute(by=second, step=step, lifted=False, decision="没有书面记录")
    Escalation.objects.filter(pk=step.pk).update(finish_by=TODAY)
    step.refresh_from_db()
    before = cools_until(step)
    services.confirm(by=leader, change=proposed(officer, "cool_days", 20))
    assert cools_until(step) == before, "decided before the change"
    Escalation.objects.filter(pk=step.pk).update(status_at=timezone.now() + timedelta(minutes=1))
    step.refresh_from_db()
    assert cools_until(step) > before


def test_two_people_stand_behind_every_change(officer: User, leader: User, liaison: User, make_user: Any) -> None:
    change = proposed(officer)
    with pytest.raises(Refused, match="另一人确认"):
        services.confirm(by=officer, change=change)
    with pytest.raises(IntegrityError), transaction.atomic():
        LadderChange.objects.filter(pk=change.pk).update(status="confirmed", decided_by=officer)
    with pytest.raises(Refused, match="只有提出人"):
        services.withdraw(by=leader, change=change)
    with pytest.raises(Refused, match="决定意见"):
        services.decline(by=leader, change=change, words=" ")
    with pytest.raises(Conflict, match="等待确认"):
        proposed(officer, value=4)
    services.withdraw(by=officer, change=change)
    for words, more in (
        ("相同", {"value": 5}), ("1 至 60", {"value": 61}),
        ("没有这一级", {"rung": "fine"}), ("理由", {"reason": "快"}),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            services.propose(**{"by": officer, "rung": "reminder", "name": "finish_days", "value": 4, "reason": REASON}
                             | more)  # fmt: skip
    with pytest.raises(Refused, match="业务人员"):
        proposed(liaison)


def test_the_page_shows_the_whole_way_and_each_one_only_his_own_step(
    officer: User, leader: User, liaison: User, neighbour_officer: User, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    desk, top = client_of(officer), client_of(leader)
    asked = {"days": "supervision.finish_days", "value": "7", "reason": REASON}
    assert desk.post(f"{PAGE}propose/", {**asked, "value": "0"}).status_code == 422
    assert "已提出" in desk.post(f"{PAGE}propose/", asked, follow=True).content.decode()
    change = LadderChange.objects.get()
    with django_assert_max_num_queries(20):
        page = top.get(PAGE).content.decode()
    assert "第 50 个工作日走完全程" in page and "待确认" in page
    assert 'value="confirm"' in page and 'value="withdraw"' not in page
    own = desk.get(PAGE).content.decode()
    assert 'value="withdraw"' in own and 'value="confirm"' not in own
    read = client_of(liaison).get(PAGE).content.decode().split("<main", 1)[1].split("</main>")[0]
    assert "从提醒到移交" in read and "<form" not in read, "departments read it and change nothing"
    address = f"{PAGE}{change.pk}/decide/"
    assert client_of(neighbour_officer).post(address, {"move": "confirm"}).status_code == 404
    assert "从现在起生效" in top.post(address, {"move": "confirm", "words": "同意"}, follow=True).content.decode()
    assert "第 47 个工作日走完全程" in desk.get(PAGE).content.decode()
