"""Verbs on authorisation: the only writers of this room within entry."""

from yimen.entry.authorisation.services.granting import LONGEST, MOST_AT_ONCE, Grant, grant, load_mandates
from yimen.entry.authorisation.services.standing import announce, revoke

__all__ = ["LONGEST", "MOST_AT_ONCE", "Grant", "announce", "grant", "load_mandates", "revoke"]
