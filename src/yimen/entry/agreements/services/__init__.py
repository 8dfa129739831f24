"""Verbs on agreements: the only writers of this room within the room."""

from yimen.entry.agreements.services.drafting import (
    ALL_POWERS,
    Signers,
    Term,
    draft,
    draft_member,
    finish_bulk,
    note_failure,
    send,
    start_bulk,
)
from yimen.entry.agreements.services.ending import terminate, void
from yimen.entry.agreements.services.paper import PaperLine, register_paper
from yimen.entry.agreements.services.signing import (
    challenge,
    decline,
    delegate,
    remind,
    remind_all,
    sign,
)
from yimen.entry.agreements.services.templates import Wording, add_template, revise_template

__all__ = [
    "ALL_POWERS",
    "PaperLine",
    "Signers",
    "Term",
    "Wording",
    "add_template",
    "challenge",
    "decline",
    "delegate",
    "draft",
    "draft_member",
    "finish_bulk",
    "note_failure",
    "register_paper",
    "remind",
    "remind_all",
    "revise_template",
    "send",
    "sign",
    "start_bulk",
    "terminate",
    "void",
]
