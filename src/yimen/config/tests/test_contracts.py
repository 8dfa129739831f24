"""The layer contract bites: a forbidden import and an undeclared room each break it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of a copy of the house."""
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(program), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the source that a test may break."""
    ignored = shutil.ignore_patterns("static", "templates", "fonts", "data", "__pycache__", "tests")
    shutil.copytree(settings.ROOT / "src", tmp_path / "src", ignore=ignored)
    shutil.copy(settings.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contract_holds(house: Path) -> None:
    answer = lint(house)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("entry", "import yimen.cases.models"),
        ("cases", "import yimen.entry.models"),
        ("people", "import yimen.catalog.models"),
        ("ledger", "import yimen.people.models"),
        ("verify", "import yimen.common.page"),
        ("rectification", "import yimen.evidence.models"),
        ("catalog", "import yimen.halls.models"),
    ],
)
def test_an_import_that_the_house_forbids_breaks_the_contract(house: Path, room: str, line: str) -> None:
    (house / "src/yimen" / room / "broken.py").write_text(line + "\n")
    answer = lint(house)
    assert answer.returncode != 0
    assert f"yimen.{room}" in answer.stdout


def test_an_undeclared_room_breaks_the_contract(house: Path) -> None:
    drawer = house / "src/yimen/helpers"
    drawer.mkdir()
    (drawer / "__init__.py").write_text("")
    answer = lint(house)
    assert answer.returncode != 0
    assert "helpers" in answer.stdout
