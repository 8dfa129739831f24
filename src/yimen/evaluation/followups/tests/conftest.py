"""The case and the people of the tests of ratings, here too."""

from yimen.evaluation.tests.conftest import delivered, version, window

__all__ = ["delivered", "version", "window"]
