"""收件人: which room takes which kind of the platform's messages. A higher room registers itself; we never import it.

    @receives("application")
    def open_case(*, region, number, stream, fields) -> None: ...

It runs in the transaction in which the message is taken in. What it will not take it refuses with `Refused`: then the
message is kept with that reason and can be tried again. A kind that nobody has registered is kept until somebody does.
"""

from collections.abc import Callable
from typing import Any, Protocol

from yimen.exchange.platform.rules import IN
from yimen.people.models import Region


class Receiver(Protocol):
    """What a room offers to take one kind of message."""

    def __call__(self, *, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
        """Does what the message says, once. Errors: Refused."""


RECEIVERS: dict[str, Receiver] = {}


def receives(kind: str) -> Callable[[Receiver], Receiver]:
    """Registers the function for a kind; KeyError for a kind that there is not, ValueError for a second one."""
    if kind not in IN:
        raise KeyError(f"the platform sends no {kind}")

    def register(function: Receiver) -> Receiver:
        if RECEIVERS.get(kind, function) is not function:
            raise ValueError(f"{kind} has a receiver already")
        RECEIVERS[kind] = function
        return function

    return register
