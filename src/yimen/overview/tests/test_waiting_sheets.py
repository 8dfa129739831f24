"""What of a sorting round waits on a first page, and that it opens there."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.entry.rounds.models import Round, Sheet
from yimen.entry.rounds.services import submit
from yimen.entry.rounds.tests.conftest import fill, hall, items, opened, say, sheet, staff, window  # noqa: F401
from yimen.overview import queries
from yimen.people.models import User

pytestmark = pytest.mark.django_db


def counts(user: User, days_on: int = 0) -> dict[str, queries.Waiting]:
    found = queries.waiting(user, timezone.localdate() + timedelta(days=days_on))
    return {each.label: each for each in found if "梳理表" in each.label}


def test_a_sheet_waits_for_whoever_has_the_next_move(
    opened: Round, sheet: Sheet, say: Any, liaison: User, head: User, officer: User, client_of: Any  # noqa: F811
) -> None:  # fmt: skip
    assert (counts(liaison)["待填报的梳理表"].count, counts(head)["待签发的梳理表"].count) == (1, 0)
    assert counts(officer)["待确认的梳理表"].count == 0
    fill(sheet, liaison, say())
    submit(by=liaison, sheet=sheet)
    assert (counts(liaison)["待填报的梳理表"].count, counts(head)["待签发的梳理表"].count) == (0, 1)
    page = client_of(head).get(counts(head)["待签发的梳理表"].url)
    assert page.context["sheet"] == sheet


def test_a_sheet_is_late_only_after_the_deadline(opened: Round, liaison: User) -> None:  # noqa: F811
    left = (opened.deadline - timezone.localdate()).days
    assert [counts(liaison, days)["待填报的梳理表"].wrong for days in (left, left + 1)] == [False, True]
