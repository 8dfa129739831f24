"""The list of items: found by words, initials and code; flat in queries; as of any day; each sees what is his."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yimen.catalog.imports import search_text
from yimen.catalog.models import ItemVersion
from yimen.catalog.tests.test_import import DAY, a_list, code, row, take_in
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db


def named(client: Client, **filters: Any) -> list[str]:
    answer = client.get(reverse("catalog:items"), filters)
    assert answer.status_code == 200
    return [each.name for each in answer.context["page"].rows]


@pytest.mark.parametrize("words", ["居住证", "jzz", "JZZ", "居住 签发", code(1)[:20], code(1)])
def test_an_item_is_found_by_words_initials_or_code(
    words: str, county: Region, police: Department, officer: User, client_of: Any
) -> None:
    take_in(officer, a_list(row(1, "居住证签发"), row(2, "户口登记")))
    found = named(client_of(officer), q=words)
    assert found == (["居住证签发"] if words != code(1)[:20] else ["居住证签发", "户口登记"])


def test_the_number_of_queries_does_not_grow_with_the_list(
    county: Region, police: Department, officer: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(officer)
    take_in(officer, a_list(*[row(number, f"事项{number}") for number in range(1, 11)]))
    named(client)
    with django_assert_max_num_queries(14) as few:
        named(client)
    take_in(officer, a_list(*[row(number, f"事项{number}") for number in range(1, 1001)]), date(2023, 2, 1))
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(named(client)) == 100


def test_the_list_can_be_seen_as_of_any_day(county: Region, police: Department, officer: User, client_of: Any) -> None:
    rows = [row(number, f"事项{number}") for number in range(1, 5)]
    take_in(officer, a_list(*rows))
    take_in(officer, a_list(row(1, "改名的事项"), *rows[1:]), date(2023, 6, 1))
    client = client_of(officer)
    assert "事项1" in named(client, day="2023-05-31")
    assert "改名的事项" in named(client, day="2023-06-01")
    assert named(client, day="2022-12-31") == []


def test_a_liaison_sees_his_own_department_only(
    county: Region, police: Department, tax: Department, officer: User, liaison: User, client_of: Any
) -> None:
    take_in(officer, a_list(row(1), row(2, "完税证明", "税务局")))
    other = ItemVersion.objects.get(name="完税证明")
    client = client_of(liaison)
    assert named(client) == ["户籍登记"]
    assert client.get(reverse("catalog:item", args=[other.pk])).status_code == 404


def test_a_list_is_taken_in_through_the_pages(
    county: Region, police: Department, officer: User, client_of: Any
) -> None:
    client = client_of(officer)
    pasted = "\n".join("\t".join(map(str, each)) for each in [["实施编码", "名字", "实施主体", "事项类型"], row(1)[:4]])
    answer = client.post(reverse("catalog:new_list"), {"text": pasted})
    page = client.get(answer["Location"])
    assert "缺少必需的列" in page.content.decode()
    batch = page.context["batch"]
    chosen = {match.field.name: match.heading for match in page.context["columns"].matches} | {"name": "名字"}
    client.post(reverse("catalog:columns", args=[batch.pk]), chosen)
    client.post(reverse("catalog:apply", args=[batch.pk]), {"effective_on": DAY.isoformat()})
    assert ItemVersion.objects.get().name == "户籍登记"
    assert client.get(reverse("exchange:batch", args=[batch.pk])).status_code == 200


def test_neither_file_nor_paste_is_told_what_to_do(county: Region, officer: User, client_of: Any) -> None:
    answer = client_of(officer).post(reverse("catalog:new_list"), {})
    assert answer.status_code == 422
    assert "两者取一" in answer.content.decode()


def test_refused_rows_are_taken_as_a_sheet_and_the_look_is_recorded(
    county: Region, police: Department, officer: User, client_of: Any
) -> None:
    from yimen.ledger.models import Event

    batch = take_in(officer, a_list(row(1), row(2, department="公安菊")))
    answer = client_of(officer).post(reverse("exchange:refused", args=[batch.pk]))
    assert answer.content.startswith(b"PK")
    assert Event.objects.filter(kind="exchange.refused_rows_taken").count() == 1


def test_the_quality_list_names_what_does_not_fit(
    county: Region, police: Department, officer: User, client_of: Any
) -> None:
    take_in(officer, a_list(row(1)))
    answer = client_of(officer).get(reverse("catalog:quality"))
    assert "没有设定依据" in answer.content.decode()


def test_the_search_text_holds_name_initials_and_code() -> None:
    assert search_text("居住证 签发", "11-AB") == "居住证签发 jzzqf 11ab"
