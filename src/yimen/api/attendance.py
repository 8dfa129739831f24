"""考勤 over HTTP: an attendance machine's system hands in punches; days reach from the first of them to the last."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponseBase, JsonResponse
from django.utils import timezone

from yimen.api.doors import CHINESE, TokenRequest, bearer, refusal
from yimen.api.lists import rows_in
from yimen.common.errors import Refused
from yimen.common.text import code_key, tidy
from yimen.exchange.models import AccessToken
from yimen.halls.attendance import services
from yimen.halls.attendance.models import Punch
from yimen.people.models import Department, Staff

AHEAD = timedelta(minutes=5)
"""A punch may lie so far ahead of our clock: a machine that is faster has to be set right first."""

EARLIEST = 2000
"""No machine that still tells of punches is older."""
COUNTY_WIDE = (Department.Kind.BUREAU, Department.Kind.CENTRE)
"""Whose tokens report of everybody: the hall's machines are theirs."""


@bearer
def punches(request: TokenRequest) -> HttpResponseBase:
    """POST: rows of (staff, at, machine); 200 with how many are new, were there, and what is wrong with the others.

    A department's token reports of its own people, the bureau's and the centre's of everybody in the county. The same
    punch again changes nothing.
    """
    rows = rows_in(request, " staff、at，可含 machine")
    if isinstance(rows, JsonResponse):
        return rows
    try:
        with transaction.atomic():
            return JsonResponse(_taken(request.token, rows, timezone.now()), json_dumps_params=CHINESE)
    except IntegrityError:  # the same punches, sent twice at once
        return refusal(409, "同样的打卡正在入库，请稍后原样再报一次，已入库的不会重复。")


def _taken(token: AccessToken, rows: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """What became of the rows, after what is good of them was written."""
    people = _people(token.department, rows)
    punches, refused = [], []
    for line, row in enumerate(rows, start=1):
        try:
            punches.append(_punch(token, people, row, now))
        except Refused as reason:
            refused.append({"line": line, "reason": str(reason)})
    told_of = {(each.staff_id, each.at): each for each in reversed(punches)}  # of the same one the first counts
    known = _known(list(told_of.values()))
    fresh = [punch for key, punch in told_of.items() if key not in known]
    if fresh:
        services.take_punches(by=None, region=token.region, punches=fresh)
    same = len(punches) - len(fresh)
    return {"read": len(rows), "new": len(fresh), "same": same, "refused": len(refused), "refused_rows": refused}


def _known(punches: list[Punch]) -> set[tuple[int, datetime]]:
    """Those of the punches that are there."""
    if not punches:
        return set()
    moments = [each.at for each in punches]
    rows = Punch.objects.filter(staff__in={each.staff_id for each in punches})
    return set(rows.filter(at__gte=min(moments), at__lte=max(moments)).values_list("staff", "at"))


def _people(department: Department, rows: list[dict[str, Any]]) -> dict[str, Staff]:
    """Work number -> who it is, of those whom the token may report of."""
    named = {code_key(str(row.get("staff", ""))) for row in rows}
    staff = Staff.objects.filter(region=department.region_id)
    if department.kind not in COUNTY_WIDE:
        staff = staff.filter(department=department)
    return {key: each for each in staff if (key := code_key(each.code)) in named}


def _punch(token: AccessToken, people: dict[str, Staff], row: dict[str, Any], now: datetime) -> Punch:
    """The row as a punch. Errors: Refused with what is wrong with it."""
    named, machine = row.get("staff"), row.get("machine", "")
    if not isinstance(named, str) or not named.strip() or not isinstance(machine, str):
        raise Refused("staff 要填工号，staff 和 machine 都应为文字。")
    staff = people.get(code_key(named))
    if staff is None:
        raise Refused(f"令牌所属部门没有工号 {tidy(named)[:30]}：请核对工号；全厅的考勤机请用营商局的令牌。")
    try:
        at = datetime.fromisoformat(row["at"])
    except (KeyError, TypeError, ValueError):
        at = None
    if at is None or at.tzinfo is None or at.year < EARLIEST:
        raise Refused("at 应写作 2023-05-31T08:20:00+08:00。")
    if at.year > now.year + 1 or at > now + AHEAD:
        raise Refused("打卡时间在将来：请先校准考勤机的时钟。")
    return Punch(staff=staff, at=at, machine=tidy(machine)[:40], token=token)
