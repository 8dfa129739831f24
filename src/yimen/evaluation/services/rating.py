"""评价: one person's word on one service, taken once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.cases.handling.models import Dossier
from yimen.common.code_lists import CodeSystem, Satisfaction
from yimen.common.errors import Conflict, Refused
from yimen.common.text import phone_key, tidy
from yimen.evaluation.curing import services as curing
from yimen.evaluation.models import Rating, RatingCode, RatingIndicator
from yimen.evaluation.queries import Chance, chances
from yimen.evaluation.rules import BAD, TO_INTERFACE, Channel, Service, offered
from yimen.evaluation.services.marking import doubts_of, mark
from yimen.exchange.platform import services as platform
from yimen.exchange.platform.queries import linked
from yimen.ledger import services as ledger
from yimen.people.models import User

LONGEST_WORDS = 500
MOST_TICKED = 10
LONGEST_ITEM_CODE = 36


@dataclass(frozen=True)
class Opinion:
    """评价内容: the grade, the indicators ticked, what was written, and a telephone number to be called back on."""

    grade: str
    ticked: Sequence[str] = ()
    words: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Way:
    """评价方式: the channel, the network address as the server saw it, and the code that was used, if one was."""

    channel: str
    terminal: str = ""
    code: RatingCode | None = None


def checked(opinion: Opinion) -> Opinion:
    """The opinion, tidied. Errors: Refused for no such grade, indicators of another, or a bad one that says nothing."""
    if opinion.grade not in list(Satisfaction):
        raise Refused("请选择五个评价等级中的一个。")
    words = tidy(opinion.words)
    if len(words) > LONGEST_WORDS:
        raise Refused(f"评价文字不超过 {LONGEST_WORDS} 个字。")
    ticked = tuple(dict.fromkeys(opinion.ticked))
    if not set(ticked) <= {each.code for each in offered(opinion.grade)} or len(ticked) > MOST_TICKED:
        raise Refused("所选的评价选项与评价等级不符，请重新选择。")
    if opinion.grade in BAD and not (ticked or words):
        raise Refused("请至少选一个原因，或写几句话说明哪里不满意，以便整改。")
    return Opinion(opinion.grade, ticked, words, phone_key(opinion.contact)[:30])


@ledger.mutation("evaluation.rated")
def rate(*, by: User | None, dossier: Dossier, service: str, opinion: Opinion, way: Way) -> Rating:
    """The rating, written once; a bad one is on its way to be called back. `by` is None for the rater himself.

    The right to rate was shown above: the applicant's account, number and secret, or a code, which is used up here.
    Errors: Refused when nothing of that service can be rated now; Conflict when it was rated at this moment.
    """
    said, now = checked(opinion), timezone.now()
    chance = next((each for each in chances(dossier, now) if each.service == service), None)
    if chance is None:
        raise Refused("这项服务现在不能评价：尚未完成、已经评价过，或评价期限已过。")
    rating = _written(dossier, chance, said, way, now)
    rows = [RatingIndicator.objects.create(rating=rating, code=code) for code in said.ticked]
    changed = [rating, *rows, *_used(way.code, now)]
    # Not the grade: what goes to the province stands beside it in the ledger, and names the case.
    facts = {"channel": way.channel, "turn": chance.turn}
    ledger.record(chain=rating.region_id, kind="evaluation.rated", by=by, changed=changed, facts=facts)
    if marks := doubts_of(rating, dossier):
        mark(marks=marks, region=dossier.region)
    _what_follows(rating, chance, by)
    _tell_province(rating, said.ticked)
    return rating


def _written(dossier: Dossier, chance: Chance, said: Opinion, way: Way, now: datetime) -> Rating:
    on_site = chance.service != Service.MATTER
    try:
        with transaction.atomic():
            return Rating.objects.create(
                region=dossier.region,
                department=dossier.department,
                item=dossier.version.item,
                case=dossier.case,
                window=dossier.window if on_site else None,
                service=chance.service,
                turn=chance.turn,
                grade=said.grade,
                channel=Channel(way.channel),
                words=said.words,
                contact=said.contact,
                terminal=way.terminal[:60],
                rated_at=now,
            )
    except IntegrityError as taken:
        raise Conflict("这项服务刚刚已经评价过，每次服务只评价一次。") from taken


def _used(code: RatingCode | None, now: datetime) -> list[RatingCode]:
    """The code, used up; of two at once one has it. Errors: Conflict for the other."""
    if code is None:
        return []
    if RatingCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=now) != 1:
        raise Conflict("这个评价码已经用过。")
    return [code]


def _what_follows(rating: Rating, chance: Chance, by: User | None) -> None:
    if chance.turn == 2:
        curing.rerate(by=by, rating=rating)
    elif rating.grade in BAD:
        curing.open_bad(rating=rating)


def _tell_province(rating: Rating, ticked: Sequence[str]) -> None:
    """Nothing; the rating is in the outbox where the county is linked, behind what was sent of its case."""
    case = rating.case
    if not linked(rating.region_id) or not 0 < len(case.item_code) <= LONGEST_ITEM_CODE:
        return
    fields = {
        "case_number": case.case_number,
        "item_code": case.item_code,
        "grade": Satisfaction.read(rating.grade).code(CodeSystem.RATING_INTERFACE),
        "channel": TO_INTERFACE[Channel(rating.channel)].code(CodeSystem.RATING_INTERFACE),
        "rated_at": rating.rated_at,
        "indicators": ",".join(ticked),
    }
    platform.put(by=None, region=rating.region, stream=case.case_number, kind="rating", fields=fields)
