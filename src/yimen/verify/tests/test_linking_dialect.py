"""All that linking says to an engine is in the dialect of both: listened to while a county is linked."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest

from yimen.verify import connecting, engine, linking, reading
from yimen.verify.tests.dialect import refusals
from yimen.verify.tests.rule_examples import HITS
from yimen.verify.tests.rule_examples_late import DAYS  # noqa: F401  (enters R59)
from yimen.verify.tests.small_set import write

STATEMENT = r"CREATE OR REPLACE TABLE \w+ AS|INSERT INTO \w+|DROP TABLE (?:IF EXISTS )?\w+$"


class Listening:
    """A connection that notes each statement and does what it is told, as Spark's does."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection, self.heard = connection, []

    def execute(self, sql: str) -> Any:
        """The answer of DuckDB."""
        self.heard += [text.strip() for text in re.sub(r"--[^\n]*", "", sql).split(";") if text.strip()]
        return self.connection.execute(sql)

    def put(self, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
        """Makes the table in DuckDB."""
        connecting.put(self.connection, table, columns, rows)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every statement of a linkage in which licences were issued before their cases."""
    connection = duckdb.connect()
    connection.execute(engine.macros())
    reading.read(connection, write(HITS["R59"](), tmp_path_factory.mktemp("set")))
    connection.execute(engine._sql("canonical"))
    listening = Listening(connection)
    linking.link(listening, lambda step: None)
    assert connection.execute("SELECT count(*) FROM link").fetchall()[0][0] > 0
    return listening.heard


def test_a_statement_makes_a_table_adds_to_it_drops_it_or_asks(heard: list[str]) -> None:
    assert len(heard) > 50
    assert [text for text in heard if not re.match(rf"{STATEMENT}|SELECT\b|WITH\b", text)] == []


def test_what_linking_asks_is_written_in_the_dialect_of_both_engines(heard: list[str]) -> None:
    asked = {re.sub(rf"^(?:{STATEMENT})\s*", "", text) for text in heard} - {""}
    assert {text: reasons for text in asked if (reasons := refusals(text))} == {}


def test_the_model_is_told_in_numbers_that_both_engines_read_alike(heard: list[str]) -> None:
    weighing = [text for text in heard if text.startswith("INSERT INTO kind")]
    assert re.search(r"THEN -?\d+\.\d+e0", weighing[0])
