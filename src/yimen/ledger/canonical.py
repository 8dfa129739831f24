"""Values to bytes in exactly one way. Pure Python; no Django, so that it can be read and re-implemented alone.

Every value becomes `tag (1 byte) | length (4 bytes, big endian) | content`. The tag keeps the text "1" and the
number 1 apart, the length keeps ("ab", "c") and ("a", "bc") apart.
"""

import datetime
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


class NotCanonical(ValueError):
    """A value that has no agreed form in the ledger."""


def prefixed(content: bytes) -> bytes:
    """Return the content behind its length (4 bytes, big endian)."""
    return len(content).to_bytes(4, "big") + content


def json_bytes(value: Any) -> bytes:
    """Return JSON in one form: keys sorted, no blanks, UTF-8, no floats (after RFC 8785).

    Dates, times, decimals and UUIDs become text. Floats are refused: their text differs between implementations.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        raise NotCanonical("存证内容不得含浮点数，请改用整数、小数（Decimal）或文字")
    if isinstance(value, datetime.datetime):
        return utc_text(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    raise NotCanonical(f"存证内容中有无法固定写法的类型：{type(value).__name__}")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"存证内容的键必须是文字，现为 {type(key).__name__}")
    return key


def utc_text(moment: datetime.datetime) -> str:
    """Return the moment in UTC with microseconds: `2026-01-02T03:04:05.000006Z`. A naive one is taken as UTC."""
    if moment.tzinfo is not None and moment.tzinfo is not datetime.UTC:
        moment = moment.astimezone(datetime.UTC)
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


def from_utc_text(text: str) -> datetime.datetime:
    """Return the moment that `utc_text` wrote."""
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.UTC)


def _json_with_floats(value: Any) -> bytes:
    # A JSON column may hold floats; the value is always re-read from the same column, so repr() is stable.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _decimal(value: Decimal) -> bytes:
    if value == 0:
        return b"0"
    return format(value.normalize(), "f").encode()


_ENCODERS: dict[type, tuple[bytes, Any]] = {
    str: (b"S", str.encode),
    int: (b"I", lambda value: b"%d" % value),
    bool: (b"B", lambda value: b"1" if value else b"0"),
    type(None): (b"N", lambda value: b""),
    datetime.datetime: (b"T", lambda value: utc_text(value).encode()),
    datetime.date: (b"D", lambda value: value.isoformat().encode()),
    datetime.time: (b"H", lambda value: value.isoformat().encode()),
    datetime.timedelta: (b"L", lambda value: b"%d" % (value // datetime.timedelta(microseconds=1))),
    Decimal: (b"F", _decimal),
    float: (b"R", lambda value: repr(value).encode()),
    bytes: (b"Y", bytes),
    memoryview: (b"Y", bytes),
    uuid.UUID: (b"U", lambda value: value.hex.encode()),
    dict: (b"J", _json_with_floats),
    list: (b"J", _json_with_floats),
}


def value_bytes(value: Any) -> bytes:
    """Return the one form of a database value: tag, length, content.

    Raises NotCanonical for a type that is not in the table; a new column type has to be decided, not guessed.
    """
    kind = type(value)
    if kind is str:  # two thirds of all values; worth the shortcut
        content = value.encode()
        return b"S" + len(content).to_bytes(4, "big") + content
    try:
        tag, encode = _ENCODERS[kind]
    except KeyError:
        return _subclass_bytes(value)
    content = encode(value)
    return tag + len(content).to_bytes(4, "big") + content


def _subclass_bytes(value: Any) -> bytes:
    for base in type(value).__mro__[1:]:
        if base in _ENCODERS:
            tag, encode = _ENCODERS[base]
            return tag + prefixed(encode(value))
    raise NotCanonical(f"无法为 {type(value).__name__} 类型的字段计算摘要")
