"""Triggers that keep the ledger append-only, for SQLite and PostgreSQL.

They stop mistakes and ordinary accounts. Whoever owns the database can drop them: that is found by the verifier, not
prevented here.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {
    "ledger_event": ("place", "chain, seq", "chain, prev", "chain, hash"),
    "ledger_batchpart": ("place",),
    "ledger_schema": ("digest",),
    "ledger_seal": ("place",),
}
"""Append-only tables and their unique columns."""
HEAD = "ledger_head"
WORDS = "存证只增不改"


def names(vendor: str) -> list[str]:
    """Return the names of all triggers that must be there."""
    acts = ("update", "delete", "replace") if vendor == "sqlite" else ("row", "truncate")
    return sorted(f"{table}_no_{act}" for table in (*TABLES, HEAD) for act in acts)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; those that are there already are made anew."""
    remove(connection)
    statements = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for the tests' clean-up only."""
    with connection.cursor() as cursor:
        for table in (*TABLES, HEAD):
            for name in (name for name in names(connection.vendor) if name.startswith(f"{table}_no_")):
                on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that are not there or are switched off."""
    if connection.vendor == "sqlite":
        question = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        question = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(question)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in names(connection.vendor) if name not in there]


def _sqlite() -> Iterator[str]:
    stop = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for table, uniques in TABLES.items():
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {stop}"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stop}"
        yield _no_replace(table, uniques, stop)
    yield (
        f"CREATE TRIGGER {HEAD}_no_update BEFORE UPDATE ON {HEAD} "
        f"WHEN NEW.seq <= OLD.seq OR NEW.chain <> OLD.chain OR NEW.epoch < OLD.epoch {stop}"
    )
    yield f"CREATE TRIGGER {HEAD}_no_delete BEFORE DELETE ON {HEAD} {stop}"
    yield _no_replace(HEAD, ("chain",), stop)


def _no_replace(table: str, uniques: tuple[str, ...], stop: str) -> str:
    # INSERT OR REPLACE deletes the old row without firing a delete trigger unless recursive_triggers is on.
    same = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in columns.split(', '))})"
        for columns in uniques
    )
    return f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {same} {stop}"


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in (*TABLES, HEAD):
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
    for table in TABLES:
        yield (
            f"CREATE TRIGGER {table}_no_row BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        )
    yield (
        "CREATE OR REPLACE FUNCTION ledger_forward_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' OR NEW.seq <= OLD.seq OR NEW.chain <> OLD.chain OR NEW.epoch < OLD.epoch THEN "
        f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    yield (
        f"CREATE TRIGGER {HEAD}_no_row BEFORE UPDATE OR DELETE ON {HEAD} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_forward_only()"
    )
