"""How an event comes into the chain: in the transaction of the act it tells of, behind a locked head."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.utils import timezone

from . import clock, hashing, plain, seals
from .attest import digester, digests
from .canonical import json_bytes, utc_text
from .models import BatchPart, Event, Head, Schema

P = ParamSpec("P")
T = TypeVar("T")

PLATFORM = "000000000000"
"""Chain of what belongs to no county: the installation itself."""
ALGORITHM = 1
HEAD_COLUMNS = ("chain", "epoch", "seq", "hash", "last_at")
INLINE_ROWS = 100
"""Up to so many rows of one table stand in the event itself; more go into batch parts."""

MUTATIONS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {}
"""Full name of each registered service -> (function, kinds of its event: one of them it always records)."""

CHAIN = re.compile(r"[0-9]{12}")
KIND = re.compile(r"(?=.{3,64}$)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
CLOCK_TURNED = "ledger.clock_turned"
TICK = timedelta(microseconds=1)
# 公民身份号码 (GB 11643-1999): 17 digits with a date of birth, and a check character.
IDENTITY_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_counts: ContextVar["_Count | None"] = ContextVar("ledger_count", default=None)
_drift = clock.Drift()


class NothingRecorded(RuntimeError):
    """A service came to its end without the event it is registered with; its transaction is rolled back."""


class PersonalDataInFacts(ValueError):
    """An identity number was about to be written into the ledger in clear, where it could never be erased."""


def mutation(*kinds: str, composed: bool = False) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator for a service that changes something, registered with the kind of event that it records.

    The service runs in one transaction and must itself record an event of that kind (of one of them, where a decision
    goes one way or the other), else NothingRecorded is raised and all is rolled back. `composed=True`: the events of
    services that it calls count as well. A service that has nothing to change raises `Refused` instead of returning.
    For a move of a lifecycle the kind is its table's: `@ledger.mutation(ORDER.event("close"))`.
    """
    if not kinds:
        raise ValueError("mutation() needs the kind of the event that the service records")

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def recorded(*args: P.args, **kwargs: P.kwargs) -> T:
            with transaction.atomic(), _counting(composed) as count:
                result = function(*args, **kwargs)
                if count.kinds.isdisjoint(kinds):
                    name, wanted = f"{function.__module__}.{function.__qualname__}", "、".join(kinds)
                    raise NothingRecorded(f"{name} 没有留下登记的存证事件 {wanted}，已全部撤回")
                return result

        MUTATIONS[f"{function.__module__}.{function.__qualname__}"] = (recorded, kinds)
        return recorded

    return decorate


@dataclass
class _Count:
    composed: bool
    kinds: set[str] = field(default_factory=set)


@contextmanager
def _counting(composed: bool) -> Iterator[_Count]:
    outer, mine = _counts.get(), _Count(composed)
    token = _counts.set(mine)
    try:
        yield mine
    finally:
        _counts.reset(token)
    if outer is not None and outer.composed:
        outer.kinds |= mine.kinds


