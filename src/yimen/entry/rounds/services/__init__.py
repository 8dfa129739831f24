"""Verbs on rounds: the only writers of this room within entry."""

from yimen.entry.rounds.services.answering import Answer, answer_lines, remember, submit
from yimen.entry.rounds.services.deciding import confirm, return_sheet, send_back, sign
from yimen.entry.rounds.services.opening import call_off, open_round
from yimen.entry.rounds.services.pressing import extend, remind_late
from yimen.entry.rounds.services.publishing import load_publication, publish_list

__all__ = [
    "Answer",
    "answer_lines",
    "call_off",
    "confirm",
    "extend",
    "load_publication",
    "open_round",
    "publish_list",
    "remember",
    "remind_late",
    "return_sheet",
    "send_back",
    "sign",
    "submit",
]
