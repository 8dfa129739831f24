"""Verbs of checking: the checklist kept, a round written down, a defect repaired, an outage declared for a machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.halls.checking import queries
from yimen.halls.checking.models import CheckPoint, CheckResult, CheckRound, Defect
from yimen.halls.checking.states import DEFECT, OPEN, REPAIRED
from yimen.halls.equipment.models import Asset
from yimen.halls.keeping import services as keeping
from yimen.halls.models import Closure, Hall
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import may

SHORTEST = 4
"""Characters of a description; fewer say nothing."""
LONGEST_REPAIR = timedelta(days=90)


@dataclass(frozen=True)
class Found:
    """查到的一项: one thing of the checklist, how it is, and for a defect what is wrong, who sees to it and by when."""

    point: CheckPoint
    asset: Asset | None
    value: str
    note: str = ""
    owner: str = ""
    due_on: date | None = None


def _allow(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "halls.keep") and by.region_id == region):
        raise Refused("只有本县的大厅管理员可以登记环境与设备检查。")


@ledger.mutation("halls.check_point_kept")
def add_point(
    *, by: User | None, region: Region, area: str, words: str, valid_from: date, asset_kind: str = "",
    every_days: int = 7,
) -> CheckPoint:  # fmt: skip
    """The line of the checklist, asked from a day on. Errors: Refused without words, or for one that is there."""
    _allow(by, region.pk)
    words = tidy(words)
    if len(words) < SHORTEST or area not in CheckPoint.Area.values or not 1 <= every_days <= 366:
        raise Refused("请写明怎样才算正常（至少四个字）、类别和几天查一次（1 至 366 天）。")
    if asset_kind and area != CheckPoint.Area.MACHINE:
        raise Refused("选了设备类别的检查项目，类别应为“设备”。")
    if CheckPoint.objects.filter(region=region, words=words, valid_to__isnull=True).exists():
        raise Refused(f"清单里已有“{words}”，请修改措辞或停用原有的。")
    point = CheckPoint.objects.create(
        region=region, area=area, words=words[:120], asset_kind=asset_kind, every_days=every_days,
        valid_from=valid_from,
    )  # fmt: skip
    ledger.record(chain=region.pk, kind="halls.check_point_kept", by=by, changed=[point])
    return point


@ledger.mutation("halls.check_point_kept")
def end_point(*, by: User | None, point: CheckPoint, day: date) -> CheckPoint:
    """The line, asked no more after the day. Errors: Conflict when it was ended already."""
    _allow(by, point.region_id)
    if not CheckPoint.objects.filter(pk=point.pk, valid_to__isnull=True).update(valid_to=day):
        raise Conflict("这个检查项目已经停用。")
    point.refresh_from_db()
    ledger.record(chain=point.region_id, kind="halls.check_point_kept", by=by, changed=[point])
    return point


@ledger.mutation("halls.checked", *(DEFECT.event(name) for name in ("close", "reopen")), composed=True)
def record_round(*, by: User | None, hall: Hall, day: date, found: Sequence[Found]) -> CheckRound:
    """The round with what was found; what was found fine closes the defect of that thing, what was not opens it again.

    Errors: Refused for nothing looked at, a day to come, and a defect without description, owner and day.
    """
    _allow(by, hall.region_id)
    if not found:
        raise Refused("还没有填任何一项检查结果；没有查到的不用填，不会记成正常。")
    if by is not None and day > timezone.localdate():
        raise Refused(f"检查日期 {day} 还没有到，请填实际检查的日期。")
    for each in found:
        _check(hall, day, each)
    known = queries.open_defects(hall)
    made = CheckRound.objects.create(hall=hall, day=day, by=by, recorded_at=timezone.now())
    results = [
        CheckResult.objects.create(
            round=made, point=each.point, asset=each.asset, value=each.value, note=tidy(each.note)[:200]
        )
        for each in found
    ]
    fresh = [
        Defect.objects.create(result=result, owner=tidy(each.owner)[:60], due_on=each.due_on, **begin(DEFECT, by=by))
        for result, each in zip(results, found, strict=True)
        if each.due_on and each.value == CheckResult.Value.DEFECT and queries.thing_of(result) not in known
    ]
    ledger.record(
        chain=hall.region_id, kind="halls.checked", by=by, changed=[made, *results, *fresh],
        declared_at=day if day != timezone.localdate() else None,
    )  # fmt: skip
    _look_again(by, hall, results, known)
    return made


def _check(hall: Hall, day: date, each: Found) -> None:
    if each.point.region_id != hall.region_id or not each.point.in_force(day):
        raise Refused(f"“{each.point}”不在这一天的检查清单里，请刷新页面。")
    if bool(each.point.asset_kind) != bool(each.asset):
        raise Refused(f"“{each.point}”要按设备逐台填写。")
    if each.value != CheckResult.Value.DEFECT:
        return
    if len(tidy(each.note)) < SHORTEST or not tidy(each.owner) or each.due_on is None:
        raise Refused(f"“{each.point}”有缺陷：请写明情况（至少四个字）、责任岗位（不写姓名）和整改期限。")
    if not day <= each.due_on <= day + LONGEST_REPAIR:
        raise Refused(f"整改期限应在检查日期至 {day + LONGEST_REPAIR} 之间。")


def _look_again(
    by: User | None, hall: Hall, results: Sequence[CheckResult], known: dict[queries.Thing, Defect]
) -> None:
    """Nothing; the defects of before, as the new round found their things."""
    for result in results:
        defect = known.get(queries.thing_of(result))
        if defect is None:
            continue
        if result.value == CheckResult.Value.FINE:
            advance(defect, "close", by=by, chain=hall.region_id)
        elif defect.status == REPAIRED:
            advance(defect, "reopen", by=by, chain=hall.region_id)


@ledger.mutation(DEFECT.event("repair"))
def repair(*, by: User, defect: Defect, remedy: str) -> Defect:
    """The defect, repaired as somebody says; the next round looks. Errors: Refused without what was done."""
    hall = defect.result.round.hall
    _allow(by, hall.region_id)
    if len(tidy(remedy)) < SHORTEST:
        raise Refused("请写明怎样整改的，至少四个字，例如“更换打印头，试打正常”。")
    return advance(defect, "repair", by=by, chain=hall.region_id, remedy=tidy(remedy)[:200])


@ledger.mutation("halls.defect_outage", composed=True)
def declare_outage(*, by: User | None, defect: Defect, starts_at: datetime) -> Closure:
    """The outage (停机登记) of the machine, declared from a moment on: only this explains what was entered late.

    Errors: Refused for what is no machine, for a defect that is closed or has one, and as for any outage.
    """
    result = defect.result
    hall = result.round.hall
    _allow(by, hall.region_id)
    if result.asset is None:
        raise Refused("只有设备缺陷可以登记停机；场所停用请到“大厅登记”登记停开。")
    if defect.status != OPEN or defect.outage_id is not None:
        raise Refused("这个缺陷已经登记过停机，或已经整改。")
    if starts_at > timezone.now():
        raise Refused("停机的开始时间还没有到，请填实际发生的时间。")
    closure = keeping.declare_closure(
        by=by, hall=hall, kind=Closure.Kind.MACHINE, starts_at=starts_at, window=queries.window_of(result),
        reason=f"{result.asset}：{result.note}"[:200],
    )  # fmt: skip
    if not Defect.objects.filter(pk=defect.pk, outage__isnull=True).update(outage=closure):
        raise Conflict("这个缺陷刚刚登记了停机，请刷新页面查看。")
    defect.refresh_from_db()
    ledger.record(chain=hall.region_id, kind="halls.defect_outage", by=by, changed=[defect])
    return closure
