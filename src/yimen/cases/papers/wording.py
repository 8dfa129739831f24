"""文书内容: a notice and its case as the data of an official paper; the layouts themselves know no case."""

from collections.abc import Callable
from datetime import date, datetime

from yimen.cases.clocks.histories import Kind
from yimen.cases.clocks.queries import clocks_of
from yimen.cases.handling.models import Dossier, Notice
from yimen.cases.papers.models import Served
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI
from yimen.documents import case_papers, glyphs, typesetting
from yimen.documents.case_papers import Limit, Matter
from yimen.documents.content import Check, Letter
from yimen.documents.models import IssuedDocument
from yimen.people.models import Department

Kinds = IssuedDocument.Kind
ISSUED_AS = {
    Notice.Kind.ACCEPTED: (Kinds.CASE_ACCEPTED, "受"),
    Notice.Kind.ASKED: (Kinds.CASE_ASKED, "补"),
    Notice.Kind.DECLINED: (Kinds.CASE_DECLINED, "不受"),
    Notice.Kind.PAUSED: (Kinds.CASE_PAUSED, "特"),
    Notice.Kind.EXTENDED: (Kinds.CASE_EXTENDED, "延"),
    Notice.Kind.GRANTED: (Kinds.CASE_GRANTED, "准"),
    Notice.Kind.REFUSED: (Kinds.CASE_REFUSED, "不准"),
    Notice.Kind.ENDED: (Kinds.CASE_ENDED, "终"),
    Notice.Kind.WITHDRAWN: (Kinds.CASE_WITHDRAWN, "撤"),
    Notice.Kind.RECEIPT: (Kinds.CASE_RECEIPT, "送"),
}
"""Kind of a notice -> the kind of its paper, and the character that ends the series of its number."""
LIMITS = {Kind.PROMISED: "承诺办结期限", Kind.STATUTORY: "法定办结期限"}


def paper_of(notice: Notice, number: str, issued_on: date, check: Check) -> Letter:
    """The official paper of a notice; 〓 stands for a character that no font at hand has."""
    fallback = typesetting.press().fallback

    def shown(text: str) -> str:
        return glyphs.substituted(text, fallback)

    matter = _matter(notice.dossier, number, issued_on, check, shown)
    return _WRITTEN[Notice.Kind(notice.kind)](matter, notice, shown(notice.words))


def _matter(dossier: Dossier, number: str, issued_on: date, check: Check, shown: Callable[[str], str]) -> Matter:
    case, version = dossier.case, dossier.version
    return Matter(
        issuer=shown(dossier.department.name),
        number=number,
        applicant=shown(case.applicant_name),
        item_name=shown(version.name),
        case_number=case.case_number,
        licence=version.kind == ItemVersion.Kind.LICENCE,
        received_on=_day(case.received_at or dossier.status_at),
        issued_on=issued_on,
        review=_reviewer(dossier),
        check=check,
    )


def _reviewer(dossier: Dossier) -> str:
    """Who reviews the decisions: the county (行政复议法 24), of a vertical office the one above it (27)."""
    if dossier.department.kind == Department.Kind.VERTICAL:
        return "本机关的上一级主管部门"
    return f"{dossier.region.name}人民政府"


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _limits(notice: Notice) -> tuple[Limit, ...]:
    """The last days of the clocks that bind towards the applicant, as they stood when he was told."""
    rows = {found.history.clock.kind: found for found in clocks_of(notice.dossier, _day(notice.at))}
    return tuple(Limit(name, rows[kind].due, rows[kind].provisional) for kind, name in LIMITS.items() if kind in rows)


def _accepted(matter: Matter, notice: Notice, words: str) -> Letter:
    accepted = notice.dossier.case.accepted_at or notice.at
    limits = _limits(notice)
    return case_papers.acceptance(matter, accepted_on=_day(accepted), deemed=notice.dossier.deemed, limits=limits)


def _paused(matter: Matter, notice: Notice, words: str) -> Letter:
    pause = notice.pause
    fallback = typesetting.press().fallback
    told = glyphs.substituted(pause.told, fallback)
    return case_papers.procedure(matter, kind=pause.get_kind_display(), days=pause.needed_days, told=told)


def _extended(matter: Matter, notice: Notice, words: str) -> Letter:
    given = notice.dossier.extensions.get(approved=True)
    reason = glyphs.substituted(given.reason, typesetting.press().fallback)
    return case_papers.extension(matter, days=given.days, reason=reason, limits=_limits(notice))


def _granted(matter: Matter, notice: Notice, words: str) -> Letter:
    return case_papers.grant(matter, outcome=words, document=notice.dossier.case.document_number)


def _receipt(matter: Matter, notice: Notice, words: str) -> Letter:
    """The receipt of a paper, or of the result with the decision's: what was served, and how."""
    served = Served.objects.filter(receipt=notice).select_related("notice", "by").first()
    delivered = served or notice.dossier.delivered
    decisions = notice.dossier.notices.filter(kind__in=(Notice.Kind.GRANTED, Notice.Kind.REFUSED))
    told = [served.notice] if served else list(decisions)
    papers = IssuedDocument.objects.filter(case_document__notice__in=told).select_related("number")
    service = case_papers.Service(
        papers=tuple(f"{paper.title}　{paper.number}" for paper in papers.filter(case_document__withdrawn_at=None)),
        receiver=glyphs.substituted(delivered.receiver, typesetting.press().fallback),
        way=delivered.get_way_display(),
        tracking=delivered.tracking,
        served_on=_day(delivered.served_at),
        by=delivered.by.display_name if delivered.by else "申请人网上自行下载",
    )
    return case_papers.receipt(matter, service)


_WRITTEN: dict[Notice.Kind, Callable[[Matter, Notice, str], Letter]] = {
    Notice.Kind.ACCEPTED: _accepted,
    Notice.Kind.ASKED: lambda matter, notice, words: case_papers.one_time_notice(matter, missing=words),
    Notice.Kind.DECLINED: lambda matter, notice, words: case_papers.declining(matter, reason=words),
    Notice.Kind.PAUSED: _paused,
    Notice.Kind.EXTENDED: _extended,
    Notice.Kind.GRANTED: _granted,
    Notice.Kind.REFUSED: lambda matter, notice, words: case_papers.refusal(matter, reason=words),
    Notice.Kind.ENDED: lambda matter, notice, words: case_papers.ending(matter, reason=words),
    Notice.Kind.WITHDRAWN: lambda matter, notice, words: case_papers.withdrawal(matter, reason=words),
    Notice.Kind.RECEIPT: _receipt,
}
