"""Questions about the papers of cases: `visible_to` first; what the public may ask; which are still to be made."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from yimen.cases.handling.models import Delivery, Dossier, Notice
from yimen.cases.handling.queries import visible_to as visible_dossiers
from yimen.cases.handling.states import ARCHIVED
from yimen.cases.papers.models import CaseDocument, Served
from yimen.documents.models import IssuedDocument
from yimen.people.queries import Somebody

DECISIONS = (Notice.Kind.GRANTED, Notice.Kind.REFUSED)
SHOWN_WITH = ("document__number", "notice__dossier__case", "notice__dossier__version", "notice__dossier__department",
              "replaced_by__document__number", "withdrawn_by", "certificate__holder__department")  # fmt: skip


def visible_to(user: Somebody) -> QuerySet[CaseDocument]:
    """The papers of the cases that the user may open."""
    return CaseDocument.objects.filter(notice__dossier__in=visible_dossiers(user)).select_related(*SHOWN_WITH)


def in_force(dossier: Dossier) -> QuerySet[CaseDocument]:
    """The papers of a case that are in force, the first first; the caller checks rights."""
    rows = CaseDocument.objects.filter(notice__dossier=dossier, withdrawn_at__isnull=True)
    return rows.select_related(*SHOWN_WITH).order_by("pk")


def unwritten(dossier: Dossier) -> QuerySet[Notice]:
    """The notices of a case that have no official paper yet, the first first."""
    made = CaseDocument.objects.filter(notice=OuterRef("pk"))
    return Notice.objects.filter(~Exists(made), dossier=dossier).order_by("pk")


def anywhere_unwritten() -> QuerySet[Dossier]:
    """The cases that have such notices, for the round that makes up for what was interrupted.

    None of them is archived: a file is not closed before its papers are there. So what is past is not asked again.
    """
    made = CaseDocument.objects.filter(notice=OuterRef("pk"))
    lacking = Notice.objects.filter(~Exists(made), dossier=OuterRef("pk"))
    return Dossier.objects.exclude(status=ARCHIVED).filter(Exists(lacking)).order_by("pk")


def by_check_code(code: str) -> CaseDocument | None:
    """The paper that bears the code, however it is typed; None for one that nobody gave out."""
    key = code.upper().replace("-", "").replace(" ", "")[:16]
    return CaseDocument.objects.filter(check_code=key).select_related(*SHOWN_WITH).first()


def by_digest(digest: str) -> CaseDocument | None:
    """The paper whose PDF has the SHA-256."""
    issued = IssuedDocument.objects.filter(digest=digest, kind__in=IssuedDocument.PERSONAL)
    return CaseDocument.objects.filter(document__in=issued).select_related(*SHOWN_WITH).first()


def standing(paper: CaseDocument) -> tuple[str, str]:
    """What a paper is worth now, in words, and the tone of it."""
    if paper.replaced_by_id is not None:
        return "已被替代", "warn"
    if paper.withdrawn_at is not None:
        return "已撤销", "wrong"
    return "有效", "good"


def signature_words(paper: CaseDocument) -> str:
    """By whose key the paper is signed, named by the position and never by the person; empty where it is not."""
    if paper.certificate is None:
        return ""
    return f"{paper.certificate.subject}（证书 {paper.certificate.serial[:16].upper()}）"


def shown_code(paper: CaseDocument) -> str:
    """The check code as it is printed, in groups of four."""
    code = paper.check_code
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


@dataclass(frozen=True)
class Row:
    """文书一行: a notice with its paper (None until it is made), and how it was served ("" while it was not)."""

    notice: Notice
    paper: CaseDocument | None
    standing: str
    tone: str
    served: str

    @property
    def waits_for_result(self) -> bool:
        """Whether it is served together with the result."""
        return goes_with_result(self.notice)


def rows_of(dossier: Dossier) -> list[Row]:
    """The papers of a case for its page, in the order of the notices: four queries, whatever their number."""
    papers: dict[int, CaseDocument] = {}
    for paper in CaseDocument.objects.filter(notice__dossier=dossier).select_related(*SHOWN_WITH).order_by("pk"):
        papers[paper.notice_id] = paper  # the last one counts
    served = {each.notice_id: each for each in Served.objects.filter(notice__dossier=dossier)}
    delivered = Delivery.objects.filter(dossier=dossier).first()
    return [
        Row(notice, papers.get(notice.pk), *_standing(papers.get(notice.pk)), _served(notice, served, delivered))
        for notice in dossier.notices.all()
    ]


def _standing(paper: CaseDocument | None) -> tuple[str, str]:
    return standing(paper) if paper else ("正在制发", "calm")


def _served(notice: Notice, served: dict[int, Served], delivered: Delivery | None) -> str:
    if notice.kind == Notice.Kind.RECEIPT:
        return "存卷"
    found: Any = served.get(notice.pk) or (delivered if notice.kind in DECISIONS else None)
    return served_words(found) if found else ""


def served_words(found: Served | Delivery) -> str:
    """How something was served, without a word on the person."""
    tracking = f"（邮寄单号 {found.tracking}）" if found.tracking else ""
    return f"{found.get_way_display()}{tracking}"


def served_of(notice: Notice) -> Served | None:
    """How a notice was served, None while it was not."""
    return Served.objects.filter(notice=notice).select_related("by").first()


def goes_with_result(notice: Notice) -> bool:
    """Whether the paper is served with the result itself (决定书), or not at all (送达回证)."""
    return notice.kind in (*DECISIONS, Notice.Kind.RECEIPT)
