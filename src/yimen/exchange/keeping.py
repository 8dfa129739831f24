"""文件库: the bytes of files, kept under their digest, never replaced; no file is held in memory to be kept."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models import Sum

from yimen.common.errors import Refused
from yimen.exchange.models import ImportBatch
from yimen.exchange.states import PLANNED, UNFINISHED
from yimen.people.models import Region

SMALL = 20 * 2**20
"""Bytes of a file that is taken whatever waits: the limit of workbooks and of the interface."""
WAITING = 8 * 2**30
"""Bytes of a county's files that may wait to be read at one time."""
ROOM_FACTOR, RESERVE = 4, 2**29
"""A file needs its own bytes and about three times as many for its rows; besides, half a gigabyte stays free."""
DIFFERS = "原始文件的内容与登记的摘要不符，已停止处理：请告知系统管理员核对文件库。"


@dataclass(frozen=True)
class Kept:
    """A file that is kept: its SHA-256 (hexadecimal) and its bytes."""

    digest: str
    size: int


def keep_file(content: bytes) -> str:
    """The SHA-256 (hexadecimal) under which the bytes are kept; the same bytes are kept once and never replaced."""
    return keep(ContentFile(content)).digest


def keep(file: File, *, region: Region | None = None) -> Kept:
    """The file, kept under its digest without ever being held in memory. Errors: Refused when there is no room.

    region: whose files count together against WAITING.
    """
    _check_room(file.size, region)
    digest = digest_of(file)
    if not default_storage.exists(kept_at(digest)):
        file.seek(0)
        default_storage.save(kept_at(digest), file)
    return Kept(digest, file.size)


def digest_of(file: File) -> str:
    """The SHA-256 (hexadecimal) of the whole file."""
    total = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        total.update(chunk)
    return total.hexdigest()


def _check_room(size: int, region: Region | None) -> None:
    """Refused when what waits of the region, or the disk, leaves no room for so many bytes more."""
    if size <= SMALL:
        return
    rows = ImportBatch.objects.filter(status__in=(PLANNED, *UNFINISHED))
    if region is not None and (rows.filter(region=region).aggregate(sum=Sum("size"))["sum"] or 0) + size > WAITING:
        raise Refused(
            f"本县等待确认和正在读入的文件合计超过 {WAITING // 2**30} GB，请等它们读完，或放弃不要的批次后再上传。"
        )
    settings.YIMEN_DATA.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.YIMEN_DATA).free < ROOM_FACTOR * size + RESERVE:
        raise Refused("服务器磁盘空间不足，文件没有收下。请告知系统管理员清理磁盘后再上传。")


def kept_at(digest: str) -> str:
    """Where a kept file lies in the store."""
    return f"sha256/{digest[:2]}/{digest}"


def kept_path(digest: str) -> Path:
    """Where a kept file lies on this machine, to read it piece by piece."""
    return Path(default_storage.path(kept_at(digest)))


def kept_stream(digest: str) -> File:
    """The file kept under a digest, open to be read. Whoever rests on all of it checks it first (`check_kept`)."""
    return default_storage.open(kept_at(digest))


def check_kept(digest: str) -> None:
    """Nothing. Errors: Refused when the file is gone or no longer has that digest."""
    try:
        with kept_path(digest).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise Refused("原始文件已不在文件库中，不能读入：请告知系统管理员，或重新上传。") from error
    if found != digest:
        raise Refused(DIFFERS)


def kept_file(digest: str) -> bytes:
    """The bytes kept under a digest. Errors: Refused when they are gone or no longer have that digest."""
    with default_storage.open(kept_at(digest)) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused(DIFFERS)
    return content
