"""送达: the result reaches the applicant."""

from django.utils import timezone

from yimen.cases.handling.models import Answer, Delivery, Dossier, Notice, Paper
from yimen.cases.handling.services.shared import allow, move, tell, words
from yimen.cases.handling.states import DOSSIER
from yimen.cases.visits import services as visits
from yimen.cases.visits.models import CaseVisit
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
    receipt = tell(dossier, Notice.Kind.RECEIPT, f"办理结果已送达（{delivered.get_way_display()}）。", by)
    now = timezone.now()
    fetched = way == Dossier.Way.WINDOW
    there = visits.tie(by=by, dossier=dossier, act=CaseVisit.Act.DELIVERED, at=now) if fetched else []
    also = [delivered, receipt, *there]
    return move(dossier, "deliver", by=by, case={"finished_at": now}, also=also, facts={"way": way}, holder=None)


@ledger.mutation("cases.form_read")
def read_form(*, by: User, dossier: Dossier) -> list[Answer]:
    """What was put into the application's form, to be shown once: who read it stands in the ledger. Errors: Refused."""
    allow(by, "cases.reveal", dossier)
    ledger.record(chain=dossier.region_id, kind="cases.form_read", by=by, facts={"number": dossier.number})
    return list(dossier.answers.all())


@ledger.mutation("cases.paper_taken")
def take_paper(*, by: User, paper: Paper) -> Paper:
    """The paper, whose file may now be fetched once: who took what stands in the ledger. Errors: Refused."""
    allow(by, "cases.reveal", paper.dossier)
    facts = {"number": paper.dossier.number, "paper": paper.pk, "digest": paper.digest}
    ledger.record(chain=paper.dossier.region_id, kind="cases.paper_taken", by=by, facts=facts)
    return paper
