"""Verbs on entry: the only writers of declarations; those of the negative list stand in `entry.exemptions.services`."""

from yimen.entry.services.declaring import (
    MOST_AT_ONCE,
    Claim,
    Declared,
    declare,
    declare_confirmed,
    declare_many,
    load_declarations,
)

__all__ = [
    "MOST_AT_ONCE",
    "Claim",
    "Declared",
    "declare",
    "declare_confirmed",
    "declare_many",
    "load_declarations",
]
