"""A 取证数据集 from outside, as one .zip: checked before a byte is written, unpacked under names of our own."""

import io
import json
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yimen.common.errors import Refused
from yimen.verify import TABLES
from yimen.verify.contract import REQUIRED

LARGEST = 20 * 2**20
UNPACKED = 200 * 2**20
RATIO = 100
ENTRIES = 2_000
SAMPLE = '{"region": "230522", "from": "2023-01-01", "to": "2023-12-31"}'
_CHUNK = 2**20


@dataclass(frozen=True)
class Handed:
    """What a set says of itself: its region's code, and its period, both days in."""

    region: str
    period_from: date
    period_to: date


def inspect(content: bytes) -> Handed:
    """What the set says of itself. Raises Refused with a Chinese sentence for anything that could do harm."""
    with _opened(content) as archive:
        members = _members(archive)
        for name in REQUIRED:
            if not any(Path(file).stem == name for file in members):
                raise Refused(f"压缩包里没有 {name}.csv 或 {name}.parquet（{TABLES[name].title}），请补上后重新上传。")
        if "meta.json" not in members:
            raise Refused(f"压缩包里没有 meta.json，请加上，例如 {SAMPLE}。")
        return _meta(_read(archive, members["meta.json"], 2**16))


def unpack(content: bytes, folder: Path) -> None:
    """Writes the tables and meta.json of the set into the folder, and nothing else. Raises Refused as `inspect`."""
    with _opened(content) as archive:
        left = UNPACKED
        for name, member in _members(archive).items():
            body = _read(archive, member, left)
            left -= len(body)
            if name.endswith(".parquet") and not (body[:4] == body[-4:] == b"PAR1"):
                raise Refused(f"{name} 不是 Parquet 文件，请重新导出。")
            (folder / name).write_bytes(body)


def _opened(content: bytes) -> zipfile.ZipFile:
    if len(content) > LARGEST:
        raise Refused("文件超过 20 MB，请改用 Parquet 或缩短期间后重新上传。")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("不是可读的 zip 文件，请重新压缩后上传。") from error


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Our name of a table's file -> its entry. A single folder around the files is allowed, other files are left."""
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise Refused(f"压缩包里有 {len(entries)} 个文件，超过 {ENTRIES} 个的上限。")
    if sum(entry.file_size for entry in entries) > UNPACKED:
        raise Refused("压缩包展开后超过 200 MB，请缩短期间后重新上传。")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        _check(entry)
        if entry.is_dir():
            continue
        name = Path(entry.filename).name
        stem, _, ending = name.partition(".")
        if len(Path(entry.filename).parts) > 2 or not (name == "meta.json" or (stem in TABLES and ending in _ENDINGS)):
            continue
        if name in found:
            raise Refused(f"压缩包里有两个 {name}，请只保留一个。")
        found[name] = entry
    return found


_ENDINGS = ("csv", "parquet")


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.rstrip("/").split("/")
    odd = any(unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in entry.orig_filename)
    if (
        odd
        or "\\" in entry.orig_filename
        or ":" in name
        or name.startswith("/")
        or not {"..", ".", ""}.isdisjoint(parts)
    ):
        raise Refused("压缩包里有不安全的文件名，没有读取任何内容。请只压缩各数据表后重新上传。")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise Refused("压缩包里有符号链接，没有读取任何内容。请只压缩各数据表后重新上传。")
    if entry.flag_bits & 0x1:
        raise Refused("压缩包设了密码，请去掉密码后重新上传。")
    if name.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar", ".xz")):
        raise Refused("压缩包里还有压缩包，请展开后重新上传。")
    if entry.file_size > 2**16 and entry.file_size > RATIO * max(entry.compress_size, 1):
        raise Refused("压缩包的压缩比异常，没有读取任何内容。")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """The entry's bytes; Refused above the limit, or when they are not what the heading says (zipfile checks both)."""
    body = bytearray()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                body += chunk
                if len(body) > limit:
                    raise Refused(f"{entry.filename} 过大，没有读取任何内容。请核对后重新上传。")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise Refused("压缩包已损坏，请重新压缩后上传。") from error
    return bytes(body)


def _meta(body: bytes) -> Handed:
    try:
        meta = json.loads(body.decode("utf-8-sig"))
        handed = Handed(str(meta["region"])[:12], date.fromisoformat(meta["from"]), date.fromisoformat(meta["to"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(f"meta.json 读不懂，请写成 {SAMPLE} 的样子。") from error
    if handed.period_from > handed.period_to:
        raise Refused("meta.json 的起始日晚于截止日，请核对后重新上传。")
    return handed
