"""Ways to falsify the database, as somebody who owns it would: triggers off, edit, triggers on."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from yimen.ledger import guards, hashing, seals
from yimen.ledger.attest import attested_models
from yimen.ledger.models import BatchPart, Event, Head, Schema, Seal

LEDGER = (Event, BatchPart, Schema, Seal, Head)


@dataclass(frozen=True)
class Attack:
    """What was done and where, in words."""

    name: str
    table: str
    key: str


class Nothing(Exception):
    """This choice changes nothing, for instance because the two values are equal."""


def sql(statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a raw statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def quoted(name: str) -> str:
    """Return the name as SQL wants it."""
    return connection.ops.quote_name(name)


def random_attack(dice: random.Random) -> Attack:
    """Return the attack that was carried out. Raises Nothing when it had no effect."""
    kinds: list[tuple[int, Callable[[random.Random], Attack]]] = [
        (10, edit_row), (4, delete_row), (4, insert_row), (3, swap_values),
        (8, edit_ledger), (3, delete_ledger), (3, copy_ledger), (2, swap_events), (2, truncate_tail),
        (3, rehash_tail), (2, edit_heads_file),
    ]  # fmt: skip
    attack = dice.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])[0]
    guards.remove(connection)
    try:
        return attack(dice)
    finally:
        guards.install(connection)


def _tables() -> list[type[models.Model]]:
    return [model for model in attested_models() if model._base_manager.exists()]


def _columns(model: type[models.Model]) -> list[Any]:
    left_out = getattr(model, "unattested_fields", {})
    fields = model._meta.concrete_fields
    return [field for field in fields if field.attname not in left_out and not isinstance(field, models.GeneratedField)]


def _pick(dice: random.Random, model: type[models.Model]) -> tuple[Any, ...]:
    """Return the raw key of one row."""
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    return dice.choice(sorted(sql(f"SELECT {key} FROM {table}")))


def _edit(dice: random.Random, model: type[models.Model]) -> Attack:
    field, key = dice.choice(_columns(model)), _pick(dice, model)
    table, column, where = (quoted(name) for name in (model._meta.db_table, field.column, model._meta.pk.column))
    (old,) = sql(f"SELECT {column} FROM {table} WHERE {where} = %s", key)[0]
    new = _other_value(dice, field, old)
    before = sorted(sql(f"SELECT {column} FROM {table}"), key=str)
    sql(f"UPDATE {table} SET {column} = %s WHERE {where} = %s", (new, *key))
    if sorted(sql(f"SELECT {column} FROM {table}"), key=str) == before:
        raise Nothing  # PostgreSQL cuts blanks that do not fit
    return Attack("edit", f"{model._meta.db_table}.{field.column}", str(key[0]))


def _other_value(dice: random.Random, field: Any, old: Any) -> Any:
    """Return a raw value that reads differently."""
    if isinstance(field, models.BooleanField):
        return not old
    if isinstance(field, models.BinaryField):
        content = bytearray(bytes(old or b"\x00" * 32))
        place = dice.randrange(len(content))
        content[place] ^= 1 << dice.randrange(8)
        return bytes(content)
    if connection.vendor == "sqlite" and dice.random() < 0.1:
        return "不是这种值"  # SQLite takes a word in any column
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2001-02-03 04:05:06.000007" if isinstance(field, models.DateTimeField) else "2001-02-03"
    if isinstance(field, models.TimeField):
        return "03:04:05.000001"
    if isinstance(field, models.UUIDField):
        return "f" * 32
    if isinstance(field, models.JSONField):
        return '{"数": -1}'
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.1"
    if isinstance(old, int | float) or field.get_internal_type().endswith(
        ("IntegerField", "AutoField", "DecimalField")
    ):
        return (old or 0) + dice.choice([1, 17, 4000])
    if old is None or old == "":
        return "改"
    return str(old) + dice.choice(["改", " ", "\u200b", "0"])


def edit_row(dice: random.Random) -> Attack:
    """One value of one row of a business table."""
    return _edit(dice, dice.choice(_tables()))


def delete_row(dice: random.Random, models_: Sequence[type[models.Model]] = ()) -> Attack:
    """One row gone."""
    model = dice.choice(list(models_) or _tables())
    key = _pick(dice, model)
    sql(f"DELETE FROM {quoted(model._meta.db_table)} WHERE {quoted(model._meta.pk.column)} = %s", key)
    return Attack("delete", model._meta.db_table, str(key[0]))


def insert_row(dice: random.Random, models_: Sequence[type[models.Model]] = ()) -> Attack:
    """A copy of a row under a new key; unique columns get new values too."""
    model = dice.choice(list(models_) or _tables())
    key = _pick(dice, model)
    table = quoted(model._meta.db_table)
    fields = model._meta.concrete_fields
    names = ", ".join(quoted(field.column) for field in fields)
    row = list(sql(f"SELECT {names} FROM {table} WHERE {quoted(model._meta.pk.column)} = %s", key)[0])
    own = _unique_columns(model)
    for place, field in enumerate(fields):
        if field.primary_key or field.column in own:
            row[place] = _fresh(dice, field, row[place])
    marks = ", ".join(["%s"] * len(row))
    sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)
    return Attack("insert", model._meta.db_table, str(row[fields.index(model._meta.pk)]))


def _unique_columns(model: type[models.Model]) -> set[str]:
    own = {field.column for field in model._meta.concrete_fields if field.unique}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            plain = [model._meta.get_field(name) for name in constraint.fields]
            own.add((next((one for one in plain if not one.is_relation), plain[0])).column)
    return own


def _fresh(dice: random.Random, field: Any, old: Any) -> Any:
    if isinstance(field, models.UUIDField):
        return f"{dice.getrandbits(128):032x}"
    if isinstance(field, models.DateField):
        return f"19{dice.randrange(10, 99)}-01-02" + (" 00:00:00" if isinstance(field, models.DateTimeField) else "")
    if isinstance(old, int):
        return 1_000_000 + dice.randrange(10**6)
    if isinstance(old, bytes | memoryview):
        return dice.randbytes(32)
    return str(dice.getrandbits(40))[: field.max_length or 12]


def swap_values(dice: random.Random) -> Attack:
    """The values of one column exchanged between two rows."""
    model = dice.choice([model for model in _tables() if model._base_manager.count() > 1])
    free = [field for field in _columns(model) if not field.primary_key and field.column not in _unique_columns(model)]
    if not free:
        raise Nothing
    field = dice.choice(free)
    table, column, where = (quoted(name) for name in (model._meta.db_table, field.column, model._meta.pk.column))
    rows = sql(f"SELECT {where}, {column} FROM {table}")
    (one, left), (two, right) = dice.sample(sorted(rows, key=str), 2)
    if left == right:
        raise Nothing
    sql(f"UPDATE {table} SET {column} = %s WHERE {where} = %s", (right, one))
    sql(f"UPDATE {table} SET {column} = %s WHERE {where} = %s", (left, two))
    return Attack("swap", f"{model._meta.db_table}.{field.column}", f"{one},{two}")


def _ledger_tables() -> list[type[models.Model]]:
    return [model for model in LEDGER if model._base_manager.exists()]


def edit_ledger(dice: random.Random) -> Attack:
    """One value of one row of the ledger itself."""
    return _edit(dice, dice.choice(_ledger_tables()))


def delete_ledger(dice: random.Random) -> Attack:
    """One row of the ledger gone."""
    return delete_row(dice, _ledger_tables())


def copy_ledger(dice: random.Random) -> Attack:
    """One row of the ledger copied."""
    return insert_row(dice, _ledger_tables())


def swap_events(dice: random.Random) -> Attack:
    """What two events say, exchanged."""
    one, two = dice.sample(list(Event.objects.order_by("chain", "seq")), 2)
    for target, source in ((one, two), (two, one)):
        sql("UPDATE ledger_event SET meta = %s, kind = %s WHERE place = %s", (source.meta, source.kind, target.place))
    return Attack("swap", "ledger_event", f"{one.place},{two.place}")


def truncate_tail(dice: random.Random) -> Attack:
    """The last events gone, the head put back, the seals of the database with them; as after an old backup."""
    chain = dice.choice(list(Head.objects.values_list("chain", flat=True)))
    events = list(Event.objects.filter(chain=chain).order_by("seq"))
    keep = dice.randrange(len(events))
    for event in events[keep:]:
        sql("DELETE FROM ledger_batchpart WHERE event_id = %s", (event.place,))
        sql("DELETE FROM ledger_event WHERE place = %s", (event.place,))
    sql("DELETE FROM ledger_seal WHERE chain = %s AND size > %s", (chain, keep))
    if keep:
        last = events[keep - 1]
        set_head(chain, last.seq, bytes(last.hash), last.at)
    else:
        sql("DELETE FROM ledger_head WHERE chain = %s", (chain,))
    return Attack("truncate", "ledger_event", f"{chain}:{keep}")


def set_head(chain: str, seq: int, link: bytes, at: Any) -> None:
    """Put the head where the falsified chain ends."""
    Head.objects.filter(chain=chain).update(seq=seq, hash=link, last_at=at)


def rehash_tail(dice: random.Random) -> Attack:
    """An event altered and every later hash recomputed, the head too: a chain that is right in itself."""
    chain = dice.choice(list(Head.objects.values_list("chain", flat=True)))
    events = list(Event.objects.filter(chain=chain).order_by("seq"))
    start = dice.randrange(len(events))
    meta = bytes(events[start].meta).replace(b'"v":1', b'"facts":{"x":1},"v":1')
    if meta == bytes(events[start].meta):
        raise Nothing
    link = bytes(events[start].prev)
    for event in events[start:]:
        meta = meta if event is events[start] else bytes(event.meta)
        leaf = hashing.leaf_hash(meta, event.algorithm)
        link, prev = hashing.link_hash(
            prev=link, chain=chain, seq=event.seq, epoch=event.epoch, leaf=leaf, algorithm=event.algorithm
        ), link  # fmt: skip
        Event.objects.filter(place=event.place).update(meta=meta, prev=prev, leaf=leaf, hash=link)
    set_head(chain, events[-1].seq, link, events[-1].at)
    _redo_peaks(chain)
    return Attack("rehash", "ledger_event", f"{chain}:{start + 1}")


def _redo_peaks(chain: str) -> None:
    tree = hashing.Tree()
    for seq, leaf in Event.objects.filter(chain=chain).order_by("seq").values_list("seq", "leaf"):
        tree.add(bytes(leaf))
        Seal.objects.filter(chain=chain, size=seq).update(peaks=tree.peaks)


def edit_heads_file(dice: random.Random) -> Attack:
    """The file outside the database: shortened, altered, or gone."""
    path = seals.heads_file(dice.choice(sorted(seals.chains())))
    content = path.read_bytes()
    how = dice.choice(["shorten", "alter", "gone", "double"])
    if how == "gone":
        path.unlink()
    elif how == "shorten":
        path.write_bytes(content[: dice.randrange(len(content))])
    elif how == "double":
        path.write_bytes(content + content)
    else:
        place = dice.randrange(len(content))
        path.write_bytes(content[:place] + bytes([content[place] ^ (1 << dice.randrange(7))]) + content[place + 1 :])
    return Attack(how, path.name, "")
