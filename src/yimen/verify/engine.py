"""Runs a verification from beginning to end: read, clean, link, apply the rules, give verdicts, write the answer."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from yimen.verify import changes, doubting, explaining, hidden, linking, missing_cases, reading, rulebook
from yimen.verify.connecting import side_by_side
from yimen.verify.contract import Finding, InputError, Link, Verdict
from yimen.verify.estimates import Change, Volume
from yimen.verify.learning import Model
from yimen.verify.reading import Inventory
from yimen.verify.refusals import Refusals
from yimen.verify.rulebook import RuleRun
from yimen.verify.sources import Source, files_of, rows_bytes

ENGINE_VERSION = "1.11"
FOLDER = Path(__file__).parent
SETTINGS = {"convict_at": 0.85, "sure_at": 0.97, "doubt_at": 0.6}
"""Engine-wide thresholds: from which probability a finding counts towards a verdict, how sure a verdict that rests on
the ledger alone has to be, and of how large a share of like items a rule may not speak before its data are doubted."""

WRONG_SHARE = 0.001
"""How large a share of the judged items may be named wrongly on the ledger alone, by their own probabilities: what the
task allows. It rarely binds beside `sure_at` in a county of hundreds of items (they add up to a tenth of it on seeds 71
to 78, `hard`), but in a department of twenty it asks for 98 %, and where every item is doubtful for more."""

SMALL = 2 * 1024 * 1024
"""Bytes of cases and register together up to which one thread is quicker than two: hundreds of statements each of
which would hand out its work."""

SPILL = ".spill"
"""Name of the folder for what does not fit into memory."""

Progress = Callable[[str, int, int], None]

ANSWER = {
    "links": "SELECT record_no, case_no, probability, method FROM links ORDER BY record_no",
    "findings": "SELECT * FROM finding ORDER BY ALL",
    "verdicts": "SELECT * FROM verdict ORDER BY item_code",
    # Beside the contract's answer: estimates, which accuse nobody.
    "volume": "SELECT * FROM volume ORDER BY ALL",
    "changes": "SELECT * FROM change_point ORDER BY ALL",
}

ESTIMATED = {"volume": "volume", "changes": "change_point"}
"""Files that an answer without estimates lacks, and the tables they come from."""

COMPARED = """SELECT record_no, case_no, weight, levels, weights
    FROM compared JOIN entry USING (r) JOIN matter USING (c) ORDER BY record_no"""


@dataclass
class Result:
    """The answer: rows as named tuples, read from the engine's tables on first use, and the report.

    links: Link(record_no, case_no, probability, method) by record · findings: Finding(subject_kind, subject, item_code,
    finding_class, rule, probability, explanation), sorted · verdicts: Verdict(item_code, verdict, matters, off_matters,
    off_share, off_low, off_high, reasons) by item · rule_runs: one RuleRun for each rule, also those switched off ·
    refused: rows and values set aside · report: what report.json holds · model: what was
    learnt about agreement · files: paths written, by name.
    volumes, changes: what is estimated besides (see `estimates`).
    """

    connection: duckdb.DuckDBPyConnection = field(repr=False)
    rule_runs: list[RuleRun]
    refused: Refusals
    report: dict[str, Any]
    model: Model = field(repr=False)
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def is_estimated(self) -> bool:
        """Whether hidden volume and change points were worked out."""
        return "volume" in _tables(self.connection)

    @cached_property
    def links(self) -> list[Link]:
        """Links by record."""
        return [Link(*row) for row in self.connection.execute(ANSWER["links"]).fetchall()]

    @cached_property
    def comparisons(self) -> list[tuple[str, str, float, str, str]]:
        """(record_no, case_no, weight, levels, weights) of each link and each lone record's nearest case.

        Worked out on first use: most answers are never asked why.
        """
        explaining.keep(self.connection, linking.COMPARISON, self.model)
        return self.connection.execute(COMPARED).fetchall()

    @cached_property
    def findings(self) -> list[Finding]:
        """Findings, sorted by their columns."""
        return [Finding(*row) for row in self.connection.execute(ANSWER["findings"]).fetchall()]

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Verdicts by item."""
        return [Verdict(*row) for row in self.connection.execute(ANSWER["verdicts"]).fetchall()]

    @cached_property
    def volumes(self) -> list[Volume]:
        """Estimates of what neither source shows, by level and code."""
        return [Volume(*row) for row in self.connection.execute(ANSWER["volume"]).fetchall()]

    @cached_property
    def changes(self) -> list[Change]:
        """Change points by item; days as text."""
        rows = self.connection.execute(ANSWER["changes"]).fetchall()
        return [Change(*row[:2], *map(str, row[2:5]), *row[5:]) for row in rows]


