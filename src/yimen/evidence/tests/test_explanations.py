"""A clue and a link explained: both rows masked, each comparison in words, the sum as the engine stored it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence.models import Clue, Comparison, Link, Run


@pytest.fixture
def link(done: Run) -> Link:
    return Link.objects.filter(run=done).order_by("pk").first()


def test_a_link_shows_both_rows_and_weights_that_sum_to_what_was_stored(
    client_of: Any, link: Link, liaison: Any
) -> None:
    answer = client_of(liaison).get(reverse("evidence:link", args=[link.pk]))
    each, page = answer.context["each"], answer.content.decode()
    kept = Comparison.objects.get(run=link.run, record_number=link.record_number)
    assert sum(step.comparison.weight for step in each.steps) == pytest.approx(kept.weight, abs=0.0005)
    assert each.probability == pytest.approx(link.probability, abs=0.0001)
    for word in ("姓名相同", "证件号相同", "事项相同", "申请日期与受理日期相同", "决定当天发证", "文书号相同"):
        assert word in page
    record, case = RegisterRecord.objects.get(pk=each.record.pk), Case.objects.get(pk=each.case.pk)
    assert reverse("cases:record", args=[record.pk]) in page
    assert reverse("cases:case", args=[case.pk]) in page
    for secret in (record.holder_name, record.holder_id, case.applicant_name, case.applicant_id):
        assert secret not in page


def test_every_link_and_nearest_case_of_a_run_is_kept_once(done: Run) -> None:
    numbers = list(Comparison.objects.filter(run=done).values_list("record_number", flat=True))
    assert len(numbers) == len(set(numbers))
    assert set(Link.objects.filter(run=done).values_list("record_number", flat=True)) <= set(numbers)


def test_a_lone_record_stands_beside_its_nearest_case_or_says_that_there_is_none(
    client_of: Any, done: Run, liaison: Any
) -> None:
    client, clues = client_of(liaison), Clue.objects.filter(run=done, rule="R01")
    assert clues
    for clue in clues:
        page = client.get(reverse("evidence:clue", args=[clue.pk])).content.decode()
        assert "最可能的正当解释" in page
        assert "部门怎样在自己的账册里核对" in page
        assert ("台账与最接近的办件" in page) or ("没有任何一件办件与它接近" in page)


def test_a_difference_is_marked_by_a_word(client_of: Any, link: Link, officer: Any) -> None:
    kept = Comparison.objects.filter(run=link.run, record_number=link.record_number)
    kept.update(levels="near|same|same|1|0|same|granted")
    each = client_of(officer).get(reverse("evidence:link", args=[link.pk])).context["each"]
    assert [(step.comparison.field, step.words) for step in each.compared if step.state == "differ"] == [
        ("name", "有差异"),
        ("applied", "有差异"),
    ]


def test_a_clue_on_a_case_shows_the_record_linked_to_it(client_of: Any, link: Link, officer: Any) -> None:
    clue = Clue.objects.create(
        run=link.run, subject_kind="case", subject=link.case_number, kind="back_filled", rule="R22", probability=0.9,
        explanation="…",
    )  # fmt: skip
    each = client_of(officer).get(reverse("evidence:clue", args=[clue.pk])).context["each"]
    assert (each.record_number, each.linked) == (link.record_number, True)


def test_another_department_and_another_county_see_none_of_it(
    client_of: Any, link: Link, tax_liaison: Any, neighbour_officer: Any, clerk: Any
) -> None:
    clue = Clue.objects.filter(run=link.run, rule="R01").first()
    for address in (reverse("evidence:link", args=[link.pk]), reverse("evidence:clue", args=[clue.pk])):
        statuses = [client_of(user).get(address).status_code for user in (tax_liaison, neighbour_officer, clerk)]
        assert statuses == [404, 404, 403]


def test_a_run_of_before_comparisons_were_kept_says_so(client_of: Any, link: Link, officer: Any) -> None:
    Comparison.objects.all().delete()
    assert "该批次没有保存逐项比对" in client_of(officer).get(reverse("evidence:link", args=[link.pk])).content.decode()


def test_a_finding_leads_to_its_items_verdict_and_not_to_another(client_of: Any, done: Run, officer: Any) -> None:
    client = client_of(officer)
    answer = client.get(reverse("evidence:item", args=[done.pk]), {"code": "I3"}, follow=True)
    assert answer.context["verdict"].item_code == "I3"
    answer = client.get(reverse("evidence:item", args=[done.pk]), {"code": "I99"}, follow=True)
    assert list(answer.context["page"].rows) == []


def test_an_explanation_costs_the_same_beside_many_others(client_of: Any, link: Link, officer: Any) -> None:
    client, address = client_of(officer), reverse("evidence:link", args=[link.pk])

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    before = queries()
    Comparison.objects.bulk_create(
        Comparison(run=link.run, record_number=f"M{n}", case_number=f"M{n}", weight=1, levels="", weights="")
        for n in range(300)
    )
    assert queries() == before
    assert before <= 20


def test_a_set_from_outside_shows_the_comparison_without_the_rows(client_of: Any, link: Link, officer: Any) -> None:
    Run.objects.filter(pk=link.run_id).update(purpose=Run.Purpose.FOREIGN)
    page = client_of(officer).get(reverse("evidence:link", args=[link.pk])).content.decode()
    assert "只显示比对的结果" in page
    assert "姓名相同" in page
