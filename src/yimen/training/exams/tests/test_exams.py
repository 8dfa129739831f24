"""考试: answered against the server's clock, marked when all is over, and the key seen by nobody before."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from yimen.common.errors import Conflict, Refused
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User
from yimen.training.courses import services as courses
from yimen.training.courses.models import CourseVersion
from yimen.training.exams import queries, services
from yimen.training.exams.models import Exam, ExamPaper
from yimen.training.exams.rules import GRACE
from yimen.training.standing.models import Qualification
from yimen.training.tests import making

pytestmark = pytest.mark.django_db
AT = making.EXAM_AT


@pytest.fixture
def exam(version: CourseVersion, learner: Staff, officer: User) -> Exam:
    """An exam for which the learner was taught."""
    making.taught(version, [learner], officer)
    return making.an_exam(version)


def test_who_was_not_taught_may_not_sit_and_is_told_what_to_do(
    version: CourseVersion, learner: Staff, clerk: User, officer: User
) -> None:
    exam = making.an_exam(version)
    with pytest.raises(Refused, match="还没有参加“综合窗口受理”的培训：请先报名"):
        services.start(by=clerk, exam=exam, at=AT)
    making.taught(version, [learner], officer)
    with pytest.raises(Refused, match="开考，到时再来"):
        services.start(by=clerk, exam=exam, at=AT - timedelta(minutes=1))
    assert services.start(by=clerk, exam=exam, at=AT) == services.start(by=clerk, exam=exam, at=AT)
    assert ExamPaper.objects.count() == 1


def test_who_knows_the_keys_may_not_sit(exam: Exam, police: Department, county: Region, make_user: Any) -> None:
    with pytest.raises(Refused, match="没有对应的工作人员"):
        services.start(by=make_user("nobody", "clerk", county, police), exam=exam, at=AT)
    both = make_user("both", "clerk", county, police)
    people.grant(by=None, user=both, role="hall_manager", valid_from=making.LONG_AGO)
    making.somebody(police, "P9", User.objects.get(pk=both.pk))
    with pytest.raises(Refused, match="能看题库的人不能应考"):
        services.start(by=User.objects.get(pk=both.pk), exam=exam, at=AT)


def test_the_server_holds_the_time_and_what_was_saved_counts(exam: Exam, clerk: User, officer: User) -> None:
    paper = services.start(by=clerk, exam=exam, at=AT)
    ends = AT + timedelta(minutes=30)
    assert paper.ends_at == ends
    first = services.answer(by=clerk, paper=paper, place=1, letters=["B"], at=AT)
    assert services.answer(by=clerk, paper=paper, place=1, letters=first.version.key, at=ends + GRACE).answer != "B"
    with pytest.raises(Refused, match="时间已到，这一题没有保存"):
        services.answer(by=clerk, paper=paper, place=2, letters=["A"], at=ends + GRACE + timedelta(seconds=1))
    with pytest.raises(Refused, match="到时再阅卷"):
        services.close(by=officer, exam=exam, at=exam.closes_at - timedelta(seconds=1))
    services.close(by=officer, exam=exam, at=exam.closes_at)
    paper.refresh_from_db()
    assert (paper.status, paper.handed_in_at, paper.passed) == ("marked", ends, False)
    assert paper.marks == first.marks
    with pytest.raises(Conflict):
        services.answer(by=clerk, paper=paper, place=1, letters=["A"], at=ends)


def test_a_late_beginner_ends_with_all_others(exam: Exam, clerk: User) -> None:
    paper = services.start(by=clerk, exam=exam, at=exam.closes_at - timedelta(minutes=5))
    assert paper.ends_at == exam.closes_at


def test_only_exactly_the_key_is_right(exam: Exam, clerk: User, liaison: User) -> None:
    paper = services.start(by=clerk, exam=exam, at=AT)
    single = next(row for row in queries.on_paper(paper) if row.version.kind == "single")
    with pytest.raises(Refused, match="只能选一个答案"):
        services.answer(by=clerk, paper=paper, place=single.place, letters="AB", at=AT)
    for letters in ("", "F"):
        with pytest.raises(Refused, match="请选择一个答案"):
            services.answer(by=clerk, paper=paper, place=single.place, letters=letters, at=AT)
    with pytest.raises(Refused, match="本人的试卷"):
        services.answer(by=liaison, paper=paper, place=1, letters="A", at=AT)


def test_who_passes_is_qualified_for_as_long_as_the_course_says(exam: Exam, learner: Staff, officer: User) -> None:
    making.write(exam, learner, AT)
    services.close(by=officer, exam=exam, at=exam.closes_at)
    paper, one = ExamPaper.objects.get(), Qualification.objects.get()
    assert (paper.marks, paper.full_marks, paper.passed) == (making.FULL, making.FULL, True)
    assert (one.number, str(one.valid_from), str(one.valid_to)) == ("K01-2024-0001", "2024-03-04", "2025-03-03")
    with pytest.raises(Conflict):
        services.close(by=officer, exam=Exam.objects.get(), at=exam.closes_at)


def test_resits_keep_to_the_county_s_terms(
    exam: Exam, version: CourseVersion, learner: Staff, clerk: User, officer: User, county: Region
) -> None:
    courses.set_terms(by=officer, region=county, gate="remind", tries=2, resit_days=3)
    making.write(exam, learner, AT, letters="C")
    second = making.an_exam(version, AT + timedelta(days=2))
    with pytest.raises(Refused, match="还没有公布成绩"):
        services.start(by=clerk, exam=second, at=second.opens_at)
    services.close(by=officer, exam=exam, at=exam.closes_at)
    with pytest.raises(Refused, match="补考至少间隔 3 天，2024-03-07 起"):
        services.start(by=clerk, exam=second, at=second.opens_at)
    third = making.an_exam(version, AT + timedelta(days=3))
    making.write(third, learner, third.opens_at, letters="C")
    services.close(by=officer, exam=third, at=third.closes_at)
    fourth = making.an_exam(version, AT + timedelta(days=30))
    with pytest.raises(Refused, match="已经考过 2 次，按规定须重新参加培训"):
        services.start(by=clerk, exam=fourth, at=fourth.opens_at)
    making.taught(version, [learner], officer, AT + timedelta(days=29))
    assert services.start(by=clerk, exam=fourth, at=fourth.opens_at).try_number == 3


def test_the_seed_is_committed_before_and_a_blueprint_must_be_fillable(version: CourseVersion, officer: User) -> None:
    said = {"opens_at": AT, "closes_at": AT + timedelta(hours=1), "minutes": 30, "pass_share": 60, "title": "考试"}
    with pytest.raises(Refused, match="种子要在开考之前封存"):
        services.commit(by=officer, version=version, parts=making.PARTS, at=AT, **said)
    before = AT - timedelta(hours=1)
    with pytest.raises(Refused, match="在用 3 题，抽不出 4 题"):
        parts = [services.Part("送达", 3, 4, 5)]
        services.commit(by=officer, version=version, parts=parts, at=before, **said)
    with pytest.raises(Refused, match="题数"):
        services.commit(by=officer, version=version, parts=[], at=before, **said)
    exam = services.commit(by=officer, version=version, parts=making.PARTS, at=before, **said)
    assert (exam.secret, exam.frame.count()) == ("", 11)
    assert services.call_off(by=officer, exam=exam, reason="停电改期").status == "called_off"


def test_the_nightly_round_closes_what_is_over_and_nothing_else(exam: Exam, clerk: User, learner: Staff) -> None:
    making.write(exam, learner, AT)
    said = StringIO()
    call_command("close_exams", at=exam.closes_at - timedelta(seconds=1), stdout=said)
    assert said.getvalue() == ""
    call_command("close_exams", at=exam.closes_at, stdout=said)
    assert said.getvalue() == "3月上岗考试：1 人应考，1 人合格\n"
    assert Exam.objects.get().status_by is None
    call_command("close_exams", at=exam.closes_at, stdout=said)
    assert said.getvalue().count("\n") == 1


def test_an_exam_that_somebody_began_is_not_called_off(exam: Exam, clerk: User, officer: User) -> None:
    services.start(by=clerk, exam=exam, at=AT)
    with pytest.raises(Refused, match="已经有人开考"):
        services.call_off(by=officer, exam=exam, reason="停电改期")
