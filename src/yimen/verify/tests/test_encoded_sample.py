"""The sample with its identities encoded, judged beside the plain one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from yimen.verify import score, verify
from yimen.verify.tests.test_encoding import PROGRAM, RAW, SAMPLE, write_key


def encode_set(folder: Path, keys: dict[str, bytes]) -> Path:
    """The sample with both tables encoded, run as a department runs it, each table under its key."""
    shutil.copytree(SAMPLE, folder / "set")
    for table, raw in keys.items():
        path, fingerprint = write_key(folder / f"safe-{table}", raw)
        (folder / "set" / f"{table}.csv").unlink()
        subprocess.run(
            [sys.executable, "-I", "-S", PROGRAM, SAMPLE / f"{table}.csv", folder / "set" / f"{table}.csv",
             "--table", table, "--key", path, "--expect-fingerprint", fingerprint],
            check=True, capture_output=True,
        )  # fmt: skip
    return folder / "set"


def test_the_encoded_sample_is_judged_nearly_as_well_as_the_plain_one(tmp_path: Path) -> None:
    """Margins: 3 of 100 links, 5 of 100 records off hall, 3 of 100 verdicts, and no innocent item accused.

    Without numbers and names a lone record is believed less, so small bypassed items go unnamed; nobody else is named.
    """
    encoded = encode_set(tmp_path, {"register": RAW, "cases": RAW})
    verify(SAMPLE, tmp_path / "plain")
    verify(encoded, tmp_path / "answer")
    plain, figures = score(SAMPLE, tmp_path / "plain"), score(encoded, tmp_path / "answer")
    for kind in ("precision", "recall"):
        assert figures["links"][kind] >= plain["links"][kind] - 0.03
    assert figures["off_hall records"]["recall"] >= plain["off_hall records"]["recall"] - 0.05
    assert figures["verdict accuracy"] >= plain["verdict accuracy"] - 0.03
    assert figures["innocent items accused"].startswith("0/")
    for kind in ("back_filled", "branch_hall", "unposted"):
        assert figures[f"{kind} cases"]["f1"] >= plain[f"{kind} cases"]["f1"] - 0.01


def test_two_keys_spoil_the_answer(tmp_path: Path) -> None:
    """Negative control: what holds the encoded sample together is the tokens, not the days and items alone."""
    encoded = encode_set(tmp_path, {"register": RAW, "cases": RAW[::-1]})
    methods = {link.method.split("+")[0] for link in verify(encoded, tmp_path / "answer").links}
    assert not methods & {"id", "masked_id", "near_id", "name", "name_variant"}
    assert score(encoded, tmp_path / "answer")["links"]["recall"] < 0.95
