"""The same work done by many processes at once, each with connections to the database of its own."""

import os
from collections.abc import Callable

from django.db import connections


def in_processes(count: int, work: Callable[[int], int]) -> list[int]:
    """How each of the processes ended: what its work answered, 1 where it raised something.

    The work is given the number of its process, from 0.
    """
    connections.close_all()
    children = []
    for number in range(count):
        pid = os.fork()
        if not pid:
            code = 1
            try:
                code = work(number)
            finally:
                os._exit(code)
        children.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
