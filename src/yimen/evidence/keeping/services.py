"""Verbs on promises: held against data with every verification, once and for all. The only writers here."""

from collections.abc import Callable, Sequence
from datetime import date

from yimen.common.errors import Refused
from yimen.common.workdays import china
from yimen.evidence.keeping.answers import BROKEN, KEPT, Answer, nothing
from yimen.evidence.keeping.feeds import Feeds
from yimen.evidence.keeping.items import Items
from yimen.evidence.keeping.letters import Letter
from yimen.evidence.keeping.models import PromiseCheck, PromiseRow
from yimen.evidence.keeping.queries import finding_subject, findings_of
from yimen.evidence.keeping.rules import ELSEWHERE, FEEDING, MEASURES, RETURNING, STAFFING
from yimen.evidence.keeping.windows import Windows
from yimen.evidence.models import Run
from yimen.evidence.queries import newest_day
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding
from yimen.rectification.queries import open_finding, orders_to_recheck

BY_HAND = "这一条款没有可以核对的数据，请在督查时实地核对。"


@ledger.mutation("evidence.promises_checked")
def check(*, by: User | None, run: Run, letters: Sequence[Letter], day: date) -> list[PromiseCheck]:
    """Each promise of each letter as the run's data show it on a day, with the rows behind it.

    A promise not kept opens a finding 疑点, in which the department is heard; what handled items elsewhere is heard in
    the findings on these items, so that one wrong is not counted twice.
    """
    made: list[PromiseCheck] = []
    rows: list[PromiseRow] = []
    ask = _asking(run, letters, day)
    heard = findings_of(run.region, run.period_from)
    for letter in letters:
        for code in letter.codes:
            answer = ask[code](letter) if code in ask else nothing(BY_HAND)
            row = PromiseCheck(
                run=run, agreement=letter.agreement, code=code, outcome=answer.outcome, words=answer.words,
                against=answer.against, known=answer.known, unknown=answer.unknown,
                period_from=letter.first, period_to=letter.last,
            )  # fmt: skip
            own = _finding(run, letter, code, answer)
            made.append(row)
            rows += _rows(row, answer, code, own, heard)
    PromiseCheck.objects.bulk_create(made, batch_size=500)
    PromiseRow.objects.bulk_create(rows, batch_size=500)
    facts = {"run": run.pk, "letters": len(letters), "broken": sum(row.outcome == BROKEN for row in made)}
    ledger.record(chain=run.region_id, kind="evidence.promises_checked", by=by, changed=[*made, *rows], facts=facts)
    _recheck_orders(run, made, day)
    return made


def _asking(run: Run, letters: Sequence[Letter], day: date) -> dict[str, Callable[[Letter], Answer]]:
    """Code of a promise -> what answers it for a letter."""
    items = Items(run, letters)
    feeds = Feeds(run.region, letters, day, china())
    windows = Windows(run.region, letters)
    return {
        ELSEWHERE: items.elsewhere, RETURNING: items.returning, FEEDING: feeds.in_time, STAFFING: windows.staffed,
    }  # fmt: skip


def _rows(
    row: PromiseCheck, answer: Answer, code: str, own: Finding | None, heard: dict[str, Finding]
) -> list[PromiseRow]:
    return [
        PromiseRow(
            check_of=row, kind=each.kind, subject=each.subject, first=each.first, last=each.last,
            weight=each.weight, words=each.words,
            finding=None if each.kind == PromiseRow.Kind.UNKNOWN
            else heard.get(each.subject) if code == ELSEWHERE else own,
        )
        for each in answer.rows
    ]  # fmt: skip


def _finding(run: Run, letter: Letter, code: str, answer: Answer) -> Finding | None:
    """Where the department is heard about a broken promise: the finding still open, or a new one."""
    if answer.outcome != BROKEN or code == ELSEWHERE:
        return None
    subject, measure = finding_subject(code, letter.agreement), MEASURES[code]
    earlier = open_finding(run.region, subject) or _dealt_with(run, subject)
    return earlier or rectification.raise_finding(
        by=None,
        region=run.region,
        department=letter.agreement.department,
        source=f"evidence:run:{run.pk}",
        subject=subject,
        title=f"{letter.agreement.number}：{measure.title}，疑似未履行",
        kind=Finding.Kind.PROMISE,
        seen=f"{letter.first}至{letter.last}：{answer.words}\n核对办法：{measure.how}\n逐行明细见履约核对。",
        innocent=measure.innocent,
        period_from=letter.first,
        period_to=letter.last,
        grounds=[rectification.borne_by(f"evidence:run:{run.pk}:{code}", "intake", answer.words)],
    )


def _dealt_with(run: Run, subject: str) -> Finding | None:
    """A settled finding that speaks of days which this run looked at again: nobody is accused twice of one thing."""
    rows = Finding.objects.filter(region=run.region_id, subject=subject, period_to__gte=run.period_from)
    return rows.order_by("-pk").first()


def _recheck_orders(run: Run, made: Sequence[PromiseCheck], day: date) -> None:
    """Tells each order on a promise what this run says of it: only a promise kept again closes one."""
    answered = {finding_subject(row.code, row.agreement): row for row in made}
    for order in orders_to_recheck(run.region, run.period_from):
        row = answered.get(order.finding.subject)
        if row is None:
            continue
        try:
            rectification.recheck(
                by=None,
                order=order,
                source=f"evidence:run:{run.pk}",
                clean=row.outcome == KEPT,
                verdict=Finding.Kind.PROMISE if row.outcome == BROKEN else row.outcome,
                note=f"{row.get_outcome_display()}：{row.words}"[:300],
                data_from=row.period_from,
                data_to=row.period_to,
                newest=newest_day(run.region, day) or run.period_to,
            )
        except Refused:
            continue  # answered again since it was looked up: the next verification speaks of it
