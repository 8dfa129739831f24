"""公布: a department is told of its ratings together, at least ten at once, of whole weeks, and of none whose it is."""

import random
from datetime import datetime, time, timedelta

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.evaluation.blurring import Told, blurred
from yimen.evaluation.models import Rating, Release, ReleasedRating
from yimen.evaluation.queries import monday, names_of, terms_of, to_release
from yimen.evaluation.redaction import redacted
from yimen.evaluation.rules import indicators
from yimen.ledger import services as ledger
from yimen.people.models import Department, Staff, User

MOST_TOGETHER = 2000
_SHUFFLE = random.SystemRandom().shuffle


@ledger.mutation("evaluation.released")
def release(*, by: User | None, department: Department, now: datetime) -> Release:
    """What the department may see of its ratings of whole weeks that nobody told it of yet, as one batch.

    They are written in an order by chance and under keys by chance, without a link to what they were made of. Errors:
    Refused while they are fewer than the county's smallest group.
    """
    least = terms_of(department.region).group_least
    start = datetime.combine(monday(now), time(), SHANGHAI)
    waiting = to_release(department.region, start).filter(department=department).prefetch_related("indicators")
    ratings = list(waiting.order_by("pk")[:MOST_TOGETHER])
    if len(ratings) < least:
        raise Refused(f"{department}待公布的评价不足 {least} 条，为保护评价人暂不公布。")
    batch = Release.objects.create(
        region=department.region,
        department=department,
        size=len(ratings),
        week_from=min(monday(each.rated_at) for each in ratings),
        week_to=max(monday(each.rated_at) for each in ratings) + timedelta(days=6),
    )
    shown = _shown(batch, ratings, least)
    Rating.objects.filter(pk__in=[each.pk for each in ratings]).update(released=True)
    ledger.record(chain=batch.region_id, kind="evaluation.released", by=by, changed=[batch, *shown, *ratings],
                  facts={"size": batch.size})  # fmt: skip
    return batch


def _shown(batch: Release, ratings: list[Rating], least: int) -> list[ReleasedRating]:
    told = blurred([Told(each.item_id, monday(each.rated_at)) for each in ratings], least)
    staff = list(Staff.objects.filter(department=batch.department_id).values_list("name", flat=True))
    names = names_of(each.case_id for each in ratings)
    rows = [
        ReleasedRating(
            release=batch,
            item_id=shown.item,
            grade=each.grade,
            week=shown.week,
            reasons="；".join(indicators()[row.code].name for row in each.indicators.all())[:400],
            words=redacted(each.words, [*names.get(each.case_id, []), *staff]),
        )
        for each, shown in zip(ratings, told, strict=True)
    ]
    _SHUFFLE(rows)
    return ReleasedRating.objects.bulk_create(rows, batch_size=500)
