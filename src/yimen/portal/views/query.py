"""Asking without signing in: a case by number and secret, and a slip's code in the ledger."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.numbering import matches
from yimen.cases.papers import services as papers
from yimen.cases.posting.queries import posted_in
from yimen.common.errors import Refused
from yimen.common.slips import NOBODY
from yimen.common.text import code_key
from yimen.ledger.inclusion import proof_of, sealed_by
from yimen.ledger.queries import by_receipt
from yimen.ledger.seals import public_key
from yimen.ledger.standalone import verify_evidence
from yimen.people.access import public
from yimen.people.citizens.services import counted
from yimen.people.models import Region
from yimen.portal.forms import QueryForm
from yimen.portal.papers import paper_of_ticket, sent, to_fetch
from yimen.portal.status import standing_of
from yimen.portal.views.shared import page, with_county

T = TypeVar("T")
SHOWN = (
    "secret", "status", "supplemented_at", "department__name", "case__case_number", "case__received_at",
    "case__accepted_at", "case__decided_at", "case__finished_at", "version__name", "version__item", "version__kind",
    "version__promised_days", "version__promised_unit",
)  # fmt: skip
"""What the answer shows of a case or reckons by: of a row of a hundred columns, most of it personal data."""
TRIES_A_NUMBER, TRIES_AN_ADDRESS = 5, 60
WRONG = "编号或查询码不对。请核对收件凭证；凭证丢了可以带身份证到窗口查询，或登录后看“我的办件”。"
TOO_OFTEN = "查询次数太多，请一小时后再试，或到窗口查询。"
EVEN_SECONDS = 0.03
"""A refusal never comes sooner: a row that is there takes microseconds longer, and that can be measured."""


@public
@never_cache
@with_county
def query(request: HttpRequest, region: Region) -> HttpResponse:
    """The standing of a case for whoever has its number and secret; the same answer for absent and wrong (T07)."""
    form = QueryForm(request.POST or None)
    dossier, status = entered(request, form, lambda: proved(request, region, "query", form, opened))
    if dossier is None:
        return page(request, "portal/query.html", region, status, form=form)
    standing, papers = standing_of(dossier, timezone.localdate()), to_fetch(dossier)
    # Without a paper and a decision there is nothing that could have been posted, and nothing to ask for.
    may_be_posted = papers or dossier.case.decided_at
    return page(request, "portal/query.html", region, form=QueryForm(), dossier=dossier, standing=standing,
                papers=papers, posted=posted_in(dossier, timezone.now()) if may_be_posted else [])  # fmt: skip


@public
@never_cache
@with_county
def fetch(request: HttpRequest, region: Region) -> HttpResponse:
    """A paper for whoever has just shown number and secret: the ticket that he got with the answer names it."""
    if request.method != "POST":
        return redirect("portal:query", region.pk)
    paper = paper_of_ticket(region, request.POST.get("ticket", ""))
    if paper is None:
        return page(request, "portal/query.html", region, 422, form=QueryForm(), late=True)
    return sent(paper, papers.fetch(paper=paper))


class TooOften(Refused):
    """Somebody tried so often that he has to wait, right or wrong."""


def entered(
    request: HttpRequest, form: BaseForm, find: Callable[[], T | None], wrong: str = WRONG
) -> tuple[T | None, int]:
    """What the posted form opens, and the status of the answer; why it opens nothing is said in the form."""
    if request.method != "POST":
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        found = find()
    except TooOften as refused:
        form.add_error(None, str(refused))
        return None, 429
    if found is None:
        form.add_error(None, wrong)
        return None, 422
    return found, 200


def proved(
    request: HttpRequest, region: Region, kind: str, form: BaseForm, find: Callable[[Region, str, str], T | None]
) -> T | None:
    """What number and secret of the form open, as `proved_by`."""
    number, secret = code_key(form.cleaned_data["number"]), form.cleaned_data["secret"]
    return proved_by(request, f"{kind}:{region.pk}:{number}", lambda: find(region, number, secret))


def proved_by(request: HttpRequest, key: str, find: Callable[[], T | None]) -> T | None:
    """What a secret opens; None for a wrong one, never sooner than EVEN_SECONDS (T07).

    key: what is counted besides the address, such as the number. Errors: TooOften.
    """
    began, now = time.monotonic(), timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    # Both are counted, whichever is over: what is counted must not tell whether the number exists.
    with transaction.atomic():  # one write to disk, not two
        allowed = [counted(key, TRIES_A_NUMBER, now), counted(f"queries:{address}", TRIES_AN_ADDRESS, now)]
    if not all(allowed):
        raise TooOften(TOO_OFTEN)
    found = find()
    if found is None:
        time.sleep(max(0.0, began + EVEN_SECONDS - time.monotonic()))
    return found


def opened(region: Region, number: str, secret: str) -> Dossier | None:
    """The dossier that the secret opens; None for a wrong one as for a number that nobody has."""
    rows = Dossier.objects.filter(region=region, case__region=region, case__case_number=number)
    found = rows.select_related("case", "version", "department").only(*SHOWN).order_by().first()
    return found if matches(number, secret, found.secret if found else NOBODY) and found else None


@public
@never_cache
@with_county
def receipt(request: HttpRequest, region: Region) -> HttpResponse:
    """Whether the ledger has the event of a slip: since when, at which place, sealed or not."""
    text = request.GET.get("code", "").strip().lower()
    event = by_receipt(text).filter(chain=region.pk).first() if text else None
    sealed = event is not None and sealed_by(event) is not None
    key = public_key().hex() if sealed else ""
    return page(request, "portal/receipt.html", region, code=text, event=event, sealed=sealed, key=key,
                digest=bytes(event.leaf).hex() if event else "")  # fmt: skip


@public
@never_cache
@with_county
def proof(request: HttpRequest, region: Region) -> HttpResponse:
    """The proof of a slip's event, to be checked without this system."""
    event = by_receipt(request.GET.get("code", "").strip().lower()).filter(chain=region.pk).first()
    if event is None:
        raise Http404
    name = f'attachment; filename="proof-{event.receipt}.json"'
    return HttpResponse(proof_of(event), content_type="application/json", headers={"Content-Disposition": name})


@public
@with_county
def verifier(request: HttpRequest, region: Region) -> HttpResponse:
    """The program that checks such a proof; it needs Python and nothing else."""
    content = Path(str(verify_evidence.__file__)).read_bytes()
    name = 'attachment; filename="verify_evidence.py"'
    return HttpResponse(content, content_type="text/x-python", headers={"Content-Disposition": name})
