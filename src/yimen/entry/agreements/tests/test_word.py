"""A template may come as a Word file: its placeholders are filled, and nothing that it says is run."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from yimen.common.errors import Refused
from yimen.entry.agreements import services, wordfile, writing
from yimen.entry.agreements.models import AgreementTemplate, Kind
from yimen.entry.agreements.rules import PROMISES
from yimen.entry.agreements.tests.conftest import content, wording
from yimen.people.models import Region, User

PARAGRAPHS = (
    "{{县}}{{部门}}（{{文号}}）就 {{事项数}} 项事项承诺如下：",
    "{{承诺条款}}",
    "期限自{{起始日期}}至{{终止日期}}。",
)


def word(*paragraphs: str) -> bytes:
    """A Word file as Word or WPS would save it."""
    made = Document()
    made.add_heading("总则", 1)
    for each in paragraphs:
        made.add_paragraph(each)
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


def with_file(packed: bytes, name: str, text: bytes) -> bytes:
    """The packed file with one more inside."""
    output = io.BytesIO(packed)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, text)
    return output.getvalue()


@pytest.fixture
def template(county: Region) -> AgreementTemplate:
    """进驻承诺书范本 from a Word file."""
    said = wording("commitment", text="", document=word(*PARAGRAPHS))
    return services.add_template(by=None, region=county, kind=Kind.COMMITMENT, name="Word 范本", wording=said)


@pytest.mark.django_db
def test_an_agreement_of_a_word_template_says_what_the_filled_file_says(
    make_draft: Any, template: AgreementTemplate, officer: User, client_of: Any
) -> None:
    agreement = make_draft(version=template.versions.get())
    text = writing.text(agreement, list(agreement.lines.all()))
    assert text.startswith("# 总则\n") and "{{" not in text
    assert f"（{agreement.number}）就 2 项事项承诺如下" in text and "（四）" in text
    assert all(promise in text for promise in PROMISES.values())
    assert content(agreement).startswith(b"%PDF-")
    answer = client_of(officer).get(reverse("agreements:word", args=[agreement.pk]))
    assert answer.status_code == 200
    assert wordfile.text_of(b"".join(answer) if answer.streaming else answer.content) == text


def test_a_value_is_text_and_never_markup() -> None:
    filled = wordfile.filled(word("甲方：{{部门}}"), {"部门": "<w:p>公安局</w:p> & {{ 7*7 }}"})
    assert wordfile.text_of(filled) == "# 总则\n甲方：<w:p>公安局</w:p> & {{ 7*7 }}"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"no word file", "另存为"),
        (word("{{姓名}} 承诺"), "不能识别的占位符：姓名"),
        (with_file(word("{{部门}}"), "word/vbaProject.bin", b"x"), "带有宏"),
        (with_file(word("{{部门}}"), "word/media/a.bin", b"0" * (wordfile.MOST_UNPACKED + 1)), "展开后过大"),
        (word("{% for %}"), "另存为"),
        (b"0" * (wordfile.MOST_BYTES + 1), "不能超过 2 MB"),
    ],
    ids=["not Word", "unknown placeholder", "macro", "bomb", "broken statement", "too large"],
)
def test_what_is_no_plain_template_is_refused_with_its_reason(file: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        wordfile.checked(file)


@pytest.mark.parametrize(
    "trick",
    ["{{ 部门.__class__.__mro__ }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ 部门.format }}"],
)
def test_a_template_reaches_nothing_behind_its_placeholders(trick: str) -> None:
    try:
        filled = wordfile.filled(word(trick), {"部门": "公安局"})
    except Refused:
        return
    assert "class" not in wordfile.text_of(filled).lower() and "built-in" not in wordfile.text_of(filled)


@pytest.mark.django_db
def test_an_officer_uploads_one_on_the_page(county: Region, officer: User, client_of: Any) -> None:
    data = {"title": "进驻承诺书（Word）", "text": "", **{f"promise_{code}": said for code, said in PROMISES.items()}}
    file = SimpleUploadedFile("范本.docx", word(*PARAGRAPHS))
    answer = client_of(officer).post(
        reverse("agreements:add_template", args=["commitment"]), {**data, "document": file}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    version = AgreementTemplate.objects.get(region=county).versions.get()
    assert version.document and "{{承诺条款}}" in version.text