def record(
    *,
    chain: str,
    kind: str,
    by: Any = None,
    changed: Iterable[models.Model] = (),
    removed: Iterable[tuple[type[models.Model], Any]] = (),
    facts: Mapping[str, Any] | None = None,
    declared_at: datetime | date | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Event:
    """Return the event that now stands at the end of the chain, written in the caller's transaction.

    chain: code of the region (12 digits). kind: `room.what_happened`. by: who did it, None for the system.
    changed: every row that the act created or changed, after it was saved; each is read again from the database.
    removed: (model, primary key) of rows that were deleted, after they were. facts: JSON-able, no personal data.
    declared_at: what somebody says; when it was recorded only the server says (T01).

    Raises RuntimeError outside a transaction, LookupError for an object that is not stored, NotAttested for a table
    without attestation, PersonalDataInFacts, and LedgerTooShort when sealed events are missing.
    """
    groups: dict[type[models.Model], dict[Any, None]] = {}
    for thing in changed:
        groups.setdefault(thing._meta.concrete_model or type(thing), {})[thing.pk] = None
    rows, parts = _attest(groups, using)
    gone: dict[str, list[str]] = {}
    for model, key in removed:
        if model._base_manager.using(using).filter(pk=key).exists():
            raise LookupError(f"{model._meta.label} 中主键为 {key} 的行仍在，不能记为已删除")
        gone.setdefault(digester(model).label, []).append(str(key))
    body = event_body(kind=kind, by=by, facts=facts, declared_at=declared_at) | rows
    if gone:
        body["removed"] = gone
    return _append(chain=chain, kind=kind, body=body, parts=parts, using=using, about=groups)


def record_batch(
    *,
    chain: str,
    kind: str,
    by: Any = None,
    model: type[models.Model],
    rows: Iterable[Any],
    facts: Mapping[str, Any] | None = None,
    declared_at: datetime | date | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Event:
    """Return the one event for many rows of one table, as an import writes them: up to 1,000,000.

    rows: the saved objects, or their primary keys. The event carries how many they are and the digest over all their
    digests; these are kept in parts, so that a wrong row can be named. Errors as in `record`.
    """
    keys = dict.fromkeys(row.pk if isinstance(row, models.Model) else row for row in rows)
    attested, parts = _attest({model: keys}, using, inline=0)
    body = event_body(kind=kind, by=by, facts=facts, declared_at=declared_at) | attested
    return _append(chain=chain, kind=kind, body=body, parts=parts, using=using, about=[model])


Parts = list[tuple[str, int, bytes]]


def _attest(
    groups: Mapping[type[models.Model], Iterable[Any]], using: str, inline: int = INLINE_ROWS
) -> tuple[dict[str, Any], Parts]:
    """Return (what the event says of its rows, the batch parts). The digests are made before the chain is locked."""
    few: dict[str, Any] = {}
    many: dict[str, Any] = {}
    parts: Parts = []
    for model, keys in groups.items():
        how = digester(model, ALGORITHM)
        found = list(digests(model, keys, using))
        if len(found) <= inline:
            few[how.label] = {"schema": how.schema.hex(), "digests": {key: digest.hex() for key, digest in found}}
            continue
        size = hashing.ROWS_PER_PART
        bodies = [
            b"".join(hashing.pack_row(key, digest) for key, digest in found[start : start + size])
            for start in range(0, len(found), size)
        ]
        total = hashing.rows_digest([hashing.part_digest(body, ALGORITHM) for body in bodies], ALGORITHM)
        many[how.label] = {"schema": how.schema.hex(), "count": len(found), "digest": total.hex()}
        parts += [(how.label, number, body) for number, body in enumerate(bodies)]
    return {name: content for name, content in (("rows", few), ("batches", many)) if content}, parts


def schemas_of(about: Iterable[type[models.Model]]) -> dict[str, bytes]:
    """Digest -> body of the schemas by which rows of these models are digested."""
    return {how.schema.hex(): how.body for how in (digester(model, ALGORITHM) for model in about)}


def _keep(schemas: Mapping[str, bytes], using: str) -> None:
    kept = {digest for (digest,) in plain.rows(Schema, ("digest",), list(schemas), using)}
    new = [Schema(digest=digest, body=schemas[digest]) for digest in sorted(schemas.keys() - kept)]
    Schema.objects.using(using).bulk_create(new, ignore_conflicts=True)  # two may meet a new table at once


def event_body(
    *, kind: str, by: Any, facts: Mapping[str, Any] | None, declared_at: datetime | date | None
) -> dict[str, Any]:
    """Return what every event says; its rows are added by the caller."""
    if not KIND.fullmatch(kind):
        raise ValueError(f"事件种类 {kind!r} 应为 room.what_happened 的形式")
    body: dict[str, Any] = {"v": 1, "kind": kind, "by": "system" if by is None else f"user:{by.pk}"}
    if declared_at is not None:
        body["declared_at"] = declared_at
    if facts:
        body["facts"] = dict(facts)
        _refuse_identity_numbers(json_bytes(body["facts"]).decode())
    return body


def _refuse_identity_numbers(text: str) -> None:
    for number in IDENTITY_NUMBER.findall(text):
        total = sum(int(digit) * weight for digit, weight in zip(number, IDENTITY_WEIGHTS, strict=False))
        if "10X98765432"[total % 11] == number[-1].upper():
            raise PersonalDataInFacts("存证内容中有公民身份号码：个人信息只能放在声明为 personal_fields 的字段里")


def locked_head(chain: str, using: str, schemas: Mapping[str, bytes] | None = None) -> Head:
    """Return the head of the chain, locked until the transaction ends (SQLite: the transaction is IMMEDIATE).

    Its `latest_at` is when the last event of any chain was written that could tell of a row of this transaction,
    its `locked_at` the time when the lock was had.
    `schemas` (digest -> body) stand in the database when it returns: whether they did is asked in the same statement.
    """
    if not CHAIN.fullmatch(chain):
        raise ValueError(f"链的代码应为 12 位数字，现为 {chain!r}")
    if not transaction.get_connection(using).in_atomic_block:
        raise RuntimeError("存证必须与业务写入在同一事务中：请在 @ledger.mutation 的函数里记录")
    wanted, timed = schemas or {}, clock.server_clock(using)

    def ask() -> list[tuple[Any, ...]]:
        there = (Schema, list(wanted))
        return plain.rows(Head, HEAD_COLUMNS, [chain], using, lock=True, largest="last_at", there=there, clock=timed)

    found = ask()
    if not found:
        first = {"hash": hashing.genesis(chain), "last_at": clock.server_time(using)}
        Head.objects.using(using).get_or_create(chain=chain, defaults=first)  # two may begin a chain at once
        found = ask()
    *values, latest_at, kept, locked_at = found[0] if timed else (*found[0], timezone.now())
    if kept < len(wanted):
        _keep(wanted, using)
    head = Head.from_db(using, HEAD_COLUMNS, values)
    head.latest_at, head.locked_at = latest_at, locked_at
    return head


def _append(
    *, chain: str, kind: str, body: dict[str, Any], parts: Parts, using: str, about: Iterable[type[models.Model]]
) -> Event:
    head = locked_head(chain, using, schemas_of(about))
    seals.guard(head, using)
    return append(head=head, kind=kind, body=body, parts=parts, using=using)


def append(*, head: Head, kind: str, body: dict[str, Any], parts: Parts, using: str) -> Event:
    """Return the new last event of the chain whose head the caller has locked."""
    now = head.locked_at
    # Later than every event of every chain: a row that two chains speak of has one newest digest.
    last_at = max(head.last_at, head.latest_at)
    jump = _drift.jump(now, last_at)
    if jump is not None and head.seq:
        anomaly = event_body(kind=CLOCK_TURNED, by=None, facts={"milliseconds": jump // timedelta(milliseconds=1)},
                        declared_at=None)  # fmt: skip
        last_at = _write(head, CLOCK_TURNED, anomaly, max(now, last_at + TICK), using).at
    event = _write(head, kind, body, max(now, last_at + TICK), using)
    if parts:
        stored = (
            BatchPart(place=f"{event.place}/{label}/{number}", event=event, model=label, number=number, body=content)
            for label, number, content in parts
        )
        BatchPart.objects.using(using).bulk_create(stored, batch_size=20)
    count = _counts.get()
    if count is not None:
        count.kinds.add(kind)
    return event


def _write(head: Head, kind: str, body: dict[str, Any], at: datetime, using: str) -> Event:
    meta = json_bytes(body | {"at": utc_text(at)})
    leaf = hashing.leaf_hash(meta, ALGORITHM)
    prev, seq = bytes(head.hash), head.seq + 1
    link = hashing.link_hash(prev=prev, chain=head.chain, seq=seq, epoch=head.epoch, leaf=leaf, algorithm=ALGORITHM)
    event = Event(
        place=f"{head.chain}:{seq}",
        chain=head.chain, seq=seq, epoch=head.epoch, algorithm=ALGORITHM, at=at, kind=kind, by=body["by"],
        meta=meta, prev=prev, leaf=leaf, hash=link,
    )  # fmt: skip
    plain.create(event, using)
    head.seq, head.hash, head.last_at = seq, link, at
    moved = {"epoch": head.epoch, "seq": seq, "hash": link, "last_at": at}
    plain.change(Head, {"chain": head.chain}, moved, using)
    return event
