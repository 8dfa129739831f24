"""What a run keeps on disk: its set and its answer while it is under way, and the set as long as it may be repeated.

A folder counts only when it is whole: it is written beside, sealed with the digest of each of its files, and then
takes its name in one step. What a killed process left half written is never taken for a result.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from yimen.common.locks import held
from yimen.evidence.models import Run

SETS_KEPT = 24
"""So many sets of a county are kept for repeating a run, the newest: two years of monthly verifications."""
MANIFEST = "manifest.json"
SET, ANSWER, COUNTIES, LOCK = "set", "answer", "counties", "lock"
_CHUNK = 2**20


def folder(run: Run) -> Path:
    """Where a run under way keeps what it has finished; made when missing, for nobody but the server's account."""
    return _made(Path(settings.YIMEN_DATA) / "work" / f"run-{run.pk}")


def stage(run: Run, name: str, write: Callable[[Path], None]) -> tuple[Path, bool]:
    """(The stage's folder, whether it was there already): written by `write` unless it lies there whole."""
    final = folder(run) / name
    if whole(final):
        return final, True
    shutil.rmtree(final, ignore_errors=True)
    part = final.with_name(f"{name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    _made(part)
    write(part)
    digests = {path.name: file_digest(path) for path in sorted(part.iterdir())}
    (part / MANIFEST).write_text(json.dumps(digests), encoding="utf-8")
    for path in part.iterdir():
        _sync(path)
    part.rename(final)
    _sync(final.parent)
    return final, False


def whole(place: Path) -> bool:
    """Whether every file that was sealed is there, to the byte."""
    try:
        digests = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        return bool(digests) and all(file_digest(place / name) == digest for name, digest in digests.items())
    except (OSError, ValueError, AttributeError):
        return False


def forget(run: Run) -> None:
    """Removes what the run kept while it was under way, but for the lock that its holder still has."""
    for path in folder(run).iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != LOCK:
            path.unlink(missing_ok=True)


def set_file(run: Run) -> Path:
    """Where the set of a finished run is kept."""
    return _made(Path(settings.YIMEN_DATA) / "sets" / run.region_id) / f"run-{run.pk}.zip"


def keep_set(run: Run, written: Path) -> None:
    """Packs the set away to repeat the run from; of the county's older ones only the newest SETS_KEPT stay."""
    final = set_file(run)
    part = final.with_suffix(f".{os.getpid()}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(written.iterdir()):
            if path.name != MANIFEST:
                archive.write(path, path.name)
    part.chmod(0o600)
    _sync(part)
    part.rename(final)
    older = sorted(final.parent.glob("run-*.zip"), key=lambda path: int(path.stem.removeprefix("run-")))
    for path in older[:-SETS_KEPT]:
        path.unlink(missing_ok=True)


@contextmanager
def lock(run: Run) -> Iterator[IO[str] | None]:
    """The run's lock file, held; None while another process of this machine holds it.

    The kernel gives the lock free when its holder dies, however it dies. What stands in the file is the last holder.
    """
    with held(folder(run) / LOCK) as stream:
        yield stream


def holder(stream: IO[str]) -> str:
    """Who held the lock last, by his own words."""
    stream.seek(0)
    return stream.read()


def sign(stream: IO[str], token: str) -> None:
    """Writes into the lock who holds it now."""
    stream.seek(0)
    stream.truncate()
    stream.write(token)
    stream.flush()
    os.fsync(stream.fileno())


def file_digest(path: Path) -> str:
    """SHA-256 of the file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _made(place: Path) -> Path:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
