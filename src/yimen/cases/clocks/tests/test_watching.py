"""Overdue travels up: the holder is reminded, then the head, then the bureau, each once and by name."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from yimen.cases.clocks.models import Reminder, RunningClock
from yimen.cases.clocks.services import remind
from yimen.cases.clocks.watching import Level, accept_in_silence, levels, remind_all, watch
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.common.errors import Refused
from yimen.ledger.models import Event
from yimen.people.models import User

pytestmark = pytest.mark.django_db


def told(day: int) -> list[tuple[str, str, int]]:
    return [(each.kind, each.level, each.days) for each in remind_all(as_of=date(2023, 6, day))]


def test_each_level_is_told_once_as_the_days_run_out(accepted: Dossier) -> None:
    assert told(6) == []
    assert told(7) == [("promised", "holder", 1)]
    assert told(8) == []
    assert told(9) == [("promised", "head", -1)]
    assert told(12) == []
    assert told(13) == [("promised", "bureau", -3)]
    assert told(14) == []
    assert Event.objects.filter(kind="cases.reminded").count() == 3


def test_after_a_night_without_a_round_every_level_is_told_at_once(accepted: Dossier) -> None:
    assert told(13) == [("promised", level, -3) for level in ("holder", "head", "bureau")]


def test_a_reminder_names_case_days_and_holder(accepted: Dossier) -> None:
    given = next(remind_all(as_of=date(2023, 6, 7)))
    assert given.words == (
        f"{accepted.number}：承诺办结时限还剩 1 天（2023-06-08 到期），现由{accepted.department.short_name}办理。"
    )


def test_a_new_last_day_is_told_anew(accepted: Dossier) -> None:
    assert told(7) == [("promised", "holder", 1)]
    RunningClock.objects.filter(kind="promised").update(due_on=date(2023, 6, 9))
    assert told(8) == [("promised", "holder", 0)]


@pytest.mark.parametrize(("days", "top"), [(1, Level.HOLDER), (0, Level.HOLDER), (-2, Level.HEAD), (-3, Level.BUREAU)])
def test_who_is_to_know(days: int, top: str) -> None:
    assert levels(days)[-1] == top


def test_a_clock_that_stands_still_reminds_nobody(accepted: Dossier) -> None:
    clock = RunningClock.objects.get(kind="promised")
    clock.due_on = None
    with pytest.raises(Refused, match="没有到期日"):
        remind(clock=clock, level="holder", days=1)


def test_silence_is_acceptance_as_of_the_day_the_materials_came(received: Dossier, clerk: User) -> None:
    assert list(accept_in_silence(as_of=date(2023, 6, 8))) == []
    assert list(accept_in_silence(as_of=date(2023, 6, 9))) == [received]
    received.refresh_from_db()
    assert (received.status, received.deemed) == ("accepted", True)
    assert received.case.accepted_at == received.case.received_at
    assert list(accept_in_silence(as_of=date(2023, 6, 10))) == []


def test_a_case_told_in_time_is_not_accepted_by_silence(
    received: Dossier, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2023, 6, 5))
    handling.ask_once(by=clerk, dossier=received, missing="缺少经营场所证明")
    assert list(accept_in_silence(as_of=date(2023, 6, 20))) == []


def test_a_round_is_safe_to_repeat(accepted: Dossier) -> None:
    first = watch(as_of=date(2023, 6, 13))
    again = watch(as_of=date(2023, 6, 13))
    assert len(first.reminders) == 3
    assert (again.shifted, again.deemed, again.reminders) == ([], [], [])
    assert Reminder.objects.count() == 3


def test_the_command_does_a_round_and_says_what_it_did(received: Dossier) -> None:
    out = StringIO()
    call_command("watch_clocks", stdout=out)
    assert "五日内没有告知，视为受理" in out.getvalue()
    assert "视为受理 1 件，补发文书 1 份，提醒和上报 6 次" in out.getvalue()
    again = StringIO()
    call_command("watch_clocks", stdout=again)
    assert "期限变动 0 件，视为受理 0 件，补发文书 0 份，提醒和上报 0 次。" in again.getvalue()


def test_a_calendar_is_tried_without_writing(accepted: Dossier, tmp_path: Any) -> None:
    file = tmp_path / "2023.csv"
    file.write_text("date,is_off_day,arrangement_year\n2023-06-08,1,2023\n", encoding="utf-8")
    out = StringIO()
    call_command("watch_clocks", calendar=file, stdout=out)
    assert "最近期限由 2023-06-08 变为 2023-06-09" in out.getvalue()
    accepted.refresh_from_db()
    assert accepted.due_on == date(2023, 6, 8)
    file.write_text("date\n", encoding="utf-8")
    with pytest.raises(CommandError, match="No such file"):
        call_command("watch_clocks", calendar=tmp_path / "none.csv")
