"""压缩包: what of the files handed in is a table of the set; archives are unpacked under names of our own.

Everything goes by pieces from file to file. Nothing of a name, a size or a ratio that an archive claims is believed.
"""

import gzip
import os
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from yimen.common.errors import Refused
from yimen.verify import TABLES

META = "meta.json"
ENDINGS = ("csv", "csv.gz", "parquet")
ENTRIES = 2_000
RATIO = 100
_CHUNK = 2**20
_SMALL = 2**16
"""Below this many bytes no ratio is asked for."""

Tell = Callable[[int], None]
"""Told how many bytes came out of an archive; raises Refused when there is no room for them."""


def table_of(name: str) -> str:
    """The table that a file of that name holds; empty for one that is no table of a set."""
    stem, _, ending = name.partition(".")
    return stem if stem in TABLES and ending in ENDINGS else ""


def acceptable(name: str) -> bool:
    """Whether a file of that name can be part of a set."""
    return name == META or bool(table_of(name)) or name.lower().endswith(".zip")


def gather(files: Iterable[tuple[str, Path]], folder: Path, tell: Tell) -> dict[str, str]:
    """Our name of each of the set's files, which lie in the folder now -> the name that it was handed in under.

    files: (name, path) of what was handed in. Errors: Refused for whatever could do harm or leaves a doubt.
    """
    found: dict[str, str] = {}

    def take(name: str, given: str) -> Path:
        kind = table_of(name) or name
        if kind in {table_of(each) or each for each in found}:
            raise Refused(f"{TABLES[kind].title if kind in TABLES else kind}（{name}）有两份，请只保留一份。")
        found[name] = given
        return folder / name

    for name, path in files:
        if name.lower().endswith(".zip"):
            for inside, member, archive in _members(name, path):
                _write(archive, member, take(inside, f"{name} 中的 {inside}"), tell)
            continue
        if name.endswith(".gz"):
            _measure(name, path, tell)
        os.link(path, take(name, name))
    return found


def _members(name: str, path: Path) -> Iterator[tuple[str, zipfile.ZipInfo, zipfile.ZipFile]]:
    """(our name, entry, archive) of each table; a single folder around them is allowed, other files are left alone."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(f"{name} 不是可读的 zip 文件，请重新压缩后上传。") from error
    with archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES:
            raise Refused(f"压缩包 {name} 里有 {len(entries)} 个文件，超过 {ENTRIES} 个的上限。")
        for entry in entries:
            _check(entry)
        for entry in entries:
            inside = Path(entry.filename).name
            if entry.is_dir() or len(Path(entry.filename).parts) > 2:
                continue
            if inside == META or table_of(inside):
                yield inside, entry, archive


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    odd = any(unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in entry.orig_filename)
    climbs = not {"..", ".", ""}.isdisjoint(name.rstrip("/").split("/"))
    if odd or climbs or "\\" in entry.orig_filename or ":" in name or name.startswith("/"):
        raise Refused("压缩包里有不安全的文件名，没有读取任何内容。请只压缩各数据表后重新上传。")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise Refused("压缩包里有符号链接，没有读取任何内容。请只压缩各数据表后重新上传。")
    if entry.flag_bits & 0x1:
        raise Refused("压缩包设了密码，请去掉密码后重新上传。")
    if name.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar", ".xz")):
        raise Refused("压缩包里还有压缩包，请展开后重新上传。")
    _check_ratio(entry.filename, entry.file_size, entry.compress_size)


def _check_ratio(name: str, out: int, came: int) -> None:
    if out > _SMALL and out > RATIO * max(came, 1):
        raise Refused(f"{name} 的压缩比异常，没有采用。请不压缩或分成几个文件上传。")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path, tell: Tell) -> None:
    """The entry's bytes at the place. zipfile checks them against the heading's length and sum."""
    try:
        with archive.open(entry) as stream, place.open("wb") as target:
            os.fchmod(target.fileno(), 0o600)
            for chunk in _chunks(stream):
                tell(len(chunk))
                target.write(chunk)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise Refused(f"压缩包里的 {place.name} 已损坏，请重新压缩后上传。") from error


def _measure(name: str, path: Path, tell: Tell) -> None:
    """Nothing. Errors: Refused when the file is no whole gzip, or far more comes out of it than went in."""
    came = path.stat().st_size
    out = 0
    try:
        with gzip.open(path) as stream:
            for chunk in _chunks(stream):
                out += len(chunk)
                tell(len(chunk))
                _check_ratio(name, out, came)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(f"{name} 不是完整的 gzip 文件，请重新压缩后上传。") from error


def _chunks(stream: Any) -> Iterator[bytes]:
    return iter(lambda: stream.read(_CHUNK), b"")


def emptied(folder: Path) -> Path:
    """The folder, made anew and empty, for nobody but the server's account."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder
