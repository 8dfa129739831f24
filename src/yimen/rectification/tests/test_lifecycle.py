"""From a finding to a closed order, and back again when the wrong returns."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.services import kept_file
from yimen.documents.models import IssuedDocument
from yimen.ledger.models import Event
from yimen.people.models import Department, Region, User
from yimen.rectification import services
from yimen.rectification.models import Attachment, Finding, Order
from yimen.rectification.queries import visible_findings
from yimen.rectification.tests.making import accept

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(county: Region, police: Department) -> Finding:
    """居住证 seen off the hall."""
    return services.raise_finding(
        by=None,
        region=county,
        department=police,
        source="evidence:verdict:1",
        subject="I1",
        title="居住证签发：疑似体外循环",
        kind="bypassed",
        seen="台账 40 件中有 12 件没有大厅办件。",
        innocent="可能是存量证照数字化。",
        period_from=date(2023, 1, 1),
        period_to=date(2023, 12, 31),
    )


@pytest.fixture
def order(finding: Finding, officer: User) -> Order:
    """An order from that finding."""
    accept(officer, finding)
    finding.refresh_from_db()
    deadline = timezone.localdate() + timedelta(days=30)
    return services.issue_order(by=officer, finding=finding, demand="全部改由大厅窗口受理", deadline=deadline)


def test_its_notice_is_issued_with_it_and_handed_out_as_it_was_issued(
    order: Order, liaison: User, client_of: Any
) -> None:
    issued = IssuedDocument.objects.get(kind=IssuedDocument.Kind.ORDER)
    assert (issued.number.text, issued.department, issued.issued_on) == (
        order.number, order.department, timezone.localdate(),
    )  # fmt: skip
    client = client_of(liaison)
    assert client.get(f"/rectification/orders/{order.pk}/letter/").content == kept_file(issued.digest)
    assert "责令整改通知书（居住证签发" in client.get("/documents/", {"kind": "order"}).content.decode()


def under_check(order: Order, officer: User, liaison: User) -> Order:
    services.receive(by=liaison, order=order)
    services.answer(by=liaison, order=order, text="已将审批人员派驻大厅")
    order.refresh_from_db()
    return services.check(by=officer, order=order)


def verified(order: Order, *, clean: bool, verdict: str, source: str = "evidence:run:2", after: int = 1) -> Any:
    begins = timezone.localdate() + timedelta(days=after)
    return services.recheck(
        by=None, order=order, source=source, clean=clean, verdict=verdict, note="核验", data_from=begins,
        data_to=begins + timedelta(days=30), newest=begins,
    )  # fmt: skip


def test_the_department_is_heard_before_a_finding_counts(finding: Finding, liaison: User, officer: User) -> None:
    services.explain(by=liaison, finding=finding, text="其中 3 件为历史数据迁移")
    finding.refresh_from_db()
    assert finding.status == "explained"
    services.judge(by=officer, finding=finding, accept=False, judgement="说明成立，予以排除")
    finding.refresh_from_db()
    assert finding.status == "dismissed"


def test_the_head_speaks_for_his_department_too(finding: Finding, head: User, client_of: Any) -> None:
    page = client_of(head).get(reverse("rectification:finding", args=[finding.pk])).content.decode()
    assert reverse("rectification:explain", args=[finding.pk]) in page
    services.explain(by=head, finding=finding, text="其中 3 件为历史数据迁移")
    finding.refresh_from_db()
    assert finding.status == "explained"


def test_another_department_cannot_explain(finding: Finding, tax_liaison: User) -> None:
    with pytest.raises(Refused, match="责任部门"):
        services.explain(by=tax_liaison, finding=finding, text="与我无关的说明")


def test_one_wrong_is_not_counted_twice(finding: Finding, county: Region, police: Department) -> None:
    with pytest.raises(Refused, match="已有未办结"):
        services.raise_finding(
            by=None, region=county, department=police, source="evidence:verdict:2", subject="I1", title="再次",
            kind="hollow", seen="x", innocent="y", period_from=date(2023, 1, 1), period_to=date(2023, 12, 31),
        )  # fmt: skip


def test_no_order_before_the_finding_is_accepted(finding: Finding, officer: User) -> None:
    with pytest.raises(Refused, match="认定后"):
        services.issue_order(
            by=officer, finding=finding, demand="立即整改到位", deadline=timezone.localdate() + timedelta(days=9)
        )


def test_an_order_closes_only_by_a_clean_verification_of_later_data(order: Order, officer: User, liaison: User) -> None:
    under_check(order, officer, liaison)
    with pytest.raises(Refused, match="晚于答复日期"):
        verified(order, clean=True, verdict="runs", after=0)
    order.refresh_from_db()
    assert order.status == "checking"
    verified(order, clean=True, verdict="runs")
    order.refresh_from_db()
    assert (order.status, order.clean_source, order.status_by) == ("closed", "evidence:run:2", None)


def test_thin_evidence_does_not_close(order: Order, officer: User, liaison: User) -> None:
    under_check(order, officer, liaison)
    verified(order, clean=False, verdict="thin")
    order.refresh_from_db()
    assert order.status == "checking"


def test_a_relapse_reopens_a_closed_order(order: Order, officer: User, liaison: User) -> None:
    under_check(order, officer, liaison)
    verified(order, clean=True, verdict="runs")
    order.refresh_from_db()
    verified(order, clean=False, verdict="bypassed", source="evidence:run:3", after=40)
    order.refresh_from_db()
    assert order.status == "reopened"
    services.answer(by=liaison, order=order, text="再次整改并加强管理")
    order.refresh_from_db()
    assert order.status == "answered"


def test_thin_evidence_does_not_reopen(order: Order, officer: User, liaison: User) -> None:
    under_check(order, officer, liaison)
    verified(order, clean=True, verdict="runs")
    order.refresh_from_db()
    verified(order, clean=False, verdict="thin", source="evidence:run:3", after=40)
    order.refresh_from_db()
    assert order.status == "closed"


def test_an_objection_that_holds_withdraws_the_order_and_the_finding(
    order: Order, officer: User, second_officer: User, liaison: User
) -> None:
    services.receive(by=liaison, order=order)
    services.object_to(by=liaison, order=order, text="该事项已划转，不属我局")
    with pytest.raises(Refused, match="另一人"):
        services.decide_objection(by=officer, order=order, upheld=False, text="不予采纳")
    services.decide_objection(by=second_officer, order=order, upheld=True, text="经核实属实")
    order.refresh_from_db()
    finding = Finding.objects.get(pk=order.finding_id)
    assert (order.status, finding.status, finding.withdrawal) == ("withdrawn", "taken_back", "经核实属实")
    assert finding in visible_findings(liaison), "withdrawn findings stay visible as withdrawn"


def test_of_two_answers_at_once_exactly_one_wins(order: Order, liaison: User) -> None:
    services.receive(by=liaison, order=order)
    first, second = Order.objects.get(pk=order.pk), Order.objects.get(pk=order.pk)
    services.answer(by=liaison, order=first, text="第一份整改答复")
    with pytest.raises(Conflict):
        services.answer(by=liaison, order=second, text="第二份整改答复")
    assert order.replies.count() == 1


def test_evidence_files_are_kept_under_their_digest(order: Order, liaison: User) -> None:
    services.receive(by=liaison, order=order)
    upload = SimpleUploadedFile("整改照片.png", b"picture")
    services.answer(by=liaison, order=order, text="附整改照片一张", files=[upload])
    assert Attachment.objects.get().file_name == "整改照片.png"


def test_a_program_is_no_evidence(order: Order, liaison: User) -> None:
    services.receive(by=liaison, order=order)
    with pytest.raises(Refused, match="类型不能接收"):
        services.answer(by=liaison, order=order, text="附程序一个", files=[SimpleUploadedFile("run.exe", b"MZ")])
    order.refresh_from_db()
    assert order.status == "served"
    assert not Attachment.objects.exists()


def test_each_step_is_in_the_ledger(order: Order, officer: User, liaison: User) -> None:
    before = Event.objects.count()
    services.receive(by=liaison, order=order)
    assert Event.objects.count() == before + 1
