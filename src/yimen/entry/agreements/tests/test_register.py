"""Every number leads somewhere in the register: to the signed document, or to why it was given up."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.documents import queries as documents
from yimen.documents import services as numbers
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.entry.agreements import services
from yimen.entry.agreements.models import Agreement
from yimen.entry.agreements.queries import newest_file
from yimen.entry.agreements.services import PaperLine
from yimen.entry.agreements.tests.conftest import sign_next
from yimen.exchange import services as exchange
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db


def test_what_all_have_signed_is_in_the_register_with_all_signatures(make_signed: Any) -> None:
    agreement: Agreement = make_signed()
    document = IssuedDocument.objects.get(source=f"entry:agreement:{agreement.pk}")
    assert (document.number.text, document.kind) == (agreement.number, "commitment")
    assert document.digest == newest_file(agreement).digest
    assert exchange.kept_file(document.digest).count(b"/ByteRange") == 3
    assert (document.department, document.issued_on) == (agreement.department, agreement.signed_on)
    assert documents.standing(document.number) == documents.USED


def test_nothing_is_issued_before_the_last_has_signed(make_sent: Any, certified: Any) -> None:
    agreement = sign_next(sign_next(make_sent()))
    assert not IssuedDocument.objects.exists()
    sign_next(agreement)
    assert IssuedDocument.objects.count() == 1


def register_photograph(agreement: Agreement, witness: User, signed_on: date) -> Agreement:
    return services.register_paper(
        by=None, agreement=agreement, scan=SimpleUploadedFile("a.jpg", b"\xff\xd8\xff a photograph"),
        signed_on=signed_on, witness=witness, lines=[PaperLine("P1", "普通护照签发")],
    )  # fmt: skip


def test_of_a_paper_the_printed_text_is_issued(make_draft: Any, officer: User) -> None:
    agreement = register_photograph(make_draft(), officer, timezone.localdate())
    document = IssuedDocument.objects.get()
    assert document.digest == agreement.files.get(place=0).digest != agreement.scan.digest


def test_what_was_signed_in_another_year_than_its_number_is_of_the_day_of_the_number(
    make_draft: Any, officer: User
) -> None:
    agreement = make_draft()
    register_photograph(agreement, officer, date(timezone.localdate().year - 1, 12, 30))
    document = IssuedDocument.objects.get()
    assert document.issued_on == timezone.localdate(document.number.allocated_at)


def test_a_void_agreement_gives_its_number_up_for_the_same_reason(make_draft: Any, officer: User) -> None:
    agreement = make_draft()
    services.void(by=officer, agreement=agreement, reason="清单有误")
    number = DocumentNumber.objects.get()
    assert number.text == agreement.number
    assert (documents.standing(number), number.abandoned_reason) == (documents.ABANDONED, "清单有误")


def test_a_number_that_was_given_up_before_does_not_keep_its_agreement_from_being_void(
    make_draft: Any, officer: User
) -> None:
    agreement = make_draft()
    numbers.abandon(by=None, number=DocumentNumber.objects.get(), reason="取错了号")
    services.void(by=officer, agreement=agreement, reason="清单有误")
    assert DocumentNumber.objects.get().abandoned_reason == "取错了号"


def test_a_number_is_found_by_its_text_alone(county: Region) -> None:
    number = numbers.allocate(by=None, region=county, series="友营商承", year=2026, use="测试")
    assert documents.number_of(county, "友营商承〔2026〕1号") == number
    for text in ("友营商承〔2026〕2号", "友营商承2026年1号", ""):
        with pytest.raises(DocumentNumber.DoesNotExist):
            documents.number_of(county, text)
