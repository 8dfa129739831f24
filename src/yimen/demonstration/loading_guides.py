"""办事指南 in the demonstration: guides of some twenty everyday items, through the import, the search, and a citizen
who has handed in one application and not finished another. Whoever signs in to the portal by his phone sees them.
"""

import csv
import io
from datetime import date

from yimen.cases.applying import services as applying
from yimen.catalog.guides import services as guides
from yimen.catalog.models import ItemVersion
from yimen.catalog.search import services as search
from yimen.demonstration.codes import resident_id
from yimen.demonstration.days import DATA
from yimen.people.citizens import services as citizens
from yimen.people.models import Region, User

GUIDES = DATA / "guides.csv"
"""Element by element as a department would hand them in; by the names of items, for their codes are invented."""


def load_guides(region: Region, officer: User) -> None:
    """The guides begun by the officer, the usual synonyms taken in, the index built."""
    batch = guides.read_file(by=officer, name="办事指南（演示）.csv", content=_file(region))
    guides.apply_file(by=officer, batch=batch)
    search.take_usual_synonyms(by=officer, region=region)
    search.index_items(region=region)


CITIZEN_PHONE, CITIZEN_NAME, CITIZEN_ID = "13800000001", "演示群众", resident_id(date(1955, 3, 8), 101)
HANDED_IN, BEGUN = "申领《老年人优待证》", "食品(含保健食品)经营许可核发"


def load_applications(region: Region) -> None:
    """The citizen with an application for the first item, and a draft for the second."""
    citizen = citizens.sign_in(region=region, phone=citizens.ProvedPhone(CITIZEN_PHONE))
    citizen = citizens.say_who(citizen=citizen, name=CITIZEN_NAME, person_id=CITIZEN_ID)
    versions = {each.name: each for each in ItemVersion.objects.filter(region=region, valid_to__isnull=True,
                                                                       name__in=[HANDED_IN, BEGUN])}  # fmt: skip
    given = {"f1": CITIZEN_NAME, "f2": CITIZEN_ID, "f3": CITIZEN_PHONE}
    for name in (HANDED_IN, BEGUN):
        if name not in versions:
            continue
        draft = applying.begin_draft(citizen=citizen, version=versions[name], chosen={})
        applying.keep_answers(draft=draft, given=given | ({"f6": "1949-12-31"} if name == HANDED_IN else {}))
        if name == HANDED_IN:
            applying.hand_in(draft=draft)


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
