"""A county with a window, a clerk at it, and cases in every state: for the tests of this room and of those above."""

import hashlib
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from yimen.cases.handling import services
from yimen.cases.handling.desk import Desk, desk_at
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.receiving import Application
from yimen.cases.models import Case
from yimen.catalog.models import Item, ItemVersion
from yimen.common.services import keep_file
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Hall, HallDay, Posting, Window
from yimen.ledger import services as ledger
from yimen.people.models import Department, Staff, User

CHAIN = "230522000000"
OPENING = date(2023, 1, 1)
TERMINAL = "172.16.0.39"
MORNING = datetime(2023, 6, 1, 9, 30, tzinfo=SHANGHAI)  # a Thursday
DAY = MORNING.date()
PERSON = services.Applicant("person", "董义之", "230522197905182014", "13800000001")
FIRM = services.Applicant("firm", "友谊县禾丰米业有限公司", "91110000600037341L", "13800000002", "李代办", PERSON.id)
SCAN = b"%PDF-1.4 a scan that no reader opens"
PAPER = services.Handed("身份证明", "身份证.pdf", hashlib.sha256(SCAN).hexdigest(), len(SCAN))
REASON = "机器正在更换，已报信息中心"


def kept(thing: Any) -> Any:
    """The thing, saved and in the ledger, as everything here has to be."""
    with transaction.atomic():
        thing.save(force_insert=True)
        ledger.record(chain=CHAIN, kind="test.furnished", changed=[thing])
    return thing


def post(clerk: User, day: date = DAY, code: str = "W01") -> Window:
    """The window at which the clerk is stationed, open on the day from 8:30 to 17:00."""
    region = clerk.region
    hall = kept(Hall(region=region, code=f"H{code}", name="政务大厅", kind="main"))
    window: Window = kept(Window(hall=hall, code=code, terminal=TERMINAL, valid_from=OPENING))
    code = f"OP{clerk.pk}"
    staff = kept(Staff(account=clerk, region=region, department=clerk.department, code=code, name="王某某"))
    kept(Posting(staff=staff, window=window, valid_from=OPENING))
    kept(HallDay(hall=hall, date=day, opens_at=time(8, 30), closes_at=time(17)))
    return window


def version_of(department: Department, code: str = "I1", handling: str = "committed", **elements: Any) -> ItemVersion:
    """An item of the department in force since long ago."""
    item = kept(Item(region=department.region, code=code))
    wanted = {"kind": "01", "initiation": "on_application", "handling": handling, "valid_from": date(2020, 1, 1)}
    version: ItemVersion = kept(
        ItemVersion(
            item=item,
            region=department.region,
            department=department,
            code=code,
            name=f"事项{code}",
            search_text=f"事项{code}".lower(),
            **{**wanted, **elements},
        )
    )
    return version


def desk(clerk: User, at: datetime = MORNING, terminal: str = TERMINAL) -> Desk:
    """Where the clerk sits."""
    return desk_at(clerk, at, terminal)


def received(clerk: User, version: ItemVersion, at: datetime = MORNING, **more: Any) -> services.Received:
    """A case received at the clerk's window."""
    keep_file(SCAN)
    application = Application(**{"version": version, "applicant": PERSON, "papers": [PAPER], **more})
    return services.receive(by=clerk, application=application, channel=Case.Channel.WINDOW, desk=desk(clerk, at))


def accepted(clerk: User, version: ItemVersion, at: datetime = MORNING, **more: Any) -> Dossier:
    """A case accepted at the clerk's window."""
    return services.accept(by=clerk, dossier=received(clerk, version, at, **more).dossier, desk=desk(clerk, at))


def at_decision(clerk: User, approver: User, version: ItemVersion) -> Dossier:
    """A case that was examined and waits for its decision."""
    dossier = accepted(clerk, version)
    services.pass_step(by=approver, dossier=dossier, opinion="材料齐全，符合条件")
    return dossier


def decided(clerk: User, approver: User, version: ItemVersion) -> Dossier:
    """A case whose applicant was granted what he applied for."""
    dossier = at_decision(clerk, approver, version)
    return services.decide(by=approver, dossier=dossier, granted=True, outcome="准予许可")


def delivered(clerk: User, approver: User, version: ItemVersion) -> Dossier:
    """A case whose result was handed out at the window."""
    return services.deliver(by=clerk, dossier=decided(clerk, approver, version), way="window", receiver="董义之")
