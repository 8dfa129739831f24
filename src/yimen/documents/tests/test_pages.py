"""Pages of the register and of issued documents: filters, what they cost, taking and abandoning a number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from yimen.documents import queries, services
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.people.models import Region, User

YEAR = 2023


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    """Kept files lie in the test's own folder."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


def take(region: Region, by: User, series: str = "友营商改", use: str = "整改单") -> DocumentNumber:
    return services.allocate(by=by, region=region, series=series, year=YEAR, use=use)


def issue(number: DocumentNumber, by: User) -> IssuedDocument:
    return services.issue(
        by=by, number=number, kind="order", title=f"整改通知书{number.serial}", issued_on=date(YEAR, 7, 3),
        pdf=b"%PDF-1.7", source=f"test:{number.pk}",
    )  # fmt: skip


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_register_tells_what_became_of_each_number(county: Region, officer: User, client_of: Any) -> None:
    issue(take(county, officer), officer)
    services.abandon(by=officer, number=take(county, officer, use="督办函"), reason="文稿撤回")
    take(county, officer, "友营商函", "商请函")
    client = client_of(officer)
    page = shown(client, "/documents/numbers/")
    for words in ("友营商改〔2023〕1号", "友营商改〔2023〕2号", "文稿撤回", "友营商函〔2023〕1号", "营商局业务人员"):
        assert words in page
    assert "友营商改〔2023〕1号" in shown(client, "/documents/numbers/?standing=used")
    listed = shown(client, "/documents/numbers/?standing=abandoned&series=友营商改&year=2023").split('id="list"')[1]
    assert "友营商改〔2023〕2号" in listed and "友营商改〔2023〕1号" not in listed
    listed = shown(client, "/documents/numbers/?q=商请").split('id="list"')[1]
    assert "友营商函〔2023〕1号" in listed and "友营商改" not in listed
    assert "没有符合条件的文号" in shown(client, "/documents/numbers/?q=无此用途")


def test_totals_of_a_series_are_those_of_its_rows_and_a_number_removed_by_force_is_told(
    county: Region, officer: User, client_of: Any
) -> None:
    numbers = [take(county, officer) for _ in range(6)]
    issue(numbers[0], officer)
    services.abandon(by=officer, number=numbers[1], reason="重复取号")
    total = queries.series_totals(officer)[0]
    assert (total.taken, total.used, total.abandoned, total.open, total.lacking) == (6, 1, 1, 4, 0)
    for standing, count in (("used", 1), ("abandoned", 1), ("open", 4)):
        assert queries.chosen_numbers(officer, {"standing": standing}).count() == count
    assert "登记簿缺号" not in shown(client_of(officer), "/documents/numbers/")
    DocumentNumber.objects.filter(pk=numbers[3].pk).delete()
    assert queries.series_totals(officer)[0].lacking == 1
    assert "登记簿缺号" in shown(client_of(officer), "/documents/numbers/")


@pytest.mark.parametrize("address", ["/documents/numbers/", "/documents/"])
def test_a_list_costs_as_many_queries_with_many_rows_as_with_few(
    address: str, county: Region, officer: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(officer)
    for _ in range(3):
        issue(take(county, officer), officer)
    client.get(address)  # the first request of a session writes its row
    with django_assert_max_num_queries(13) as few:
        client.get(address)
    for number in [take(county, officer) for _ in range(30)]:
        if number.serial % 3:
            issue(number, officer)
        else:
            services.abandon(by=officer, number=number, reason="重复取号")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


def test_an_officer_takes_a_number_and_gives_it_up_with_a_reason(county: Region, officer: User, client_of: Any) -> None:
    client = client_of(officer)
    client.post("/documents/numbers/take/", {"series": "友营商函", "use": "商请提供台账"})
    number = DocumentNumber.objects.get()
    assert (number.series, number.serial, number.allocated_by) == ("友营商函", 1, officer)
    wrong = client.post(f"/documents/numbers/{number.pk}/abandon/", {"reason": ""})
    assert wrong.status_code == 422
    client.post(f"/documents/numbers/{number.pk}/abandon/", {"reason": "改用电话商请"})
    number.refresh_from_db()
    assert number.abandoned_by == officer and number.abandoned_reason == "改用电话商请"
    assert "已经作废" in shown(client, f"/documents/numbers/{number.pk}/abandon/")


def test_a_number_of_a_thing_in_the_system_is_not_given_up_in_the_register(
    county: Region, officer: User, client_of: Any
) -> None:
    number, client = take(county, officer), client_of(officer)
    assert "/abandon/" not in shown(client, "/documents/numbers/")
    answer = client.post(f"/documents/numbers/{number.pk}/abandon/", {"reason": "重复取号"})
    number.refresh_from_db()
    assert answer.status_code == 422 and "请在那份文件里办理" in answer.content.decode()
    assert number.abandoned_at is None


def test_a_series_that_is_none_is_refused_on_the_page(county: Region, officer: User, client_of: Any) -> None:
    client = client_of(officer)
    assert client.post("/documents/numbers/take/", {"series": "", "use": "函"}).status_code == 422
    assert client.post("/documents/numbers/take/", {"series": "A1", "use": "函"}).status_code == 422
    assert not DocumentNumber.objects.exists()


def test_who_only_looks_finds_no_buttons(county: Region, leader: User, officer: User, client_of: Any) -> None:
    number = take(county, officer)
    page = shown(client_of(leader), "/documents/numbers/")
    assert "友营商改〔2023〕1号" in page and "取下一个号" not in page and "/abandon/" not in page
    assert client_of(leader).post(f"/documents/numbers/{number.pk}/abandon/", {"reason": "略"}).status_code == 403


def test_the_list_of_documents_is_narrowed_and_its_empty_state_says_what_to_do(
    county: Region, officer: User, client_of: Any
) -> None:
    client = client_of(officer)
    assert "没有符合条件的发文" in shown(client, "/documents/")
    thing = issue(take(county, officer), officer)
    assert thing.title in shown(client, "/documents/?kind=order&year=2023&q=通知")
    assert thing.title not in shown(client, "/documents/?kind=letter")
    assert thing.digest in shown(client, f"/documents/{thing.pk}/")
