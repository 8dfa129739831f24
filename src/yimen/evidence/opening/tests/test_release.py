"""A release: everybody takes it whole, nobody subtracts a small count out of it, and it can be counted again."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yimen.common.errors import Refused
from yimen.common.services import kept_file
from yimen.evidence import kept
from yimen.evidence.opening import packaging, queries, services
from yimen.evidence.opening.models import OpenRelease
from yimen.evidence.opening.suppression import ALL, Cell
from yimen.evidence.opening.tests.making import YEAR, keep, unsaved_run
from yimen.ledger.models import Event
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files of these tests go to their own folder."""
    settings.YIMEN_DATA = tmp_path / "data"
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def released(county: Region, police: Department, tax: Department, officer: User) -> OpenRelease:
    """The year's first version."""
    run = unsaved_run(county)
    run.save()
    keep(run)
    return services.release(by=officer, region=county, year=YEAR)


def told(row: OpenRelease, name: str = "counts.csv") -> bytes:
    return packaging.file_in(kept_file(row.digest), name)


def solved(counts: dict[Cell, int | None]) -> dict[Cell, int]:
    """What somebody works out who fills in every sum of which one number is missing, again and again."""
    known, found = dict(counts), {}
    sums: list[list[Cell]] = []
    for department, item, month in counts:
        total = (department, item, month)
        if month == ALL:
            sums.append([total, *(c for c in counts if c[:2] == (department, item) and c[2] != ALL)])
        if not item:
            parts = [c for c in counts if c[2] == month and bool(c[1]) == bool(department)]
            below = [c for c in parts if c != total and (c[0] == department or not department)]
            sums.append([total, *below])
    progress = True
    while progress:
        progress = False
        for total, *parts in sums:
            missing = [cell for cell in (total, *parts) if known[cell] is None]
            if len(missing) == 1:
                rest = sum(known[cell] or 0 for cell in parts)
                known[missing[0]] = rest if missing[0] == total else (known[total] or 0) - rest
                found[missing[0]] = known[missing[0]] or 0
                progress = True
    return found


def test_everybody_takes_the_whole_package_and_each_file_of_it(released: OpenRelease, county: Region) -> None:
    stranger = Client()
    page = stranger.get(reverse("portal:open_data", args=[county.pk])).content.decode()
    assert f"{YEAR} 年，第 1 版" in page
    assert released.digest in page
    for name in (*packaging.FILES, "package.zip"):
        url = reverse("portal:open_file", args=[county.pk, YEAR, 1, name])
        assert url in page
        assert stranger.get(url).status_code == 200
    whole = stranger.get(reverse("portal:open_file", args=[county.pk, YEAR, 1, "package.zip"])).content
    assert hashlib.sha256(whole).hexdigest() == released.digest
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == set(packaging.FILES)
    package = json.loads(files["datapackage.json"])
    for resource in package["resources"]:
        content = files[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        head = content.decode().splitlines()[0].split(",")
        assert head == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
    assert package["source"]["ledger"]["size"] == released.ledger_size > 0
    rows = list(csv.DictReader(io.StringIO(files["counts.csv"].decode())))
    same = [{name: row[name] or None for name in row} for row in rows]
    as_json = json.loads(files["counts.json"])["rows"]
    words = [{name: None if value in ("", None) else str(value) for name, value in row.items()} for row in as_json]
    assert words == same
    for path in ("2023/1/secrets.csv", "2023/2/counts.csv", "99999999999999999999/1/counts.csv"):
        assert stranger.get(f"/portal/{county.pk}/data/{path}").status_code == 404


def test_nobody_subtracts_a_hidden_count_out_of_what_was_published(released: OpenRelease) -> None:
    counts = packaging.released(told(released))
    assert not [cell for cell, count in counts.items() if count is not None and 0 < count < 5]
    assert counts["D01", "I3", f"{YEAR}-07"] == 0, "no cases is no person, and it is published"
    assert counts["", "", ALL] is not None, "the county's year is worth publishing"
    assert counts["D01", "I1", f"{YEAR}-01"] == 41, "the case of the year before is not counted"
    assert solved(counts) == {}
    everything = queries.counted(released.run, YEAR).cells
    careless = {cell: None if 0 < count < 5 else count for cell, count in everything.items()}
    assert len(solved(careless)) > 3, "hiding only the small ones gives them away"


def test_a_release_is_counted_again_from_the_kept_set_of_its_run(
    released: OpenRelease, officer: User, client_of: Any
) -> None:
    client, url = client_of(officer), reverse("evidence:open_data")
    assert hashlib.sha256(queries.counts_again(released)).hexdigest() == released.counts_digest
    assert "逐字节相同" in client.post(url, {"again": released.pk}, follow=True).content.decode()
    run = released.run
    keep_more = Path(kept.set_file(run))
    keep_more.unlink()
    assert "没有保存" in client.post(url, {"again": released.pk}, follow=True).content.decode()
    (Path(kept.settings.YIMEN_DATA) / f"written-{run.pk}").rename(Path(kept.settings.YIMEN_DATA) / "old")
    keep(run, {"I1": 5})
    assert "与已发布的不同" in client.post(url, {"again": released.pk}, follow=True).content.decode()
    event = Event.objects.get(kind="evidence.data_released")
    assert json.loads(bytes(event.meta))["facts"]["digest"] == released.digest


def test_a_correction_is_another_version_that_tells_nothing_small(
    released: OpenRelease, county: Region, officer: User
) -> None:
    with pytest.raises(Refused, match="已经发布"):
        services.release(by=officer, region=county, year=YEAR)
    run = unsaved_run(county)
    run.save()
    keep(run, {"I1": 2, "J1": 20})
    second = services.release(by=officer, region=county, year=YEAR)
    was, now = packaging.released(told(released)), packaging.released(told(second))
    assert second.version == 2
    assert now["D01", "I1", f"{YEAR}-01"] is None, "two more than published before"
    assert now["", "", ALL] == (was["", "", ALL] or 0) + 22, "what is large enough is told"
    both = [(was[cell], count) for cell, count in now.items() if count is not None]
    assert all(before is not None and not 0 < abs(count - before) < 5 for before, count in both)
    assert solved(now) == {}


def test_only_the_bureau_releases_a_verified_whole_year_and_no_lower_threshold(
    released: OpenRelease, county: Region, officer: User, liaison: User, neighbour_officer: User, client_of: Any
) -> None:
    with pytest.raises(Refused, match="全年"):
        services.release(by=officer, region=county, year=YEAR - 1)
    with pytest.raises(Refused, match="不得低于"):
        services.release(by=officer, region=county, year=YEAR, threshold=4)
    for other in (liaison, neighbour_officer):
        with pytest.raises(Refused, match="本县"):
            services.release(by=other, region=county, year=YEAR)
    url = reverse("evidence:open_data")
    assert client_of(liaison).get(url).status_code == 403
    assert client_of(neighbour_officer).post(url, {"again": released.pk}).status_code == 404
    refused = client_of(officer).post(url, {"year": YEAR, "threshold": 5})
    assert (refused.status_code, OpenRelease.objects.count()) == (422, 1)
    assert "已经发布" in refused.content.decode()
