"""办事指南 in the demonstration: guides of some twenty everyday items, through the import, and the search over all."""

import csv
import io

from yimen.catalog.guides import services as guides
from yimen.catalog.models import ItemVersion
from yimen.catalog.search import services as search
from yimen.demonstration.days import DATA
from yimen.people.models import Region, User

GUIDES = DATA / "guides.csv"
"""Element by element as a department would hand them in; by the names of items, for their codes are invented."""


def load_guides(region: Region, officer: User) -> None:
    """The guides begun by the officer, the usual synonyms taken in, the index built."""
    batch = guides.read_file(by=officer, name="办事指南（演示）.csv", content=_file(region))
    guides.apply_file(by=officer, batch=batch)
    search.take_usual_synonyms(by=officer, region=region)
    search.index_items(region=region)


def _file(region: Region) -> bytes:
    open_versions = ItemVersion.objects.filter(region=region, valid_to__isnull=True)
    codes = dict(open_versions.order_by("-code").values_list("name", "code"))
    file = io.StringIO(newline="")
    with GUIDES.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        writer = csv.writer(file)
        writer.writerow(["实施编码", *next(rows)[1:]])
        writer.writerows([codes[name], *rest] for name, *rest in rows if name in codes)
    return file.getvalue().encode("utf-8-sig")
