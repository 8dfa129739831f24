"""A past run, repeated from its kept set with its own parameters: whether today's engine still says the same."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from yimen.common.errors import Refused
from yimen.evidence import answers, kept
from yimen.evidence.execution import MEMORY
from yimen.evidence.handing_in import verifying
from yimen.evidence.models import Run, Verdict
from yimen.evidence.states import DONE
from yimen.verify import ENGINE_VERSION, VERDICT_TITLES, WHOLE, Result, rules, verify

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Repeated:
    """How a repeated run compares: its set to what it was, its answer to what it said, and what else differs.

    changed: (item code, verdict then, verdict now). same_set is False when the kept set is not what the run read.
    """

    same_set: bool
    same_answer: bool
    digest: str
    rows: dict[str, tuple[int, int]]
    changed: list[tuple[str, str, str]]
    differences: list[str]


def repeat(run: Run, progress: Progress | None = None) -> Repeated:
    """Carries the run out once more, apart from everything: nothing is stored and nothing follows.

    Errors: Refused for a run that is not done, or whose set is kept no longer.
    """
    if run.status != DONE:
        raise Refused(f"核验批次 {run.pk} 没有完成，没有可以对照的答案。")
    with TemporaryDirectory(dir=kept.folder(run).parent) as name:
        folder = Path(name)
        known = {rule.id: {each.name for each in rule.parameters} for rule in rules()}
        given = {
            code: {name: value for name, value in values.items() if name in known.get(code, set())}
            for code, values in run.report.get("parameters", {}).items()
            if code in known
        }
        settings = {**given, "engine": run.report.get("settings", {})}
        result = _asked(run, folder, progress, settings)
        try:
            inputs = result.report["inputs"]
            digests = {each.rule: each.digest for each in result.rule_runs}
            answers.write(result, folder)
        finally:
            result.connection.close()
        answer = answers.read_report(folder)["answer"]
        verdicts = _verdicts(folder)
    was = run.report.get("answer", {})
    then = dict(Verdict.objects.filter(run=run).values_list("item_code", "engine_verdict"))
    changed = [
        (code, _word(then.get(code)), _word(verdicts.get(code)))
        for code in sorted({*then, *verdicts})
        if then.get(code) != verdicts.get(code)
    ]
    digest = answers.digest(answer)
    return Repeated(
        same_set=inputs == run.report.get("inputs"),
        same_answer=digest == run.answer_digest if run.answer_digest else not changed,
        digest=digest,
        rows={name: (was.get(name, {}).get("rows", 0), told["rows"]) for name, told in answer.items()},
        changed=changed,
        differences=_differences(run, digests),
    )


def _asked(run: Run, folder: Path, progress: Progress | None, settings: dict[str, dict[str, float]]) -> Result:
    """The engine's answer to the set of then. Errors: Refused when that is kept no longer."""
    if run.handed_in is not None:
        return verifying.ask(
            verifying.set_of(run.handed_in), folder / kept.COUNTIES, folder / "engine", progress, settings
        )
    file = kept.set_file(run)
    if not file.exists():
        raise Refused(f"核验批次 {run.pk} 的数据集没有保存（每县只保存最近 {kept.SETS_KEPT} 次），不能重做。")
    with zipfile.ZipFile(file) as archive:  # our own file: it was packed by `kept.keep_set`
        archive.extractall(folder)
    return verify(folder, None, progress, memory=MEMORY, parameters=settings, large=WHOLE, spill=folder / ".spill")


def _verdicts(folder: Path) -> dict[str, str]:
    with (folder / "verdicts.jsonl").open(encoding="utf-8") as stream:
        return {code: verdict for code, verdict, *_ in map(json.loads, stream)}


def _word(verdict: str | None) -> str:
    return VERDICT_TITLES[verdict] if verdict else "没有"


def _differences(run: Run, digests: dict[str, str]) -> list[str]:
    found = []
    if run.engine_version != ENGINE_VERSION:
        found.append(f"引擎：当时 {run.engine_version}，现在 {ENGINE_VERSION}")
    was = {each["rule"]: each.get("digest", "") for each in run.report.get("rules", [])}
    other = sorted(code for code in {*was, *digests} if was.get(code) != digests.get(code))
    if other:
        found.append(f"规则：{'、'.join(other)} 与当时不同")
    return found
