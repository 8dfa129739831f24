"""应答: what the platform says of one message of ours, whether in its answer, a callback, a poll or a package."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Accepted:
    """It has arrived and waits to be worked on: nothing is done yet."""

    key: str
    remote: str


@dataclass(frozen=True)
class Confirmed:
    """It is done there, on that day."""

    key: str
    remote: str
    on: date


@dataclass(frozen=True)
class Rejected:
    """It was not taken, by a rule of theirs."""

    key: str
    code: str
    reason: str


@dataclass(frozen=True)
class Unknown:
    """They never had it."""

    key: str


@dataclass(frozen=True)
class Failed:
    """No answer that says anything: it may have arrived or not, so it is sent again under the same key."""

    key: str
    trouble: str


Answer = Accepted | Confirmed | Rejected | Unknown | Failed
