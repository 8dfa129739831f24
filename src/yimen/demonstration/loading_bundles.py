"""成批办理、归档保全 in the demonstration: a bundle taken back, one only rehearsed, a held file, a posted result,
and an application that came in online for an office in which nobody holds the post.

The cases are those that were loaded before.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from yimen.cases.archiving import services as archiving
from yimen.cases.archiving.models import Archive
from yimen.cases.bundles import services as bundles
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.receiving import Application
from yimen.cases.handling.states import ACCEPTED, DECIDED
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.demonstration.loading_case_papers import collected
from yimen.demonstration.loading_handling import person
from yimen.people.models import Region, User

TRACKING = "EMS1029384799CN"
HELD_FOR = "行政复议案件调阅，复议机关：友谊县人民政府"
HELD_DAYS = 90
MOST = 12


def load_bundles(region: Region, users: Mapping[str, User]) -> None:
    """Everything of this file."""
    _bundles(users)
    _hold(users["head_police"])
    _posted_result(users["clerk"])
    _unheld(region, users["liaison_culture"])


def _bundles(users: Mapping[str, User]) -> None:
    """What the head took over at once and gave back, and what the approver has only looked at."""
    head, approver = users["head_police"], users["approver"]
    rows = Dossier.objects.filter(department=approver.department, status=ACCEPTED, holder=approver).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:MOST])
    if not keys:
        return
    taken = bundles.carry_out(by=head, bundle=bundles.plan(by=head, act="take", keys=keys[:3]))
    bundles.undo(by=head, bundle=taken)
    bundles.plan(by=approver, act="pass", keys=keys, opinion="材料齐全，符合规定。")


def _hold(head: User) -> None:
    """The archived file of the police, held for a quarter of a year."""
    today = timezone.localdate()
    for kept in Archive.objects.filter(dossier__department=head.department).order_by("-pk")[:1]:
        archiving.hold(by=head, kept=kept, reason=HELD_FOR, until=today + timedelta(days=HELD_DAYS), today=today)


def _posted_result(clerk: User) -> None:
    """A result that was posted just now: its case is of today, so that no later stop can be true yet."""
    decided = Dossier.objects.filter(department=clerk.department, status=DECIDED).order_by("-pk").first()
    if decided is None:
        return
    handling.deliver(by=clerk, dossier=decided, way="post", tracking=TRACKING)
    collected(decided, TRACKING)


def _unheld(region: Region, liaison: User) -> None:
    """An application to an office whose clerks and approvers have no account: nobody goes on with it."""
    version = (
        ItemVersion.objects.filter(
            region=region, department=liaison.department, valid_to=None, initiation="on_application", state="in_use"
        )
        .select_related("department", "item", "region")
        .order_by("code")
        .first()
    )
    if version is not None:
        application = Application(version, person(7), [handling.Handed("居民身份证")])
        handling.receive(by=None, application=application, channel=Case.Channel.ONLINE)
