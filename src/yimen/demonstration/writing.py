"""Writing the county down: the evidence set by the contract, the truth beside it, and the county's further tables."""

import csv
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from yimen.demonstration import days, item_list, places
from yimen.demonstration.history import County
from yimen.demonstration.staffing import TURNOVER_ON

ROLES = {"01": "牵头部门", "03": "组员", "04": "组员", "05": "组员", "06": "组员", "07": "组员"}


def write_all(county: County, folder: Path) -> None:
    """Write every table of one county into the folder, which is made if need be."""
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    meta = {"region": county.places.region, "from": days.FIRST.isoformat(), "to": days.LAST.isoformat()}
    (folder / "meta.json").write_text(json.dumps(meta) + "\n", encoding="utf-8")
    _declared(county, folder)
    _observed(county, folder)
    _truth(county, folder / "truth")
    _further(county, folder)


def _table(path: Path, heading: str | list[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading.split() if isinstance(heading, str) else heading)
        writer.writerows(rows)


def _dicts(path: Path, rows: list[dict[str, str]]) -> None:
    _table(path, list(rows[0]), (row.values() for row in rows))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _time(moment: datetime | None) -> str:
    return moment.isoformat(" ") if moment else ""


def _declared(county: County, folder: Path) -> None:
    ground, staffing = county.places, county.staffing
    _table(
        folder / "items.csv",
        "item_code item_name department_code initiation entry_mode entry_from handling promised_days",
        (
            (
                item.code,
                item.name,
                item.department.code,
                "on_application" if item.on_application else "ex_officio",
                item.entry_mode,
                item.entry_from,
                "instant" if item.instant else "committed",
                item.promised_days,
            )
            for item in county.catalogue
        ),
    )
    _table(folder / "halls.csv", "hall_code hall_name kind", ((h.code, h.name, h.kind) for h in ground.halls.values()))
    _table(
        folder / "hall_days.csv",
        "hall_code date opens_at closes_at",
        ((hall.code, day, *hours) for hall in ground.halls.values() for day, hours in hall.opens.items()),
    )
    _table(
        folder / "windows.csv",
        "window_code hall_code terminal from_date to_date",
        (
            (window.code, window.hall_code, terminal, first, _day(last))
            for window in ground.windows.values()
            for terminal, first, last in window.spans()
        ),
    )
    _table(
        folder / "postings.csv",
        "operator_code department_code window_code from_date to_date",
        ((p.operator, p.department, p.window, p.from_date, _day(p.to_date)) for p in staffing.postings),
    )
    _table(folder / "attendance.csv", "operator_code date arrived_at left_at", staffing.attendance)


def _observed(county: County, folder: Path) -> None:
    _table(
        folder / "cases.csv",
        "case_no item_code department_code applicant_name applicant_id channel received_at accepted_at decided_at "
        "finished_at recorded_at window_code operator_code terminal result document_no",
        (
            (
                case.number,
                case.item.code,
                case.item.department.code,
                case.applicant.name,
                county.shown_ids.get(case.matter, case.applicant.identity),
                case.channel,
                _time(case.received),
                _time(case.accepted),
                _time(case.decided),
                _time(case.finished),
                _time(case.recorded),
                case.window,
                case.operator,
                case.terminal,
                case.result,
                case.document if case.document_shown and case.result == "granted" else "",
            )
            for case in county.cases
        ),
    )
    _table(
        folder / "register.csv",
        "record_no department_code item_code item_name holder_name holder_id applied_on issued_on document_no origin",
        (
            (
                record.number,
                record.item.department.code,
                record.item_code,
                record.item_name,
                record.holder_name,
                record.holder_id,
                record.applied_shown,
                record.issued_on,
                record.document_shown,
                record.origin,
            )
            for record in county.records
        ),
    )
    _table(
        folder / "tickets.csv",
        "ticket_no hall_code window_code item_code called_at",
        (
            (f"T{number:07d}", hall, window, item, called)
            for number, (hall, window, item, called) in enumerate(county.tickets, 1)
        ),
    )
    _table(folder / "evaluations.csv", "case_no channel terminal rated_at score", county.ratings)


def _truth(county: County, folder: Path) -> None:
    _table(
        folder / "records.csv",
        "record_no case_no truth item_code matter",
        ((r.number, r.case.number if r.case else "", r.truth, r.item.code, r.matter) for r in county.records),
    )
    _table(folder / "cases.csv", "case_no truth matter", ((c.number, c.truth, c.matter) for c in county.cases))
    _table(
        folder / "items.csv",
        "item_code verdict matters off_matters off_share behaviour register_covered",
        (
            (
                truth.item.code,
                truth.verdict,
                truth.matters,
                truth.off_matters,
                truth.off_share,
                truth.item.behaviour,
                truth.item.department.covered,
            )
            for truth in county.truths
        ),
    )
    _table(
        folder / "unseen.csv",
        "item_code matter truth",
        ((matter.item.code, matter.matter, matter.truth) for matter in county.unseen),
    )
    _table(
        folder / "schemes.csv",
        "scheme item_code description matters leaves",
        (
            (one.scheme.name, one.item.code, one.scheme.description, one.size, one.scheme.leaves)
            for one in county.planted
        ),
    )


def _further(county: County, folder: Path) -> None:
    ground = county.places
    departments = ground.departments.values()
    _dicts(folder / "regions.csv", ground.regions)
    _dicts(folder / "township_points.csv", ground.points)
    _table(
        folder / "departments.csv",
        "department_code name short_name kind region_code leading_group_role window_count",
        (
            (d.code, d.name, d.short_name, d.kind, ground.region, ROLES.get(d.serial, ""), d.windows)
            for d in departments
        ),
    )
    _table(
        folder / "department_codes.csv",
        "department_code credit_code from_date to_date",
        ((d.code, code, first, _day(last)) for d in departments for code, first, last in d.credit_codes),
    )
    _table(
        folder / "department_sets.csv",
        "set_name department_code from_date to_date",
        (("各政务服务单位", d.code, joined, _day(left)) for d in departments for joined, left in _membership(d)),
    )
    _table(
        folder / "staff.csv",
        "staff_code name department_code position posted",
        ((s.code, s.name, s.department, s.position, "1" if s.posted else "0") for s in county.staffing.staff.values()),
    )
    _dicts(folder / "item_list.csv", item_list.rows(ground, county.catalogue, county.declarations, county.exemptions))
    _table(
        folder / "item_codes.csv",
        "item_code later_code from_date",
        ((i.code, i.later_code, places.RECODED_ON) for i in county.catalogue if i.later_code),
    )
    _table(
        folder / "exemptions.csv",
        "item_code reason_code reason basis approved_on from_date to_date",
        (
            (e.item_code, e.reason, e.text, e.basis, e.approved_on, e.from_date, _day(e.to_date))
            for e in county.exemptions
        ),
    )
    _table(
        folder / "declarations.csv",
        "item_code mode place from_date to_date declared_on",
        ((d.item_code, d.mode, d.place, d.from_date, _day(d.to_date), d.declared_on) for d in county.declarations),
    )
    (folder / "programme.json").write_bytes((days.DATA / "programme_2023_15.json").read_bytes())


def _membership(department: places.Department) -> list[tuple[date, date | None]]:
    """When the department was one of 各政务服务单位: two joined later, one rejoined after its reorganisation."""
    if department.serial in ("39", "40"):
        return [(TURNOVER_ON, None)]
    if len(department.credit_codes) > 1:
        return [(first, last) for _, first, last in department.credit_codes]
    return [] if department.serial in ("01", "02") else [(places.SET_UP_ON, None)]
