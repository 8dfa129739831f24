"""版面尺寸: the sizes of GB/T 9704-2012 in points, as DOCX can hold them, and the widths of texts."""

from __future__ import annotations

from yimen.documents import titles

MM = 72 / 25.4
WIDTH, HEIGHT = 156 * MM, 225 * MM  # 版心
LEFT, TOP = 28 * MM, 37 * MM  # 订口, 天头
RIGHT, BOTTOM = 26 * MM, 35 * MM
SIZE = 16.0  # 3号
PITCH = 28.95
"""A line in twentieths of a point: 22 of them are just not higher than the type area."""
LEAD = PITCH - SIZE
TRACKING = -0.25
"""Twentieths of a point too: 28 characters are just not wider than the type area, and 29 are."""
SMALL, SMALL_PITCH = 12.0, 17.0  # 小四 in tables
COLOPHON_SIZE, COLOPHON_PITCH = 14.0, 22.0  # 4号
RED = "E60000"
INDENT = WIDTH / 14
"""Two characters."""


def width(text: str, size: float = SIZE, tracking: float = TRACKING) -> float:
    """How wide the text is set, in points: ASCII counts half a character."""
    return titles.width(text) * size + len(text) * tracking


def fitting(text: str, size: float, room: float = WIDTH) -> float:
    """The size in half points, no larger than `size`, in which the text fits on one line."""
    if not text:
        return size
    return max(10.0, min(size, int(2 * room / titles.width(text)) / 2))
