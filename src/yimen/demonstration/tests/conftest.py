"""One small county for all tests of this room, written once."""

import csv
from pathlib import Path

import pytest

from yimen.demonstration.county import generate

Rows = list[dict[str, str]]


class Written:
    """A county as it lies on the disk: `table("cases")`, `truth("items")`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Rows] = {}

    def table(self, name: str) -> Rows:
        """The rows of a table, read once."""
        if name not in self._read:
            with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                self._read[name] = list(csv.DictReader(file))
        return self._read[name]

    def truth(self, name: str) -> Rows:
        """The rows of a table of the truth."""
        return self.table(f"truth/{name}")

    def headings(self, name: str) -> list[str]:
        """The header row."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A county of 6,000 matters, seed 7."""
    folder = tmp_path_factory.mktemp("county")
    generate(7, 6000, folder)
    return Written(folder)


@pytest.fixture(scope="session")
def written_honest(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The same county where nobody cheats."""
    folder = tmp_path_factory.mktemp("honest")
    generate(7, 6000, folder, cheating=False)
    return Written(folder)
