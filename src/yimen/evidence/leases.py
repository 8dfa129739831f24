"""租约: who carries out a run. Whoever holds it gives signs of life; who gives none any more is taken to be dead."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

from yimen.common.errors import Conflict
from yimen.evidence import kept
from yimen.evidence.models import Run
from yimen.evidence.states import RUNNING
from yimen.ledger.clock import server_time

LAPSES_AFTER = timedelta(minutes=2)
"""Without a sign of life for so long, a run is anybody's."""
BEAT_SECONDS = 20.0
HELD = "该批次正由另一个进程核验，不能同时进行。"


class Lost(Conflict):
    """The run is somebody else's by now, or was ended by hand: whoever held it writes nothing more."""


@dataclass
class Lease:
    """The right to carry out one run, as its holder sees it."""

    run: int
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    lost: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raises Lost once a sign of life was refused."""
        if self.lost.is_set():
            raise Lost("该批次已被中止，或已由另一个进程续跑。")


def now() -> datetime:
    """The database's time, by which all machines measure signs of life."""
    return server_time(DEFAULT_DB_ALIAS)


@contextmanager
def held(run: Run) -> Iterator[tuple[Lease, str]]:
    """(The lease to be, who held the run on this machine before). Raises Conflict while that one is alive."""
    with kept.lock(run) as stream:
        if stream is None:
            raise Conflict(HELD)
        lease, before = Lease(run.pk), kept.holder(stream)
        kept.sign(stream, f"{lease.token} {before.split(' ')[0]}".strip())
        yield lease, before


def lapsed(run: Run, before: str = "") -> bool:
    """Whether the holder of a running run is dead: silent for too long, or known to be from this machine's lock.

    before: what the lock file said when the lock was free: the last holder, and the one before him, since he may have
    died between signing the file and taking up the run.
    """
    if run.status != RUNNING:
        return False
    silent = run.seen_at is None or now() - run.seen_at > LAPSES_AFTER
    return silent or bool(run.holder and run.holder in before.split(" "))


def dead(run: Run) -> bool:
    """Whether a running run can be taken up again now."""
    with kept.lock(run) as stream:
        return stream is not None and lapsed(run, kept.holder(stream))


@contextmanager
def beating(lease: Lease, beat: Callable[[Lease], None]) -> Iterator[None]:
    """Gives a sign of life by `beat` every BEAT_SECONDS, from a thread of its own: a step may take many minutes.

    Within somebody's transaction it gives none: nobody else can see the run yet, this thread neither.
    """
    if connection.in_atomic_block:
        yield
        return
    over = threading.Event()

    def live() -> None:
        try:
            while not over.wait(BEAT_SECONDS):
                try:
                    beat(lease)
                except Lost:
                    return
                except OperationalError:
                    continue  # the database is busy: the lease outlasts several beats
        finally:
            connection.close()

    thread = threading.Thread(target=live, name=f"lease-{lease.run}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
