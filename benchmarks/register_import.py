"""How quickly a department's register 台账 comes in through the web's reader, beside csv.reader alone in the same run.

usage: python benchmarks/register_import.py [--rows N] [--profile]

Writes a register with two sorts of dates, free text and some rows that are wrong, opens it as the page does, and times
three things one after another: csv.reader over the file; the reader's own two passes without the database (decoding,
headings, cells, values); and the whole import as the worker does it (both passes, look-ups, rows, salts, digests,
ledger, one transaction a chunk). Prints rows a second by the clock and by this process's processor time, since other
work on the machine slows the first alone.
"""

import argparse
import cProfile
import csv
import pstats
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from house import fresh

HEADINGS = (
    "record_no", "department_code", "item_code", "item_name", "holder_name", "holder_id", "applied_on", "issued_on",
    "document_no", "origin",
)  # fmt: skip
SURNAMES, NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超"
WRONG_EVERY = 1_000


def write(path: Path, rows: int) -> None:
    """The register as a file: every thousandth row lacks its day in a way that cannot be read."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        for n in range(rows):
            month, day = n % 12 + 1, n % 28 + 1
            issued = "不详" if n % WRONG_EVERY == 7 else f"2023-{month:02d}-{day:02d}"
            name = SURNAMES[n % 16] + NAMES[n // 16 % 17] + NAMES[n // 272 % 17]
            writer.writerow(
                (
                    f"G{n:08d}", "D01", f"I{n % 40}", "户口迁移登记" if n % 3 else "", name, "",
                    f"2023/{month}/{day}", issued, f"友公许字〔2023〕{n}号", "核发" if n % 2 else "",
                )
            )  # fmt: skip


def timed(what: str, rows: int, work: Callable[[], int]) -> float:
    """Rows per second of processor time; prints them beside those by the clock. Fails when rows were lost."""
    began, used = time.perf_counter(), time.process_time()
    found = work()
    seconds, used = time.perf_counter() - began, time.process_time() - used
    if found != rows:
        raise SystemExit(f"{what}: {found} of {rows} rows")
    print(f"{what:<34}{rows / seconds:>12,.0f} rows/s by the clock{rows / used:>12,.0f} rows/s of processor time")
    return rows / used


def main() -> int:
    """0 when every row of the file was settled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--profile", action="store_true", help="where the import's time goes, function by function")
    given = parser.parse_args()
    with fresh() as folder:
        from django.core.files import File

        from yimen.cases import services
        from yimen.cases.imports import BadCell, reader
        from yimen.cases.services import reading
        from yimen.cases.services.opening import departments_of
        from yimen.exchange.models import ImportBatch
        from yimen.people import services as people

        region = people.add_region(by=None, code="230522000000", name="友谊县", level="county")
        office = people.add_department(by=None, region=region, code="D01", name="友谊县公安局", short_name="公安局")
        path = folder / "台账.csv"
        write(path, given.rows)
        with path.open("rb") as stream:
            arrival = services.Arrival(department=office, later=True)
            batch = services.import_file(
                by=None, kind="register", name=path.name, content=File(stream), arrival=arrival
            )

        def bare() -> int:
            with path.open(encoding="utf-8", newline="") as stream:
                return sum(1 for _ in csv.reader(stream)) - 1

        def read() -> int:
            source = reading.source_of(batch)
            reading.survey(source)
            values = reader(source.columns.shape, departments_of(None, region, office))
            total = 0
            for _, cells in source.columns.cells(source.rows()):
                total += 1
                try:
                    values({} if isinstance(cells, BadCell) else cells)
                except BadCell:
                    continue
            return total

        def whole() -> int:
            return services.carry_on(batch).rows_read

        alone = timed("csv.reader alone", given.rows, bare)
        timed("read, without the database", given.rows, read)
        profile = cProfile.Profile() if given.profile else None
        with profile or nullcontext():
            rate = timed("the whole import", given.rows, whole)
        done = ImportBatch.objects.get(pk=batch.pk)
        print(
            f"{done.rows_accepted:,} taken, {done.rows_refused:,} refused; csv.reader alone is {alone / rate:.0f} times"
        )
        if profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(28)
    return 0


if __name__ == "__main__":
    sys.exit(main())
