"""Every error of an answer, with what the two rows say side by side, so that one can read why."""

from __future__ import annotations

import csv
from pathlib import Path

from benchmarks.counties import truth

_RECORD = "record_no department_code item_code item_name holder_name holder_id applied_on issued_on document_no origin"
_CASE = (
    "case_no item_code applicant_name applicant_id channel received_at decided_at recorded_at window_code "
    "operator_code terminal result document_no"
)


class _Set:
    """A set, its truth and an answer, all by key."""

    def __init__(self, folder: Path, answer: Path) -> None:
        self.cases = {row["case_no"]: row for row in truth.read(folder / "cases.csv")}
        self.records = {row["record_no"]: row for row in truth.read(folder / "register.csv")}
        self.items = {row["item_code"]: row for row in truth.read(folder / "items.csv")}
        self.true_cases = {row["case_no"]: row["truth"] for row in truth.read(folder / "truth/cases.csv")}
        self.true_records = {row["record_no"]: row for row in truth.read(folder / "truth/records.csv")}
        self.true_items = {row["item_code"]: row for row in truth.read(folder / "truth/items.csv")}
        links, findings, verdicts = (answer_rows(answer, one) for one in ("links", "findings", "verdicts"))
        self.links = {row["record_no"]: row for row in links}
        self.findings: dict[tuple[str, str, str], dict[str, str]] = {}
        for row in findings:
            self.findings.setdefault((row["subject_kind"], row["subject"], row["class"]), row)
        self.verdicts = {row["item_code"]: row for row in verdicts}
        self.linked = {row["case_no"]: row["record_no"] for row in links}

    def side_by_side(self, record: str, case: str) -> dict[str, str]:
        """The fields of both rows, the record's before the case's, with the truth of each."""
        row = {f"record {name}": self.records.get(record, {}).get(name, "") for name in _RECORD.split()}
        row |= {f"case {name}": self.cases.get(case, {}).get(name, "") for name in _CASE.split()}
        true = self.true_records.get(record, {})
        item = true.get("item_code") or self.cases.get(case, {}).get("item_code", "")
        row["true truth"] = true.get("truth", "") or self.true_cases.get(case, "")
        row["true case_no"], row["true item_code"] = true.get("case_no", ""), item
        row["item name"] = self.items.get(item, {}).get("item_name", "")
        row["behaviour"] = self.true_items.get(item, {}).get("behaviour", "")
        return row


def answer_rows(answer: Path, name: str) -> list[dict[str, str]]:
    """The rows of one answer table, read from csv or Parquet."""
    if (answer / f"{name}.csv").exists():
        return truth.read(answer / f"{name}.csv")
    import duckdb

    found = duckdb.connect().execute(
        "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(answer / f"{name}.parquet")]
    )
    columns = [one[0] for one in found.description or ()]
    return [dict(zip(columns, (value or "" for value in row), strict=True)) for row in found.fetchall()]


def write_errors(folder: Path, out: Path, answer: Path | None = None) -> dict[str, int]:
    """Write one csv for each kind of error into `out`; how many rows each has."""
    made = _Set(folder, answer or folder / "answer")
    out.mkdir(parents=True, exist_ok=True)
    tables = {
        "false_off_hall.csv": _false_off(made),
        "missed_off_hall.csv": _missed_off(made),
        "wrong_links.csv": _wrong_links(made),
        "missed_links.csv": _missed_links(made),
        "wrong_verdicts.csv": _wrong_verdicts(made),
    }
    for kind in ("back_filled", "branch_hall", "unposted"):
        tables[f"false_{kind}.csv"], tables[f"missed_{kind}.csv"] = _cases(made, kind)
    for name, rows in tables.items():
        with (out / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else ["nothing"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return {name: len(rows) for name, rows in tables.items()}


def _false_off(made: _Set) -> list[dict[str, str]]:
    """Records wrongly called off_hall, beside the case that is truly theirs."""
    rows = []
    for (kind, subject, name), finding in made.findings.items():
        true = made.true_records.get(subject)
        if kind == "record" and name == "off_hall" and true and true["truth"] != "off_hall":
            taken = made.linked.get(true["case_no"], "")
            rows.append(
                made.side_by_side(subject, true["case_no"])
                | {"rule": finding["rule"], "probability": finding["probability"], "case was linked to": taken}
            )
    return rows


def _missed_off(made: _Set) -> list[dict[str, str]]:
    """off_hall records not found, beside the case that they were linked to, if any."""
    rows = []
    for record, true in made.true_records.items():
        if true["truth"] == "off_hall" and ("record", record, "off_hall") not in made.findings:
            link = made.links.get(record, {})
            rows.append(made.side_by_side(record, link.get("case_no", "")) | _method(link))
    return rows


def _method(link: dict[str, str]) -> dict[str, str]:
    return {"method": link.get("method", ""), "probability": link.get("probability", "")}


def _wrong_links(made: _Set) -> list[dict[str, str]]:
    """Links to a wrong case, beside that case; the true one stands under `true case_no`."""
    rows = []
    for record, link in made.links.items():
        if link["case_no"] != made.true_records.get(record, {}).get("case_no", ""):
            rows.append(made.side_by_side(record, link["case_no"]) | _method(link))
    return rows


def _missed_links(made: _Set) -> list[dict[str, str]]:
    """Records with a case that were linked to none, beside that case."""
    rows = []
    for record, true in made.true_records.items():
        if true["case_no"] and record not in made.links:
            taken = made.linked.get(true["case_no"], "")
            rows.append(made.side_by_side(record, true["case_no"]) | {"case was linked to": taken})
    return rows


def _cases(made: _Set, kind: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Cases wrongly said, and cases not said, to be of that class; each beside its record."""
    record_of = {row["case_no"]: record for record, row in made.true_records.items() if row["case_no"]}
    false, missed = [], []
    for case, true in made.true_cases.items():
        finding = made.findings.get(("case", case, kind))
        row = made.side_by_side(record_of.get(case, ""), case)
        if finding and true != kind:
            false.append(row | {"rule": finding["rule"], "explanation": finding["explanation"]})
        if true == kind and not finding:
            missed.append(row)
    return false, missed


def _wrong_verdicts(made: _Set) -> list[dict[str, str]]:
    """Items whose verdict differs, truth beside answer."""
    rows = []
    for code, true in made.true_items.items():
        said = made.verdicts.get(code, {})
        if said.get("verdict") != true["verdict"]:
            row = {f"true {name}": value for name, value in true.items()}
            row |= {f"said {name}": said.get(name, "") for name in ("verdict", "matters", "off_matters", "off_share")}
            row |= {name: made.items[code][name] for name in ("item_name", "entry_mode", "entry_from")}
            rows.append(row | {"reasons": said.get("reasons", "")})
    return rows
