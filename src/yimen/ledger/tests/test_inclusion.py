"""The proof that a slip's holder can check without this system: it holds, and nothing in it can be changed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from yimen.common.errors import Refused
from yimen.ledger import inclusion, seals
from yimen.ledger import services as ledger
from yimen.ledger.models import Event
from yimen.ledger.standalone import verify_evidence

pytestmark = pytest.mark.django_db
CHAIN = "230522000000"


def recorded(count: int) -> list[Event]:
    with transaction.atomic():
        return [ledger.record(chain=CHAIN, kind="test.happened", facts={"number": each}) for each in range(count)]


@pytest.fixture
def proof() -> dict[str, Any]:
    """The proof of the third of five events, sealed after the fifth; two more came behind."""
    events = recorded(5)
    ledger.seal(chain=CHAIN)
    recorded(2)
    found: dict[str, Any] = json.loads(inclusion.proof_of(events[2]))
    return found


def checked(proof: dict[str, Any], folder: Path, *more: str) -> int:
    file = folder / "proof.json"
    file.write_text(json.dumps(proof), "utf-8")
    return verify_evidence.main([str(file), "--key", seals.public_key().hex(), *more])


def test_a_proof_holds_without_this_system_and_names_its_receipt(proof: dict[str, Any], tmp_path: Path) -> None:
    event = Event.objects.get(chain=CHAIN, seq=3)
    assert [each["seq"] for each in proof["events"]] == [3, 4, 5]
    assert checked(proof, tmp_path, "--receipt", event.receipt) == 0
    assert checked(proof, tmp_path, "--receipt", "0" * 12) == 1
    assert verify_evidence.main([str(tmp_path / "proof.json")]) == 2, "without a key from elsewhere it is incomplete"


def test_nothing_in_a_proof_can_be_changed(proof: dict[str, Any], tmp_path: Path) -> None:
    changed: list[dict[str, Any]] = [
        {**proof, "previous": "0" * 64},
        {**proof, "chain": "230521000000"},
        {**proof, "events": proof["events"][1:]},
        {**proof, "events": proof["events"][:-1]},
        {**proof, "note": proof["note"].replace("\n5\n", "\n6\n")},
        {**proof, "public_key": "1" * 64},
    ]
    for place in range(3):
        events = [dict(each) for each in proof["events"]]
        events[place]["leaf"] = "f" * 64
        changed.append({**proof, "events": events})
    assert [checked(each, tmp_path) for each in changed] == [1] * len(changed)


def test_before_it_is_sealed_there_is_nothing_to_prove() -> None:
    with pytest.raises(Refused, match="还没有封存"):
        inclusion.proof_of(recorded(1)[0])
