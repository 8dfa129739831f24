"""The clerk at his window and an item of the police, as in the tests of handling."""

from yimen.cases.handling.tests.conftest import version, window

__all__ = ["version", "window"]
