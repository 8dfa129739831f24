"""Every mutation of the house appends to the ledger, in one transaction with what it changes: all of them, one by one.

A new service is found here by itself, and fails until it has a scene in `mutation_scenes`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import yimen.config.tests.mutation_scenes_above
import yimen.config.tests.mutation_scenes_agreements
import yimen.config.tests.mutation_scenes_applying
import yimen.config.tests.mutation_scenes_appointments
import yimen.config.tests.mutation_scenes_branches
import yimen.config.tests.mutation_scenes_comparison
import yimen.config.tests.mutation_scenes_evaluation
import yimen.config.tests.mutation_scenes_exemptions
import yimen.config.tests.mutation_scenes_feeds
import yimen.config.tests.mutation_scenes_guides
import yimen.config.tests.mutation_scenes_handling
import yimen.config.tests.mutation_scenes_keeping
import yimen.config.tests.mutation_scenes_papers
import yimen.config.tests.mutation_scenes_people
import yimen.config.tests.mutation_scenes_place
import yimen.config.tests.mutation_scenes_platform
import yimen.config.tests.mutation_scenes_readiness
import yimen.config.tests.mutation_scenes_review
import yimen.config.tests.mutation_scenes_rounds
import yimen.config.tests.mutation_scenes_sets
import yimen.config.tests.mutation_scenes_space  # noqa: F401 - fill the table
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


def what_stands() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models()}


def what_remains(act: Callable[[], Any]) -> list[str]:
    """The tables that differ after an act that a power cut ended."""
    before = what_stands()
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


@pytest.fixture
def act(name: str, request: pytest.FixtureRequest) -> Callable[[], Any]:
    """The one call of the mutation's scene, everything set up for it."""
    scene = SCENES[name]
    return partial(scene.through, **scene.arguments(Cast(request)))


def test_every_mutation_has_a_scene() -> None:
    assert len(MUTATIONS) > 50
    assert unmatched(MUTATIONS, SCENES) == []


def test_a_mutation_without_a_scene_and_a_scene_without_a_mutation_would_be_seen() -> None:
    assert unmatched(["a.services.add"], ["b.services.end"]) == [
        "a.services.add has no scene",
        "b.services.end has a scene but is no mutation",
    ]


@pytest.mark.parametrize("name", PLAYED)
def test_it_appends_its_event_and_every_row_agrees_with_the_ledger(name: str, act: Callable[[], Any]) -> None:
    known = set(Event.objects.values_list("pk", flat=True))
    act()
    kinds = set(Event.objects.exclude(pk__in=known).values_list("kind", flat=True))
    assert kinds & set(MUTATIONS[name])
    assert broken_rows() == []


@pytest.mark.parametrize("name", PLAYED)
def test_when_the_ledger_cannot_write_nothing_of_it_remains(
    name: str, act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_append", cut)
    assert what_remains(act) == []


@pytest.mark.parametrize("name", PLAYED)
def test_when_the_power_fails_before_the_commit_neither_rows_nor_event_remain(
    name: str, act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, written = Event.objects.count(), []
    counting = recording._counting

    @contextmanager
    def cut_at_the_end(composed: bool) -> Iterator[Any]:
        outermost = recording._counts.get() is None
        with counting(composed) as count:
            yield count
        if outermost:  # all is written, and the transaction still open
            written.append(Event.objects.count() - before)
            raise PowerCut

    monkeypatch.setattr(recording, "_counting", cut_at_the_end)
    assert what_remains(act) == []
    assert written[0] >= 1


def cut(**_: Any) -> None:
    raise PowerCut


def test_a_row_that_outlives_its_event_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless() -> None:
        region = Region.objects.create(code="230522000000", name="友谊县", level="county")
        ledger.record(chain=region.code, kind="people.region_added", changed=[region])

    monkeypatch.setattr(recording, "_append", cut)
    assert "people.Region" in what_remains(careless)


def test_a_row_that_the_event_does_not_speak_of_would_be_seen() -> None:
    county = people.add_region(by=None, code="230522000000", name="友谊县", level="county")
    Region.objects.filter(pk=county.pk).update(name="别的县")
    assert len(broken_rows()) == 1
