"""办件 as traces of work at a window; `config` registers the question, for halls may not know this room."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse

from yimen.cases.models import Case
from yimen.cases.queries import item_names
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Hall
from yimen.halls.presence.activity import Deed

MOMENTS = (("received_at", "收件"), ("accepted_at", "受理"))


def at_windows(hall: Hall, day: date) -> list[Deed] | None:
    """What was received and accepted at the hall's windows on a day; None when the county has no case of that day.

    No name of an applicant is in it: whoever may see the case opens its page.
    """
    dawn = datetime.combine(day, time(), SHANGHAI)
    following = dawn + timedelta(days=1)
    rows = Case.objects.filter(region=hall.region_id, received_at__gte=dawn, received_at__lt=following)
    found = list(rows.exclude(window_code="").only("item", "window_code", "case_number", "received_at", "accepted_at"))
    if not found:
        return None
    names = item_names(case.item_id for case in found)
    return [
        Deed(case.window_code, at, f"{words} {names.get(case.item_id or 0, '事项未载明')}", _url(case))
        for case in found
        for field, words in MOMENTS
        if (at := getattr(case, field)) is not None and dawn <= at < following
    ]


def _url(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])
