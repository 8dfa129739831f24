"""Verbs of the queue. Callers import the module: `queue.call_next(...)`."""

from yimen.halls.queue.services.calling import (
    begin_serving,
    call_next,
    call_this,
    close_window,
    come_back,
    finish,
    miss,
    open_window,
    recall,
    set_aside,
    transfer,
)
from yimen.halls.queue.services.keeping import add_line, end_line, give_kiosk_key, set_rules, set_servings
from yimen.halls.queue.services.paper import Entry, enter, fresh, keep_block
from yimen.halls.queue.services.phones import forget_phones, mark_told
from yimen.halls.queue.services.shared import SLIP
from yimen.halls.queue.services.taking import Taken, Wish, check_in, leave, opened, take, take_once

__all__ = [
    "SLIP",
    "Entry",
    "Taken",
    "Wish",
    "add_line",
    "begin_serving",
    "call_next",
    "call_this",
    "check_in",
    "close_window",
    "come_back",
    "end_line",
    "enter",
    "finish",
    "forget_phones",
    "fresh",
    "give_kiosk_key",
    "keep_block",
    "leave",
    "mark_told",
    "miss",
    "open_window",
    "opened",
    "recall",
    "set_aside",
    "set_rules",
    "set_servings",
    "take",
    "take_once",
    "transfer",
]
