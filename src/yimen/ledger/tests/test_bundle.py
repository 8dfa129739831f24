"""The evidence bundle convinces a stranger with Python and the key, and no forged one does."""

import ast
import base64
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from yimen.common.errors import Refused
from yimen.common.tests.amounts import amount
from yimen.ledger import export, guards, seals, verification
from yimen.ledger import services as ledger
from yimen.ledger.models import Event
from yimen.ledger.standalone import verify_evidence
from yimen.ledger.tests import attacks, forgeries, rows
from yimen.ledger.tests.conftest import CHAIN

pytestmark = pytest.mark.django_db
FORGED = amount(120, full=500)
OTHER = "999998000000"


@pytest.fixture
def house() -> dict[str, Any]:
    """Two chains with several seals, rows in events and in batches, some with personal fields."""
    made = {model._meta.label: things for model, things in rows.fill(CHAIN).items()}
    ledger.seal(chain=CHAIN)
    for text in ("一", "二", "三"):
        ledger.note(chain=CHAIN, text=text, by=None)
        ledger.note(chain=OTHER, text=text, by=None)
        ledger.seal(chain=OTHER)
        ledger.seal(chain=CHAIN)
    return made


@pytest.fixture
def bundle(house: dict[str, Any], tmp_path: Path) -> Path:
    """A bundle that discloses rows of a plain table and, with one personal field open, of cases."""
    cases, regions = house["cases.Case"], house["people.Region"]
    disclosed = [f"cases.case:{case.pk}" for case in cases] + [f"people.region:{region.pk}" for region in regions]
    return export.write_bundle(tmp_path / "bundle", rows=disclosed, opened=["applicant_name"])


def arguments(folder: Path) -> list[str]:
    last = seals.latest(CHAIN)
    other = seals.latest(OTHER)
    assert last is not None and other is not None
    return [str(folder), "--key", seals.public_key().hex(), "--root", last.root.hex(), "--root", other.root.hex()]