def verify(
    set_dir: Source,
    out_dir: Path | str | None = None,
    progress: Progress | None = None,
    *,
    file_format: str = "csv",
    parameters: Mapping[str, Mapping[str, float]] | None = None,
    memory: str = "4GB",
    threads: int = 0,
    estimates: bool = True,
    spill: Path | None = None,
) -> Result:
    """The answer to an evidence set; written to out_dir as well when one is given.

    set_dir: the folder of the set, or a mapping of table name to file (and `meta` to {"region", "from", "to"}).
    progress: called with (what is being done, steps done, steps in all). parameters: thresholds that differ from the
    rules' own, {"R22": {"grace_hour": 12}}; `{"engine": {"convict_at": 0.9}}` for the engine's.
    threads: 0 for as many as there are cores, or one where the set is small. estimates: whether hidden volume and
    change points are worked out. spill: folder for what does not fit into memory, made when needed and gone with the
    connection; by default in out_dir, so that rows of people lie nowhere else.
    Raises InputError with a Chinese sentence when the set cannot be read. The same rows give the same answer, in
    whatever order they stand; only the seconds in the report differ from run to run.
    """
    if file_format not in ("csv", "parquet"):
        raise InputError(f"输出格式只能是 csv 或 parquet，不能是 {file_format}")
    chosen = _checked(parameters or {})
    steps = _Steps(progress, 4 + len(linking.STEPS) + len(rulebook.rules()))
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{memory}'; SET enable_progress_bar = false")
    if out_dir is not None:
        Path(out_dir).mkdir(parents=True, exist_ok=True)
        spill = spill or Path(out_dir) / SPILL
    if spill:
        shutil.rmtree(spill, ignore_errors=True)  # of a process that was killed
        connection.execute("SET temp_directory = '{}'".format(str(spill).replace("'", "''")))
    if threads or rows_bytes(files_of(set_dir)[0]) < SMALL:
        connection.execute(f"SET threads = {threads or 1}")
    connection.execute(macros())
    steps.begin("读取证据集")
    inventory = reading.read(connection, set_dir)
    steps.begin("规范数据")
    connection.execute(_sql("canonical"))
    missing_cases.find_skipped(connection)
    inventory.missing = doubting.silences(connection) + inventory.missing
    model = linking.link(connection, steps.begin)
    connection.execute(missing_cases.statement())
    connection.execute(rulebook.bind(_sql("trust"), {"wrong_code": model.same_matter["item"]["other"]}))
    settings = {**SETTINGS, **chosen.get("engine", {})}
    runs = _apply_rules(connection, inventory, chosen, steps)
    steps.begin("作出结论")
    runs, doubts = doubting.withdraw(connection, runs, settings["doubt_at"], settings["convict_at"])
    inventory.missing = doubts + missing_cases.said(connection) + inventory.missing  # what matters most comes first
    connection.execute(rulebook.bind(_sql("verdicts"), {**settings, "wrong_share": WRONG_SHARE}))
    steps.begin("估计隐藏办理量和变化点")
    if estimates:
        hidden.estimate(connection)
        changes.detect(connection, settings["convict_at"])
    connection.execute(
        """CREATE VIEW links AS SELECT record_no, case_no,
            round(1 / (1 + pow(2, -weight)), 4) AS probability, method
        FROM link JOIN entry USING (r) JOIN matter USING (c)"""
    )
    report = _report(connection, inventory, runs, chosen, settings, steps, model)
    result = Result(connection, runs, inventory.refused, report, model)
    if out_dir is not None:
        _write(result, Path(out_dir), file_format)
    steps.end()
    return result


