"""R13: whatever somebody edits behind the system's back is found, and an honest installation raises no alarm."""

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from yimen.ledger import services as ledger
from yimen.ledger import verification
from yimen.ledger.attest import attested_models
from yimen.ledger.tests import attacks, rows
from yimen.ledger.tests.conftest import CHAIN


def problems() -> list[verification.Problem]:
    return verification.verify().problems


@pytest.fixture
def house(db: None) -> None:
    """Rows in every attested table, two chains, several seals."""
    for text in ("一", "二", "三"):
        ledger.note(chain="999998000000", text=text, by=None)
    ledger.seal(chain="999998000000")
    rows.fill(CHAIN)
    ledger.seal(chain=CHAIN)
    for text in ("四", "五"):
        ledger.note(chain=CHAIN, text=text, by=None)
        ledger.seal(chain=CHAIN)


def test_every_attested_table_has_rows_to_be_tampered_with(house: None) -> None:
    empty = [model._meta.label for model in attested_models() if not model._base_manager.exists()]
    assert empty == []


def test_an_honest_installation_raises_no_alarm(house: None) -> None:
    for _ in range(3):
        ledger.note(chain=CHAIN, text="平常的一条", by=None)
        assert problems() == []


def test_every_random_edit_is_found(house: None, own_data_folder: Path) -> None:
    falsify(edits=40, seed=20230531, folder=own_data_folder)


@pytest.mark.long
def test_a_thousand_random_edits_are_found(house: None, own_data_folder: Path) -> None:
    falsify(edits=1000, seed=int(os.environ.get("YIMEN_TAMPER_SEED", "1")), folder=own_data_folder)


def falsify(*, edits: int, seed: int, folder: Path) -> None:
    """Carry out so many random attacks, each on the untouched house, and find every one."""
    dice = random.Random(seed)
    done: Counter[str] = Counter()
    missed = []
    kept = {path: path.read_bytes() for path in (folder / "seals").iterdir()}
    started = time.monotonic()
    while sum(done.values()) < edits:
        point = transaction.savepoint()
        try:
            try:
                attack = attacks.random_attack(dice)
            except (attacks.Nothing, DatabaseError):  # no effect, or the database itself refused it
                continue
            found = problems()
        finally:
            transaction.savepoint_rollback(point)
            for path, content in kept.items():
                path.write_bytes(content)
        done[attack.name] += 1
        if not any(problem.grade == verification.TAMPERED for problem in found):
            missed.append(attack)
        if sum(done.values()) % 10 == 0:
            assert problems() == [], "a false alarm after everything was put back"
    seconds = time.monotonic() - started
    kinds = " ".join(f"{name}={count}" for name, count in sorted(done.items()))
    line = f"R13 {'PASS' if not missed else 'FAIL'} edits={edits} found={edits - len(missed)} {kinds} {seconds:.1f}s"
    sys.stdout.write(f"\n{line}\n")
    assert missed == []
