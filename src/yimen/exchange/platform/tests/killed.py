"""A sender that kills itself (SIGKILL) at one point; run by test_killed.py as a process of its own.

POINT: `answered` (the platform has answered, nothing of it is written down), `writing` (within the transaction that
writes the answers down), `held` (the messages are held, nothing is sent), `none`.
"""

import os
import signal
import sys
from typing import Any

import django


def die(*_: Any, **__: Any) -> None:
    """Nothing is cleaned up, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(point: str) -> None:
    """Sends until the trap springs, or until there is nothing to do."""
    django.setup()
    from django.core.management import call_command

    from yimen.exchange.platform import services
    from yimen.exchange.platform.client import Platform
    from yimen.ledger import recording

    if point == "held":
        Platform.submit = die  # type: ignore[method-assign]
    elif point == "answered":
        services.write_down = die  # type: ignore[assignment]
    elif point == "writing":
        recording.append = die  # type: ignore[assignment]
    call_command("exchange_platform")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimen.config.settings")
    main(sys.argv[1])
