"""What follows from a run over the county's own data: findings 疑点, answers to orders 整改单, promises kept or not."""

from collections import Counter

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.templatetags.yimen import percent
from yimen.evidence.answers import blind_spots
from yimen.evidence.keeping import services as keeping
from yimen.evidence.keeping.letters import letters_of
from yimen.evidence.models import Clue, Run, Verdict, VerdictValue
from yimen.evidence.queries import ACCUSED, newest_day, rule_rows
from yimen.evidence.rows import rule_of
from yimen.evidence.thresholds.queries import convicts_at
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding, Order
from yimen.rectification.queries import open_finding, orders_to_recheck
from yimen.rectification.rules import witness_of_tables
from yimen.verify import OFF_CLASSES


def source_of(run: Run) -> str:
    """How findings and rechecks name the run that they come from."""
    return f"evidence:run:{run.pk}"


def raise_findings(run: Run) -> list[Finding]:
    """A finding for each item that the run says is hollow or bypassed, unless the item's last one still covers it."""
    raised = []
    accused = Verdict.objects.filter(run=run, verdict__in=ACCUSED, department__isnull=False)
    for verdict in accused.select_related("department").order_by("pk"):
        if verdict.department is None or open_finding(run.region, verdict.item_code) or _dealt_with(run, verdict):
            continue
        rules = _rules(verdict)
        raised.append(
            rectification.raise_finding(
                by=None,
                region=run.region,
                department=verdict.department,
                source=source_of(run),
                subject=verdict.item_code,
                title=f"{verdict.item_name[:240]}：{verdict.get_verdict_display()}",
                kind=verdict.verdict,
                seen=_seen(run, verdict, rules),
                innocent=_innocent(rules),
                period_from=run.period_from,
                period_to=run.period_to,
                grounds=_grounds(run, rules),
            )
        )
    return raised


def _grounds(run: Run, rules: Counter[str]) -> list[rectification.Borne]:
    """What bears the finding: each rule that convicts, with the version of it that did, and the rows that it read."""
    versions = {each["rule"]: each["digest"] for each in rule_rows(run)}
    found = []
    for code, count in rules.most_common():
        rule = rule_of(code)
        if rule is None:
            continue
        reads = witness_of_tables(column.split(".")[0] for column in rule.needs)
        words = f"{rule.title}：{count} 件"
        source = f"{source_of(run)}:{code}"
        found.append(rectification.Borne(source, reads, rule.grade == "A", words, code, versions.get(code, "")))
    return found


def _dealt_with(run: Run, verdict: Verdict) -> bool:
    """Whether a settled finding speaks of data that this run looked at again: nobody is accused twice of one thing."""
    return Finding.objects.filter(
        region=run.region, subject=verdict.item_code, period_to__gte=run.period_from, source__startswith="evidence:"
    ).exists()


def _rules(verdict: Verdict) -> Counter[str]:
    """Rule -> how many matters of the item it convicts."""
    rows = Clue.objects.filter(
        run=verdict.run, item_code=verdict.item_code, kind__in=OFF_CLASSES, probability__gte=convicts_at(verdict.run)
    )
    return Counter(rows.values_list("rule", flat=True))


def _seen(run: Run, verdict: Verdict, rules: Counter[str]) -> str:
    by_rule = "；".join(f"{_title(rule)}（{rule}）{count} 件" for rule, count in rules.most_common())
    return (
        f"{run.period_from}至{run.period_to}的数据中，该事项共 {verdict.matters} 件，"
        f"其中 {verdict.off_matters} 件在大厅外办理，"
        f"占 {percent(verdict.off_share)}（95% 区间 {percent(verdict.off_low)} 至 {percent(verdict.off_high)}）。\n"
        f"触发规则：{by_rule}。\n逐件名单和每条规则的含义见核验结论，可在本部门台账中逐件核对。"
    )


def _innocent(rules: Counter[str]) -> str:
    """The innocent explanation of the rule that hit most, then of the next."""
    found = [rule_of(code) for code, _ in rules.most_common(2)]
    return (
        "\n".join(f"{rule.title}：{rule.innocent}" for rule in found if rule)
        or "数据缺漏或编码更换，请先核对原始凭证。"
    )


def _title(code: str) -> str:
    rule = rule_of(code)
    return rule.title if rule else code


def recheck_orders(run: Run) -> None:
    """Tells every order that this run's data can speak of what it says: clean only where the item truly runs.

    Whether the run's days suffice to close an order is judged in rectification, by the newest day handed in.
    """
    blind = blind_spots(run)
    newest = newest_day(run.region, timezone.localdate()) or run.period_to
    verdicts = {each.item_code: each for each in Verdict.objects.filter(run=run)}
    for order in orders_to_recheck(run.region, run.period_from):
        verdict = verdicts.get(order.finding.subject)
        if verdict is None:
            continue
        clean = verdict.verdict == VerdictValue.RUNS and not blind
        try:
            rectification.recheck(
                by=None,
                order=order,
                source=source_of(run),
                clean=clean,
                verdict=verdict.verdict,
                note=_note(order, verdict, blind),
                data_from=run.period_from,
                data_to=run.period_to,
                newest=newest,
            )
        except Refused:
            continue  # answered again since it was looked up: the next verification speaks of it


def check_promises(run: Run) -> None:
    """Holds the promises of the letters in force against this run's data; nothing where no letter was in force."""
    letters = letters_of(run)
    if letters:
        keeping.check(by=None, run=run, letters=letters, day=timezone.localdate())


def _note(order: Order, verdict: Verdict, blind: list[str]) -> str:
    figures = f"共 {verdict.matters} 件，厅外 {verdict.off_matters} 件"
    if verdict.verdict == VerdictValue.RUNS and blind:
        return f"{figures}；但缺少数据，规则 {'、'.join(each.split()[0] for each in blind)} 未能运行，不能据此销号"[
            :300
        ]
    if verdict.verdict in (VerdictValue.THIN, VerdictValue.IDLE):
        why = "缺部门台账" if verdict.ledger_missing else "业务量过少"
        return f"{figures}；{why}，证据不足，不能据此销号"
    return f"{figures}，占 {percent(verdict.off_share)}；{verdict.get_verdict_display()}"
