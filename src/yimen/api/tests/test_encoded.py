"""A department that keeps its id numbers hands in tokens (HMAC-SM3) by every way, and they arrive unharmed."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from yimen.api.tests.conftest import Post
from yimen.cases import folder
from yimen.cases.models import Case, RegisterRecord
from yimen.exchange.models import RefusedRow
from yimen.verify.standalone import encode_identities as encoder

ID, OTHER = "230522197905182014", "91230522MA0000001A"
REGISTER = (
    "台账编号,事项名称,持证人,持证人证件号,发证日期\n"
    f"R1,户口迁移,董义之,{ID},2023-01-07\nR2,户口迁移,陈二,2305221979****2014,2023-01-08\n"
)
CASES = f"办件编号,事项编码,申请人,申请人证件号,收件时间\nA1,I1,董义之,{ID},2023-01-03 10:53\n"


@pytest.fixture
def encoded(tmp_path: Path) -> Any:
    """Encodes a table under one key as the department and the hall do."""
    key = tmp_path / "key" / "key.txt"
    key.parent.mkdir()
    assert encoder.main(["--new-key", str(key), "--label", "230522-2023Q1"]) == 0
    found = re.search(r"fingerprint (\S+)", key.read_text("utf-8"))
    assert found is not None

    def encode(table: str, text: str) -> bytes:
        source, target = tmp_path / f"{table}.csv", tmp_path / f"{table}-encoded.csv"
        source.write_text(text, "utf-8")
        arguments = [str(source), str(target), "--table", table, "--key", str(key)]
        assert encoder.main([*arguments, "--expect-fingerprint", found[1]]) == 0
        return target.read_bytes()

    return encode


def by_upload(content: bytes, client: Any) -> None:
    file = SimpleUploadedFile("register.csv", content)
    assert client.post(reverse("cases:import"), {"kind": "register", "file": file}).status_code == 302


def by_folder(content: bytes, data: Path) -> None:
    folder.prepare()
    (data / "feeds" / "D01" / "in" / "register.csv").write_bytes(content)
    call_command("collect_feeds", settle=0, stdout=StringIO())


@pytest.mark.parametrize("way", ["upload", "folder", "api"])
def test_tokens_come_in_by_every_way_and_still_meet(
    way: str, encoded: Any, client_of: Any, liaison: Any, post: Post, make_item: Any, settings: Any, tmp_path: Path
) -> None:
    settings.YIMEN_DATA = tmp_path
    make_item("I1", "户口迁移")
    register = encoded("register", REGISTER)
    {
        "upload": lambda: by_upload(register, client_of(liaison)),
        "folder": lambda: by_folder(register, tmp_path),
        "api": lambda: post(register),
    }[way]()
    assert post(encoded("cases", CASES), kind="cases").json()["accepted"] == 1
    assert not RefusedRow.objects.exists()
    whole, masked = RegisterRecord.objects.order_by("record_number")
    case = Case.objects.get()
    assert whole.holder_id == case.applicant_id != ""
    assert whole.holder_name == case.applicant_name
    assert ID not in whole.holder_id and len(whole.holder_id) == 31
    assert masked.holder_id == "" and len(masked.holder_name) == 13


def test_a_token_is_shown_no_further_than_a_number_would_be(
    encoded: Any, client_of: Any, liaison: Any, post: Post
) -> None:
    post(encoded("register", REGISTER))
    record = RegisterRecord.objects.get(record_number="R1")
    page = client_of(liaison).get(reverse("cases:record", args=[record.pk])).content.decode()
    assert record.holder_id not in page
