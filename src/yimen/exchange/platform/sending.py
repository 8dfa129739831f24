"""收发: one round of the exchange: send, ask what became of things, pull. Run again and again by its own process.

HTTP runs in threads, the database in the caller's thread only. Whoever is killed between an answer and its being
written down leaves a held message: it is sent again when the hold has run out, under its key, and done once there.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from yimen.exchange.platform import services
from yimen.exchange.platform.answers import Failed
from yimen.exchange.platform.client import CONNECTIONS, Platform, Unreachable
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.rules import PULLED
from yimen.people.models import Region

AT_ONCE = 64
"""Messages of one round: their answers are written down in one transaction."""
MOST_PAGES = 50


@dataclass(frozen=True)
class Round:
    """What a round did: messages sent, moved by an answer, to be tried again, and pulled."""

    sent: int = 0
    moved: int = 0
    again: int = 0
    pulled: int = 0

    def __add__(self, other: "Round") -> "Round":
        return Round(
            self.sent + other.sent, self.moved + other.moved, self.again + other.again, self.pulled + other.pulled
        )

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.sent or self.moved or self.pulled)


class Exchange:
    """The platform with the threads that talk to it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._pool = ThreadPoolExecutor(CONNECTIONS, "platform")

    def close(self) -> None:
        """Nothing; threads and connections are ended."""
        self._pool.shutdown()
        self.platform.close()

    def send(self, now: datetime) -> Round:
        """Sends the first open message of up to so many streams and writes down the answers."""
        if self.platform.resting:
            return Round()
        held = services.hold(now=now, limit=AT_ONCE)
        if not held:
            return Round()
        answers = list(self._pool.map(self.platform.submit, held))
        failed = [each for each in answers if isinstance(each, Failed)]
        _note(held, failed[-1].trouble if len(failed) == len(held) else "")
        done = services.write_down(answers=answers, now=timezone.now())
        return Round(len(held), done.moved, done.again)

    def ask(self, now: datetime) -> Round:
        """Asks what became of messages that arrived there and of which nothing was heard."""
        if self.platform.resting:
            return Round()
        held = services.hold_to_ask(now=now, limit=AT_ONCE)
        moved = again = 0
        for region in sorted({each.region_id for each in held}):
            keys = [each.key for each in held if each.region_id == region]
            try:
                answers = self.platform.states(region, keys)
            except Unreachable as trouble:
                answers = [Failed(key, str(trouble)) for key in keys]
            done = services.write_down(answers=answers, now=timezone.now())
            moved, again = moved + done.moved, again + done.again
        return Round(moved=moved, again=again)

    def pull(self, region: Region, now: datetime) -> Round:
        """Takes in what the platform has for the region, kind by kind. Errors: Unreachable."""
        pulled = 0
        for kind in PULLED:
            for _ in range(MOST_PAGES):
                taken = services.pull(platform=self.platform, region=region, kind=kind, now=now)
                pulled += taken
                if not taken:
                    break
        return Round(pulled=pulled)


def _note(held: list[OutboxMessage], trouble: str) -> None:
    for region in sorted({each.region_id for each in held}):
        services.note_contact(region=region, trouble=trouble, now=timezone.now())


@contextmanager
def opened(platform: Platform) -> Iterator[Exchange]:
    """The exchange, closed at the end."""
    exchange = Exchange(platform)
    try:
        yield exchange
    finally:
        exchange.close()
