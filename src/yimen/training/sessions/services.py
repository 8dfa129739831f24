"""Verbs on sessions: planned, enrolled for, signed in at, held or called off. The only writers of them."""

import hmac
from datetime import datetime

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.ledger import services as ledger
from yimen.people.citizens.services import counted
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Staff, User
from yimen.people.queries import may, visible_staff
from yimen.training.courses.models import CourseVersion
from yimen.training.courses.services import allow
from yimen.training.sessions import queries
from yimen.training.sessions.models import CourseSession, Enrolment
from yimen.training.sessions.rules import TRIES_AN_HOUR
from yimen.training.sessions.states import PLANNED, SESSION


def _chain(session: CourseSession) -> str:
    return session.version.course.region_id


@ledger.mutation("training.session_planned")
def plan(
    *, by: User | None, version: CourseVersion, starts_at: datetime, ends_at: datetime, place: str, teacher: str,
    seats: int,
) -> CourseSession:  # fmt: skip
    """A session that takes enrolments. Errors: Refused for times out of order, no place, no teacher, no seat."""
    allow(by, version.course.region_id)
    if version.course.retired_on is not None:
        raise Refused("课程已经停用，不能再排期次。")
    if ends_at <= starts_at:
        raise Refused("结束时间要晚于开始时间。")
    if not (tidy(place) and tidy(teacher)) or not 1 <= seats <= 2000:
        raise Refused("请写明地点、授课人和座位数（1 至 2000）。")
    session = CourseSession.objects.create(
        version=version, starts_at=starts_at, ends_at=ends_at, place=tidy(place)[:100], teacher=tidy(teacher)[:60],
        seats=seats, made_by=by, **begin(SESSION, by=by),
    )  # fmt: skip
    ledger.record(chain=_chain(session), kind="training.session_planned", by=by, changed=[session])
    return session


@ledger.mutation("training.enrolled")
def enrol(
    *, by: User | None, session: CourseSession, staff: list[Staff], at: datetime | None = None
) -> list[Enrolment]:
    """Seats for these people, for all or for none.

    Errors: Refused for people whom the user may not send, once the session has begun, or when seats do not suffice.
    """
    session = CourseSession.objects.select_for_update().select_related("version__course").get(pk=session.pk)
    _may_send(by, session, staff)
    if session.status != PLANNED or (at or timezone.now()) >= session.ends_at:
        raise Refused("这一期已经结束或取消，请报名下一期。")
    seated = session.enrolments.filter(withdrawn_at__isnull=True)
    known = set(seated.values_list("staff", flat=True))
    new = [each for each in staff if each.pk not in known]
    if not new:
        raise Refused("所选人员都已经报名，无须再报。")
    if len(known) + len(new) > session.seats:
        raise Refused(f"只剩 {session.seats - len(known)} 个座位，请减少人数，或请组织者另排一期。")
    made = Enrolment.objects.bulk_create(Enrolment(session=session, staff=each, enrolled_by=by) for each in new)
    facts = {"session": session.pk, "people": len(made)}
    ledger.record(chain=_chain(session), kind="training.enrolled", by=by, changed=made, facts=facts)
    return made


def _may_send(by: User | None, session: CourseSession, staff: list[Staff]) -> None:
    if any(each.region_id != _chain(session) for each in staff):
        raise Refused("只能给本县人员报名。")
    if by is None:
        return
    own = may(by, "training.sit") and all(each.account_id == by.pk for each in staff)
    keys = {each.pk for each in staff}
    seen = may(by, "training.enrol") and visible_staff(by).filter(pk__in=keys).count() == len(keys)
    if not (own or seen):
        raise Refused("只能给本人或本部门的人员报名，其他部门的请由其联络员报名。")


@ledger.mutation("training.enrolment_withdrawn")
def withdraw(*, by: User, enrolment: Enrolment, at: datetime | None = None) -> Enrolment:
    """The seat, given back. Errors: Refused for other people's, Conflict once he was there or it was given back."""
    _may_send(by, enrolment.session, [enrolment.staff])
    rows = Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at__isnull=True, signed_at__isnull=True)
    if rows.update(withdrawn_at=at or timezone.now()) != 1:
        raise Conflict("已经签到或已经退出，不能再退出。")
    enrolment.refresh_from_db()
    chain = _chain(enrolment.session)
    ledger.record(chain=chain, kind="training.enrolment_withdrawn", by=by, changed=[enrolment])
    return enrolment


