"""Fills every attested table of the house with a few rows, whatever its columns are."""

import datetime
import itertools
import uuid
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from yimen.ledger import services as ledger
from yimen.ledger.attest import attested_models

_numbers = itertools.count(1)
_being_made: list[type[models.Model]] = []


def fill(chain: str, rows_per_table: int = 3) -> dict[type[models.Model], list[models.Model]]:
    """Return the rows made of each attested table, all recorded in the chain. Checks of values are off meanwhile."""
    _switch_checks(on=False)
    made: dict[type[models.Model], list[models.Model]] = {}
    try:
        for model in attested_models():
            for _ in range(rows_per_table):
                _make(model, made)
        with transaction.atomic():
            for model, rows in made.items():
                half = len(rows) // 2
                ledger.record(chain=chain, kind="ledger.test_rows", changed=rows[:half])
                ledger.record_batch(chain=chain, kind="ledger.test_batch", model=model, rows=rows[half:])
    finally:
        _switch_checks(on=True)
    return made


def _switch_checks(*, on: bool) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA ignore_check_constraints = {'OFF' if on else 'ON'}")
        elif not on:  # they come back when the test's transaction is rolled back
            cursor.execute(
                "SELECT conrelid::regclass, conname FROM pg_constraint "
                "WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def _make(model: type[models.Model], made: dict[Any, list[Any]]) -> models.Model | None:
    row = another(model, made)
    try:
        with transaction.atomic():
            models.Model.save_base(row, force_insert=True)
    except DatabaseError:
        return None
    made.setdefault(model, []).append(row)
    return row


def another(model: type[models.Model], made: dict[Any, list[Any]]) -> models.Model:
    """Return a row that is not yet stored; the rows that it refers to are made when there are none."""
    values = {}
    _being_made.append(model)
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField | models.GeneratedField):
            continue
        values[field.name] = _other(field, made) if isinstance(field, models.ForeignKey) else _value(field)
    _being_made.pop()
    return model(**values)


def _other(field: Any, made: dict[Any, list[Any]]) -> Any:
    target = field.remote_field.model
    if target is field.model or target in _being_made:  # two that name each other: one of them names nobody
        return None
    unique = field.unique or isinstance(field, models.OneToOneField)
    there = made.get(target, [])
    if there and not unique:
        return there[next(_numbers) % len(there)]
    return _make(target, made)


def _value(field: Any) -> Any:
    number = next(_numbers)
    if field.choices and not field.unique:
        flat = [key for key, label in field.choices if not isinstance(label, list | tuple)]
        return flat[number % len(flat)] if flat else None
    day = datetime.date(2024, 1, 1) + datetime.timedelta(days=number % 900)
    moment = datetime.datetime(2024, 1, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(minutes=number)
    if isinstance(field, models.FileField):
        return f"files/{number}.pdf"
    text = {12: f"{999999000000 + number}"}.get(field.max_length or 0, f"甲{number}")
    for kind, value in (
        (models.DateTimeField, moment),
        (models.DateField, day),
        (models.TimeField, datetime.time(number % 24, number % 60)),
        (models.DurationField, datetime.timedelta(seconds=number)),
        (models.DecimalField, Decimal(number % 100)),
        (models.BooleanField, bool(number % 2)),
        (models.PositiveSmallIntegerField, number % 30000),
        (models.SmallIntegerField, number % 30000),
        (models.IntegerField, number),
        (models.FloatField, number / 7),
        (models.UUIDField, uuid.UUID(int=number)),
        (models.JSONField, {"数": number, "列": [1.5, "乙"]}),
        (models.BinaryField, number.to_bytes(32, "big")),
        (models.GenericIPAddressField, f"10.0.{number // 250 % 250}.{number % 250}"),
        ((models.CharField, models.TextField), text[: field.max_length or None]),
    ):
        if isinstance(field, kind):
            return value
    raise TypeError(f"{field} 没有样例值：请在 rows.py 里补上这种字段")
