"""Punches as outside writes them, each with the person whom it names and the moments that it tells of."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from yimen.common.text import code_key
from yimen.common.workdays import SHANGHAI
from yimen.exchange.planning import Wrong
from yimen.halls.attendance.models import Punch
from yimen.people.models import Region, Staff


def punches(region: Region, today: date) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What reads one row: its person, its moments that are not known yet, and the machine. Raises Wrong."""
    staff = {code_key(row.code): row for row in Staff.objects.filter(region=region)}
    known = set(Punch.objects.filter(staff__region=region).values_list("staff", "at"))

    def take(row: Mapping[str, Any]) -> dict[str, Any]:
        who = staff.get(code_key(row["staff"]))
        if who is None:
            raise Wrong("staff", "本县工作人员中没有这个工号。", "请核对工号，或先在“机构与人员”登记。")
        moments = _moments(row)
        if any(at.astimezone(SHANGHAI).date() > today for at in moments):
            raise Wrong("date" if row.get("date") else "at", "日期在今天之后。", "请核对考勤机的日期后重新导出。")
        fresh = [at for at in moments if (who.pk, at) not in known]
        if not fresh:
            raise Wrong("at", "这条打卡已经导入过。", "不用再导入，删去这一行即可。")
        known.update((who.pk, at) for at in fresh)
        return {"staff": who, "moments": fresh, "machine": row.get("machine", "")}

    return take


def _moments(row: Mapping[str, Any]) -> list[datetime]:
    """The moments of a row: the one punch, or the first and the last of its day."""
    if row.get("at"):
        return [row["at"]]
    if not row.get("date"):
        raise Wrong("at", "没有打卡时间，也没有日期。", "请填“打卡时间”，或填“日期”和“上班”“下班”。")
    times = [row[name] for name in ("arrived", "left") if row.get(name)]
    if not times:
        raise Wrong("arrived", "上班和下班都没有时间。", "当天没有打卡的人不用列出；漏打卡的请办考勤更正。")
    if len(times) == 2 and times[1] < times[0]:
        raise Wrong("left", "下班早于上班。", "请核对两列是否颠倒。")
    return [datetime.combine(row["date"], at, SHANGHAI) for at in times]
