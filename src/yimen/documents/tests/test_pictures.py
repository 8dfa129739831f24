"""Every page of every kind of paper looks like its reference picture; what moved by a millimetre does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from yimen.documents import typesetting
from yimen.documents.tests import kinds, pictures


@pytest.mark.parametrize("name", list(kinds.PAPERS))
def test_each_page_looks_like_its_reference(name: str) -> None:
    pages = pictures.drawn(kinds.PAPERS[name], pictures.REFERENCE_PPI)
    assert not pictures.reference(name, len(pages) + 1).exists()
    for number, page in enumerate(pages, start=1):
        wanted = Image.open(pictures.reference(name, number)).convert("L")
        assert pictures.difference(page, wanted) <= pictures.MOST_FAR, f"{name}, page {number}: make pictures"


def test_a_line_shifted_by_a_millimetre_would_be_seen() -> None:
    page = Image.open(pictures.reference("request", 1)).convert("L")
    line = (0, round(page.height * 0.50), page.width, round(page.height * 0.53))
    moved = page.copy()
    moved.paste(ImageChops.offset(page.crop(line), 2, 0), line[:2])
    assert pictures.difference(page, page) == 0
    assert pictures.difference(page, moved) > pictures.MOST_FAR


def test_a_margin_wider_by_a_millimetre_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(typesetting.TEMPLATES, tmp_path / "typst")
    shared = tmp_path / "typst" / "shared.typ"
    words = shared.read_text("utf-8")
    assert "#let left = 28mm" in words
    shared.write_text(words.replace("#let left = 28mm", "#let left = 29mm"), "utf-8")
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path / "typst")
    page = pictures.drawn(kinds.PAPERS["request"], pictures.REFERENCE_PPI)[0]
    wanted = Image.open(pictures.reference("request", 1)).convert("L")
    assert pictures.difference(page, wanted) > pictures.MOST_FAR