def sign_in(*, by: User, session: CourseSession, code: str, at: datetime | None = None) -> Enrolment:
    """The user's own seat, signed in by the code on the screen; the time is the server's.

    Errors: Refused after too many tries, for a wrong code, without a seat, or outside the session's time.
    """
    now = at or timezone.now()
    # Outside the mutation: a refusal undoes what it wrote, and a wrong try has to count.
    if not counted(f"training:{by.pk}", TRIES_AN_HOUR, now):
        raise Refused("签到码试错太多，请一小时后再试，或请组织者按名单签到。")
    if not queries.code_counts(session, now):
        raise Refused("现在不是签到时间：开始前一小时起、结束前可以签到；错过的请组织者按名单签到。")
    if not hmac.compare_digest(tidy(code), queries.code_of(session)):
        raise Refused("签到码不对，请看教室屏幕上的当日签到码。")
    own = session.enrolments.filter(staff__account=by, withdrawn_at__isnull=True).first()
    if own is None:
        raise Refused("您没有报名这一期，请先报名再签到。")
    return _sign(by=by, enrolments=[own], way=Enrolment.Way.CODE, at=now)[0]


def sign_list(
    *, by: User, session: CourseSession, enrolments: list[Enrolment], at: datetime | None = None
) -> list[Enrolment]:
    """The seats of a list, signed in by who holds the session. Errors: Refused before the day and for a held one."""
    now = at or timezone.now()
    allow(by, _chain(session))
    if session.status != PLANNED or timezone.localdate(now) < timezone.localdate(session.starts_at):
        raise Refused("按名单签到在开课当天起、办结之前。")
    if not enrolments:
        raise Refused("请勾选到场的人。")
    return _sign(by=by, enrolments=enrolments, way=Enrolment.Way.LIST, at=now)


@ledger.mutation("training.signed_in")
def _sign(*, by: User, enrolments: list[Enrolment], way: str, at: datetime) -> list[Enrolment]:
    """The seats with the server's time in them; who was signed in before keeps the first."""
    keys = [each.pk for each in enrolments]
    rows = Enrolment.objects.filter(pk__in=keys, signed_at__isnull=True, withdrawn_at__isnull=True)
    fresh = list(rows.values_list("pk", flat=True))
    if not fresh:
        raise Conflict("已经签过到了，无须再签。")
    rows.filter(pk__in=fresh).update(signed_at=at, signed_way=way, signed_by=by)
    signed = list(Enrolment.objects.filter(pk__in=fresh).select_related("session__version__course", "staff"))
    chain = _chain(signed[0].session)
    ledger.record(chain=chain, kind="training.signed_in", by=by, changed=signed, facts={"people": len(signed)})
    return signed


@ledger.mutation(SESSION.event("hold"))
def hold(*, by: User | None, session: CourseSession, at: datetime | None = None) -> CourseSession:
    """The session, held. Errors: Refused before it began or while nobody is signed in."""
    allow(by, _chain(session))
    if (at or timezone.now()) < session.starts_at:
        raise Refused("还没有开课，不能办结；不办了请取消。")
    if not session.enrolments.filter(signed_at__isnull=False).exists():
        raise Refused("还没有人签到：请先按名单签到，或取消这一期。")
    return advance(session, "hold", by=by, chain=_chain(session))


@ledger.mutation(SESSION.event("cancel"))
def cancel(*, by: User | None, session: CourseSession, reason: str) -> CourseSession:
    """The session, called off. Errors: Refused without a reason or once somebody was there."""
    allow(by, _chain(session))
    if session.enrolments.filter(signed_at__isnull=False).exists():
        raise Refused("已经有人签到，不能取消，请办结。")
    return advance(session, "cancel", by=by, chain=_chain(session), reason=tidy(reason)[:200])
