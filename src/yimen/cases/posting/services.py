"""Verbs on what was posted: the carrier is asked, and what it says is kept. The only writer of this room."""

import re
from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from yimen.cases.handling.models import Delivery, Dossier, Pause
from yimen.cases.handling.services.shared import keep_time
from yimen.cases.papers.models import Served
from yimen.cases.posting import queries
from yimen.cases.posting.models import Parcel, ParcelStop
from yimen.common.errors import Refused
from yimen.exchange import express
from yimen.ledger import services as ledger

TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4})(?!\d)")
PERSON = re.compile(
    r"((?:揽投员|投递员|快递员|派件员|业务员|签收人|收件人|代收人)[:：]?\s*)(?!本人|家人|同事|门卫|前台)[\u4e00-\u9fff·]{2,4}"
)


def follow(*, dossier: Dossier, tracking: str, now: datetime) -> Parcel:
    """What was posted under the number, as its carrier tells of it now. Errors: Refused in words for whoever asked."""
    found = next((each for each in queries.posted_in(dossier, now) if each.tracking == tracking), None)
    if found is None:
        raise Refused("这件办件没有用这个单号邮寄过。")
    if not found.askable:
        raise Refused("刚刚查过或者已经送到，不用再查。" if express.configured() else express.NOT_SET_UP)
    carrier = express.carrier_of(tracking)
    course = express.ask(carrier=carrier, number=tracking, phone=dossier.phone if carrier == "shunfeng" else "")
    return keep(dossier=dossier, tracking=tracking, course=course, now=now)


@ledger.mutation("cases.parcel_followed")
def keep(*, dossier: Dossier, tracking: str, course: express.Course, now: datetime) -> Parcel:
    """The parcel with what the carrier said: each thing once, whatever it says again.

    Errors: Refused for a course that began before the case: it is another letter's and would serve this one too early.
    """
    begun = dossier.case.received_at
    if course.stops and begun and course.stops[0].at < begun:
        raise Refused(
            f"单号 {tracking} 的进度从{timezone.localtime(course.stops[0].at):%Y-%m-%d %H:%M}开始，早于本件收件"
            f"（{timezone.localtime(begun):%Y-%m-%d %H:%M}），不是这封邮件的，没有登记。请核对邮寄单号。"
        )
    signed = course.stops[-1].at if course.state == express.SIGNED and course.stops else None
    said = {"state": course.state, "asked_at": now, "signed_at": signed}
    parcel, _ = Parcel.objects.update_or_create(
        dossier=dossier, tracking=tracking, defaults=said,
        create_defaults={**said, "carrier": express.carrier_of(tracking)},
    )  # fmt: skip
    stops = [
        ParcelStop.objects.get_or_create(parcel=parcel, at=each.at, words=without_persons(each.words))
        for each in course.stops
    ]
    new = [stop for stop, is_new in stops if is_new]
    arrived = _arrived(dossier, tracking, signed) if signed else []
    facts = {"number": dossier.number, "tracking": tracking, "state": parcel.get_state_display()}
    changed = [parcel, *new, *arrived]
    ledger.record(chain=dossier.region_id, kind="cases.parcel_followed", by=None, changed=changed, facts=facts)
    if arrived:
        keep_time(dossier)
    return parcel


def _arrived(dossier: Dossier, tracking: str, signed: datetime) -> list[Model]:
    """What was posted under the number and is served from now on as of its signing; a procedure's clock with it."""
    of_post = {"way": Dossier.Way.POST, "tracking": tracking}
    served = list(Served.objects.filter(notice__dossier=dossier, **of_post).exclude(signed_at=signed))
    sent: list[Delivery | Served] = [
        *Delivery.objects.filter(dossier=dossier, **of_post).exclude(signed_at=signed), *served,
    ]  # fmt: skip
    for each in sent:
        each.signed_at = signed
        each.save(update_fields=["signed_at"])
    pauses = list(Pause.objects.filter(notice__in=[each.notice_id for each in served], ended_on__isnull=True))
    for pause in pauses:
        pause.served_on = timezone.localdate(signed)
        pause.save(update_fields=["served_on"])
    return [*sent, *pauses]


def without_persons(words: str) -> str:
    """What the carrier said, without anybody's telephone and name: on a page that number and secret open."""
    return PERSON.sub(r"\1＊＊", TELEPHONE.sub("＊＊＊", words))
