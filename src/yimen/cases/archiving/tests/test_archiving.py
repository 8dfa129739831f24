"""Archived files: everything in its place with its pages, and a package that anybody can check."""

import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from yimen.cases.archiving import services
from yimen.cases.archiving.contents import pages_of
from yimen.cases.archiving.models import Archive
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.cases.papers.services import issue_all
from yimen.cases.plans import services as plans
from yimen.cases.plans.services import Planned
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.documents.layout import pdf
from yimen.documents.tests import kinds
from yimen.halls.models import Window
from yimen.ledger.models import Event
from yimen.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(clerk: User, approver: User, window: Window, version: ItemVersion) -> Dossier:
    """A case whose result was handed out, with its papers issued."""
    dossier = house.delivered(clerk, approver, version)
    issue_all(by=clerk, dossier=dossier, editable=False)
    return dossier


def test_the_contents_tell_pages_and_the_package_its_checksums(done: Dossier, clerk: User) -> None:
    came = done.case.received_at - timedelta(days=16)
    Case.objects.update(received_at=came)  # entered here later than it came
    done.case.refresh_from_db()
    services.archive(by=clerk, dossier=done, retention_years=30)
    kept = Archive.objects.get()
    assert kept.files.get(sort="申请").on == timezone.localdate(came)
    sorts = [each.sort for each in kept.files.all()]
    assert sorts == ["申请", "材料", "文书", "文书", "文书", "环节", "环节", "送达"]
    papers = [each for each in kept.files.all() if each.sort == "文书"]
    assert all(each.pages == 1 and each.number for each in papers)
    content = services.take(by=clerk, kept=kept)
    assert content == services.take(by=clerk, kept=kept)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        lines = package.read("SHA256SUMS").decode().splitlines()
        assert len(lines) == 2 + 4, "two lists, one material, three papers"
        for line in lines:
            digest, name = line.split("  ")
            assert hashlib.sha256(package.read(name)).hexdigest() == digest
        assert package.read("卷内目录.pdf").startswith(b"%PDF-")
    assert Event.objects.filter(kind="cases.archive_taken").count() == 2


def test_the_form_of_an_application_goes_with_its_file(done: Dossier, clerk: User) -> None:
    done.answers.create(field="f1", label="店名", value="友谊旅馆")
    services.archive(by=clerk, dossier=done, retention_years=30)
    with zipfile.ZipFile(io.BytesIO(services.take(by=clerk, kept=Archive.objects.get()))) as package:
        assert "店名,友谊旅馆" in package.read("申请表.csv").decode("utf-8-sig")
        assert "申请表.csv" in package.read("SHA256SUMS").decode()


def test_a_file_is_not_closed_while_a_paper_is_missing(
    clerk: User, approver: User, window: Window, version: ItemVersion
) -> None:
    dossier = house.delivered(clerk, approver, version)
    with pytest.raises(Refused, match="还有文书没有制发"):
        services.archive(by=clerk, dossier=dossier, retention_years=10)


def test_the_period_of_the_item_stands_in_the_form(
    done: Dossier, clerk: User, liaison: User, version: ItemVersion, client_of: Any
) -> None:
    with time_machine.travel(house.MORNING - timedelta(days=1), tick=False):
        plans.set_steps(by=liaison, version=version, steps=[Planned("decide", "决定")], valid_from=house.DAY,
                        retention_years=0)  # fmt: skip
    client = client_of(clerk)
    page = client.get(reverse("cases:dossier", args=[done.pk])).content.decode()
    assert '<option value="0" selected>永久' in page
    client.post(reverse("cases:do_archive", args=[done.pk]), {"retention_years": "0"})
    page = client.get(reverse("cases:archive", args=[done.pk])).content.decode()
    assert "保管期限 永久" in page and "sha256sum -c" in page


def test_pages_are_those_of_the_file_and_never_guessed() -> None:
    assert pages_of("a.pdf", pdf(kinds.PAPERS["demand"])) == 4
    assert pages_of("b.JPG", b"\xff\xd8\xff") == 1
    assert pages_of("c.pdf", b"%PDF-1.4 broken") == pages_of("d.bin", b"x") == 0
