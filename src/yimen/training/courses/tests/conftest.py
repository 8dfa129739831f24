"""The course and the learner of the whole room's tests."""

from yimen.training.tests.conftest import learner, version

__all__ = ["learner", "version"]
