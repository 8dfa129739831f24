"""What the engine answered: first into files of one row a line, from there in batches into our tables.

The files are the answer: their digest says whether two runs answered the same, and a run that is cut off while it
stores them goes on behind the last row that it stored.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Model

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.evidence import estimates
from yimen.evidence.models import Clue, Comparison, Link, Run, Verdict, VerdictValue
from yimen.people.models import Department
from yimen.verify import OFF_CLASSES, Result, explaining, linking, rules
from yimen.verify.contract import TABLES as CONTRACT
from yimen.verify.engine import ANSWER, COMPARED
from yimen.verify.merging import JoinedResult

LEDGER_MISSING = "台账缺失或过少"
"""The engine's words in a verdict's reasons when the department's ledger cannot show what ran around the hall."""
SILENT = (VerdictValue.RUNS, VerdictValue.IDLE)
"""Verdicts that rest on finding nothing: without a ledger to look through they are no evidence."""
REPORT = "report.json"
ROWS_AT_ONCE = 5_000
STORED_AT_ONCE = 1_000
"""Rows of one transaction: whoever else wants to write waits as long as they and their event take."""
Row = dict[str, Any]

# The engine's answer with what our tables say besides: whose item it is, and whose row where the item is unknown.
_VERDICTS = f"""SELECT verdict.*, items.item_name, items.department_code, items.entry_mode
    FROM ({ANSWER["verdicts"]}) AS verdict LEFT JOIN items USING (item_code) ORDER BY item_code"""
_CLUES = f"""SELECT finding.*, items.department_code, coalesce(of_case.department_code, of_record.department_code)
    FROM ({ANSWER["findings"]}) AS finding LEFT JOIN items USING (item_code)
    LEFT JOIN (SELECT case_no, min(department_code) AS department_code FROM cases GROUP BY case_no) AS of_case
        ON subject_kind = 'case' AND case_no = subject
    LEFT JOIN (SELECT record_no, min(department_code) AS department_code FROM register GROUP BY record_no) AS of_record
        ON subject_kind = 'record' AND record_no = subject
    ORDER BY subject_kind, subject, finding.item_code, class, rule, probability, explanation"""
# Of several counties the rows themselves are not at hand, and nobody's departments are ours.
_JOINED = {
    "verdicts": _VERDICTS,
    "clues": f"SELECT finding.*, NULL, NULL FROM ({ANSWER['findings']}) AS finding",
}
_VERDICT = (
    "item_code", "verdict", "matters", "off_matters", "off_share", "off_low", "off_high", "reasons", "item_name",
    "department", "entry_mode",
)  # fmt: skip
_CLUE = (
    "subject_kind", "subject", "item_code", "kind", "rule", "probability", "explanation", "department", "otherwise",
)  # fmt: skip
_LINK = ("record_number", "case_number", "probability", "method")
_COMPARISON = ("record_number", "case_number", "weight", "levels", "weights")
TABLES: dict[str, tuple[type[Model], str, tuple[str, ...]]] = {
    "verdicts": (Verdict, _VERDICTS, _VERDICT),
    "clues": (Clue, _CLUES, _CLUE),
    "links": (Link, ANSWER["links"], _LINK),
    "comparisons": (Comparison, COMPARED, _COMPARISON),
}
"""File -> the table that its rows go to, the question to the engine, and what each row's values are called."""


def write(result: Result, folder: Path) -> None:
    """The answer as files: one a table, and the report, which says how many rows each has and their digest.

    Links of several counties and their comparisons are none of them: there may be tens of millions.

    Errors: Refused when there is no verdict at all: an answer without items would look like a county without faults.
    """
    questions = _JOINED if isinstance(result, JoinedResult) else {name: asked for name, (_, asked, _) in TABLES.items()}
    if "comparisons" in questions:
        explaining.keep(result.connection, linking.COMPARISON, result.model)  # not `comparisons`: they fill memory
    digests = {}
    for name, question in questions.items():
        rows, total = 0, hashlib.sha256()
        cursor = result.connection.cursor()
        cursor.execute(question)
        with (folder / f"{name}.jsonl").open("wb") as stream:
            while chunk := cursor.fetchmany(ROWS_AT_ONCE):
                lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in chunk).encode()
                total.update(lines)
                stream.write(lines)
                rows += len(chunk)
        if name == "verdicts" and not rows:
            raise Refused("事项表里没有一个可核验的事项：请核对事项编码一列是否齐全，改正后重新提交。")
        digests[name] = {"rows": rows, "sha256": total.hexdigest()}
    content = {**report(result), "answer": digests}
    (folder / REPORT).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read_report(folder: Path) -> dict[str, Any]:
    """The report of the answer in the folder."""
    found: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    return found


