"""The pages: console, boards and kiosk, without a script; who may see them; and what they cost."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yimen.halls.queue import queries, services
from yimen.halls.queue.models import PaperBlock, Ticket, TicketCall
from yimen.halls.queue.tests.conftest import LONG_AGO, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def kiosk(scene: Scene) -> Client:
    """A machine that was made a kiosk."""
    key = services.give_kiosk_key(by=None, hall=scene.hall, day=LONG_AGO)
    client = Client()
    assert client.get(f"/halls/{scene.hall.pk}/kiosk/", {"key": key}).status_code == 302
    return client


def take(kiosk: Client, scene: Scene, *letters: str, **more: str) -> Any:
    chosen = [scene.lines[each].pk for each in letters]
    return kiosk.post(f"/halls/{scene.hall.pk}/kiosk/", {"lines": chosen, "group": "", "key": "k1", **more})


def test_a_day_at_a_window_with_buttons_alone(scene: Scene, kiosk: Client, client_of: Any) -> None:
    slip = take(kiosk, scene, "A", "B").content.decode()
    assert "A001" in slip and "B001" in slip and "查询码" in slip
    assert take(kiosk, scene, "A", "B").content.decode().count("kiosk-number") == 2
    assert Ticket.objects.count() == 2
    client = client_of(scene.clerks[1])

    def press(verb: str, **fields: Any) -> str:
        answer = client.post("/halls/console/", {"verb": verb, **fields}, follow=True)
        return answer.content.decode()

    assert "还没有开窗" in press("next")
    press("open", window=scene.windows[1].pk)
    assert "已叫 A001" in press("next")
    ticket = Ticket.objects.get(prefix="A")
    assert "叫满 3 次" in press("miss", ticket=ticket.pk)
    press("recall", ticket=ticket.pk)
    press("begin", ticket=ticket.pk)
    board = Client().get(f"/halls/{scene.hall.pk}/board/").content.decode()
    assert f'data-call="{TicketCall.objects.get().pk}-2"' in board
    assert "请 A 零 零 一 号，到 1 窗口" in board
    assert "须填写原因" in press("hold", ticket=ticket.pk)
    press("hold", ticket=ticket.pk, reason="回家取户口簿")
    press("call", ticket=ticket.pk)
    press("begin", ticket=ticket.pk)
    press("transfer", ticket=ticket.pk, reason="先办产权", to=f"line:{scene.lines['B'].pk}")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.line) == ("waiting", scene.lines["B"])
    said = press("take", lines=[scene.lines["A"].pk], group="old")
    assert "已取号 A002" in said and "只显示这一次" in said
    assert "只显示这一次" not in client.get("/halls/console/").content.decode()
    press("next")
    second = Ticket.objects.get(number=2)
    press("begin", ticket=second.pk)
    assert "没有人等候" in press("next", finish=1)  # done with the same press, and nobody is left
    second.refresh_from_db()
    assert second.status == "done"
    press("close")
    assert queries.sitting_of(scene.clerks[1]) is None


def test_a_board_that_has_seen_all_is_answered_with_one_query(
    scene: Scene, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    scene.open(1, when=timezone.now())
    for _ in range(12):
        scene.take(when=timezone.now())
    client, address = Client(), f"/halls/{scene.hall.pk}/board/"
    with django_assert_max_num_queries(10):
        first = client.get(address, {"part": 1})
    assert "综合业务" in first.content.decode() and "<html" not in first.content.decode()
    with django_assert_num_queries(1):
        again = client.get(address, {"part": 1}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    scene.call(1, timezone.now())
    assert client.get(address, {"part": 1}, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get("/halls/999/board/").status_code == 404


def test_the_console_costs_the_same_for_many(scene: Scene, client_of: Any, django_assert_max_num_queries: Any) -> None:
    scene.open(1, when=timezone.now())
    for _ in range(30):
        scene.take(when=timezone.now())
    client = client_of(scene.clerks[1])
    client.get("/halls/console/")
    with django_assert_max_num_queries(32):
        client.get("/halls/console/")


def test_a_machine_without_the_key_or_with_an_old_one_takes_no_numbers(scene: Scene, kiosk: Client) -> None:
    assert take(Client(), scene, "A").status_code == 403
    assert take(kiosk, scene).status_code == 422
    services.give_kiosk_key(by=None, hall=scene.hall, day=LONG_AGO)
    assert take(kiosk, scene, "A").status_code == 403
    assert not Ticket.objects.exists()


def test_a_kiosk_enters_the_numbers_it_gave_out_by_itself_once(scene: Scene, kiosk: Client) -> None:
    address = f"/halls/{scene.hall.pk}/kiosk/"
    spare = [kiosk.post(address, {"verb": "spare"}).content.decode() for _ in range(2)]
    assert 'data-first="901"' in spare[0] and spare[0] == spare[1] and PaperBlock.objects.count() == 2
    now = round(timezone.now().timestamp() * 1000)
    line = scene.lines["A"].pk
    entries = [f"{line}|901|{now}|old", f"{line}|902|{now}|"]
    for _ in range(2):  # the answer was lost: sent again
        assert kiosk.post(address, {"verb": "enter", "entry": entries}).status_code == 204
    assert [(each.label, each.channel, each.group) for each in Ticket.objects.order_by("number")] == [
        ("A901", "paper", "old"), ("A902", "paper", ""),
    ]  # fmt: skip
    refused = kiosk.post(address, {"verb": "enter", "entry": [f"{line}|1|{now}|"]})
    assert (refused.status_code, "不在" in refused.content.decode()) == (422, True)
    scene.open(1, when=timezone.now())
    assert scene.call(1, timezone.now()) == "A901"
