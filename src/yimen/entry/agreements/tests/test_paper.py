"""A paper's annex is held against the list line by line, and what differs is kept and shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.entry.agreements import checking, services
from yimen.entry.agreements.forms import PaperForm
from yimen.entry.agreements.models import Agreement
from yimen.entry.agreements.services import PaperLine
from yimen.entry.agreements.services.paper import compare
from yimen.entry.agreements.states import SIGNED
from yimen.entry.agreements.tests.conftest import content
from yimen.people.models import User

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a scan"


def register(agreement: Agreement, witness: User, **changes: Any) -> Agreement:
    given = {
        "by": None, "scan": SimpleUploadedFile("扫描件.pdf", PDF), "signed_on": timezone.localdate(),
        "witness": witness, "lines": [PaperLine("P1", "普通护照签发"), PaperLine("P2", "户口迁移")], **changes,
    }  # fmt: skip
    return services.register_paper(agreement=agreement, **given)


def outcome(agreement: Agreement, *lines: tuple[str, str]) -> list[tuple[str, str]]:
    """Code or name of each line, and how it agrees."""
    compared = compare(agreement, [PaperLine(*line) for line in lines])
    return [(line.code or line.name, match) for line, match in compared]


def test_lines_that_agree_agree_whatever_their_order_and_width(make_draft: Any) -> None:
    same = outcome(make_draft(), ("P2", "户口迁移 "), (" P1", "普通护照签发"))
    assert same == [("P2", "same"), ("P1", "same")]


def test_a_name_that_was_changed_on_the_paper_is_shown(make_draft: Any) -> None:
    assert outcome(make_draft(), ("P1", "普通护照换发"), ("P2", "户口迁移"))[0] == ("P1", "other_name")


def test_a_line_that_the_paper_lacks_and_one_that_it_adds_are_shown(make_draft: Any) -> None:
    found = outcome(make_draft(), ("P1", "普通护照签发"), ("P9", "居住证签发"))
    assert found == [("P1", "same"), ("P9", "extra"), ("P2", "missing")]


def test_a_line_that_stands_twice_counts_once(make_draft: Any) -> None:
    found = outcome(make_draft(), ("P1", "普通护照签发"), ("P1", "普通护照签发"), ("P2", "户口迁移"))
    assert [match for _, match in found] == ["same", "extra", "same"]


def test_a_line_without_code_is_found_by_its_name_but_not_one_with_a_wrong_code(make_draft: Any) -> None:
    found = outcome(make_draft(), ("", "普通护照签发"), ("P7", "户口迁移"))
    assert found == [("普通护照签发", "same"), ("P7", "extra"), ("P2", "missing")]


def test_a_paper_without_lines_is_not_taken(make_draft: Any, officer: User) -> None:
    with pytest.raises(Refused, match="请录入纸质附件的事项清单"):
        register(make_draft(), officer, lines=[PaperLine(" ", "")])


def test_the_differences_are_kept_with_the_scan_and_shown_on_the_page(
    make_draft: Any, officer: User, client_of: Any
) -> None:
    agreement = register(make_draft(), officer, lines=[PaperLine("P1", "普通护照换发")])
    assert agreement.status == SIGNED
    assert list(agreement.scan.lines.values_list("code", "match")) == [("P1", "other_name"), ("P2", "missing")]
    page = client_of(officer).get(reverse("agreements:agreement", args=[agreement.pk])).content.decode()
    assert "编码一致、名称不同" in page and "纸质附件缺少" in page


def test_a_witness_is_another_account_of_the_county_and_the_day_is_past(make_draft: Any, officer: User) -> None:
    agreement, tomorrow = make_draft(), timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="见证人须是登记人以外的人"):
        register(agreement, officer, by=officer)
    with pytest.raises(Refused, match="签署日期在今天之后"):
        register(agreement, officer, by=None, signed_on=tomorrow)


def test_a_scan_is_a_pdf_or_a_picture_whatever_it_is_called(make_draft: Any, officer: User) -> None:
    with pytest.raises(Refused, match="扫描件须是 PDF、JPG 或 PNG"):
        register(make_draft(), officer, scan=SimpleUploadedFile("a.pdf", b"MZ a program"))


def test_the_registered_scan_is_known_again_and_a_changed_one_is_not(make_draft: Any, officer: User) -> None:
    agreement = register(make_draft(), officer)
    now = timezone.now()
    assert checking.check(PDF, now, agreement).good
    changed = checking.check(PDF + b" ", now, agreement)
    assert [problem.code for problem in changed.problems] == ["not_registered"] and not changed.good
    assert not checking.check(content(agreement), now, agreement).good  # the text before anybody signed it


@pytest.mark.parametrize(
    ("encoding", "problem"), [("utf-8", ""), ("utf-8-sig", ""), ("gbk", "CSV 文件须是 UTF-8 编码")]
)
def test_an_annex_comes_from_a_table_with_or_without_head(encoding: str, problem: str, officer: User) -> None:
    table = "实施编码,事项名称\nP1,普通护照签发\n\nP2,户口迁移\n".encode(encoding)
    form = PaperForm(
        {"signed_on": "2026-01-01", "witness": str(officer.pk), "typed": ""},
        {"scan": SimpleUploadedFile("a.pdf", PDF), "table": SimpleUploadedFile("a.csv", table)},
        witnesses=User.objects.all(),
    )
    assert form.is_valid() is not bool(problem)
    if problem:
        assert problem in str(form.errors)
    else:
        assert form.cleaned_data["lines"] == [PaperLine("P1", "普通护照签发"), PaperLine("P2", "户口迁移")]


def test_an_annex_may_be_typed_with_chinese_commas(officer: User) -> None:
    form = PaperForm(
        {"signed_on": "2026-01-01", "witness": str(officer.pk), "typed": "P1，普通护照签发\n户口迁移"},
        {"scan": SimpleUploadedFile("a.pdf", PDF)},
        witnesses=User.objects.all(),
    )
    assert form.is_valid()
    assert form.cleaned_data["lines"] == [PaperLine("P1", "普通护照签发"), PaperLine("", "户口迁移")]
