"""受理席: who sits where when something is written, as the server saw it and not as anybody typed it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from yimen.common.prepared import prepared
from yimen.halls.models import Window
from yimen.halls.standing import standing
from yimen.people.access import SignedRequest
from yimen.people.models import Staff, User


@dataclass(frozen=True)
class Desk:
    """受理席: the machine, the person behind the account, the window, and kind of doubt -> what the system saw."""

    at: datetime
    terminal: str
    staff: Staff | None
    window: Window | None
    doubts: dict[str, str]


def desk_of(request: SignedRequest) -> Desk:
    """The desk that a signed-in request comes from, now. At most four queries."""
    return desk_at(request.user, timezone.now(), request.META.get("REMOTE_ADDR", ""))


def desk_at(user: User, at: datetime, terminal: str) -> Desk:
    """The desk of an account at a moment at a machine, by its network address."""
    staff = next(iter(_behind(user.pk)), None)
    stands = standing(staff, at, terminal)
    return Desk(at, terminal[:60], staff, stands.window, stands.doubts)


@prepared
def _behind(account: int) -> QuerySet[Staff]:
    """The person behind an account."""
    return Staff.objects.filter(account_id=account).select_related("department").order_by("pk")[:1]
