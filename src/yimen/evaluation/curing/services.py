"""Verbs on bad ratings: from the first call to the second rating. Nobody decides on what his own department did."""

from datetime import date
from typing import Any

from django.utils import timezone

from yimen.cases.handling.services.shared import words
from yimen.common.errors import Refused
from yimen.common.workdays import day_received
from yimen.evaluation.curing.findings import raise_finding
from yimen.evaluation.curing.models import BadRating, CallBack
from yimen.evaluation.curing.queries import involved, people_of, visible_bad_ratings
from yimen.evaluation.curing.states import BAD_RATING, WAITING
from yimen.evaluation.deadlines import last_day
from yimen.evaluation.models import Rating
from yimen.evaluation.queries import names_of, terms_of
from yimen.evaluation.redaction import redacted
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Staff, User

TRIES = 2
"""So many calls on different days before somebody counts as out of reach."""


def _seen(by: User, thing: BadRating) -> None:
    """Nothing. Errors: Refused for what the account may not see, and for one of its own department."""
    if not visible_bad_ratings(by).filter(pk=thing.pk).exists():
        raise Refused("这条差评不归您办理。")
    if by.department_id == thing.department_id:
        raise Refused("任何人不得处理对本部门的差评，请交其他人员办理。")


@ledger.mutation("evaluation.bad_rating_opened")
def open_bad(*, rating: Rating) -> BadRating:
    """The bad rating, waiting to be called back within the county's working days."""
    days = terms_of(rating.region).call_days
    thing = BadRating.objects.create(
        rating=rating,
        region=rating.region,
        department=rating.department,
        call_due=last_day(day_received(rating.rated_at), days),
        **begin(BAD_RATING, by=None),
    )
    facts = {"call_due": thing.call_due.isoformat()}
    ledger.record(chain=thing.region_id, kind="evaluation.bad_rating_opened", by=None, changed=[thing], facts=facts)
    return thing


@ledger.mutation("evaluation.bad_rating_taken")
def take(*, by: User, thing: BadRating) -> BadRating:
    """The bad rating, for whose call the account is answerable by name from now on. Errors: Refused."""
    _seen(by, thing)
    if BadRating.objects.filter(pk=thing.pk, status=WAITING).update(handler=by) != 1:
        raise Refused("这条差评已经回访过，不用再领办。")
    thing.refresh_from_db()
    ledger.record(chain=thing.region_id, kind="evaluation.bad_rating_taken", by=by, changed=[thing])
    return thing


@ledger.mutation(BAD_RATING.event("call"), BAD_RATING.event("give_up"), "evaluation.call_missed")
def call_back(*, by: User, thing: BadRating, reached: bool, text: str) -> BadRating:
    """The bad rating with one more call. Reached, it is to be verified; missed on two days, its rater is out of reach.

    Errors: Refused without words on the call.
    """
    _seen(by, thing)
    now = timezone.now()
    call = CallBack.objects.create(bad_rating=thing, at=now, by=by, reached=reached, words=words(text, "回访情况"))
    stamp: dict[str, Any] = {"called_at": now, "called_by": by}
    if reached:
        return advance(thing, "call", by=by, chain=thing.region_id, also=[call], **stamp)
    missed = {timezone.localdate(each) for each in thing.calls.filter(reached=False).values_list("at", flat=True)}
    if len(missed) >= TRIES and thing.status == WAITING:
        return advance(thing, "give_up", by=by, chain=thing.region_id, also=[call], **stamp)
    ledger.record(chain=thing.region_id, kind="evaluation.call_missed", by=by, changed=[call])
    return thing


