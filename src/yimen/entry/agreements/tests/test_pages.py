"""The pages: a signer signs through the browser's forms, and anybody can check the file without signing in."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yimen.entry.agreements.models import Agreement
from yimen.entry.agreements.services import Signers
from yimen.entry.agreements.tests.conftest import content
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db


def test_a_signer_signs_with_the_challenge_that_the_page_showed(
    make_sent: Any, certified: Any, approver: User, client_of: Any
) -> None:
    agreement: Agreement = make_sent()
    client, address = client_of(approver), reverse("agreements:sign", args=[agreement.pk])
    code = re.search(r'name="code" value="(\w{12})"', client.get(address).content.decode()).group(1)  # type: ignore[union-attr]
    assert client.post(address, {"code": code}).status_code == 422  # not confirmed
    code = re.search(r'name="code" value="(\w{12})"', client.get(address).content.decode()).group(1)  # type: ignore[union-attr]
    assert client.post(address, {"code": code, "read": "on"}).status_code == 302
    assert agreement.steps.filter(signed_at__isnull=False).count() == 1
    assert "等您签署" not in client.get(reverse("agreements:board")).content.decode()


def test_anybody_checks_a_file_and_a_changed_one_is_refused(make_signed: Any) -> None:
    agreement = make_signed()
    address, good = reverse("agreements:check", args=[agreement.check_code]), content(agreement)
    page = Client().get(address).content.decode()
    assert agreement.number in page and "有效" in page and "审批人员" not in page
    answer = Client().post(address, {"file": SimpleUploadedFile("a.pdf", good)}).content.decode()
    assert "是登记的原件" in answer
    changed = good[:5000] + bytes([good[5000] ^ 1]) + good[5001:]
    answer = Client().post(address, {"file": SimpleUploadedFile("a.pdf", changed)}).content.decode()
    assert "不予认可" in answer and "是登记的原件" not in answer


def test_the_board_asks_the_database_as_often_for_many_agreements_as_for_one(
    make_sent: Any,
    county: Region,
    make_item: Any,
    officer: User,
    signers: Signers,
    client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:
    first = make_sent()
    client, board, missing = client_of(officer), reverse("agreements:board"), reverse("agreements:missing")
    client.get(board)  # what is asked once a process
    for address in (board, missing):
        with django_assert_max_num_queries(40) as few:
            client.get(address)
        asked = len(few)
        for n in range(3):
            code = f"{county.code[:6]}{address[-2]}{n}"
            department = Department.objects.create(region=county, code=code, name=f"{code}局", short_name=f"{code}局")
            make_item(code, f"事项{code}", department=department)
            make_sent(department=department, signers=Signers(None, signers.centre, signers.leading_group))
        with django_assert_max_num_queries(asked):
            page = client.get(address)
        assert len(page.context["page"].rows) >= 4
    assert first.number in client.get(board).content.decode()


def test_a_commitment_that_is_over_counts_as_none(
    make_signed: Any, officer: User, police: Department, client_of: Any, time_machine: Any
) -> None:
    agreement = make_signed()
    address = reverse("agreements:missing")
    assert police not in client_of(officer).get(address).context["page"].rows
    over = datetime.combine(agreement.valid_to + timedelta(days=1), time(12), tzinfo=UTC)
    time_machine.move_to(over, tick=True)
    client = client_of(officer)
    assert police in client.get(address).context["page"].rows
    assert "已到期，查看原文件" in client.get(address).content.decode()
    assert "已到期" in client.get(reverse("agreements:board")).content.decode()
    assert client.get(reverse("agreements:board")).context["figures"].without == 1
