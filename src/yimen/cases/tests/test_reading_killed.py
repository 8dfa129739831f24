"""kill -9 while a large file is read in the background: whoever comes next goes on, each row is in exactly once."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from yimen.cases.tests.test_folder_killed import prepared, run  # noqa: F401 - a fixture

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="runs once, with the tests on SQLite")
ROWS, FILE = 1_000, "台账.csv"
BEGUN = (
    "import django; django.setup()\n"
    "from pathlib import Path; import sys\n"
    "from yimen.cases import services; from yimen.exchange import streaming\n"
    "from yimen.people.models import Department\n"
    "streaming.HEAD_ROWS = 100\n"
    "arrival = services.Arrival(department=Department.objects.get(), later=True)\n"
    "content = Path(sys.argv[1]).read_bytes()\n"
    f"batch = services.import_file(by=None, kind='register', name='{FILE}', content=content, arrival=arrival)\n"
    "assert batch.status == 'reading' and not batch.rows_read\n"
)


def written() -> str:
    """A file with rows that cannot be read, and numbers that stand in it twice, far from each other."""
    lines = [f"R{number},户口迁移,2023-05-{number % 28 + 1:02d}\n" for number in range(ROWS)]
    lines[450] = "R3,户口迁移,2023-05-13\n"
    lines[900] = "R3,户口迁移,2023-05-14\n"
    lines[905] = "R902,户口迁移,2023-05-14\n"
    for place in (20, 620, 990):
        lines[place] = f"R{place},户口迁移,不详\n"
    return "台账编号,事项名称,发证日期\n" + "".join(lines)


def asked(data: Path, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(data / "yimen.sqlite3") as database:
        return database.execute(question).fetchall()


def stands(data: Path) -> dict[str, Any]:
    """What is in the database of the file: the batch, its rows, and what was refused of it."""
    columns = "status, rows_total, rows_read, rows_accepted, rows_refused, plan"
    return {
        "batch": asked(data, f"SELECT {columns} FROM exchange_importbatch"),
        "rows": asked(data, "SELECT record_number, issued_on FROM cases_registerrecord ORDER BY record_number"),
        "refused": asked(data, "SELECT line, reason FROM exchange_refusedrow ORDER BY line"),
    }


def reader(data: Path, point: str) -> Any:
    return run(data, str(Path(__file__).with_name("reader_killed.py")), "1", point)


@pytest.fixture(scope="module")
def begun(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811 - the fixture
    """A county's folder with a large file that was received and of which nothing is read yet."""
    data = tmp_path_factory.mktemp("begun") / "data"
    shutil.copytree(prepared, data)
    (data / FILE).write_text(written(), "utf-8")
    done = run(data, "-c", BEGUN, str(data / FILE))
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="module")
def undisturbed(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stands in the database when nobody is killed."""
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    shutil.copytree(begun, data)
    done = reader(data, "none")
    assert done.stdout == "applied 0\n", done.stderr
    return stands(data)


def test_undisturbed_every_row_is_in_or_refused_with_its_reason(undisturbed: dict[str, Any]) -> None:
    assert undisturbed["batch"][0][:5] == ("applied", ROWS, ROWS, ROWS - 6, 6)
    assert len(undisturbed["rows"]) == len(set(undisturbed["rows"])) == ROWS - 6
    assert undisturbed["refused"] == [
        (22, "发证日期不是有效的日期"),
        (452, "台账编号与第 5 行重复"),
        (622, "发证日期不是有效的日期"),
        (902, "台账编号与第 5 行重复"),
        (907, "台账编号与第 904 行重复"),
        (992, "发证日期不是有效的日期"),
    ]


@pytest.mark.parametrize(
    "points",
    [
        ("survey",),
        pytest.param(("chunk:1", "chunk:2", "survey"), marks=pytest.mark.long),
        pytest.param(("taking:1", "taking:2", "taking:1"), marks=pytest.mark.long),
        pytest.param(("taking:3", "chunk:1", "finish"), marks=pytest.mark.long),
    ],
    ids="-".join,
)
def test_however_often_it_is_killed_each_row_is_in_once(
    begun: Path, tmp_path: Path, undisturbed: dict[str, Any], points: tuple[str, ...]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(begun, data)
    for point in points:
        killed = reader(data, point)
        assert killed.returncode == -9, (point, killed.stderr)
        assert stands(data)["batch"][0][0] == "reading"
    last = reader(data, "none")
    assert last.stdout.startswith("applied"), last.stderr
    assert stands(data) == undisturbed
    verified = run(data, str(settings.ROOT / "manage.py"), "ledger", "verify")
    assert verified.returncode in (0, 2), verified.stdout + verified.stderr  # 2: in order, nowhere sealed yet


@pytest.mark.long
def test_the_worker_finds_what_a_killed_one_left(begun: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(begun, data)
    assert reader(data, "taking:2").returncode == -9
    look = "import django; django.setup()\nfrom yimen.cases import tasks\nprint(tasks.resume_abandoned())"
    assert run(data, "-c", look).stdout == "[1]\n"
    assert reader(data, "none").stdout == "applied 1\n"
    assert run(data, "-c", look).stdout == "[]\n"