@ledger.mutation(BAD_RATING.event("verify"))
def verify(*, by: User, thing: BadRating, demand: str, hard: bool, day: date | None = None) -> BadRating:
    """The bad rating found true (属实), given to its department to be put right: nothing in the demand tells the rater.

    Names, numbers and times are taken out of the demand; the item is named only where enough people had it handled.
    One that says the matter was done outside the hall becomes a finding (疑点). Errors: Refused.
    """
    _seen(by, thing)
    today, terms = day or timezone.localdate(), terms_of(thing.region)
    told = redacted(words(demand, "整改要求"), _names(thing))
    people, _ = people_of(thing.rating.item_id, today)
    finding, held = raise_finding(thing, by=by, day=today, least=terms.group_least)
    return advance(
        thing,
        "verify",
        by=by,
        chain=thing.region_id,
        facts={"hard": hard, "finding": finding.pk if finding else None},
        judged_at=timezone.now(),
        judged_by=by,
        demand=told,
        hard=hard,
        item=thing.rating.item if people >= terms.group_least else None,
        right_due=last_day(today, terms.hard_days if hard else terms.right_days),
        finding=finding,
        finding_held=held,
    )


def _names(thing: BadRating) -> list[str]:
    staff = Staff.objects.filter(department=thing.department_id).values_list("name", flat=True)
    return [*names_of([thing.rating.case_id]).get(thing.rating.case_id, []), *staff]


@ledger.mutation(BAD_RATING.event("set_aside"))
def set_aside(*, by: User, thing: BadRating, judgement: str) -> BadRating:
    """The bad rating found untrue (不属实) by somebody else than who called. It stays, and is counted apart."""
    _seen(by, thing)
    if by.pk == thing.called_by_id:
        raise Refused("认定不属实须由回访人以外的人员复核。")
    return advance(
        thing, "set_aside", by=by, chain=thing.region_id, judgement=words(judgement, "不属实的依据", 5),
        judged_at=timezone.now(), judged_by=by,
    )  # fmt: skip


@ledger.mutation(BAD_RATING.event("put_right"))
def put_right(*, by: User, thing: BadRating, text: str) -> BadRating:
    """The bad rating with what the department did about it. Errors: Refused for others and for who handled the case."""
    if by.department_id != thing.department_id:
        raise Refused("只有责任部门的联络员可以提交整改结果。")
    if by.pk in involved(thing.rating.case_id):
        raise Refused("经办过有关办件的人员不能就此答复，请由本部门其他人员办理。")
    return advance(
        thing, "put_right", by=by, chain=thing.region_id, righted=words(text, "整改结果", 5),
        righted_at=timezone.now(), righted_by=by,
    )  # fmt: skip


@ledger.mutation(BAD_RATING.event("send_back"))
def send_back(*, by: User, thing: BadRating, text: str, day: date | None = None) -> BadRating:
    """The bad rating back at its department, with what is still wanting and the days for it."""
    _seen(by, thing)
    today = day or timezone.localdate()
    demand = f"{thing.demand}\n退回：{redacted(words(text, '退回的理由', 5), _names(thing))}"
    return advance(
        thing, "send_back", by=by, chain=thing.region_id, demand=demand,
        right_due=last_day(today, terms_of(thing.region).right_days),
    )  # fmt: skip


@ledger.mutation(BAD_RATING.event("feed_back"))
def feed_back(*, by: User, thing: BadRating, text: str) -> BadRating:
    """The bad rating, whose rater was told what was done; he can rate once more from now on."""
    _seen(by, thing)
    return advance(
        thing, "feed_back", by=by, chain=thing.region_id, fed_back=words(text, "反馈内容", 5),
        fed_back_at=timezone.now(),
    )  # fmt: skip


@ledger.mutation(BAD_RATING.event("rerate"))
def rerate(*, by: User | None, rating: Rating) -> BadRating:
    """The bad rating whose rater rated the same service once more."""
    thing = BadRating.objects.select_related("region").get(rating__case=rating.case_id, rating__service=rating.service)
    return advance(thing, "rerate", by=by, chain=thing.region_id, again=rating)


@ledger.mutation(BAD_RATING.event("close"))
def close(*, by: User, thing: BadRating, judgement: str) -> BadRating:
    """The bad rating, closed without a second rating: its rater was told and said no more, or is out of reach."""
    _seen(by, thing)
    return advance(thing, "close", by=by, chain=thing.region_id, judgement=words(judgement, "办结说明", 5))
