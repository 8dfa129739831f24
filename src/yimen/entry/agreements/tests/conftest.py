"""What the tests of this room stand on: items, templates, and signers with certificates of a county authority."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.documents.signing import services as certificates
from yimen.documents.signing.models import Certificate
from yimen.entry.agreements import services
from yimen.entry.agreements.models import Agreement, AgreementTemplate, Kind
from yimen.entry.agreements.queries import current_step, newest_file
from yimen.entry.agreements.rules import PROMISES, TITLES, starting_text
from yimen.entry.agreements.services import Signers, Term, Wording
from yimen.exchange import services as exchange
from yimen.people.models import Department, Region, User

TODAY = timezone.localdate()  # signatures bear the moment at which they are made, so the term has to be of today
TERM = Term(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Files of each test lie in its own folder."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def items(make_item: Any) -> list[Item]:
    """Two items of the police, one of them a licence."""
    return [make_item("P1", "普通护照签发"), make_item("P2", "户口迁移", kind="07")]


@pytest.fixture
def tax_item(make_item: Any, tax: Department) -> Item:
    """An item of the tax office."""
    return make_item("T1", "发票领用", department=tax)


@pytest.fixture
def tax_head(make_user: Any, county: Region, tax: Department) -> User:
    """税务局负责人."""
    return make_user("tax_head", "head", county, tax)


def wording(kind: str, **changes: Any) -> Wording:
    """The words that a new template begins with."""
    return Wording(
        **{"title": TITLES[kind], "text": starting_text(kind), "promises": list(PROMISES.items()), **changes}
    )


@pytest.fixture
def commitment(county: Region) -> AgreementTemplate:
    """进驻承诺书范本."""
    return services.add_template(
        by=None, region=county, kind=Kind.COMMITMENT, name="承诺书", wording=wording("commitment")
    )


@pytest.fixture
def entrustment(county: Region) -> AgreementTemplate:
    """委托协议范本."""
    return services.add_template(
        by=None, region=county, kind=Kind.ENTRUSTMENT, name="委托协议", wording=wording("entrustment")
    )


@pytest.fixture
def certified(county: Region, approver: User, hall_manager: User, leader: User) -> dict[str, Certificate]:
    """The county's authority, and a certificate for each of the three signers."""
    certificates.open_authority(by=None, region=county)
    return {user.username: certificates.issue(by=None, holder=user) for user in (approver, hall_manager, leader)}


@pytest.fixture
def signers(approver: User, hall_manager: User, leader: User) -> Signers:
    """公安局负责人, 政务服务中心, 领导小组办公室."""
    return Signers(approver, hall_manager, leader)


@pytest.fixture
def make_draft(commitment: AgreementTemplate, items: list[Item], police: Department, signers: Signers) -> Any:
    """Drafts an agreement of the police; what is named replaces what stands here."""

    def make(**changes: Any) -> Agreement:
        given = {"by": None, "department": police, "version": commitment.versions.get(), "term": TERM,
                 "signers": signers}  # fmt: skip
        return services.draft(**{**given, **changes})

    return make


@pytest.fixture
def make_sent(make_draft: Any) -> Callable[..., Agreement]:
    """Drafts and sends an agreement."""
    return lambda **changes: services.send(by=None, agreement=make_draft(**changes))


def sign_next(agreement: Agreement) -> Agreement:
    """The agreement after whose turn it is has signed."""
    step = current_step(agreement)
    assert step is not None and step.signer is not None
    shown = services.challenge(by=step.signer, agreement=agreement)
    return services.sign(by=step.signer, agreement=agreement, code=shown.code)


@pytest.fixture
def make_signed(make_sent: Any, certified: dict[str, Certificate]) -> Callable[..., Agreement]:
    """Drafts, sends and signs an agreement by all three."""

    def make(**changes: Any) -> Agreement:
        agreement = make_sent(**changes)
        for _ in range(3):
            agreement = sign_next(agreement)
        return agreement

    return make


def content(agreement: Agreement) -> bytes:
    """The bytes of the agreement as they stand."""
    return exchange.kept_file(newest_file(agreement).digest)
