"""Spark as linking sees an engine: statements in, rows out, each table of the run kept as Parquet until the run ends.

A table is made by CREATE TABLE … AS, grows by INSERT and is replaced as a whole; nothing is changed in place. Each is
written out before it is read: a plan then never grows over what was decided on the driver, and an executor that is
lost takes nothing with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col
from pyspark.sql.types import StructType

STATEMENT = re.compile(
    r"""\s*(?:CREATE\ (?:OR\ REPLACE\ )?TABLE\ (?P<made>\w+)\ AS\b
        |INSERT\ INTO\ (?P<grown>\w+)\b
        |DROP\ TABLE\ (?:IF\ EXISTS\ )?(?P<dropped>\w+)\s*$)""",
    re.VERBOSE,
)
COPY = re.compile(r"\s*SELECT \* FROM (\w+)\s*")


class SparkAnswer:
    """The rows of a statement, fetched when they are asked for."""

    def __init__(self, frame: DataFrame | None) -> None:
        self.frame = frame
        self.rows: Iterator[tuple[Any, ...]] | None = None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        return list(self._rows())

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        """The next so many rows; none when there are no more."""
        return list(islice(self._rows(), size))

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        if self.rows is None:
            self.rows = iter([tuple(row) for row in self.frame.collect()] if self.frame is not None else [])
        return self.rows


class SparkTables:
    """The connection of one run: its tables are views of the session over Parquet in the folder `scratch`.

    scratch: on a cluster a folder that driver and executors share. Whoever made it removes it after the run.
    """

    def __init__(self, spark: SparkSession, scratch: Path | str) -> None:
        self.spark, self.scratch = spark, str(scratch)
        self.tables: dict[str, tuple[StructType, list[str]]] = {}
        self.number = count()

    def execute(self, sql: str) -> SparkAnswer:
        """The answer of the last statement; CREATE TABLE … AS, INSERT, DROP TABLE and SELECT are known."""
        answer = SparkAnswer(None)
        for statement in re.sub(r"--[^\n]*", "", sql).split(";"):
            if statement.strip():
                answer = self._run(statement)
        return answer

    def put(self, table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Makes the table anew with these columns (name to type) and rows."""
        schema = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        self._keep(table, self.spark.createDataFrame(list(rows), schema))

    def _run(self, statement: str) -> SparkAnswer:
        found = STATEMENT.match(statement)
        if not found:
            return SparkAnswer(self.spark.sql(statement))
        select = statement[found.end() :]
        if table := found["dropped"]:
            self.spark.catalog.dropTempView(table)
            self.tables.pop(table, None)
        elif table := found["made"]:
            copied = COPY.fullmatch(select)
            if copied and copied[1] in self.tables:
                schema, folders = self.tables[copied[1]]
                self._show(table, schema, list(folders))  # what is written stays as it is, so one copy serves both
            else:
                self._keep(table, self.spark.sql(select))
        else:
            self._add(found["grown"], self.spark.sql(select))
        return SparkAnswer(None)

    def _keep(self, table: str, frame: DataFrame) -> None:
        self._show(table, frame.schema, [self._write(table, frame)])

    def _add(self, table: str, frame: DataFrame) -> None:
        schema, folders = self.tables[table]
        typed = frame.toDF(*schema.names).select(*(col(f.name).cast(f.dataType) for f in schema.fields))
        self._show(table, schema, [*folders, self._write(table, typed)])

    def _write(self, table: str, frame: DataFrame) -> str:
        folder = f"{self.scratch}/{table}-{next(self.number)}"
        frame.write.parquet(folder)
        return folder

    def _show(self, table: str, schema: StructType, folders: list[str]) -> None:
        self.tables[table] = schema, folders
        self.spark.read.schema(schema).parquet(*folders).createOrReplaceTempView(table)
