"""Digests of database rows: what the ledger remembers of each row instead of the row itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import models

from . import hashing, plain
from .canonical import value_bytes
from .models import Attested

ROWS_PER_QUERY = 900  # SQLite's older limit for parameters of one statement is 999


class NotAttested(TypeError):
    """An object of a table that the ledger does not cover."""


@dataclass(frozen=True)
class Digester:
    """How the rows of one table become digests under one schema."""

    label: str
    fields: tuple[str, ...]
    personal: tuple[str, ...]
    schema: bytes
    body: bytes
    algorithm: int = 1

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names to read, in the order that `digest` wants."""
        return (*self.fields, *self.personal, "salt") if self.personal else self.fields

    @cached_property
    def _prefix(self) -> bytes:
        return hashing.row_prefix(self.schema, self.algorithm)

    def digest(self, row: Sequence[Any]) -> bytes:
        """Return the digest (32 bytes) of a row given as its values in the order of `columns`."""
        encoded = b"".join(map(value_bytes, row[: len(self.fields)]))
        if self.personal:
            encoded += b"".join(self._commitments(row))
        return hashing.row_digest(self._prefix, encoded, self.algorithm)

    def _commitments(self, row: Sequence[Any]) -> Iterator[bytes]:
        salt, algorithm = bytes(row[-1]), self.algorithm
        for name, value in zip(self.personal, row[len(self.fields) : -1], strict=True):
            if len(salt) < 16 and value not in (None, "", b""):
                # Without a salt the digest of an id can be guessed in minutes, so it must not come into being.
                raise NotAttested(f"{self.label} 的个人信息字段 {name} 没有盐值，不能存证")
            yield hashing.commitment(hashing.field_salt(salt, name, algorithm), value, algorithm)


@cache
def digester(model: type[models.Model], algorithm: int = 1) -> Digester:
    """Return the digester of a model under its present columns. Raises NotAttested for other models."""
    if not issubclass(model, Attested) or model.not_attested:
        raise NotAttested(f"{model._meta.label} 没有继承 Attested，不能存证")
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    personal = tuple(columns[name] for name in model.personal_fields)
    left_out = {*personal, *model.unattested_fields}
    if personal:
        left_out.add(columns["salt"])
    fields = tuple(field.attname for field in model._meta.concrete_fields if field.attname not in left_out)
    return make_digester(model._meta.label_lower, fields, personal, algorithm)


def make_digester(label: str, fields: Sequence[str], personal: Sequence[str], algorithm: int = 1) -> Digester:
    """Return a digester for the named columns, as for rows that were recorded before a column was added."""
    schema, body = hashing.schema_hash(label, fields, personal, algorithm)
    return Digester(label, tuple(fields), tuple(personal), schema, body, algorithm)


def digests(model: type[models.Model], keys: Iterable[Any], using: str) -> Iterator[tuple[str, bytes]]:
    """Return (key as text, digest) of each row as it stands in the database now, in the order of the keys.

    Raises LookupError when a row is not there: what is not stored cannot be attested.
    """
    how = digester(model)
    waiting = list(keys)
    for start in range(0, len(waiting), ROWS_PER_QUERY):
        wanted = waiting[start : start + ROWS_PER_QUERY]
        found = {row[0]: row[1:] for row in plain.rows(model, ("pk", *how.columns), wanted, using)}
        for key in wanted:
            if key not in found:
                raise LookupError(f"{model._meta.label} 中没有主键为 {key} 的行，不能存证")
            yield str(key), how.digest(found[key])


def attested_models() -> list[type[models.Model]]:
    """Return every concrete attested model of the house, by label."""
    found = [model for model in apps.get_models() if issubclass(model, Attested) and not model.not_attested]
    return sorted(found, key=lambda model: model._meta.label_lower)
