"""The public's pages: for anybody, kept by caches, flat in queries, and with nothing that a browser must run."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from yimen.cases.models import Case
from yimen.catalog.guides import services as guides
from yimen.catalog.guides.content import Content, MaterialLine
from yimen.catalog.models import ItemVersion
from yimen.catalog.tests.test_import import a_list, row, take_in
from yimen.common.workdays import SHANGHAI
from yimen.people.models import Region, User
from yimen.portal import queries
from yimen.portal.queries import most_used
from yimen.portal.rules import themes

pytestmark = pytest.mark.django_db
HOME = "/portal/230522000000/"


def item_page(version: ItemVersion, query: str = "", more: str = "") -> str:
    return f"{HOME}items/{version.item_id}/{more}{query}"


def shown(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_one_county_is_gone_to_at_once(version: ItemVersion) -> None:
    assert Client().get("/portal/").headers["Location"] == HOME


def test_the_home_page_leads_to_search_themes_halls_and_the_published_lists(version: ItemVersion, hall: Any) -> None:
    page = shown(HOME)
    for words in (
        "您要办什么",
        "经营许可",
        "政务服务中心",
        "08:30–17:00",
        "应进必进事项清单",
        "负面清单",
        "工作人员登录",
    ):
        assert words in page, words


def test_what_people_mostly_come_for_is_told_by_the_last_year_unless_it_has_but_few_cases(
    version: ItemVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ItemVersion.objects.exclude(pk=version.pk).get()
    for number, (item, year) in enumerate([(version, 2021), (version, 2021), (other, 2023)]):
        at = datetime(year, 6, 1, 10, tzinfo=SHANGHAI)
        Case.objects.create(
            region=item.region, department=item.department, item=item.item, item_code=item.code,
            case_number=f"C{number}", channel=Case.Channel.WINDOW, received_at=at,
        )  # fmt: skip
    assert most_used(version.region) == [version, other]
    cache.clear()
    monkeypatch.setattr(queries, "FEW", 1)
    assert most_used(version.region) == [other]


def test_a_question_finds_its_item_and_an_empty_one_leads_home(version: ItemVersion) -> None:
    assert version.name in shown(f"{HOME}search/?q=开宾馆要办什么证")
    assert Client().get(f"{HOME}search/?q=%20").status_code == 302


def test_nothing_found_says_what_to_do_next(version: ItemVersion) -> None:
    assert "请换一种说法" in shown(f"{HOME}search/?q=火星移民")


def test_the_guide_tells_whether_before_it_asks_anything(version: ItemVersion) -> None:
    page = shown(item_page(version))
    assert page.index("有营业执照吗") < page.index("要带的材料")
    assert "请先办营业执照。" not in page
    assert "请先办营业执照。" in shown(item_page(version, "?c.c1=no"))
    assert "符合受理条件" in shown(item_page(version, "?c.c1=yes"))


def test_the_situation_in_the_address_chooses_the_materials_without_a_script(version: ItemVersion) -> None:
    assert "健康证" not in shown(item_page(version))
    page = shown(item_page(version, "?q.q1=o2"))
    assert "健康证" in page
    assert "做冷食吗" in page
    assert "专间照片" in shown(item_page(version, "?q.q1=o2&q.q2=o3", "checklist/"))


def test_whoever_has_not_answered_everything_is_told_what_the_list_lacks(version: ItemVersion) -> None:
    none, some = item_page(version, more="checklist/"), item_page(version, "?q.q1=o2", "checklist/")
    assert "清单只列了人人都要带的材料" in shown(none)
    assert "人人都要带的和已选情形要带的材料，可能还不全" in shown(some)
    assert "上面还有问题没有回答" in shown(item_page(version, "?q.q1=o2"))


def test_an_item_without_a_guide_says_so(version: ItemVersion) -> None:
    other = ItemVersion.objects.get(name="开具税收完税证明")
    page = shown(item_page(other))
    assert "部门还没有编制详细指南" in page
    assert "没有载明" in page


@pytest.mark.parametrize("rest", ["", "checklist/", "samples/m1/"])
def test_what_is_not_public_is_absent(version: ItemVersion, neighbour: Region, rest: str) -> None:
    strange = f"/portal/230521000000/items/{version.item_id}/{rest}"
    assert Client().get(strange).status_code == 404
    ItemVersion.objects.filter(pk=version.pk).update(initiation="ex_officio")
    assert Client().get(item_page(version, more=rest)).status_code == 404


@pytest.mark.parametrize("region", ["230500000000", "000000000000", "abc"])
def test_what_is_no_county_is_absent(version: ItemVersion, region: str) -> None:
    assert Client().get(f"/portal/{region}/").status_code == 404


def test_pages_are_kept_by_caches_and_not_sent_again_unchanged(version: ItemVersion, hall: Any) -> None:
    for address in (HOME, f"{HOME}search/?q=旅馆", item_page(version), f"{HOME}halls/", f"{HOME}themes/permits/"):
        first = Client().get(address)
        assert first.headers["Cache-Control"] == "public, max-age=300", address
        assert not first.cookies, address
        again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, address


def test_the_queries_of_a_page_do_not_grow_with_the_list(
    version: ItemVersion, hall: Any, officer: User, django_assert_max_num_queries: Any
) -> None:
    addresses = {HOME: 8, f"{HOME}search/?q=旅馆": 8, f"{HOME}themes/all/": 5, item_page(version): 16}
    for address in addresses:
        shown(address)
    names = [row(1, version.name), row(2, "开具税收完税证明", "税务局")]
    take_in(officer, a_list(*names, *[row(number, f"旅馆业事项{number}") for number in range(3, 500)]))
    for address, most in addresses.items():
        with django_assert_max_num_queries(most):
            shown(address)


def test_large_type_is_remembered_and_leads_back_nowhere_else(version: ItemVersion) -> None:
    client = Client()
    assert 'class="large-type"' not in shown(HOME, client)
    answer = client.get("/portal/size/", {"to": "large", "next": HOME})
    assert answer.headers["Location"] == HOME
    assert 'class="large-type"' in shown(HOME, client)
    assert client.get("/portal/size/", {"next": "https://evil.example/"}).headers["Location"] == "/portal/"


def test_what_a_department_writes_is_text_and_never_markup(officer: User, version: ItemVersion) -> None:
    content = Content(
        materials=(MaterialLine("m1", "<img src=x onerror=alert(1)>", note='"><script>alert(2)</script>'),)
    )
    guides.publish(by=officer, version=version, content=content)
    for more in ("", "checklist/"):
        page = shown(item_page(version, more=more))
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    assert "<script>alert" not in shown(f"{HOME}search/?q=<script>alert(1)</script>")


def test_a_theme_counts_what_its_page_lists(version: ItemVersion, officer: User) -> None:
    names = ["食品经营许可核发", "残疾人证变更登记", "个体工商户变更登记", "结婚登记预约"]
    rows = [row(number, name) for number, name in enumerate(names, start=10)]
    take_in(officer, a_list(*rows), date(2023, 2, 1), confirmed=True)
    counted = {each.code: count for _, group in Client().get(HOME).context["groups"] for each, count in group}
    for code in themes():
        assert Client().get(f"{HOME}themes/{code}/").context["page"].total == counted[code], code
    assert counted["change"] == 1


def test_what_has_left_the_list_is_not_shown_by_a_theme_that_was_looked_up_before(version: ItemVersion) -> None:
    """The keys of a theme are kept for an hour; whether an item still takes applications is asked at every page."""
    assert version.name in Client().get(f"{HOME}themes/all/").content.decode()
    ItemVersion.objects.filter(pk=version.pk).update(state=ItemVersion.State.PAUSED)
    assert version.name not in Client().get(f"{HOME}themes/all/").content.decode()
