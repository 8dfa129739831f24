"""Verbs of search: building the index anew, and keeping the synonyms."""

import csv
from array import array
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.catalog.search.models import IndexedTerm, SearchIndex, Synonym
from yimen.catalog.search.words import terms_of_name
from yimen.common.errors import Refused
from yimen.common.text import search_key, tidy
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import covers, may

USUAL = Path(__file__).parent / "data" / "synonyms.csv"
NOT_YOURS = "只有营商局业务人员和部门联络员可以维护搜索同义词。"


@transaction.atomic
def index_items(*, region: Region) -> SearchIndex:
    """The county's index, built anew over the open versions of its list; readers keep the old one until it is whole."""
    rows = ItemVersion.objects.filter(region=region, valid_to__isnull=True).order_by("pk")
    terms: dict[str, array[int]] = defaultdict(lambda: array("q"))
    newest = items = 0
    for newest, name in rows.values_list("pk", "name").iterator(chunk_size=5000):
        items += 1
        for term in terms_of_name(name):
            terms[term].append(newest)
    IndexedTerm.objects.filter(region=region).delete()
    IndexedTerm.objects.bulk_create(
        (
            IndexedTerm(region=region, term=term, frequency=len(versions), versions=versions.tobytes())
            for term, versions in terms.items()
        ),
        batch_size=2000,
    )
    built = {"newest": newest, "items": items, "built_at": timezone.now()}
    index, _ = SearchIndex.objects.update_or_create(region=region, defaults=built)
    return index


@ledger.mutation("catalog.synonym_added")
def add_synonym(*, by: User, region: Region, said: str, official: str) -> Synonym:
    """The synonym in use from now on. Errors: Refused for one that is there, or that says nothing."""
    _check(by, region)
    said, official = tidy(said), tidy(official)
    if not search_key(said) or not search_key(official) or search_key(said) == search_key(official):
        raise Refused("请填写群众的说法和它对应的规范用语，两者不能相同。")
    if Synonym.objects.filter(region=region, said=said, official=official, retired_at__isnull=True).exists():
        raise Refused(f"“{said}”已经对应“{official}”，无须重复登记。")
    made = Synonym.objects.create(region=region, said=said, official=official, made_by=by)
    ledger.record(chain=region.pk, kind="catalog.synonym_added", by=by, changed=[made])
    return made


@ledger.mutation("catalog.synonym_retired")
def retire_synonym(*, by: User, synonym: Synonym) -> Synonym:
    """The synonym, no longer used. Errors: Refused if somebody retired it before."""
    _check(by, synonym.region)
    rows = Synonym.objects.filter(pk=synonym.pk, retired_at__isnull=True)
    if not rows.update(retired_at=timezone.now(), retired_by=by):
        raise Refused("这条同义词已经停用。")
    synonym.refresh_from_db()
    ledger.record(chain=synonym.region_id, kind="catalog.synonym_retired", by=by, changed=[synonym])
    return synonym


@ledger.mutation("catalog.synonyms_taken")
def take_usual_synonyms(*, by: User, region: Region) -> int:
    """How many of the usual synonyms, which come with the system, were new to the county and are now in use."""
    _check(by, region)
    known = set(Synonym.objects.filter(region=region).values_list("said", "official"))
    made = Synonym.objects.bulk_create(
        Synonym(region=region, said=said, official=official, made_by=by)
        for said, official in usual_synonyms()
        if (said, official) not in known
    )
    if not made:
        raise Refused("常用同义词都已在库，无须再次载入。")
    ledger.record_batch(chain=region.pk, kind="catalog.synonyms_taken", by=by, model=Synonym, rows=made)
    return len(made)


def usual_synonyms() -> Iterable[tuple[str, str]]:
    """(said, official) of the file that comes with the system, in its order, each once."""
    with USUAL.open(encoding="utf-8", newline="") as file:
        return list(dict.fromkeys((row["said"], row["official"]) for row in csv.DictReader(file)))


def _check(by: User, region: Region) -> None:
    if not may(by, "catalog.synonym") or not covers(by, region):
        raise Refused(NOT_YOURS)
