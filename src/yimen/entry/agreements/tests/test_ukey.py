"""A holder with a UKey signs by SM2 through a service of its own; here its stand-in runs as a separate process."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.documents.signing import checking as signatures
from yimen.documents.signing import providers
from yimen.documents.signing import services as certificates
from yimen.documents.signing.models import Certificate
from yimen.documents.signing.standalone import ukey_stand_in
from yimen.documents.signing.statement import Document, Seal, Statement
from yimen.entry.agreements import checking, services
from yimen.entry.agreements.states import SIGNED
from yimen.entry.agreements.tests.conftest import content, sign_next
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db
TOKEN = "token-of-this-test"
UKEY = Certificate.Provider.UKEY


def serving() -> tuple[subprocess.Popen[str], str]:
    """The stand-in as a process, and its address."""
    command = [sys.executable, ukey_stand_in.__file__, "--port", "0", "--token", TOKEN]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.fixture
def service(settings: Any) -> Iterator[subprocess.Popen[str]]:
    """The configured service."""
    process, settings.UKEY_URL = serving()
    settings.UKEY_TOKEN = TOKEN
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def with_ukey(service: Any, county: Region, approver: User, hall_manager: User, leader: User) -> Certificate:
    """The department's head signs with a UKey, the two others with the county's keys."""
    certificates.open_authority(by=None, region=county)
    for user in (hall_manager, leader):
        certificates.issue(by=None, holder=user)
    return certificates.issue(by=None, holder=approver, provider=UKEY)


def statement() -> Statement:
    """A statement as it is signed."""
    document = Document("1", "commitment", "2", "3", "2026-01-01", "2026-12-31", "t", "a", "", 1, "x", "y")
    return Statement(document, "department_head", 1, 3, "张三", "ABCD", "2026-01-01T00:00:00Z")


def test_the_signed_file_carries_the_sm2_signature_and_passes_both_checks(
    make_sent: Any, with_ukey: Certificate
) -> None:
    agreement = make_sent()
    for _ in range(3):
        agreement = sign_next(agreement)
    assert agreement.status == SIGNED
    pdf = content(agreement)
    outcome = checking.check(pdf, timezone.now(), agreement)
    assert outcome.good, outcome.problems
    first, second, _ = signatures.check(pdf, agreement.region, timezone.now()).signatures
    seal = first.statement["seal"]
    assert seal["key"] == with_ukey.ukey and len(seal["signature"]) == 128
    assert second.statement["seal"] is None


def test_an_sm2_signature_holds_for_its_own_statement_and_key_only(with_ukey: Certificate, approver: User) -> None:
    signed = providers.provider_of(UKEY).confirm(statement(), approver.username, with_ukey.ukey)
    assert signed.seal is not None and providers.holds(signed.seal, signed.unsealed)
    assert not providers.holds(signed.seal, replace(signed, place=2).unsealed)
    other = providers.provider_of(UKEY).public_key("somebody else")
    assert not providers.holds(Seal(other, signed.seal.signature), signed.unsealed)
    changed = ("0" if signed.seal.signature[0] != "0" else "1") + signed.seal.signature[1:]
    assert not providers.holds(Seal(signed.seal.key, changed), signed.unsealed)
    assert not providers.holds(Seal("04", "not hexadecimal"), signed.unsealed)


def test_another_ukey_than_the_registered_one_signs_nothing(
    make_sent: Any, with_ukey: Certificate, service: subprocess.Popen[str], approver: User, settings: Any
) -> None:
    agreement = make_sent()
    shown = services.challenge(by=approver, agreement=agreement)
    other, settings.UKEY_URL = serving()  # a fresh service has fresh keys
    try:
        with pytest.raises(Refused, match="与登记的公钥不符"):
            services.sign(by=approver, agreement=agreement, code=shown.code)
    finally:
        other.kill()
        other.communicate()
    assert not agreement.steps.filter(signed_at__isnull=False).exists() and agreement.files.count() == 1


def test_a_service_that_is_gone_or_refuses_the_token_signs_nothing(
    with_ukey: Certificate, service: subprocess.Popen[str], approver: User, settings: Any
) -> None:
    settings.UKEY_TOKEN = "wrong"
    with pytest.raises(Refused, match="没有应答"):
        providers.provider_of(UKEY).confirm(statement(), approver.username, with_ukey.ukey)
    settings.UKEY_TOKEN = TOKEN
    service.kill()
    service.wait()
    with pytest.raises(Refused, match="没有应答"):
        providers.provider_of(UKEY).confirm(statement(), approver.username, with_ukey.ukey)


def test_without_a_configured_service_no_ukey_certificate_is_issued(
    county: Region, approver: User, settings: Any
) -> None:
    settings.UKEY_URL = ""
    certificates.open_authority(by=None, region=county)
    with pytest.raises(Refused, match="没有配置 UKey 签名服务"):
        certificates.issue(by=None, holder=approver, provider=UKEY)
    assert not Certificate.objects.exists()
