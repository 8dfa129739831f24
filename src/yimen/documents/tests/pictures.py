"""The pictures of each kind of paper: references for the tests, larger ones for docs/; `make pictures` remakes both.

Whoever changes a layout on purpose looks at the new pictures before they are committed.
"""

from __future__ import annotations

import io
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageChops

from yimen.documents import layout, typesetting
from yimen.documents.content import Paper
from yimen.documents.tests import kinds

REFERENCES = Path(__file__).parent / "references"
REFERENCE_PPI, SHOWN_PPI = 50, 72
FAR = 48  # of 255: less is the smoothing of an edge
MOST_FAR = 0.0005  # of a page's pixels


def drawn(paper: Paper, ppi: float) -> list[Image.Image]:
    """The pages in grey, set in our own fonts alone, so that no machine's fonts can differ."""
    pages = layout.pictures(paper, ppi=ppi, press=typesetting.Press(()))
    return [Image.open(io.BytesIO(page)).convert("L") for page in pages]


def reference(name: str, page: int) -> Path:
    """Where the reference picture of a page (from 1) lies."""
    return REFERENCES / f"{name}-{page}.png"


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that are far from one another; 1 when the pages differ in size."""
    if one.size != other.size:
        return 1.0
    levels = ImageChops.difference(one, other).histogram()
    return sum(levels[FAR:]) / (one.width * one.height)


def side_by_side(pages: list[Image.Image]) -> Image.Image:
    """The pages in one picture, with a grey gap between them."""
    gap, width, height = 8, pages[0].width, pages[0].height
    whole = Image.new("RGB", (len(pages) * (width + gap) - gap, height), "#999999")
    for place, page in enumerate(pages):
        whole.paste(page.convert("RGB"), (place * (width + gap), 0))
    return whole


def main() -> None:
    """Writes all of them."""
    shown = settings.ROOT / "docs" / "pictures" / "documents"
    for folder in (REFERENCES, shown):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
    for name, paper in kinds.PAPERS.items():
        for number, page in enumerate(drawn(paper, REFERENCE_PPI), start=1):
            page.save(reference(name, number), optimize=True)
        pages = layout.pictures(paper, ppi=SHOWN_PPI)[:4]
        sheet = side_by_side([Image.open(io.BytesIO(page)) for page in pages])
        sheet.quantize(64).save(shown / f"{name.replace('_', '-')}.png", optimize=True)


if __name__ == "__main__":
    main()
