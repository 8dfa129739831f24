"""Verbs on entry: the only writers of this room."""

from yimen.entry.services.declaring import (
    MOST_AT_ONCE,
    Claim,
    Declared,
    declare,
    declare_confirmed,
    declare_many,
    load_declarations,
)
from yimen.entry.services.exempting import approve_exemption, draft_exemption, load_exemptions, withdraw_exemption

__all__ = [
    "MOST_AT_ONCE",
    "Claim",
    "Declared",
    "approve_exemption",
    "declare",
    "declare_confirmed",
    "declare_many",
    "draft_exemption",
    "load_declarations",
    "load_exemptions",
    "withdraw_exemption",
]
