"""搁置: what was set aside, in a file from the first row on, so that millions of refusals cost no memory."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from yimen.verify.contract import Refusal


class Refusals:
    """Refusals in the order in which they were found. The file goes when nobody holds them any more."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._count = 0

    def add(self, rows: Iterable[Refusal]) -> None:
        """Puts the rows behind those that are there."""
        left = iter(rows)
        first = next(left, None)
        if first is None:
            return  # most sets are clean: no file for those
        with self._file().open("a", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            for row in chain([first], left):
                writer.writerow(row)
                self._count += 1

    def _file(self) -> Path:
        if self._path is None:
            handle, name = tempfile.mkstemp(suffix=".csv", prefix="refused-")
            os.close(handle)
            self._path = Path(name)
            weakref.finalize(self, self._path.unlink, missing_ok=True)
        return self._path

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Refusal]:
        if self._path is not None:
            yield from _rows(self._path)  # from here, so that the file stays as long as somebody reads it

    def write(self, path: Path) -> Path:
        """The path, where all of them stand now as CSV with a heading."""
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerow(Refusal._fields)
            if self._path is not None:
                with self._path.open(encoding="utf-8", newline="") as kept:
                    shutil.copyfileobj(kept, stream)
        return path


def kept_in(path: Path) -> Iterator[Refusal]:
    """The refusals of a file that `Refusals.write` wrote, one at a time."""
    return islice(_rows(path), 1, None)


def _rows(path: Path) -> Iterator[Refusal]:
    with path.open(encoding="utf-8", newline="") as stream:
        for file, line, column, value, reason, remedy in csv.reader(stream):
            yield Refusal(file, int(line) if line.isdecimal() else None, column, value, reason, remedy)
