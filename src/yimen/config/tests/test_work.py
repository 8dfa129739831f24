"""The worker lives on while somebody else writes for long."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from io import StringIO
from threading import Timer

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite lets a single writer in"),
]


@pytest.fixture
def usual_signals() -> Iterator[None]:
    """The worker takes the signals for itself; afterwards they are as they were."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def test_a_busy_database_does_not_end_the_worker(usual_signals: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    writer = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    timers = [Timer(0.5, writer.rollback), Timer(6, os.kill, [os.getpid(), signal.SIGTERM])]
    for timer in timers:
        timer.start()
    said = StringIO()
    with pytest.raises(SystemExit):  # how it ends when it is told to
        call_command("work", stderr=said)
    for timer in timers:
        timer.join()
    writer.close()
    assert "数据库正忙" in said.getvalue()
