"""The pages of comparisons: figures open their rows, each sees what is his, the doubtful page decides."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yimen.catalog.comparison import services
from yimen.catalog.comparison.tests.conftest import DAY, province_file, their
from yimen.catalog.models import ListComparison, ProvinceList
from yimen.people.models import User

pytestmark = pytest.mark.django_db


def named(client: Client, comparison: ListComparison, **filters: Any) -> set[str]:
    answer = client.get(reverse("catalog:comparison", args=[comparison.pk]), filters)
    return {str(each.theirs or each.ours) for each in answer.context["page"].rows}


def test_each_figure_opens_its_rows(officer: User, compared: ListComparison, client_of: Any) -> None:
    client = client_of(officer)
    answer = client.get(reverse("catalog:comparison", args=[compared.pk]))
    for show, label, number in answer.context["tiles"]:
        assert number and len(named(client, compared, show=show)) == number, label
    for field, label, number in answer.context["fields"]:
        assert len(named(client, compared, field=field)) == number, label


def test_a_department_sees_its_own(liaison: User, compared: ListComparison, client_of: Any) -> None:
    seen = named(client_of(liaison), compared)
    assert "居住证签发" in seen and "边境管理区通行证核发" in seen and "发票领用" not in seen


def test_the_number_of_queries_does_not_grow_with_the_lines(
    officer: User, compared: ListComparison, take_in: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(officer)
    named(client, compared)
    with django_assert_max_num_queries(22) as few:
        named(client, compared)
    taken = take_in(*(their(None, f"省级事项第{number}号", days=9) for number in range(90)), version="长")
    longer = services.compare(by=None, province_list=taken, day=DAY)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(named(client, longer)) > 80


def test_the_files_hold_what_the_filters_show(officer: User, compared: ListComparison, client_of: Any) -> None:
    client = client_of(officer)
    text = client.get(reverse("catalog:comparison_csv", args=[compared.pk]), {"show": "absent"}).content.decode()
    assert "边境管理区通行证核发" in text and "居住证签发" not in text
    assert client.get(reverse("catalog:comparison_xlsx", args=[compared.pk])).content.startswith(b"PK")


def test_a_doubtful_item_is_decided_on_the_page(officer: User, compared: ListComparison, client_of: Any) -> None:
    client = client_of(officer)
    page = client.get(reverse("catalog:doubts", args=[compared.pk]))
    assert "<mark>变更</mark>" in page.content.decode()
    line, candidate = page.context["line"], page.context["candidates"][0]["candidate"]
    address = reverse("catalog:decide_pair", args=[line.pk])
    assert client.post(address, {"answer": "split", "candidate": candidate.ours_id}).status_code == 422
    assert client.post(address, {"answer": "other", "other": "没有这一项"}).status_code == 422
    done = client.post(address, {"answer": "same", "candidate": candidate.ours_id}, follow=True)
    assert "全部确认完了" in done.content.decode()
    assert client.post(address, {"answer": "absent"}).status_code == 409
    decisions = client.get(reverse("catalog:pair_decisions"))
    assert "同一事项" in decisions.content.decode()


def test_a_list_is_taken_in_and_compared_through_the_pages(officer: User, county_list: Any, client_of: Any) -> None:
    client = client_of(officer)
    empty = client.get(reverse("catalog:comparisons")).content.decode()
    assert "还没有省级清单" in empty
    file = SimpleUploadedFile("省级清单.csv", province_file(their(1, "居住证签发")))
    plan = client.post(reverse("catalog:province_new"), {"file": file}, follow=True)
    batch = plan.context["batch"]
    form = {"version": "2023年版", "source": "省政务服务网"}
    client.post(reverse("catalog:take_in_province", args=[batch.pk]), form)
    taken = ProvinceList.objects.get()
    done = client.post(
        reverse("catalog:compare"), {"province_list": taken.pk, "day": DAY.isoformat()}, follow=True
    )  # fmt: skip
    assert done.status_code == 200 and "居住证签发" in done.content.decode()


def test_changes_are_shown_beside_the_last_comparison(officer: User, compared: ListComparison, client_of: Any) -> None:
    again = services.compare(by=officer, province_list=compared.province_list, day=DAY)
    answer = client_of(officer).get(reverse("catalog:comparison", args=[again.pk]), {"view": "changes"})
    assert "没有变化" in answer.content.decode()
