"""Rows of a batch into our tables: begun, taken in chunk by chunk, ended. Whatever cuts it off, each row is in once."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from yimen.cases.imports import Shape
from yimen.cases.insertion import insert
from yimen.cases.sorting import Sorted
from yimen.common.errors import Conflict
from yimen.exchange import services as exchange
from yimen.exchange.layout import Layout
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.exchange.states import BATCH, READING
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User

COUNTED = {"new": "新增", "completed": "补全", "same": "未变", "refused": "退回"}


class Lost(Conflict):
    """Somebody else goes on with the batch, or it was stopped: whoever held it writes nothing more."""


@ledger.mutation(BATCH.event("read"))
def begin_reading(*, by: User, batch: ImportBatch, layout: Layout) -> ImportBatch:
    """The planned batch, to be read by the layout that a person settled, which is remembered as a recipe.

    Of two who settle it at once exactly one succeeds. Errors: Conflict.
    """
    recipe = exchange.remember_recipe(
        by=by, region=batch.region, department=batch.department, kind=batch.kind, layout=layout
    )
    mapping = {name: taken.heading for name, taken in layout.fields.items()}
    return advance(batch, "read", by=by, chain=batch.region_id, recipe=recipe, mapping=mapping, seen_at=timezone.now())


@ledger.mutation(BATCH.event("read"))
def read_again(*, by: User, batch: ImportBatch) -> ImportBatch:
    """The batch whose reading stopped, to be gone on with behind the last row that was settled. Errors: Conflict."""
    return advance(batch, "read", by=by, chain=batch.region_id, failure="", seen_at=timezone.now())


@ledger.mutation(BATCH.event("resume"))
def resume(*, batch: ImportBatch) -> ImportBatch:
    """The batch, taken up again because whoever read it is dead."""
    facts = {"rows": batch.rows_read}
    ImportBatch.objects.filter(pk=batch.pk).update(resumed=F("resumed") + 1, seen_at=timezone.now())
    return advance(batch, "resume", by=None, chain=batch.region_id, facts=facts)


@ledger.mutation(BATCH.event("stop"))
def stop(*, batch: ImportBatch, failure: str, by: User | None = None) -> ImportBatch:
    """The batch, no longer read, with the reason; the rows that are in stay in."""
    return advance(batch, "stop", by=by, chain=batch.region_id, failure=failure[:300])


def announce(batch: ImportBatch, total: int) -> None:
    """Keeps how many rows the file has, for the page; a sign of life besides."""
    ImportBatch.objects.filter(pk=batch.pk).update(rows_total=total, seen_at=timezone.now())
    batch.rows_total = total


@ledger.mutation("cases.imported")
def take_rows(*, batch: ImportBatch, shape: Shape, rows: Sorted) -> ImportBatch:
    """The batch with the next rows of its file settled, in one transaction and one event a table.

    How far the batch is moves on in the same transaction, from where the caller saw it: so no row is taken twice,
    whoever else reads. Errors: Lost when the batch is further by now, or is not being read.
    """
    batch = _moved_on(batch, rows)
    chain, by = batch.region_id, batch.uploaded_by
    if rows.new:
        _insert(shape, batch, rows)
    for row in rows.refused:
        row.batch = batch
    if rows.refused:
        RefusedRow.objects.bulk_create(rows.refused, batch_size=1_000)
        ledger.record_batch(chain=chain, kind="cases.imported", by=by, model=RefusedRow, rows=rows.refused)
    if rows.completed:
        shape.model._default_manager.bulk_update(rows.completed, sorted(shape.completes), batch_size=200)
        ledger.record_batch(chain=chain, kind="cases.completed", by=by, model=shape.model, rows=rows.completed)
    if corrected := rows.corrected():
        exchange.mark_corrected(by=by, batch=batch, lines=corrected)
    facts = {"file": batch.digest, "way": batch.way, "token": batch.token_id, **rows.counts}
    ledger.record(chain=chain, kind="cases.imported", by=by, changed=[batch], facts=facts)
    return batch


def _moved_on(batch: ImportBatch, rows: Sorted) -> ImportBatch:
    wrong = len(rows.refused)
    mine = ImportBatch.objects.filter(pk=batch.pk, status=READING, rows_read=batch.rows_read)
    moved = mine.update(
        rows_read=F("rows_read") + rows.read,
        rows_refused=F("rows_refused") + wrong,
        rows_accepted=F("rows_accepted") + rows.read - wrong,
        plan={name: batch.plan.get(name, 0) + n for name, n in rows.counts.items()},
        seen_at=timezone.now(),
    )
    if moved != 1:
        raise Lost("这一批已由另一个进程接着读入，或已被中断。")
    return ImportBatch.objects.select_related("region", "department", "uploaded_by", "recipe").get(pk=batch.pk)


def _insert(shape: Shape, batch: ImportBatch, rows: Sorted) -> None:
    table = shape.model._default_manager
    last = table.order_by("-pk").values_list("pk", flat=True).first() or 0
    insert(shape.model, rows.new, batch_id=batch.pk)
    keys = table.filter(batch=batch, pk__gt=last).order_by("pk").values_list("pk", flat=True)
    by = batch.uploaded_by
    ledger.record_batch(chain=batch.region_id, kind="cases.imported", by=by, model=shape.model, rows=keys)


@ledger.mutation(BATCH.event("apply"))
def finish(*, batch: ImportBatch) -> ImportBatch:
    """The batch, wholly read; a file without a row is a report that there was none (零报告)."""
    plan: dict[str, Any] = {name: batch.plan.get(name, 0) for name in COUNTED}
    facts = {"file": batch.digest, "rows": batch.rows_read, **plan}
    return advance(batch, "apply", by=None, chain=batch.region_id, facts=facts, plan=plan)
