"""The day's digest: once, never in the quiet hours or on a day off, only what is the person's own."""

from datetime import datetime, time
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.people.models import Department, User
from yimen.programme import services as programme
from yimen.programme.digests import queries, services
from yimen.programme.digests.models import Digest
from yimen.programme.digests.services import Line
from yimen.programme.letters import services as letters
from yimen.programme.models import Notice
from yimen.programme.terms.rules import is_quiet
from yimen.programme.terms.services import set_terms
from yimen.programme.tests.conftest import departments, notice

__all__ = ["departments", "notice"]


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


MONDAY, HOLIDAY, LENT_SUNDAY = at("2023-06-12T09:00"), at("2023-06-22T09:00"), at("2023-06-25T09:00")
"""A working day, 端午节, and the Sunday that was worked for it."""


@pytest.mark.parametrize(
    ("now", "quiet"),
    [("18:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False), ("12:00", False)],
)
def test_quiet_hours_go_over_midnight(now: str, quiet: bool) -> None:
    assert is_quiet(time.fromisoformat(now), time(18), time(8)) is quiet
    assert not is_quiet(time.fromisoformat(now), time(8), time(8))
    assert is_quiet(time.fromisoformat(now), time(8), time(18)) is not quiet


def test_nobody_is_told_twice_nor_at_night_nor_on_a_day_off_nor_of_nothing(liaison: User) -> None:
    lines = [Line("待答复的督办函", 2, "/programme/letters/"), Line("已逾期", 0, "/rectification/orders/")]
    for moment, words in ((at("2023-06-12T18:30"), "免打扰"), (HOLIDAY, "休息日"), (at("2023-06-11T09:00"), "休息日")):
        with pytest.raises(Refused, match=words):
            services.send(user=liaison, lines=lines, at=moment)
    with pytest.raises(Refused, match="没有待办"):
        services.send(user=liaison, lines=lines[1:], at=MONDAY)
    first = services.send(user=liaison, lines=lines, at=MONDAY)
    assert [(line.label, line.number, line.more) for line in first.lines.all()] == [("待答复的督办函", 2, 2)]
    with pytest.raises(Refused, match="不重复发"):
        services.send(user=liaison, lines=lines, at=at("2023-06-12T17:59"))
    second = services.send(user=liaison, lines=[Line("待答复的督办函", 3, "/"), Line("待签收", 1, "/")], at=LENT_SUNDAY)
    assert [(line.more, line.is_new) for line in second.lines.all()] == [(1, False), (1, True)]


def test_the_first_digest_compares_with_nothing_and_a_later_one_says_what_is_new(liaison: User, client_of: Any) -> None:
    services.send(user=liaison, lines=[Line("待答复的督办函", 2, "/")], at=MONDAY)
    told = client_of(liaison).get("/programme/digests/").content.decode()
    assert "您的第一份" in told
    assert not any(words in told for words in ("较上次", "多 2", "新增"))
    services.send(user=liaison, lines=[Line("待答复的督办函", 5, "/"), Line("待签收", 1, "/")], at=LENT_SUNDAY)
    told = client_of(liaison).get("/programme/digests/").content.decode()
    assert told.count("多 3") == told.count("新增") == 1
    assert "您的第一份" in client_of(liaison).get("/programme/digests/", {"day": "2023-06-12"}).content.decode()


def test_a_digest_from_before_the_ledger_began_says_that_it_was_made_up(
    liaison: User, client_of: Any, settings: Any
) -> None:
    settings.DEMONSTRATION = True
    services.send(user=liaison, lines=[Line("待签收的督办函", 1, "/programme/letters/")], at=MONDAY)
    assert "装入演示数据时补编" in client_of(liaison).get(reverse("programme:digests")).content.decode()
    settings.DEMONSTRATION = False
    assert "补编" not in client_of(liaison).get(reverse("programme:digests")).content.decode()


def test_a_digest_of_its_own_day_is_not_called_made_up(
    liaison: User, officer: User, client_of: Any, settings: Any
) -> None:
    settings.DEMONSTRATION = True
    set_terms(by=officer, region=officer.region, soon_days=3, answer_days=5, quiet_from=time(0), quiet_to=time(0),
              days_off=True)  # fmt: skip
    services.send(user=liaison, lines=[Line("待签收的督办函", 1, "/programme/letters/")], at=timezone.now())
    assert "补编" not in client_of(liaison).get(reverse("programme:digests")).content.decode()


def test_the_round_tells_each_only_of_his_own_and_obeys_the_countys_terms(
    notice: Notice, police: Department, officer: User, liaison: User, tax_liaison: User, neighbour_officer: User,
    system_administrator: User, client_of: Any,
) -> None:  # fmt: skip
    for task in notice.tasks.all():
        programme.serve(by=officer, task=task, declared_on=MONDAY.replace(day=2).date())
    letters.send(by=officer, notice=notice, department=police, demand="请写明原因和完成时间", day=MONDAY.date())
    quiet = {"quiet_from": time(12), "quiet_to": time(10), "days_off": False}
    set_terms(by=officer, region=notice.region, soon_days=7, answer_days=5, **quiet)

    def ran(moment: str) -> str:
        out = StringIO()
        call_command("send_digests", at=datetime.fromisoformat(moment), stdout=out)
        return out.getvalue()

    assert "免打扰时段（12:00 至 10:00）" in ran("2023-06-12T09:00")
    assert not Digest.objects.exists()
    assert "友谊县：已汇总 3 人" in ran("2023-06-12T10:00")
    assert "友谊县：已汇总 0 人" in ran("2023-06-12T11:00")
    told = {
        row.user.username: dict(row.lines.values_list("label", "number"))
        for row in Digest.objects.select_related("user")
    }
    assert told["liaison"] == {"待签收的督办函": 1, "专项行动任务": 4}
    assert told["tax_liaison"] == {"专项行动任务": 4}
    assert told["officer"]["专项行动任务"] == 24
    page = client_of(liaison).get("/programme/digests/")
    assert "待签收的督办函" in page.content.decode()
    assert client_of(tax_liaison).get("/programme/digests/", {"day": "2023-06-11"}).status_code == 404
    assert list(queries.visible_to(officer).values_list("user", flat=True)) == [officer.pk]
