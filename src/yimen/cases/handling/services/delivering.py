"""送达与归档: the result reaches the applicant, and the dossier is closed with a list of what it holds."""

from django.utils import timezone

from yimen.cases.handling.models import Archive, Delivery, Dossier, Paper
from yimen.cases.handling.services.shared import allow, move, words
from yimen.cases.handling.states import DOSSIER
from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.ledger import services as ledger
from yimen.people.models import User


@ledger.mutation(DOSSIER.event("deliver"))
def deliver(*, by: User | None, dossier: Dossier, way: str, receiver: str = "", tracking: str = "") -> Dossier:
    """The dossier, whose result reached its applicant (送达): handed out, posted, or fetched by himself (`by` None)."""
    allow(by, "cases.deliver", dossier)
    receiver, tracking = tidy(receiver)[:100], tidy(tracking)[:40]
    if way == Dossier.Way.POST and not tracking:
        raise Refused("邮寄送达须填写邮寄单号。")
    if way == Dossier.Way.WINDOW:
        receiver = words(receiver, "领取人姓名", 2, 100)
    delivered = Delivery.objects.create(dossier=dossier, way=way, receiver=receiver, tracking=tracking, by=by)
    written = {"finished_at": timezone.now()}
    return move(dossier, "deliver", by=by, case=written, also=[delivered], facts={"way": way}, holder=None)


@ledger.mutation(DOSSIER.event("archive"))
def archive(*, by: User, dossier: Dossier, retention_years: int) -> Dossier:
    """The closed dossier, archived with its list of contents; kept `retention_years`, 0 for ever."""
    allow(by, "cases.deliver", dossier)
    if retention_years not in (0, 10, 30):
        raise Refused("保管期限应为 10 年、30 年或永久（机关档案管理规定）。")
    kept = Archive.objects.create(
        dossier=dossier, contents=contents_of(dossier), retention_years=retention_years, by=by
    )
    return move(dossier, "archive", by=by, also=[kept], facts={"years": retention_years}, holder=None)


def contents_of(dossier: Dossier) -> str:
    """卷内目录: one line each for application, papers, notices, steps and delivery, numbered, with day and digest."""
    lines = [f"申请　{dossier.number}　{timezone.localtime(dossier.case.recorded_at):%Y-%m-%d}"]
    for paper in dossier.papers.all():
        proof = f"SHA-256 {paper.digest}" if paper.digest else "核验原件后退还"
        lines.append(f"材料　{paper.name}　{timezone.localtime(paper.at):%Y-%m-%d}　{proof}")
    for notice in dossier.notices.all():
        lines.append(f"文书　{notice.get_kind_display()}　{timezone.localtime(notice.at):%Y-%m-%d}")
    for step in dossier.steps.filter(closed_at__isnull=False):
        lines.append(f"环节　{step.name}　{step.get_outcome_display()}　{timezone.localtime(step.closed_at):%Y-%m-%d}")
    return "\n".join(f"{number}　{line}" for number, line in enumerate(lines, start=1))


@ledger.mutation("cases.paper_taken")
def take_paper(*, by: User, paper: Paper) -> Paper:
    """The paper, whose file may now be fetched once: who took what stands in the ledger. Errors: Refused."""
    allow(by, "cases.reveal", paper.dossier)
    facts = {"number": paper.dossier.number, "paper": paper.pk, "digest": paper.digest}
    ledger.record(chain=paper.dossier.region_id, kind="cases.paper_taken", by=by, facts=facts)
    return paper
