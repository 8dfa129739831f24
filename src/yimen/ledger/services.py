"""存证: the verbs of the ledger. Every room's services record here, in their own transaction."""

import json
import logging
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from yimen.common.errors import Refused

from . import hashing, queries, seals
from .attest import NotAttested, attested_models
from .canonical import from_utc_text, utc_text
from .clock import server_time
from .code import code_digest
from .models import Attested, AttestedPersonal, Event, Head, Seal, new_salt
from .recording import (
    ALGORITHM,
    MUTATIONS,
    PLATFORM,
    NothingRecorded,
    PersonalDataInFacts,
    append,
    event_body,
    locked_head,
    mutation,
    record,
    record_batch,
)
from .seals import LedgerTooShort, Note

__all__ = [
    "ALGORITHM", "MUTATIONS", "PLATFORM", "Attested", "AttestedPersonal", "LedgerTooShort", "NotAttested",
    "NothingRecorded", "PersonalDataInFacts", "attested_models", "mutation", "new_salt", "note", "open_epoch",
    "record", "record_batch", "seal", "startup_check",
]  # fmt: skip

log = logging.getLogger(__name__)

STARTED = "ledger.started"
EPOCH_OPENED = "ledger.epoch_opened"
SEAL_ADOPTED = "ledger.seal_adopted"


@mutation("ledger.noted")
def note(*, chain: str, text: str, by: Any) -> Event:
    """Return the event of an officer's note (记事): a sentence that shall stand in the ledger, no personal data."""
    text = text.strip()
    if not 1 <= len(text) <= 500:
        raise Refused("记事应有 1 至 500 个字")
    return record(chain=chain, kind="ledger.noted", by=by, facts={"text": text})


def seal(*, chain: str, using: str = DEFAULT_DB_ALIAS) -> Note | None:
    """Return the signed head (封存头) over all events of the chain; None when the chain has no event.

    The note is on disk outside the database before the database commits it. Nothing new since the last seal: that
    one is returned. Raises LedgerTooShort when the chain does not continue the last seal; a seal never covers up.
    """
    adopt_last_seal(chain=chain, using=using)
    with transaction.atomic(using=using):
        head = Head.objects.using(using).select_for_update().filter(chain=chain).first()
        if head is None or not head.seq:
            return None
        seals.guard(head, using)
        previous = seals.latest(chain)
        if previous is not None and (previous.epoch, previous.size) == (head.epoch, head.seq):
            return previous
        tree = _tree_of(head, previous, using)
        at = max(server_time(using), head.last_at)
        fresh = seals.write_note(head=head, root=tree.root(), previous=previous, code=code_digest(), at=utc_text(at))
        seals.append(fresh)
        _keep(fresh, tree, using)
        return fresh


def _keep(note_: Note, tree: hashing.Tree, using: str) -> None:
    Seal.objects.using(using).create(
        place=seals.place(note_), chain=note_.chain, epoch=note_.epoch, size=note_.size,
        at=from_utc_text(note_.time), note=note_.text, peaks=tree.peaks,
    )  # fmt: skip


def _tree_of(head: Head, previous: Note | None, using: str) -> hashing.Tree:
    """Return the Merkle tree over the whole chain, taken up from the last seal; every new link is recomputed."""
    start, link = hashing.Tree(), hashing.genesis(head.chain)
    if previous is not None and previous.epoch == head.epoch:
        stored = Seal.objects.using(using).filter(place=seals.place(previous)).first()
        if stored is not None:
            start, link = hashing.Tree(previous.size, bytes(stored.peaks)), previous.head
            if start.root() != previous.root:
                raise LedgerTooShort(f"{head.chain} 的封存记录与封存文件不符，暂停封存：请运行 manage.py ledger verify")
    events = Event.objects.using(using).filter(chain=head.chain, seq__gt=start.size).order_by("seq")
    for seq, epoch, algorithm, meta, leaf in events.values_list("seq", "epoch", "algorithm", "meta", "leaf").iterator(
        chunk_size=2000
    ):
        leaf = hashing.leaf_hash(bytes(meta), algorithm)
        link = hashing.link_hash(prev=link, chain=head.chain, seq=seq, epoch=epoch, leaf=leaf, algorithm=algorithm)
        start.add(leaf)
    if link != bytes(head.hash) or start.size != head.seq:
        raise LedgerTooShort(f"{head.chain} 的事件链与账本头不符，暂停封存：请运行 manage.py ledger verify")
    return start


