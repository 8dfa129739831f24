"""The server's time and the proof that nobody turned it: what an event's `at` rests on."""

import time
from datetime import datetime, timedelta

from django.db import connections
from django.utils import timezone

BACK = timedelta(seconds=2)
FORWARD = timedelta(minutes=5)


def server_clock(using: str) -> str:
    """Return the SQL of the database server's time (PostgreSQL), empty where this machine's own is meant (SQLite)."""
    return "clock_timestamp()" if connections[using].vendor == "postgresql" else ""


def server_time(using: str) -> datetime:
    """Return the time of the database server (PostgreSQL) or of this machine (SQLite), in UTC."""
    clock = server_clock(using)
    if not clock:
        return timezone.now()
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {clock}")
        return cursor.fetchone()[0]


def _steady_seconds() -> float:
    # Unlike CLOCK_MONOTONIC, CLOCK_BOOTTIME runs on while the machine sleeps: waking up is not a turned clock.
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Drift:
    """How far the wall clock has moved apart from the steady clock, as this process sees it."""

    def __init__(self) -> None:
        self._wall: datetime | None = None
        self._steady = 0.0
        self._behind = False

    def jump(self, now: datetime, last_at: datetime) -> timedelta | None:
        """Return by how much the clock was turned: more than 2 s back or 5 min forward; else None (T19).

        A clock that stands before the last event was turned back, whoever did it and whenever; told once, until the
        clock has caught up.
        """
        steady = _steady_seconds()
        wall, since = self._wall, timedelta(seconds=steady - self._steady)
        self._wall, self._steady = now, steady
        was_behind, self._behind = self._behind, last_at - now > BACK
        if self._behind and not was_behind:
            return now - last_at
        if wall is None:
            return None
        moved = now - wall - since
        return moved if moved > FORWARD or (moved < -BACK and not self._behind) else None
