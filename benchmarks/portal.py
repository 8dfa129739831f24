"""Prints what the public's pages cost where a county has 200,000 items: home, a theme, an item, and the search.

usage: python benchmarks/portal.py [--items 200000]      SQLite, a temporary database; no network between.

What the first visitor of an hour waits for stands below the limit's rows (nothing kept) and is not held to it.

The items are made: nine things and eight acts in all combinations, each with a number. Exit code 1 when a page's 95th
percentile is above the limit of a list.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from datetime import date
from typing import Any

from catalog_lists import VERBS, WORDS
from house import fresh

LIMIT = 0.200
COUNTY = "230522000000"
ASKED = {
    "home": "",
    "theme": "themes/{theme}/",
    "search, words": "search/?q=居住证签发",
    "search, a plain question": "search/?q=营业执照怎么办",
    "search, wrong character": "search/?q=食品经菅许可",
    "search, initials": "search/?q=jzz",
    "search, one item": "search/?q=教师资格核准（{number}）",
    "search, nothing": "search/?q=火箭发射",
    "one item": "items/{item}/",
}


def main() -> int:
    """0 when every page keeps the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=200_000)
    options = parser.parse_args()
    with fresh():
        from django.test import Client

        from yimen.catalog.models import ItemVersion

        began = time.perf_counter()
        furnish(options.items)
        print(f"{options.items:,} items made and indexed: {time.perf_counter() - began:.0f} s", flush=True)
        last = ItemVersion.objects.order_by("-pk").first()
        assert last is not None
        client, slow = Client(SERVER_NAME="localhost"), 0
        for label, address in ASKED.items():
            where = address.format(theme=theme(), item=last.pk, number=options.items - 1)
            slow += measured(client, label, f"/portal/{COUNTY}/{where}") > LIMIT
        for label, where in {"home": "", "theme": f"themes/{theme()}/", "all items": "themes/all/"}.items():
            measured(client, f"{label}, nothing kept", f"/portal/{COUNTY}/{where}", times=10, kept=False)
    return int(slow > 0)


def theme() -> str:
    """The portal's theme with most items."""
    from yimen.people.models import Region
    from yimen.portal.queries import by_theme

    counted = by_theme(Region.objects.get(pk=COUNTY))
    return max(counted, key=counted.__getitem__)


def measured(client: Any, label: str, address: str, times: int = 24, *, kept: bool = True) -> float:
    """The 95th percentile of the page, in seconds; printed with what it costs the processor and asks the database.

    Unless `kept`, whatever earlier requests left in the cache is thrown away before each.
    """
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seconds, spent = [], []
    for _ in range(times):
        if not kept:
            cache.clear()
        began, busy = time.perf_counter(), time.process_time()
        answer = client.get(address)
        seconds.append(time.perf_counter() - began)
        spent.append(time.process_time() - busy)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    last = statistics.quantiles(seconds[4:], n=20)[-1]
    print(
        f"{label}: processor {1000 * statistics.median(spent[4:]):.0f} ms, 95th percentile {1000 * last:.0f} ms, "
        f"{last / LIMIT:.2f} of the limit, {len(asked)} queries",
        flush=True,
    )
    return last


def furnish(items: int) -> None:
    """A county with so many items on application, indexed for the search."""
    from django.db import connection

    from yimen.catalog.imports import search_text
    from yimen.catalog.models import Item, ItemVersion
    from yimen.catalog.search import services
    from yimen.people import services as people

    county = people.add_region(by=None, code=COUNTY, name="友谊县", level="county")
    offices = [
        people.add_department(
            by=None, region=county, code=f"D{n:02}", name=f"第{n}局", short_name=f"第{n}局", kind="unit"
        )
        for n in range(40)
    ]
    officer = people.open_account(by=None, username="o", password="a-long-Password-1", display_name="o", region=county)
    people.grant(by=None, user=officer, role="officer", valid_from=date(2020, 1, 1))
    made = Item.objects.bulk_create([Item(region=county, code=f"M{n:08}") for n in range(items)], batch_size=5000)
    versions = (
        ItemVersion(
            item=item, region=county, department=offices[n % 40], code=item.code, name=name_of(n), kind="01",
            initiation="on_application", search_text=search_text(name_of(n), item.code), valid_from=date(2023, 1, 1),
        )
        for n, item in enumerate(made)
    )  # fmt: skip
    ItemVersion.objects.bulk_create(versions, batch_size=2000)
    services.take_usual_synonyms(by=officer, region=county)
    services.index_items(region=county)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def name_of(number: int) -> str:
    """The name of a made item."""
    return f"{WORDS[number % 9]}{VERBS[number % 8]}（{number}）"


if __name__ == "__main__":
    sys.exit(main())
