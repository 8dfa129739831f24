"""The case and the people of the tests of ratings, here too."""

from yimen.evaluation.tests.conftest import delivered, second_officer, version, window

__all__ = ["delivered", "second_officer", "version", "window"]