def digest(answer: dict[str, dict[str, Any]]) -> str:
    """One digest over the digests of all tables of an answer (`report["answer"]`), hexadecimal."""
    lines = [f"{name} {answer[name]['rows']} {answer[name]['sha256']}\n" for name in TABLES if name in answer]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def batches(run: Run, folder: Path, name: str, start: int) -> Iterator[list[Row]]:
    """The rows of one table as `insert` wants them, behind the first `start`, so many at once."""
    shaped = _shapers(run)[name]
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as stream:
        rows = (
            shaped(dict(zip(TABLES[name][2], json.loads(line), strict=True))) for line in islice(stream, start, None)
        )
        while batch := list(islice(rows, STORED_AT_ONCE)):
            yield batch


def _shapers(run: Run) -> dict[str, Callable[[Row], Row]]:
    """File -> what makes a row of our table of a row of the file."""
    # The codes of a set from outside mean its own county's departments and items, not ours.
    ours = None if run.purpose == Run.Purpose.FOREIGN else run.region
    departments = dict(Department.objects.filter(region=ours).values_list("code", "pk"))
    items = dict(Item.objects.filter(region=ours).values_list("code", "pk"))

    def verdict(row: Row) -> Row:
        department, said = row.pop("department"), row["verdict"]
        return {
            **row,
            "item_name": row["item_name"] or "",
            "entry_mode": row["entry_mode"] or "",
            "department_id": departments.get(department),
            "item_id": items.get(row["item_code"]),
            "verdict": _proven(said, row["reasons"]),
            "engine_verdict": said,
            "ledger_missing": LEDGER_MISSING in row["reasons"],
        }

    def clue(row: Row) -> Row:
        owners = (departments.get(row.pop(name) or "") for name in ("department", "otherwise"))
        first, second = owners
        return {**row, "item_code": row["item_code"] or "", "department_id": first or second}

    return {"verdicts": verdict, "clues": clue, "links": dict, "comparisons": dict}


def _ask(result: Result, question: str) -> list[tuple[Any, ...]]:
    return result.connection.execute(question).fetchall()


def _proven(verdict: str, reasons: str) -> str:
    """What the verdict is worth: nothing found is no evidence where there was nothing to look through."""
    return VerdictValue.THIN if verdict in SILENT and LEDGER_MISSING in reasons else verdict


def report(result: Result) -> dict[str, Any]:
    """The engine's report with what was set aside by file, column and reason; the values may be personal."""
    aside = Counter((each.file, each.column, each.reason, each.remedy) for each in result.refused)
    refused = [[*where, count] for where, count in sorted(aside.items())]
    more = {} if isinstance(result, JoinedResult) else {"scope": _scope(result), "repeated": _repeated(result)}
    if result.is_estimated:
        more["estimates"] = estimates.kept(result)
    return {**result.report, "set_aside": refused, **more}


def _scope(result: Result) -> dict[str, dict[str, Any]]:
    """Item -> how it begins, and how far its lone records are believed: what a verdict rests on besides its rows."""
    asked = "SELECT item_code, min(is_bypassed), avg(stray_is_real) FROM trust GROUP BY item_code"
    trust = {code: {"is_bypassed": one, "stray_is_real": other} for code, one, other in _ask(result, asked)}
    return {
        code: {"initiation": initiation, **({"trust": trust[code]} if code in trust else {})}
        for code, initiation in _ask(result, "SELECT item_code, initiation FROM items ORDER BY item_code")
    }


def _repeated(result: Result) -> dict[str, list[str]]:
    """Item -> the records that count for no matter of their own: further rows of one application."""
    found: dict[str, list[str]] = {}
    rows = """SELECT item_code, record_no, row_number() OVER (PARTITION BY item_code, application ORDER BY record_no)
        FROM (SELECT DISTINCT * FROM application) ORDER BY item_code, record_no"""
    for code, record, turn in _ask(result, rows):
        if turn > 1:
            found.setdefault(code, []).append(record)
    return found


def in_words(reason: str) -> str:
    """A reason of the engine with its tables and columns by their official terms: 缺少 排队叫号的叫号时间."""

    def term(found: re.Match[str]) -> str:
        table = CONTRACT.get(found[1])
        titles = {column.name: column.title for column in table.columns} if table else {}
        return f"{table.title}的{titles[found[2]]}" if table and found[2] in titles else found[0]

    return re.sub(r"\b([a-z_]+)\.([a-z_]+)\b", term, reason)


def blind_spots(run: Run) -> list[str]:
    """Titles of the hard rules (grade A) against handling off the hall that could not run for want of data.

    While there is one, that a run found nothing is no proof that there is nothing.
    """
    hard = {rule.id for rule in rules() if rule.grade == "A" and rule.finding_class in OFF_CLASSES}
    return [
        f"{off['rule']} {off['title']}（{in_words(off['reason'])}）"
        for off in run.report.get("switched_off", [])
        if off["rule"] in hard
    ]
