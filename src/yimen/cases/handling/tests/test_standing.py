"""T01, T03: who takes a case, where and when, is what the server saw; whatever speaks against it stays marked."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from yimen.cases.handling import gates, services
from yimen.cases.handling.models import AcceptanceException, Dossier
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI, working_days_between
from yimen.halls.models import Posting, Window
from yimen.halls.staffing.registry import Objection
from yimen.people.models import RoleGrant, User

pytestmark = pytest.mark.django_db

EVENING = house.MORNING.replace(hour=18)
SUNDAY = datetime(2023, 6, 4, 10, 0, tzinfo=SHANGHAI)


def taken(clerk: User, version: ItemVersion, at: datetime, terminal: str, reasons: dict[str, str]) -> Dossier:
    dossier = house.received(clerk, version, at).dossier
    return services.accept(by=clerk, dossier=dossier, desk=house.desk(clerk, at, terminal), reasons=reasons)


SITUATIONS: list[tuple[str, datetime, str, set[str]]] = [
    ("posted", house.MORNING, house.TERMINAL, set()),
    ("posted", house.MORNING, "10.9.9.9", {"terminal"}),
    ("posted", house.MORNING, "", {"terminal"}),
    ("posted", EVENING, house.TERMINAL, {"closed"}),
    ("posted", EVENING, "10.9.9.9", {"closed", "terminal"}),
    ("ended", house.MORNING, house.TERMINAL, {"not_posted"}),
    ("never", house.MORNING, house.TERMINAL, {"not_posted"}),
    ("posted", SUNDAY, house.TERMINAL, {"closed"}),
]


@pytest.mark.parametrize("authorised", [True, False])
@pytest.mark.parametrize(("posted", "at", "terminal", "wanted"), SITUATIONS, ids=range(len(SITUATIONS)))
def test_each_doubt_needs_a_reason_and_stays_marked(
    clerk: User, version: ItemVersion, monkeypatch: pytest.MonkeyPatch, posted: str, at: datetime, terminal: str,
    wanted: set[str], authorised: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(gates, "GATES", [lambda *_: "" if authorised else "没有受理授权。"])
    house.post(clerk, day=datetime(2023, 6, 30).date() if at == SUNDAY else at.date())
    if posted == "ended":
        Posting.objects.update(valid_to=house.MORNING.date() - timedelta(days=1))
    if posted == "never":
        Posting.objects.all().delete()
    wanted = wanted | (set() if authorised else {"unauthorised"})
    if wanted:
        with pytest.raises(Refused, match="例外受理的理由"):
            taken(clerk, version, at, terminal, {})
    dossier = taken(clerk, version, at, terminal, dict.fromkeys(wanted, house.REASON))
    found = AcceptanceException.objects.filter(dossier=dossier)
    assert set(found.values_list("kind", flat=True)) == wanted
    assert all(each.seen for each in found)


def test_training_that_bars_is_outweighed_by_no_reason_and_a_reminder_hinders_nobody(
    clerk: User, version: ItemVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "GATES", [lambda *_: "没有受理授权。"])
    house.post(clerk)
    given = (clerk, version, house.MORNING, house.TERMINAL, {"unauthorised": house.REASON})
    monkeypatch.setattr(gates, "LESSONS", [lambda *_: Objection("没有有效培训，不能受理：请先考试合格。", True)])
    with pytest.raises(Refused, match="请先考试合格"):
        taken(*given)
    monkeypatch.setattr(gates, "LESSONS", [lambda *_: Objection("缺培训，仍可受理。", False)])
    assert taken(*given).status == "accepted"


def test_a_hall_whose_days_are_not_registered_is_not_called_closed(clerk: User, version: ItemVersion) -> None:
    house.post(clerk, day=house.MORNING.date() - timedelta(days=30))
    assert taken(clerk, version, house.MORNING, house.TERMINAL, {}).status == "accepted"


def test_an_exception_is_looked_at_by_somebody_else(
    clerk: User, hall_manager: User, version: ItemVersion, window: Window
) -> None:
    taken(clerk, version, house.MORNING, "10.9.9.9", {"terminal": house.REASON})
    found = AcceptanceException.objects.get()
    with pytest.raises(Refused):
        services.check_exception(by=clerk, exception=found, justified=True)
    assert services.check_exception(by=hall_manager, exception=found, justified=False).justified is False


def test_nobody_looks_at_his_own_exception_whatever_else_he_is(
    clerk: User, version: ItemVersion, window: Window
) -> None:
    taken(clerk, version, house.MORNING, "10.9.9.9", {"terminal": house.REASON})
    RoleGrant.objects.create(user=clerk, role="hall_manager", valid_from=house.OPENING)
    both = User.objects.get(pk=clerk.pk)
    with pytest.raises(Refused, match="不能复核自己办理的"):
        services.check_exception(by=both, exception=AcceptanceException.objects.get(), justified=True)


def test_nothing_that_is_declared_moves_the_time_it_was_recorded(
    clerk: User, version: ItemVersion, window: Window
) -> None:
    """T01: a thousand declared times; the lag shown is exact, and late entries are marked, all of them and no other."""
    dice = random.Random(20230601)
    late = 0
    for _ in range(1000):
        declared = house.MORNING - timedelta(minutes=dice.randrange(0, 60 * 24 * 12))
        days = working_days_between(declared.astimezone(SHANGHAI).date(), house.MORNING.date())
        reasons = {"late_entry": "停电期间手工收件"} if days > 1 else {}
        dossier = house.received(clerk, version, declared_at=declared, reasons=reasons).dossier
        late += days > 1
        assert dossier.case.recorded_at == house.MORNING
        assert dossier.case.received_at == dossier.declared_at == declared
    assert late > 300
    assert AcceptanceException.objects.filter(kind="late_entry").count() == late


def test_a_late_entry_without_a_reason_is_refused(clerk: User, version: ItemVersion, window: Window) -> None:
    with pytest.raises(Refused, match="补录理由"):
        house.received(clerk, version, declared_at=house.MORNING - timedelta(days=7))
    with pytest.raises(Refused, match="晚于现在"):
        house.received(clerk, version, declared_at=house.MORNING + timedelta(minutes=1))
    assert not Case.objects.exists()


def test_no_role_but_the_clerk_takes_a_case(clerk: User, make_user: Any, version: ItemVersion, window: Window) -> None:
    for role in ("officer", "liaison", "head", "approver", "hall_manager", "leader"):
        with pytest.raises(Refused):
            services.receive(
                by=make_user(f"other_{role}", role, clerk.region, clerk.department),
                application=services.receiving.Application(version, house.PERSON),
                channel="window",
            )
