"""The same county as that of authorisation."""

from yimen.entry.authorisation.tests.conftest import (
    centre,
    enter,
    give,
    hall,
    passport,
    residence,
    staff,
    window,
)

__all__ = ["centre", "enter", "give", "hall", "passport", "residence", "staff", "window"]
