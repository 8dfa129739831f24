"""What the benchmarks share: a fresh database in a temporary folder, and a free port."""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def fresh() -> Iterator[Path]:
    """The folder of a new installation: SQLite with the schema in it, settings pointing there."""
    folder = Path(tempfile.mkdtemp(prefix="yimen-benchmark-"))
    os.environ.update(YIMEN_DATA=str(folder), YIMEN_DEMONSTRATION="1", DJANGO_SETTINGS_MODULE="yimen.config.settings")
    os.environ.pop("YIMEN_DATABASE_URL", None)
    sys.path.insert(0, str(ROOT / "src"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
