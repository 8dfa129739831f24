"""A hall's afternoon through which PostgreSQL is really stopped and started, then killed: no number is lost (long)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

SERVER = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="runs once, with the tests on SQLite"),
    pytest.mark.skipif(not SERVER, reason="PostgreSQL's server programs are not installed"),
]


def afternoon(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    """(0 when nothing was lost, what was said) of `ops/chaos/hall_day.py`."""
    script = Path(settings.ROOT) / "ops" / "chaos" / "hall_day.py"
    environment = {name: value for name, value in os.environ.items() if name != "YIMEN_DATABASE_URL"}
    environment["YIMEN_DATA"] = str(tmp_path)
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr[-2000:]


def test_kiosk_windows_and_board_go_on_while_the_database_restarts_and_no_number_is_lost(tmp_path: Path) -> None:
    code, said = afternoon(tmp_path)
    assert code == 0, said
    assert "PASS" in said and "outages=2" in said and "wrong=0" in said
    assert " spare=0 " not in said and " done=0 " not in said and " refused=0 " not in said


def test_a_kiosk_that_forgets_what_it_gave_out_by_itself_would_be_found_out(tmp_path: Path) -> None:
    """The negative control: the afternoon must be able to fail."""
    code, said = afternoon(tmp_path, "--seconds", "3", "--forgetful")
    assert code == 1, said
    assert "spare and lost: " in said and "printed and lost" not in said
