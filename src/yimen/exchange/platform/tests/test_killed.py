"""kill -9 of the sender between sending and writing down: nothing is lost, nothing is done twice."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.tests.standin import SECRET, hurry, put
from yimen.exchange.platform.tests.test_hostile import once_each
from yimen.people.models import Region

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """The tests' own database, for another process."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{own['NAME']}"
    return f"postgresql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


def sender(address: str, point: str) -> int:
    """How a sender that dies at that point ended."""
    environment = {
        **os.environ, "YIMEN_DATABASE_URL": database_url(), "YIMEN_DATA": str(settings.YIMEN_DATA),
        "YIMEN_PLATFORM_URL": address, "YIMEN_PLATFORM_SECRET": SECRET, "PYTHONPATH": str(settings.ROOT / "src"),
    }  # fmt: skip
    program = [sys.executable, str(Path(__file__).with_name("killed.py")), point]
    done = subprocess.run(program, env=environment, cwd=settings.ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, -9), done.stderr
    return done.returncode


@pytest.mark.parametrize(
    "points",
    [
        ("answered",),
        pytest.param(("held",), marks=pytest.mark.long),
        pytest.param(("answered", "answered"), marks=pytest.mark.long),
        pytest.param(("writing", "answered", "held"), marks=pytest.mark.long),
    ],
    ids="-".join,
)
def test_whoever_comes_next_ends_it_and_each_effect_is_there_once(
    county: Region, stand_in: Any, points: tuple[str, ...]
) -> None:
    for number in range(12):
        put(county, f"C{number % 4}", number)
    platform = stand_in(at_once=0.5)
    for point in points:
        assert sender(platform.address, point) == -9
        assert not OutboxMessage.objects.exclude(status="waiting").exists()
        assert sender(platform.address, "none") == 0 and not settled()  # held: left alone while that one may live
        hurry()
    for _ in range(20):
        if settled():
            break
        sender(platform.address, "none")
        hurry()
    messages = list(OutboxMessage.objects.all())
    assert {each.status for each in messages} == {"confirmed"}
    assert once_each(platform.report()["effects"], messages) == []


def settled() -> bool:
    return not OutboxMessage.objects.exclude(status="confirmed").exists()
