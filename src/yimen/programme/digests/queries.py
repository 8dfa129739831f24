"""Questions about digests: whose there are, who is still to be told, and whether now is a time to tell."""

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from yimen.common.workdays import SHANGHAI, china
from yimen.ledger import queries as ledger
from yimen.people.models import Region, RoleGrant, User, in_force
from yimen.people.queries import Somebody
from yimen.people.rules import BUSINESS
from yimen.programme.digests.models import Digest
from yimen.programme.terms.models import ProgrammeTerms
from yimen.programme.terms.rules import is_quiet


def visible_to(user: Somebody) -> QuerySet[Digest]:
    """The user's own digests, newest first; nobody reads another's."""
    if isinstance(user, AnonymousUser):
        return Digest.objects.none()
    return Digest.objects.filter(user=user).order_by("-day")


def is_first(digest: Digest) -> bool:
    """Whether nobody told that person anything before: then there is nothing to compare with."""
    return not Digest.objects.filter(user=digest.user_id, day__lt=digest.day).exists()


def is_older_than_its_county(digest: Digest) -> bool:
    """Whether it bears a day before the county's ledger began: only what a demonstration loads can."""
    first = ledger.events(digest.user.region_id).last()
    return first is not None and digest.sent_at < first.at


def to_tell(region: Region, day: date) -> QuerySet[User]:
    """The accounts of the county that do business and have no digest of that day yet."""
    holds = RoleGrant.objects.filter(in_force(day), user=OuterRef("pk"), role__in=BUSINESS)
    told = Digest.objects.filter(user=OuterRef("pk"), day=day)
    rows = User.objects.filter(Exists(holds), ~Exists(told), region=region, is_active=True)
    return rows.select_related("region", "department").order_by("pk")


def why_not_now(terms: ProgrammeTerms, at: datetime) -> str:
    """Why nobody is told at that moment, in one sentence; empty when it is a time to tell."""
    local = at.astimezone(SHANGHAI)
    if is_quiet(local.time(), terms.quiet_from, terms.quiet_to):
        return f"现在是免打扰时段（{terms.quiet_from:%H:%M} 至 {terms.quiet_to:%H:%M}），稍后再发。"
    if not terms.days_off and not china().works(local.date()):
        return "今天是休息日，下一个工作日再发。"
    return ""
