"""What a phone says in one message: records and photographs, each under a key of its own; read strictly."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.inspections.visits import rules
from yimen.inspections.visits.models import Observation, Where

MOST = 200
TOO_OLD = 365 * 86400
SHOWN_AS = "手机送来的记录读不懂，没有收下；请更新页面后再同步，手机上的记录仍在。"


@dataclass(frozen=True)
class Place:
    """Where and when something was captured: the phone's time, its clock's error, its position if it had one."""

    taken_at: datetime
    drift: int
    clock_turned: bool
    latitude: float | None
    longitude: float | None
    accuracy: float | None


@dataclass(frozen=True)
class Told:
    """One record as a phone tells of it."""

    key: UUID
    visit: int
    where: str
    outcome: str
    words: str
    step: int | None
    item: int | None
    replaces: UUID | None
    place: Place
    digest: str


@dataclass(frozen=True)
class ToldPhoto:
    """One photograph as a phone tells of it: its bytes come afterwards."""

    key: UUID
    observation: UUID
    digest: str
    size: int
    place: Place


@dataclass(frozen=True)
class Message:
    """All of one message."""

    records: list[Told]
    photos: list[ToldPhoto]


def read(body: bytes, now: datetime) -> Message:
    """The message. `now` is the server's clock, against which the phone's is held. Errors: Refused when unreadable."""
    try:
        said = json.loads(body)
        clock = _moment(said["now"])
        drift = round((clock - now).total_seconds())
        records = [_record(each, drift) for each in said["records"]]
        photos = [_photo(each, drift) for each in said["photos"]]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Refused(SHOWN_AS) from error
    if len(records) + len(photos) > MOST:
        raise Refused(f"一次同步最多 {MOST} 条，请分几次同步。")
    return Message(records, photos)


def _moment(milliseconds: Any) -> datetime:
    if not isinstance(milliseconds, int | float):
        raise TypeError(milliseconds)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _place(each: dict[str, Any], drift: int) -> Place:
    """drift_then: how far off the clock was when the phone last met the server before the capture, if it ever did."""
    then = each.get("drift_then")
    turned = isinstance(then, int | float) and abs(then - drift) > rules.DRIFT
    spots = [_figure(each.get(name), most) for name, most in (("latitude", 90), ("longitude", 180), ("accuracy", 1e6))]
    return Place(_moment(each["taken_at"]), drift, turned, *spots)


def _figure(value: Any, most: float) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not abs(value) <= most:
        raise ValueError(value)
    return float(value)


def _record(each: dict[str, Any], drift: int) -> Told:
    words = tidy(str(each.get("words") or ""))[:2000]
    body = {
        name: each.get(name)
        for name in (
            "key",
            "visit",
            "where",
            "outcome",
            "step",
            "item",
            "replaces",
            "taken_at",
            "latitude",
            "longitude",
        )
    }
    text = json.dumps({**body, "words": words}, ensure_ascii=False, sort_keys=True)
    return Told(
        UUID(each["key"]), int(each["visit"]), Where(each["where"]), Observation.Outcome(each["outcome"]), words,
        int(each["step"]) if each.get("step") else None, int(each["item"]) if each.get("item") else None,
        UUID(each["replaces"]) if each.get("replaces") else None, _place(each, drift),
        hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip


def _photo(each: dict[str, Any], drift: int) -> ToldPhoto:
    digest, size = str(each["digest"]), int(each["size"])
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef") or not 0 < size <= rules.PHOTO:
        raise ValueError(digest)
    return ToldPhoto(UUID(each["key"]), UUID(each["observation"]), digest, size, _place(each, drift))
