"""A worker that is killed by SIGKILL at a chosen point: `python -m yimen.evidence.tests.dying RUN POINT`.

POINT: `set` (half of the set written), `engine:N` (before its Nth step), `answer` (before its files are sealed),
`save:N` (before the Nth batch), `saving:N` (within the Nth batch's transaction, all written), `finish` (within the
last transaction, all written), `never`.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any


def die() -> None:
    """Nothing is cleaned up, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(module: Any, name: str, turn: int) -> None:
    """Dies at the Nth call of the function."""
    real: Callable[..., Any] = getattr(module, name)
    calls = 0

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == turn:
            die()
        return real(*args, **kwargs)

    setattr(module, name, counted)


def within(name: str, turn: int) -> None:
    """Dies at the end of the Nth transaction of that mutation, before it is committed."""
    from yimen.ledger import recording

    counting, calls = recording._counting, 0

    @contextmanager
    def cut(composed: bool) -> Any:
        nonlocal calls
        with counting(composed) as count:
            yield count
        if name in count.kinds:
            calls += 1
            if calls == turn:
                die()

    recording._counting = cut  # type: ignore[assignment]


def prepare(point: str) -> None:
    """Sets the trap."""
    from yimen.evidence import answers, dataset, execution, services

    where, _, number = point.partition(":")
    turn = int(number or 1)
    answers.STORED_AT_ONCE = 5
    if where == "set":
        before(dataset, "_local", 60)
    elif where == "engine":
        real, steps = execution._answer, 0

        def watched(run: Any, written: Any, folder: Any, tell: Any) -> None:
            def counted(step: str, done: int, total: int) -> None:
                nonlocal steps
                steps += 1
                if steps == turn:
                    die()
                tell(step, done, total)

            real(run, written, folder, counted)

        execution._answer = watched  # type: ignore[assignment]
    elif where == "answer":
        before(answers, "report", 1)
    elif where == "save":
        before(services, "store", turn)
    elif where == "saving":
        within("evidence.answered", turn)
    elif where == "finish":
        within("evidence.run.finish", 1)


def main() -> None:
    """Carries the run out until the trap springs."""
    import django

    django.setup()
    from yimen.evidence import execution
    from yimen.evidence.models import Run

    prepare(sys.argv[2])
    run = execution.execute_run(run=Run.objects.get(pk=int(sys.argv[1])))
    sys.stdout.write(f"{run.status} {run.resumed}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimen.config.settings")
    main()
