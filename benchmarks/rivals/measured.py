"""Runs a command and says what it alone cost: `python measured.py FILE COMMAND …` writes JSON to FILE.

A process of its own, kept small, because the peak memory of a child starts at that of its parent.
"""

import json
import os
import subprocess
import sys
import time


def main(told: str, command: list[str]) -> int:
    """The command's exit code; wall and CPU seconds and peak MiB in the file."""
    started = time.monotonic()
    child = subprocess.Popen(command)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    figures = {
        "wall": round(time.monotonic() - started, 2),
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "peak_mib": round(used.ru_maxrss / 1024),
    }
    with open(told, "w", encoding="utf-8") as stream:  # noqa: PTH123 (pathlib would make this process larger)
        json.dump(figures, stream)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
