"""Where a posted letter is: asked of an aggregator that runs as a process of its own, shown to both sides."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as installed
from django.core.management import call_command
from django.utils import timezone

from yimen.cases.archiving import services as archiving
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Delivery, Dossier, Notice, Pause
from yimen.cases.handling.tests import house
from yimen.cases.papers import services as papers
from yimen.cases.papers.models import CaseDocument, Served
from yimen.cases.posting import queries, services
from yimen.cases.posting.models import Parcel, ParcelStop
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.common.services import kept_file
from yimen.documents.tests.reading import text
from yimen.exchange import express
from yimen.halls.models import Window
from yimen.ledger.models import Event
from yimen.people.models import User

pytestmark = pytest.mark.django_db
NOW = house.MORNING + timedelta(hours=1)


@pytest.fixture
def aggregator(settings: Any) -> Iterator[Callable[..., None]]:
    """Starts the stand-in with these faults and sets it up."""
    running: list[subprocess.Popen[str]] = []

    def start(*faults: str) -> None:
        command = [sys.executable, str(installed.ROOT / "ops" / "standins" / "express.py"), "--port", "0", *faults]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        settings.EXPRESS_URL = process.stdout.readline().strip()
        settings.EXPRESS_CUSTOMER = settings.EXPRESS_KEY = "stand-in"

    yield start
    for process in running:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def posted(clerk: User, approver: User, window: Window, version: ItemVersion) -> Callable[[str], Dossier]:
    """A case whose result was posted under the number."""

    def post(tracking: str) -> Dossier:
        dossier = house.decided(clerk, approver, version)
        return handling.deliver(by=clerk, dossier=dossier, way="post", tracking=tracking)

    return post


def test_a_letter_is_followed_until_it_is_signed_for_without_telephones_and_names(
    aggregator: Callable[..., None], posted: Callable[[str], Dossier], clerk: User, client_of: Any
) -> None:
    aggregator()
    dossier = posted("1029384756102")
    page = client_of(clerk)
    assert "查最新进度" in page.get(f"/cases/dossiers/{dossier.pk}/").content.decode()
    assert page.post(f"/cases/dossiers/{dossier.pk}/parcels/", {"tracking": "1029384756102"}).status_code == 302
    parcel = Parcel.objects.get()
    assert (parcel.carrier, parcel.get_state_display(), parcel.stops.count()) == ("ems", "在途", 2)
    shown = page.get(f"/cases/dossiers/{dossier.pk}/").content.decode()
    assert "查最新进度" not in shown  # nobody asks twice in half an hour
    assert "揽投员：＊＊" in shown
    assert "13900001111" not in shown
    with pytest.raises(Refused, match="刚刚查过"):
        services.follow(dossier=dossier, tracking="1029384756102", now=parcel.asked_at + timedelta(minutes=29))
    papers.issue_all(by=clerk, dossier=dossier, editable=False)
    with pytest.raises(Refused, match="邮件 1029384756102 还在途中"):
        archiving.archive(by=clerk, dossier=dossier, retention_years=10)
    later = parcel.asked_at + timedelta(minutes=31)
    services.follow(dossier=dossier, tracking="1029384756102", now=later)
    assert ParcelStop.objects.count() == 2  # said again, kept once
    assert Event.objects.filter(kind="cases.parcel_followed").count() == 2


def test_what_was_signed_for_or_sent_back_is_asked_about_no_more_and_served_when_it_was_signed_for(
    aggregator: Callable[..., None], posted: Callable[[str], Dossier], clerk: User, client_of: Any
) -> None:
    aggregator()
    dossier = posted("1029384756105")
    parcel = services.follow(dossier=dossier, tracking="1029384756105", now=NOW)
    assert (parcel.is_signed, parcel.signed_at) == (True, parcel.stops.latest("at").at)
    assert parcel.stops.latest("at").words == "已签收，签收人：本人"
    delivery = Delivery.objects.get()
    assert delivery.served_at == parcel.signed_at != delivery.at  # both are kept: the carrier's moment and ours
    page = client_of(clerk).get(f"/cases/dossiers/{dossier.pk}/").content.decode()
    assert "以承运方签收为送达" in page
    papers.issue_all(by=clerk, dossier=dossier, editable=False)
    assert archiving.archive(by=clerk, dossier=dossier, retention_years=10).status == "archived"
    (row,) = queries.posted_in(dossier, NOW + timedelta(days=9))
    assert not row.askable
    with pytest.raises(Refused, match="没有用这个单号"):
        services.follow(dossier=dossier, tracking="1029384756109", now=NOW)


@pytest.mark.parametrize(
    ("tracking", "words"), [("1029384756100", "查询无结果"), ("SF1029384756102", ""), ("1029384756102", "验证签名失败")]
)
def test_the_aggregators_own_words_are_told_and_some_carriers_are_told_the_phone(
    tracking: str, words: str, aggregator: Callable[..., None], posted: Callable[[str], Dossier], settings: Any
) -> None:
    aggregator()
    dossier = posted(tracking)
    if "签名" in words:
        settings.EXPRESS_KEY = "another"
    if words:
        with pytest.raises(Refused, match=words):
            services.follow(dossier=dossier, tracking=tracking, now=NOW)
        assert not Parcel.objects.exists()
    else:
        assert services.follow(dossier=dossier, tracking=tracking, now=NOW).carrier == "shunfeng"


def test_one_round_asks_after_everything_and_a_failure_stops_nobody(
    aggregator: Callable[..., None], posted: Callable[[str], Dossier]
) -> None:
    aggregator("--fail", "1")
    posted("1029384756106"), posted("1029384756107")
    out = StringIO()
    call_command("follow_parcels", stdout=out)
    assert "查询 2 件，1 件没有结果" in out.getvalue()
    assert Parcel.objects.count() == 1
    call_command("follow_parcels", stdout=out)
    assert Parcel.objects.count() == 2


def test_without_an_aggregator_the_page_says_where_to_ask(posted: Callable[[str], Dossier]) -> None:
    dossier = posted("1029384756102")
    with pytest.raises(Refused, match="没有接通快递查询"):
        services.follow(dossier=dossier, tracking="1029384756102", now=NOW)


@pytest.mark.parametrize(
    "said", [[], {"state": "99", "data": []}, {"state": "0", "data": "x"}, {"result": False}, {"status": "400"}]
)
def test_an_answer_that_makes_no_sense_is_none(said: object) -> None:
    with pytest.raises(Refused):
        express._course(said)


def test_a_line_that_makes_no_sense_is_left_out_and_the_others_are_in_order() -> None:
    lines = [{"ftime": f"2026-11-2{day} 09:00:00", "context": f"第{day}天"} for day in (3, 1)]
    course = express._course({"state": "0", "data": [*lines, {"ftime": "昨天", "context": "？"}, None]})
    assert [stop.words for stop in course.stops] == ["第1天", "第3天"]


def test_the_course_of_an_older_letter_under_the_same_number_serves_nothing(posted: Callable[[str], Dossier]) -> None:
    dossier = posted("1029384756105")
    before = dossier.case.received_at - timedelta(minutes=1)
    course = express.Course(express.SIGNED, (express.Stop(before, "已收寄"), express.Stop(NOW, "已签收")))
    with pytest.raises(Refused, match=r"2023-06-01 09:29开始，早于本件收件（2023-06-01 09:30）"):
        services.keep(dossier=dossier, tracking="1029384756105", course=course, now=NOW)
    assert not Parcel.objects.exists()
    assert Delivery.objects.get().signed_at is None
    course = express.Course(express.SIGNED, (express.Stop(before + timedelta(minutes=1), "已签收"),))
    assert services.keep(dossier=dossier, tracking="1029384756105", course=course, now=NOW).is_signed


def test_every_paper_that_is_served_has_a_receipt_of_its_own(
    clerk: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    dossier = house.accepted(clerk, version)
    (accepted,) = papers.issue_all(by=clerk, dossier=dossier, editable=False)
    said, slip = {"way": "post", "tracking": "1029384756103"}, {"way": "post", "tracking": "EMS1"}
    assert client_of(clerk).post(f"/cases/documents/{accepted.pk}/serve/", slip).status_code == 422
    assert client_of(clerk).post(f"/cases/documents/{accepted.pk}/serve/", said).status_code == 302
    served = Served.objects.get()
    receipt = CaseDocument.objects.get(notice=served.receipt)
    words = text(kept_file(receipt.document.digest)).replace("\n", "")
    assert "受理通知书" in words
    assert accepted.document.number.text in words
    assert "1029384756103" in words
    assert served.receipt is not None
    assert served.receipt.kind == Notice.Kind.RECEIPT
    assert [each.tracking for each in queries.posted_in(dossier, NOW)] == ["1029384756103"]


def test_a_clock_stands_still_from_the_day_on_which_the_posted_notice_was_signed_for(
    clerk: User, approver: User, window: Window, version: ItemVersion
) -> None:
    """行政许可法 45: a hearing is not counted once the applicant was told of it; a letter on its way tells nobody."""
    dossier = house.accepted(clerk, version)
    pause = handling.pause(
        by=approver, dossier=dossier, kind="hearing", needed_days=20, told="依法组织听证，预计二十日"
    )
    papers.issue_all(by=clerk, dossier=dossier, editable=False)
    served = papers.serve(by=clerk, notice=pause.notice, way="post", tracking="1029384756107")
    pause.refresh_from_db()
    assert pause.served_on == timezone.localdate(served.at)  # until the carrier says more
    signed = served.at + timedelta(days=3)
    course = express.Course(express.SIGNED, (express.Stop(signed, "已签收"),))
    services.keep(dossier=dossier, tracking="1029384756107", course=course, now=signed + timedelta(hours=1))
    served.refresh_from_db()
    pause.refresh_from_db()
    assert (served.served_at, pause.served_on) == (signed, timezone.localdate(signed))
    assert Pause.objects.get().ended_on is None
    again = Event.objects.filter(kind="cases.parcel_followed").latest("pk")
    services.keep(dossier=dossier, tracking="1029384756107", course=course, now=signed + timedelta(hours=2))
    assert Event.objects.filter(kind="cases.parcel_followed").latest("pk") != again
    served.refresh_from_db()
    assert served.signed_at == signed
