"""What the engine answered, into our tables: one verdict an item, every clue, every link."""

from collections import Counter
from typing import Any

from yimen.cases.insertion import insert
from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.evidence.models import Clue, Comparison, Link, Run, Verdict, VerdictValue
from yimen.ledger import services as ledger
from yimen.people.models import Department
from yimen.verify import OFF_CLASSES, Result, rules

LEDGER_MISSING = "台账缺失或过少"
"""The engine's words in a verdict's reasons when the department's ledger cannot show what ran around the hall."""
SILENT = (VerdictValue.RUNS, VerdictValue.IDLE)
"""Verdicts that rest on finding nothing: without a ledger to look through they are no evidence."""


def keep(*, run: Run, result: Result) -> None:
    """Writes the rows of a run with one event a table. Must run inside a ledger mutation.

    Errors: Refused when there is no verdict at all: an answer without items would look like a county without faults.
    """
    if not result.verdicts:
        raise Refused("事项表里没有一个可核验的事项：请核对事项编码一列是否齐全，改正后重新提交。")
    # The codes of a set from outside mean its own county's departments and items, not ours.
    ours = None if run.purpose == Run.Purpose.FOREIGN else run.region
    departments = dict(Department.objects.filter(region=ours).values_list("code", "pk"))
    items = dict(Item.objects.filter(region=ours).values_list("code", "pk"))
    declared = {
        row[0]: row[1:] for row in _ask(result, "SELECT item_code, item_name, department_code, entry_mode FROM items")
    }
    whose = {code: departments.get(department) for code, (_, department, _) in declared.items()}
    verdicts = [
        {
            "department_id": whose.get(each.item_code),
            "item_id": items.get(each.item_code),
            "item_code": each.item_code,
            "item_name": declared[each.item_code][0] or "",
            "entry_mode": declared[each.item_code][2] or "",
            "verdict": _proven(each.verdict, each.reasons),
            "engine_verdict": each.verdict,
            "ledger_missing": LEDGER_MISSING in each.reasons,
            "matters": each.matters,
            "off_matters": each.off_matters,
            "off_share": each.off_share,
            "off_low": each.off_low,
            "off_high": each.off_high,
            "reasons": each.reasons,
        }
        for each in result.verdicts
    ]
    of_cases = dict(_ask(result, "SELECT case_no, department_code FROM cases"))
    of_records = dict(_ask(result, "SELECT record_no, department_code FROM register"))
    clues = [
        {
            "department_id": whose.get(each.item_code)
            or departments.get((of_cases if each.subject_kind == "case" else of_records).get(each.subject, "")),
            "item_code": each.item_code or "",
            "subject_kind": each.subject_kind,
            "subject": each.subject,
            "kind": each.finding_class,
            "rule": each.rule,
            "probability": each.probability,
            "explanation": each.explanation,
        }
        for each in result.findings
    ]
    links = [
        {
            "record_number": each.record_no,
            "case_number": each.case_no,
            "probability": each.probability,
            "method": each.method,
        }
        for each in result.links
    ]
    columns = ("record_number", "case_number", "weight", "levels", "weights")
    comparisons = [dict(zip(columns, each, strict=True)) for each in result.comparisons]
    for model, rows in ((Verdict, verdicts), (Clue, clues), (Link, links), (Comparison, comparisons)):
        if rows:
            insert(model, rows, run_id=run.pk)
            keys = model._default_manager.filter(run=run).order_by("pk").values_list("pk", flat=True)
            ledger.record_batch(chain=run.region_id, kind="evidence.answered", model=model, rows=keys)


def _ask(result: Result, question: str) -> list[tuple[Any, ...]]:
    return result.connection.execute(question).fetchall()


def _proven(verdict: str, reasons: str) -> str:
    """What the verdict is worth: nothing found is no evidence where there was nothing to look through."""
    return VerdictValue.THIN if verdict in SILENT and LEDGER_MISSING in reasons else verdict


def report(result: Result) -> dict[str, Any]:
    """The engine's report with what was set aside by file, column and reason; the values may be personal."""
    aside = Counter((each.file, each.column, each.reason, each.remedy) for each in result.refused)
    refused = [[*where, count] for where, count in sorted(aside.items())]
    return {**result.report, "set_aside": refused, "scope": _scope(result)}


def _scope(result: Result) -> dict[str, dict[str, Any]]:
    """Item -> how it begins, and how far its lone records are believed: what a verdict rests on besides its rows."""
    asked = "SELECT item_code, min(is_bypassed), avg(stray_is_real) FROM trust GROUP BY item_code"
    trust = {code: {"is_bypassed": one, "stray_is_real": other} for code, one, other in _ask(result, asked)}
    return {
        code: {"initiation": initiation, **({"trust": trust[code]} if code in trust else {})}
        for code, initiation in _ask(result, "SELECT item_code, initiation FROM items ORDER BY item_code")
    }


def blind_spots(run: Run) -> list[str]:
    """Titles of the hard rules (grade A) against handling off the hall that could not run for want of data.

    While there is one, that a run found nothing is no proof that there is nothing.
    """
    hard = {rule.id for rule in rules() if rule.grade == "A" and rule.finding_class in OFF_CLASSES}
    return [
        f"{off['rule']} {off['title']}（{off['reason']}）"
        for off in run.report.get("switched_off", [])
        if off["rule"] in hard
    ]
