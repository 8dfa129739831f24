"""kill -9 while a file is collected: whenever it comes, the next round leaves every row once and the ledger whole."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from yimen.common.tests import migrated

POINTS = ("before_it_is_taken", "after_it_was_taken", "after_the_rows_before_their_event", "before_the_commit",
          "after_the_commit", "after_the_words")  # fmt: skip
ROWS = 50
QUICKEST = "after_the_commit"  # the other points are long
pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="runs once, with the tests on SQLite")
SETUP = (
    "import django; django.setup()\n"
    "from yimen.people import services as people\n"
    "county = people.add_region(by=None, code='230522000000', name='友谊县', level='county')\n"
    "people.add_department(by=None, region=county, code='D01', name='友谊县公安局', short_name='公安局', kind='unit')\n"
    "from yimen.cases import folder; folder.prepare()\n"
)


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "YIMEN_DATABASE_URL"}
    environment |= {
        "YIMEN_DATA": str(data),
        "YIMEN_DEMONSTRATION": "1",
        "DJANGO_SETTINGS_MODULE": "yimen.config.settings",
        "PYTHONPATH": str(settings.ROOT / "src"),
    }
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False, timeout=120
    )


def round_of(data: Path, point: str) -> subprocess.CompletedProcess[str]:
    return run(data, str(Path(__file__).with_name("collector_killed.py")), point)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a county with one department, made once."""
    data = tmp_path_factory.mktemp("county")
    migrated.into(data)
    done = run(data, "-c", SETUP)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it with a file in the inbox."""
    shutil.copytree(prepared, tmp_path / "data")
    rows = "".join(f"R{number},户口迁移,2023-05-13\n" for number in range(ROWS))
    inbox = tmp_path / "data" / "feeds" / "D01" / "in"
    (inbox / "台账.csv").write_text(f"台账编号,事项名称,发证日期\n{rows}坏行,户口迁移,不详\n", "utf-8")
    return tmp_path / "data"


def counts(data: Path) -> tuple[int, ...]:
    """Rows, refused rows and batches in the database."""
    with sqlite3.connect(data / "yimen.sqlite3") as database:
        tables = ("cases_registerrecord", "exchange_refusedrow", "exchange_importbatch")
        return tuple(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)


def files(data: Path, where: str) -> list[str]:
    return sorted(path.name for path in (data / "feeds" / "D01" / where).iterdir() if not path.name.endswith(".txt"))


@pytest.mark.parametrize(
    "point", [*(pytest.param(each, marks=pytest.mark.long) for each in POINTS if each != QUICKEST), QUICKEST]
)
def test_nothing_is_lost_and_nothing_doubled(data: Path, point: str) -> None:
    killed = round_of(data, point)
    assert killed.returncode == -9, killed.stderr
    again = round_of(data, "none")
    assert again.returncode == 0, again.stderr
    assert counts(data) == (ROWS, 1, 1)
    assert [len(files(data, where)) for where in ("in", "taking", "done", "refused")] == [0, 0, 1, 0]
    verified = run(data, str(settings.ROOT / "manage.py"), "ledger", "verify")
    assert verified.returncode in (0, 2), verified.stdout + verified.stderr  # 2: in order, nowhere sealed yet


def test_a_collector_that_forgets_the_name_of_the_handing_in_would_be_found_out(data: Path) -> None:
    """The negative control: the file comes back under another name and other bytes, so it comes in a second time."""
    assert round_of(data, "after_the_commit").returncode == -9
    [taken] = (data / "feeds" / "D01" / "taking").iterdir()
    taken.write_text(taken.read_text("utf-8") + "\n", "utf-8")
    taken.rename(taken.with_name(f"0000~{taken.name.partition('~')[2]}"))
    round_of(data, "none")
    assert counts(data)[2] == 2
