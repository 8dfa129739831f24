"""The pages: a signer signs through the browser's forms, and anybody can check the file without signing in."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yimen.entry.agreements.models import Agreement
from yimen.entry.agreements.tests.conftest import content
from yimen.people.models import User

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
