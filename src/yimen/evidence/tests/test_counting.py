"""The figures of a verdict can be counted again: its parts and its months add up, every row says if it counts."""

from typing import Any

import pytest
from django.urls import reverse

from yimen.cases.models import Case, RegisterRecord
from yimen.documents.tests import reading
from yimen.evidence import estimates, verdict_papers
from yimen.evidence.counting import Reckoning, reckoning
from yimen.evidence.models import Clue, Run, Verdict
from yimen.evidence.queries import months_of, weeks_of

COUNTED = "与另一条记录是同一次申请，已计入"


@pytest.fixture
def told_twice(filled: Any, make_run: Any) -> Verdict:
    """The verdict on the hollow item after the department wrote one application into two rows of its ledger."""
    twin = RegisterRecord.objects.filter(item_code="I3").first()
    twin.pk, twin.record_number = None, "R999999"
    twin.save()
    run = make_run(filled)
    return Verdict.objects.select_related("run__region", "department").get(run=run, item_code="I3")


def page_of(client_of: Any, user: Any, verdict: Verdict) -> str:
    return client_of(user).get(reverse("evidence:verdict", args=[verdict.pk])).content.decode()


def test_the_parts_of_every_verdict_add_up(told_twice: Verdict) -> None:
    run = told_twice.run
    for verdict in Verdict.objects.filter(run=run, matters__gt=0).select_related("run__region"):
        parts = reckoning(verdict)
        assert parts.cases + parts.records == verdict.matters
        assert parts.off_cases + parts.records == verdict.off_matters
        assert parts.cases == Case.objects.filter(item_code=verdict.item_code).count()
        assert parts.repeated == (1 if verdict == told_twice else 0)
    Case.objects.create(case_number="later", item_code="I3", region=run.region, department=told_twice.department,
                        batch=Case.objects.first().batch)  # fmt: skip
    assert reckoning(told_twice).cases + 1 == Case.objects.filter(item_code="I3").count()


def test_the_months_add_up_although_one_application_has_two_rows(told_twice: Verdict) -> None:
    run, whole = told_twice.run, (told_twice.matters, told_twice.off_matters)
    assert sum(len(rows) for rows in run.report["repeated"].values()) == 1
    months = verdict_papers.months_behind(told_twice)
    assert (sum(n for _, n, _ in months), sum(off for *_, off in months)) == whole
    shown = estimates.of_verdict(told_twice)
    assert shown is not None
    assert (sum(bar.matters for bar in shown.bars), sum(bar.off_matters for bar in shown.bars)) == whole
    verdicts = Verdict.objects.filter(run=run).exclude(verdict="exempt")
    for spans in (months_of(run), weeks_of(run)):
        assert sum(each.matters for each in spans) == sum(each.matters for each in verdicts)
        assert sum(each.off_matters for each in spans) == sum(each.off_matters for each in verdicts)
    assert sum(month[2] for month in run.report["months"]) == sum(each.off_matters for each in verdicts)


def test_page_and_paper_say_how_it_was_counted(client_of: Any, officer: Any, told_twice: Verdict) -> None:
    page = page_of(client_of, officer, told_twice)
    assert "台账里有1行与另一行是同一人的同一次申请，只算一件。" in page
    assert page.count(COUNTED) == 1
    assert "把握不足" not in page
    paper = reading.text(verdict_papers.write(told_twice))
    assert f"台账有记录而大厅无办件{reckoning(told_twice).records}件。台账里有1行" in paper


def test_a_row_that_is_not_sure_enough_says_that_it_counts_for_neither(client_of: Any, officer: Any, done: Run) -> None:
    verdict = Verdict.objects.get(run=done, item_code="I1")
    Clue.objects.create(
        run=done, department=verdict.department, item_code="I1", subject_kind="record", subject="R1",
        kind="off_hall", rule="R01", probability=0.5, explanation="…",
    )  # fmt: skip
    assert reckoning(verdict) == Reckoning(
        cases=verdict.matters, off_cases=0, records=0, clues=0, doubtful=1, sure_from=0.85
    )
    page = page_of(client_of, officer, verdict)
    assert "另有1条台账记录没有找到办件，但把握不到85%，两边都不计入。" in page
    assert "把握不足，不计入" in page
    assert COUNTED not in page


def test_an_item_without_matters_leads_to_nothing_that_is_not_there(client_of: Any, officer: Any, done: Run) -> None:
    verdict = Verdict.objects.filter(run=done, matters=0)[0]
    page = page_of(client_of, officer, verdict)
    assert 'href="#matters"' in page and 'id="matters"' in page
    assert "counted" not in page


@pytest.mark.parametrize(("off", "said"), [(0, "逐条规则未见厅外办理"), (1, "查出的厅外办理不到一成")])
def test_what_was_found_without_a_ledger_is_not_called_nothing(
    client_of: Any, officer: Any, done: Run, off: int, said: str
) -> None:
    Verdict.objects.filter(run=done, item_code="I1").update(verdict="thin", engine_verdict="runs", off_matters=off)
    page = page_of(client_of, officer, Verdict.objects.get(run=done, item_code="I1"))
    assert f"{said}，但该部门台账缺失或过少" in page
