"""核验引擎: from an evidence set, the links, findings and verdicts that say where each item truly runs.

A pure library: no Django, nothing of ours imported, no database but DuckDB in memory. Use it so::

    from yimen.verify import InputError, verify

    result = verify("evidence_set", "answer", progress=lambda step, done, total: None)
    result.verdicts[0]      # Verdict(item_code, verdict, matters, off_matters, off_share, off_low, off_high, reasons)
    result.findings[0]      # Finding(subject_kind, subject, item_code, finding_class, rule, probability, explanation)
    result.links[0]         # Link(record_no, case_no, probability, method)
    result.rule_runs[0]     # RuleRun(rule, title, finding_class, grade, switched_on, reason, findings, seconds, digest)
    result.volumes[0]       # Volume(level, code, …): matters in neither source; result.changes: Change, change points
    result.refused          # [Refusal(file, line, column, value, reason, remedy)]: rows and values set aside
    result.report           # what report.json holds: versions, digests, what was switched off and why, counts, seconds
    result.files["links"]   # path written (links, findings, verdicts, refused, report), when a folder was given

`verify` takes a folder (a table may be a folder of Parquet files too), or a mapping {"cases": path, "items": path, ...,
"meta": {"region", "from", "to"}}. A large set of several counties is verified county by county. It raises InputError,
whose text is a Chinese sentence for the user, when nothing can be verified, and TooLittleMemory likewise. Rows are read
on first use.
`rules()` gives the Rule objects (id, title, finding_class, grade, needs, says, innocent, remedy, parameters),
`rules_table()` the same as rows of text, `score(set, answer)` the figures against a set's truth.
CLASS_TITLES and VERDICT_TITLES hold the official Chinese words.
"""

from yimen.verify.contract import (
    CLASS_TITLES,
    OFF_CLASSES,
    TABLES,
    VERDICT_TITLES,
    Finding,
    InputError,
    Link,
    Refusal,
    TooLittleMemory,
    Verdict,
)
from yimen.verify.counties import WHOLE, verify
from yimen.verify.describe import rules_table
from yimen.verify.engine import ENGINE_VERSION, Result
from yimen.verify.estimates import Change, Volume
from yimen.verify.rulebook import Rule, RuleRun, rules
from yimen.verify.scoring import score

__all__ = [
    "CLASS_TITLES",
    "ENGINE_VERSION",
    "OFF_CLASSES",
    "TABLES",
    "VERDICT_TITLES",
    "WHOLE",
    "Change",
    "Finding",
    "InputError",
    "Link",
    "Refusal",
    "Result",
    "Rule",
    "RuleRun",
    "TooLittleMemory",
    "Verdict",
    "Volume",
    "rules",
    "rules_table",
    "score",
    "verify",
]
