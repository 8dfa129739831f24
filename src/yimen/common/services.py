"""Verbs of common: keeping files under their digest (文件库), once, never replaced, checked when read."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from yimen.common.errors import Refused


def keep_file(content: bytes) -> str:
    """The SHA-256 (hexadecimal) under which the bytes are kept; the same bytes are kept once and never replaced."""
    digest = hashlib.sha256(content).hexdigest()
    path = kept_at(digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest


def kept_at(digest: str) -> str:
    """Where a kept file lies in the store."""
    return f"sha256/{digest[:2]}/{digest}"


def kept_file(digest: str) -> bytes:
    """The bytes kept under a digest. Errors: Refused when they are gone or no longer have that digest."""
    try:
        with default_storage.open(kept_at(digest)) as file:
            content: bytes = file.read()
    except FileNotFoundError as gone:
        raise Refused("原始文件不在文件库中，已停止处理：请告知系统管理员从备份恢复文件库。") from gone
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused("原始文件的内容与登记的摘要不符，已停止处理：请告知系统管理员核对文件库。")
    return content
