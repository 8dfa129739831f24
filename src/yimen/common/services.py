"""Verbs of common: keeping files under their digest (文件库), once, never replaced, checked when read."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from yimen.common.errors import Refused

GONE = "原始文件不在文件库中，已停止处理：请告知系统管理员从备份恢复文件库。"
DIFFERS = "原始文件的内容与登记的摘要不符，已停止处理：请告知系统管理员核对文件库。"


@dataclass(frozen=True)
class Kept:
    """A file that is kept: its SHA-256 (hexadecimal) and its bytes."""

    digest: str
    size: int


def keep_file(content: bytes) -> str:
    """The SHA-256 (hexadecimal) under which the bytes are kept; the same bytes are kept once and never replaced."""
    return keep(ContentFile(content)).digest


def keep(file: File) -> Kept:
    """The file, kept as `keep_file` keeps bytes, without ever being held in memory."""
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


def kept_at(digest: str) -> str:
    """Where a kept file lies in the store."""
    return f"sha256/{digest[:2]}/{digest}"


def kept_path(digest: str) -> Path:
    """Where a kept file lies on this machine, to be read piece by piece."""
    return Path(default_storage.path(kept_at(digest)))


def kept_stream(digest: str) -> File:
    """The file kept under a digest, open to be read. Whoever rests on all of it checks it first (`check_kept`)."""
    return default_storage.open(kept_at(digest))


def check_kept(digest: str) -> None:
    """Nothing. Errors: Refused when the file is gone or no longer has that digest."""
    try:
        with kept_stream(digest) as file:
            found = digest_of(file)
    except FileNotFoundError as gone:
        raise Refused(GONE) from gone
    if found != digest:
        raise Refused(DIFFERS)


def kept_file(digest: str) -> bytes:
    """The bytes kept under a digest. Errors: Refused when they are gone or no longer have that digest."""
    try:
        with default_storage.open(kept_at(digest)) as file:
            content: bytes = file.read()
    except FileNotFoundError as gone:
        raise Refused(GONE) from gone
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused(DIFFERS)
    return content
