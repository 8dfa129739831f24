"""来自他处的评价: what the province's platform sends, and what an earlier system kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yimen.cases.models import Case
from yimen.cases.numbers.queries import case_in
from yimen.common.code_lists import CodeSystem, RatingChannel, Satisfaction
from yimen.common.errors import Refused
from yimen.evaluation.curing import services as curing
from yimen.evaluation.models import Rating, RatingIndicator
from yimen.evaluation.rules import BAD, OF_INTERFACE, Service, indicators
from yimen.exchange.platform.receivers import NotYet
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may


@ledger.mutation("evaluation.rated")
def take_from_province(*, region: Region, fields: dict[str, Any]) -> Rating:
    """The rating that the province's platform sent, of a case that we know; a default one is kept and never counted.

    Its grades are the interface's, 5 the best. Errors: NotYet for a case that is not here yet; Refused for one that
    was rated, and for codes that nobody knows: the message is then kept with the reason.
    """
    case = case_in(region, fields["case_number"])
    if case is None:
        raise NotYet(f"还没有办件 {fields['case_number']}：评价先留存，办件到了自动处理。")
    service = Service.DELIVERY if case.channel == Case.Channel.WINDOW else Service.MATTER
    if Rating.objects.filter(case=case, service=service, turn=1, default=False).exists():
        raise Refused("这件办件已有评价，每次服务只评价一次。")
    rating = _of_province(region, case, service, fields)
    codes = [code for code in str(fields.get("indicators", "")).replace("，", ",").split(",") if code in indicators()]
    rows = [RatingIndicator.objects.create(rating=rating, code=code) for code in dict.fromkeys(codes)]
    facts = {"origin": rating.origin, "default": rating.default}
    ledger.record(chain=region.pk, kind="evaluation.rated", by=None, changed=[rating, *rows], facts=facts)
    if rating.grade in BAD and not rating.default:
        curing.open_bad(rating=rating)
    return rating


def _of_province(region: Region, case: Case, service: Service, fields: dict[str, Any]) -> Rating:
    try:
        channel = RatingChannel.read(str(fields["channel"]), CodeSystem.RATING_INTERFACE)
        grade = Satisfaction.read(str(fields["grade"]), CodeSystem.RATING_INTERFACE)
    except ValueError as unknown:
        raise Refused(str(unknown)) from unknown
    default = channel == RatingChannel.DEFAULT
    if default and Rating.objects.filter(case=case, service=service, default=True).exists():
        raise Refused("这件办件的系统默认评价已经登记过。")
    return Rating.objects.create(
        region=region,
        department=case.department,
        item_id=case.item_id,
        case=case,
        service=service,
        grade=grade,
        channel=OF_INTERFACE[channel],
        origin=Rating.Origin.PROVINCE,
        default=default,
        rated_at=datetime.fromisoformat(str(fields["rated_at"])),
    )


@ledger.mutation("evaluation.brought_in")
def bring_in(
    *, by: User | None, region: Region, ratings: Sequence[Rating], ticked: Sequence[Sequence[str]] = ()
) -> list[Rating]:
    """The unsaved ratings of an earlier system, stored as such; nothing is called back and nothing marked as odd.

    Nobody here saw how they were given, so to look for machines and moments in them would be guessing. `ticked` are the
    indicators of each, in the same order.

    Errors: Refused without the right, for none at all, and for one that names another county.
    """
    if by is not None and not (may(by, "evaluation.keep") and by.region_id == region.pk):
        raise Refused("只有本县营商局业务人员可以导入原系统的评价。")
    if not ratings or any(each.region_id != region.pk for each in ratings):
        raise Refused("请提供本县的评价记录，一次至少一条。")
    for each in ratings:
        each.origin = Rating.Origin.BEFORE
    made = Rating.objects.bulk_create(ratings, batch_size=500)
    ledger.record_batch(chain=region.pk, kind="evaluation.brought_in", by=by, model=Rating, rows=made)
    rows = [
        RatingIndicator(rating=each, code=code)
        for each, codes in zip(made, ticked, strict=bool(ticked))
        for code in codes
    ]
    if rows:
        kept = RatingIndicator.objects.bulk_create(rows, batch_size=2000)
        ledger.record_batch(chain=region.pk, kind="evaluation.brought_in", by=by, model=RatingIndicator, rows=kept)
    return made
