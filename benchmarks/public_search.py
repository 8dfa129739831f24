#!/usr/bin/env python3
"""How many of the public's questions find their item among the first five, beside a plain search for the same words.

usage: public_search.py [--misses]     Runs in a database of its own in memory, over the demonstration county's real
names. The questions (benchmarks/public_search/questions.csv) and the synonyms are ours: both were written by the same
hand, so the figure tells how the parts work together, not how strangers ask.
"""

import argparse
import csv
import os
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "benchmarks" / "public_search" / "questions.csv"
AT = 5
LABELS = {
    "fresh": "fresh questions (written after the synonyms)",
    "plain": "plain questions",
    "typo": "wrong characters",
    "pinyin": "pinyin",
    "initials": "initials",
}


def start() -> Any:
    """Django over a fresh SQLite database in a folder of its own; the region with the demonstration's list, indexed."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yimen.config.settings",
        "YIMEN_DEMONSTRATION": "1",
        "YIMEN_DATA": tempfile.mkdtemp(),
    }
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return furnished()


def furnished() -> Any:
    """A county with the demonstration's items on application and the usual synonyms."""
    import random

    from yimen.catalog.models import Item, ItemVersion
    from yimen.catalog.search import services
    from yimen.demonstration import items, places
    from yimen.people import services as people

    built = places.build("230522", random.Random(1))
    county = people.add_region(by=None, code="230522000000", name="友谊县", level="county")
    department = people.add_department(by=None, region=county, code="D1", name="各部门", short_name="各部门")
    officer = people.open_account(
        by=None, username="officer", password="a-long-Password-1", display_name="营商局", region=county
    )
    people.grant(by=None, user=officer, role="officer", valid_from=date(2020, 1, 1))
    for row in items.catalogue(built, random.Random(1), limit=10_000):
        item = Item.objects.create(region=county, code=row.code)
        ItemVersion.objects.create(
            item=item, region=county, department=department, code=row.code, name=row.name, kind=row.type,
            initiation="on_application" if row.on_application else "ex_officio", valid_from=date(2022, 1, 1),
            search_text=f"{row.name} {row.code}".lower(),
        )  # fmt: skip
    services.take_usual_synonyms(by=officer, region=county)
    services.index_items(region=county)
    return county


def questions() -> list[dict[str, str]]:
    """The questions with their kind and a pattern of the names expected."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(county: Any, text: str) -> list[str]:
    """What a search for the words as they stand finds, in the order of the list."""
    from yimen.catalog.search.queries import public_items

    rows = public_items(county).order_by("code")
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    return [row.name for row in rows[:AT]]


def forgiving(county: Any, text: str) -> list[str]:
    """What our search finds."""
    from yimen.catalog.search import queries

    return [hit.version.name for hit in queries.found(county, text, limit=AT)]


def hits(search: Callable[[str], list[str]], rows: list[dict[str, str]]) -> tuple[dict[str, list[bool]], list[float]]:
    """By kind of question whether each found its item, and the milliseconds that each took."""
    found: dict[str, list[bool]] = defaultdict(list)
    took = []
    for row in rows:
        began = time.perf_counter()
        names = search(row["question"])
        took.append(1000 * (time.perf_counter() - began))
        found[row["kind"]].append(any(re.search(row["expected"], name) for name in names))
    return found, took


def main() -> None:
    """Prints the table; with --misses also what was not found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true")
    wanted = parser.parse_args()
    county = start()
    rows = questions()
    ours, took = hits(lambda text: forgiving(county, text), rows)
    theirs, _ = hits(lambda text: plain(county, text), rows)
    print(f"{len(rows)} questions; recall at {AT}")
    for kind, label in LABELS.items():
        mine, plainly = ours[kind], theirs[kind]
        print(f"  {label:18} {len(mine):4}  ours {sum(mine) / len(mine):6.1%}  plain {sum(plainly) / len(mine):6.1%}")
    every, other = list(chain(*ours.values())), list(chain(*theirs.values()))
    print(f"  {'all':18} {len(every):4}  ours {sum(every) / len(every):6.1%}  plain {sum(other) / len(every):6.1%}")
    print(f"  median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms a question")
    if wanted.misses:
        for row in rows:
            names = forgiving(county, row["question"])
            if not any(re.search(row["expected"], name) for name in names):
                print("MISS", row["question"], "->", names)


if __name__ == "__main__":
    main()
