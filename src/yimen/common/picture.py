"""二维码: drawn as one path, so that a page needs no trusted markup for it."""

from dataclasses import dataclass

import segno

QUIET = 4
"""Light modules around the code (ISO/IEC 18004)."""


@dataclass(frozen=True)
class Drawing:
    """A code as the path of its dark squares, in a square of so many units."""

    path: str
    size: int


def qr_path(address: str) -> Drawing:
    """The QR code of an address."""
    rows = list(segno.make(address, error="m", micro=False).matrix)
    squares = [f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return Drawing("".join(squares), len(rows) + 2 * QUIET)
