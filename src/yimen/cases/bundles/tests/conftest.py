"""What the tests of bundles share with those of handling."""

from yimen.cases.handling.tests.conftest import version, window

__all__ = ["version", "window"]
