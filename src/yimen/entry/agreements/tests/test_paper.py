"""An agreement signed on paper: scan, witness, and its annex held against the list line by line."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.documents.signing.checking import digests
from yimen.entry.agreements import checking, services
from yimen.entry.agreements.models import Agreement, ScanLine
from yimen.entry.agreements.services import PaperLine
from yimen.entry.agreements.services.paper import SCAN_LIMIT, compare
from yimen.entry.agreements.states import SIGNED
from yimen.people.models import User

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7 scan of the signed paper"
LINES = [PaperLine("P1", "普通护照签发"), PaperLine("P2", "户口迁移")]
Match = ScanLine.Match


@pytest.fixture
def register(make_draft: Any, officer: User, inspector: User) -> Any:
    """Registers a paper; what is named replaces what stands here."""

    def make(agreement: Agreement | None = None, content: bytes = SCAN, **changes: Any) -> Agreement:
        given = {"by": officer, "signed_on": timezone.localdate(), "witness": inspector, "lines": LINES}
        scan = SimpleUploadedFile("扫描件.pdf", content)
        return services.register_paper(agreement=agreement or make_draft(), scan=scan, **{**given, **changes})

    return make


def test_the_scan_is_kept_under_both_digests_and_found_again(register: Any, inspector: User) -> None:
    agreement = register()
    assert agreement.status == SIGNED and agreement.scan.witness == inspector
    assert (agreement.scan.digest, agreement.scan.digest_sm3) == (digests(SCAN).sha256, digests(SCAN).sm3)
    assert set(agreement.scan.lines.values_list("match", flat=True)) == {Match.SAME}
    outcome = checking.check(SCAN, timezone.now())
    assert outcome.good and outcome.agreement == agreement and "纸质签署扫描件" in outcome.notes[0]
    assert not checking.check(SCAN + b" ", timezone.now()).good


def test_every_way_in_which_a_line_of_the_paper_differs_is_named(make_draft: Any) -> None:
    typed = [
        PaperLine("P1", "普通护照换发"),
        PaperLine(" ", " "),
        PaperLine("P9", "不在清单"),
        PaperLine("P1", "普通护照签发"),
    ]
    found = [(line.code, match) for line, match in compare(make_draft(), typed)]
    assert found == [
        ("P1", Match.OTHER_NAME),
        ("P9", Match.EXTRA),
        ("P1", Match.EXTRA),  # the same line a second time
        ("P2", Match.MISSING),
    ]


def test_a_line_without_code_is_known_by_its_name(make_draft: Any) -> None:
    assert [match for _, match in compare(make_draft(), [PaperLine("", "户口迁移")])] == [Match.SAME, Match.MISSING]


def test_differences_are_shown_on_the_page(register: Any, officer: User, client_of: Any) -> None:
    agreement = register(lines=LINES[:1])
    text = client_of(officer).get(f"/agreements/{agreement.pk}/").content.decode()
    assert "纸质附件缺少" in text and "户口迁移" in text


def test_what_proves_nothing_is_refused_with_its_reason(register: Any, officer: User, make_draft: Any) -> None:
    agreement = make_draft()
    for changes, reason in (
        ({"signed_on": timezone.localdate() + timedelta(days=1)}, "在今天之后"),
        ({"witness": officer}, "登记人以外的人"),
        ({"lines": []}, "录入纸质附件"),
        ({"content": b"MZ no scan"}, "PDF、JPG 或 PNG"),
        ({"content": b"%PDF-" + b"0" * SCAN_LIMIT}, "超过 20 MB"),
    ):
        with pytest.raises(Refused, match=reason):
            register(agreement, **changes)
    agreement.refresh_from_db()
    assert agreement.status != SIGNED and not hasattr(agreement, "scan")
