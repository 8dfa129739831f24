"""A verdict as a document: what its page and its zip say, gathered for print."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from yimen.cases.models import Case, RegisterRecord
from yimen.cases.queries import shown_name
from yimen.common.templatetags.yimen import percent
from yimen.common.text import mask_id
from yimen.documents import layout
from yimen.documents.verdicts import SHOWN_A_CLASS, PaperClass, PaperRow, PaperRule, VerdictPaper
from yimen.evidence.answers import blind_spots
from yimen.evidence.counting import matters_by, month_of, months, reckoning
from yimen.evidence.models import Clue, Verdict
from yimen.evidence.rows import case_keys, record_keys, rule_of
from yimen.verify import CLASS_TITLES, OFF_CLASSES, Rule
from yimen.verify.contract import ENTRY_MODE

# As the evidence contract words a declaration.
ENTRY_MODES = {word: titles[0] for word, titles in ENTRY_MODE.items()}
TOLD_BY_RULE = "规则未载明"


def write(verdict: Verdict) -> bytes:
    """The PDF of the verdict."""
    return layout.verdict_paper(paper(verdict))


def paper(verdict: Verdict) -> VerdictPaper:
    """What the PDF says: masked, the first SHOWN_A_CLASS findings of each class, the surest first."""
    run = verdict.run
    finished = timezone.localdate(run.finished_at) if run.finished_at else run.period_to
    return VerdictPaper(
        issuer=f"{run.region.name}营商环境建设监督局",
        number=f"核验批次{run.pk}第{verdict.pk}号",
        item_name=verdict.item_name or verdict.item_code,
        item_code=verdict.item_code,
        department=str(verdict.department or ""),
        declared=ENTRY_MODES.get(verdict.entry_mode, ""),
        data_from=run.period_from,
        data_to=run.period_to,
        verdict=verdict.get_verdict_display(),
        reasons=verdict.reasons,
        matters=verdict.matters,
        off_matters=verdict.off_matters,
        counted=str(reckoning(verdict)) if verdict.matters else "",
        share=percent(verdict.off_share),
        interval=f"{percent(verdict.off_low)}至{percent(verdict.off_high)}",
        months=tuple(months_behind(verdict)),
        classes=tuple(_classes(verdict)),
        rules=tuple(_rules(verdict)),
        blind=tuple(blind_spots(run)),
        versions=tuple(_versions(verdict)),
        parameters=tuple(
            (rule, "，".join(f"{name}={value:g}" for name, value in values.items()))
            for rule, values in [("引擎", run.report.get("settings", {})), *_parameters(verdict)]
        ),
        recompute=(
            "本结论可以不依赖本系统复算：在系统的结论页面下载“全部依据”（zip），解压后运行python3 -I -S recompute.py，"
            "只用Python标准库，不联网，由所附各行重新算出件数、占比、区间和结论，并与本结论书逐项比对。",
            f"需要从原始数据重做的，向{run.region.name}营商环境建设监督局申请，由系统管理员运行"
            f"manage.py reverify {run.pk}，用当时保存的数据集和参数重做本批次，并报告答案是否相同。",
        ),
        issued_on=finished,
    )


def months_behind(verdict: Verdict) -> list[tuple[date, int, int]]:
    """(First day, matters, matters off the hall) of each month of the run's period, of this item alone."""
    run = verdict.run
    matters, off = matters_by(run, month_of, verdict.item_code)
    return [(first, matters[first], off[first]) for first in months(run.period_from, run.period_to)]


def _classes(verdict: Verdict) -> list[PaperClass]:
    rows = Clue.objects.filter(run=verdict.run, item_code=verdict.item_code)
    totals = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    found = []
    for kind, title in CLASS_TITLES.items():
        if kind in totals:
            first = list(rows.filter(kind=kind).order_by("-probability", "pk")[:SHOWN_A_CLASS])
            shown = tuple(_with_people(verdict, first))
            found.append(PaperClass(title, kind in OFF_CLASSES, totals[kind], shown))
    return found


def _with_people(verdict: Verdict, clues: list[Clue]) -> list[PaperRow]:
    """The clues with the masked person and the day of what each speaks of, in four queries."""
    run = verdict.run
    cases = case_keys(run, [each.subject for each in clues if each.subject_kind == Clue.Subject.CASE])
    lone = record_keys(run, [each.subject for each in clues if each.subject_kind == Clue.Subject.RECORD])
    known: dict[tuple[str, str], tuple[str, str]] = {}
    by_key: dict[int, Any] = Case.objects.in_bulk(cases.values())
    for number, key in cases.items():
        case = by_key[key]
        when = case.received_at or case.accepted_at
        person = f"{shown_name(case.applicant_name)}\n{mask_id(case.applicant_id)}".strip()
        known[Clue.Subject.CASE, number] = (person, str(timezone.localdate(when)) if when else "")
    by_key = RegisterRecord.objects.in_bulk(lone.values())
    for number, key in lone.items():
        record = by_key[key]
        person = f"{shown_name(record.holder_name)}\n{mask_id(record.holder_id)}".strip()
        known[Clue.Subject.RECORD, number] = (person, str(record.applied_on or record.issued_on or ""))
    return [
        PaperRow(each.subject, *known.get((each.subject_kind, each.subject), ("", "")), each.rule, each.probability,
                 each.explanation)
        for each in clues
    ]  # fmt: skip


def _rules(verdict: Verdict) -> list[PaperRule]:
    rows = Clue.objects.filter(run=verdict.run, item_code=verdict.item_code).order_by()
    hits = dict(rows.values_list("rule").annotate(n=Count("pk")))
    digests = {each["rule"]: each.get("digest", "") for each in verdict.run.report.get("rules", [])}
    return [_rule(code, rule_of(code), digests.get(code, ""), hits[code]) for code in sorted(hits)]


def _rule(code: str, rule: Rule | None, digest: str, hits: int) -> PaperRule:
    if rule is None:  # of an engine of before
        return PaperRule(code, TOLD_BY_RULE, "—", TOLD_BY_RULE, "", TOLD_BY_RULE, TOLD_BY_RULE, digest, hits)
    return PaperRule(
        code=code,
        title=rule.title,
        grade=rule.grade,
        says=rule.says,
        article=rule.article,
        innocent=rule.innocent,
        check=rule.remedy,
        version=digest,
        hits=hits,
    )


def _versions(verdict: Verdict) -> list[tuple[str, str]]:
    run = verdict.run
    rows = [
        ("引擎版本", run.engine_version or "—"),
        ("数据摘要", run.input_digest or "—"),
        ("规则摘要", run.rules_digest or "—"),
        ("答案摘要", run.answer_digest or "该批次早于答案摘要，未保存"),
    ]
    for name, told in run.report.get("inputs", {}).items():
        rows.append((f"{name}（{told['rows']}行）", told["sha256"]))
    rows += [(f"规则{each.code}", each.version or "—") for each in _rules(verdict)]
    return rows


def _parameters(verdict: Verdict) -> list[tuple[str, dict[str, float]]]:
    """The parameters of the rules that hit."""
    given = verdict.run.report.get("parameters", {})
    hit = Clue.objects.filter(run=verdict.run, item_code=verdict.item_code).order_by().values_list("rule", flat=True)
    return [(code, given[code]) for code in sorted(set(hit)) if given.get(code)]
