"""Questions about archived cases: `visible_to` first."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from yimen.cases.archiving.models import Archive, Hold
from yimen.cases.archiving.registry import held_elsewhere
from yimen.cases.handling.queries import visible_to as visible_dossiers
from yimen.people.queries import Somebody


def visible_to(user: Somebody) -> QuerySet[Archive]:
    """The archives of the cases that the user may open."""
    rows = Archive.objects.filter(dossier__in=visible_dossiers(user))
    return rows.select_related("dossier__case", "dossier__version", "dossier__department", "dossier__region", "by")


def retention_words(years: int) -> str:
    """The retention period as it is written."""
    return f"{years} 年" if years else "永久"


def held_on(day: date) -> Exists:
    """The condition that a hold of this room is in force on the archive on a day."""
    holds = Hold.objects.filter(Q(until__isnull=True) | Q(until__gte=day), archive=OuterRef("pk"), lifted_at=None)
    return Exists(holds)


TABS = {"held": "保全中", "all": "全部归档", "disposed": "已登记销毁"}
"""Name of a tab of the list of archived files -> its title."""


def listed(user: Somebody, tab: str, day: date) -> QuerySet[Archive]:
    """One tab of the list of archived files, the newest first; each says whether it is held."""
    rows = visible_to(user).annotate(held=held_on(day)).order_by("-pk")
    if tab == "held":
        return rows.filter(held_on(day))
    return rows.filter(disposal__isnull=False) if tab == "disposed" else rows


def kept_until(kept: Archive) -> date | None:
    """The last day of the retention period, counted from the first of January after archiving; None: for ever."""
    if not kept.retention_years:
        return None
    return date(timezone.localdate(kept.at).year + kept.retention_years, 12, 31)


def against_disposal(kept: Archive, day: date) -> list[str]:
    """Why the file may not be disposed of on that day, a sentence each; empty when it may."""
    last = kept_until(kept)
    term = ["永久保管，不得销毁。"] if last is None else []
    if last is not None and day <= last:
        term = [f"保管期限到 {last:%Y-%m-%d}，还没有满。"]
    holds = [each for each in kept.holds.select_related("by") if each.holds_on(day)]
    own = [f"{each.by.display_name}保全{_until(each)}：{each.reason}" for each in holds]
    return [*term, *own, *held_elsewhere(kept)]


def _until(hold: Hold) -> str:
    return f"至 {hold.until:%Y-%m-%d}" if hold.until else "至解除为止"
