"""Verbs on what was posted: the carrier is asked, and what it says is kept. The only writer of this room."""

import re
from datetime import datetime

from yimen.cases.handling.models import Dossier
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
    """The parcel with what the carrier said: each thing once, whatever it says again."""
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
    facts = {"number": dossier.number, "tracking": tracking, "state": parcel.get_state_display()}
    ledger.record(chain=dossier.region_id, kind="cases.parcel_followed", by=None, changed=[parcel, *new], facts=facts)
    return parcel


def without_persons(words: str) -> str:
    """What the carrier said, without anybody's telephone and name: on a page that number and secret open."""
    return PERSON.sub(r"\1＊＊", TELEPHONE.sub("＊＊＊", words))
