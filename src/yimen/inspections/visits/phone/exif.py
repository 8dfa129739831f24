"""照片自带信息 (EXIF) held against the record: what the camera wrote beside the picture, and where that differs.

A camera may write nothing, and whoever means to deceive can write anything: a difference is a question to the
inspector, an agreement proves nothing.
"""

import io
import math
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

SHANGHAI = ZoneInfo("Asia/Shanghai")
DETAILS, POSITION = 0x8769, 0x8825
ORIGINAL, OFFSET = 36867, 36881
NORTH, LATITUDE, EAST, LONGITUDE = 1, 2, 3, 4
OLDER, NEWER = timedelta(minutes=15), timedelta(minutes=2)
"""So much earlier may the camera have pressed than the record was saved, and so much later."""
APART = 500
"""Metres between the camera's place and the record's, beyond the record's own accuracy."""
EARTH = 6_371_000


@dataclass(frozen=True)
class Beside:
    """When and where the camera says that it took the picture; nothing of either where it does not say."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def beside(content: bytes) -> Beside:
    """What stands beside the picture; nothing for one that cannot be read. A time without a zone is China's."""
    with (
        suppress(OSError, SyntaxError, ValueError, TypeError, ZeroDivisionError, OverflowError),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            found = picture.getexif()
        details, position = found.get_ifd(DETAILS), found.get_ifd(POSITION)
        return Beside(
            _moment(details.get(ORIGINAL), details.get(OFFSET)),
            _degrees(position.get(LATITUDE), position.get(NORTH) == "S"),
            _degrees(position.get(LONGITUDE), position.get(EAST) == "W"),
        )
    return Beside()


def differences(found: Beside, taken_at: datetime, latitude: float | None, longitude: float | None,
                accuracy: float | None) -> list[str]:  # fmt: skip
    """In what the camera's words differ from the record's, a sentence each; none where it says nothing."""
    told = []
    if found.taken_at is not None and not -NEWER <= taken_at - found.taken_at <= OLDER:
        shown = found.taken_at.astimezone(SHANGHAI)
        told.append(f"照片自带的拍摄时间是 {shown:%Y-%m-%d %H:%M}，与记录时间不符")
    if None not in (found.latitude, found.longitude, latitude, longitude):
        metres = _metres((found.latitude, found.longitude), (latitude, longitude))
        if metres > APART + (accuracy or 0):
            told.append(f"照片自带的位置与记录的位置相距约 {metres:,.0f} 米")
    return told


def _moment(text: Any, zone: Any) -> datetime | None:
    if not text:
        return None
    moment = datetime.strptime(str(text)[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    if zone:
        with suppress(ValueError):
            return datetime.strptime(f"{str(text)[:19]}{zone}", "%Y:%m:%d %H:%M:%S%z")
    return moment


def _degrees(parts: Any, negative: bool) -> float | None:
    if not parts:
        return None
    degrees, minutes, seconds = (float(each) for each in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not value <= 180:  # also what is no number at all
        return None
    return -value if negative else value


def _metres(one: tuple[Any, Any], other: tuple[Any, Any]) -> float:
    """The distance between two places, on a sphere."""
    (south, west), (north, east) = (tuple(math.radians(each) for each in place) for place in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))