def adopt_last_seal(*, chain: str, using: str = DEFAULT_DB_ALIAS) -> Event | None:
    """Return the event by which the newest note of the heads file was taken into the database; None if it was there.

    The power may fail between the file and the database. The note is signed and is checked against the chain; that
    it had to be taken over is itself recorded.
    """
    last = seals.latest(chain)
    if last is None or Seal.objects.using(using).filter(place=seals.place(last)).exists():
        return None
    with transaction.atomic(using=using):
        head = locked_head(chain, using)
        seals.guard(head, using)
        if head.epoch != last.epoch:
            return None
        seals.check_signature(last, seals.public_key())
        tree = hashing.Tree()
        events = Event.objects.using(using).filter(chain=chain, seq__lte=last.size).order_by("seq")
        for leaf in events.values_list("leaf", flat=True).iterator(chunk_size=2000):
            tree.add(bytes(leaf))
        if tree.size != last.size or tree.root() != last.root:
            raise LedgerTooShort(f"{chain} 的事件链与封存文件不符，暂停写入：请运行 manage.py ledger verify")
        _keep(last, tree, using)
        body = event_body(kind=SEAL_ADOPTED, by=None, facts={"size": last.size, "note": last.digest}, declared_at=None)
        return append(head=head, kind=SEAL_ADOPTED, body=body, parts=[], using=using)


def open_epoch(*, chain: str, reason: str, by: Any, using: str = DEFAULT_DB_ALIAS) -> Event:
    """Return the event that opens the next epoch (纪元) after a restore: it names what was sealed and is lost.

    Raises Refused when nothing is missing: an epoch is no way to tidy up.
    """
    reason = reason.strip()
    if len(reason) < 5:
        raise Refused("请写明开启新纪元的原因（至少 5 个字），它将永久留在账本里")
    with transaction.atomic(using=using):
        head = locked_head(chain, using)
        last = seals.latest(chain)
        try:
            seals.guard(head, using)
        except LedgerTooShort:
            pass
        else:
            raise Refused("账本与已封存的账本头相符，无须开启新纪元")
        if last is None or head.seq >= last.size:
            raise Refused("账本未短于封存头而内容不符：这是篡改而非恢复，不能以新纪元掩盖，请保全现场并报告")
        facts = {
            "reason": reason, "lost_from": head.seq + 1, "lost_to": last.size, "sealed_at": last.time,
            "note": last.digest,
        }  # fmt: skip
        head.epoch += 1
        body = event_body(kind=EPOCH_OPENED, by=by, facts=facts, declared_at=None)
        return append(head=head, kind=EPOCH_OPENED, body=body, parts=[], using=using)


def startup_check(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return one sentence for each chain that may not be written to; the serve command prints them at start.

    A write is refused by `record` itself, in every process; this only says so early. Takes over a last seal that a
    power cut kept out of the database, and records a start with changed code or settings (T31).
    """
    for chain in queries.chains(using):
        try:
            adopt_last_seal(chain=chain, using=using)
        except (LedgerTooShort, seals.BadNote) as error:
            log.error("%s", error)
    refused = queries.refusals(using)
    if not refused:
        _record_start(using)
    return refused


def _record_start(using: str) -> None:
    code = code_digest()
    with transaction.atomic(using=using):
        last = Event.objects.using(using).filter(chain=PLATFORM, kind=STARTED).order_by("-seq").first()
        if last is None or json.loads(bytes(last.meta))["facts"]["code"] != code:
            record(chain=PLATFORM, kind=STARTED, facts={"code": code}, using=using)
