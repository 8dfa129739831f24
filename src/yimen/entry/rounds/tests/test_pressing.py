"""Pressing those who are late, and giving everybody more time: recorded, seen, and never twice a day."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.entry.rounds import services
from yimen.entry.rounds.models import Round, RoundExtension, Sheet, SheetReminder
from yimen.entry.rounds.tests.conftest import signed
from yimen.people.models import User

pytestmark = pytest.mark.django_db
LATE = timedelta(days=11)
"""The round of the tests ends in ten days."""


def test_one_press_reminds_all_that_are_late_and_nobody_else(
    opened: Round, sheet: Sheet, officer: User, liaison: User, head: User, say: Any
) -> None:
    with pytest.raises(Refused, match="没有要催报的部门"):
        services.remind_late(by=officer, round=opened, at=timezone.now() + timedelta(days=10))
    signed(sheet, liaison, head, say())
    assert services.remind_late(by=officer, round=opened, at=timezone.now() + LATE) == 1  # the tax office
    assert [row.sheet.department.short_name for row in SheetReminder.objects.all()] == ["税务局"]


def test_a_department_is_not_reminded_twice_a_day(opened: Round, officer: User) -> None:
    moment = timezone.now() + LATE
    assert services.remind_late(by=officer, round=opened, at=moment) == 2
    with pytest.raises(Refused, match="今天已经催过"):
        services.remind_late(by=officer, round=opened, at=moment + timedelta(hours=3))
    assert services.remind_late(by=officer, round=opened, at=moment + timedelta(days=1)) == 2


def test_only_the_countys_bureau_presses_and_extends(opened: Round, liaison: User, neighbour_officer: User) -> None:
    for user in (liaison, neighbour_officer):
        with pytest.raises(Refused, match="营商局"):
            services.remind_late(by=user, round=opened, at=timezone.now() + LATE)
        with pytest.raises(Refused, match="营商局"):
            services.extend(by=user, round=opened, deadline=timezone.localdate() + LATE, reason="系统升级停用")
    assert not SheetReminder.objects.exists() and not RoundExtension.objects.exists()


def test_an_extension_needs_a_reason_and_a_later_day_and_keeps_the_former_one(opened: Round, officer: User) -> None:
    former = opened.deadline
    with pytest.raises(Refused, match="原因"):
        services.extend(by=officer, round=opened, deadline=former + LATE, reason="忙")
    for day in (former, timezone.localdate()):
        with pytest.raises(Refused, match="新的截止日期"):
            services.extend(by=officer, round=opened, deadline=day, reason="系统升级停用")
    services.extend(by=officer, round=opened, deadline=former + LATE, reason="系统升级停用")
    services.extend(by=officer, round=opened, deadline=former + 2 * LATE, reason="人员集中培训")
    opened.refresh_from_db()
    assert opened.deadline == former + 2 * LATE
    assert [(each.former, each.deadline) for each in opened.extensions.order_by("pk")] == [
        (former, former + LATE), (former + LATE, former + 2 * LATE),
    ]  # fmt: skip


def test_nobody_is_late_any_more_after_an_extension(opened: Round, officer: User) -> None:
    services.extend(by=officer, round=opened, deadline=opened.deadline + LATE, reason="系统升级停用")
    opened.refresh_from_db()
    with pytest.raises(Refused, match="没有要催报的部门"):
        services.remind_late(by=officer, round=opened, at=timezone.now() + LATE)


def test_a_round_that_is_over_is_neither_pressed_nor_extended(opened: Round, officer: User) -> None:
    over = services.call_off(by=officer, round=opened, words="发布有误")
    with pytest.raises(Conflict, match="已撤销"):
        services.remind_late(by=officer, round=over, at=timezone.now() + LATE)
    with pytest.raises(Conflict, match="已撤销"):
        services.extend(by=officer, round=over, deadline=over.deadline + LATE, reason="系统升级停用")


def test_reminders_and_extensions_are_made_and_seen_on_pages(
    opened: Round, officer: User, liaison: User, head: User, client_of: Any
) -> None:
    address = f"/entry/rounds/{opened.pk}/"
    later = {"deadline": (opened.deadline + LATE).isoformat(), "reason": "系统升级停用三天"}
    assert client_of(liaison).post(f"{address}extend/", later).status_code == 403
    assert client_of(officer).post(f"{address}remind/").status_code == 422
    with time_machine.travel(timezone.now() + LATE):
        client = client_of(officer)
        assert "催报逾期的 2 个部门" in client.get(address).content.decode()
        page = client.post(f"{address}remind/", follow=True).content.decode()
        assert "已催报 2 个部门" in page
        assert page.count(f"{timezone.localdate()} 催报") == 2
        for user, seen in ((liaison, True), (head, False)):  # the head has nothing to sign yet
            assert ("催报：已逾期" in client_of(user).get("/").content.decode()) == seen
        later["deadline"] = (timezone.localdate() + LATE).isoformat()
        page = client.post(f"{address}extend/", later, follow=True).content.decode()
    assert "延期记录" in page and "系统升级停用三天" in page
    assert "系统升级停用三天" in client_of(liaison).get(address).content.decode()