def test_a_stranger_with_plain_python_can_check_it(bundle: Path) -> None:
    """Run outside this environment: no site packages, no path of ours, none of our variables."""
    command = [sys.executable, "-I", "-S", str(bundle / "verify_evidence.py"), *arguments(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONUTF8": "1"}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "核验通过" in done.stdout
    assert "applicant_name = " in done.stdout
    assert "applicant_id" not in done.stdout


def test_the_verifier_needs_only_the_standard_library_and_fits_on_a_few_pages() -> None:
    source = Path(verify_evidence.__file__).read_text()
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert imported <= sys.stdlib_module_names
    assert len(source.splitlines()) <= 400


def test_without_the_key_nothing_is_called_proven(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_evidence.main([str(bundle)]) == 2
    assert "未给出 --key" in capsys.readouterr().out


def test_a_folder_that_is_no_bundle_is_a_mistake_of_usage(tmp_path: Path) -> None:
    assert verify_evidence.main([str(tmp_path)]) == 3
    assert verify_evidence.main([]) == 3


@pytest.mark.rounds
def test_no_forged_bundle_is_accepted(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(20230531)
    honest = {path.name: path.read_bytes() for path in bundle.iterdir()}
    folder, done, accepted = tmp_path / "forged", Counter[str](), []
    folder.mkdir()
    while sum(done.values()) < FORGED:
        forgery = dice.choice(forgeries.FORGERIES)
        forged = dict(honest)
        try:
            forgery(forged, dice)
        except forgeries.Nothing:
            continue
        if forged == honest:
            continue
        for path in folder.iterdir():
            path.unlink()
        for name, content in forged.items():
            (folder / name).write_bytes(content)
        done[forgery.__name__] += 1
        if verify_evidence.main(arguments(folder)) not in {1, 3}:
            accepted.append((forgery.__name__, capsys.readouterr().out))
    assert accepted == []
    assert len(done) == len(forgeries.FORGERIES)
    assert verify_evidence.main(arguments(bundle)) == 0


@pytest.mark.long
def test_both_verifiers_agree_on_a_falsified_ledger(
    house: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two implementations, one verdict: on the chain and its seals, whatever was done to them."""
    dice = random.Random(7)
    verdicts = Counter[bool]()
    for number in range(60):
        point = transaction.savepoint()
        folder = tmp_path / f"try{number}"
        try:
            guards.remove(connection)
            if number % 6:
                _falsify_events(dice)
            guards.install(connection)
            ours = any(problem.table == "ledger_event" for problem in verification.verify().problems)
            export.write_bundle(folder)
            theirs = verify_evidence.main([str(folder), "--key", seals.public_key().hex()]) == 1
        finally:
            transaction.savepoint_rollback(point)
        assert ours == theirs, capsys.readouterr().out
        verdicts[ours] += 1
    assert verdicts[True] >= 45
    assert verdicts[False] >= 10


def _falsify_events(dice: random.Random) -> None:
    events = list(Event.objects.order_by("chain", "seq"))
    event = dice.choice(events)
    how = dice.choice(["meta", "hash", "epoch", "delete", "rehash", "swap"])
    mine = Event.objects.filter(place=event.place)
    if how == "meta":
        mine.update(meta=bytes(event.meta).replace(b'"v":1', b'"v":2'))
    elif how == "hash":
        mine.update(hash=dice.randbytes(32))
    elif how == "epoch":
        mine.update(epoch=event.epoch + dice.choice([1, 2]))
    elif how == "delete":
        event.parts.all().delete()
        mine.delete()
    elif how == "swap":
        attacks.swap_events(dice)
    else:
        attacks.rehash_tail(dice)


def test_a_personal_field_stays_closed_unless_it_is_opened(bundle: Path, house: dict[str, Any]) -> None:
    shown = [json.loads(line) for line in (bundle / "disclosed.jsonl").read_text().splitlines()]
    of_case = next(row for row in shown if row["model"] == "cases.case")
    assert set(of_case["personal"]["applicant_id"]) == {"commitment"}
    assert set(of_case["personal"]["applicant_name"]) == {"salt", "value"}
    content = b"".join(path.read_bytes() for path in bundle.iterdir())
    for case in house["cases.Case"]:
        assert case.applicant_id.encode() not in content
        assert base64.b64encode(case.salt) not in content
        assert case.salt.hex().encode() not in content


def test_the_salt_of_an_opened_field_does_not_open_the_others() -> None:
    from yimen.ledger.hashing import field_salt

    assert field_salt(b"\x01" * 32, "applicant_name") != field_salt(b"\x01" * 32, "applicant_id")


def test_a_row_edited_since_is_not_disclosed(house: dict[str, Any], tmp_path: Path) -> None:
    region = house["people.Region"][0]
    apps.get_model("people.Region").objects.filter(pk=region.pk).update(name="改过")
    with pytest.raises(Refused, match="与它现状相符"):
        export.write_bundle(tmp_path / "out", rows=[f"people.region:{region.pk}"])


@pytest.mark.parametrize("row", ["people.region", "people.region:000", "ledger.head:1", "nothing.here:1", ":"])
def test_what_cannot_be_disclosed_is_said(house: dict[str, Any], tmp_path: Path, row: str) -> None:
    with pytest.raises(Refused, match="不能披露"):
        export.write_bundle(tmp_path / "out", rows=[row])


def test_the_command_exports_a_bundle_that_passes(house: dict[str, Any], tmp_path: Path) -> None:
    ledger.note(chain=CHAIN, text="还没有封存的一条", by=None)
    call_command("ledger", "export", str(tmp_path / "out"))
    assert verify_evidence.main(arguments(tmp_path / "out")) == 0
    with pytest.raises(Refused, match="已有内容"):
        export.write_bundle(tmp_path / "out")


def test_our_ed25519_agrees_with_the_library() -> None:
    dice = random.Random(8032)
    for number in range(40):
        key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), dice.randbytes(dice.randrange(200))
        signature = bytearray(key.sign(message))
        if number % 2:
            signature[dice.randrange(64)] ^= 1 << dice.randrange(8)
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(bytes(signature), message)
            theirs = True
        except InvalidSignature:
            theirs = False
        assert verify_evidence.ed25519_valid(public, message, bytes(signature)) == theirs == (number % 2 == 0)


def test_ed25519_vectors_of_rfc_8032() -> None:
    for public, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ):  # fmt: skip
        parts = [bytes.fromhex(text) for text in (public, message, signature)]
        assert verify_evidence.ed25519_valid(*parts)
        assert not verify_evidence.ed25519_valid(parts[0], parts[1] + b"x", parts[2])


def test_a_key_of_small_order_signs_nothing() -> None:
    identity = (1).to_bytes(32, "little")
    assert not verify_evidence.ed25519_valid(identity, b"anything", identity + bytes(32))
