"""月报: the monthly report of a county, filled from events and the latest verification finished by the month's end."""

import calendar
from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone

from yimen.documents.number import number_text
from yimen.documents.reports import (
    DepartmentVerdicts,
    FindingCount,
    LateOrder,
    LedgerHead,
    MonthlyReport,
    MonthPoint,
    NewFinding,
    Orders,
    Rate,
    SourceNote,
)
from yimen.entry import queries as entry
from yimen.evidence import queries as evidence
from yimen.evidence.models import Run, Verdict
from yimen.exchange.models import ImportBatch
from yimen.ledger import seals
from yimen.people.models import Region
from yimen.people.queries import Somebody
from yimen.rectification import queries as rectification
from yimen.rectification.models import Finding, Order
from yimen.rectification.publishing.queries import published
from yimen.rectification.states import CLOSED, REOPENED

SERIES = "友营商月报"
FEEDS = (ImportBatch.Kind.ITEMS, ImportBatch.Kind.CASES, ImportBatch.Kind.REGISTER, ImportBatch.Kind.ATTENDANCE)


def months(region: Region, today: date) -> list[date]:
    """The first days of the months for which a report can be made, newest first: since the first verification."""
    first = evidence.own_runs(region).order_by("pk").values_list("finished_at", flat=True).first()
    if first is None:
        return []
    month, found = timezone.localdate(first).replace(day=1), []
    while month <= today:
        found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found[::-1]


def report(user: Somebody, region: Region, month: date, today: date) -> MonthlyReport | None:
    """The report of the month that begins on that day; None when no verification was finished by its end.

    Rates and verdicts are those of the run's data; findings and orders those recorded in the month.
    """
    last = date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
    run = evidence.own_runs(region).filter(purpose=Run.Purpose.REGULAR, finished_at__date__lte=last).first()
    if run is None:
        return None
    declared, staffed = entry.three_rates(run.period_to, region=region)
    running = evidence.truly_running_rate(run)
    head = seals.latest(region.pk)
    return MonthlyReport(
        county=region.name,
        year=month.year,
        month=month.month,
        issuer=f"{region.name}营商环境建设监督局",
        recipients="县政府办公室，各政务服务单位",
        number=number_text(SERIES, month.year, month.month),
        issued_on=min(last, today),
        data_from=run.period_from,
        data_to=run.period_to,
        declared=Rate(declared.label, declared.numerator, declared.denominator, declared.says),
        staffed=Rate(staffed.label, staffed.numerator, staffed.denominator, staffed.says),
        running=Rate(
            "实质运行率",
            running.running,
            running.judged,
            f"结论为实质运行的事项 ÷ 可以下结论的事项；另有 {running.unproven} 项证据不足",
        ),
        departments=tuple(
            DepartmentVerdicts(row.name, **row.counts)
            for row in evidence.verdicts_by_department(run)
            if sum(row.counts.values()) > row.counts["exempt"]
        ),
        trend=tuple(
            MonthPoint(
                point.first.year,
                point.first.month,
                Rate("厅内办理占比", point.matters - point.off_matters, point.matters) if point.matters else None,
            )
            for point in evidence.trend_by_month(region, run)
        ),
        findings=_findings(user, month, last),
        orders=_orders(user, month, last, today),
        sources=_sources(region, run),
        ledger=LedgerHead(head.size, head.root.hex(), datetime.fromisoformat(head.time)) if head else None,
        engine=run.engine_version,
        counted=_counted_in(region, month),
    )


def _counted_in(region: Region, month: date) -> FindingCount | None:
    """The month's count as it was published; None while it was not."""
    row = published(region).filter(month=month).first()
    if row is None:
        return None
    return FindingCount(row.raised, row.open, row.closed, row.set_aside, row.referred)


def _findings(user: Somebody, month: date, last: date) -> tuple[NewFinding, ...]:
    rows = rectification.visible_findings(user).filter(recorded_at__date__gte=month, recorded_at__date__lte=last)
    found = list(rows.order_by("pk"))
    counted = _counted(found)
    return tuple(
        NewFinding(
            department=str(row.department),
            item_name=row.title.removesuffix(f"：{row.get_kind_display()}"),
            kind=row.get_kind_display(),
            seen=row.seen,
            innocent=row.innocent,
            status=row.status_label,
            off=counted.get((row.source, row.subject)),
        )
        for row in found
    )


def _counted(findings: list[Finding]) -> dict[tuple[str, str], Rate]:
    """By source and item code of a finding of a verification: the matters off the hall, of all of the item."""
    runs = {each.source.removeprefix("evidence:run:") for each in findings if each.source.startswith("evidence:run:")}
    accused = Verdict.objects.filter(verdict__in=evidence.ACCUSED, matters__gt=0)
    rows = accused.filter(run__in=[int(run) for run in runs if run.isdigit()])
    return {
        (f"evidence:run:{run}", code): Rate("厅外办理", off, matters)
        for run, code, off, matters in rows.values_list("run", "item_code", "off_matters", "matters")
    }


def _orders(user: Somebody, month: date, last: date, today: date) -> Orders:
    rows = rectification.visible_orders(user).filter(recorded_at__date__lte=last)
    moved = rows.filter(status_at__date__gte=month, status_at__date__lte=last)
    until = min(last, today)
    return Orders(
        issued=rows.filter(recorded_at__date__gte=month).count(),
        open=rows.exclude(status__in=rectification.SETTLED).count(),
        closed=moved.filter(status=CLOSED).count(),
        reopened=moved.filter(status=REOPENED).count(),
        late=tuple(_late(row, until) for row in rectification.late(rows, until).order_by("deadline")),
    )


def _late(order: Order, until: date) -> LateOrder:
    return LateOrder(
        number=order.number,
        department=str(order.department),
        item_name=order.finding.title,
        deadline=order.deadline,
        days_late=-rectification.days_left(order, until),
    )


def _sources(region: Region, run: Run) -> tuple[SourceNote, ...]:
    rows = ImportBatch.objects.filter(region=region, status="applied", recorded_at__lte=run.finished_at)
    totals = rows.values("kind").annotate(accepted=Sum("rows_accepted"), refused=Sum("rows_refused"))
    found = {row["kind"]: row for row in totals.order_by()}
    return tuple(
        SourceNote(
            name=kind.label,
            provider="大厅" if kind in (ImportBatch.Kind.CASES, ImportBatch.Kind.ATTENDANCE) else "各部门",
            rows=found[kind]["accepted"] if kind in found else None,
            refused=found[kind]["refused"] if kind in found else 0,
        )
        for kind in FEEDS
    )
