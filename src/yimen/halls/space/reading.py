"""A file of stations or of queue figures, read: each row with the things of the county that it names, or refused."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models

from yimen.common.text import code_key
from yimen.exchange.mapping import ColumnMap
from yimen.exchange.models import ImportBatch
from yimen.exchange.planning import Plan, Take, Wrong, plan_rows
from yimen.exchange.sheets import Sheet
from yimen.halls.attendance.reading import punches
from yimen.halls.models import Asset, Hall, HallDay, QueueDay, Window
from yimen.halls.planning.reading import demands
from yimen.people.models import Department, Region, in_force


class Register:
    """What rows may name in a county: its halls, their windows, its departments."""

    def __init__(self, region: Region) -> None:
        halls = list(Hall.objects.filter(region=region))
        self._halls = {key: hall for hall in halls for key in (code_key(hall.code), code_key(hall.name))}
        main = [hall for hall in halls if hall.kind == Hall.Kind.MAIN]
        self._only = main[0] if len(main) == 1 else None
        windows = Window.objects.filter(hall__region=region).values_list("hall", "code")
        self._windows = {(hall, code_key(code)): code for hall, code in windows}
        self.region = region
        self._departments = {
            code_key(name): row
            for row in Department.objects.filter(region=region)
            for name in (row.code, row.name, row.short_name)
        }

    def hall(self, text: str) -> Hall:
        """The hall of that code or name; the county's only comprehensive hall where the row names none."""
        found = self._halls.get(code_key(text)) if text else self._only
        if found is None:
            raise Wrong("hall", "大厅编号不在本县大厅登记中。", "请填“大厅与窗口”页上的大厅编号或名称。")
        return found

    def window(self, hall: Hall, text: str) -> str:
        """The code of a window of the hall as its register writes it; empty for none."""
        if not text:
            return ""
        found = self._windows.get((hall.pk, code_key(text)))
        if found is None:
            raise Wrong("window", "窗口编号不在该大厅的登记中。", "请核对窗口编号；没有设窗口的席位请留空。")
        return found

    def department(self, text: str) -> Department | None:
        """The department of that name, short name or code; None for none."""
        if not text:
            return None
        found = self._departments.get(code_key(text))
        if found is None:
            raise Wrong("department", "本县没有这个部门。", "请填“机构与人员”页上的部门名称或简称。")
        return found


def _stations(register: Register, _: date) -> Take:
    floors: dict[tuple[int, str], Any] = {}
    seen: set[tuple[int, str, str]] = set()

    def take(row: Mapping[str, Any]) -> dict[str, Any]:
        hall = register.hall(row.get("hall", ""))
        window = register.window(hall, row.get("window", ""))
        if floors.setdefault((hall.pk, row["floor"]), row["floor_area"]) != row["floor_area"]:
            raise Wrong("floor_area", "同一楼层的开放面积前后不一致。", "请让同一楼层各行写同一个面积。")
        keys = {(hall.pk, row["floor"], f"席位 {row['code']}"), *([(hall.pk, "", window)] if window else [])}
        if keys & seen:
            twice = "window" if (hall.pk, "", window) in seen else "code"
            raise Wrong(twice, "上面的行已经写过这个席位或窗口。", "一个席位、一个窗口只写一行，请删去重复的行。")
        seen.update(keys)
        return {**row, "hall": hall, "window": window}

    return take


def _queues(register: Register, today: date) -> Take:
    kept = QueueDay.objects.filter(hall__region=register.region)
    seen: set[tuple[int, date, str, int | None]] = set(kept.values_list("hall", "date", "window", "department"))

    def take(row: Mapping[str, Any]) -> dict[str, Any]:
        hall = register.hall(row.get("hall", ""))
        window = register.window(hall, row.get("window", ""))
        department = register.department(row.get("department", ""))
        if window and department:
            raise Wrong("department", "同一行既写了窗口又写了部门。", "请分成两行，或只保留一个。")
        if row["date"] > today:
            raise Wrong("date", "日期在今天之后。", "请核对日期。")
        longest = row.get("longest_wait", "")
        if longest != "" and longest < row["mean_wait"]:
            raise Wrong("longest_wait", "最长等候短于平均等候。", "请核对这两个数字。")
        key = (hall.pk, row["date"], window, department.pk if department else None)
        if key in seen:
            raise Wrong("date", "这一天的这个数字已经有了。", "已导入的数字不覆盖；确需更正的，请说明后由管理员处理。")
        seen.add(key)
        named = {"hall": hall, "window": window, "department": department}
        return {**row, **named, "longest_wait": None if longest == "" else longest}

    return take


