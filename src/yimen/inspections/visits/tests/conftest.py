"""The county of `inspections.tests.making`, three inspectors, and a plan that is drawn."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yimen.evidence.models import Run
from yimen.inspections.tests.making import own_folder, verified, whose
from yimen.inspections.visits import rules, services
from yimen.inspections.visits.models import Visit, VisitPlan, VisitScript
from yimen.people.models import Department, Region, User

__all__ = ["own_folder", "verified", "whose"]
BEACON = "3D 第2023181期 4 0 7"
JPEG = b"\xff\xd8\xff" + b"a photograph of the window" * 40


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def inspectors(inspector: User, make_user: Any, county: Region, police: Department, tax: Department) -> list[User]:
    """Three, of three departments: of any two of them at most one belongs to a department that is visited."""
    lent = [make_user(f"inspector_{each.code}", "inspector", county, each) for each in (police, tax)]
    return [inspector, *lent, make_user("inspector_free", "inspector", county, inspector.department)]


@pytest.fixture
def script(county: Region, officer: User) -> VisitScript:
    """The script of ours."""
    return services.make_script(by=officer, region=county, name="通用脚本", steps=rules.SCRIPT)


@pytest.fixture
def committed(county: Region, officer: User, script: VisitScript, inspectors: list[User], verified: Run) -> VisitPlan:
    """A plan of two visits, committed to two days ago."""
    return services.commit(
        by=officer, region=county, script=script, title="七月暗访", visits=2, beacon_source="福彩3D",
        beacon_on=today() - timedelta(days=1), period_from=today(), period_to=today() + timedelta(days=9),
        day=today() - timedelta(days=2),
    )  # fmt: skip


@pytest.fixture
def drawn(committed: VisitPlan, officer: User) -> VisitPlan:
    """The same, drawn."""
    return services.draw(by=officer, plan=committed, beacon=BEACON)


@pytest.fixture
def opened(drawn: VisitPlan) -> Visit:
    """Its first visit, opened by one of the two."""
    visit = Visit.objects.select_related("plan", "region", "first", "second").get(plan=drawn, number=1)
    return services.open_visit(by=visit.first, visit=visit)


def record(visit: Visit, **otherwise: Any) -> dict[str, Any]:
    """What a phone says of one record."""
    said = {
        "key": str(uuid4()), "visit": visit.pk, "where": "hall", "outcome": "sent_away", "words": "3号窗口让去局里办",
        "step": None, "item": None, "replaces": None, "taken_at": datetime.now(UTC).timestamp() * 1000,
        "drift_then": 0, "latitude": 46.77, "longitude": 131.8, "accuracy": 12.0,
    }  # fmt: skip
    return {**said, **otherwise}


def photo_of(said: dict[str, Any], content: bytes = JPEG) -> dict[str, Any]:
    """What a phone says of a photograph of that record."""
    place = {name: said[name] for name in ("taken_at", "drift_then", "latitude", "longitude", "accuracy")}
    digest = hashlib.sha256(content).hexdigest()
    return {"key": str(uuid4()), "observation": said["key"], "digest": digest, "size": len(content), **place}


def send(client: Client, *records: dict[str, Any], photos: Any = (), ahead: float = 0) -> dict[str, Any]:
    """The server's answer to a message; `ahead`: seconds by which the phone's clock is fast."""
    now = (datetime.now(UTC).timestamp() + ahead) * 1000
    body = json.dumps({"now": now, "records": records, "photos": list(photos)})
    answer = client.post("/inspections/visits/phone/sync/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return dict(answer.json())


def upload(client: Client, address: str, content: bytes, size: int = 400) -> None:
    """The photograph, piece by piece from where it left off."""
    head = client.head(address, headers={"Tus-Resumable": "1.0.0"})
    offset = int(head["Upload-Offset"])
    while offset < len(content):
        answer = client.patch(
            address, content[offset : offset + size], content_type="application/offset+octet-stream",
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)},
        )  # fmt: skip
        assert answer.status_code == 204, answer.content.decode()
        offset = int(answer["Upload-Offset"])
