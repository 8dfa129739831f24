"""Verbs on dossiers: receiving, accepting, examining, deciding, delivering. The only writers of handled cases."""

from yimen.cases.handling.services.accepting import accept, ask_once, decline, deem_accepted, lapse, supplement
from yimen.cases.handling.services.delivering import deliver, read_form, take_paper
from yimen.cases.handling.services.examining import (
    TAKES,
    answer_consultation,
    check_exception,
    consult,
    decide,
    end,
    pass_step,
    send_back,
    take,
    withdraw,
)
from yimen.cases.handling.services.pausing import ask_extension, end_pause, pause, settle_extension
from yimen.cases.handling.services.receiving import Applicant, Application, Handed, Received, receive

__all__ = [
    "TAKES",
    "Applicant",
    "Application",
    "Handed",
    "Received",
    "accept",
    "answer_consultation",
    "ask_extension",
    "ask_once",
    "check_exception",
    "consult",
    "decide",
    "decline",
    "deem_accepted",
    "deliver",
    "end",
    "end_pause",
    "lapse",
    "pass_step",
    "pause",
    "read_form",
    "receive",
    "send_back",
    "settle_extension",
    "supplement",
    "take",
    "take_paper",
    "withdraw",
]
