"""What is uploaded: told by its bytes, upright, without where it was taken; and refused in words that help."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from yimen.cases.applying import services
from yimen.cases.applying.files import LIMIT, Taken, checked
from yimen.cases.applying.models import Draft
from yimen.cases.applying.tests.conftest import fill
from yimen.cases.applying.tests.pictures import GPS, photo
from yimen.cases.handling.models import Paper
from yimen.common import pictures
from yimen.common.errors import Refused
from yimen.common.services import kept_file


def taken(content: bytes, name: str = "门面.jpg") -> Taken:
    return checked(SimpleUploadedFile(name, content))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_where_a_photograph_was_taken_goes_and_the_digest_of_what_came_stays() -> None:
    came = photo(place=True)
    assert opened(came).getexif().get_ifd(GPS)
    file = taken(came)
    kept = opened(file.content)
    assert not kept.getexif()
    assert b"Telephone" not in file.content
    assert b"at home" not in file.content
    assert file.original == hashlib.sha256(came).hexdigest()
    assert kept.size == (40, 20)


@pytest.mark.parametrize(("orientation", "red_at"), [(3, (35, 10)), (6, (10, 5)), (8, (10, 35))])
def test_a_photograph_that_lies_on_its_side_is_turned_upright(orientation: int, red_at: tuple[int, int]) -> None:
    kept = opened(taken(photo(orientation=orientation)).content)
    assert kept.size == ((40, 20) if orientation == 3 else (20, 40))
    red, green, _ = kept.convert("RGB").getpixel(red_at)  # type: ignore[misc]
    assert red > 200 > 100 > green


def test_what_says_nothing_beside_the_picture_is_kept_as_it_came() -> None:
    came = photo()
    assert taken(came) == Taken(came, "门面.jpg")
    assert taken(b"%PDF-1.7 a paper", "图.PDF") == Taken(b"%PDF-1.7 a paper", "图.pdf")


def test_words_in_a_png_go() -> None:
    words, out = PngInfo(), io.BytesIO()
    words.add_text("Location", "46.77,131.8")
    Image.new("RGBA", (4, 4), (255, 0, 0, 128)).save(out, "PNG", pnginfo=words)
    file = taken(out.getvalue(), "图.png")
    assert b"Location" not in file.content
    assert opened(file.content).convert("RGBA").getpixel((0, 0)) == (255, 0, 0, 128)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "兼容性最佳"),
        (b"GIF89a", "不是照片或 PDF"),
        (b"\xff\xd8\xff cut off", "打不开"),
        (photo()[:400], "打不开"),
        (b"\xff\xd8\xff" + bytes(LIMIT), "超过 10 MB"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        taken(content, "照片.HEIC")


def test_a_small_file_that_claims_to_be_vast_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 40 * 20 - 1)
    with pytest.raises(Refused, match="太大"):
        taken(photo())


@pytest.mark.django_db
def test_the_case_keeps_the_digest_of_the_photograph_as_it_was_uploaded(draft: Draft) -> None:
    came = photo(place=True)
    services.attach(draft=fill(draft), key="m1", upload=SimpleUploadedFile("照片.jpg", came))
    services.hand_in(draft=draft)
    paper = Paper.objects.get(name="照片")
    assert paper.original == hashlib.sha256(came).hexdigest() != paper.digest
    assert not opened(kept_file(paper.digest)).getexif()
