"""Photographs as a telephone makes them."""

import io

from PIL import Image

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(*, orientation: int = 1, place: bool = False, size: tuple[int, int] = (40, 20)) -> bytes:
    """A JPEG, red on its left half; with a place where it was taken, or lying on its side."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if orientation != 1:
        exif[ORIENTATION] = orientation
    if place:
        exif[MAKE] = "Telephone"
        exif[GPS] = {1: "N", 2: (46.0, 46.0, 12.0), 3: "E", 4: (131.0, 48.0, 30.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, comment=b"at home" if place else b"", **({"exif": exif} if exif else {}))
    return out.getvalue()
