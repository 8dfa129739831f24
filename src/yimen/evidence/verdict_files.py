"""A verdict's file: everything that one verdict rests on, as plain CSV, with a program that computes it anew.

Names and id numbers are masked for everybody; what the computation needs of them (which rows are one person's one
application) is given as the number of a group.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
from django.utils import timezone

from yimen.cases.models import RegisterRecord
from yimen.cases.queries import shown_name
from yimen.common.text import mask_id
from yimen.evidence import verdict_papers
from yimen.evidence.downloads import BYTE_ORDER_MARK
from yimen.evidence.models import Clue, Link, Run, Verdict
from yimen.evidence.rows import NUMBERS_AT_ONCE, cases_behind, record_keys
from yimen.exchange.formulas import guarded
from yimen.verify import OFF_CLASSES
from yimen.verify.engine import SETTINGS, macros

RECOMPUTE = Path(__file__).parent / "standalone/recompute.py"
MATTER = (
    "kind", "number", "day", "application", "person", "person_id", "channel", "received_at", "accepted_at",
    "decided_at", "recorded_at", "window_code", "operator_code", "terminal", "result", "applied_on", "issued_on",
    "document_no", "origin",
)  # fmt: skip
FINDING = ("subject_kind", "subject", "item_code", "class", "rule", "probability", "explanation")
LINK = ("record_no", "case_no", "probability", "method")
OUTSIDE = ("exempt", "none", "branch_hall")
INSIDE = ("hall", "entrusted")
READ_ME = """这个压缩包是一个核验结论的全部依据，可以离线复算：

1. 解压后运行：python3 -I -S recompute.py（只用 Python 标准库，不联网）。
2. matters.csv：核验期内大厅的每一件办件（kind=case），以及没有对应办件的台账记录（kind=record）。
   application 相同的台账记录是同一人的同一次申请，只算一件。姓名和证件号已脱敏。
