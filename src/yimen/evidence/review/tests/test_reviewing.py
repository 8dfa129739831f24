"""The sample: committed before the answer, drawn once, read blind one by one, twice for a share, by nobody barred."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from yimen.cases.models import RegisterRecord
from yimen.common.errors import Conflict, Refused
from yimen.evidence import services as evidence
from yimen.evidence.models import Clue, Link, Run
from yimen.evidence.review import queries, services
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum
from yimen.evidence.review.sampling import commitment, seed_of
from yimen.evidence.review.tests.conftest import read_all
from yimen.evidence.tests.making import FIRST, LAST
from yimen.ledger.models import Event
from yimen.people.models import Staff, User

REAL, NOT_REAL, UNCLEAR = Reading.ANSWERS


def event(kind: str) -> Event:
    return Event.objects.get(kind=kind)


# the seed


def test_the_seed_is_committed_in_the_ledger_before_the_run_has_an_answer(filled: Any, officer: User) -> None:
    run = evidence.request_run(by=officer, region=filled, period_from=FIRST, period_to=LAST)
    plan = ReviewPlan.objects.get(run=run)
    told = bytes(event("evidence.seed_committed").meta).decode()
    assert plan.commitment in told
    assert plan.secret not in told
    assert plan.commitment == commitment(plan.secret)
    assert run.finished_at is None


def test_the_ledger_keeps_commitment_then_answer_then_the_revealed_secret(
    filled: Any, make_run: Any, officer: User
) -> None:
    """With the engine's own answer, whose sample is drawn again to the row."""
    run = make_run(filled)
    drawn = services.draw(by=officer, plan=ReviewPlan.objects.get(run=run), each=10)
    committed, revealed = event("evidence.seed_committed"), event("evidence.reviewplan.draw")
    finished = event("evidence.run.finish")
    assert committed.seq < finished.seq < revealed.seq
    assert drawn.secret in bytes(revealed.meta).decode()
    assert drawn.seed == seed_of(drawn.secret, run.input_digest, run.rules_digest)
    assert Stratum.objects.filter(plan=drawn, frame="finding", convicts=True).exists()
    assert services.differences(drawn) == []


def test_a_seed_is_never_committed_twice(plan: ReviewPlan, officer: User) -> None:
    with pytest.raises(Refused, match="不能更换"):
        services.commit_seed(by=officer, run=plan.run)


# the draw


def test_a_sample_is_drawn_once(drawn: ReviewPlan, officer: User) -> None:
    with pytest.raises(Conflict, match="不能重抽"):
        services.draw(by=officer, plan=drawn, each=20)
    stale = ReviewPlan.objects.get(pk=drawn.pk)
    stale.status = "committed"  # as a second officer's page still has it
    with pytest.raises(Conflict):
        services.draw(by=officer, plan=stale)


def test_nobody_draws_before_the_run_is_done_or_without_the_right(
    filled: Any, officer: User, inspector: User, neighbour_officer: User
) -> None:
    run = evidence.request_run(by=officer, region=filled, period_from=FIRST, period_to=LAST)
    plan = ReviewPlan.objects.get(run=run)
    with pytest.raises(Refused, match="核验完成之后"):
        services.draw(by=officer, plan=plan)
    for user in (inspector, neighbour_officer):
        with pytest.raises(Refused, match="只有本县"):
            services.draw(by=user, plan=plan)


def test_the_strata_hold_everything_that_was_found_and_let_pass(drawn: ReviewPlan) -> None:
    run = drawn.run
    sizes: dict[str, int] = {}
    for each in Stratum.objects.filter(plan=drawn):
        sizes[each.frame] = sizes.get(each.frame, 0) + each.size
    matters = Clue.objects.filter(run=run).order_by().values("kind", "subject_kind", "subject").distinct().count()
    assert sizes["finding"] == matters
    assert sizes["link"] == Link.objects.filter(run=run).count()
    assert sizes["case"] == 29  # the 32 cases of I1, I2 and I6, less the three with a clue
    for each in Stratum.objects.filter(plan=drawn):
        assert each.drawn == Sampled.objects.filter(stratum=each).count() == min(each.size, 10)


def test_the_same_seed_draws_the_same_sample_again(drawn: ReviewPlan) -> None:
    assert services.differences(drawn) == []
    out = StringIO()
    call_command("replay_draw", str(drawn.run_id), stdout=out)
    assert "完全一致" in out.getvalue()


def test_a_matter_exchanged_behind_the_draws_back_would_be_seen(drawn: ReviewPlan) -> None:
    drawn_one = Sampled.objects.filter(plan=drawn, stratum__frame="link").first()
    taken = Sampled.objects.filter(plan=drawn).values("subject")
    other = Link.objects.filter(run=drawn.run).exclude(record_number__in=taken).first()
    Sampled.objects.filter(pk=drawn_one.pk).update(subject=other.record_number, other=other.case_number)
    assert services.differences(drawn) == ["抽到的对象与重抽结果不同"]
    with pytest.raises(CommandError):
        call_command("replay_draw", str(drawn.run_id), stdout=StringIO())


