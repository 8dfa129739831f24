"""The county of these tests: its database filled from a small evidence set, and runs over it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yimen.evidence import execution, services
from yimen.evidence.models import Run, Verdict
from yimen.evidence.tests.loading import load
from yimen.evidence.tests.making import FIRST, LAST, small_county
from yimen.people.models import Region


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files of these tests go to their own folder."""
    settings.YIMEN_DATA = tmp_path / "data"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }


@pytest.fixture
def set_folder(tmp_path: Path) -> Path:
    """The small evidence set on disk."""
    return small_county().write(tmp_path / "set")


@pytest.fixture
def filled(county: Region, police: Any, tax: Any, set_folder: Path) -> Region:
    """The county with everything of the small set: D01 is the police, D02 the tax bureau."""
    load(set_folder, county)
    return county


@pytest.fixture
def make_run() -> Callable[..., Run]:
    """Asks for a run and carries it out."""

    def make(region: Region, first: date = FIRST, last: date = LAST, **kinds: Any) -> Run:
        run = services.request_run(by=None, region=region, period_from=first, period_to=last, **kinds)
        return execution.execute_run(run=run)

    return make


@pytest.fixture
def done(filled: Region, make_run: Any) -> Run:
    """A finished run over the county."""
    return make_run(filled)


def verdicts_of(run: Run) -> dict[str, str]:
    """Item code -> verdict."""
    return dict(Verdict.objects.filter(run=run).values_list("item_code", "verdict"))
