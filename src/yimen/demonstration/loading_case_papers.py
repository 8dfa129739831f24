"""办件文书 in the demonstration: papers of cases, served and superseded, slips between desks, a plan, a file.

The cases are those that were loaded before; everything bears the day on which it was loaded.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from yimen.cases.archiving import services as archiving
from yimen.cases.handling import services as handling
from yimen.cases.handling.desk import desk_at
from yimen.cases.handling.models import Dossier, Notice
from yimen.cases.handling.services.receiving import Application
from yimen.cases.handling.states import DELIVERED
from yimen.cases.handovers import services as handovers
from yimen.cases.models import Case
from yimen.cases.papers import services as papers
from yimen.cases.papers.models import CaseDocument
from yimen.cases.plans import services as plans
from yimen.cases.plans.services import Planned
from yimen.cases.posting import services as posting
from yimen.catalog.models import ItemVersion
from yimen.demonstration.loading_handling import HERE, person
from yimen.exchange.express import Course, Stop
from yimen.people.models import Region, User

LATE = timedelta(days=7)
"""So long ago that a slip of then is overdue, whatever holidays lie between but the longest."""
TRACKING = "EMS1029384756CN"
COLLECTED, WORDS = "1", "【友谊县】政务服务中心 已收寄，揽投员：王某"
MOST_PAPERED = 24
"""So many of the newest cases get their papers here; typesetting is what takes the time. Others get them when asked."""


def load_case_papers(region: Region, users: Mapping[str, User]) -> None:
    """Papers in every state, what was served, what is handed over, and the file of a case that is done."""
    clerk, approver = users["clerk"], users["approver"]
    own = Dossier.objects.filter(region=region, department=clerk.department, notices__isnull=False).distinct()
    for dossier in list(own.order_by("case")[:MOST_PAPERED]):
        papers.issue_all(by=clerk, dossier=dossier, editable=False)
    _serve(clerk, own)
    _correct(approver, own)
    _archive(clerk, own)
    _hand_over(users)
    _plan(users["liaison_police"])


def _serve(clerk: User, own: QuerySet[Dossier]) -> None:
    """The notices of special procedures, so that their clocks stand still, and one that was posted."""
    made = CaseDocument.objects.filter(notice__dossier__in=own).select_related("notice__dossier__case")
    for each in made.filter(notice__kind=Notice.Kind.PAUSED):
        papers.serve(by=clerk, notice=each.notice, way="window", receiver=each.notice.dossier.case.applicant_name)
    declined = made.filter(notice__kind=Notice.Kind.DECLINED).first()
    if declined is not None:
        papers.serve(by=clerk, notice=declined.notice, way="post", tracking=TRACKING)
        collected(declined.notice.dossier, TRACKING)


def collected(dossier: Dossier, tracking: str) -> None:
    """The letter in the carrier's hands."""
    now = timezone.now()
    posting.keep(dossier=dossier, tracking=tracking, course=Course(COLLECTED, (Stop(now, WORDS),)), now=now)


def _correct(approver: User, own: QuerySet[Dossier]) -> None:
    """One paper that was superseded."""
    rows = CaseDocument.objects.filter(notice__dossier__in=own, notice__kind=Notice.Kind.ACCEPTED)
    wrong = rows.select_related("notice__dossier", "document__number").order_by("pk").first()
    if wrong is not None:
        papers.withdraw(by=approver, paper=wrong, reason="申请人名称有一字写错，更正后重新制发", again=True)


def _archive(clerk: User, own: QuerySet[Dossier]) -> None:
    """The file of the last case that is done."""
    done = Dossier.objects.filter(pk__in=own, status=DELIVERED).select_related("case", "version").order_by("-case")
    for dossier in done[:1]:
        papers.issue_all(by=clerk, dossier=dossier, editable=False)
        archiving.archive(by=clerk, dossier=dossier, retention_years=10)


def _hand_over(users: Mapping[str, User]) -> None:
    """At the comprehensive window: an overdue slip, one taken over but for one case, one that waits, one case left."""
    desk, clerk = users["centre_clerk"], users["clerk"]
    version = _items(clerk)[0]
    old = timezone.now() - LATE  # the first of them, so that numbers follow the days
    handovers.hand_over(by=desk, dossiers=[_receive(desk, version, 4, old)], at=old)
    taken = [_receive(desk, version, number) for number in range(4)]
    slip = handovers.hand_over(by=desk, dossiers=taken[:2])
    back = slip.cases.order_by("-pk").values_list("pk", flat=True)[0]
    handovers.take_over(by=clerk, slip=slip, returned={back: "身份证明复印件不清楚，请窗口联系申请人补拍"})
    handovers.hand_over(by=desk, dossiers=[taken[2]])


def _receive(desk: User, version: ItemVersion, number: int, at: datetime | None = None) -> Dossier:
    handed = [handling.Handed("居民身份证"), handling.Handed("申请表")]
    application = Application(version, person(number), handed)
    place = desk_at(desk, at or timezone.now(), HERE)
    return handling.receive(by=desk, application=application, channel=Case.Channel.WINDOW, desk=place).dossier


def _items(clerk: User) -> list[ItemVersion]:
    rows = ItemVersion.objects.filter(
        department=clerk.department, valid_to__isnull=True, initiation="on_application", state="in_use",
        item__guides__isnull=False,
    )  # fmt: skip
    return list(rows.distinct().select_related("department", "item", "region").order_by("code")[:2])


def _plan(liaison: User) -> None:
    """A plan with an inspection on the spot and a decision by the head, for the cases of the next weeks."""
    steps = [
        Planned("review", "材料审查", 2, "approver"),
        Planned("site", "现场核查", 3, "approver", ("inspection", "experts")),
        Planned("decide", "负责人决定", 2, "head"),
    ]
    version = _items(liaison)[-1]
    plans.set_steps(by=liaison, version=version, steps=steps, valid_from=timezone.localdate(), retention_years=30)
