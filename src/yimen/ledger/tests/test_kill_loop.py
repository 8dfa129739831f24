"""R1, R2: what was acknowledged survives kill -9. Small numbers here, the full ones by `make kill-loops`.

Even so they are long: `make long`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

SERVER = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="runs once, with the tests on SQLite")


def kill_loop(*arguments: str) -> tuple[int, str]:
    script = Path(settings.ROOT) / "ops" / "chaos" / "kill_loop.py"
    environment = {name: value for name, value in os.environ.items() if name != "YIMEN_DATABASE_URL"}
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
@only_sqlite
def test_no_acknowledged_write_is_lost_when_the_process_is_killed() -> None:
    code, said = kill_loop("--kills", "6")
    assert code == 0, said
    assert "R1 PASS kills=6" in said
    assert "lost=0 dup=0" in said


@pytest.mark.long
@only_sqlite
def test_acknowledging_before_the_commit_would_be_found_out() -> None:
    """The negative control: the loop must be able to fail."""
    code, said = kill_loop("--kills", "8", "--broken")
    assert code == 1, said
    assert "R1 FAIL" in said
    assert "lost=0 " not in said


@pytest.mark.long
@only_sqlite
@pytest.mark.skipif(not SERVER, reason="PostgreSQL's server programs are not installed")
def test_no_acknowledged_write_is_lost_when_the_whole_server_is_killed() -> None:
    code, said = kill_loop("--kills", "4", "--postgres")
    assert code == 0, said
    assert "R2 PASS kills=4" in said
