"""The start refuses a database that would lose acknowledged writes; each rule is broken once here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from yimen.config.checks import durable_database, postgresql_errors, sqlite_errors
from yimen.config.settings import SQLITE_PRAGMAS

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="speaks of SQLite")
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="speaks of PostgreSQL")


@contextmanager
def sqlite(path: Path, pragmas: str = SQLITE_PRAGMAS, mode: str | None = "IMMEDIATE") -> Iterator[DatabaseWrapper]:
    """A connection of its own to a new file."""
    options = {"init_command": pragmas, "transaction_mode": mode}
    settings = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    wrapper = DatabaseWrapper({**settings, "OPTIONS": options}, alias="broken")
    wrapper.inc_thread_sharing()
    try:
        yield wrapper
    finally:
        wrapper.close()


def ids(path: Path, pragmas: str = SQLITE_PRAGMAS, mode: str | None = "IMMEDIATE") -> list[str]:
    with sqlite(path / "broken.sqlite3", pragmas, mode) as wrapper:
        return [message.id for message in sqlite_errors(wrapper)]


@pytest.mark.django_db
def test_the_database_in_use_is_durable() -> None:
    assert durable_database(databases=["default"]) == []


def test_sqlite_as_set_up_here_is_accepted(tmp_path: Path, django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock():
        assert ids(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("journal_mode=WAL", "journal_mode=DELETE", "yimen.E001"),
        ("synchronous=FULL", "synchronous=NORMAL", "yimen.E002"),
        ("synchronous=FULL", "synchronous=OFF", "yimen.E002"),
        ("foreign_keys=ON", "foreign_keys=OFF", "yimen.E004"),
    ],
)
def test_sqlite_that_may_lose_writes_is_refused(
    tmp_path: Path, django_db_blocker: pytest.FixtureRequest, old: str, new: str, number: str
) -> None:
    assert old in SQLITE_PRAGMAS
    with django_db_blocker.unblock():
        assert ids(tmp_path, SQLITE_PRAGMAS.replace(old, new)) == [number]


@pytest.mark.parametrize("mode", [None, "DEFERRED", "EXCLUSIVE"])
def test_sqlite_without_immediate_transactions_is_refused(
    tmp_path: Path, django_db_blocker: pytest.FixtureRequest, mode: str | None
) -> None:
    with django_db_blocker.unblock():
        assert ids(tmp_path, mode=mode) == ["yimen.E003"]


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_the_command_does_not_start_on_a_database_that_may_lose_writes() -> None:
    connection.cursor().execute("PRAGMA synchronous=NORMAL")
    try:
        with pytest.raises(SystemCheckError, match="必须是 FULL"):
            call_command("check", databases=["default"])
    finally:
        connection.cursor().execute("PRAGMA synchronous=FULL")


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_that_acknowledges_too_early_is_refused() -> None:
    connection.cursor().execute("SET synchronous_commit = off")
    try:
        assert [message.id for message in postgresql_errors(connection)] == ["yimen.E005"]
    finally:
        connection.cursor().execute("RESET synchronous_commit")


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_with_another_isolation_is_refused() -> None:
    connection.cursor().execute("SET default_transaction_isolation = 'repeatable read'")
    try:
        assert [message.id for message in postgresql_errors(connection)] == ["yimen.E006"]
    finally:
        connection.cursor().execute("RESET default_transaction_isolation")
