"""交换包的格式: a zip of a manifest, the messages (one JSON a line) and a signature. Knows no database.

The manifest says who it is for, so that a package of ours does not come back as one of theirs.
"""

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yimen.common.errors import Refused
from yimen.exchange.platform.signing import ALGORITHMS, Key
from yimen.ledger.canonical import json_bytes

FORMAT = "yimen-exchange-1"
TO_PLATFORM, FROM_PLATFORM = "to-platform", "from-platform"
MANIFEST, MESSAGES, SIGNATURE = "manifest.json", "messages.jsonl", "signature.txt"
MOST_MESSAGES, MOST_BYTES = 2_000, 50 * 2**20
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of each part in the zip: the same messages make the same bytes."""


@dataclass(frozen=True)
class Contents:
    """What a package holds: its number, its region, the package that it answers ("" for none), and its messages."""

    number: str
    region: str
    messages: tuple[dict[str, Any], ...]
    answers: str = ""


def made(contents: Contents, key: Key, *, towards: str, at: datetime) -> bytes:
    """The package as bytes."""
    lines = b"".join(json_bytes(each) + b"\n" for each in contents.messages)
    name = ALGORITHMS[key.algorithm]
    manifest = json_bytes(
        {
            "format": FORMAT, "number": contents.number, "region": contents.region, "towards": towards, "made_at": at,
            "answers": contents.answers, "messages": len(contents.messages),
            "digest": hashlib.new(name, lines).hexdigest(), "algorithm": key.algorithm, "key": key.number,
        }
    )  # fmt: skip
    signed = hmac.new(key.secret.encode(), manifest, name).hexdigest()
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in ((MANIFEST, manifest), (MESSAGES, lines), (SIGNATURE, signed.encode())):
            archive.writestr(zipfile.ZipInfo(part, EPOCH), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def read(content: bytes, key: Key, *, towards: str) -> Contents:
    """What the package holds, its signature and digest checked. Errors: Refused, saying what is wrong."""
    parts = _parts(content)
    manifest = _json(parts[MANIFEST])
    name = ALGORITHMS.get(str(manifest.get("algorithm")))
    if name is None or manifest.get("key") != key.number or not key.secret:
        raise Refused("交换包的密钥编号或算法与本系统登记的不同，没有导入：请与省平台核对密钥。")
    signed = hmac.new(key.secret.encode(), parts[MANIFEST], name).hexdigest()
    if not hmac.compare_digest(signed.encode(), parts[SIGNATURE].strip()):
        raise Refused("交换包的签名不对，可能被改动过，没有导入：请向省平台重新索取。")
    if hashlib.new(name, parts[MESSAGES]).hexdigest() != manifest.get("digest"):
        raise Refused("交换包的内容与清单的摘要不符，没有导入：请向省平台重新索取。")
    if manifest.get("format") != FORMAT or manifest.get("towards") != towards:
        raise Refused("这不是发给本系统的交换包，没有导入：请选择省平台交来的文件。")
    messages = tuple(_json(line) for line in parts[MESSAGES].splitlines())
    if len(messages) != manifest.get("messages") or len(messages) > MOST_MESSAGES:
        raise Refused(f"交换包的消息数与清单不符，或超过 {MOST_MESSAGES} 条，没有导入。")
    return Contents(str(manifest["number"])[:64], str(manifest["region"]), messages, str(manifest.get("answers", "")))


def _parts(content: bytes) -> dict[str, bytes]:
    wanted = {MANIFEST, MESSAGES, SIGNATURE}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            if {each.filename for each in listed} != wanted or len(listed) != len(wanted):
                raise Refused("交换包里应有且只有清单、消息、签名三个文件，没有导入：请选择省平台交来的原文件。")
            if sum(each.file_size for each in listed) > MOST_BYTES:
                raise Refused(f"交换包展开后超过 {MOST_BYTES // 2**20} MB，没有导入：请省平台分成几个包。")
            return {each.filename: archive.read(each) for each in listed}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused("文件不是完整的交换包（zip），没有导入：请重新拷贝或下载。") from error


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refused("交换包里有读不懂的内容，没有导入：请向省平台重新索取。") from error
    if not isinstance(found, dict):
        raise Refused("交换包里有读不懂的内容，没有导入：请向省平台重新索取。")
    return found


def receipts(outcomes: Sequence[tuple[str, dict[str, Any]]], number: str) -> tuple[dict[str, Any], ...]:
    """The messages of a package that answers another: one receipt for each (key, what became of it)."""
    return tuple(
        {"number": f"{number}:{key}"[:120], "kind": "receipt", "stream": number, "fields": {"key": key, **outcome}}
        for key, outcome in outcomes
    )
