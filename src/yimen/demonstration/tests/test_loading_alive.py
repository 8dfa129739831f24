"""No page of the demonstration is empty: feeds, the review of a run, thresholds; and it says what is made."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from yimen.cases import feeds
from yimen.cases.handling.queries import twins_of, unheld
from yimen.cases.models import Bundle, Delivery, Dossier, Hold, Parcel, RegisterRecord
from yimen.common.workdays import china
from yimen.demonstration import loading, loading_bundles, loading_review
from yimen.evaluation.curing import queries as curing
from yimen.evaluation.curing.states import BAD_RATING
from yimen.evaluation.hindrances import queries as hindrances
from yimen.evaluation.models import BadRating, Hindrance, Rating, Release, Survey, Suspicion
from yimen.evidence import queries as evidence
from yimen.evidence.models import Run
from yimen.evidence.review import measures, queries
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled
from yimen.evidence.states import QUEUED
from yimen.evidence.thresholds.models import ThresholdChange
from yimen.exchange.models import AccessToken, ImportBatch, MappingRecipe
from yimen.people.models import User
from yimen.training.models import Exam, Qualification
from yimen.training.standing import queries as standing

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def loaded(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """A small county loaded; undone after the last test."""
    data = tmp_path_factory.mktemp("data")
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(data / "files")}}
    changed = {
        "YIMEN_DATA": data,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": {**settings.STORAGES, "default": files},
    }
    with django_db_blocker.unblock(), override_settings(**changed), transaction.atomic():
        call_command("load_demonstration", matters=2000, verbosity=0)
        yield data
        transaction.set_rollback(True)


def officer() -> User:
    return User.objects.get(username="officer")


def drawn() -> ReviewPlan:
    return ReviewPlan.objects.select_related("run").get(status="drawn")


def test_who_promised_and_did_not_hand_in_is_in_arrears(loaded: Path) -> None:
    found = feeds.feeds(officer(), feeds.REGISTER, 2023, date(2024, 3, 1), china())
    owing = {each.department.short_name: len(each.arrears.missed) for each in found if each.overdue and each.arrears}
    assert owing["县供水公司"] == 12
    assert owing["县交通运输局"] >= 4
    assert sum(each.arrears is not None for each in found) > 30


def test_a_departments_own_wording_was_settled_once_and_then_read_without_a_question(loaded: Path) -> None:
    recipe = MappingRecipe.objects.get()
    files = ImportBatch.objects.filter(recipe=recipe).order_by("pk")
    assert recipe.department is not None and recipe.department.short_name == "县烟草局"
    assert [each.status for each in files] == ["applied", "applied"]
    assert all(each.rows_read == each.rows_accepted > 0 for each in files)


def test_one_file_waits_for_a_liaison_and_settling_it_changes_nothing(loaded: Path, client_of: Any) -> None:
    waiting = ImportBatch.objects.get(status="planned")
    police = User.objects.get(username="liaison_police")
    address = reverse("cases:columns", args=[waiting.pk])
    form = client_of(police).get(address).context["form"]
    answers = {name: field.initial or "" for name, field in form.fields.items()}
    assert len([each for name, each in answers.items() if name.startswith("column_") and each]) >= 7
    before = RegisterRecord.objects.count()
    assert client_of(police).post(address, {**answers, "confirm": "1"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.rows_refused) == ("applied", 0)
    assert RegisterRecord.objects.count() == before


def test_one_token_is_in_force_and_used_and_one_revoked(loaded: Path) -> None:
    alive = AccessToken.objects.get(revoked_at=None)
    assert AccessToken.objects.exclude(revoked_at=None).count() == 1
    assert ImportBatch.objects.get(token=alive).way == "api"


def test_the_sample_is_read_by_two_and_a_third_and_some_is_left(loaded: Path) -> None:
    readers = set(Reading.objects.exclude(answer="").values_list("reader__username", flat=True))
    assert {"officer", "inspector"} <= readers <= {"officer", "inspector", "second_officer"}
    state = queries.progress(queries.visible_sampled(officer(), drawn()))
    assert 0 < state.drawn - state.settled <= 2 * loading_review.LEFT
    assert not Reading.objects.filter(answer="").exists(), "nobody keeps one in hand"
    assert next(queries.waiting_for(officer()), None) is not None


def test_precision_agreement_and_the_reliability_curve_show_figures(loaded: Path) -> None:
    found = measures.measure(drawn(), 0.95)
    assert any(row.estimate and not row.scarce for row in found.classes)
    assert any(row.estimate for row in found.reliability) and found.brier is not None
    assert found.agreement is not None and found.agreement.pairs >= 10


def test_every_reading_says_that_it_was_made(loaded: Path) -> None:
    words = set(Reading.objects.values_list("words", flat=True))
    assert words and all(each.startswith("演示数据：") for each in words)


@pytest.mark.parametrize("route", ["evidence:quality", "evidence:review_plans"])
def test_the_pages_say_that_readings_are_made(loaded: Path, client_of: Any, route: str) -> None:
    assert "判读是程序按生成时的真相模拟的" in client_of(officer()).get(reverse(route)).content.decode()


def test_a_reader_who_is_a_person_finds_out_by_the_truth(loaded: Path) -> None:
    truth = loading_review.Truth({"A": ("unposted", "1")}, {"R": ("off_hall", "2")}, {"I"})
    link = Sampled.objects.filter(plan=drawn(), stratum__frame="link").select_related("stratum")[0]
    link.other = "A"
    assert truth.of(link, "R") == Reading.Answer.NOT_REAL
    truth.records["R"] = ("", "1")
    assert truth.of(link, "R") == Reading.Answer.REAL


def test_one_threshold_was_changed_by_two_persons_and_one_waits(loaded: Path) -> None:
    done, waiting = ThresholdChange.objects.get(status="confirmed"), ThresholdChange.objects.get(status="proposed")
    assert done.proposed_by != done.decided_by
    assert waiting.decided_by is None
    run = evidence.latest_run(waiting.region)
    again = Run.objects.get(region=loading.HOME, purpose="regular", status=QUEUED)
    assert run is not None and run.requested_at < done.decided_at < again.requested_at


def test_ratings_bad_ones_and_reports_are_at_every_stage(loaded: Path) -> None:
    today = timezone.localdate()
    assert Rating.objects.filter(region=officer().region).count() > 300
    assert {each.status for each in BadRating.objects.all()} >= set(BAD_RATING.states) - {"unreachable", "unfounded"}
    assert curing.overdue(BadRating.objects.all(), today).count() >= 2
    assert {each.kind for each in Suspicion.objects.all()} >= {"self", "burst"}
    assert Release.objects.filter(department__code__endswith="D03").exists()
    assert {each.status for each in Hindrance.objects.all()} >= {
        "received",
        "assigned",
        "answered",
        "disputed",
        "closed",
    }
    assert hindrances.public_months(officer().region, today)


def test_a_file_is_held_bundles_are_shown_a_result_is_posted_and_people_were_called(loaded: Path) -> None:
    assert {(each.act, each.status) for each in Bundle.objects.all()} == {("take", "undone"), ("pass", "planned")}
    assert Hold.objects.get().archive.dossier.status == "archived"
    letter = Parcel.objects.get(tracking=loading_bundles.TRACKING)
    assert Delivery.objects.get(way="post").tracking == letter.tracking
    assert letter.stops.get().at >= letter.dossier.delivered.at >= letter.dossier.case.decided_at
    assert unheld(officer()).filter(department__code__endswith="D24").exists()
    again = [each for each in Dossier.objects.all() if twins_of(each.case.item_id, each.case.applicant_id).count() > 1]
    assert again, "somebody applied twice"
    batch = ImportBatch.objects.get(kind="evaluation.past")
    assert (batch.rows_accepted, batch.rows_refused) == (40, 2)
    survey = Survey.objects.get()
    assert survey.cases.filter(outcome="answered").count() == 6 and survey.cases.filter(outcome="").exists()


def test_training_is_past_and_present_and_its_pages_have_rows(loaded: Path, client_of: Any) -> None:
    assert [each.status for each in Exam.objects.order_by("opens_at")] == ["closed", "closed", "committed"]
    assert Qualification.objects.filter(standing.holds_on(timezone.localdate())).count() > 40
    assert Qualification.objects.filter(valid_to__lt=timezone.localdate()).exists()
    desk, clerk = client_of(officer()), client_of(User.objects.get(username="clerk"))
    assert desk.get(reverse("training:effect")).context["groups"][0].day == date(2023, 6, 15)
    found = desk.get(reverse("training:standing")).context["figures"]
    assert 0 < found["lacking"] < found["people"]
    assert [each.obstacle for each in clerk.get(reverse("training:mine")).context["exams"]] == [""]
    first = Exam.objects.order_by("opens_at")[0]
    assert desk.get(reverse("training:exam", args=[first.pk])).context["alike"]
