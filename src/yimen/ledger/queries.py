"""Questions to the ledger."""

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from . import seals
from .models import Event, Head


def chains(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the codes of all chains that were ever begun, in the database or in the heads files."""
    return sorted(set(Head.objects.using(using).values_list("chain", flat=True)) | seals.chains())


def refusals(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return one sentence for each chain that may not be written to, because sealed events are missing."""
    heads = Head.objects.using(using).in_bulk()
    refused = []
    for chain in chains(using):
        try:
            seals.guard(heads.get(chain) or Head(chain=chain, seq=0), using)
        except seals.LedgerTooShort as error:
            refused.append(str(error))
    return refused


def events(chain: str) -> QuerySet[Event]:
    """Return the events of a chain, the newest first."""
    return Event.objects.filter(chain=chain).order_by("-seq")


def by_receipt(receipt: str) -> QuerySet[Event]:
    """Return the events whose slip shows these 12 characters (回执核验); almost always one or none."""
    try:
        low = bytes.fromhex(receipt)
    except ValueError:
        return Event.objects.none()
    if len(low) != 6:
        return Event.objects.none()
    return Event.objects.filter(leaf__gte=low + b"\x00" * 26, leaf__lte=low + b"\xff" * 26)
