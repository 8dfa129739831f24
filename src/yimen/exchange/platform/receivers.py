"""收件人: which room takes which kind of the platform's messages. A higher room registers itself; we never import it.

    @receives("application")
    def open_case(*, region, number, stream, fields) -> None: ...

What is said of something that is not here yet it answers with `NotYet`: kept, and tried again by itself.

    @confirms("accept")
    def keep_number(message) -> None: ...

hears of each message of ours of that kind that the platform confirmed, in the transaction that writes it down.

A receiver runs in the transaction in which the message is taken in. What it will not take it refuses with `Refused`:
then the message is kept with that reason and can be tried again. A kind that nobody has registered is kept until
somebody does.
"""

from collections.abc import Callable
from typing import Any, Protocol

from yimen.common.errors import Refused
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.rules import IN, OUT
from yimen.people.models import Region


class NotYet(Refused):
    """What the message speaks of is not here yet, perhaps because messages came out of order."""


class Receiver(Protocol):
    """What a room offers to take one kind of message."""

    def __call__(self, *, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
        """Does what the message says, once. Errors: Refused."""


Listener = Callable[[OutboxMessage], None]
RECEIVERS: dict[str, Receiver] = {}
LISTENERS: dict[str, list[Listener]] = {}
"""Kind of message out -> who wants to hear of its confirmation."""


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


def confirms(kind: str) -> Callable[[Listener], Listener]:
    """Registers a function that hears of confirmations of a kind; KeyError for a kind that there is not."""
    if kind not in OUT:
        raise KeyError(f"we send no {kind}")

    def register(function: Listener) -> Listener:
        if function not in LISTENERS.setdefault(kind, []):
            LISTENERS[kind].append(function)
        return function

    return register


def tell_confirmed(message: OutboxMessage) -> None:
    """Nothing; everybody who wants to has heard that the message was confirmed."""
    for listener in LISTENERS.get(message.kind, ()):
        listener(message)
