"""Questions about drafts of notices."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from yimen.people.models import LeadingGroupMember, Region
from yimen.people.queries import Somebody, may, of_regions
from yimen.programme.models import NoticeDraft
from yimen.programme.states import READ


def visible_to(user: Somebody) -> QuerySet[NoticeDraft]:
    """The drafts that the user may see: those of the county whose notices he registers."""
    if isinstance(user, AnonymousUser) or not may(user, "programme.register"):
        return NoticeDraft.objects.none()
    return NoticeDraft.objects.filter(of_regions(user, "region")).select_related("by", "notice")


def waiting(user: Somebody) -> QuerySet[NoticeDraft]:
    """Drafts that nobody has confirmed yet."""
    return visible_to(user).filter(status=READ)


def positions_of(region: Region) -> set[str]:
    """Positions that are in the leading group now."""
    return set(
        LeadingGroupMember.objects.filter(region=region, valid_to__isnull=True).values_list("position", flat=True)
    )
