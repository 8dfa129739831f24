"""A verdict's document: readable however much was found, masked, and true to page and zip."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from yimen.cases.models import Case, RegisterRecord
from yimen.documents import layout
from yimen.documents.tests import reading
from yimen.documents.verdicts import SHOWN_A_CLASS, PaperRow
from yimen.evidence import verdict_papers
from yimen.evidence.models import Clue, Run, Verdict
from yimen.ledger.models import Event
from yimen.verify import CLASS_TITLES


@pytest.fixture
def bypassed(done: Run) -> Verdict:
    """The verdict on the item a third of which went around the hall."""
    return Verdict.objects.select_related("run__region", "department").get(run=done, item_code="I2")


def test_the_document_says_what_the_verdict_is_and_what_it_rests_on(bypassed: Verdict) -> None:
    text = reading.text(verdict_papers.write(bypassed))
    for words in (
        "疑似体外循环",
        "12件，其中厅外4件",
        "33.3%（95%区间13.8%至60.9%）",
        f"{CLASS_TITLES['off_hall']}（4条）",
        "可能是：同一证照在台账中登记了两次",
        "核对：部门提供该证照的受理凭证",
        f"manage.pyreverify{bypassed.run_id}",
        "不是对任何个人的结论",
    ):
        assert words in text, words
    run = bypassed.run
    assert run.input_digest in text and run.answer_digest in text and run.rules_digest in text
    assert run.report["inputs"]["cases"]["sha256"] in text


def test_the_months_add_up_to_the_verdict(done: Run) -> None:
    for verdict in Verdict.objects.filter(run=done).exclude(verdict="exempt"):
        months = verdict_papers.months_behind(verdict)
        assert [first for first, _, _ in months] == [date(2024, month, 1) for month in (1, 2, 3)]
        assert sum(matters for _, matters, _ in months) == verdict.matters
        assert sum(off for _, _, off in months) == verdict.off_matters


def test_nobody_stands_in_it_unmasked(bypassed: Verdict) -> None:
    text = reading.text(verdict_papers.write(bypassed))
    for model, name, number in ((Case, "applicant_name", "applicant_id"), (RegisterRecord, "holder_name", "holder_id")):
        for row in model._default_manager.filter(item_code="I2").values(name, number):
            assert row[name] not in text
            assert row[number] not in text


def test_three_thousand_findings_stay_a_document_that_can_be_read(bypassed: Verdict) -> None:
    paper = verdict_papers.paper(bypassed)
    rows = tuple(
        PaperRow(f"R{n:06}", "赵**", "2024-01-02", "R01", 0.99, "部门台账载明办结，大厅办件库中找不到对应办件。")
        for n in range(SHOWN_A_CLASS)
    )
    many = replace(paper.classes[0], total=3_000, rows=rows)
    pdf = layout.verdict_paper(replace(paper, classes=(many,), off_matters=3_000, matters=3_000))
    text = reading.text(pdf)
    assert "按把握列前30条，其余2970条见随附的findings.csv" in text
    assert "R000029" in text
    assert len(reading.reader(pdf).pages) <= 12


def test_only_the_first_of_each_class_are_read_from_the_database(bypassed: Verdict) -> None:
    one = Clue.objects.filter(run=bypassed.run, item_code="I2").first()
    assert one is not None
    for n in range(SHOWN_A_CLASS + 5):
        one.pk, one.subject = None, f"R9{n:05}"
        one.save(force_insert=True)
    (found,) = [each for each in verdict_papers.paper(bypassed).classes if each.counts]
    assert found.total == 4 + SHOWN_A_CLASS + 5
    assert len(found.rows) == SHOWN_A_CLASS


def test_a_character_that_no_font_has_does_not_stand_in_the_way(bypassed: Verdict) -> None:
    bypassed.item_name = "居住证\U0003134f签发"
    assert "居住证〓签发" in reading.text(verdict_papers.write(bypassed))


def test_it_can_be_taken_from_the_page_and_lies_in_the_zip(
    client_of: Any, bypassed: Verdict, officer: Any, liaison: Any, tax_liaison: Any, clerk: Any
) -> None:
    address = reverse("evidence:verdict_paper", args=[bypassed.pk])
    page = client_of(liaison).get(reverse("evidence:verdict", args=[bypassed.pk])).content.decode()
    assert address in page
    answer = client_of(liaison).post(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Event.objects.filter(kind="evidence.verdict_file_taken").count() == 1
    packed = client_of(officer).post(reverse("evidence:verdict_file", args=[bypassed.pk])).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("verdict.pdf") == answer.content
    assert [client_of(user).post(address).status_code for user in (tax_liaison, clerk)] == [404, 403]
    assert client_of(officer).get(address).status_code == 405
