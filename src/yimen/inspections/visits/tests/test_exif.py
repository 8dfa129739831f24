"""What the camera wrote beside a picture is held against the record; nothing that cannot be read hinders anything."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from yimen.exchange.services import kept_file
from yimen.inspections.visits.models import Photo, Visit
from yimen.inspections.visits.phone import exif
from yimen.inspections.visits.tests.conftest import JPEG, photo_of, record, send, upload

HALL = (46.77, 131.8)


def picture(taken: datetime | None, place: tuple[float, float] | None = None, zone: str = "") -> bytes:
    """A small JPEG with what a camera writes beside it."""
    beside, out = Image.Exif(), io.BytesIO()
    if taken:
        beside.get_ifd(exif.DETAILS)[exif.ORIGINAL] = f"{taken:%Y:%m:%d %H:%M:%S}"
        if zone:
            beside.get_ifd(exif.DETAILS)[exif.OFFSET] = zone
    if place:
        written = beside.get_ifd(exif.POSITION)
        for ref, sign, name, value in ((1, "N", 2, place[0]), (3, "E", 4, place[1])):
            whole = int(value)
            written[ref] = sign
            written[name] = (
                IFDRational(whole),
                IFDRational(int((value - whole) * 60_000_000), 1_000_000),
                IFDRational(0),
            )
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG", exif=beside)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "place", "words"),
    [
        (-1, HALL, ""),
        (-1, None, ""),
        (-300, HALL, "拍摄时间"),
        (30, HALL, "拍摄时间"),
        (-1, (46.80, 131.8), "相距约 3,"),
    ],
)
def test_a_picture_of_another_hour_or_place_is_told(
    opened: Visit, client_of: Any, minutes: int, place: Any, words: str
) -> None:
    client, said = client_of(opened.first), record(opened)
    now = datetime.fromtimestamp(said["taken_at"] / 1000, exif.SHANGHAI)
    content = picture(now + timedelta(minutes=minutes), place)
    told = photo_of(said, content)
    upload(client, send(client, said, photos=[told])["photos"][told["key"]]["address"], content)
    kept = Photo.objects.get()
    assert (words in kept.doubts, bool(kept.doubts)) == (True, bool(words))
    assert kept.camera_at is not None
    page = client.get(f"/inspections/visits/{opened.pk}/").content.decode()
    assert ("请核实" in page, "与记录相符" in page) == (bool(words), not words)
    answer = client.get(f"/inspections/visits/photos/{kept.pk}/")
    shown = b"".join(answer.streaming_content)
    assert (kept_file(kept.digest), exif.beside(shown).taken_at, exif.beside(shown).latitude) == (content, None, None)


def test_a_time_with_a_zone_is_that_moment_and_one_without_is_chinas() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=exif.SHANGHAI)
    assert exif.beside(picture(noon)).taken_at == noon
    assert exif.beside(picture(noon.replace(tzinfo=None) - timedelta(hours=8), zone="+00:00")).taken_at == noon
    assert exif.beside(picture(None, (46.77, 131.8))).latitude == pytest.approx(46.77, abs=1e-4)


@pytest.mark.parametrize("content", [JPEG, b"", b"no picture", b"\xff\xd8\xff\xe1\x00\x20Exif\x00\x00MM\x00*\xff\xff"])
def test_what_cannot_be_read_says_nothing(content: bytes) -> None:
    assert exif.beside(content) == exif.Beside()
    assert exif.differences(exif.Beside(), datetime(2026, 3, 2, tzinfo=exif.SHANGHAI), *HALL, None) == []
