"""Asking without signing in: a case by number and secret, and a slip's code in the ledger."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.numbering import matches
from yimen.common.errors import Refused
from yimen.common.text import code_key
from yimen.ledger.models import Event, Seal
from yimen.ledger.queries import by_receipt
from yimen.people.access import public
from yimen.people.citizens.services import counted
from yimen.people.models import Region
from yimen.portal.forms import QueryForm
from yimen.portal.status import standing_of
from yimen.portal.views.shared import page, with_county

T = TypeVar("T")
TRIES_A_NUMBER, TRIES_AN_ADDRESS = 5, 60
WRONG = "编号或查询码不对。请核对收件凭证；凭证丢了可以带身份证到窗口查询，或登录后看“我的办件”。"
TOO_OFTEN = "查询次数太多，请一小时后再试，或到窗口查询。"
EVEN_SECONDS = 0.03
"""A refusal never comes sooner: a row that is there takes microseconds longer, and that can be measured."""
NOBODY = "0" * 64
"""The digest that a number nobody has is compared with, so that absent and wrong take the same way."""


@public
@never_cache
@with_county
def query(request: HttpRequest, region: Region) -> HttpResponse:
    """The standing of a case for whoever has its number and secret; the same answer for absent and wrong (T07)."""
    form = QueryForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "portal/query.html", region, 422 if request.method == "POST" else 200, form=form)
    number, secret = code_key(form.cleaned_data["number"]), form.cleaned_data["secret"]
    try:
        dossier = proved(request, f"query:{region.pk}:{number}", lambda: opened(region, number, secret))
    except TooOften as refused:
        form.add_error(None, str(refused))
        return page(request, "portal/query.html", region, 429, form=form)
    if dossier is None:
        form.add_error(None, WRONG)
        return page(request, "portal/query.html", region, 422, form=form)
    standing = standing_of(dossier, timezone.localdate())
    return page(request, "portal/query.html", region, form=QueryForm(), dossier=dossier, standing=standing)


class TooOften(Refused):
    """Somebody tried so often that he has to wait, right or wrong."""


def proved(request: HttpRequest, key: str, find: Callable[[], T | None]) -> T | None:
    """What a secret opens; None for a wrong one, never sooner than EVEN_SECONDS (T07).

    key: what is counted besides the address, such as the number. Errors: TooOften.
    """
    began, now = time.monotonic(), timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    # Both are counted, whichever is over: what is counted must not tell whether the number exists.
    allowed = [counted(key, TRIES_A_NUMBER, now), counted(f"queries:{address}", TRIES_AN_ADDRESS, now)]
    if not all(allowed):
        raise TooOften(TOO_OFTEN)
    found = find()
    if found is None:
        time.sleep(max(0.0, began + EVEN_SECONDS - time.monotonic()))
    return found


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
