"""Statements whose SQL is built once: what every act of every room asks and writes here while it holds the chain.

Django takes longer to put such a statement together than the database to answer it. Columns are those of the model
and values are converted by its fields, so what is read and written is what Django would read and write.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Convert = Callable[[Any], Any]
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class _Table:
    """How some columns of a table are read over one connection: their names in SQL, and what turns their values."""

    names: str
    name: str
    key: str
    converters: tuple[tuple[int, tuple[Convert, ...]], ...]

    def converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, converters in self.converters:
            for convert in converters:
                values[place] = convert(values[place])
        return tuple(values)


def rows(
    model: type[models.Model],
    columns: tuple[str, ...],
    keys: Sequence[Any],
    using: str,
    *,
    lock: bool = False,
    largest: str = "",
    there: tuple[type[models.Model], Sequence[Any]] | None = None,
    clock: str = "",
) -> list[tuple[Any, ...]]:
    """The columns of the rows with these primary keys, in no order; locked until the transaction ends, if asked.

    Behind them stand, if asked, the largest value of the column `largest` in the whole table, and how many rows of
    another table have the keys that `there` names with it. PostgreSQL takes both as they were when the statement
    began, so before it had to wait for a lock. Last stands what the SQL `clock` says after that, where rows are locked.
    """
    connection = connections[using]
    table, names = _table(connection, model, columns, largest), ""
    values = _keys(model, keys, connection)
    if there is not None:
        other = _table(connection, there[0], ("pk",))
        names = f", (SELECT COUNT(*) FROM {other.name} WHERE {other.key} IN ({_marks(there[1])}))"
        values = _keys(*there, connection) + values
    sql = f"SELECT {table.names}{names} FROM {table.name} WHERE {table.key} IN ({_marks(keys)})"
    if lock and connection.features.has_select_for_update:
        sql += " FOR UPDATE"
        if clock:
            sql = f"WITH locked AS MATERIALIZED ({sql}) SELECT locked.*, {clock} FROM locked"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [table.converted(row) for row in cursor.fetchall()]


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _keys(model: type[models.Model], keys: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    return [model._meta.pk.get_db_prep_value(each, connection) for each in keys]


def create(thing: M, using: str = DEFAULT_DB_ALIAS) -> M:
    """The new thing, written as `save(force_insert=True)` writes it; a key that the database gives is set.

    What it refers to must have its key before the thing is made. Errors: IntegrityError.
    """
    _insert([thing], using, "RETURNING")
    return thing


def create_all(things: Sequence[models.Model], using: str = DEFAULT_DB_ALIAS) -> None:
    """Writes new things of one table, few enough for one statement, as `create` writes one."""
    if things:
        _insert(things, using, "RETURNING")


def create_unless_there(thing: models.Model, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the new thing was written; False where a unique constraint stood against it, and nothing changed."""
    return _insert([thing], using, "ON CONFLICT DO NOTHING RETURNING") == 1


def _insert(things: Sequence[models.Model], using: str, ending: str) -> int:
    """How many of the things were written."""
    connection, first = connections[using], things[0]
    begun, fields, marks, key = _insertion(connection, type(first), first.pk is not None)
    values = [field.get_db_prep_save(field.pre_save(each, True), connection) for each in things for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"{begun} {', '.join([marks] * len(things))} {ending} {key}", values)
        written = cursor.fetchall()
    for thing, (given,) in zip(things, written, strict=False):
        if thing.pk is None:
            thing.pk = given
        thing._state.adding, thing._state.db = False, using
    return len(written)


def _insertion(
    connection: BaseDatabaseWrapper, model: type[models.Model], keyed: bool
) -> tuple[str, list[Any], str, str]:
    """How a row is inserted, with its key or without: SQL before VALUES, fields, marks of a row, the key's name."""
    known: dict[Any, Any] = vars(connection).setdefault("plain_insertions", {})
    if (model, keyed) not in known:
        meta, quote = model._meta, connection.ops.quote_name
        fields = [each for each in meta.concrete_fields if keyed or not each.primary_key]
        names = ", ".join(quote(field.column or "") for field in fields)
        begun = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES"
        known[model, keyed] = begun, fields, f"({_marks(fields)})", quote(meta.pk.column or "")
    return cast(tuple[str, list[Any], str, str], known[model, keyed])


def change(
    model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any], using: str = DEFAULT_DB_ALIAS
) -> int:
    """How many rows now have the values, as `filter(**where).update(**values)` writes them; both by name of field.

    Values are no expressions, and what is asked of a row is never None.
    """
    connection = connections[using]
    changes, changed = _equal(model, values, connection)
    conditions, asked = _equal(model, where, connection)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {', '.join(changes)} WHERE {' AND '.join(conditions)}", changed + asked)
        return int(cursor.rowcount)


def remove(model: type[models.Model], where: Mapping[str, Any], using: str = DEFAULT_DB_ALIAS) -> None:
    """Takes away the rows whose columns are as `where` says, of a table to which no other refers."""
    connection = connections[using]
    conditions, asked = _equal(model, where, connection)
    sql = f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)} WHERE {' AND '.join(conditions)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)


def _equal(
    model: type[models.Model], values: Mapping[str, Any], connection: BaseDatabaseWrapper
) -> tuple[list[str], list[Any]]:
    """`column = %s` of each, and what is put there; of another row its key."""
    sides, given = [], []
    for name, value in values.items():
        field = _field(model, name)
        sides.append(f"{connection.ops.quote_name(field.column)} = %s")
        raw = value.prepare_database_save(field) if isinstance(value, models.Model) else value
        given.append(field.get_db_prep_save(raw, connection))
    return sides, given


def _table(
    connection: BaseDatabaseWrapper, model: type[models.Model], columns: tuple[str, ...], largest: str = ""
) -> _Table:
    # Kept with the connection, since each converts for itself, and forgotten with it.
    known: dict[Any, _Table] = vars(connection).setdefault("plain_tables", {})
    if (model, columns, largest) not in known:
        known[model, columns, largest] = _built(connection, model, columns, largest)
    return known[model, columns, largest]


def _built(
    connection: BaseDatabaseWrapper, model: type[models.Model], columns: tuple[str, ...], largest: str
) -> _Table:
    table, quote = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    fields = [_field(model, name) for name in columns]
    names = [quote(field.column) for field in fields]
    if largest:
        fields.append(_field(model, largest))
        names.append(f"(SELECT MAX({quote(fields[-1].column)}) FROM {table})")
    converters = ((place, tuple(_converters(connection, field))) for place, field in enumerate(fields))
    return _Table(
        ", ".join(names), table, quote(_field(model, "pk").column), tuple(each for each in converters if each[1])
    )


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def _converters(connection: BaseDatabaseWrapper, field: Any) -> Iterable[Convert]:
    read = field.get_col(field.model._meta.db_table)
    for convert in (*connection.ops.get_db_converters(read), *read.get_db_converters(connection)):
        yield partial(_convert, convert, read, connection)


def _convert(convert: Any, read: Any, connection: BaseDatabaseWrapper, value: Any) -> Any:
    return convert(value, read, connection)
