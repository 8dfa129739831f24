"""A collector that kills itself (SIGKILL) at one point; run by test_folder_killed.py as a process of its own."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def kill_before(holder: Any, name: str, when: Callable[..., bool] = lambda *args, **kwargs: True) -> None:
    """The function never begins: the process dies instead."""
    real = getattr(holder, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if when(*args, **kwargs):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(holder, name, deadly)


def main(point: str) -> None:
    """One round of collecting, cut off at the point; `none` lets it end."""
    django.setup()
    from django.core.management import call_command

    from yimen.cases import folder
    from yimen.ledger import services as ledger

    points: dict[str, Callable[[], None]] = {
        "none": lambda: None,
        "before_it_is_taken": lambda: kill_before(folder, "_take"),
        "after_it_was_taken": lambda: kill_before(folder, "_deal_with"),
        "after_the_rows_before_their_event": lambda: kill_before(ledger, "record_batch"),
        "before_the_commit": lambda: kill_before(ledger, "record"),
        "after_the_commit": lambda: kill_before(folder, "_receipt"),
        "after_the_words": lambda: kill_before(
            Path, "rename", lambda path, target: path.parent.name == "taking" and Path(target).parent.name == "done"
        ),
    }
    points[point]()
    call_command("collect_feeds", settle=0)


if __name__ == "__main__":
    main(sys.argv[1])
