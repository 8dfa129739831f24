"""From the guide to the slip, page by page, as a browser without a script does it; and nothing of it for strangers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from yimen.cases.applying.models import Draft, OnlineApplication
from yimen.cases.applying.tests.pictures import photo
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.catalog.guides import services as guides
from yimen.catalog.guides.content import Content, FieldLine
from yimen.catalog.models import ItemVersion
from yimen.people.models import Citizen, Region, User
from yimen.people.rules import CITIZEN
from yimen.portal.tests.browsers import browser_of

pytestmark = pytest.mark.django_db
HOME = "/portal/230522000000/"
ME, OTHER = "11010519491231002X", "440524188001010014"


@pytest.fixture
def signed_in(county: Region) -> Callable[..., Client]:
    """A browser in which a citizen has signed in, by default one who has said who he is."""

    def make(phone: str = "13800001234", person_id: str = ME, region: Region = county) -> Client:
        return browser_of(region, phone, person_id)

    return make


@pytest.fixture
def client(signed_in: Any) -> Client:
    return signed_in()  # type: ignore[no-any-return]


def begun(client: Client, version: ItemVersion) -> Draft:
    answer = client.post(f"{HOME}items/{version.item_id}/apply/?q.q1=o1", {"c.c1": "yes", "q.q1": "o1"})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.latest("pk")


def applied(client: Client, version: ItemVersion) -> Dossier:
    draft = begun(client, version)
    at = f"{HOME}drafts/{draft.pk}/"
    client.post(f"{at}whom/", {"behalf": "self"})
    client.post(f"{at}form/1/", {"f1": "友谊旅馆", "f2": "零售", "f4": "13800001234"})
    assert client.post(at).status_code == 302
    return Dossier.objects.latest("pk")


def test_a_citizen_walks_from_the_guide_to_the_slip(client: Client, version: ItemVersion) -> None:
    draft = begun(client, version)
    at = f"{HOME}drafts/{draft.pk}/"
    assert client.post(f"{at}whom/", {"behalf": "self"}).headers["Location"] == f"{at}situations/"
    assert client.post(f"{at}situations/", {"q.q1": "o2"}).status_code == 422  # the branch asks one thing more
    assert client.post(f"{at}situations/", {"q.q1": "o2", "q.q2": "o3"}).headers["Location"] == f"{at}form/1/"
    second = client.post(f"{at}form/1/", {"f1": "友谊旅馆", "f2": "餐饮", "f4": "13800001234"}).headers["Location"]
    assert 'name="f3"' in client.get(second).content.decode()
    assert client.post(second, {"f3": "许多", "f4": "13800001234"}).status_code == 422
    assert client.post(second, {"f3": "30", "f4": "13800001234"}).status_code == 302
    files = client.post(f"{at}files/", {"key": "m3", "file": SimpleUploadedFile("专间.jpg", photo(place=True))})
    assert files.status_code == 302
    check = client.get(at).content.decode()
    assert "申请书" in check
    assert "专间.jpg" in check
    slip = client.post(at, follow=True).content.decode()
    dossier = Dossier.objects.get()
    assert dossier.number in slip
    secret = re.search(r'id="secret">([A-Z0-9]{10})<', slip)
    assert secret is not None
    assert 'id="secret"' not in client.get(f"{HOME}slip/", follow=True).content.decode()
    query = Client().post(f"{HOME}query/", {"number": dossier.number, "secret": secret[1]}).content.decode()
    assert "待受理" in query
    assert "某甲" not in query
    assert OnlineApplication.objects.get().receipt in slip


def test_a_second_application_is_pointed_out_to_its_own_applicant_and_to_nobody_else(
    client: Client, version: ItemVersion
) -> None:
    first = applied(client, version)
    again = begun(client, version)
    at = f"{HOME}drafts/{again.pk}/"
    client.post(f"{at}whom/", {"behalf": "self"})
    page = client.get(at).content.decode()
    assert "还没有办完" in page and first.number in page
    client.post(f"{at}whom/", {"behalf": "person", "name": "某甲", "person_id": ME, "phone": "13900005678"})
    assert first.number not in client.get(at).content.decode()  # on behalf of whom he says: proved by nothing yet


def test_conditions_are_asked_before_anything_is_typed(client: Client, version: ItemVersion) -> None:
    at = f"{HOME}items/{version.item_id}/apply/"
    assert "请先回答受理条件" in client.post(at, {}).content.decode()
    assert "请先办营业执照" in client.post(at, {"c.c1": "no"}).content.decode()
    assert not Draft.objects.exists()


def test_what_is_wanting_is_named_once_and_what_was_handed_in_can_be_read_again(
    client: Client, version: ItemVersion
) -> None:
    at = f"{HOME}drafts/{begun(client, version).pk}/"
    answer = client.post(f"{at}form/1/", {}).content.decode()
    assert "这个字段" not in answer
    assert answer.count("店名：请填写。") == 1 and "请填写“店名”" not in answer
    assert "请回答：" in client.post(f"{at}situations/", {"q.q1": "o2"}).content.decode()
    dossier = applied(client, version)
    assert "友谊旅馆" in client.get(f"{HOME}mine/{dossier.pk}/").content.decode()


def test_a_half_filled_page_is_kept_for_another_day_and_another_device(
    signed_in: Any, client: Client, version: ItemVersion
) -> None:
    draft = begun(client, version)
    page, so_far = f"{HOME}drafts/{draft.pk}/form/1/", {"f1": "友谊旅馆", "press": "later"}
    wrong = client.post(page, {**so_far, "f2": "摆摊"})
    assert wrong.status_code == 422
    assert "摆摊" in wrong.content.decode(), "what is wrong is said, not left out silently"
    assert client.post(page, so_far).headers["Location"] == f"{HOME}mine/"
    elsewhere = signed_in()
    assert "接着填" in elsewhere.get(f"{HOME}mine/").content.decode()
    assert "接着填" in elsewhere.get(f"{HOME}drafts/{draft.pk}/").content.decode()
    assert 'value="友谊旅馆"' in elsewhere.get(page).content.decode()
    assert client.post(page, {"f1": "友谊旅馆"}).status_code == 422, "the next step wants the page whole"


def test_somebody_else_has_to_agree_by_his_phone(client: Client, version: ItemVersion) -> None:
    draft = begun(client, version)
    at = f"{HOME}drafts/{draft.pk}/"
    said = {"behalf": "person", "name": "某乙", "person_id": OTHER, "phone": "13900005678"}
    assert client.post(f"{at}whom/", said).headers["Location"] == f"{at}mandate/"
    shown = re.search(r"验证码是 (\d{6})", client.get(f"{at}mandate/").content.decode())
    assert shown is not None  # demonstration mode without a gateway
    client.post(f"{at}form/1/", {"f1": "友谊旅馆", "f2": "零售", "f4": "13800001234"})
    assert client.post(at).status_code == 422
    assert client.post(f"{at}mandate/", {"code": shown[1]}).status_code == 302
    assert client.post(at).status_code == 302
    assert Dossier.objects.get().agent_name == "某甲"


def test_what_was_asked_for_is_supplemented_once_and_the_case_can_be_withdrawn(
    client: Client, version: ItemVersion, officer: User, make_user: Any
) -> None:
    dossier = applied(client, version)
    clerk = make_user("clerk_1", "clerk", version.region, version.department)
    handling.ask_once(by=clerk, dossier=dossier, missing="缺少门面照片")
    at = f"{HOME}mine/{dossier.pk}/"
    assert client.get(at).content.decode().count("缺少门面照片") == 2  # where it is handed in, and among the notices
    door, wall = (SimpleUploadedFile(f"{name}.jpg", photo()) for name in ("门", "墙"))
    for wrong in ([], [door, SimpleUploadedFile("窗.jpg", b"GIF89a")], [door] * 31):
        assert client.post(f"{at}supplement/", {"name": "照片", "papers": wrong}).status_code == 422
        door.seek(0)
    assert client.post(f"{at}supplement/", {"name": "照片", "papers": [door, wall]}).status_code == 302
    assert [each.file_name for each in dossier.papers.filter(after_asked=True)] == ["门.jpg", "墙.jpg"]
    assert client.post(f"{at}withdraw/", {"reason": "不办了"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.status == "withdrawn"
    assert client.post(f"{at}withdraw/", {"reason": "再撤一次"}).status_code == 422


def test_signing_in_by_phone_leads_back_to_where_one_was(version: ItemVersion) -> None:
    browser = Client()
    wanted = f"{HOME}items/{version.item_id}/apply/"
    door = browser.get(wanted).headers["Location"]
    browser.post(door, {"phone": "13800001234"})
    page = browser.get(f"{HOME}sign-in/code/").content.decode()
    shown = re.search(r"验证码是 (\d{6})", page)
    assert shown is not None
    assert "138****1234" in page
    assert browser.post(f"{HOME}sign-in/code/", {"code": "000000" if shown[1] != "000000" else "1"}).status_code == 422
    assert browser.post(f"{HOME}sign-in/code/", {"code": shown[1]}).headers["Location"] == wanted
    browser.post(f"{HOME}sign-out/")
    assert browser.get(f"{HOME}mine/").status_code == 302


def test_who_one_is_is_asked_once_and_before_anything_else(version: ItemVersion, signed_in: Any) -> None:
    browser, wanted = signed_in(person_id=""), f"{HOME}items/{version.item_id}/apply/?q.q1=o1"
    who = browser.get(wanted).headers["Location"]
    assert "/me/" in who
    assert browser.post(who, {"name": "某甲", "person_id": ME}).headers["Location"] == wanted
    assert browser.get(wanted).status_code == 200


def test_signing_in_leads_to_no_other_site(version: ItemVersion) -> None:
    browser = Client()
    browser.post(f"{HOME}sign-in/?next=https://evil.example/", {"phone": "13800001234"})
    shown = re.search(r"验证码是 (\d{6})", browser.get(f"{HOME}sign-in/code/").content.decode())
    assert shown is not None
    assert browser.post(f"{HOME}sign-in/code/", {"code": shown[1]}).headers["Location"] == f"{HOME}mine/"


def citizens_routes() -> list[str]:
    portal = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "portal")
    return [each.name for each in portal.url_patterns if each.callback.permission == CITIZEN]


def addresses(draft: Draft, dossier: Dossier, version: ItemVersion) -> dict[str, str]:
    """The address of every citizen's route, for one citizen's own things."""
    of_case = dict.fromkeys(("case", "supplement", "withdraw", "paper", "follow"), dossier.pk)
    keys = {"begin": version.item_id, **of_case}
    found = {}
    for name in citizens_routes():
        more = {"form": {"number": 1}, "remove_file": {"paper": 1}, "paper": {"paper": 1}}.get(name, {})
        alone = name in {"who", "slip", "mine", "merge", "firms"}
        parts = {} if alone else {"pk": keys.get(name, draft.pk), **more}
        found[name] = reverse(f"portal:{name}", kwargs={"region": "230522000000", **parts})
    return found


def test_every_citizens_route_is_closed_to_strangers_staff_and_neighbours(
    client: Client, version: ItemVersion, signed_in: Any, officer: User, client_of: Any, neighbour: Region
) -> None:
    where = addresses(begun(client, version), applied(client, version), version)
    assert len(where) > 12
    for browser in (Client(), client_of(officer), signed_in("13711111111", "", neighbour)):
        for name, address in where.items():
            for method in ("get", "post"):
                answer = getattr(browser, method)(address)
                assert (name, answer.status_code) == (name, 302)
                assert "/sign-in/" in answer.headers["Location"]


def test_every_citizens_route_hides_another_citizens_things(
    client: Client, version: ItemVersion, signed_in: Any
) -> None:
    where = addresses(begun(client, version), applied(client, version), version)
    stranger = signed_in("13711111111", OTHER)
    open_to_all = {"who", "slip", "mine", "merge", "firms", "begin"}  # of these each sees his own
    for name, address in where.items():
        for method in ("get", "post"):
            status = getattr(stranger, method)(address).status_code
            assert name in open_to_all or status == 404, (name, method, status)
    assert Draft.objects.filter(citizen=Citizen.objects.get(phone="13800001234")).count() == 1


def test_a_citizen_has_no_way_into_the_offices_pages(client: Client, version: ItemVersion) -> None:
    for address in ("/", "/catalog/", "/cases/", "/people/accounts/"):
        assert "/account/login/" in client.get(address).headers["Location"], address
    assert client.post("/evidence/runs/start/").status_code in {401, 404}


def test_nobody_is_staff_and_citizen_in_one_browser(officer: User, client_of: Any, version: ItemVersion) -> None:
    browser = client_of(officer)
    browser.post(f"{HOME}sign-in/", {"phone": "13800001234"})
    shown = re.search(r"验证码是 (\d{6})", browser.get(f"{HOME}sign-in/code/").content.decode())
    assert shown is not None
    answer = browser.post(f"{HOME}sign-in/code/", {"code": shown[1]})
    assert answer.status_code == 422
    assert "请先退出" in answer.content.decode()


def test_the_page_to_check_masks_the_persons_number(signed_in: Any, version: ItemVersion, officer: User) -> None:
    guides.publish(by=officer, version=version, content=Content(fields=(FieldLine("f1", "证件", "person_id"),)))
    browser = signed_in()
    answer = browser.post(f"{HOME}items/{version.item_id}/apply/")
    at = answer.headers["Location"].removesuffix("whom/")
    browser.post(f"{at}form/1/", {"f1": ME})
    page = browser.get(at).content.decode()
    assert ME not in page
    assert "**************002X" in page


def test_personal_pages_are_kept_nowhere(client: Client, version: ItemVersion) -> None:
    dossier = applied(client, version)
    for address in (f"{HOME}mine/", f"{HOME}mine/{dossier.pk}/", f"{HOME}me/"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address


def test_my_cases_take_as_many_queries_for_many_as_for_one(
    client: Client, version: ItemVersion, django_assert_max_num_queries: Any
) -> None:
    applied(client, version)
    client.get(f"{HOME}mine/")
    with django_assert_max_num_queries(12) as few:
        client.get(f"{HOME}mine/")
        asked = len(few.captured_queries)
    for _ in range(8):
        applied(client, version)
    with django_assert_max_num_queries(asked):
        assert len(client.get(f"{HOME}mine/").context["page"].rows) == 9
