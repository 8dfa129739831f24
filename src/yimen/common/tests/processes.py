"""The same work done by many processes at once, each with connections to the database of its own."""

import os
from collections.abc import Callable
from multiprocessing import get_context

from django.db import connection, connections


def in_processes(count: int, work: Callable[[int], int]) -> list[int]:
    """How each of the processes ended: what its work answered, 1 where it raised something.

    The work is given the number of its process, from 0; it begins when all have their connection.
    """
    connections.close_all()
    ready = get_context("fork").Barrier(count)
    children = []
    for number in range(count):
        pid = os.fork()
        if not pid:
            code = 1
            try:
                connection.ensure_connection()
                ready.wait(timeout=60)
                code = work(number)
            finally:
                os._exit(code)
        children.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
