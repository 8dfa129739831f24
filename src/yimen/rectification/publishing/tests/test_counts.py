"""The published count agrees with the ledger; whoever hides a finding is found by anybody who counts again."""

import io
from contextlib import redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.ledger import export
from yimen.ledger import services as ledger
from yimen.ledger.standalone import verify_evidence
from yimen.people.models import Department, Region, User
from yimen.rectification import services
from yimen.rectification.hearing.models import Ground
from yimen.rectification.models import Finding
from yimen.rectification.publishing.services import publish_counts
from yimen.rectification.standalone import recount
from yimen.rectification.tests.making import accept

pytestmark = pytest.mark.django_db
FIRST_OF_MAY, FIRST_OF_JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keys and heads of the ledger lie in the test's own folder."""
    settings.YIMEN_DATA = tmp_path


@pytest.fixture
def found(county: Region, police: Department, officer: User, second_officer: User, liaison: User) -> list[Finding]:
    """Six findings: raised, explained, dismissed, under an order, taken back, and with an order that was withdrawn."""
    rows = [
        services.raise_finding(
            by=None, region=county, department=police, source=f"evidence:run:{n}", subject=f"I{n}", title=f"事项{n}",
            kind="bypassed", seen="看到", innocent="可能", period_from=FIRST_OF_MAY, period_to=FIRST_OF_JUNE,
        )
        for n in range(6)
    ]  # fmt: skip
    services.explain(by=liaison, finding=rows[1], text="正在核对台账")
    services.judge(by=officer, finding=rows[2], accept=False, judgement="说明成立，予以排除")
    for finding in rows[3:]:
        accept(officer, finding)
    services.withdraw(by=second_officer, finding=Finding.objects.get(pk=rows[4].pk), reason="系上级机关发证")
    deadline = timezone.localdate() + timedelta(days=30)
    for finding in (rows[3], rows[5]):
        again = Finding.objects.get(pk=finding.pk)
        order = services.issue_order(by=officer, finding=again, demand="改由大厅受理", deadline=deadline)
        order = services.receive(by=liaison, order=order)
    order = services.object_to(by=liaison, order=order, text="该事项已划转").order
    services.decide_objection(by=second_officer, order=order, upheld=True, text="经核实属实")
    return rows


def recounted(county: Region, folder: Path) -> tuple[int, str]:
    """The exit code and words of the stand-alone count over an export of the ledger, itself verified first."""
    ledger.seal(chain=county.pk)
    said = io.StringIO()
    with redirect_stdout(said):
        export.write_bundle(folder, chain=county.pk)
        assert verify_evidence.main([str(folder)]) == 2, "whole, only the key is not given"
        code = recount.main([str(folder)])
    return code, said.getvalue()


def test_the_published_count_is_what_anybody_counts_from_the_ledger(
    found: list[Finding], county: Region, officer: User, liaison: User, tmp_path: Path, client_of: Any
) -> None:
    row = publish_counts(by=officer, region=county, day=FIRST_OF_JUNE)
    figures = (row.raised, row.unjudged, row.accepted, row.closed, row.dismissed, row.withdrawn, row.referred)
    assert (row.month, figures) == (FIRST_OF_MAY, (6, 2, 1, 0, 1, 2, 0))
    code, said = recounted(county, tmp_path / "bundle")
    assert code == 0, said
    assert "2026-05：与账本相符" in said
    with pytest.raises(Refused, match="公布后不再改动"):
        publish_counts(by=officer, region=county, day=FIRST_OF_JUNE)
    with pytest.raises(Refused, match="只有本县"):
        publish_counts(by=liaison, region=county, day=date(2026, 7, 1))
    page = Client().get(f"/portal/{county.pk}/findings/").content.decode()
    assert "2026年5月" in page
    assert "3 / 6" in page
    assert "公安局" not in page, "the public sees counts, not departments"
    assert "待认定 2，整改中 1" in client_of(officer).get("/rectification/counts/").content.decode()


def test_a_finding_that_was_hidden_before_the_count_is_missed_by_whoever_counts_again(
    found: list[Finding], county: Region, officer: User, tmp_path: Path
) -> None:
    Ground.objects.filter(finding=found[0]).delete()
    Finding.objects.filter(pk=found[0].pk).delete()  # as somebody with the database might
    publish_counts(by=officer, region=county, day=FIRST_OF_JUNE)
    code, said = recounted(county, tmp_path / "bundle")
    assert code == 1
    assert "raised 公布 5，账本 6；unjudged 公布 1，账本 2" in said


def test_a_finding_that_was_called_settled_behind_the_ledgers_back_is_missed_too(
    found: list[Finding], county: Region, officer: User, tmp_path: Path
) -> None:
    Finding.objects.filter(pk=found[0].pk).update(status="dismissed")
    publish_counts(by=officer, region=county, day=FIRST_OF_JUNE)
    code, said = recounted(county, tmp_path / "bundle")
    assert (code, "dismissed 公布 2，账本 1" in said) == (1, True)


def test_the_count_needs_a_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recount.main([]) == recount.main([str(tmp_path)]) == 3
    (tmp_path / "events-230522000000.jsonl").write_text("", "utf-8")
    assert recount.main([str(tmp_path)]) == 2
