"""存放: where the bytes of a set lie, piece by piece as they come, and whether there is room for more.

YIMEN_DATA/handed/set-N/received holds the files as they were handed in, `ready` the tables as the engine reads them,
and beside them what can be downloaded afterwards. How far a file has come is the length of what lies there: nothing
else has to be right after a killed process or a broken line.
"""

import hashlib
import os
import shutil
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from yimen.common.errors import Conflict, Refused
from yimen.common.locks import held
from yimen.evidence.handing_in.models import ForeignSet, SetFile
from yimen.evidence.handing_in.states import ACCEPTED, CLEARED, DISCARDED

PIECE = 8 * 2**20
"""Bytes of one piece at most: it is held in memory until its digest is right."""
ROOM_FACTOR = 2
"""A set needs its own bytes, and at most as many again for its tables as they are read."""
RECEIVED, READY, UNPACKED, TORN, LOCK = "received", "ready", "unpacked", "torn.csv", "lock"
REFUSED, LINKS = "refused.csv", "links.csv"
"""What can be downloaded of a set that was verified."""
GONE = "外来证据集的文件已清理，不能再用。请重新交入。"


class Mismatch(Refused):
    """What came is not what its digest says: it was damaged on the way, and is to be sent once more."""


def place_of(the_set: ForeignSet) -> Path:
    """The folder of a set; made when missing, for nobody but the server's account."""
    place = Path(settings.YIMEN_DATA) / "handed" / f"set-{the_set.pk}"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(file: SetFile) -> Path:
    """Where a file lies as it was handed in: under a name of our own."""
    place = place_of(file.set) / RECEIVED
    place.mkdir(mode=0o700, exist_ok=True)
    return place / f"file-{file.pk}"


def received(file: SetFile) -> int:
    """How many bytes of the file have come."""
    try:
        return path_of(file).stat().st_size
    except FileNotFoundError:
        return 0


def take_piece(file: SetFile, offset: int, body: bytes, digest: bytes | None) -> int:
    """How much of the file has come with this piece, which goes behind what is there.

    Errors: Conflict while another piece of it is written, and for an offset that is not where the file ends; Mismatch
    when the body's SHA-256 is not the digest; Refused for more than was announced.
    """
    return append_piece(path_of(file), file.size, offset, body, digest, file.name)


def append_piece(path: Path, size: int, offset: int, body: bytes, digest: bytes | None, name: str = "") -> int:
    """How long the file at a path is with this piece behind it, of `size` bytes at most. Errors as `take_piece`."""
    if digest is not None and hashlib.sha256(body).digest() != digest:
        raise Mismatch("这一段在传输中损坏，请重传这一段。")
    with _alone(path, name):
        there = path.stat().st_size if path.exists() else 0
        if offset != there:
            raise Conflict(f"已经收到 {there} 字节，请从这里接着传。")
        if there + len(body) > size:
            raise Refused(f"文件“{name}”比登记的 {size} 字节长，请移除后重新上传。")
        with path.open("ab") as stream:
            os.fchmod(stream.fileno(), 0o600)
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        return there + len(body)


def take_whole(file: SetFile, source: BinaryIO) -> None:
    """Puts a file that came in one request where it belongs, without holding it in memory."""
    with _alone(path_of(file), file.name), path_of(file).open("wb") as stream:
        os.fchmod(stream.fileno(), 0o600)
        shutil.copyfileobj(source, stream, 2**20)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _alone(path: Path, name: str) -> Iterator[None]:
    with held(path.with_suffix(".lock")) as stream:
        if stream is None:
            raise Conflict(f"文件“{name}”的另一段正在写入，请稍后再传。")
        yield


def forget_file(file: SetFile) -> None:
    """Removes what has come of a file."""
    for path in (path_of(file), path_of(file).with_suffix(".lock")):
        path.unlink(missing_ok=True)


def forget(the_set: ForeignSet) -> None:
    """Removes all bytes of the set."""
    shutil.rmtree(place_of(the_set), ignore_errors=True)


def ready(the_set: ForeignSet) -> Path:
    """The folder that the engine reads. Errors: Refused when it is there no longer."""
    place = place_of(the_set) / READY
    if the_set.status == CLEARED or not place.is_dir():
        raise Refused(GONE)
    return place


def keep_shifts(the_set: ForeignSet, table: str, shifts: "array[int]") -> None:
    """Keeps for a table which lines were set aside, so that a row of what was made of it can be found in the file."""
    path = place_of(the_set) / f"{table}.shifts"
    path.unlink(missing_ok=True)
    if shifts:
        path.write_bytes(shifts.tobytes())


def shifts_of(the_set: ForeignSet, table: str) -> "array[int]":
    """For the table's rows: the lines set aside before them, as `verify.reading` counts them."""
    found, path = array("q"), place_of(the_set) / f"{table}.shifts"
    if path.exists():
        found.frombytes(path.read_bytes())
    return found


def check_room(more: int) -> None:
    """Nothing. Errors: Refused when the disk has no room for so many bytes more beside what is still to come."""
    coming = sum(
        file.size - received(file)
        for file in SetFile.objects.exclude(set__status__in=(ACCEPTED, CLEARED, DISCARDED)).select_related("set")
    )
    free = shutil.disk_usage(settings.YIMEN_DATA).free - settings.FOREIGN_SET_RESERVE
    if free < ROOM_FACTOR * (coming + more):
        needed = amount(ROOM_FACTOR * (coming + more))
        raise Refused(
            f"服务器磁盘空间不足：还要收 {amount(coming + more)}，连同整理后的表约需 {needed}，"
            f"可用 {amount(max(free, 0))}。请告知系统管理员清理磁盘，或放弃不要的证据集后再交入。"
        )


def amount(size: int) -> str:
    """A number of bytes as people say it."""
    for unit, factor in (("GB", 2**30), ("MB", 2**20), ("KB", 2**10)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} 字节"
