"""文号登记簿: what becomes of an agreement's number, issued with the signed file or abandoned with the agreement."""

from django.utils import timezone

from yimen.documents import queries as numbers
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.entry.agreements import queries
from yimen.entry.agreements.models import Agreement, Kind
from yimen.exchange import services as exchange
from yimen.people.models import User

ISSUED_AS = {
    Kind.COMMITMENT: IssuedDocument.Kind.COMMITMENT,
    Kind.ENTRUSTMENT: IssuedDocument.Kind.ENTRUSTMENT,
}
"""种类 -> 文种 in the register of issued documents."""


def source_of(agreement: Agreement) -> str:
    """The short code under which the register knows what a document came from."""
    return f"entry:agreement:{agreement.pk}"


def issue(by: User | None, agreement: Agreement) -> IssuedDocument:
    """The signed agreement in the register: the file with all signatures, of a paper one the text that was printed.

    A paper's scan may be a photograph and stays with the agreement. A number is of one year, so what was drafted in
    December and signed in January is registered under the day on which its number was taken.
    """
    number = numbers.number_of(agreement.region, agreement.number)
    signed_on, taken_on = agreement.signed_on, timezone.localdate(number.allocated_at)
    return documents.issue(
        by=by,
        number=number,
        kind=ISSUED_AS[Kind(agreement.kind)],
        title=agreement.version.title,
        issued_on=signed_on if signed_on is not None and signed_on.year == number.year else taken_on,
        pdf=exchange.kept_file(queries.newest_file(agreement).digest),
        source=source_of(agreement),
        department=agreement.department,
    )


def abandon(by: User | None, agreement: Agreement, reason: str) -> None:
    """Marks the number as abandoned (作废), so that the register does not wait for a document under it."""
    number = numbers.number_of(agreement.region, agreement.number)
    if number.abandoned_at is None:  # else somebody gave it up in the register before
        documents.abandon(by=by, number=number, reason=reason)
