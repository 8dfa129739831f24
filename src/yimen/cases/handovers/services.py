"""Verbs on slips: hand over, take over, send back. Both sides confirm; the applicant's clocks run on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from yimen.cases.clocks.laws import HANDOVER_DAYS
from yimen.cases.handling.models import Dossier, Step
from yimen.cases.handling.services.shared import allow, desk_clerk, examiner, keep_time, words
from yimen.cases.handling.states import ACCEPTED
from yimen.cases.handovers import queries
from yimen.cases.handovers.models import HandedCase, Handover
from yimen.cases.handovers.states import HANDOVER
from yimen.common.errors import Refused
from yimen.common.text import mask_name
from yimen.common.workdays import SHANGHAI, due
from yimen.documents import case_papers, glyphs, layout, typesetting
from yimen.documents import queries as numbers
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.documents.number import series_text
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import User

MOST_AT_ONCE = 100


@ledger.mutation("cases.handed_over")
def hand_over(*, by: User, dossiers: Sequence[Dossier], at: datetime | None = None) -> Handover:
    """The slip for cases that go to one department, waiting for its confirmation.

    Errors: Refused for cases that do not lie with the user's department, or that go to several.
    """
    allow(by, "cases.hand_over")
    if not 1 <= len(dossiers) <= MOST_AT_ONCE:
        raise Refused(f"请选择要移交的办件，一张交接单最多 {MOST_AT_ONCE} 件。")
    chosen = list(queries.to_hand_over(by).filter(pk__in=[each.pk for each in dossiers]))
    if len(chosen) < len(dossiers) or by.department is None:
        raise Refused("所选办件中有的不在本部门手中，或者已经移交。请刷新页面后重新选择。")
    targets = {target.pk: target for each in chosen if (target := queries.destination(each, by))}
    if len(targets) != 1:
        raise Refused("一张交接单只能移交给一个部门，请分部门移交。")
    taker, now = next(iter(targets.values())), at or timezone.now()
    number = documents.allocate(
        by=by, region=by.region, series=series_text(by.region.name, by.department.short_name, "交"),
        year=timezone.localdate(now).year, use=f"办件交接单（{taker.short_name}）",
    )  # fmt: skip
    slip = Handover.objects.create(
        region=by.region, number=number.text, giver=by.department, taker=taker, handed_by=by, handed_at=now,
        due_on=_due(now), **begin(HANDOVER, by=by),
    )  # fmt: skip
    lines = [HandedCase.objects.create(handover=slip, dossier=each, papers=papers_of(each)) for each in chosen]
    facts = {"number": slip.number, "to": taker.code, "cases": [each.number for each in chosen]}
    ledger.record(chain=slip.region_id, kind="cases.handed_over", by=by, changed=[slip, *lines], facts=facts)
    _keep(chosen)
    return slip


def _due(now: datetime) -> date:
    deadline = due(now.astimezone(SHANGHAI).date(), HANDOVER_DAYS)
    if deadline is None:
        raise ValueError("without a suspension there is a deadline")
    return deadline.on


def papers_of(dossier: Dossier) -> str:
    """What goes along with a case, in words: the materials that were handed in, by name."""
    names = list(dossier.papers.values_list("name", flat=True))
    if not names:
        return "无纸质材料"
    listed = "、".join(dict.fromkeys(names))
    return f"{listed[:280]}，共{len(names)}份"


@ledger.mutation(HANDOVER.event("take"), HANDOVER.event("return"))
def take_over(*, by: User, slip: Handover, returned: Mapping[int, str]) -> Handover:
    """The slip, taken over but for the cases sent back (key of the line -> reason); all sent back returns the slip.

    From now on the taker's people have the cases, and the slip is issued as a paper with both names. Errors: Refused
    for another department, or a line sent back without saying why.
    """
    allow(by, "cases.hand_over")
    if by.department_id != slip.taker_id:
        raise Refused("只有接收部门可以确认接收或者退回。")
    lines = list(slip.cases.select_related("dossier__case", "dossier__version", "dossier__department"))
    back = [line for line in lines if line.pk in returned]
    for line in back:
        line.returned_reason = words(returned[line.pk], f"退回 {line.dossier.number} 的理由", 4, 300)
        line.save(update_fields=["returned_reason"])
    kept = [line for line in lines if line.pk not in returned]
    if not kept:
        return _return(by, slip, back)
    now = timezone.now()
    holders = [_has_it_now(line.dossier, slip) for line in kept]
    paper = _issued(by, slip, kept, now)
    facts = {"number": slip.number, "taken": len(kept), "returned": len(back)}
    slip = advance(slip, "take", by=by, chain=slip.region_id, facts=facts, also=[*lines, *holders],
                   taken_by=by, taken_at=now, document=paper)  # fmt: skip
    _keep([line.dossier for line in lines])
    return slip


def _return(by: User, slip: Handover, back: list[HandedCase]) -> Handover:
    """The slip sent back whole: its number is given up, for no paper will bear it."""
    reason = back[0].returned_reason
    documents.abandon(by=by, number=numbers.number_of(slip.region, slip.number), reason=f"整单退回：{reason}"[:200])
    facts = {"number": slip.number, "returned": len(back)}
    slip = advance(slip, "return", by=by, chain=slip.region_id, facts=facts, also=back, reason=reason)
    _keep([line.dossier for line in back])
    return slip


def _has_it_now(dossier: Dossier, slip: Handover) -> Dossier:
    """The dossier in the hands of the side that took it: who examines it, or who gives the result out."""
    if slip.taker_id == dossier.department_id:
        step = Step.objects.filter(dossier=dossier, closed_at__isnull=True).first()
        holder = examiner(dossier, step.role) if dossier.status == ACCEPTED and step else desk_clerk(dossier)
    else:
        holder = dossier.received_by
    Dossier.objects.filter(pk=dossier.pk).update(holder=holder)
    dossier.refresh_from_db()
    return dossier


def _issued(by: User, slip: Handover, kept: list[HandedCase], now: datetime) -> IssuedDocument:
    """办件交接单 as a paper, with the names of who gave and who took."""
    fallback = typesetting.press().fallback

    def shown(text: str) -> str:
        return glyphs.substituted(text, fallback)

    handed = tuple(
        case_papers.Handed(each.dossier.number, shown(each.dossier.version.name),
                           shown(mask_name(each.dossier.case.applicant_name)), shown(each.papers))
        for each in kept
    )  # fmt: skip
    letter = case_papers.handover(
        giver=slip.giver.name, number=slip.number, taker=slip.taker.name, handed=handed,
        by=shown(slip.handed_by.display_name), to=shown(by.display_name), on=_paper_day(slip),
    )  # fmt: skip
    return documents.issue(
        by=by, number=numbers.number_of(slip.region, slip.number), kind=IssuedDocument.Kind.CASE_HANDOVER,
        title=f"办件交接单（{slip.giver.short_name}至{slip.taker.short_name}）", issued_on=_paper_day(slip),
        pdf=layout.pdf(letter), source=f"cases:handover:{slip.pk}", recipients=slip.taker.name, department=slip.taker,
    )  # fmt: skip


def _paper_day(slip: Handover) -> date:
    """The day of handing over: its number is of that year, also when it is taken over in the next."""
    return timezone.localdate(slip.handed_at)


def _keep(dossiers: Sequence[Dossier]) -> None:
    for each in dossiers:
        keep_time(each)
