"""时限 in the demonstration: cases of the police in every standing of their clocks, counted back from today.

Received and waiting, silent for too long, near the last day, behind it by one day and by a week, stopped for experts,
extended, and asked of another department. Names are invented, and so are the numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from yimen.cases.clocks import watching
from yimen.cases.handling import services as handling
from yimen.cases.handling.desk import Desk
from yimen.cases.handling.models import Dossier, Pause
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.common.publication import known_on
from yimen.common.workdays import ONE_DAY, SHANGHAI
from yimen.demonstration.loading_handling import WINDOW
from yimen.halls.models import Window
from yimen.people.models import Department, Region, Staff, User

TERMINAL = "演示终端"
REASONS = {"unauthorised": "授权书正在换发，已报大厅管理员"}
NAMES = ("周某某", "吴某某", "郑某某", "王某某", "冯某某", "陈某某", "褚某某", "卫某某", "蒋某某", "沈某某", "韩某某")


@dataclass(frozen=True)
class Told:
    """One case: how many working days ago it came, whether it was accepted, and what then happened to it.

    With `behind` the day is counted back from the promised days: 1 is one day behind the last one, -1 one before it.
    """

    ago: int = 0
    accepted: bool = True
    then: str = ""
    behind: int | None = None


CASES = (
    Told(0, accepted=False),
    Told(4, accepted=False),
    Told(9, accepted=False),  # silent: the law accepts it
    Told(1),
    Told(2, then="consult"),
    Told(3, then="pause"),
    Told(behind=-3, then="extend"),
    Told(behind=-1),
    Told(behind=2),
    Told(behind=6),
    Told(2),
)


def load_clocks(region: Region, users: Mapping[str, User]) -> None:
    """The cases, and one round of the watch over their clocks as cron would have made it this morning."""
    today = timezone.localdate()
    clerk = users["clerk"]
    staff = Staff.objects.filter(account=clerk).first()
    window = Window.objects.filter(hall__region=region, code=WINDOW).first()
    versions = list(_versions(clerk))
    for number, told in enumerate(CASES):
        version = versions[number % len(versions)]
        ago = told.ago if told.behind is None else (version.promised_days or 0) + told.behind
        at = datetime.combine(_ago(today, ago), time(9, 10 + number), SHANGHAI)
        desk = Desk(min(at, timezone.now()), TERMINAL, staff, window, {})
        dossier = _received(clerk, version, NAMES[number], number, desk)
        if told.accepted:
            handling.accept(by=clerk, dossier=dossier, desk=desk, reasons=REASONS)
            _then(told.then, dossier, region, users)
    watching.watch(as_of=today)


def _versions(clerk: User) -> Iterator[ItemVersion]:
    """Three licences of the clerk's department with limits that differ."""
    rows = ItemVersion.objects.filter(
        department=clerk.department,
        valid_to=None,
        kind=ItemVersion.Kind.LICENCE,
        promised_days__range=(4, 15),
        promised_unit=ItemVersion.DayUnit.WORKING,
        initiation=ItemVersion.Initiation.ON_APPLICATION,
        state=ItemVersion.State.IN_USE,
    ).select_related("item", "region", "department")
    yield from rows.order_by("promised_days", "code")[:3]


def _received(clerk: User, version: ItemVersion, name: str, number: int, desk: Desk) -> Dossier:
    applicant = handling.Applicant("other", name, f"演示证件{number:04}")
    application = handling.Application(version, applicant, [handling.Handed("申请表"), handling.Handed("身份证明")])
    return handling.receive(by=clerk, application=application, channel=Case.Channel.WINDOW, desk=desk).dossier


def _then(what: str, dossier: Dossier, region: Region, users: Mapping[str, User]) -> None:
    approver, head = users["approver"], users["head_police"]
    if what == "consult":
        tax = Department.objects.get(region=region, code=users["head_tax"].department.code)  # type: ignore[union-attr]
        handling.consult(by=approver, dossier=dossier, department=tax, question="请核实申请人是否欠缴税款", days=3)
    if what == "pause":
        told = "组织专家评审，评审时间不计入办理期限"
        handling.pause(by=approver, dossier=dossier, kind=Pause.Kind.EXPERTS, needed_days=15, told=told)
    if what == "extend":
        asked = handling.ask_extension(by=approver, dossier=dossier, days=10, reason="现场情况复杂，需要补充核查")
        handling.settle_extension(by=head, extension=asked, approved=True)


def _ago(today: date, working_days: int) -> date:
    """The working day so many working days before today; today itself, or the last one, for 0."""
    calendar, day = known_on(today), today
    while not calendar.works(day):
        day -= ONE_DAY
    for _ in range(working_days):
        day -= timedelta(days=1)
        while not calendar.works(day):
            day -= ONE_DAY
    return day
