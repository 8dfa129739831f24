"""Decisions signed by key: checked without this system, refused once changed, and issued without where a key fails."""

import io

import pytest
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from yimen.cases.handling.tests import house
from yimen.cases.papers import keys, services
from yimen.cases.papers.models import CaseDocument
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.common.services import kept_file
from yimen.documents.signing import checking
from yimen.documents.signing import services as certificates
from yimen.documents.signing.models import Certificate
from yimen.halls.models import Window
from yimen.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(approver: User) -> Certificate:
    """The approver's, of the county's authority."""
    certificates.open_authority(by=None, region=approver.region)
    return certificates.issue(by=None, holder=approver)


def issued(clerk: User, approver: User, version: ItemVersion, by: User | None) -> dict[str, CaseDocument]:
    dossier = house.decided(clerk, approver, version)
    papers = services.issue_all(by=by, dossier=dossier, editable=False)
    return {each.notice.kind: CaseDocument.objects.get(pk=each.pk) for each in papers}


def signatures(content: bytes) -> int:
    return len(PdfFileReader(io.BytesIO(content)).embedded_signatures)


def test_a_decision_is_signed_by_whoever_decided_and_checked_without_this_system(
    certificate: Certificate, clerk: User, approver: User, window: Window, version: ItemVersion, client: Client
) -> None:
    papers = issued(clerk, approver, version, approver)
    granted = papers["granted"]
    content = kept_file(granted.document.digest)
    report = checking.check(content, approver.region, timezone.now())
    assert report.problems == []
    assert report.document["number"] == granted.document.number.text
    assert report.document["annex"] == granted.notice.dossier.number
    shown = client.get(f"/cases/check/{granted.check_code}/").content.decode()
    assert certificate.serial[:16].upper() in shown
    assert "核验程序" in shown
    assert "董义之" not in shown
    changed = content.replace(b"/Producer", b"/Pr0ducer", 1)
    assert changed != content
    assert checking.check(changed, approver.region, timezone.now()).problems
    assert (papers["accepted"].certificate, signatures(kept_file(papers["accepted"].document.digest))) == (None, 0)


def test_without_a_key_or_with_one_that_fails_the_paper_is_issued_all_the_same(
    certificate: Certificate, clerk: User, approver: User, window: Window, version: ItemVersion,
    monkeypatch: pytest.MonkeyPatch, client: Client,
) -> None:  # fmt: skip
    def dead(**_: object) -> bytes:
        raise Refused("签名服务没有应答。")

    by_nobody = issued(clerk, approver, version, None)["granted"]
    monkeypatch.setattr(keys.services, "sign", dead)
    failed = issued(clerk, approver, version, approver)["granted"]
    for paper in (by_nobody, failed):
        assert paper.certificate is None
        assert signatures(kept_file(paper.document.digest)) == 0
        assert "数字签名" not in client.get(f"/cases/check/{paper.check_code}/").content.decode()
