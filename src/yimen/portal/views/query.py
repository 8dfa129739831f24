"""Asking without signing in: a case by number and secret, and a slip's code in the ledger."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.numbering import matches
from yimen.common.slips import NOBODY
from yimen.ledger.models import Event, Seal
from yimen.ledger.queries import by_receipt
from yimen.people.access import public
from yimen.people.models import Region
from yimen.portal.forms import QueryForm
from yimen.portal.secrets import opened_by
from yimen.portal.status import standing_of
from yimen.portal.views.shared import page, with_county


@public
@never_cache
@with_county
def query(request: HttpRequest, region: Region) -> HttpResponse:
    """The standing of a case for whoever has its number and secret; the same answer for absent and wrong (T07)."""
    form = QueryForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "portal/query.html", region, 422 if request.method == "POST" else 200, form=form)
    dossier, status = opened_by(request, region, form, "query", partial(opened, region))
    if dossier is None:
        return page(request, "portal/query.html", region, status, form=form)
    standing = standing_of(dossier, timezone.localdate())
    return page(request, "portal/query.html", region, form=QueryForm(), dossier=dossier, standing=standing)


def opened(region: Region, number: str, secret: str) -> Dossier | None:
    """The dossier that the secret opens; None for a wrong one as for a number that nobody has."""
    rows = Dossier.objects.filter(region=region, case__case_number=number)
    pk, digest = rows.values_list("pk", "secret").first() or (0, NOBODY)
    if not matches(number, secret, digest):
        return None
    return Dossier.objects.select_related("case", "version", "department").get(pk=pk)


@public
@never_cache
@with_county
def receipt(request: HttpRequest, region: Region) -> HttpResponse:
    """Whether the ledger has the event of a slip: since when, at which place, sealed or not."""
    text = request.GET.get("code", "").strip().lower()
    event = by_receipt(text).filter(chain=region.pk).first() if text else None
    return page(request, "portal/receipt.html", region, code=text, event=event, sealed=_sealed(event),
                digest=bytes(event.leaf).hex() if event else "")  # fmt: skip


def _sealed(event: Event | None) -> bool:
    """Whether a signed head that lies outside the database covers the event."""
    return event is not None and Seal.objects.filter(chain=event.chain, epoch=event.epoch, size__gte=event.seq).exists()
