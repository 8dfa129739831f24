"""The pages of a hall's space: what they show, who may bring in files, and what they cost."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.exchange.models import ImportBatch
from yimen.halls.models import Hall, QueueDay, Window
from yimen.halls.space import queries, services
from yimen.halls.space.services import Laid
from yimen.halls.space.tests.test_import import QUEUES, STATIONS
from yimen.people.models import Department, Region, User

MAY = date(2023, 5, 1)


def test_the_plan_is_drawn_with_a_table_beside_it(hall: Hall, plan: None, officer: User, client_of: Any) -> None:
    answer = client_of(officer).get(f"/halls/{hall.pk}/space/?day=2023-05-31")
    page = answer.content.decode()
    assert [tile["figure"] for tile in answer.context["tiles"]] == [4, 1, 1, 2]
    assert page.count('<g class="floor-free">') == 2
    assert "1-01：公安局，6.0 平方米" in page
    assert [(each.words, len(each.places)) for each in answer.context["users"]] == [
        ("空席", 2), ("有窗口、无人派驻", 1), ("公安局", 1),
    ]  # fmt: skip
    assert len(client_of(officer).get(f"/halls/{hall.pk}/space/?day=2023-05-31&state=all").context["rows"]) == 4
    free = client_of(officer).get(f"/halls/{hall.pk}/space/?day=2023-05-31&state=free")
    assert [place.station.code for place, _ in free.context["rows"]] == ["2-01", "2-02"]


def test_a_station_with_a_machine_is_not_idle(hall: Hall, plan: None, officer: User, client_of: Any) -> None:
    idle = next(place.station.window for place in queries.space_on(hall, MAY).places if place.state == queries.IDLE)
    Window.objects.filter(hall=hall, code=idle).update(kind=Window.Kind.SELF_SERVICE)
    answer = client_of(officer).get(f"/halls/{hall.pk}/space/?day=2023-05-31")
    assert [tile["figure"] for tile in answer.context["tiles"]] == [4, 2, 0, 2]
    assert "自助设备" in answer.content.decode()


def test_a_day_without_a_plan_says_so_and_what_to_do(
    hall: Hall, plan: None, officer: User, hall_manager: User, client_of: Any
) -> None:
    for user, link in ((officer, False), (hall_manager, True)):
        page = client_of(user).get(f"/halls/{hall.pk}/space/?day=2022-05-31").content.decode()
        assert "证据不足：这一天没有平面图" in page
        assert ("/halls/space/import/" in page) == link


def test_the_queue_of_a_month_is_drawn_by_day(
    hall: Hall, county: Region, police: Department, officer: User, client_of: Any
) -> None:
    rows = [QueueDay(hall=hall, date=MAY + timedelta(days=n), called=10, mean_wait=60 * n) for n in range(5)]
    rows.append(QueueDay(hall=hall, date=MAY, department=police, called=3, mean_wait=90, longest_wait=300))
    services.add_queues(by=None, region=county, rows=rows)
    client = client_of(officer)
    answer = client.get(f"/halls/{hall.pk}/queue/?month=2023-05")
    assert answer.context["chart"]["series"][0]["values"] == [0, 1, 2, 3, 4]
    assert "平均等候 2 分" in answer.content.decode()
    one = client.get(f"/halls/{hall.pk}/queue/?month=2023-05&department={police.pk}&rows=1")
    assert [wait.longest for _, wait in one.context["days"]] == [300]
    assert len(one.context["rows"]) == 6
    assert "证据不足：本月没有排队数据" in client.get(f"/halls/{hall.pk}/queue/?month=2023-06").content.decode()


def upload(client: Any, kind: str, text: str) -> Any:
    file = SimpleUploadedFile("a.csv", text.encode(), "text/csv")
    return client.post("/halls/space/import/", {"kind": kind, "file": file})


def test_files_come_in_step_by_step(
    hall: Hall, windows: list[Window], police: Department, hall_manager: User, client_of: Any
) -> None:
    client = client_of(hall_manager)
    wrong = upload(client, "halls.space", QUEUES)
    assert (wrong.status_code, "没有找到" in wrong.content.decode()) == (422, True)
    address = upload(client, "halls.space", STATIONS).url
    shown = client.get(address).content.decode()
    assert "将退回的行" in shown and "前后不一致" in shown
    assert client.post(f"{address}apply/", {}).status_code == 422
    done = client.post(f"{address}apply/", {"valid_from": "2023-01-01"}, follow=True).content.decode()
    assert "已导入 3 行，退回 5 行" in done
    address = upload(client, "halls.queue", QUEUES).url
    assert "已导入 3 行" in client.post(f"{address}apply/", {}, follow=True).content.decode()
    again = upload(client, "halls.queue", QUEUES).url
    assert client.post(f"{again}apply/", {}).status_code == 422
    assert ImportBatch.objects.filter(status="applied").count() == 2


def test_only_the_hall_manager_brings_in_files(hall: Hall, officer: User, hall_manager: User, client_of: Any) -> None:
    assert client_of(officer).get("/halls/space/import/").status_code == 403
    blank = client_of(hall_manager).get("/halls/space/import/queue.csv").content.decode("utf-8-sig")
    assert blank.startswith('"大厅编号","日期"')
    assert client_of(hall_manager).get("/halls/space/import/other.csv").status_code == 404


def test_the_plan_costs_the_same_number_of_queries_however_many_stations(
    hall: Hall, plan: None, officer: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(officer)
    client.get(f"/halls/{hall.pk}/space/")
    with django_assert_max_num_queries(20) as few:
        client.get(f"/halls/{hall.pk}/space/?day=2023-05-31")
    many = [(f"9-{n:03}", Decimal("6"), "") for n in range(200)]
    services.lay_out(by=None, hall=hall, valid_from=date(2023, 6, 1), floors=[Laid("一楼", Decimal("900"), many)])
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(f"/halls/{hall.pk}/space/?day=2023-06-01")
