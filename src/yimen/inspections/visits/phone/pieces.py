"""照片的断点续传: where a photograph's bytes lie while they come, and how they become a kept file."""

import hashlib
from pathlib import Path

from django.conf import settings

from yimen.evidence.handing_in.places import append_piece
from yimen.inspections.visits.models import Photo


def path_of(photo: Photo) -> Path:
    """Where the photograph's bytes lie until they are whole."""
    place = Path(settings.YIMEN_DATA) / "visits"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place / f"photo-{photo.pk}"


def received(photo: Photo) -> int:
    """How many bytes have come; all of them once it is whole."""
    if photo.whole_at is not None:
        return photo.size
    path = path_of(photo)
    return path.stat().st_size if path.exists() else 0


def take_piece(photo: Photo, offset: int, body: bytes, digest: bytes | None) -> int:
    """How much has come with this piece. Errors as `append_piece`."""
    return append_piece(path_of(photo), photo.size, offset, body, digest)


def content(photo: Photo) -> bytes | None:
    """The whole photograph; None, and the bytes forgotten, when it is not what was announced."""
    path = path_of(photo)
    found = path.read_bytes()
    if hashlib.sha256(found).hexdigest() == photo.digest:
        return found
    forget(photo)
    return None


def forget(photo: Photo) -> None:
    """Removes what has come."""
    for path in (path_of(photo), path_of(photo).with_suffix(".lock")):
        path.unlink(missing_ok=True)
