"""Verbs on branch halls: the only writers of this room within the room."""

from yimen.entry.branches.services.deciding import arrange, decide, examine, return_decision
from yimen.entry.branches.services.executing import Seen, add_step, confirm, finish, record_check, report_step
from yimen.entry.branches.services.proposing import Proposal, Request, Step, propose, submit

__all__ = [
    "Proposal", "Request", "Seen", "Step", "add_step", "arrange", "confirm", "decide", "examine", "finish", "propose",
    "record_check", "report_step", "return_decision", "submit",
]  # fmt: skip