3. findings.csv：每条线索；把握不低于 convict_at 的才计入厅外办理。links.csv：台账与办件的对应。
4. verdict.pdf：核验结论书，供阅读和存档；线索多的只列每类前 30 条，全部线索以 findings.csv 为准。
5. verdict.json：结论、引擎版本、每条规则的摘要（SHA-256）、参数和数据摘要。
"""


def write(verdict: Verdict) -> bytes:
    """The zip: matters.csv, findings.csv, links.csv, verdict.json, verdict.pdf, recompute.py and a note."""
    run = verdict.run
    clues = list(Clue.objects.filter(run=run, item_code=verdict.item_code).order_by("pk"))
    lone = _records(run, (each.subject for each in clues if each.subject_kind == Clue.Subject.RECORD))
    cases = list(cases_behind(verdict).order_by("case_number"))
    numbers = [case.case_number for case in cases]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("matters.csv", _table(MATTER, [*map(_case, cases), *_lone(lone)]))
        findings = (
            (c.subject_kind, c.subject, c.item_code, c.kind, c.rule, c.probability, c.explanation) for c in clues
        )
        archive.writestr("findings.csv", _table(FINDING, findings))
        archive.writestr("links.csv", _table(LINK, _links(run, numbers)))
        archive.writestr("verdict.json", json.dumps(_facts(verdict), ensure_ascii=False, indent=1) + "\n")
        archive.writestr("verdict.pdf", verdict_papers.write(verdict))
        archive.writestr("recompute.py", RECOMPUTE.read_text(encoding="utf-8"))
        archive.writestr("README.txt", READ_ME)
    return packed.getvalue()


def _facts(verdict: Verdict) -> dict[str, Any]:
    run, report = verdict.run, verdict.run.report
    names = ("verdict", "matters", "off_matters", "off_share", "off_low", "off_high", "reasons")
    scope = report.get("scope", {}).get(verdict.item_code, {})
    on_own_initiative = scope.get("initiation") == "ex_officio"
    return {
        "run": run.pk,
        "item_code": verdict.item_code,
        "item_name": verdict.item_name,
        "department": str(verdict.department or ""),
        "verdict": {name: getattr(verdict, name) for name in names},
        "period": {"from": run.period_from.isoformat(), "to": run.period_to.isoformat()},
        "entry_mode": verdict.entry_mode,
        "out_of_scope": verdict.entry_mode in OUTSIDE or on_own_initiative,
        "in_scope": verdict.entry_mode in INSIDE and scope.get("initiation") == "on_application",
        "ledger_missing": verdict.ledger_missing,
        "trust": scope.get("trust"),
        "sure_from": report.get("sure_from"),
        "off_classes": sorted(OFF_CLASSES),
        "engine_version": run.engine_version,
        "input_digest": run.input_digest,
        "inputs": report.get("inputs", {}),
        "rules_digest": run.rules_digest,
        "rules": {each["rule"]: each.get("digest", "") for each in report.get("rules", [])},
        "parameters": {"engine": report.get("settings", SETTINGS), **report.get("parameters", {})},
    }


def _table(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return BYTE_ORDER_MARK + text.getvalue()


def _case(case: Any) -> tuple[Any, ...]:
    when = case.received_at or case.accepted_at
    moments = (case.received_at, case.accepted_at, case.decided_at, case.recorded_at)
    return (
        "case", case.case_number, timezone.localdate(when) if when else "", "", shown_name(case.applicant_name),
        mask_id(case.applicant_id), case.channel, *map(_local, moments), case.window_code, case.operator_code,
        case.terminal, case.result, "", "", case.document_number, "",
    )  # fmt: skip


def _local(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _records(run: Run, numbers: Iterable[str]) -> list[tuple[str, RegisterRecord]]:
    keys = record_keys(run, numbers)
    found: dict[int, RegisterRecord] = {}
    asked = list(keys.values())
    for start in range(0, len(asked), NUMBERS_AT_ONCE):
        found |= RegisterRecord.objects.in_bulk(asked[start : start + NUMBERS_AT_ONCE])
    return [(number, found[key]) for number, key in sorted(keys.items())]


def _lone(records: list[tuple[str, RegisterRecord]]) -> Iterator[tuple[Any, ...]]:
    for (number, record), group in zip(records, _applications(records), strict=True):
        yield (
            "record", number, record.applied_on or record.issued_on or "", group, shown_name(record.holder_name),
            mask_id(record.holder_id), "", "", "", "", "", "", "", "", "", record.applied_on or "",
            record.issued_on or "", record.document_number, record.origin,
        )  # fmt: skip


def _applications(records: list[tuple[str, RegisterRecord]]) -> list[int]:
    """The number of the application that each record belongs to, by the engine's own reading of names and numbers."""
    if not records:
        return []
    with duckdb.connect() as connection:
        connection.execute(macros())
        connection.execute(
            "CREATE TABLE row (n INTEGER, no VARCHAR, id VARCHAR, name VARCHAR, day VARCHAR, doc VARCHAR)"
        )
        told = []
        for n, (number, each) in enumerate(records):
            day = str(each.applied_on or each.issued_on or "")
            texts = (each.holder_id, each.holder_name, day, each.document_number)
            told.append((n, number, *(text or None for text in texts)))
        connection.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)", told)
        found = connection.execute(
            """WITH keyed AS (
                SELECT n, coalesce(coalesce(CASE WHEN NOT contains(id_key(id), '*') THEN id_key(id) END, name_key(name))
                    || '|' || day || '|' || coalesce(document_key(doc), ''), no) AS application FROM row
            ) SELECT dense_rank() OVER (ORDER BY application) FROM keyed ORDER BY n"""
        ).fetchall()
    return [group for (group,) in found]


def _links(run: Run, numbers: list[str]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(numbers), NUMBERS_AT_ONCE):
        asked = numbers[start : start + NUMBERS_AT_ONCE]
        rows = Link.objects.filter(run=run, case_number__in=asked).order_by("case_number", "record_number")
        yield from rows.values_list("record_number", "case_number", "probability", "method")
