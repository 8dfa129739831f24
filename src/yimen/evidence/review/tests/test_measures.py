"""What the readings say: the figures against readings that are known, and what follows from them ."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.evidence.models import Clue
from yimen.evidence.review import charts, measures
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum
from yimen.evidence.review.tests.conftest import read_all
from yimen.evidence.thresholds import queries as thresholds
from yimen.evidence.thresholds.models import ThresholdChange
from yimen.people.models import User

REAL, NOT_REAL, UNCLEAR = Reading.ANSWERS


def as_known(reading: Reading) -> str:
    """Links are right; a clue is real where the engine believed above 0.95; nothing was let pass."""
    each = reading.sampled
    if each.stratum.frame in (Stratum.Frame.LONE, Stratum.Frame.CASE):
        return NOT_REAL
    return REAL if each.stratum.frame == Stratum.Frame.LINK or (each.believed or 0) > 0.95 else NOT_REAL


@pytest.fixture
def read(drawn: ReviewPlan, officer: User, second: User) -> ReviewPlan:
    """The plan, all read by two who know."""
    read_all(officer, as_known)
    read_all(second, as_known)
    return drawn


def by_title(rows: list[measures.Row]) -> dict[str, measures.Row]:
    return {row.title: row for row in rows}


def test_all_read_gives_the_truth_without_doubt(read: ReviewPlan) -> None:
    found = measures.measure(read, 0.95)
    off_hall, back_filled = by_title(found.classes)["体外办理"], by_title(found.classes)["事后补录"]
    assert off_hall.estimate is not None
    assert (off_hall.size, off_hall.answered) == (8, 8)
    assert off_hall.estimate.share == off_hall.estimate.low == off_hall.estimate.high == pytest.approx(6 / 8)
    assert back_filled.estimate is not None
    assert back_filled.estimate.share == 0
    assert {row.words for row in found.short} == {"低于目标"}
    assert by_title(found.doubtful)["体外办理"].size == 2


def test_what_was_let_pass_is_estimated_for_the_whole(read: ReviewPlan) -> None:
    rows = measures.measure(read, 0.95).passed
    assert [row.estimate.share for row in rows if row.estimate] == [0, 0, 0]
    assert [row.size for row in rows] == [2, 20, 29]
    links = rows[1]
    assert links.estimate is not None
    assert links.answered == 10
    assert 0 < links.estimate.high < 0.35


def test_a_class_with_too_few_answers_is_said_to_be_so(drawn: ReviewPlan, officer: User) -> None:
    found = measures.measure(drawn, 0.95)
    assert {row.words for row in found.classes} == {"样本不足"}
    assert found.short == []
    assert found.raise_to is None
    assert found.agreement is None
    assert (found.brier, found.brier_links) == (None, None)
    assert {row.share for row in found.rules} == {None}


def test_belief_is_held_against_truth_by_band(read: ReviewPlan) -> None:
    found = measures.measure(read, 0.95)
    bands = {(row.low, row.high): row for row in found.reliability}
    doubted, sure = bands[0.85, 0.95], bands[0.99, 1.0]
    assert doubted.estimate is not None
    assert doubted.estimate.share == 0
    assert doubted.believed == pytest.approx((0.9 + 0.92 + 3 * 0.93) / 5)
    assert sure.believed == pytest.approx(0.998)
    below = [0.6, 0.7, 0.9, 0.92, 0.93, 0.93, 0.93]
    above = [0.97, *[0.998] * 5]
    brier = (sum(each**2 for each in below) + sum((1 - each) ** 2 for each in above)) / 13
    assert found.brier == pytest.approx(brier)
    assert len(charts.curve(found.reliability)) == 4


def test_two_who_always_agree_agree_fully(read: ReviewPlan) -> None:
    found = measures.measure(read, 0.95).agreement
    assert found is not None
    assert found.pairs == Sampled.objects.filter(plan=read, twice=True).count()
    assert found.observed == found.ac1 == 1


def test_a_rule_counts_what_it_hit_and_says_when_that_is_too_little(read: ReviewPlan) -> None:
    rules = {row.code: row for row in measures.measure(read, 0.95).rules}
    assert (rules["R01"].answered, rules["R01"].share) == (10, pytest.approx(0.6))
    assert {rules["R22"].answered, rules["R23"].answered} == {3}
    assert rules["R22"].share is None


def test_short_of_the_target_a_threshold_is_proposed_and_nothing_changed(
    read: ReviewPlan, officer: User, client_of: Any
) -> None:
    client = client_of(officer)
    page = client.get(reverse("evidence:quality")).content.decode()
    assert "测得的准确率低于目标" in page
    assert "系统不会自动改变任何参数" in page
    assert not ThresholdChange.objects.exists()
    assert thresholds.table(officer.region)[1].value == 0.85


def test_the_threshold_proposed_is_the_least_that_reaches_the_target(read: ReviewPlan, monkeypatch: Any) -> None:
    monkeypatch.setattr(measures, "ENOUGH", 5)  # the county of these tests has eleven clues that convict
    assert measures.measure(read, 0.95).raise_to == 0.95
    Reading.objects.filter(sampled__believed__gt=0.99).update(answer=NOT_REAL)
    assert measures.measure(read, 0.95).raise_to is None


def test_every_figure_opens_as_many_rows_as_it_says(read: ReviewPlan, inspector: User, client_of: Any) -> None:
    found, client = measures.measure(read, 0.95), client_of(inspector)
    address = reverse("evidence:review_sampled", args=[read.pk])
    rows = [*found.classes, *found.doubtful, *found.passed, *found.reliability, *found.links]
    assert len(rows) >= 10
    for row in rows:
        assert client.get(f"{address}?{row.query}").context["page"].total == row.drawn, row
    for rule in found.rules:
        assert client.get(f"{address}?{rule.query}").context["page"].total >= rule.answered


def test_the_engines_belief_and_others_answers_stay_hidden_until_a_matter_is_settled(
    drawn: ReviewPlan, officer: User, second: User, client_of: Any
) -> None:
    first = client_of(officer)
    first.post(reverse("evidence:take_reading"))
    reading = Reading.objects.get()
    Sampled.objects.filter(pk=reading.sampled_id).update(believed=0.4321, twice=True)
    pages = [reverse("evidence:review_reading"), reverse("evidence:review_sampled", args=[drawn.pk])]
    assert all("43.2" not in first.get(page).content.decode() for page in pages)
    answer = {"answer": "real", "words": "只有第一个人知道的话"}
    assert first.post(reverse("evidence:answer_reading", args=[reading.pk]), answer).status_code == 302
    other = client_of(second)
    other.post(reverse("evidence:take_reading"))
    mine = Reading.objects.get(reader=second)
    assert mine.sampled_id == reading.sampled_id
    for page in pages:
        shown = other.get(page).content.decode()
        assert "只有第一个人知道的话" not in shown
        assert "43.2" not in shown
        assert "/evidence/clues/" not in shown
        assert "/evidence/links/" not in shown
    other.post(reverse("evidence:answer_reading", args=[mine.pk]), {**answer, "words": "第二个人的依据"})
    settled = other.get(pages[1]).content.decode()
    assert "43.2%" in settled
    assert "只有第一个人知道的话" in settled


def test_a_lone_record_is_asked_about_alike_whether_it_was_accused_or_not(
    drawn: ReviewPlan, officer: User, client_of: Any
) -> None:
    client, asked = client_of(officer), {}
    client.post(reverse("evidence:take_reading"))
    while (reading := Reading.objects.filter(reader=officer, answer="").first()) is not None:
        page = client.get(reverse("evidence:review_reading"))
        stratum = reading.sampled.stratum
        asked.setdefault((stratum.frame, stratum.kind), page.context["question"])
        if stratum.subject_kind == "record":
            assert "看到的情况" not in page.content.decode()
            assert bool(reading.sampled.other) == (stratum.frame == "link")  # nor by the case beside its number
        client.post(
            reverse("evidence:answer_reading", args=[reading.pk]), {"answer": "unclear", "words": "原件还没有调来"}
        )
    assert asked["lone", ""].sentence == asked["finding", "off_hall"].sentence
    assert asked["finding", "back_filled"].seen
    assert {frame for frame, _ in asked} == {"finding", "link", "lone", "case"}


def test_rows_are_shown_masked(drawn: ReviewPlan, officer: User, client_of: Any) -> None:
    from yimen.cases.models import Case, RegisterRecord

    client = client_of(officer)
    secrets = {
        *Case.objects.values_list("applicant_id", flat=True),
        *Case.objects.values_list("applicant_name", flat=True),
    }
    secrets |= {*RegisterRecord.objects.values_list("holder_id", flat=True)}
    client.post(reverse("evidence:take_reading"))
    for _ in range(8):
        page = client.get(reverse("evidence:review_reading")).content.decode()
        assert not [each for each in secrets if each and each in page]
        reading = Reading.objects.get(reader=officer, answer="")
        client.post(reverse("evidence:answer_reading", args=[reading.pk]), {"answer": "real", "words": "看过原件了"})


def test_an_answer_without_a_choice_or_a_sentence_comes_back_with_words(
    drawn: ReviewPlan, officer: User, second: User, client_of: Any
) -> None:
    client = client_of(officer)
    client.post(reverse("evidence:take_reading"))
    reading = Reading.objects.get()
    address = reverse("evidence:answer_reading", args=[reading.pk])
    answer = client.post(address, {"words": "看过"})
    assert answer.status_code == 422
    assert "请选择属实" in answer.content.decode()
    assert client.post(address, {"answer": "real", "words": "看"}).status_code == 422
    assert client_of(second).post(address, {"answer": "real", "words": "不是我的"}).status_code == 404
    assert client.post(reverse("evidence:recuse_reading", args=[reading.pk]), {"words": ""}).status_code == 422
    assert (
        client.post(reverse("evidence:recuse_reading", args=[reading.pk]), {"words": "亲属在该局"}).status_code == 302
    )
    assert Reading.objects.get(pk=reading.pk).answer == "recused"


def test_pages_cost_the_same_for_a_few_and_for_many(read: ReviewPlan, officer: User, client_of: Any) -> None:
    client = client_of(officer)
    pages = [
        reverse("evidence:review_plans"),
        reverse("evidence:review_plan", args=[read.pk]),
        reverse("evidence:review_sampled", args=[read.pk]),
        reverse("evidence:review_reading"),
        reverse("evidence:quality"),
        reverse("evidence:thresholds"),
    ]

    def cost() -> list[int]:
        counted = []
        for address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counted.append(len(captured))
        return counted

    before = cost()
    stratum = Stratum.objects.filter(plan=read, frame="finding").first()
    Stratum.objects.filter(pk=stratum.pk).update(size=1000)
    Sampled.objects.bulk_create(
        Sampled(plan=read, stratum=stratum, turn=1000 + n, subject=f"M{n}", believed=0.99) for n in range(300)
    )
    Clue.objects.bulk_create(
        Clue(run=read.run, subject_kind="record", subject=f"M{n}", kind=stratum.kind, rule="R01", probability=0.99)
        for n in range(300)
    )
    Reading.objects.bulk_create(
        Reading(sampled=each, reader=officer, place=1, answer="real", words="看过原件")
        for each in Sampled.objects.filter(plan=read, turn__gte=1000)
    )
    assert cost() == before
    assert max(before) <= 30


def test_each_role_sees_what_it_may(
    read: ReviewPlan, client_of: Any, officer: User, leader: User, inspector: User, liaison: User,
    neighbour_officer: User,
) -> None:  # fmt: skip
    pages = [reverse("evidence:review_plan", args=[read.pk]), reverse("evidence:review_reading")]
    seen = {
        user.username: [client_of(user).get(page).status_code for page in pages]
        for user in (officer, leader, inspector, liaison, neighbour_officer)
    }
    assert seen == {
        "officer": [200, 200], "leader": [200, 403], "inspector": [200, 200], "liaison": [403, 403],
        "neighbour_officer": [404, 200],
    }  # fmt: skip
    assert "还没有抽样复核" in client_of(neighbour_officer).get(reverse("evidence:quality")).content.decode()
    assert client_of(neighbour_officer).get(reverse("evidence:quality") + f"?plan={read.pk}").status_code == 404


def test_the_trend_holds_a_column_for_each_drawn_run(read: ReviewPlan, officer: User, client_of: Any) -> None:
    trend = client_of(officer).get(reverse("evidence:quality")).context["trend"]
    assert [each.pk for each in trend.plans] == [read.pk]
    assert {line.title for line in trend.classes} == {"体外办理", "事后补录"}


def test_a_run_of_before_gets_its_seed_late_and_the_page_says_so(
    plan: ReviewPlan, officer: User, client_of: Any
) -> None:
    run = plan.run
    ReviewPlan.objects.all().delete()
    client = client_of(officer)
    assert f"批次 {run.pk}" in client.get(reverse("evidence:review_plans")).content.decode()
    answer = client.post(reverse("evidence:commit_seed", args=[run.pk]), follow=True)
    assert "晚于核验完成" in answer.content.decode()
    late = ReviewPlan.objects.get()
    assert late.secret not in answer.content.decode()
    address = reverse("evidence:draw_sample", args=[late.pk])
    assert client.post(address, {"each": "3"}).status_code == 422
    drawn = client.post(address, {"each": "9"}, follow=True).content.decode()
    assert late.secret in drawn
    assert "密值与承诺相符" in drawn
    assert client.post(address, {"each": "9"}).status_code == 409