def _punches(register: Register, today: date) -> Take:
    return punches(register.region, today)


def _demands(register: Register, today: date) -> Take:
    return demands(register.region, register, today)


def _windows(register: Register, _: date) -> Take:
    """New windows; what changes of one that there is belongs on its hall's page, where its people go along."""
    seen = {(hall, code_key(code)) for hall, code in _of_county(Window, register, "code")}

    def take(row: Mapping[str, Any]) -> dict[str, Any]:
        hall = register.hall(row.get("hall", ""))
        key = (hall.pk, code_key(row["code"]))
        if key in seen:
            raise Wrong("code", "这个窗口编号已经登记或上面写过。", "窗口的变化请在大厅的“登记”页办理。")
        if row.get("valid_to", "") not in ("", None) and row["valid_to"] < row["valid_from"]:
            raise Wrong("valid_to", "停用日期早于启用日期。", "请核对这两个日期。")
        seen.add(key)
        return {**row, "hall": hall}

    return take


def _days(register: Register, _: date) -> Take:
    seen = set(_of_county(HallDay, register, "date"))

    def take(row: Mapping[str, Any]) -> dict[str, Any]:
        hall = register.hall(row.get("hall", ""))
        if (hall.pk, row["date"]) in seen:
            raise Wrong("date", "这一天已经登记。", "已登记的开放日不由导入覆盖；以后的日子请在大厅的“登记”页修改。")
        if row["closes_at"] <= row["opens_at"]:
            raise Wrong("closes_at", "关门时间不晚于开门时间。", "请核对这两个时间。")
        seen.add((hall.pk, row["date"]))
        return {**row, "hall": hall}

    return take


def _assets(register: Register, today: date) -> Take:
    seen = {
        code_key(number) for number in Asset.objects.filter(region=register.region).values_list("number", flat=True)
    }

    def take(row: Mapping[str, Any]) -> dict[str, Any]:
        hall = register.hall(row.get("hall", ""))
        window = register.window(hall, row.get("window", ""))
        department = register.department(row.get("department", ""))
        if code_key(row["number"]) in seen:
            raise Wrong("number", "这个资产编号已经登记或上面写过。", "请核对编号；调拨请在资产的页面办理。")
        if row["acquired_on"] > today:
            raise Wrong("acquired_on", "启用日期在今天之后。", "请核对日期。")
        if window and not Window.objects.filter(in_force(row["acquired_on"]), hall=hall, code=window).exists():
            raise Wrong("window", "启用那天还没有这个窗口。", "请核对启用日期，或先不填窗口、登记后再调拨。")
        seen.add(code_key(row["number"]))
        return {**row, "hall": hall, "window": window, "department": department}

    return take


def _of_county(model: type[models.Model], register: Register, field_name: str) -> Iterable[tuple[int, Any]]:
    """(hall, value) of every row of the county's halls."""
    rows: Iterable[tuple[int, Any]] = model._default_manager.filter(hall__region=register.region).values_list(
        "hall", field_name
    )
    return rows


TAKERS = {
    ImportBatch.Kind.SPACE: _stations,
    ImportBatch.Kind.QUEUE: _queues,
    ImportBatch.Kind.ATTENDANCE: _punches,
    ImportBatch.Kind.WINDOWS: _windows,
    ImportBatch.Kind.HALL_DAYS: _days,
    ImportBatch.Kind.ASSETS: _assets,
    ImportBatch.Kind.DEMANDS: _demands,
}


def make_plan(kind: str, region: Region, sheet: Sheet, columns: ColumnMap, today: date) -> Plan:
    """What taking in the sheet would write; every row is in it or refused with a reason."""
    return plan_rows(sheet, columns, TAKERS[ImportBatch.Kind(kind)](Register(region), today))
