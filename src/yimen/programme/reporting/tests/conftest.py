"""The notice of 友谊县, as the whole room tests with it."""

from yimen.programme.tests.conftest import departments, notice

__all__ = ["departments", "notice"]
