"""How long until the system is ready: the first start with the demonstration county, and the second.

usage: python benchmarks/start.py [--matters N]      Prints seconds and ratios to the limits (180 s and 10 s).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

from house import ROOT, free_port

LIMITS = {"first": 180.0, "second": 10.0}


def seconds_until_ready(data: str, matters: int) -> float:
    """Wall seconds from the command to its line 一门已就绪; the system is stopped again."""
    environment = {**os.environ, "YIMEN_DATA": data, "YIMEN_DEMONSTRATION": "1", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "serve", "--port", str(free_port()), "--matters", str(matters)]
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if "一门已就绪" in line:
                return time.monotonic() - began
        raise SystemExit("the system stopped before it was ready")
    finally:
        process.terminate()
        process.wait(timeout=60)


def main() -> int:
    """0 when both are within their limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=100_000)
    given = parser.parse_args()
    data, good = tempfile.mkdtemp(prefix="yimen-start-"), True
    try:
        for which, limit in LIMITS.items():
            took = seconds_until_ready(data, given.matters)
            good &= took <= limit
            print(f"{which} start: {took:.1f} s, {took / limit:.2f} of the limit of {limit:.0f} s", flush=True)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
