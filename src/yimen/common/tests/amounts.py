"""How many rounds a test goes through: some in every run, all of them where that is asked for."""

import os


def amount(every_run: int, full: int) -> int:
    """The full number with YIMEN_TESTS=full (`make long` and some points of `make show-…`), else the smaller one."""
    return full if os.environ.get("YIMEN_TESTS") == "full" else every_run
