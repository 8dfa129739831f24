"""预编译查询: questions whose SQL is put together once a connection, for what every acceptance and every page asks.

Django takes several times longer to put a short question together than the database to answer it. A prepared one is
written as any other, as a function that gives a queryset; its SQL is made with marks where the parameters stand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from inspect import get_annotations
from typing import Any, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

P = ParamSpec("P")
R = TypeVar("R")
FIELDS: dict[type, type[models.Field[Any, Any]]] = {
    str: models.TextField,
    int: models.BigIntegerField,
    date: models.DateField,
    datetime: models.DateTimeField,
}
"""What a parameter of this type is sent to the database as."""


class Mark(models.Value):
    """The place of a parameter, by its name."""

    def __init__(self, value: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(value, output_field=output_field)

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class _Question:
    """A queryset whose compiler stays, with its SQL and the parameters in it, marks among them."""

    def __init__(self, queryset: Any, connection: BaseDatabaseWrapper) -> None:
        self.queryset = queryset.using(connection.alias)
        self.connection = connection
        self.compiler = self.queryset.query.get_compiler(connection.alias)
        self.sql, self.parameters = self.compiler.as_sql()
        columns = [each[0] for each in self.compiler.select[: self.compiler.col_count]]
        converters = self.compiler.get_converters(columns)
        self.compiler.get_converters = lambda _: converters
        self.queryset.query.get_compiler = lambda *_, **__: self.compiler

    def answers(self, given: dict[str, Any]) -> list[Any]:
        """The rows of the answer, as the queryset's own kind of row."""
        filled = tuple(
            each.output_field.get_db_prep_value(given[each.value], self.connection) if isinstance(each, Mark) else each
            for each in self.parameters
        )
        self.compiler.as_sql = lambda *_, **__: (self.sql, filled)
        return list(self.queryset._iterable_class(self.queryset))


def prepared(question: Callable[P, models.QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """The question as one that is asked at once and answers with a list.

    Its parameters are str, int, date or datetime, by their annotations, and never None; they must not decide what is
    asked, for the function is called once with marks in their place. What it reads of the clock or of a setting it
    would read only then.
    """
    types = get_annotations(question, eval_str=True)
    types.pop("return", None)
    marks = {name: Mark(name, FIELDS[kind]()) for name, kind in types.items()}

    @wraps(question)
    def ask(*values: P.args, **named: P.kwargs) -> list[R]:
        connection = connections[DEFAULT_DB_ALIAS]
        known: dict[Any, _Question] = vars(connection).setdefault("prepared_questions", {})
        if ask not in known:
            known[ask] = _Question(cast(Any, question)(**marks), connection)
        return known[ask].answers(dict(zip(marks, values, strict=False)) | named)

    return ask
