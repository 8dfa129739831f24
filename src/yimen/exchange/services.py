"""Verbs of exchange: keeping files under their digest, opening batches, keeping what was refused."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import mask_within
from yimen.exchange.mapping import Fault
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.exchange.sheets import shown_name
from yimen.exchange.states import BATCH
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User


def keep_file(content: bytes) -> str:
    """The SHA-256 (hexadecimal) under which the bytes are kept; the same bytes are kept once and never replaced."""
    digest = hashlib.sha256(content).hexdigest()
    path = kept_at(digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest


def kept_at(digest: str) -> str:
    """Where a kept file lies in the store."""
    return f"sha256/{digest[:2]}/{digest}"


def kept_file(digest: str) -> bytes:
    """The bytes kept under a digest. Errors: Refused when they are gone or no longer have that digest."""
    with default_storage.open(kept_at(digest)) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused("原始文件的内容与登记的摘要不符，已停止处理：请告知系统管理员核对文件库。")
    return content


@ledger.mutation("exchange.batch_opened")
def open_batch(
    *,
    by: User | None,
    region: Region,
    kind: str,
    name: str,
    content: bytes,
    encoding: str = "",
    sheet: str = "",
    heading_line: int = 1,
    mapping: dict[str, str] | None = None,
    department: Department | None = None,
    corrects: ImportBatch | None = None,
) -> ImportBatch:
    """A batch for a file that was read but not yet taken in; its bytes are kept."""
    batch = ImportBatch.objects.create(
        region=region,
        department=department,
        kind=kind,
        file_name=shown_name(name),
        digest=keep_file(content),
        size=len(content),
        encoding=encoding,
        sheet=sheet[:100],
        heading_line=heading_line,
        mapping=mapping or {},
        corrects=corrects,
        uploaded_by=by,
        **begin(BATCH, by=by),
    )
    facts = {"kind": kind, "digest": batch.digest}
    ledger.record(chain=region.pk, kind="exchange.batch_opened", by=by, changed=[batch], facts=facts)
    return batch


@ledger.mutation("exchange.batch_planned")
def plan_batch(*, by: User | None, batch: ImportBatch, mapping: dict[str, str], plan: dict[str, Any]) -> ImportBatch:
    """The batch with its columns settled and the plan of what it would change."""
    batch.mapping, batch.plan = mapping, plan
    batch.save(update_fields=["mapping", "plan"])
    ledger.record(chain=batch.region_id, kind="exchange.batch_planned", by=by, changed=[batch])
    return batch


@ledger.mutation("exchange.refused_rows_taken")
def note_download(*, by: User, batch: ImportBatch) -> None:
    """Nothing; the ledger keeps who took the refused rows of a batch, which may hold personal data in clear."""
    ledger.record(chain=batch.region_id, kind="exchange.refused_rows_taken", by=by, facts={"batch": batch.pk})


@ledger.mutation(BATCH.event("discard"))
def discard(*, by: User, batch: ImportBatch) -> ImportBatch:
    """The batch, given up: nothing of it was taken in, its file stays kept."""
    return advance(batch, "discard", by=by, chain=batch.region_id)


@ledger.mutation("exchange.rows_refused")
def refuse_rows(
    *, by: User | None, batch: ImportBatch, rows: Iterable[tuple[Sequence[str], Sequence[str], Fault]]
) -> int:
    """How many rows were kept as refused; each is (headings, cells, the first fault)."""
    kept = RefusedRow.objects.bulk_create(
        [
            RefusedRow(
                batch=batch,
                line=fault.line,
                column=(fault.heading or fault.column)[:100],
                value=fault.value[:500],
                reason=mask_within(fault.reason)[:300],
                remedy=fault.remedy[:300],
                cells={name: cell for name, cell in zip(headings, cells, strict=False) if cell},
            )
            for headings, cells, fault in rows
        ],
        batch_size=1000,
    )
    if kept:
        ledger.record_batch(chain=batch.region_id, kind="exchange.rows_refused", by=by, model=RefusedRow, rows=kept)
    else:
        ledger.record(chain=batch.region_id, kind="exchange.rows_refused", by=by, facts={"rows": 0})
    return len(kept)


@ledger.mutation("exchange.rows_corrected")
def mark_corrected(*, by: User | None, batch: ImportBatch, lines: Iterable[int]) -> int:
    """How many refused rows of the batch that this one corrects are now settled by it."""
    wanted = sorted(set(lines))
    rows = []
    for start in range(0, len(wanted), 800):
        some = wanted[start : start + 800]
        rows += list(RefusedRow.objects.filter(batch=batch.corrects, line__in=some, corrected_in__isnull=True))
    for row in rows:
        row.corrected_in = batch
    RefusedRow.objects.bulk_update(rows, ["corrected_in"], batch_size=500)
    ledger.record(chain=batch.region_id, kind="exchange.rows_corrected", by=by, changed=rows, facts={"rows": len(rows)})
    return len(rows)


@ledger.mutation(BATCH.event("apply"))
def finish(
    *, by: User | None, batch: ImportBatch, read: int, accepted: int, refused: int, effective_on: date | None = None
) -> ImportBatch:
    """The batch, taken in, with its counts; rows read are rows accepted and rows refused."""
    if read != accepted + refused:
        raise ValueError(f"{read} rows read, {accepted} accepted and {refused} refused do not add up")
    return advance(
        batch,
        "apply",
        by=by,
        chain=batch.region_id,
        rows_read=read,
        rows_accepted=accepted,
        rows_refused=refused,
        effective_on=effective_on or timezone.localdate(),
    )
