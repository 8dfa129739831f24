"""上岗关口: who lacks valid training is told so, or kept from his window, as the county has set it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.handling import gates
from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.entry.models import Authorisation, Mandate
from yimen.entry.modes import Power
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.queue import services as queue
from yimen.halls.staffing import registry
from yimen.people.models import Department, Region, Staff, User
from yimen.training.courses import services as courses
from yimen.training.courses.models import Course
from yimen.training.courses.services import Content
from yimen.training.sessions import queries as sessions
from yimen.training.standing import gate, queries, services
from yimen.training.standing.models import Qualification
from yimen.training.tests import making

pytestmark = pytest.mark.django_db
DAY = making.NINE.date()
AFTER = DAY + timedelta(days=1)


@pytest.fixture
def item(make_item: Any) -> Item:
    """户籍登记, for which there is a course."""
    return make_item("I1", "户籍登记")


@pytest.fixture
def course(county: Region, item: Item) -> Course:
    """The course that the item asks for, with its bank."""
    course = making.a_course(county, [item])
    making.a_bank(course)
    return course


@pytest.fixture
def letter(learner: Staff, item: Item) -> Authorisation:
    """The learner may accept 户籍登记."""
    mandate = Mandate.objects.create(
        region=learner.region, department=learner.department, staff=learner, kind="authorisation", post="a",
        number="授1号", valid_from=making.LONG_AGO, valid_to=date(2099, 1, 1), issued_on=making.LONG_AGO,
        status="announced", status_at=making.NINE,
    )  # fmt: skip
    return Authorisation.objects.create(mandate=mandate, item=item, power=Power.ACCEPT)


@pytest.fixture
def window(county: Region) -> Window:
    """A window that is in use."""
    hall = Hall.objects.create(region=county, code="H1", name="政务大厅", kind="main")
    return Window.objects.create(hall=hall, code="A01", terminal="10.0.0.1", valid_from=making.LONG_AGO)


def lacking(staff: Staff, day: date) -> list[str]:
    needs = queries.needs_of(staff.region_id, [staff.pk], day).get(staff.pk, [])
    return [each.version.course.code for each in queries.wanting(needs)]


def test_config_asks_the_gate_at_each_of_its_three_doors() -> None:
    assert registry.LESSONS.count(gate.lessons_of) == 1
    assert registry.OPENINGS.count(gate.against_opening) == 1
    assert gates.LESSONS.count(gate.against_accepting) == 1


def test_what_somebody_needs_comes_from_what_he_may_accept(
    course: Course, learner: Staff, letter: Authorisation, police: Department
) -> None:
    stranger = making.somebody(police, "P2")
    assert lacking(learner, DAY) == ["K01"]
    assert lacking(stranger, DAY) == []
    assert gate.lessons_of([learner.pk, stranger.pk], DAY) == {learner.pk: "缺培训：“综合窗口受理”"}
    courses.retire(by=None, course=course, day=DAY)
    assert lacking(learner, DAY) == []
    assert lacking(learner, DAY - timedelta(days=1)) == ["K01"]


def test_a_pass_holds_to_its_last_day_and_not_a_day_longer(
    course: Course, learner: Staff, letter: Authorisation, officer: User
) -> None:
    making.passed(course.versions.get(), learner, officer)
    one = Qualification.objects.get()
    assert lacking(learner, one.valid_from - timedelta(days=1)) == ["K01"]
    assert lacking(learner, one.valid_from) == lacking(learner, one.valid_to) == []
    assert lacking(learner, one.valid_to + timedelta(days=1)) == ["K01"]
    assert "（已到期）" in gate.lessons_of([learner.pk], one.valid_to + timedelta(days=1))[learner.pk]
    services.end(by=officer, qualification=one, reason="考试中冒名", day=AFTER)
    assert (lacking(learner, DAY), lacking(learner, AFTER)) == ([], ["K01"])


@pytest.mark.parametrize(("keeps", "wanted"), [(True, []), (False, ["K01"])])
def test_a_new_version_asks_again_only_when_it_says_so(
    course: Course, learner: Staff, letter: Authorisation, officer: User, item: Item, keeps: bool, wanted: list[str]
) -> None:
    making.passed(course.versions.get(), learner, officer)
    content = Content("新的规程和系统", 4, 12, AFTER, items=[item], keeps=keeps)
    courses.revise(by=officer, course=course, content=content)
    assert lacking(learner, DAY) == []
    assert lacking(learner, AFTER) == wanted


def test_opening_a_window_is_warned_of_or_barred_as_the_county_sets_it(
    course: Course, learner: Staff, letter: Authorisation, window: Window, clerk: User, officer: User, county: Region,
    client_of: Any,
) -> None:  # fmt: skip
    console = reverse("halls:console")
    with time_machine.travel(making.NINE, tick=False):
        warned = client_of(clerk).post(console, {"verb": "open", "window": window.pk}, follow=True)
        said = warned.content.decode()
        assert "窗口已开" in said and "没有“综合窗口受理”的有效培训合格，仍可开 A01 窗口" in said
        queue.close_window(by=clerk, sitting=window.sittings.get())
        courses.set_terms(by=officer, region=county, gate="bar")
        with pytest.raises(Refused, match="不能开 A01 窗口：请在“我的培训”报名、签到并考试合格后再办"):
            queue.open_window(by=clerk, window=window)
    making.passed(course.versions.get(), learner, officer)
    assert queue.open_window(by=clerk, window=window, at=making.EXAM_AT + timedelta(days=1)).closed_at is None


def test_accepting_an_item_asks_for_its_own_course_and_no_other(
    course: Course, learner: Staff, item: Item, make_item: Any, officer: User, county: Region
) -> None:
    version, other = item.versions.get(), make_item("I2", "居住证签发").versions.get()
    assert gate.against_accepting(learner, other, DAY) is None
    warned = gate.against_accepting(learner, version, DAY)
    assert warned is not None and not warned.bars and "仍可受理“户籍登记”" in warned.words
    courses.set_terms(by=officer, region=county, gate="bar")
    barred = gate.against_accepting(learner, version, DAY)
    assert barred is not None and barred.bars and "不能受理“户籍登记”" in barred.words
    making.passed(course.versions.get(), learner, officer)
    assert gate.against_accepting(learner, version, DAY) is None


def test_the_page_shows_who_lacks_what_and_each_cell_of_a_window(
    course: Course, learner: Staff, letter: Authorisation, window: Window, police: Department, tax: Department,
    hall_manager: User, make_user: Any, county: Region, client_of: Any, officer: User,
) -> None:  # fmt: skip
    deputy = making.somebody(police, "P2")
    postings = [
        Posting(staff=each, window=window, valid_from=making.LONG_AGO, part=part)
        for each, part in ((learner, Posting.Part.MAIN), (deputy, Posting.Part.DEPUTY))
    ]
    Posting.objects.bulk_create(postings)
    address = f"{reverse('training:standing')}?day={DAY}&window={window.pk}"
    page = client_of(hall_manager).get(address)
    matrix = page.context["matrix"]
    assert [cell.state for cell in matrix.lines[0].cells] == ["lacking", "none"]
    assert matrix.unknown == (deputy,)
    assert page.context["figures"] == {"people": 2, "lacking": 1, "windows": 0, "ending": 0}
    stranger = make_user("tax_head", "head", county, tax)
    assert client_of(stranger).get(address).context["page"].total == 0
    making.passed(course.versions.get(), learner, officer)
    page = client_of(hall_manager).get(f"{address}&show=lacking")
    assert page.context["matrix"].lines[0].cells[0].state == "held"
    assert page.context["page"].total == 0
    assert "没有人缺培训" in page.content.decode()


def test_the_page_costs_the_same_with_more_people(
    course: Course, learner: Staff, letter: Authorisation, window: Window, police: Department, officer: User,
    client_of: Any,
) -> None:  # fmt: skip
    Posting.objects.create(staff=learner, window=window, valid_from=making.LONG_AGO)
    address, client = f"{reverse('training:standing')}?day={DAY}&window={window.pk}", client_of(officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    cost()
    few = cost()
    for number in range(5):
        person = making.somebody(police, f"Q{number}")
        Posting.objects.create(staff=person, window=window, valid_from=making.LONG_AGO)
    assert cost() == few


def test_a_department_sends_all_who_lack_the_course_at_once(
    course: Course, learner: Staff, letter: Authorisation, window: Window, police: Department, officer: User,
    liaison: User, client_of: Any,
) -> None:  # fmt: skip
    idle = making.somebody(police, "P2")  # at the window without a letter: nothing is asked of him
    for each in (learner, idle):
        Posting.objects.create(staff=each, window=window, valid_from=making.LONG_AGO)
    session = making.a_session(course.versions.get(), making.NINE)
    with time_machine.travel(making.NINE - timedelta(days=1), tick=False):
        assert sessions.lacking(officer, session, DAY) == [learner]
        form = client_of(liaison).get(reverse("training:session", args=[session.pk])).context["enrol"]
        assert list(form.fields["staff"].queryset) == [learner]
        client_of(liaison).post(reverse("training:enrol", args=[session.pk]), {"staff": [learner.pk]})
        assert sessions.lacking(officer, session, DAY) == []
    assert session.enrolments.get().staff == learner
