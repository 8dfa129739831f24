"""报文: the fields of a message as canonical JSON, checked against what its kind declares, and masked to be shown."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.timezone import localtime

from yimen.common.errors import Refused
from yimen.common.text import mask_id, mask_in_code, mask_name, mask_phone, mask_within
from yimen.exchange.platform.rules import DAY, IDENTITY, MOMENT, NAME, OPINION, OUTCOMES, PHONE, WHOLE, Field, Kind
from yimen.ledger.canonical import json_bytes, utc_text

LONGEST_CODE = 64
KEYS = frozenset({"key", "about"})
"""Fields that name a message by its key (幂等键): longer than a code, yet nobody's sentence."""
MASKS = {NAME: mask_name, IDENTITY: mask_id, PHONE: mask_phone, OPINION: lambda text: "（不显示）"}


def written(kind: Kind, fields: Mapping[str, Any]) -> str:
    """The fields in their one form: names sorted, times in UTC, absent ones left out.

    Errors: Refused with every fault, for a field that is missing, unknown, too long or no such value.
    """
    known = {field.name: field for field in kind.fields}
    faults = [f"没有“{name}”这个字段" for name in fields if name not in known]
    found: dict[str, Any] = {}
    for name, field in known.items():
        try:
            value = _value(field, fields.get(name))
        except ValueError as fault:
            faults.append(f"{field.title}{fault}")
            continue
        if value is not None:
            found[name] = value
    if faults:
        raise Refused(f"“{kind.title}”消息不合约定：{'；'.join(faults)}。请改正后再报。")
    return json_bytes(found).decode()


def _value(field: Field, value: Any) -> Any:
    """The value as it goes on the wire, None when it is absent; ValueError says what is wrong with it."""
    if value is None or value == "":
        if field.required:
            raise ValueError("没有填")
        return None
    if field.type == WHOLE:
        return _whole(field, value)
    if field.type == DAY:
        return _day(value)
    if field.type == MOMENT:
        return _moment(value)
    if not isinstance(value, str):
        raise ValueError("应为文字")
    if len(value) > field.length:
        raise ValueError(f"超过 {field.length} 个字")
    if field.choices and value not in field.choices:
        raise ValueError(f"应为{'、'.join(field.choices)}之一")
    return value


def _whole(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, str) and value.isascii())):
        raise ValueError("应为整数")
    try:
        number = int(value)
    except ValueError:
        raise ValueError("应为整数") from None
    if not 0 <= number < 2**31:
        raise ValueError("应为零或正整数")
    if field.choices and str(number) not in field.choices:
        raise ValueError(f"应为{'、'.join(field.choices)}之一")
    return number


def _day(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError("应写作 2023-05-31") from None


def _moment(value: Any) -> str:
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError("应写作 2023-05-31T16:20:00+08:00") from None
    if value.tzinfo is None:
        raise ValueError("没有写明时区")
    return utc_text(value.astimezone(UTC))


def read(body: str) -> dict[str, Any]:
    """The fields of a body that `written` made."""
    found: dict[str, Any] = json.loads(body)
    return found


def digest_of(body: str) -> str:
    """SM3 of a body, hexadecimal: what both sides compare in the day's list."""
    return hashlib.new("sm3", body.encode()).hexdigest()


def shown(kind: Kind, body: str) -> Iterator[tuple[str, str]]:
    """(title, value) of each field for a page: personal data masked, absent ones left out.

    What came in and is not as its kind says, is shown as far as it is.
    """
    fields = read(body)
    for field in kind.fields:
        if (value := fields.get(field.name)) is not None:
            yield field.title, masked(field, value)


def masked(field: Field, value: Any) -> str:
    """One value as a page may show it; a time in Asia/Shanghai."""
    if field.personal:
        return MASKS[field.personal](str(value))
    if field.type == MOMENT:
        try:
            return localtime(datetime.fromisoformat(str(value))).strftime("%Y-%m-%d %H:%M")
        except ValueError:
            return mask_within(str(value))
    if field.name == "outcome":
        return OUTCOMES.get(str(value), str(value))
    if field.name in KEYS:
        return mask_in_code(str(value))
    # A code may look like somebody's number; only where people write sentences may a number be one.
    return mask_within(str(value)) if field.length > LONGEST_CODE else str(value)
