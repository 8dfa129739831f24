"""A random sample of closed cases is called, also people who never rated; the share comes with its interval."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yimen.cases.handling.models import Dossier
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.evaluation.followups import queries, services
from yimen.evaluation.followups.models import Survey, SurveyedCase
from yimen.evaluation.followups.queries import Estimate
from yimen.evaluation.hindrances.models import Hindrance
from yimen.evaluation.tests import scenes
from yimen.ledger.models import Event
from yimen.people.models import User
from yimen.verify.chance import wilson

pytestmark = pytest.mark.django_db
SEED = "5eed"


@pytest.fixture
def closed(clerk: User, approver: User, version: ItemVersion) -> list[Dossier]:
    """Twelve cases that were closed today, of which the first was rated, and one without a phone."""
    found = [scenes.delivered(clerk, approver, version, number) for number in range(12)]
    scenes.rated(found[0])
    silent = scenes.delivered(clerk, approver, version, 12)
    Dossier.objects.filter(pk=silent.pk).update(phone="")
    return found


def drawn(by: User, size: int = 12, seed: str = SEED) -> Survey:
    today = timezone.localdate()
    return services.draw(by=by, closed_from=today, closed_to=today, size=size, seed=seed, today=today)


def called(by: User, case: SurveyedCase, outcome: str = "answered", grade: str = "good", days: int = 0) -> SurveyedCase:
    today = timezone.localdate() + timedelta(days=days)
    return services.call(by=by, case=case, outcome=outcome, grade=grade, today=today).case


def test_the_draw_can_be_repeated_and_everybody_is_as_likely() -> None:
    keys = list(range(40))
    assert services.drawn(keys, 10, SEED) == services.drawn(keys, 10, SEED)
    counts = Counter(key for seed in range(4000) for key in services.drawn(keys, 10, str(seed)))
    # Each is drawn 1,000 times in 4,000 on the average, with a standard deviation of 27.
    assert set(counts) == set(keys) and all(abs(count - 1000) < 5 * 27.4 for count in counts.values())


def test_a_survey_holds_who_can_be_called_whether_he_rated_or_not(officer: User, closed: list[Dossier]) -> None:
    survey = drawn(officer)
    assert (survey.frame, survey.size) == (12, 12), "whoever left no phone cannot be drawn"
    assert [each.dossier_id for each in survey.cases.filter(rated=True)] == [closed[0].pk]
    told = Event.objects.get(kind="evaluation.survey_drawn")
    assert services.drawn(sorted(each.pk for each in closed), 12, SEED) == [
        each.dossier_id for each in survey.cases.all()
    ]
    assert SEED in bytes(told.meta).decode(), "the ledger keeps the seed"


def test_out_of_reach_is_who_was_missed_on_two_days(officer: User, closed: list[Dossier]) -> None:
    case = drawn(officer).cases.all()[0]
    for _ in range(2):
        assert called(officer, case, "away").outcome == "", "twice on one day is once"
    assert called(officer, case, "away", days=1).outcome == "away"
    with pytest.raises(Conflict):
        called(officer, case)
    with pytest.raises(Refused, match="满意程度"):
        called(officer, case.survey.cases.all()[0], "answered", "")


def test_the_share_has_its_interval_and_the_silent_their_range(officer: User, closed: list[Dossier]) -> None:
    survey = drawn(officer)
    for place, case in enumerate(survey.cases.order_by("place")):
        if place < 11:
            called(officer, case, "answered", "very_poor" if place == 0 else "good")
        else:
            called(officer, case, "declined", "good")
    whole, rated, silent = queries.estimates(survey)
    assert (whole.drawn, whole.answered, whole.good, whole.scarce) == (12, 11, 10, False)
    assert (whole.low, whole.high) == tuple(round(end, 9) for end in wilson(10, 11))
    assert (whole.worst, whole.best) == (10 / 12, 11 / 12)
    assert rated.drawn == 1 and rated.scarce and silent.drawn == 11
    assert Estimate("", 0, 0, 0).share is None


def test_nobody_asks_about_his_own_department_or_for_what_cannot_be_drawn(
    officer: User, liaison: User, closed: list[Dossier]
) -> None:
    today = timezone.localdate()
    with pytest.raises(Refused, match="营商局"):
        drawn(liaison)
    with pytest.raises(Refused, match="只有 12 件"):
        drawn(officer, 13)
    with pytest.raises(Refused, match="10 至 400"):
        drawn(officer, 9)
    with pytest.raises(Refused, match="起止不对"):
        services.draw(by=officer, closed_from=today, closed_to=today + timedelta(1), size=10, seed=SEED, today=today)
    User.objects.filter(pk=officer.pk).update(department=closed[0].department)
    assert queries.frame(User.objects.get(pk=officer.pk), today, today) == []


def test_the_pages_draw_and_write_down_and_show_no_person(
    officer: User, liaison: User, neighbour_officer: User, closed: list[Dossier], client_of: Any
) -> None:
    client, listed, today = client_of(officer), reverse("evaluation:surveys"), timezone.localdate().isoformat()
    assert "还没有抽过样" in client.get(listed).content.decode()
    asked = {"closed_from": today, "closed_to": today, "size": 12}
    assert client.post(listed, {**asked, "size": 13}).status_code == 422
    address = client.post(listed, asked).headers["Location"]
    page = client.get(address).content.decode()
    assert "样本不足" in page and "待回访" in page
    assert "董义之" not in page and "13800000001" not in page
    case = Survey.objects.get().cases.all()[0]
    client.post(address, {"case": case.pk, "outcome": "answered", "grade": "good"})
    assert client.post(address, {"case": case.pk, "outcome": "declined"}).status_code == 409
    assert client.post(address, {"case": case.pk, "outcome": "?"}).status_code == 422
    assert client_of(liaison).get(address).status_code == 403
    assert client_of(neighbour_officer).get(address).status_code == 404

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    cost()
    before = cost()
    survey = Survey.objects.get()
    survey.cases.filter(place__gt=2).delete()
    assert cost() == before, "two drawn cases cost what twelve do"


def test_whoever_is_dissatisfied_and_wants_it_handled_has_a_report_with_a_deadline(
    officer: User, closed: list[Dossier], client_of: Any
) -> None:
    address = reverse("evaluation:survey", args=[drawn(officer).pk])
    case, other = SurveyedCase.objects.all()[:2]
    told = "窗口要的材料指南上没有，来回跑了三趟才办成"
    content = {"case": case.pk, "outcome": "answered", "grade": "poor", "words": told}
    assert client_of(officer).post(address, {**content, "grade": "good"}).status_code == 422
    assert not Hindrance.objects.exists()
    page = client_of(officer).post(address, content, follow=True).content.decode()
    filed = Hindrance.objects.get()
    assert (filed.words, filed.channel, filed.item_id) == (told, "phone", case.dossier.version.item_id)
    assert filed.due_on > timezone.localdate() and filed.number in page
    event = Event.objects.get(kind="evaluation.survey_called")
    assert filed.number not in bytes(event.meta).decode(), "nothing joins who was drawn to what is handled"
    services.call(by=officer, case=other, outcome="answered", grade="very_poor", today=timezone.localdate())
    assert Hindrance.objects.count() == 1, "who does not want it handled is left alone"
