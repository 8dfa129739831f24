"""跑动次数 in the demonstration: cases taken in at the clerk's window this morning, each on the number he served.

Most people came once; a few were told what was missing and came again with a second number. Cases keep the server's
time, whatever time the demonstration gives to numbers.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from yimen.cases.handling import services as handling
from yimen.cases.handling.desk import desk_at
from yimen.cases.handling.models import Dossier, Step
from yimen.cases.handling.services.receiving import Application
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.demonstration.loading_handling import HERE, person
from yimen.halls.models import Window
from yimen.halls.queue import services as queue
from yimen.halls.queue.models import QueueLine, Ticket
from yimen.people.models import User
from yimen.people.rules import HEAD

OFTEN, SELDOM = 11, 3
"""Cases of one item, enough to tell of; and of another, too few."""
TWICE = (3, 8)
"""Which of them were not complete at first."""
MINUTES = (7, 9, 6, 11, 8, 12, 7, 10)
MISSING = "缺少居住地住址证明一份；照片不符合规格，请重新提交。"


def load_visits(line: QueueLine, window: Window, users: Mapping[str, User], begin: datetime, end: datetime) -> None:
    """The morning of the clerk's window, between the two moments; the window is closed again afterwards."""
    clerk = users["clerk"]
    often, seldom = _items(clerk)
    sitting = queue.open_window(by=clerk, window=window, at=begin)
    step, place = (end - begin) / (OFTEN + SELDOM + len(TWICE) + 1), 0
    for number in range(OFTEN + SELDOM):
        ticket = _served(clerk, line, window, begin + step * place)
        dossier = _received(clerk, often if number < OFTEN else seldom, number)
        if number in TWICE:
            handling.ask_once(by=clerk, dossier=dossier, missing=MISSING)
            _over(clerk, ticket, begin + step * place, step)
            place += 1
            ticket = _served(clerk, line, window, begin + step * place)
            papers = [handling.Handed("居住地住址证明")]
            dossier = handling.supplement(by=clerk, dossier=dossier, papers=papers)
        _settled(users, dossier)
        _over(clerk, ticket, begin + step * place, step)
        place += 1
    queue.close_window(by=clerk, sitting=sitting, reason="交接", at=end)


def _items(clerk: User) -> tuple[ItemVersion, ItemVersion]:
    """Two items of the clerk's department that he is authorised for: those of cases that he took in already."""
    rows = Dossier.objects.filter(received_by=clerk, version__department=clerk.department).select_related("version")
    versions = list({each.version_id: each.version for each in rows.order_by("pk")}.values())
    return versions[0], versions[1]


def _served(clerk: User, line: QueueLine, window: Window, at: datetime) -> Ticket:
    """The number of somebody who stands at the window."""
    taken = queue.take(by=None, hall=line.hall, wish=queue.Wish([line], Ticket.Channel.KIOSK), at=at)
    call = queue.call_this(by=clerk, ticket=taken.tickets[0], window=window, at=at + timedelta(seconds=40))
    return queue.begin_serving(by=clerk, ticket=call.ticket, at=at + timedelta(minutes=1))


def _over(clerk: User, ticket: Ticket, at: datetime, step: timedelta) -> None:
    minutes = timedelta(minutes=MINUTES[ticket.number % len(MINUTES)])
    queue.finish(by=clerk, ticket=ticket, at=at + min(minutes, step * 0.9))


def _received(clerk: User, version: ItemVersion, number: int) -> Dossier:
    application = Application(version, person(number % 12), [handling.Handed("居民身份证"), handling.Handed("申请表")])
    desk = desk_at(clerk, timezone.now(), HERE)
    return handling.receive(by=clerk, application=application, channel=Case.Channel.WINDOW, desk=desk).dossier


def _settled(users: Mapping[str, User], dossier: Dossier) -> None:
    """The case accepted, decided and handed out while its people wait; by whom its plan says."""
    clerk = users["clerk"]
    dossier = handling.accept(by=clerk, dossier=dossier, desk=desk_at(clerk, timezone.now(), HERE))
    while (step := dossier.steps.get(closed_at__isnull=True)).kind != "decide":
        handling.pass_step(by=_by(users, step), dossier=dossier, opinion="材料齐全，符合规定。", terminal=HERE)
    decides = _by(users, step)
    dossier = handling.decide(by=decides, dossier=dossier, granted=True, outcome="准予办理。", terminal=HERE)
    handling.deliver(by=clerk, dossier=dossier, way="window", receiver=dossier.case.applicant_name)


def _by(users: Mapping[str, User], step: Step) -> User:
    return users["head_police" if step.role == HEAD else "approver"]
