"""What the public waits for stands on the first pages, and each count opens exactly its rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from yimen.cases.handling.tests import house
from yimen.evaluation.hindrances import services as hindrances
from yimen.evaluation.tests import scenes
from yimen.overview import queries
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
TOLD = hindrances.Told("窗口说要到局里三楼办，大厅不收材料")


def test_bad_ratings_and_reports_wait_for_who_has_to_act_and_turn_wrong_when_late(
    county: Region, clerk: User, approver: User, police: Department, officer: User, liaison: User, head: User,
    client_of: Any,
) -> None:  # fmt: skip
    cache.clear()
    scenes.window_of(clerk)
    version = house.version_of(police, "I1", "instant")
    scenes.bad(scenes.delivered(clerk, approver, version, 1))
    scenes.righting(officer, scenes.bad(scenes.delivered(clerk, approver, version, 2)))
    hindrances.report(by=None, region=county, told=TOLD)
    filed = hindrances.report(by=None, region=county, told=TOLD)
    hindrances.assign(by=officer, thing=filed.hindrance, department=police, hard=False)
    today = timezone.localdate()
    labels = ("待办理的差评", "待整改的差评", "待交办的办不成事", "待答复的反映和异议")
    for user, wanted in ((officer, (labels[0], labels[2])), (liaison, (labels[1], labels[3])), (head, (labels[3],))):
        for day, wrong in ((today, False), (today + timedelta(days=40), True)):
            found = {each.label: each for each in queries.waiting(user, day) if each.label in labels}
            assert {label: (each.count, each.wrong) for label, each in found.items()} == dict.fromkeys(
                wanted, (1, wrong)
            )
        for each in found.values():
            assert client_of(user).get(each.url).context["page"].total == each.count
