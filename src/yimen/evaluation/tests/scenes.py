"""Cases, ratings and bad ratings of today as the tests of this room and those above need them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from yimen.cases.handling import services as handling
from yimen.cases.handling.desk import Desk
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.receiving import Application
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.common.code_lists import Satisfaction
from yimen.evaluation import services
from yimen.evaluation.curing import services as curing
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.models import Rating
from yimen.evaluation.rules import Channel, Service
from yimen.halls.models import Window
from yimen.ledger import services as ledger
from yimen.people.models import Staff, User

PHONE = "10.1.1.1"
"""The address of somebody's own telephone."""
DEMAND = "窗口人员要一次性告知全部材料，不得让群众到大厅以外提交。"


def window_of(clerk: User) -> Window:
    """The clerk's window, open on the test's day."""
    return house.post(clerk, timezone.localdate())


def desk(clerk: User, ago: int = 0) -> Desk:
    """Where the clerk sits, so many minutes ago, with nothing against his taking a case."""
    window = Window.objects.get(code="W01", hall__region=clerk.region)
    at = datetime.now(UTC) - timedelta(minutes=ago)
    return Desk(at, house.TERMINAL, Staff.objects.get(account=clerk), window, {})


def received(clerk: User, version: ItemVersion, number: int = 0) -> Dossier:
    """A case received at the clerk's window a minute ago; `number` parts applicants."""
    person = handling.Applicant("other", "董义之", f"证件{number:05}", f"138{number:08}")
    application = Application(version, person, [house.PAPER])
    return handling.receive(
        by=clerk, application=application, channel=Case.Channel.WINDOW, desk=desk(clerk, ago=1)
    ).dossier


def delivered(clerk: User, approver: User, version: ItemVersion, number: int = 0) -> Dossier:
    """A case whose result was handed out."""
    dossier = handling.accept(by=clerk, dossier=received(clerk, version, number), desk=desk(clerk))
    handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予许可")
    return handling.deliver(by=clerk, dossier=dossier, way="window", receiver="董义之")


def rated(dossier: Dossier, grade: str = Satisfaction.GOOD, service: str = Service.DELIVERY, **said: Any) -> Rating:
    """The service of the case, rated by its applicant on a telephone of his own."""
    terminal = said.pop("terminal", f"10.1.{dossier.pk % 200}.{dossier.pk % 250}")
    opinion = services.Opinion(grade, said.pop("ticked", ()), said.pop("words", ""), said.pop("contact", ""))
    way = services.Way(said.pop("channel", Channel.PAGE), terminal)
    return services.rate(by=None, dossier=dossier, service=service, opinion=opinion, way=way)


def bad(dossier: Dossier, ticked: tuple[str, ...] = ("115",), words: str = "让我跑了三趟") -> BadRating:
    """A bad rating of the delivery, waiting to be called back."""
    return rated(dossier, Satisfaction.VERY_POOR, ticked=ticked, words=words).cure


def called(officer: User, thing: BadRating) -> BadRating:
    """Its rater was reached."""
    return curing.call_back(by=officer, thing=thing, reached=True, text="本人说窗口让他到局里交材料")


def righting(officer: User, thing: BadRating) -> BadRating:
    """It was found true and is at the department."""
    return curing.verify(by=officer, thing=called(officer, thing), demand=DEMAND, hard=False)


def righted(officer: User, liaison: User, thing: BadRating) -> BadRating:
    """The department says what it did."""
    return curing.put_right(by=liaison, thing=righting(officer, thing), text="已重新培训窗口人员，公示材料清单")


def fed_back(officer: User, liaison: User, thing: BadRating) -> BadRating:
    """Its rater was told."""
    return curing.feed_back(by=officer, thing=righted(officer, liaison, thing), text="已电话告知整改结果")


def history(dossier: Dossier, number: int, weeks: int = 3) -> list[Rating]:
    """So many ratings of the past weeks as an earlier system kept them, of cases of the same item and department."""
    at = datetime.combine(timezone.localdate() - timedelta(weeks=weeks), time(10), UTC)
    cases = [
        Case(region=dossier.region, department=dossier.department, item=dossier.version.item, applicant_name="钱某某",
             case_number=f"H{dossier.pk}-{each:03}", channel="window", received_at=at, finished_at=at)
        for each in range(number)
    ]  # fmt: skip
    with transaction.atomic():
        cases = Case.objects.bulk_create(cases)
        ledger.record_batch(chain=dossier.region_id, kind="test.furnished", model=Case, rows=cases)
    ratings = [
        Rating(region=case.region, department=case.department, item=case.item, case=case, service=Service.DELIVERY,
               window=dossier.window, grade=Satisfaction.GOOD if each % 5 else Satisfaction.POOR,
               channel=Channel.DEVICE, rated_at=at + timedelta(hours=each % 20), words=f"第{each}次来，工号{each:04}")
        for each, case in enumerate(cases)
    ]  # fmt: skip
    return services.bring_in(by=None, region=dossier.region, ratings=ratings)
