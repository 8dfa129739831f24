"""单位办事 on the portal: pages of the legal representative and of his agent, and the ways that stay shut."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from yimen.cases.applying.models import Draft
from yimen.cases.firms.models import Representative
from yimen.cases.firms.states import ENDED, HELD
from yimen.cases.handling.models import Dossier
from yimen.catalog.models import ItemVersion
from yimen.exchange.identity.tests.issuer import Issuer
from yimen.people.citizens.models import Citizen
from yimen.people.models import Region, User
from yimen.portal.citizens import VOUCHED
from yimen.portal.tests.test_applying import HOME, ME, OTHER, begun, signed_in
from yimen.portal.tests.test_identity import came_back

__all__ = ["signed_in"]
pytestmark = pytest.mark.django_db
FIRM, NAME = "91110000100000001W", "友谊县禾丰米业有限公司"
BOSS = {"sub": "boss", "name": "王某", "id_number": "110101199003070038", "legal_code": FIRM, "legal_name": NAME}


@pytest.fixture
def boss(client: Client, county: Region, issuer: Issuer) -> Client:
    """The legal representative, who came by the province's identity."""
    issuer.person = BOSS
    client.get(came_back(client, issuer))
    return client


def naming(**said: str) -> dict[str, str]:
    last = timezone.localdate() + timedelta(days=30)
    return {"name": "某甲", "person_id": ME, "phone": "13800001234", "valid_to": last.isoformat(), "items": "", **said}


def test_a_legal_representative_names_an_agent_who_applies_and_is_stopped_at_once(
    boss: Client, version: ItemVersion, signed_in: Callable[..., Client]
) -> None:
    head = Representative.objects.get()
    at = f"{HOME}firms/{head.pk}/"
    assert "还没有办件" in boss.get(at).content.decode()
    assert "没有找到：没有的事项" in boss.post(at, naming(items="没有的事项")).content.decode()
    assert boss.post(at, naming(items=version.name)).status_code == 302
    agent = signed_in()
    right = Representative.objects.get(part="agent")
    draft = begun(agent, version)
    where = f"{HOME}drafts/{draft.pk}/"
    assert f"为{NAME}（受托人）" in agent.get(f"{where}whom/").content.decode()
    assert agent.post(f"{where}whom/", {"behalf": f"firm-{right.pk}"}).headers["Location"] == f"{where}situations/"
    assert 'value="firm-' in agent.get(f"{where}whom/").content.decode()
    agent.post(f"{where}form/1/", {"f1": "友谊旅馆", "f2": "零售", "f4": "13800001234"})
    assert agent.post(where).status_code == 302
    dossier = Dossier.objects.get()
    case = f"{HOME}mine/{dossier.pk}/"
    for client, words in ((agent, "我经手的办件"), (boss, "单位的办件")):
        shown = client.get(f"{HOME}firms/{(right if client is agent else head).pk}/").content.decode()
        assert words in shown
        assert dossier.number in shown
        assert "某甲" not in shown  # masked
    assert right.number in boss.get(case).content.decode()
    his = agent.get(f"{HOME}mine/").content.decode()
    assert dossier.number in his and f"为{NAME}" in his  # he handed it in, so what is asked of him he sees there
    assert dossier.number not in boss.get(f"{HOME}mine/").content.decode()
    assert boss.post(f"{HOME}firms/{right.pk}/end/").status_code == 302
    assert dossier.number not in agent.get(f"{HOME}mine/").content.decode()
    for path in (
        case,
        f"{HOME}firms/{right.pk}/",
        f"{HOME}mine/{dossier.pk}/rate/",
        f"{HOME}mine/{dossier.pk}/object/",
    ):
        assert agent.get(path).status_code == 404, path
    assert "法定代表人撤回" in agent.get(f"{HOME}firms/").content.decode()
    assert agent.post(f"{case}withdraw/", {"reason": "不办了"}).status_code == 404
    assert boss.get(case).status_code == 200


def test_strangers_neither_open_nor_end_and_whoever_only_showed_a_phone_names_nobody(
    boss: Client, signed_in: Callable[..., Client], version: ItemVersion
) -> None:
    head = Representative.objects.get()
    stranger = signed_in("13900005678", OTHER)
    assert stranger.get(f"{HOME}firms/{head.pk}/").status_code == 404
    assert stranger.post(f"{HOME}firms/{head.pk}/end/").status_code == 404
    draft = begun(stranger, version)
    assert stranger.post(f"{HOME}drafts/{draft.pk}/whom/", {"behalf": f"firm-{head.pk}"}).status_code == 422
    session = boss.session
    session[VOUCHED] = False
    session.save()
    answer = boss.post(f"{HOME}firms/{head.pk}/", naming())
    assert "统一身份认证登录" in answer.content.decode()
    assert list(Representative.objects.all()) == [head]
    assert Draft.objects.get().representative is None


def test_papers_handed_in_online_are_compared_at_the_window(
    signed_in: Callable[..., Client], version: ItemVersion, client_of: Any, clerk: User
) -> None:
    citizen, desk = signed_in(), client_of(clerk)
    paper = SimpleUploadedFile("委托书.pdf", b"%PDF-1.7 mandate")
    said = {"part": "agent", "name": NAME, "code": FIRM, "items": version.name}
    assert "请填委托书写的最后一天" in citizen.post(f"{HOME}firms/", {**said, "file": paper}).content.decode()
    paper.seek(0)
    last = (timezone.localdate() + timedelta(days=9)).isoformat()
    assert citizen.post(f"{HOME}firms/", {**said, "valid_to": last, "file": paper}).status_code == 302
    right = Representative.objects.get()
    listed = desk.get("/cases/firms/").content.decode()
    assert right.number in listed
    assert "某甲" not in listed
    at = f"/cases/firms/{right.pk}/"
    assert ME not in desk.get(at).content.decode()
    assert b"".join(desk.post(f"{at}paper/").streaming_content) == b"%PDF-1.7 mandate"
    assert "不一致" in desk.post(at, {"press": "confirm", "person_id": OTHER}).content.decode()
    assert desk.post(at, {"press": "decline", "words": ""}).status_code == 422
    assert desk.post(at, {"press": "confirm", "person_id": ME}).status_code == 302
    right.refresh_from_db()
    assert right.status == HELD
    assert desk.post(at, {"press": "decline", "words": "公章不清"}).status_code == 409
    assert citizen.post(f"{HOME}firms/{right.pk}/end/").status_code == 302
    right.refresh_from_db()
    assert (right.status, right.words) == (ENDED, "本人放弃")


def test_the_phone_becomes_one_with_the_identity_after_its_code_and_not_before(
    boss: Client, signed_in: Callable[..., Client], version: ItemVersion
) -> None:
    phone = signed_in("13800001234", BOSS["id_number"])
    draft = begun(phone, version)
    assert "合并我的手机账号" in boss.get(f"{HOME}me/").content.decode()
    boss.post(f"{HOME}me/phone/", {"phone": "13800001234"})
    shown = boss.get(f"{HOME}me/phone/").context["waiting"]["shown"]
    wrong = "000000" if shown != "000000" else "111111"
    assert boss.post(f"{HOME}me/phone/", {"code": wrong}).status_code == 422
    assert Citizen.objects.filter(closed_at__isnull=False).count() == 0
    assert boss.post(f"{HOME}me/phone/", {"code": shown}).status_code == 302
    assert boss.get(f"{HOME}drafts/{draft.pk}/").status_code == 200
    assert phone.get(f"{HOME}mine/").status_code == 302  # the session of the account that is closed is over
