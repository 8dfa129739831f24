"""R15: eight processes append to one chain at once, and it neither forks nor has a gap."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from yimen.common.tests.processes import in_processes
from yimen.ledger import services as ledger
from yimen.ledger import verification
from yimen.ledger.models import Event, Head
from yimen.ledger.tests.conftest import CHAIN

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, APPENDS = 8, 15


def failing(work: Callable[[int], None]) -> int:
    """How many of the processes failed."""

    def done(number: int) -> int:
        work(number)
        return 0

    return sum(code != 0 for code in in_processes(PROCESSES, done))


def test_many_processes_make_one_chain() -> None:
    def work(number: int) -> None:
        for each in range(APPENDS):
            ledger.note(chain=CHAIN, text=f"进程 {number} 第 {each} 条", by=None)

    assert failing(work) == 0
    places = list(Event.objects.filter(chain=CHAIN).order_by("seq").values_list("seq", flat=True))
    assert places == list(range(1, PROCESSES * APPENDS + 1))
    assert not [problem for problem in verification.verify().problems if problem.grade == verification.TAMPERED]


def test_two_may_begin_a_chain_at_once() -> None:
    assert failing(lambda number: ledger.note(chain=CHAIN, text=f"{number}", by=None) and None) == 0
    assert Event.objects.filter(chain=CHAIN).count() == PROCESSES


def test_sealing_while_others_write_seals_what_is_there() -> None:
    def work(number: int) -> None:
        for each in range(APPENDS):
            ledger.note(chain=CHAIN, text=f"进程 {number} 第 {each} 条", by=None)
            if number == 0 and each % 3 == 0:
                ledger.seal(chain=CHAIN)

    assert failing(work) == 0
    ledger.seal(chain=CHAIN)
    assert verification.verify().problems == []


def test_the_time_of_an_event_is_taken_when_the_lock_is_had_and_not_when_it_was_asked_for() -> None:
    ledger.note(chain=CHAIN, text="先有一条", by=None)
    begun = Signal()
    had: list[datetime] = []

    def wait() -> None:
        begun.set()
        with transaction.atomic():
            had.append(ledger.locked_head(CHAIN, "default").locked_at)
        connection.close()

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            head = ledger.locked_head(CHAIN, "default")
            waiting = pool.submit(wait)
            begun.wait()
            time.sleep(0.4)
        waiting.result()
    assert had[0] - head.locked_at >= timedelta(seconds=0.4)


def test_others_write_while_the_ledger_is_verified_and_what_they_write_is_not_mixed_in() -> None:
    ledger.note(chain=CHAIN, text="核验之前", by=None)
    ledger.seal(chain=CHAIN)
    failures: list[BaseException | None] = []

    def write() -> None:
        ledger.note(chain=CHAIN, text="核验之中", by=None)
        connection.close()  # this thread's own

    def write_once() -> None:
        if not failures:
            with ThreadPoolExecutor() as pool:
                failures.append(pool.submit(write).exception())

    result = verification.verify(tick=write_once)
    assert failures == [None]
    assert [(state.chain, state.events) for state in result.chains] == [(CHAIN, 1)]
    assert result.problems == []
    assert Event.objects.filter(chain=CHAIN).count() == 2


@pytest.fixture
def plain_chain() -> None:
    """A table like the chain, but without the constraints that forbid a fork."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE fork_trial (seq integer NOT NULL)")
    Head.objects.create(chain=CHAIN, hash=b"", last_at="2024-01-01T00:00:00Z")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE fork_trial")


def read_then_insert() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fork_trial")
        last = cursor.fetchone()[0]
        time.sleep(0.002)
        cursor.execute("INSERT INTO fork_trial (seq) VALUES (%s)", [last + 1])


def forks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) - count(DISTINCT seq) FROM fork_trial")
        return cursor.fetchone()[0]


def test_without_the_lock_on_the_head_chains_fork(plain_chain: None) -> None:
    """The negative control: the same appending, without the head row that is locked."""

    def work(number: int) -> None:
        for _ in range(APPENDS):
            read_then_insert()

    failing(work)
    assert forks() > 0


def test_with_the_lock_on_the_head_the_same_appending_does_not_fork(plain_chain: None) -> None:
    def work(number: int) -> None:
        for _ in range(APPENDS):
            with transaction.atomic():
                Head.objects.select_for_update().get(chain=CHAIN)
                read_then_insert()

    assert failing(work) == 0
    assert forks() == 0
