"""热存: keeps each county's answer of the last run, so that of a set only counties whose rows changed are asked again.

An answer is found by a key over all that it depends on: the county's rows, the engine's own files, parameters and
period. Every file of it lies there with its digest; what is damaged, or half written when a process was killed, is as
if it were not there. Row digests are told apart by a number that only the store knows; they guard against change, not
against somebody who holds the store and forges rows to fit (for that, a run without a store is the proof).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from yimen.verify import refusals
from yimen.verify.contract import InputError
from yimen.verify.extents import digest_of
from yimen.verify.parting import Standing

FOLDER = Path(__file__).parent
PROGRAM = ("*.py", "sql/*.sql", "rules/*.sql", "data/*")
"""The files that an answer depends on."""

ENTRY, SEAL = "entry.json", "seal"
"""In the folder of an answer: where its rows stood and the digests of its files; and the digest of that."""


@dataclass(frozen=True)
class Entry:
    """What is kept of one county: the folder of its answer, and where its rows stand in this run."""

    folder: Path
    laid: Mapping[str, Standing]

    def take(self) -> dict[str, int] | None:
        """By how many lines the rows of each table moved since; None where no answer lies there whole to the byte.

        Only tables of which something was set aside: its lines move with the rows. Where those stand in another order
        now, the answer does not hold.
        """
        try:
            body = (self.folder / ENTRY).read_bytes()
            if hashlib.sha256(body).hexdigest() != (self.folder / SEAL).read_text(encoding="utf-8"):
                return None
            entry = json.loads(body)
            if any(digest_of(self.folder / name) != digest for name, digest in entry["files"].items()):
                return None
        except (OSError, ValueError):
            return None
        moved = {}
        for name in {Path(row.file).stem for row in refusals.kept_in(self.folder / "refused.csv")}:
            first, placed = entry["places"][name]
            if placed != _placed(self.laid[name]):
                return None
            moved[name] = self.laid[name].first - first
        return moved

    def keep(self, answer: Path) -> None:
        """Keeps the answer that lies finished in this folder."""
        entry = {
            "places": {name: [one.first, _placed(one)] for name, one in self.laid.items()},
            "files": {path.name: digest_of(path) for path in sorted(answer.iterdir()) if path.is_file()},
        }
        body = json.dumps(entry, ensure_ascii=False).encode()
        (answer / ENTRY).write_bytes(body)
        (answer / SEAL).write_text(hashlib.sha256(body).hexdigest(), encoding="utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)
        answer.rename(self.folder)  # now it counts


class Store:
    """A folder of answers and extents. One run at a time holds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers, self.coming = folder / "answers", folder / "coming"
        shutil.rmtree(self.coming, ignore_errors=True)  # half written when a process was killed
        for each in (self.answers, self.coming, folder / "extents"):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.salt = _salt(folder / "salt")

    def entry(self, laid: Mapping[str, Standing], meta: Mapping[str, Any], options: Mapping[str, Any]) -> Entry:
        """The entry of a county with these rows under these conditions, whether an answer lies there or not."""
        rows = {name: [one.rows, str(one.total), sorted(one.shapes)] for name, one in laid.items()}
        asked = {name: options.get(name) for name in ("parameters", "estimates")}
        told = json.dumps([program(), duckdb.__version__, asked, dict(meta), rows], sort_keys=True, default=str)
        return Entry(self.answers / hashlib.sha256(told.encode()).hexdigest(), laid)

    def keep_only(self, entries: Collection[Entry]) -> None:
        """Drops what no county of the set was answered from."""
        wanted = {entry.folder for entry in entries}
        for path in self.answers.iterdir():
            if path not in wanted:
                shutil.rmtree(path)

    def extents(self, table: str) -> Path | None:
        """The extents kept of the table, whole; None where there are none."""
        path = self._extents(table)
        with suppress(OSError):
            if digest_of(path) == path.with_suffix(".sha256").read_text(encoding="utf-8"):
                return path
        return None

    def keep_extents(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Keeps what stands in table extent_TABLE now instead of what was kept before."""
        path = self._extents(table)
        part = path.with_suffix(".part")
        place = str(part).replace("'", "''")
        connection.execute(f"COPY extent_{table} TO '{place}' (FORMAT parquet, COMPRESSION zstd)")
        digest = digest_of(part)
        part.rename(path)
        path.with_suffix(".sha256").write_text(digest, encoding="utf-8")

    def _extents(self, table: str) -> Path:
        return self.folder / "extents" / f"{table}.parquet"


@contextmanager
def opened(folder: Path | None) -> Iterator[Store | None]:
    """The store in the folder, held until the end; None without one. Raises InputError while another run holds it."""
    if folder is None:
        yield None
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "held").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(f"{folder}：热存正被另一次核验使用，请等它结束，或换一个文件夹") from error
        yield Store(folder)


@lru_cache(maxsize=1)
def program() -> str:
    """Digest of the engine itself: its code, SQL, rules and lists."""
    files = sorted(path for pattern in PROGRAM for path in FOLDER.glob(pattern))
    return hashlib.sha256("".join(path.name + digest_of(path) for path in files).encode()).hexdigest()


def _placed(one: Standing) -> str:
    """The same for the same rows in the same order, from whichever line of the file on."""
    return str(one.placed - one.first * one.total)


def _salt(path: Path) -> str:
    with suppress(FileExistsError), path.open("x", encoding="utf-8") as stream:
        stream.write(secrets.token_hex(16))
    return path.read_text(encoding="utf-8")