class _Steps:
    """Tells the caller how far the work is, and keeps the seconds of each step."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0
        self.seconds: dict[str, float] = {}
        self.started = self.since = time.monotonic()
        self.name = ""

    def begin(self, name: str) -> None:
        self._close()
        self.name = name
        if self.progress:
            self.progress(name, self.done, self.total)
        self.done += 1

    def _close(self) -> None:
        now = time.monotonic()
        if self.name:
            self.seconds[self.name] = round(now - self.since, 3)
        self.since = now

    def end(self) -> None:
        self._close()
        if self.progress:
            self.progress("完成", self.total, self.total)


def _sql(name: str) -> str:
    return (FOLDER / f"sql/{name}.sql").read_text(encoding="utf-8")


def macros() -> str:
    """The macros with the table of character variants (traditional, then simplified) filled in."""
    pairs = (FOLDER / "data/character_variants.txt").read_text(encoding="utf-8").split()
    text = _sql("macros").replace("{traditional}", "".join(pair[0] for pair in pairs))
    return text.replace("{simple}", "".join(pair[1] for pair in pairs))


def _checked(parameters: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    known = {rule.id: {p.name for p in rule.parameters} for rule in rulebook.rules()} | {"engine": set(SETTINGS)}
    for rule, values in parameters.items():
        if rule not in known:
            raise InputError(f"参数：没有规则 {rule}，请用 yimen rules 查看规则编号")
        for name in values:
            if name not in known[rule]:
                raise InputError(
                    f"参数：规则 {rule} 没有参数 {name}，可用的是 {'、'.join(sorted(known[rule])) or '（无）'}"
                )
    return {rule: dict(values) for rule, values in parameters.items()}


def _apply_rules(
    connection: duckdb.DuckDBPyConnection, inventory: Inventory, chosen: dict[str, dict[str, float]], steps: _Steps
) -> list[RuleRun]:
    connection.execute(
        "CREATE TABLE finding (subject_kind VARCHAR, subject VARCHAR, item_code VARCHAR, class VARCHAR, rule VARCHAR,"
        " probability DOUBLE, explanation VARCHAR)"
    )
    runs = []
    reasons = {rule.id: rulebook.lacking(rule, inventory) for rule in rulebook.rules()}
    on = [(rule, chosen.get(rule.id, {})) for rule in rulebook.rules() if not reasons[rule.id]]
    asked = side_by_side(connection, rulebook.run, on)
    for rule in rulebook.rules():
        steps.begin(f"规则 {rule.id} {rule.title}")
        count, seconds = 0, 0.0
        if not reasons[rule.id]:
            table, seconds = next(asked)
            count = connection.execute(f"INSERT INTO finding FROM {table}").fetchall()[0][0]
            connection.execute(f"DROP TABLE {table}")
        runs.append(
            RuleRun(
                rule=rule.id,
                title=rule.title,
                finding_class=rule.finding_class,
                grade=rule.grade,
                switched_on=not reasons[rule.id],
                reason=reasons[rule.id],
                findings=count,
                seconds=seconds,
                digest=rule.digest,
            )
        )
    asked.close()
    return runs


def _report(
    connection: duckdb.DuckDBPyConnection,
    inventory: Inventory,
    runs: list[RuleRun],
    chosen: dict[str, dict[str, float]],
    settings: Mapping[str, float],
    steps: _Steps,
    model: Model,
) -> dict[str, Any]:
    def counts(sql: str) -> dict[str, int]:
        return {str(key): n for key, n in connection.execute(sql).fetchall()}

    return {
        "engine_version": ENGINE_VERSION,
        "region": inventory.region,
        "period": {"from": str(inventory.start), "to": str(inventory.end)},
        "inputs": {name: {"rows": inventory.rows[name], "sha256": d} for name, d in sorted(inventory.digests.items())},
        "settings": dict(settings),
        "sure_from": connection.execute("SELECT max(sure_from) FROM tallied").fetchall()[0][0],
        "parameters": {
            rule.id: {p.name: chosen.get(rule.id, {}).get(p.name, p.value) for p in rule.parameters}
            for rule in rulebook.rules()
            if rule.parameters
        },
        "link_model": {"agent": model.agent, "missing": model.missing, "weights": model.weights()},
        "missing": inventory.missing,
        "switched_off": [{"rule": r.rule, "title": r.title, "reason": r.reason} for r in runs if not r.switched_on],
        "rules": [{k: v for k, v in asdict(r).items() if k != "seconds"} for r in runs],
        "counts": {
            "refused": len(inventory.refused),
            "links": counts("SELECT method, count(*) FROM link GROUP BY ALL ORDER BY ALL"),
            "findings": counts("SELECT class, count(*) FROM finding GROUP BY ALL ORDER BY ALL"),
            "verdicts": counts("SELECT verdict, count(*) FROM verdict GROUP BY ALL ORDER BY ALL"),
            "records_without_item": connection.execute(
                "SELECT count(*) FROM entry WHERE item_code IS NULL AND r NOT IN (SELECT r FROM link)"
            ).fetchall()[0][0],
        },
        "seconds": {**steps.seconds, "all": round(time.monotonic() - steps.started, 3)},
    }


STORED = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}
"""How an answer's tables are written, by format."""


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def _write(result: Result, folder: Path, file_format: str) -> None:
    there = _tables(result.connection)
    for name, select in ANSWER.items():
        if name in ESTIMATED and ESTIMATED[name] not in there:
            continue
        path = folder / f"{name}.{file_format}"
        place = str(path).replace("'", "''")
        result.connection.execute(f"COPY ({select}) TO '{place}' ({STORED[file_format]})")
        result.files[name] = path
    write_report(result, folder)


def write_report(result: Result, folder: Path) -> None:
    """Writes what was set aside and the report, and enters both files in `result.files`."""
    result.files["refused"] = result.refused.write(folder / "refused.csv")
    result.files["report"] = folder / "report.json"
    result.files["report"].write_text(
        json.dumps(result.report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
