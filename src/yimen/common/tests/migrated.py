"""An empty database with every migration applied, made once for all tests and processes that need a new one.

The migrations take ten seconds or more; a copy takes none. The file is named for the digest of all migrations, so a
changed migration makes another.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings

KEPT = settings.ROOT / "build/migrated"


def digest(root: Path = settings.ROOT) -> str:
    """A digest of all migrations of ours and of the libraries they build on."""
    files = [*sorted(root.glob("src/yimen/**/migrations/*.py")), root / "requirements/dev.lock"]
    whole = hashlib.sha256(sys.version.encode())
    for file in files:
        whole.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def template() -> Path:
    """The file, made by `manage.py migrate` if it is not there yet; other processes wait meanwhile."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{digest()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            data = KEPT / "being-made"
            shutil.rmtree(data, ignore_errors=True)
            environment = {name: value for name, value in os.environ.items() if name != "YIMEN_DATABASE_URL"}
            environment |= {"YIMEN_DATA": str(data), "PYTHONPATH": str(settings.ROOT / "src")}
            command = [sys.executable, str(settings.ROOT / "manage.py"), "migrate", "--verbosity", "0"]
            subprocess.run(command, env=environment, check=True, timeout=600)
            for stale in KEPT.glob("*.sqlite3"):
                stale.unlink()
            (data / "yimen.sqlite3").rename(kept)
    return kept


def into(data: Path) -> None:
    """Puts a copy into a data folder, where a process of its own finds it."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy(template(), data / "yimen.sqlite3")


def fill(connection: sqlite3.Connection) -> None:
    """Copies it into an open database."""
    with closing(sqlite3.connect(template())) as source:
        source.backup(connection)
