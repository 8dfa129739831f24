"""Every mutation of the house appends to the ledger, in one transaction with what it changes: all of them, one by one.

A new service is found here by itself, and fails until it has a scene in `mutation_scenes`.
"""

import copy
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

import yimen.config.tests.mutation_scenes_above
import yimen.config.tests.mutation_scenes_agreements
import yimen.config.tests.mutation_scenes_applying
import yimen.config.tests.mutation_scenes_appointments
import yimen.config.tests.mutation_scenes_branches
import yimen.config.tests.mutation_scenes_checking
import yimen.config.tests.mutation_scenes_comparison
import yimen.config.tests.mutation_scenes_evaluation
import yimen.config.tests.mutation_scenes_exemptions
import yimen.config.tests.mutation_scenes_feeds
import yimen.config.tests.mutation_scenes_firms
import yimen.config.tests.mutation_scenes_guides
import yimen.config.tests.mutation_scenes_handling
import yimen.config.tests.mutation_scenes_inspections
import yimen.config.tests.mutation_scenes_keeping
import yimen.config.tests.mutation_scenes_opening
import yimen.config.tests.mutation_scenes_papers
import yimen.config.tests.mutation_scenes_people
import yimen.config.tests.mutation_scenes_place
import yimen.config.tests.mutation_scenes_planning
import yimen.config.tests.mutation_scenes_platform
import yimen.config.tests.mutation_scenes_programme
import yimen.config.tests.mutation_scenes_queue
import yimen.config.tests.mutation_scenes_readiness
import yimen.config.tests.mutation_scenes_rectification
import yimen.config.tests.mutation_scenes_review
import yimen.config.tests.mutation_scenes_rounds
import yimen.config.tests.mutation_scenes_sets
import yimen.config.tests.mutation_scenes_space
import yimen.config.tests.mutation_scenes_training  # noqa: F401 - fill the table
from yimen.config.describe import import_services
from yimen.config.tests.mutation_scenes import SCENES, Cast
from yimen.ledger import recording, verification
from yimen.ledger import services as ledger
from yimen.ledger.chainwalk import TAMPERED
from yimen.ledger.models import Event
from yimen.people import services as people
from yimen.people.models import Region

pytestmark = pytest.mark.django_db


def registry() -> dict[str, tuple[str, ...]]:
    """Full name of every mutation -> kinds of its event; every room's services are imported for it."""
    import_services()
    return {name: kinds for name, (_, kinds) in ledger.MUTATIONS.items() if ".tests." not in name}


MUTATIONS = registry()
PLAYED = sorted(MUTATIONS.keys() & SCENES.keys())


class PowerCut(Exception):
    """What is made to happen to a service."""


def unmatched(mutations: Collection[str], scenes: Collection[str]) -> list[str]:
    """What is wanting: a scene for a mutation, or a mutation for a scene."""
    wanting = [f"{name} has no scene" for name in sorted(set(mutations) - set(scenes))]
    return wanting + [f"{name} has a scene but is no mutation" for name in sorted(set(scenes) - set(mutations))]


ALL_ROWS = {
    model._meta.label: f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"'
    for model in apps.get_models()
    if model._meta.managed
}


def what_stands() -> dict[str, list[Any]]:
    """Every row of every table; in plain SQL, for a thousand times it is asked of three hundred tables."""
    with connection.cursor() as cursor:
        return {label: (cursor.execute(select) and cursor.fetchall()) or [] for label, select in ALL_ROWS.items()}


def what_remains(act: Callable[[], Any], before: dict[str, list[Any]]) -> list[str]:
    """The tables that differ from what stood before an act that a power cut ended."""
    with pytest.raises(PowerCut):
        act()
    after = what_stands()
    return [label for label, rows in before.items() if rows != after[label]]


def broken_rows() -> list[str]:
    """What `ledger verify` says of chains and rows; that nothing is sealed yet is no matter here."""
    return [
        f"{each.table} {each.key}: {each.text}" for each in verification.verify().problems if each.grade == TAMPERED
    ]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files, keys and heads of each scene lie in its own folder."""
    settings.YIMEN_DATA = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


def test_every_mutation_has_a_scene() -> None:
    assert len(MUTATIONS) > 50
    assert unmatched(MUTATIONS, SCENES) == []


def test_a_mutation_without_a_scene_and_a_scene_without_a_mutation_would_be_seen() -> None:
    assert unmatched(["a.services.add"], ["b.services.end"]) == [
        "a.services.add has no scene",
        "b.services.end has a scene but is no mutation",
    ]


@pytest.mark.parametrize("name", PLAYED)
def test_it_appends_its_event_or_changes_nothing_at_all(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One scene, set up once and played three times: the ledger cannot write, the power fails at the end, all is well.

    A failed play leaves its own copy of the arguments changed, and nothing else.
    """
    scene = SCENES[name]
    arguments = scene.arguments(Cast(request))
    known = set(Event.objects.values_list("pk", flat=True))
    before = what_stands()
    with monkeypatch.context() as patch:
        patch.setattr(recording, "_append", cut)
        assert what_remains(partial(scene.through, **copied(arguments)), before) == []
    with monkeypatch.context() as patch:
        written = power_cut_at_the_end(patch)
        assert what_remains(partial(scene.through, **copied(arguments)), before) == []
    assert written[0] > len(known)
    scene.through(**arguments)
    kinds = set(Event.objects.exclude(pk__in=known).values_list("kind", flat=True))
    assert kinds & set(MUTATIONS[name])
    assert broken_rows() == []


def copied(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments for one play more: rows as they stand in memory, streams from their beginning.

    What cannot be copied is a lock or holds one, and is played with as it is.
    """

    def of(value: Any) -> Any:
        try:
            return copy.deepcopy(value)
        except TypeError:
            return value

    return {name: of(value) for name, value in arguments.items()}


def power_cut_at_the_end(patch: pytest.MonkeyPatch) -> list[int]:
    """From now on every mutation fails once all is written and its transaction still open; how many events there are
    then.
    """
    written: list[int] = []
    counting = recording._counting

    @contextmanager
    def cut_at_the_end(composed: bool) -> Iterator[Any]:
        outermost = recording._counts.get() is None
        with counting(composed) as count:
            yield count
        if outermost:
            written.append(Event.objects.count())
            raise PowerCut

    patch.setattr(recording, "_counting", cut_at_the_end)
    return written


def cut(**_: Any) -> None:
    raise PowerCut


def test_a_row_that_outlives_its_event_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless() -> None:
        region = Region.objects.create(code="230522000000", name="友谊县", level="county")
        ledger.record(chain=region.code, kind="people.region_added", changed=[region])

    monkeypatch.setattr(recording, "_append", cut)
    assert "people.Region" in what_remains(careless, what_stands())


def test_a_row_that_the_event_does_not_speak_of_would_be_seen() -> None:
    county = people.add_region(by=None, code="230522000000", name="友谊县", level="county")
    Region.objects.filter(pk=county.pk).update(name="别的县")
    assert len(broken_rows()) == 1
