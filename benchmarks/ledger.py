"""Prints how fast the ledger records, seals and verifies: appends a second, a batch of 100,000 rows, the whole check.

usage: python benchmarks/ledger.py [--rows 100000] [--events 2000]      (a temporary SQLite database, fsync on)
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHAIN = "999999000000"


@contextmanager
def timed(what: str, count: int, unit: str) -> Iterator[None]:
    """Print the seconds that the block took by the clock and of the processor, and the rate by the clock."""
    began, work = time.perf_counter(), time.process_time()
    yield
    seconds, work = time.perf_counter() - began, time.process_time() - work
    print(f"{what:<44} {seconds:7.2f} s (CPU {work:6.2f} s) {count / seconds:9.0f} {unit}/s", flush=True)


def main() -> None:
    """Run on an empty database in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"YIMEN_DEMONSTRATION": "1", "YIMEN_DATA": folder, "YIMEN_DATABASE_URL": f"sqlite://{folder}/db"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "yimen.config.settings"
        sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
        import django

        django.setup()
        measure(options.rows, options.events)


def measure(rows: int, events: int) -> None:
    """Print the figures."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection, transaction

    from yimen.ledger import services as ledger
    from yimen.ledger import verification
    from yimen.ledger.attest import digester
    from yimen.ledger.tests import rows as samples

    call_command("migrate", verbosity=0)
    with timed("appends by one writer, each on disk", events, "events"):
        for number in range(events):
            ledger.note(chain=CHAIN, text=f"第 {number} 条", by=None)
    case = apps.get_model("cases.Case")
    made: dict[Any, list[Any]] = {}
    connection.cursor().execute("PRAGMA ignore_check_constraints = ON")
    with transaction.atomic():
        first = samples._make(case, made)
        assert first is not None
        columns = len(case._meta.concrete_fields)
        new: Callable[[], Any] = lambda: samples.another(case, made)  # noqa: E731
        case.objects.bulk_create([new() for _ in range(rows - 1)], batch_size=2_000)
        for model in made:
            if model is not case:
                ledger.record(chain=CHAIN, kind="ledger.benchmark", changed=made[model])
    keys = list(case.objects.order_by("pk").values_list("pk", flat=True))
    how = digester(case)
    stored = list(case.objects.values_list(*how.columns))
    with timed(f"digests of {len(keys)} rows of {columns} columns", len(keys), "rows"):
        for row in stored:
            how.digest(row)
    with timed(f"one event for {len(keys)} rows, read again first", len(keys), "rows"), transaction.atomic():
        ledger.record_batch(chain=CHAIN, kind="ledger.benchmark", model=case, rows=keys)
    with timed("first seal", events, "events"):
        ledger.seal(chain=CHAIN)
    with timed("verify: chain, seals and every row", verification.amount(), "events and rows"):
        result = verification.verify()
    print("exit code of verify:", result.exit_code, "rows that agree:", sum(result.rows.values()))


if __name__ == "__main__":
    main()
