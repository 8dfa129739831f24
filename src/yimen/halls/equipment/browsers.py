"""The machine behind a request: its browser carries the key that was put in once at the device's page."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone

from yimen.halls.equipment.models import MACHINES
from yimen.halls.equipment.queries import Proof, machine_of
from yimen.people.models import Region

COOKIE = "yimen_device"


def machine_at(request: HttpRequest, region: Region, kinds: Iterable[str] = MACHINES) -> Proof | None:
    """The county's machine from whose browser the request comes, of these kinds; None for what is no machine."""
    secret = request.COOKIES.get(COOKIE, "")
    return machine_of(region, secret, timezone.localdate(), kinds) if secret else None
