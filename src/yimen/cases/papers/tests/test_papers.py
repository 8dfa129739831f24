"""Papers of cases: issued from the case itself, served, withdrawn, checked by anybody; each look at one is recorded."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yimen.cases.clocks.models import RunningClock
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier, Notice, Pause
from yimen.cases.handling.tests import house
from yimen.cases.papers import queries, services
from yimen.cases.papers.models import CaseDocument, Served
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.services import kept_file
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.documents.queries import visible_documents
from yimen.documents.tests.reading import text
from yimen.halls.models import Window
from yimen.ledger.models import Event
from yimen.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(clerk: User, window: Window, version: ItemVersion) -> Dossier:
    """A case that was accepted on the Thursday."""
    return house.accepted(clerk, version)


@pytest.fixture
def paper(accepted: Dossier, clerk: User) -> CaseDocument:
    """Its acceptance notice."""
    return services.issue(by=clerk, notice=accepted.notices.get(), editable=False)


def words_of(paper: CaseDocument) -> str:
    return text(kept_file(paper.document.digest))


def test_every_notice_of_a_case_becomes_a_numbered_paper_that_says_what_the_law_wants(
    clerk: User, approver: User, head: User, window: Window, version: ItemVersion
) -> None:
    dossier = house.accepted(clerk, version)
    handling.pause(by=approver, dossier=dossier, kind="experts", needed_days=15, told="由三名专家评审设计方案")
    handling.end_pause(by=approver, pause=Pause.objects.get(), result="评审通过")
    asked = handling.ask_extension(by=approver, dossier=dossier, days=10, reason="现场情况复杂，需要再次核查")
    handling.settle_extension(by=head, extension=asked, approved=True)
    handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全")
    reason = "营业场所没有取得消防检查合格证明，不符合规定"
    handling.decide(by=approver, dossier=dossier, granted=False, outcome=reason)
    handling.deliver(by=clerk, dossier=Dossier.objects.get(), way="post", tracking="EMS123")
    papers = services.issue_all(by=clerk, dossier=dossier)
    kinds = ["case_accepted", "case_paused", "case_extended", "case_refused", "case_receipt"]
    assert [each.document.kind for each in papers] == kinds
    accepted, paused, extended, refused, receipt = map(words_of, papers)
    assert "董义之" in accepted and "予以受理" in accepted and "法定办结期限为" in accepted
    assert "专家评审" in paused and "15日" in paused and "自本告知书送达之日起停止计算" in paused
    assert "负责人批准，延长10个工作日" in extended.replace("\n", "")
    for said in (reason, "60日内向友谊县人民政府申请行政复议", "6个月内"):
        assert said in refused.replace("\n", "")
    assert "EMS123" in receipt and papers[3].document.number.text in receipt
    assert all(each.document.word_digest for each in papers)
    assert papers[0].document.number.text.endswith("〕1号")
    assert services.issue_all(by=clerk, dossier=dossier) == []


def test_number_document_and_event_stand_or_fall_together(
    accepted: Dossier, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("the press is out of paper")

    before = Event.objects.count()
    monkeypatch.setattr(services.keys.layout, "pdf", broken)
    with pytest.raises(RuntimeError):
        services.issue(by=clerk, notice=accepted.notices.get())
    assert not DocumentNumber.objects.exists() and not IssuedDocument.objects.exists()
    assert Event.objects.count() == before
    assert accepted.status == "accepted", "the case itself waits for no paper"


def test_the_clock_stands_still_only_from_the_day_on_which_the_notice_was_served(
    accepted: Dossier, clerk: User, approver: User
) -> None:
    def due() -> date | None:
        return RunningClock.objects.get(dossier=accepted, kind="statutory").due_on

    with time_machine.travel(house.MORNING + timedelta(days=1), tick=False):
        handling.pause(by=approver, dossier=accepted, kind="experts", needed_days=15, told="组织专家评审论证")
        assert due() == date(2023, 6, 30)
        notice = Notice.objects.get(kind="paused")
        with pytest.raises(Refused, match="还没有制发"):
            services.serve(by=clerk, notice=notice, way="window", receiver="董义之")
        services.issue(by=clerk, notice=notice, editable=False)
        with pytest.raises(Refused, match="签收人"):
            services.serve(by=clerk, notice=notice, way="window")
        services.serve(by=clerk, notice=notice, way="window", receiver="董义之")
        assert due() is None
        with pytest.raises(Conflict):
            services.serve(by=clerk, notice=notice, way="post", tracking="EMS1")


def test_a_paper_that_was_wrong_is_superseded_and_its_check_page_says_so(
    paper: CaseDocument, approver: User, client: Client
) -> None:
    address = reverse("cases:check_paper", args=[paper.check_code])
    assert "现在有效" in client.get(address).content.decode()
    new = services.withdraw(by=approver, paper=paper, reason="受理日期写错", again=True).replaced_by
    assert new is not None and queries.standing(new)[0] == "有效"
    page = client.get(address).content.decode()
    assert "已被替代" in page and new.document.number.text in page
    services.withdraw(by=approver, paper=new, reason="申请人没有提出申请", again=False)
    page = client.get(reverse("cases:check_paper", args=[new.check_code])).content.decode()
    assert "已撤销" in page and "现在有效" not in page


def test_the_check_page_tells_a_genuine_file_from_a_changed_one_and_names_nobody(
    paper: CaseDocument, client: Client
) -> None:
    content = kept_file(paper.document.digest)
    for given, said in ((content, "逐字节一致"), (content + b" ", "不一致")):
        form = {"code": queries.shown_code(paper).lower(), "file": SimpleUploadedFile("a.pdf", given)}
        page = client.post(reverse("cases:check_any_paper"), form).content.decode()
        assert said in page and hashlib.sha256(content).hexdigest() in page
    dossier = paper.notice.dossier
    for secret in ("董义之", dossier.case.applicant_id, dossier.number, dossier.version.name):
        assert secret not in page
    unknown = client.get(reverse("cases:check_paper", args=["ABCDEFGH23456789"]))
    assert unknown.status_code == 404 and "没有这份文书" in unknown.content.decode()


def test_who_looks_at_a_paper_stands_in_the_ledger_and_the_list_of_documents_has_none(
    paper: CaseDocument, clerk: User, officer: User, head: User, client_of: Any
) -> None:
    page = client_of(clerk).post(reverse("cases:take_document", args=[paper.pk]), {"as": "pdf"})
    assert page.content == kept_file(paper.document.digest)
    assert Event.objects.filter(kind="cases.document_taken").count() == 1
    assert client_of(head).post(reverse("cases:take_document", args=[paper.pk])).status_code == 403
    assert not visible_documents(officer).exists()
    assert client_of(officer).get(reverse("documents:file", args=[paper.document_id])).status_code == 404


def test_the_applicant_gets_a_decision_by_downloading_it_once(
    clerk: User, approver: User, window: Window, version: ItemVersion
) -> None:
    dossier = house.accepted(clerk, version, delivery="download")
    handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全")
    handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予许可")
    decision = next(each for each in services.issue_all(by=approver, dossier=dossier, editable=False)
                    if each.notice.kind == "granted")  # fmt: skip
    decision = CaseDocument.objects.get(pk=decision.pk)
    first, later = house.MORNING + timedelta(days=1), house.MORNING + timedelta(days=2)
    with time_machine.travel(first, tick=False):
        assert services.fetch(paper=decision).startswith(b"%PDF-")
    with time_machine.travel(later, tick=False):
        services.fetch(paper=CaseDocument.objects.get(pk=decision.pk))
    dossier.refresh_from_db()
    assert (dossier.status, dossier.delivered.way, dossier.delivered.at) == ("delivered", "download", first)
    assert Served.objects.get().at == first


def test_what_was_interrupted_is_issued_by_the_next_round(accepted: Dossier) -> None:
    assert [each.pk for each in queries.anywhere_unwritten()] == [accepted.pk]
    services.issue_all(by=None, dossier=accepted, editable=False)
    assert not queries.anywhere_unwritten().exists()
