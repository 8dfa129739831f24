"""外来证据集 in the demonstration: the neighbour's set, which the worker checks and verifies, and one half way there.

The neighbour's tables go in as they were generated; the worker checks and verifies them after the start.
"""

from pathlib import Path

from yimen.evidence import tasks
from yimen.evidence.handing_in import archives, places, services
from yimen.evidence.handing_in.models import ForeignSet
from yimen.people.models import User

HALF = 2
"""Of the second set's largest file only so great a part has come: whoever tries it can go on with it."""


def hand_in(neighbour_folder: Path, officer: User) -> ForeignSet:
    """The neighbour's set, whole and queued to be checked; a second one begun and left."""
    files = sorted(path for path in neighbour_folder.iterdir() if archives.acceptable(path.name))
    whole = services.open_set(by=officer, title="集贤县2023年取证数据集")
    for path in files:
        _send(whole, officer, path, path.stat().st_size)
    whole = services.submit(by=officer, the_set=whole)
    tasks.check.enqueue(whole.pk)
    begun = services.open_set(by=officer, title="饶河县2023年取证数据集（还没有传完）")
    for path in files:
        if path.name == archives.META:
            _send(begun, officer, path, path.stat().st_size)
        elif archives.table_of(path.name) == "cases":
            _send(begun, officer, path, path.stat().st_size // HALF)
    return whole


def _send(the_set: ForeignSet, officer: User, path: Path, part: int) -> None:
    file = services.announce(by=officer, the_set=the_set, name=path.name, size=path.stat().st_size)
    with path.open("rb") as stream:
        sent = 0
        while sent < part:
            sent = places.take_piece(file, sent, stream.read(min(places.PIECE, part - sent)), None)
