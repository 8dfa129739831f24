"""The pages: console, boards and kiosk, without a script; who may see them; and what they cost."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from yimen.exchange import bearer, sms
from yimen.halls import services as halls
from yimen.halls.equipment import services as equipment
from yimen.halls.equipment.browsers import COOKIE
from yimen.halls.models import HallDay
from yimen.halls.queue import drawings, queries, services, telling
from yimen.halls.queue.models import PaperBlock, Ticket, TicketCall
from yimen.halls.queue.tests.conftest import LONG_AGO, Scene, at
from yimen.halls.staffing import services as staffing
from yimen.people import services as people
from yimen.people.models import Staff, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forenoon() -> Iterator[None]:
    """The pages ask the clock; around midnight in Shanghai "nine minutes ago" is another day."""
    with time_machine.travel(at(9, 30), tick=True):
        yield


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


def test_a_wrong_number_of_an_appointment_stands_in_the_open_form_to_be_mended(scene: Scene, kiosk: Client) -> None:
    address = f"/halls/{scene.hall.pk}/kiosk/"
    assert '<details class="kiosk-form">' in kiosk.get(address).content.decode()
    answer = kiosk.post(address, {"number": "Y260101AAAAAA", "secret": "2222222222", "key": "k2"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "请照凭条再输一次" in page
    assert '<details class="kiosk-form" open>' in page and 'value="Y260101AAAAAA"' in page
    assert "2222222222" not in page


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
    drawings.forget()
    board = Client().get(f"/halls/{scene.hall.pk}/board/", {"part": 1}).content.decode()
    assert "已转走，请等候再叫" in board and board.count("A001") == 1  # not the new line's name at the old window
    said = press("take", lines=[scene.lines["A"].pk], group="old")
    assert "已取号 A002" in said and "只显示这一次" in said
    opened = re.search(r"<details><summary>退号</summary>.*?</details>", said, re.DOTALL)
    assert opened and "确认退号 A002" in opened[0] and said.count('value="leave"') == 1  # two presses, never one
    assert "只显示这一次" not in client.get("/halls/console/").content.decode()
    press("next")
    second = Ticket.objects.get(number=2)
    press("begin", ticket=second.pk)
    assert "没有人等候" in press("next", finish=1)  # done with the same press, and nobody is left
    second.refresh_from_db()
    assert second.status == "done"
    press("close")
    assert queries.sitting_of(scene.clerks[1]) is None


def test_a_board_that_has_seen_all_is_answered_with_one_query_and_within_a_second_with_none(
    scene: Scene, client_of: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    with time_machine.travel(at(9, 40), tick=False) as clock:
        scene.open(1, when=timezone.now())
        for _ in range(12):
            scene.take(when=timezone.now())
        # A console asks with its session, of which nobody takes notice.
        client, address = client_of(scene.clerks[1]), f"/halls/{scene.hall.pk}/board/"
        client.get("/halls/console/")

        def ask(seen: str = "") -> Any:
            return client.get(address, {"part": 1}, headers={"If-None-Match": seen} if seen else {})

        with django_assert_max_num_queries(16):
            first = ask()
        assert "综合业务" in first.content.decode() and "<html" not in first.content.decode()
        with django_assert_num_queries(0):
            assert ask(first["ETag"]).status_code == 304 and ask().content == first.content
        label = scene.call(1, timezone.now())
        with django_assert_num_queries(0):
            assert ask(first["ETag"]).status_code == 304  # a second late at most
        drawing = drawings.Drawing(first["ETag"], first.content, timezone.now())
        clock.shift(1.1)
        again = ask(first["ETag"])
        assert again.status_code == 200 and label in again.content.decode()
        # As the other process has it, drawn a moment ago before the call was known there.
        drawings._kept[scene.hall.pk] = replace(drawing, at=timezone.now())
        assert ask(again["ETag"])["ETag"] == again["ETag"]  # a board never goes back
        clock.shift(1.1)
        with django_assert_num_queries(4):  # the account, and one row
            assert ask(again["ETag"]).status_code == 304
        clock.shift(timedelta(hours=1))  # calls have grown old; a board signs nobody in
        old = Client().get(address, {"part": 1}, headers={"If-None-Match": again["ETag"]})
        assert old.status_code == 200 and old["ETag"] != again["ETag"]
    assert client.get("/halls/999/board/").status_code == 404


def test_the_console_costs_the_same_for_many(scene: Scene, client_of: Any, django_assert_max_num_queries: Any) -> None:
    scene.open(1, when=timezone.now())
    for _ in range(30):
        scene.take(when=timezone.now())
    client = client_of(scene.clerks[1])
    client.get("/halls/console/")
    with django_assert_max_num_queries(24):
        page = client.get("/halls/console/").content.decode()
    assert "替群众取号" in page and "后面还有 20 个号" in page
    part = client.get("/halls/console/", headers={"HX-Request": "true"}).content.decode()
    assert 'id="console"' in part and "<html" not in part and "替群众取号" not in part


def test_ones_own_window_stands_first(scene: Scene, client_of: Any) -> None:
    clerk = scene.clerks[3]
    row = Staff(region=scene.hall.region, department=clerk.department, code="220399", name="某甲", account=clerk)
    staff = people.register_staff(by=None, region=scene.hall.region, staff=[row])[0]
    staffing.post(by=None, staff=staff, window=scene.windows[3], part="a", valid_from=timezone.localdate())
    page = client_of(clerk).get("/halls/console/").content.decode()
    assert re.findall(r"开 (\d) 窗口", page) == ["3", "1", "2"] and page.count("您的窗口") == 1


def test_the_kiosk_of_a_closed_hall_says_when_it_opens(scene: Scene, kiosk: Client) -> None:
    monday = HallDay(hall=scene.hall, date=at(9, day=5).date(), opens_at=time(8, 30), closes_at=time(17))
    halls.add_hall_days(by=None, region=scene.hall.region, days=[monday])
    page = kiosk.get(f"/halls/{scene.hall.pk}/kiosk/").content.decode()
    words = "今天不开放，不取号。下次开门：6 月 5 日（周一）08:30"
    assert words in page and 'name="lines"' not in page
    refused = take(kiosk, scene, "A")
    assert refused.status_code == 422 and refused.content.decode().count(words) == 1
    assert words in Client().get(f"/portal/{scene.hall.region_id}/queue/").content.decode()
    scene.open(1, when=timezone.now())
    assert 'name="lines"' in kiosk.get(f"/halls/{scene.hall.pk}/kiosk/").content.decode()


def test_a_machine_without_the_key_or_with_an_old_one_takes_no_numbers(scene: Scene, kiosk: Client) -> None:
    assert take(Client(), scene, "A").status_code == 403
    assert take(kiosk, scene).status_code == 422
    services.give_kiosk_key(by=None, hall=scene.hall, day=LONG_AGO)
    assert take(kiosk, scene, "A").status_code == 403
    assert not Ticket.objects.exists()


def test_a_machine_with_its_own_key_is_a_kiosk_of_its_hall_until_the_key_is_taken_away(
    scene: Scene, hall_manager: User
) -> None:
    def machine(kind: str, number: str) -> tuple[Client, Any]:
        thing = equipment.Thing(kind, number, "触摸取号机", LONG_AGO)
        where = equipment.Where(scene.hall, spot="导办台")
        asset = equipment.register_asset(by=None, region=scene.hall.region, thing=thing, where=where)
        client, secret = Client(), bearer.fresh()
        client.cookies[COOKIE] = secret
        return client, equipment.issue_key(by=None, asset=asset, secret=secret).key

    address = f"/halls/{scene.hall.pk}/kiosk/"
    (giver, key), (rater, _) = machine("tickets", "QH-1"), machine("rater", "PJ-1")
    assert take(giver, scene, "A").status_code == 200
    assert rater.get(address).status_code == 403
    other = halls.add_hall(by=None, region=scene.hall.region, code="H2", name="便民中心", kind="township")
    assert giver.get(f"/halls/{other.pk}/kiosk/").status_code == 403
    equipment.revoke_key(by=hall_manager, key=key, reason="送修")
    assert giver.get(address).status_code == 403 and Ticket.objects.count() == 1


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


def test_the_managers_pages_show_the_day_and_every_figure_opens_its_rows(
    scene: Scene, client_of: Any, hall_manager: User, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    scene.open(1, when=now)
    for n in range(8):
        scene.take(when=now - timedelta(minutes=9 - n), group="old" if n % 4 == 3 else "")
    for n in range(5):
        scene.call(1, now + timedelta(minutes=n))
        scene.finish(1, now + timedelta(minutes=n))
    scene.call(1, now + timedelta(minutes=6))
    Ticket.objects.filter(called_at__isnull=False).update(low=0, high=600)
    client = client_of(hall_manager)
    base = f"/halls/{scene.hall.pk}/"
    for path, words in (("live/", "窗口实况"), ("fairness/", "老年人"), ("lines/", "叫号规则"), ("paper/", "补录")):
        client.get(base + path)
        with django_assert_max_num_queries(30):
            assert words in client.get(base + path).content.decode()
    fair = client.get(base + "fairness/").context
    assert [(each.group, each.called) for each in fair["groups"]] == [("", 4), ("old", 2)]
    assert (fair["passed"].ordinary, fair["passed"].most) == (4, 2)
    assert fair["whole"].published == 6 and fair["whole"].share is None  # too few for a share

    def rows(**asked: Any) -> int:
        return len(client.get(base + "tickets/", asked).context["page"].rows)

    span = {"first": f"{timezone.localdate() - timedelta(days=27)}", "last": f"{timezone.localdate()}"}
    assert rows(**span) == 8 and rows(**span, group="old") == 2 and rows(**span, uncalled=1) == 2
    told = {name: rows(**span, told=name) for name in ("in", "sooner", "later")}
    assert told == {"in": fair["whole"].hits, "sooner": fair["whole"].sooner, "later": fair["whole"].later}
    assert rows(**span, window="1", status="done") == 5 and rows(line="x") == 0
    assert rows(group="ordinary", status="waiting") == 2


def test_the_manager_sets_lines_windows_and_rules_and_gets_the_kiosks_address_once(
    scene: Scene, client_of: Any, hall_manager: User, clerk: User
) -> None:
    client, address = client_of(hall_manager), f"/halls/{scene.hall.pk}/lines/"
    sent = {"form": "line", "prefix": "c", "name": "社保医保", "note": "", "item_codes": "X1\nX2"}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422  # the letter is taken
    made = scene.hall.lines.get(prefix="C")
    assert made.items.count() == 2
    sent = {"form": "serving", "window": scene.windows[1].pk, "own": [made.pk], "helps": [scene.lines["A"].pk]}
    client.post(address, sent)
    today = timezone.localdate()
    assert queries.ranks_at(scene.windows[1], today) == {made.pk: 1, scene.lines["A"].pk: 2}
    rules = {"run": 3, "patience": 20, "recalls": 2, "behind": 1, "near": 2, "paper_from": 801, "online": "on"}
    client.post(address, {"form": "rules", **rules})
    assert queries.rules_of(scene.hall, today).run == 3
    assert queries.rules_of(scene.hall, today - timedelta(days=1)).run == 2  # each day keeps its own
    page = client.post(address, {"form": "key"}, follow=True).content.decode()
    key = page.split("?key=")[1][:32]
    machine = Client()
    assert machine.get(f"/halls/{scene.hall.pk}/kiosk/", {"key": key}, follow=True).status_code == 200
    client.post(address, {"form": "end", "line": made.pk})
    assert client_of(clerk).post(address, {"form": "key"}).status_code == 422


def test_a_day_without_numbers_shows_the_last_one_that_has_some_and_says_so(
    scene: Scene, client_of: Any, hall_manager: User
) -> None:
    scene.take(when=at(9, 0))
    base = f"/halls/{scene.hall.pk}/"
    with time_machine.travel(at(9, 0, day=5)):
        client = client_of(hall_manager)
        for path in ("tickets/", "live/", "fairness/"):
            assert "2023-06-01" in client.get(base + path).content.decode(), path
        assert len(client.get(base + "tickets/").context["page"].rows) == 1
        asked = client.get(base + "tickets/", {"first": "2023-06-05"})  # whoever asks for a day gets it
        assert asked.context["instead"] is None and not asked.context["page"].rows


def test_numbers_given_out_on_paper_are_entered_afterwards_and_marked(scene: Scene, client_of: Any) -> None:
    client, address = client_of(scene.clerks[1]), f"/halls/{scene.hall.pk}/paper/"
    assert client.post(address, {"form": "keep"}).status_code == 302
    day = timezone.localdate()
    sent = {"form": "enter", "line": scene.lines["A"].pk, "number": 901, "taken": "00:00", "group": ""}
    called = {"window": scene.windows[1].pk, "called": "00:00", "ended": "00:00"}
    assert client.post(address, {**sent, "ended": "00:00"}).status_code == 422  # no window, no call
    assert client.post(address, {**sent, **called}).status_code == 302
    assert client.post(address, {**sent, **called}).status_code == 422  # twice
    assert client.post(address, {**sent, "number": 999}).status_code == 422  # not kept for paper
    made = Ticket.objects.get()
    assert (made.label, made.status, made.channel, made.entered_by) == ("A901", "done", "paper", scene.clerks[1])
    assert made.taken_at < made.recorded_at and made.day == day
    assert "A901" in client.get(address).content.decode()


def test_whoever_left_a_phone_is_told_once_when_near_and_the_number_goes_after_the_day(
    scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMS_URL, sent = "http://127.0.0.1:1", []
    monkeypatch.setattr(sms, "send", lambda **said: sent.append(said) or "1")
    scene.open(1)
    for minute in range(6):
        scene.take(when=at(9, minute), phone=f"1380000000{minute}")
    told = telling.tell_near(scene.hall, at(9, 10))
    assert [each.label for each in told] == ["A001", "A002", "A003", "A004"]
    assert telling.tell_near(scene.hall, at(9, 11)) == []
    assert "A001" in sent[0]["text"] and sent[0]["to"] == "13800000000"
    scene.call(1, at(9, 12))
    assert [each.label for each in telling.tell_near(scene.hall, at(9, 12))] == ["A005"]
    call_command("forget_ticket_phones", stdout=StringIO())
    assert Ticket.objects.exclude(phone="").count() == 6  # the day is not over
    with time_machine.travel(at(0, 1, day=2)):
        call_command("forget_ticket_phones", stdout=StringIO())
    assert not Ticket.objects.exclude(phone="").exists()
