"""Pages of training: what each role finds there, what a form does, and how many queries a list costs."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from yimen.common.services import kept_file
from yimen.documents.models import IssuedDocument
from yimen.people.models import Department, Region, Staff, User
from yimen.training.bank.models import QuestionVersion
from yimen.training.courses.models import Course, CourseVersion, TrainingTerms
from yimen.training.exams import services as exams
from yimen.training.exams.models import Exam, ExamPaper
from yimen.training.sessions import queries as sessions
from yimen.training.sessions.models import CourseSession, Enrolment
from yimen.training.standing import certificate as certificates
from yimen.training.standing.models import Qualification
from yimen.training.tests import making

pytestmark = pytest.mark.django_db
FILE = (
    "题目编号,题型,知识点,难度,题目,选项A,选项B,选项C,答案,解析\n"
    "Q1,单选题,受理,易,材料齐全应当怎样？,当场受理,改日再来,,A,第三十二条\n"
    "Q2,多选,受理,中,哪些可以当场更正？,文字错误,计算错误,伪造,AB,\n"
    "Q3,判断,送达,难,送达须有回证。,,,,对,\n"
    "Q4,单选,受理,很难,问什么？,甲,乙,,A,\n"
    "Q5,单选,受理,易,问什么？,甲,乙,,AB,\n"
    "Q6,单选,受理,易,问什么？,甲,乙,,D,\n"
    "Q1,单选,受理,易,重复的编号？,甲,乙,,A,\n"
)


def body(response: Any) -> str:
    return response.content.decode()


def test_an_officer_goes_from_a_course_to_a_closed_exam(
    officer: User, clerk: User, liaison: User, learner: Staff, county: Region, client_of: Any
) -> None:
    desk, home = client_of(officer), reverse("training:courses")
    with time_machine.travel(making.NINE - timedelta(days=2), tick=False):
        assert "还没有课程" in body(desk.get(home))
        said = {"code": "K01", "name": "综合窗口受理", "outline": "一次性告知和收件登记", "hours": 4, "months": 12,
                "valid_from": "2024-03-01", "everyone": "on", "items": "没有这个编码"}  # fmt: skip
        wrong = desk.post(reverse("training:new_course"), said)
        assert (wrong.status_code, "没有这些编码" in body(wrong)) == (422, True)
        desk.post(reverse("training:new_course"), {**said, "items": ""})
        course = Course.objects.get()
        page = reverse("training:course", args=[course.pk])
        assert "先导入题目" in body(desk.get(page))

        upload = {"file": SimpleUploadedFile("题库.csv", FILE.encode()), "verb": "upload"}
        plan = desk.post(reverse("training:bank", args=[course.pk]), upload)
        shown = body(desk.get(plan.url))
        for words in ("“很难”不在可选值中", "单选题一个字母", "请填 A、B 中的字母", "题目编号重复"):
            assert words in shown, words
        assert QuestionVersion.objects.count() == 0
        desk.post(plan.url)
        assert sorted(each.key for each in QuestionVersion.objects.all()) == ["A", "A", "AB"]
        kept = desk.get(reverse("training:bank", args=[course.pk]) + "?download=1")
        assert '"Q3","判断","送达","难","送达须有回证。"' in kept.content.decode("utf-8-sig")

        keep = reverse("training:keep_course", args=[course.pk])
        times = {"verb": "session", "starts_at": "2024-03-04T09:00", "ends_at": "2024-03-04T11:00"}
        desk.post(keep, {**times, "place": "二楼", "teacher": "李老师", "seats": 1})
        session = CourseSession.objects.get()
        exam_said = {"verb": "exam", "title": "上岗考试", "opens_at": "2024-03-04T12:00", "minutes": 30,
                     "closes_at": "2024-03-04T14:00", "pass_share": 60}  # fmt: skip
        assert desk.post(keep, {**exam_said, "count_0": 2}).status_code == 422
        desk.post(keep, {**exam_said, "count_0": 1, "count_1": 1, "count_2": 1})
        exam = Exam.objects.get()
        assert exam.commitment in body(desk.get(reverse("training:exam", args=[exam.pk])))
        enrol = reverse("training:enrol", args=[session.pk])
        client_of(liaison).post(enrol, {"codes": learner.code})
        assert Enrolment.objects.get().enrolled_by == liaison

    with time_machine.travel(making.NINE, tick=False):
        desk, own = client_of(officer), client_of(clerk)  # nobody stays signed in for hours
        code = sessions.code_of(session)
        assert code in body(desk.get(reverse("training:session", args=[session.pk])))
        assert code not in body(own.get(reverse("training:session", args=[session.pk])))
        sign = {"verb": "sign", "session": session.pk}
        assert own.post(reverse("training:mine"), {**sign, "code": "0"}).status_code == 422
        own.post(reverse("training:mine"), {**sign, "code": code})
        assert Enrolment.objects.get().signed_at == making.NINE

    with time_machine.travel(making.EXAM_AT, tick=False):
        own = client_of(clerk)
        own.post(reverse("training:sit", args=[exam.pk]))
        paper = reverse("training:paper", args=[ExamPaper.objects.get().pk])
        key = {row.place: row.version.key for row in ExamPaper.objects.get().questions.all()}
        for place, letters in key.items():
            asked = body(own.get(f"{paper}?n={place}"))
            assert "第三十二条" not in asked and "checked" not in asked
            own.post(paper, {"n": place, "answer": list(letters)})
            assert "checked" in body(own.get(f"{paper}?n={place}"))
        assert "全部答完" in body(own.get(f"{paper}?n=end"))
        own.post(paper, {"verb": "hand_in"})
        assert "正确答案" not in body(own.get(paper))
        assert client_of(liaison).get(paper).status_code == 403
    with time_machine.travel(exam.closes_at, tick=False):
        desk, own = client_of(officer), client_of(clerk)
        closed = desk.post(reverse("training:keep_exam", args=[exam.pk]), {"verb": "close"}, follow=True)
        assert "密值与承诺相符" in body(closed)
        keep = reverse("training:keep_exam", args=[exam.pk])
        announced = desk.post(keep, {"verb": "announce"}, follow=True)
        letter = IssuedDocument.objects.get()
        assert (letter.source, str(letter.number)) == (f"training:exam:{exam.pk}", "友营商培〔2024〕1号")
        assert str(letter.number) in body(announced)
        assert desk.post(keep, {"verb": "announce"}).status_code == 422
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(kept_file(letter.digest))).pages)
        assert "K01-2024-0001" in text and "赵" not in text
        assert "第三十二条" in body(own.get(paper))
        assert "K01-2024-0001" in body(own.get(reverse("training:mine")))
        certificate = own.get(reverse("training:certificate", args=[Qualification.objects.get().pk]))
        paper_text = "".join(page.extract_text() for page in PdfReader(BytesIO(certificate.content)).pages)
        assert all(words in paper_text for words in ("培训合格证", "K01-2024-0001", "赵某某", "有效期至", "2025"))
        assert desk.get(reverse("training:exam", args=[exam.pk]) + "?download=draw").json()["papers"][0]["who"] == "P1"


def test_the_keys_are_shown_to_nobody_who_may_be_examined(
    version: CourseVersion, officer: User, hall_manager: User, client_of: Any, clerk: User, liaison: User, leader: User
) -> None:
    address = reverse("training:bank", args=[version.course_id])
    for user, status in ((officer, 200), (hall_manager, 200), (clerk, 403), (liaison, 403), (leader, 403)):
        assert client_of(user).get(address).status_code == status, user


def test_a_session_too_small_and_other_people_are_refused(
    version: CourseVersion, learner: Staff, tax: Department, clerk: User, liaison: User, client_of: Any
) -> None:
    with time_machine.travel(making.NINE - timedelta(days=1), tick=False):
        session = making.a_session(version, seats=1)
        address = reverse("training:enrol", args=[session.pk])
        stranger, colleague = making.somebody(tax, "T1"), making.somebody(learner.department, "P2")
        assert "不归您报名：T1" in body(client_of(liaison).post(address, {"codes": stranger.code}))
        assert client_of(liaison).post(address, {}).status_code == 422
        full = client_of(liaison).post(address, {"codes": f"{learner.code}\n{colleague.code}"})
        assert (full.status_code, "只剩 1 个座位" in body(full)) == (422, True)
        assert client_of(clerk).post(address, {"codes": colleague.code}).status_code == 422
        client_of(clerk).post(reverse("training:mine"), {"verb": "enrol", "session": session.pk})
        seat = Enrolment.objects.get()
        assert (seat.staff, seat.enrolled_by) == (learner, clerk)
        client_of(clerk).post(address, {"withdraw": seat.pk})
        assert not sessions.own_enrolments(clerk).exists()


def test_a_session_that_nobody_closed_takes_no_enrolments_for_ever(
    version: CourseVersion, learner: Staff, liaison: User, clerk: User, officer: User, client_of: Any
) -> None:
    begins, ends = making.NINE, making.NINE + timedelta(hours=2)
    with time_machine.travel(begins - timedelta(days=1), tick=False):
        session = making.a_session(version)
        client_of(liaison).post(reverse("training:enrol", args=[session.pk]), {"codes": learner.code})
    assert (session.starts_at, session.ends_at) == (begins, ends)
    course = reverse("training:course", args=[version.course_id])
    for moment, words in (
        (begins - timedelta(minutes=1), "报名中"),
        (begins, "进行中"),
        (ends - timedelta(minutes=1), "进行中"),
        (ends, "已结束，待办结"),
    ):
        with time_machine.travel(moment, tick=False):
            own, desk = client_of(clerk), client_of(officer)
            pages = [own.get(reverse("training:mine")), desk.get(course)]
            pages += [each.get(reverse("training:session", args=[session.pk])) for each in (own, desk)]
            assert all(words in body(page) for page in pages), moment
            assert words == "报名中" or not any("报名中" in body(page) for page in pages)


def test_terms_are_set_by_the_bureau_alone(officer: User, hall_manager: User, county: Region, client_of: Any) -> None:
    address = reverse("training:terms")
    said = {"gate": "bar", "tries": 3, "resit_days": 7, "remind_days": 45, "effect_days": 60}
    assert client_of(hall_manager).post(address, said).status_code == 403
    assert client_of(officer).post(address, {**said, "tries": 9}).status_code == 422
    client_of(officer).post(address, said)
    assert TrainingTerms.objects.get(region=county).gate == "bar"


def test_anybody_checks_a_certificate_by_number_and_code_and_learns_no_name(
    version: CourseVersion, learner: Staff, officer: User, tax_liaison: User, client_of: Any, client: Any
) -> None:
    making.passed(version, learner, officer)
    thing = Qualification.objects.get()
    printed, code = reverse("training:certificate", args=[thing.pk]), certificates.shown_code(thing)
    assert client_of(tax_liaison).get(printed).status_code == 404

    def told(number: str, code: str) -> tuple[int, str]:
        answer = client.get(reverse("training:check"), {"number": number, "code": code})
        return answer.status_code, body(answer)

    with time_machine.travel(making.NINE + timedelta(days=30), tick=False):
        status, page = told(f" {thing.number.lower()} ", code.lower())
        assert (status, "证书真实，现在有效" in page, learner.name in page) == (200, True, False)
        assert told(thing.number, "A" * 16)[0] == told("K01-2024-0009", code)[0] == 404
    with time_machine.travel(making.NINE + timedelta(days=400), tick=False):
        assert "现在无效" in told(thing.number, code)[1]
    with time_machine.travel(making.NINE + timedelta(days=30), tick=False):
        ended = reverse("training:end_qualification", args=[thing.pk])
        client_of(officer).post(ended, {"reason": "考试中使用他人账号"})
        assert "现在无效" in told(thing.number, code)[1] and "他人账号" not in told(thing.number, code)[1]
        assert client_of(officer).get(printed).status_code == 422
    Qualification.objects.filter(pk=thing.pk).update(valid_to=thing.valid_to + timedelta(days=365))
    assert told(thing.number, code)[0] == 404  # a row altered behind it no longer answers to the printed code


def test_lists_cost_the_same_with_many_rows(
    version: CourseVersion, officer: User, police: Department, county: Region, make_user: Any, client_of: Any
) -> None:
    client = client_of(officer)
    pages = [
        reverse("training:courses"),
        reverse("training:qualifications"),
        reverse("training:course", args=[version.course_id]),
        reverse("training:bank", args=[version.course_id]),
    ]

    def cost() -> list[int]:
        found = []
        for each in pages:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(each).status_code == 200
            found.append(len(seen))
        return found

    people = [making.somebody(police, f"P{n}", make_user(f"c{n}", "clerk", county, police)) for n in range(2)]
    exam = making.passed(version, people[0], officer)
    cost()
    few = [*cost(), _cost(client, exam)]
    making.taught(version, people, officer, making.NINE + timedelta(days=20))
    more = making.an_exam(version, making.EXAM_AT + timedelta(days=20))
    for each in people:
        making.write(more, each, more.opens_at)
    exams.close(by=officer, exam=more, at=more.closes_at)
    assert Qualification.objects.count() == 3
    assert [*cost(), _cost(client, more)] == few


def _cost(client: Any, exam: Exam) -> int:
    with CaptureQueriesContext(connection) as seen:
        page = body(client.get(reverse("training:exam", args=[exam.pk])))
    assert re.search("重抽|证据不足", page)
    return len(seen)
