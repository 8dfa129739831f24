"""The database that tests begin with is the one that the migrations make."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yimen.common.tests import migrated


@pytest.mark.django_db
def test_nothing_is_left_to_migrate() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("changed", ["src/yimen/ledger/migrations/0001_initial.py", "requirements/dev.lock"])
def test_a_changed_migration_or_library_makes_another(changed: str, tmp_path: Path) -> None:
    for name in ("src/yimen/ledger/migrations/0001_initial.py", "requirements/dev.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    before = migrated.digest(tmp_path)
    assert migrated.digest(tmp_path) == before
    (tmp_path / changed).write_text("changed")
    assert migrated.digest(tmp_path) != before
