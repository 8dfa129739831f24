"""The county of these tests, and sets of somebody else handed in to it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from yimen.evidence.handing_in import checking, places, services
from yimen.evidence.handing_in.models import ForeignSet
from yimen.evidence.models import Run
from yimen.evidence.tests.conftest import filled, own_folder, set_folder  # noqa: F401
from yimen.evidence.tests.making import small_county
from yimen.people.models import User

Files = dict[str, str | bytes]
META = '{"region": "230521", "from": "2024-01-01", "to": "2024-03-31"}'
ITEMS = "item_code,item_name\nI1,许可\n"
CASES = "case_no,item_code\nC1,I1\n"


def whole(**others: str | bytes) -> Files:
    """The smallest set that can be read, and other files beside it."""
    return {"meta.json": META, "items.csv": ITEMS, "cases.csv": CASES, **others}


def packed(files: Files, folder: str = "") -> bytes:
    """A .zip of the files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return stream.getvalue()


def hand_in(by: User, files: Files, title: str = "集贤县2024年") -> ForeignSet:
    """A set with the files, each whole, submitted."""
    opened = services.open_set(by=by, title=title)
    for name, content in files.items():
        body = content.encode() if isinstance(content, str) else content
        file = services.announce(by=by, the_set=opened, name=name, size=len(body))
        places.take_piece(file, 0, body, None)
    return services.submit(by=by, the_set=opened)


def accepted(by: User, files: Files) -> Run:
    """The run over a set with the files, which passes its check."""
    the_set = hand_in(by, files)
    run = checking.check(the_set)
    the_set.refresh_from_db()
    assert run is not None, the_set.failure
    return run


@pytest.fixture
def foreign(tmp_path: Path) -> Files:
    """The small county as a set of somebody else."""
    folder = small_county().write(tmp_path / "foreign")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def sent_back(officer: User) -> Callable[[Files], str]:
    """Why a set with these files is sent back."""

    def send(files: Files) -> str:
        the_set = hand_in(officer, files)
        assert checking.check(the_set) is None
        the_set.refresh_from_db()
        assert the_set.status == "returned"
        return the_set.failure

    return send
