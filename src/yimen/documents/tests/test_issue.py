"""Issuing: a document has one number, its file is kept byte for byte, and who may not see it does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.storage import default_storage

from yimen.common.errors import Conflict, Refused
from yimen.common.services import kept_at, kept_file
from yimen.documents import queries, services
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.ledger.models import Event
from yimen.people.models import Department, Region, User

DAY = date(2023, 7, 3)
PDF, DOCX = b"%PDF-1.7 a document", b"PK a package"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    """Kept files lie in the test's own folder."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


def number(region: Region, series: str = "友营商改", year: int = 2023) -> DocumentNumber:
    return services.allocate(by=None, region=region, series=series, year=year, use="整改单")


def issue(of: DocumentNumber, by: User | None = None, **others: Any) -> IssuedDocument:
    given: dict[str, Any] = {
        "kind": "order",
        "title": "责令整改通知书",
        "issued_on": DAY,
        "pdf": PDF,
        "source": "rectification:order:7",
    }
    return services.issue(by=by, number=of, **{**given, **others})


def test_an_issued_document_keeps_its_files_byte_for_byte_and_stands_in_the_ledger(
    county: Region, police: Department, officer: User
) -> None:
    thing = issue(number(county), officer, department=police, word=DOCX, recipients="县公安局")
    assert kept_file(thing.digest) == PDF and kept_file(thing.word_digest) == DOCX and thing.size == len(PDF)
    event = Event.objects.filter(kind="documents.issued").get()
    assert event.by == f"user:{officer.pk}" and thing.digest.encode() in bytes(event.meta)
    assert queries.issued_from("rectification:order:7") == thing
    assert queries.issued_from("rectification:order:8") is None


def test_a_number_is_used_for_one_document_and_an_abandoned_one_for_none(county: Region) -> None:
    used, given_up = number(county), number(county)
    issue(used)
    with pytest.raises(Conflict, match="只能用一次"):
        issue(used)
    with pytest.raises(Refused, match="另行发文"):
        services.abandon(by=None, number=used, reason="文稿撤回")
    services.abandon(by=None, number=given_up, reason="文稿撤回")
    with pytest.raises(Refused, match="另取新号"):
        issue(given_up)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pdf": b"<html>"}, "PDF 文件"),
        ({"word": b"plain"}, "DOCX 文件"),
        ({"issued_on": date(2024, 1, 2)}, "年份不一致"),
        ({"title": "  "}, "写明标题"),
    ],
)
def test_what_is_no_document_is_refused(county: Region, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        issue(number(county), **wrong)
    assert not IssuedDocument.objects.exists()


def test_a_source_that_is_no_short_code_is_an_error(county: Region) -> None:
    with pytest.raises(ValueError, match="short code"):
        issue(number(county), source="整改单七")


def test_nobody_issues_for_another_county_or_to_its_departments(
    county: Region, neighbour_officer: User, neighbour_police: Department
) -> None:
    with pytest.raises(Refused, match="本县登记簿"):
        issue(number(county), neighbour_officer)
    with pytest.raises(Refused, match="不属于本县"):
        issue(number(county), department=neighbour_police)


def test_a_department_sees_what_is_to_it_and_what_is_to_all(
    county: Region, police: Department, officer: User, liaison: User, tax_liaison: User, neighbour_officer: User,
    clerk: User,
) -> None:  # fmt: skip
    to_police, to_all = issue(number(county), department=police), issue(number(county))
    seen = {user.username: set(queries.visible_documents(user)) for user in (officer, liaison, tax_liaison)}
    assert seen == {"officer": {to_police, to_all}, "liaison": {to_police, to_all}, "tax_liaison": {to_all}}
    assert not queries.visible_documents(neighbour_officer) and not queries.visible_documents(clerk)


def test_the_file_comes_down_as_it_was_issued_and_a_changed_one_does_not(
    county: Region, police: Department, liaison: User, tax_liaison: User, client_of: Any
) -> None:
    thing = issue(number(county), department=police, word=DOCX)
    client = client_of(liaison)
    assert client.get(f"/documents/{thing.pk}/file/").content == PDF
    word = client.get(f"/documents/{thing.pk}/word/")
    assert word.content == DOCX and word.headers["Content-Disposition"].endswith('.docx"')
    assert client_of(tax_liaison).get(f"/documents/{thing.pk}/file/").status_code == 404
    with default_storage.open(kept_at(thing.digest), "wb") as file:
        file.write(b"%PDF-1.7 another")
    answer = client.get(f"/documents/{thing.pk}/file/")
    assert answer.status_code == 422 and "摘要不符" in answer.content.decode()
    default_storage.delete(kept_at(thing.digest))
    answer = client.get(f"/documents/{thing.pk}/file/")
    assert answer.status_code == 422 and "文件库" in answer.content.decode()


def test_without_an_editable_copy_the_page_says_so(county: Region, officer: User, client_of: Any) -> None:
    thing = issue(number(county))
    client = client_of(officer)
    assert "没有可编辑件" in client.get(f"/documents/{thing.pk}/word/").content.decode()
    assert "下载可编辑件" not in client.get(f"/documents/{thing.pk}/").content.decode()
