"""Archived files that something holds: who, why, until when; nothing held or unexpired is put down for destruction."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.archiving import queries, registry, services
from yimen.cases.archiving.models import Archive
from yimen.cases.handling.tests import house
from yimen.cases.papers.services import issue_all
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.halls.models import Window
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
TODAY, LONG_AFTER = date(2030, 1, 2), date(2099, 1, 1)
WHY = "行政复议案件需要，友复〔2030〕3号"


@pytest.fixture
def kept(clerk: User, approver: User, window: Window, version: ItemVersion) -> Archive:
    """An archived file of ten years."""
    dossier = house.delivered(clerk, approver, version)
    issue_all(by=clerk, dossier=dossier, editable=False)
    services.archive(by=clerk, dossier=dossier, retention_years=10)
    return Archive.objects.get()


def dispose(by: User, kept: Archive, today: date = LONG_AFTER) -> Any:
    return services.dispose(by=by, kept=kept, reason="期满鉴定，没有继续保存的价值", today=today)


def test_the_period_ends_with_its_last_year_and_for_ever_is_for_ever(kept: Archive, head: User) -> None:
    last = queries.kept_until(kept)
    assert last == date(kept.at.year + 10, 12, 31)
    with pytest.raises(Refused, match="还没有满"):
        dispose(head, kept, last)
    Archive.objects.update(retention_years=0)
    with pytest.raises(Refused, match="永久保管"):
        dispose(head, Archive.objects.get())


def test_a_hold_bars_disposal_until_its_day_or_until_it_is_lifted(kept: Archive, head: User, officer: User) -> None:
    until = services.hold(by=officer, kept=kept, reason=WHY, until=LONG_AFTER, today=TODAY)
    open_end = services.hold(by=head, kept=kept, reason="审计调阅需要", until=None, today=TODAY)
    with pytest.raises(Refused, match=f"{officer.display_name}保全至 2099-01-01：行政复议.*审计调阅"):
        dispose(head, kept)
    services.lift(by=officer, held=open_end, reason="审计已经结束")
    with pytest.raises(Conflict):
        services.lift(by=officer, held=open_end, reason="审计已经结束")
    with pytest.raises(Refused):
        dispose(head, kept)
    dispose(head, kept, date(2099, 1, 2))
    assert until.lifted_at is None
    with pytest.raises(Conflict):
        dispose(head, kept, date(2099, 1, 2))
    with pytest.raises(Refused, match="已登记销毁"):
        services.hold(by=head, kept=kept, reason=WHY, until=None, today=TODAY)


def test_what_another_room_holds_is_held(kept: Archive, head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "HOLDERS", [lambda _: ["疑点没有了结。"]])
    with pytest.raises(Refused, match="疑点没有了结"):
        dispose(head, kept)


def test_a_second_person_disposes_and_the_package_is_given_out_no_more(kept: Archive, clerk: User, head: User) -> None:
    with pytest.raises(Refused, match="角色没有"):
        dispose(clerk, kept)
    Archive.objects.update(by=head)
    with pytest.raises(Refused, match="由另一人鉴定"):
        dispose(head, Archive.objects.get())
    Archive.objects.update(by=clerk)
    dispose(head, Archive.objects.get())
    with pytest.raises(Refused, match="不再提供"):
        services.take(by=clerk, kept=kept)
    assert kept.files.exists(), "the list of contents stays"


def test_holds_are_set_and_lifted_on_the_page(kept: Archive, head: User, clerk: User, client_of: Any) -> None:
    post = reverse("cases:keep_archive", args=[kept.dossier_id])
    page = reverse("cases:archive", args=[kept.dossier_id])
    client = client_of(head)
    assert client.post(post, {"press": "hold", "reason": ""}).status_code == 422
    assert client.post(post, {"press": "hold", "reason": WHY, "until": "2001-01-01"}).status_code == 422
    assert client.post(post, {"press": "hold", "reason": WHY}).headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "保全中" in shown and WHY in shown and head.display_name in shown
    assert "解除保全</button>" not in client_of(clerk).get(page).content.decode()
    listed = reverse("cases:archives")
    assert kept.dossier.number in client.get(listed).content.decode()
    told = {"press": "lift", "hold": kept.holds.get().pk}
    assert client.post(post, {**told, "lift-reason": ""}).status_code == 422
    client.post(post, {**told, "lift-reason": "复议案件已经审结"})
    assert "复议案件已经审结" in client.get(page).content.decode()
    assert "没有保全中的案卷" in client.get(listed).content.decode()
    refused = client.post(post, {"press": "dispose", "dispose-reason": "期满鉴定，没有价值"})
    assert refused.status_code == 422 and "还没有满" in refused.content.decode()


def test_the_list_costs_the_same_however_long_it_is(
    kept: Archive, clerk: User, approver: User, version: ItemVersion, police: Department, client_of: Any
) -> None:
    client = client_of(clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("cases:archives"), {"tab": "all"}).status_code == 200
        return len(captured)

    cost()
    first = cost()
    for _ in range(2):
        dossier = house.delivered(clerk, approver, version)
        issue_all(by=clerk, dossier=dossier, editable=False)
        services.archive(by=clerk, dossier=dossier, retention_years=30)
    assert cost() == first
