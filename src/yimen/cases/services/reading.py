"""Reading a batch to its end, chunk by chunk, in whatever process; whoever comes after a killed one goes on.

The file is gone through twice: once to see that all of it can be read, how many rows it has and which numbers stand in
it more than once; then to take its rows. So a file that is broken in the middle is refused before a row of it is in.
"""

import logging
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice, pairwise
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from yimen.cases import intake
from yimen.cases.services import storing
from yimen.cases.services.opening import KINDS, Columns, departments_of, reopened
from yimen.cases.sorting import Sorter, mark_of
from yimen.common import locks
from yimen.common import services as store
from yimen.common.errors import Conflict, Refused
from yimen.exchange import queries as handed
from yimen.exchange import sheets, streaming
from yimen.exchange.layout import Layout, Taken
from yimen.exchange.models import ImportBatch
from yimen.exchange.sheets import Row
from yimen.exchange.states import READING

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 5_000
"""Rows of one transaction: a page that writes waits no longer than these take."""
TRIES = 5
SILENT = timedelta(minutes=2)
"""Without a sign of life for so long, a batch is taken up by another machine; on the same one the lock says it."""
BROKEN = "读入程序出错，已读入的行都在。请把批次编号告诉系统管理员查看日志，修复后在本页继续读入。"
_PARTS = 256


@dataclass(frozen=True)
class Source:
    """来源: the rows of a batch's file, which can be gone through more than once, and how they are read."""

    columns: Columns
    batch: ImportBatch

    def rows(self) -> Iterator[Row]:
        """Every row, of separated text without holding more than one. Errors: Refused."""
        if self.columns.sheet.partial:
            path = store.kept_path(self.batch.digest)
            return streaming.rows(self.batch.file_name, path, self.columns.sheet)
        return iter(self.columns.sheet.rows)

    def chunks(self, first: int = 0, after: int | None = None) -> Iterator[list[Row]]:
        """The rows from one place (from 0) to before another, ROWS_AT_ONCE at a time."""
        rows = islice(self.rows(), first, after)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            yield chunk


@dataclass(frozen=True)
class Survey:
    """What a first look through the file found: its rows, and marks of the numbers that may stand in it twice."""

    total: int
    repeated: frozenset[int]


def carry_on(batch: ImportBatch) -> ImportBatch:
    """The batch, wholly read, or stopped with the reason; one that is not being read comes back as it is.

    Errors: Conflict while another process of this machine reads it; OperationalError while the database stays busy.
    """
    with locks.held(_lock(batch)) as stream:
        if stream is None:
            raise Conflict("这一批正由另一个进程读入。")
        batch = _afresh(batch)
        if batch.status != READING:
            return batch
        stream.write("x")  # who finds the lock free and this in it knows that its holder was of this machine, and died
        stream.flush()
        try:
            return _read(storing.resume(batch=batch) if batch.rows_total else batch)
        except storing.Lost:
            log.warning("batch %s is read by somebody else, or was stopped", batch.pk)
            return _afresh(batch)
        except Refused as refused:
            return storing.stop(batch=_afresh(batch), failure=str(refused))
        except OperationalError:
            raise
        except Exception:
            log.exception("batch %s", batch.pk)
            return storing.stop(batch=_afresh(batch), failure=BROKEN)


def abandoned() -> list[ImportBatch]:
    """The batches being read that nobody reads any more."""
    found = []
    for batch in ImportBatch.objects.filter(status=READING, kind__in=KINDS.values()):
        with locks.held(_lock(batch)) as stream:
            silent = batch.seen_at is None or timezone.now() - batch.seen_at > SILENT
            if stream is not None and (silent or _lock(batch).stat().st_size):
                found.append(batch)
    return found


def source_of(batch: ImportBatch) -> Source:
    """The batch's file, opened again from its kept bytes, and read as was settled. Errors: Refused."""
    opened = reopened(batch)
    sheet = opened.sheet
    if sheet.partial and not streaming.separated(batch.file_name):
        known = intake.hoped_for(opened.shape, [layout_of(batch)])
        whole = sheets.read(batch.file_name, store.kept_file(batch.digest), known=known)
        sheet = next(each for each in whole if each.name == sheet.name)
    code = batch.department.code if batch.department else ""
    return Source(Columns(opened.shape, sheet, layout_of(batch), code), batch)


def layout_of(batch: ImportBatch) -> Layout:
    """How the batch's columns are read: by its recipe, else as they were matched when it came."""
    if batch.recipe is not None:
        return handed.layout_of(batch.recipe)
    return Layout(tuple(Taken(heading, field) for field, heading in batch.mapping.items()))


def _read(batch: ImportBatch) -> ImportBatch:
    store.check_kept(batch.digest)
    source = source_of(batch)
    found = survey(source)
    storing.announce(batch, found.total)
    shape, departments = source.columns.shape, departments_of(None, batch.region, batch.department)
    sorter = Sorter(shape, batch.region, departments, found.repeated)
    if found.repeated:
        for chunk in source.chunks(after=batch.rows_read):
            sorter.note(source.columns.cells(chunk))
    for chunk in source.chunks(first=batch.rows_read):
        batch = _take(batch, source.columns, sorter, chunk)
    return storing.finish(batch=batch)


def _take(batch: ImportBatch, columns: Columns, sorter: Sorter, chunk: list[Row]) -> ImportBatch:
    """The batch with the chunk taken. Where another import brings the same numbers just now, sorted once more."""
    for turn in range(TRIES):
        found = columns.sorted(chunk, sorter, corrects=batch.corrects_id is not None)
        try:
            return storing.take_rows(batch=batch, shape=columns.shape, rows=found)
        except (IntegrityError, OperationalError):
            if turn == TRIES - 1:
                raise
    raise AssertionError("the last turn answers or raises")


def survey(source: Source) -> Survey:
    """What the file holds. Errors: Refused, naming the line, when some of it cannot be read."""
    columns, total = source.columns, 0
    places = columns.layout.places(columns.sheet)
    wanted = [(name, places[name][0]) for name in (columns.shape.key_column.name, intake.DEPARTMENT) if name in places]
    fixed = {intake.DEPARTMENT: columns.code}
    parts = [array("q") for _ in range(_PARTS)]
    for row in source.rows():
        total += 1
        mark = mark_of(columns.shape, {**fixed, **{name: row.cells[place] for name, place in wanted}})
        parts[mark % _PARTS].append(mark)
    return Survey(total, frozenset(chain.from_iterable(map(_repeated, parts))))


def _repeated(marks: "array[int]") -> Iterator[int]:
    # Eight bytes a row and part by part: a set of all numbers of ten million rows would need a gigabyte.
    ordered = sorted(marks)
    return (mark for mark, following in pairwise(ordered) if mark == following)


def _lock(batch: ImportBatch) -> Path:
    return Path(settings.YIMEN_DATA) / "work" / f"batch-{batch.pk}.lock"


def _afresh(batch: ImportBatch) -> ImportBatch:
    """The batch as it stands in the database: what was rolled back still stands in the object."""
    return ImportBatch.objects.select_related("region", "department", "uploaded_by", "recipe").get(pk=batch.pk)
