"""Verbs of the exchange with the province's platform. The only writers of this room.

Other rooms call `put` in the transaction of what they do, and register who takes what comes (`receivers`).
"""

from yimen.exchange.platform.services.inbox import (
    Letter,
    Replayed,
    Taken,
    forget_nonces,
    handle,
    handle_waiting,
    receive,
    take,
    take_page,
)
from yimen.exchange.platform.services.outbox import (
    correct,
    enclosed,
    hold,
    hold_to_ask,
    put,
    reopen,
    resend,
)
from yimen.exchange.platform.services.packaging import make, note_download, take_in
from yimen.exchange.platform.services.pulling import note_contact, pull
from yimen.exchange.platform.services.reconciling import ask, reconcile, send_again, settle_difference
from yimen.exchange.platform.services.settling import Settled, settle, write_down

__all__ = [
    "Letter",
    "Replayed",
    "Settled",
    "Taken",
    "ask",
    "correct",
    "enclosed",
    "forget_nonces",
    "handle",
    "handle_waiting",
    "hold",
    "hold_to_ask",
    "make",
    "note_contact",
    "note_download",
    "pull",
    "put",
    "receive",
    "reconcile",
    "reopen",
    "resend",
    "send_again",
    "settle",
    "settle_difference",
    "take",
    "take_in",
    "take_page",
    "write_down",
]
