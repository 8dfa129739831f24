"""可疑评价: a rating is looked at when it is given, beside those of its machine, window and words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.crypto import salted_hmac

from yimen.cases.handling.models import Dossier
from yimen.common.text import id_key, phone_key
from yimen.evaluation.models import Rating, StaffMark, Suspicion
from yimen.evaluation.queries import services_of
from yimen.evaluation.rules import Channel, Service
from yimen.evaluation.suspicion import ALIKE_DAYS, BURST_SECONDS, LEAST_WORDS, Mark, Seen, odd
from yimen.halls.models import Window
from yimen.ledger import services as ledger
from yimen.people.models import Region, in_force

NEAR = timedelta(seconds=BURST_SECONDS * 60)
MOST_LOOKED_AT = 500


def staff_digest(kind: str, number: str) -> str:
    """What is kept of somebody's phone or identity number to compare by: HMAC-SHA-256, hexadecimal."""
    key = phone_key(number) if kind == StaffMark.Kind.PHONE else id_key(number)
    return salted_hmac(f"yimen.evaluation.staff.{kind}", key, algorithm="sha256").hexdigest()


def doubts_of(rating: Rating, dossier: Dossier) -> list[Mark]:
    """The reasons to doubt the rating and those around it that are not marked yet: at most six queries."""
    near = list(_around(rating))
    own, ended = _own(rating, dossier), services_of(dossier).get(Service(rating.service))
    seen = [seen_of(each, ended, own) if each.pk == rating.pk else seen_of(each) for each in near]
    known = set(Suspicion.objects.filter(rating__in=[each.pk for each in near]).values_list("rating", "kind"))
    return [each for each in odd(seen) if (each.key, each.kind) not in known]


def seen_of(rating: Rating, ended: datetime | None = None, own: str = "") -> Seen:
    """What is looked at of a rating; `ended`: when its service ended, `own`: why it seems to be staff's."""
    place = f"w{rating.window_id}" if rating.window_id else ""
    device = rating.channel == Channel.DEVICE
    return Seen(rating.pk, rating.rated_at, ended, rating.terminal, place, rating.grade, rating.words, device, own)


def _around(rating: Rating) -> Iterable[Rating]:
    """The rating and those with which it may belong together."""
    at = rating.rated_at
    alike = Q(pk=rating.pk)
    if rating.terminal:
        alike |= Q(terminal=rating.terminal, rated_at__gte=at - timedelta(days=1))
    if rating.window_id:
        alike |= Q(window=rating.window_id, rated_at__gte=at - NEAR)
    if len(rating.words) >= LEAST_WORDS:
        alike |= Q(words=rating.words, rated_at__gte=at - timedelta(days=ALIKE_DAYS))
    rows = Rating.objects.filter(alike, region=rating.region_id, default=False, rated_at__lte=at)
    rows = rows.exclude(origin=Rating.Origin.BEFORE)  # nobody here saw how those were given
    return rows.order_by("-rated_at", "-pk")[:MOST_LOOKED_AT]


def _own(rating: Rating, dossier: Dossier) -> str:
    """Why the rating seems to be staff's: by machine, telephone or identity number; empty when nothing says so."""
    day = rating.rated_at.date()
    machines = Window.objects.filter(in_force(day), hall__region=rating.region_id, terminal=rating.terminal)
    if rating.terminal and machines.exists():
        return f"评价来自窗口登记的工作人员终端（{machines[0].code}）。"
    numbers = [(StaffMark.Kind.PHONE, dossier.phone), (StaffMark.Kind.PHONE, rating.contact),
               (StaffMark.Kind.IDENTITY, dossier.case.applicant_id)]  # fmt: skip
    digests = {staff_digest(kind, number): kind for kind, number in numbers if number}
    found = StaffMark.objects.filter(digest__in=digests, staff__region=rating.region_id).first()
    return f"申请人或评价人的{found.get_kind_display()}与登记的工作人员相同。" if found else ""


@ledger.mutation("evaluation.marked")
def mark(*, marks: Sequence[Mark], region: Region) -> list[Suspicion]:
    """The marks, written; the ratings themselves stay as they are."""
    rows = [Suspicion.objects.create(rating_id=each.key, kind=each.kind, seen=each.seen[:200]) for each in marks]
    ledger.record(chain=region.pk, kind="evaluation.marked", by=None, changed=rows)
    return rows
