"""An earlier system's ratings come in by three steps or over the interface; marked as such, defaults not counted."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yimen.cases.models import Case
from yimen.common.errors import Refused
from yimen.evaluation import queries
from yimen.evaluation.earlier import services
from yimen.evaluation.models import Rating, RatingIndicator, Suspicion
from yimen.exchange import bearer
from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
HEAD = "办件编号,评价等级,评价渠道,评价时间,系统默认评价,服务,窗口,评价选项,评价内容,手机号\n"
FILE = HEAD + (
    "C1,非常满意,窗口评价器,2023-06-02 10:15,否,,,517,谢谢小王,13811112222\n"
    'C2,不满意,移动端,2023-06-02 10:16,,窗口收件,,"115,106",跑了三趟,\n'
    "C2,非常满意,系统默认评价,2023-06-09 00:00,,窗口收件,,,,\n"
    "C3,满意,PC端,2023-06-02 10:17,,,,,,\n"
    "C1,满意,PC端,2023-06-03 10:00,,,,,,\n"
    "C9,满意,PC端,2023-06-02 10:18,,,,,,\n"
    "C4,5,PC端,2023-06-02 10:18,,,,,,\n"
    "C4,满意,PC端,2022-06-02 10:18,,,,,,\n"
    "C4,满意,窗口评价器,2023-06-02 10:18,,,W77,,,\n"
    "C4,满意,PC端,2023-06-02 10:18,,,,999,,\n"
)


@pytest.fixture(autouse=True)
def cases(county: Region, police: Department) -> None:
    received = timezone.datetime.fromisoformat("2023-06-01T09:00:00+08:00")  # type: ignore[attr-defined]
    for number, channel in (("C1", "window"), ("C2", "window"), ("C3", "online"), ("C4", "online")):
        Case.objects.create(
            region=county, department=police, case_number=number, channel=channel, received_at=received,
            imported_at=timezone.now(),
        )  # fmt: skip


def test_a_file_is_planned_confirmed_and_taken_in_once(officer: User, client_of: Any) -> None:
    client = client_of(officer)
    upload = SimpleUploadedFile("评价.csv", FILE.encode())
    plan_url = client.post(reverse("evaluation:import_ratings"), {"file": upload})["Location"]
    page = client.get(plan_url).content.decode()
    assert not Rating.objects.exists()
    assert ImportBatch.objects.get().plan == {"taken": 4, "default": 1, "refused": 6}
    for reason in (
        "已有评价",
        "没有这个编号的办件",
        "只有数字",
        "早于办件的收件时间",
        "没有登记这个窗口",
        "不是好差评指标",
    ):
        assert reason in page
    assert "13811112222" not in page and "跑了三趟" not in page and "谢谢小王" not in page

    done = client.post(plan_url)
    assert done.status_code == 302
    batch = ImportBatch.objects.get()
    assert (batch.rows_read, batch.rows_accepted, batch.rows_refused) == (10, 4, 6)
    kept = {(each.case.case_number, each.service, each.default): each for each in Rating.objects.all()}
    assert set(kept) == {
        ("C1", "delivery", False), ("C2", "reception", False), ("C2", "reception", True), ("C3", "matter", False),
    }  # fmt: skip
    assert {each.origin for each in kept.values()} == {"before"}
    assert set(RatingIndicator.objects.values_list("code", flat=True)) == {"517", "115", "106"}
    assert client.post(plan_url).status_code == 302  # settled: leads to the batch, and changes nothing
    again = services.read_file(by=officer, name="评价.csv", content=FILE.encode())
    assert again.plan["taken"] == 0
    with pytest.raises(Refused, match="没有一行可以导入"):
        services.apply_file(by=officer, batch=again)


def test_they_are_counted_without_defaults_and_stand_outside_the_statistics_of_doubts(
    officer: User, client_of: Any
) -> None:
    rows = [f"C{n},非常满意,窗口评价器,2023-06-02 10:15:0{n},,{s},,,服务热情周到很好," for n in (1, 2, 3)
            for s in ("窗口收件", "窗口领取")]  # fmt: skip
    batch = services.read_file(by=officer, name="评价.csv", content=(HEAD + "\n".join(rows)).encode())
    services.apply_file(by=officer, batch=batch)
    assert not Suspicion.objects.exists()  # six in five seconds with the same words: but nobody here saw it
    default = services.read_file(
        by=officer, name="默认.csv", content=f"{HEAD}C4,非常满意,默认好评,2023-06-09 00:00,,,,,,\n".encode()
    )
    services.apply_file(by=officer, batch=default)
    assert queries.chosen_ratings(officer, {}).count() == 6
    assert queries.chosen_ratings(officer, {"origin": "here"}).count() == 0
    page = client_of(officer).get(reverse("evaluation:overview")).content.decode()
    assert "原系统导入的 6 条未查" in page
    assert "原好差评系统" in client_of(officer).get(reverse("evaluation:ratings")).content.decode()


def test_only_the_bureaus_officer_takes_them_in(liaison: User, officer: User, neighbour_officer: User) -> None:
    with pytest.raises(Refused, match="营商局业务人员"):
        services.read_file(by=liaison, name="评价.csv", content=FILE.encode())
    batch = services.read_file(by=officer, name="评价.csv", content=FILE.encode())
    with pytest.raises(Refused, match="营商局业务人员"):
        services.apply_file(by=neighbour_officer, batch=batch)
    with pytest.raises(Refused, match="“评价时间”"):
        services.read_file(by=officer, name="评价.csv", content="办件编号,评价等级,评价渠道\nC1,满意,PC端\n".encode())


def test_the_interface_plans_first_and_takes_in_what_was_confirmed(
    county: Region, police: Department, security_administrator: User
) -> None:
    bureau = Department.objects.create(region=county, code="B1", name="营商局", short_name="营商局", kind="bureau")
    token, other = bearer.fresh(), bearer.fresh()
    for department, secret in ((bureau, token), (police, other)):
        exchange.give_token(by=security_administrator, department=department, purpose="原好差评", secret=secret)
    rows = [{"办件编号": "C1", "评价等级": "满意", "评价渠道": "窗口评价器", "评价时间": "2023-06-02 10:15"},
            {"办件编号": "C8", "评价等级": "满意", "评价渠道": "PC端", "评价时间": "2023-06-02 10:15"}]  # fmt: skip

    def send(body: Any, query: str = "", secret: str = token, kind: str = "application/json") -> Any:
        content = body if isinstance(body, str) else json.dumps(body)
        headers = {"authorization": f"Bearer {secret}"}
        return Client().post(f"{reverse('api:ratings')}{query}", content, content_type=kind, headers=headers)

    plan = send(rows).json()
    assert (plan["read"], plan["taken"], plan["default"], plan["refused"]) == (2, 1, 0, 1)
    assert plan["refused_rows"][0]["line"] == 2 and not Rating.objects.exists()
    assert send(rows, "?confirm=0123").status_code == 409
    assert send(rows, secret=other).status_code == 422  # nobody hands in what people said of himself
    done = send(rows, f"?confirm={plan['confirm']}")
    assert done.status_code == 201 and done.json()["taken"] == 1
    assert Rating.objects.get().origin == "before"
    assert send(rows, f"?confirm={plan['confirm']}").json()["batch"] == done.json()["batch"]
    assert Rating.objects.count() == 1
    stale = send(HEAD + "C3,满意,PC端,2023-06-02 10:17,,,,,,\n", kind="text/csv").json()
    Rating.objects.create(
        region=county, department=police, case=Case.objects.get(case_number="C3"), service="matter", grade="good",
        channel="page", rated_at=timezone.now(),
    )  # fmt: skip
    changed = send(HEAD + "C3,满意,PC端,2023-06-02 10:17,,,,,,\n", f"?confirm={stale['confirm']}", kind="text/csv")
    assert changed.status_code == 409  # what would come of it is no longer what was shown
    assert [send(rows, kind="text/plain").status_code, send("{", "").status_code] == [415, 422]
    assert Client().get(reverse("api:ratings")).status_code == 401


def test_two_thousand_rows_cost_a_few_dozen_queries(
    officer: User, police: Department, django_assert_max_num_queries: Any
) -> None:
    rows = [Case(region=officer.region, department=police, case_number=f"N{n}", channel="window") for n in range(2000)]
    Case.objects.bulk_create(rows)
    lines = "\n".join(f"N{n},满意,PC端,2023-06-02 10:17,,,,,," for n in range(2000))
    with django_assert_max_num_queries(60):
        batch = services.read_file(by=officer, name="评价.csv", content=(HEAD + lines).encode())
    assert batch.plan["taken"] == 2000
