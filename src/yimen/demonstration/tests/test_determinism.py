"""The same seed gives the same bytes, whatever else differs."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import yimen
from yimen.demonstration.county import generate

SIZE = 1500


def digest(folder: Path) -> str:
    """One digest of all files below a folder, names included."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


def test_the_command_writes_the_same_bytes_under_another_hash_seed(tmp_path: Path) -> None:
    generate(3, SIZE, tmp_path / "here")
    source = str(Path(yimen.__path__[0]).parent)
    environment = {**os.environ, "PYTHONPATH": source, "PYTHONHASHSEED": "12345"}
    command = [sys.executable, "-m", "yimen.demonstration", str(tmp_path / "there"), "--seed", "3"]
    done = subprocess.run([*command, "--matters", str(SIZE)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "作弊事项" in done.stdout
    assert digest(tmp_path / "here") == digest(tmp_path / "there")


def test_another_seed_gives_another_county(tmp_path: Path) -> None:
    generate(3, SIZE, tmp_path / "one")
    generate(4, SIZE, tmp_path / "other")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")