def test_an_exchanged_secret_and_a_changed_frame_would_be_seen(drawn: ReviewPlan) -> None:
    ReviewPlan.objects.filter(pk=drawn.pk).update(secret="0" * 64)
    assert "密值与承诺不符" in services.differences(ReviewPlan.objects.get(pk=drawn.pk))
    Link.objects.filter(run=drawn.run).first().delete()
    assert any("名单已经变化" in each for each in services.differences(drawn))


# reading


def test_matters_come_in_the_drawn_order_and_one_at_a_time(drawn: ReviewPlan, officer: User) -> None:
    reading = services.take(by=officer)
    assert reading.sampled.turn == 1
    with pytest.raises(Refused, match="手上还有一件"):
        services.take(by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(sampled=Sampled.objects.get(plan=drawn, turn=2), reader=officer, place=1)


def test_an_answer_needs_a_sentence_and_stays(drawn: ReviewPlan, officer: User, second: User) -> None:
    reading = services.take(by=officer)
    with pytest.raises(Refused, match="依据"):
        services.answer(by=officer, reading=reading, answer=REAL, words=" 是 ")
    with pytest.raises(Refused, match="请选择"):
        services.answer(by=officer, reading=reading, answer="recused", words="看过原件了")
    with pytest.raises(Refused, match="只能判读自己"):
        services.answer(by=second, reading=reading, answer=REAL, words="看过原件了")
    services.answer(by=officer, reading=reading, answer=UNCLEAR, words="原件调不出来")
    with pytest.raises(Conflict, match="不能修改"):
        services.answer(by=officer, reading=reading, answer=REAL, words="看过原件了")


def test_a_quarter_is_read_by_two_and_never_twice_by_one(drawn: ReviewPlan, officer: User, second: User) -> None:
    total = Sampled.objects.filter(plan=drawn).count()
    assert Sampled.objects.filter(plan=drawn, twice=True).count() == round(total / 4)
    assert read_all(officer) == total
    assert read_all(second) == round(total / 4)
    progress = queries.progress(queries.with_readings(Sampled.objects.filter(plan=drawn)))
    assert (progress.settled, progress.given, progress.disagreed) == (total, total + round(total / 4), 0)


def test_two_who_differ_call_a_third_and_the_majority_holds(
    drawn: ReviewPlan, officer: User, second: User, third: User
) -> None:
    twice = Sampled.objects.filter(plan=drawn, twice=True).count()
    read_all(officer)
    assert read_all(second, lambda reading: NOT_REAL) == twice
    waiting = [each for each in queries.with_readings(Sampled.objects.filter(plan=drawn)) if each.twice]
    assert {queries.state_of(each).settled for each in waiting} == {""}
    assert read_all(third, lambda reading: NOT_REAL if reading.sampled.turn % 2 else UNCLEAR) == twice
    for each in queries.with_readings(Sampled.objects.filter(plan=drawn, twice=True)):
        assert queries.state_of(each).settled == (NOT_REAL if each.turn % 2 else UNCLEAR)


def test_nobody_reads_for_a_department_that_is_or_was_his(
    drawn: ReviewPlan, officer: User, county: Any, police: Any
) -> None:
    assert queries.barred(officer) == {officer.department_id}
    Staff.objects.create(region=county, department=police, code="P9", name="某人", account=officer)
    assert all(each.department_id != police.pk for each, _ in queries.waiting_for(officer))
    assert any(each.department_id == police.pk for each in Sampled.objects.filter(plan=drawn))


def test_who_recuses_himself_says_why_and_gets_no_other_of_that_department(
    drawn: ReviewPlan, officer: User, second: User
) -> None:
    reading = services.take(by=officer)
    with pytest.raises(Refused, match="回避的原因"):
        services.recuse(by=officer, reading=reading, words="不")
    services.recuse(by=officer, reading=reading, words="曾在该局工作")
    whose = reading.sampled.department_id
    assert whose is not None
    assert all(each.department_id != whose for each, _ in queries.waiting_for(officer))
    assert services.take(by=second).sampled == reading.sampled


def test_of_two_who_take_at_once_each_gets_his_own(drawn: ReviewPlan, officer: User, second: User) -> None:
    first = services.take(by=officer).sampled
    other = services.take(by=second).sampled
    assert other.turn > first.turn or first.twice


def test_only_readers_of_the_county_take(drawn: ReviewPlan, leader: User, neighbour_officer: User) -> None:
    with pytest.raises(Refused, match="可以判读"):
        services.take(by=leader)
    with pytest.raises(Refused, match="没有需要您判读"):
        services.take(by=neighbour_officer)


def test_a_foreign_set_is_never_sampled(filled: Any, officer: User) -> None:
    run = evidence.request_run(by=officer, region=filled, period_from=FIRST, period_to=LAST)
    ReviewPlan.objects.filter(run=run).delete()
    Run.objects.filter(pk=run.pk).update(handed_in=RegisterRecord.objects.first().batch)
    run.refresh_from_db()
    with pytest.raises(Refused, match="外来数据集"):
        services.commit_seed(by=officer, run=run)
