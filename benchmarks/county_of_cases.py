"""A county with a million cases, made by the database itself out of one that was really handled."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import connection, models
from django.test import Client

CHAIN = "230522000000"
SQLITE = {
    "numbers": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})",
    "random": "randomblob(32)",
    "moment": "datetime('2022-01-01 01:00:00', '+' || (i % 1700) || ' days', '+' || (i % 400) || ' minutes')",
    "day": "date('2026-11-01', '+' || (i % 60) || ' days')",
}
POSTGRESQL = {
    "numbers": "WITH n(i) AS (SELECT generate_series(1, {count}))",
    "random": "sha256(convert_to({table} || i::text, 'UTF8'))",
    "moment": "timestamptz '2022-01-01 01:00:00Z' + (i % 1700) * interval '1 day' + (i % 400) * interval '1 minute'",
    "day": "date '2026-11-01' + (i % 60)",
}
OPEN = "i % 20 = 0"
"""One case in twenty is still being handled."""


def build(items: int, departments: int, cases: int, events: int) -> tuple[str, str]:
    """Fills the database. Returns number and secret of one case that a citizen may ask about."""
    from yimen.cases.handling.tests import house
    from yimen.cases.models import Case, Dossier, RunningClock
    from yimen.catalog.models import ItemVersion
    from yimen.ledger.models import Event, Head
    from yimen.people import services as people
    from yimen.people.models import Department

    region = people.add_region(by=None, code=CHAIN, name="友谊县", level="county")
    for number in range(departments):
        name = f"第{number}局"
        people.add_department(by=None, region=region, code=f"D{number:02}", name=name, short_name=name, kind="unit")
    own = Department.objects.get(code="D01")
    accounts = {}
    for role in ("clerk", "approver", "officer"):
        accounts[role] = people.open_account(
            by=None, username=role, password="a-long-Password-1", display_name=role, region=region, department=own
        )
        people.grant(by=None, user=accounts[role], role=role, valid_from=date(2020, 1, 1))
    today = datetime.now(house.SHANGHAI)
    house.post(accounts["clerk"], today.date())
    from yimen.halls.models import HallDay

    HallDay.objects.update(opens_at=time(0), closes_at=time(23, 59, 59))
    for number in range(items):
        house.version_of(Department.objects.get(code=f"D{number % departments:02}"), f"I{number:05}")
    case = house.received(accounts["clerk"], version(), today)
    dossier = house.accepted(accounts["clerk"], version(), today)
    first = ItemVersion.objects.order_by("pk").first()
    top = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert first is not None
    item = f"{first.item_id} + (i * 7919) % {items}"
    department = f"{Department.objects.get(code='D00').pk} + ((i * 7919) % {items}) % {departments}"
    moment, day = words()["moment"], words()["day"]
    key = f"{top} + i"
    status = f"CASE WHEN {OPEN} THEN 'accepted' ELSE 'archived' END"
    copy(Case, dossier.pk, cases, {
        "id": key, "case_number": "'M' || (100000000 + i)", "item_id": item, "department_id": department,
        "received_at": moment, "accepted_at": moment, "recorded_at": moment,
        "decided_at": f"CASE WHEN {OPEN} THEN NULL ELSE {moment} END",
        "finished_at": f"CASE WHEN {OPEN} THEN NULL ELSE {moment} END",
        "result": f"CASE WHEN {OPEN} THEN 'pending' WHEN i % 9 = 0 THEN 'refused' ELSE 'granted' END",
    })  # fmt: skip
    copy(Dossier, dossier.pk, cases, {
        "case_id": key, "department_id": department, "version_id": f"{first.pk} + (i * 7919) % {items}",
        "status": status, "holder_id": "CASE WHEN i % 2000 = 0 THEN t.holder_id END",
        "due_on": f"CASE WHEN {OPEN} THEN {day} END",
    })  # fmt: skip
    clock = RunningClock.objects.get(dossier=dossier)
    copy(RunningClock, clock.pk, cases // 20, {
        "id": f"{clock.pk} + i", "dossier_id": f"{top} + i * 20", "due_on": day, "warn_on": day,
        "department_id": department.replace("i *", "i * 20 *"),
    })  # fmt: skip
    event, head = Event.objects.order_by("-seq").first(), Head.objects.get(chain=CHAIN)
    assert event is not None
    copy(Event, event.pk, events, {
        "place": f"'{CHAIN}:' || ({event.seq} + i)", "seq": f"{event.seq} + i", "prev": "random", "leaf": "random",
        "hash": "random",
    })  # fmt: skip
    head.seq = event.seq + events
    head.hash = Event.objects.get(chain=CHAIN, seq=head.seq).hash
    head.save()
    settle(Case)
    return case.dossier.number, case.secret


def words() -> dict[str, str]:
    """How this database says what `build` needs."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def copy(model: type[models.Model], key: Any, count: int, changes: dict[str, str]) -> None:
    """Puts `count` copies of the row into its table; changes: column -> SQL over the number i, 1 to count."""
    meta, said = model._meta, words()
    columns = [field.column for field in meta.concrete_fields]
    salted = {"salt": "random"} if "salt" in columns else {}
    wanted = {**salted, **changes}
    drawn = {name: said["random"].format(table=f"'{name}'") if sql == "random" else sql for name, sql in wanted.items()}
    chosen = ", ".join(drawn.get(column, f't."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    numbers = said["numbers"].format(count=count)
    sql = f'{numbers} SELECT {chosen} FROM n, (SELECT * FROM {meta.db_table} WHERE "{meta.pk.column}" = %s) AS t'
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {meta.db_table} ({named}) {sql}", [key])


def settle(model: type[models.Model]) -> None:
    """Leaves the database as one that has been used: statistics gathered, keys counted on behind what was copied."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            for name in (model._meta.db_table, "cases_runningclock"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")


def version() -> Any:
    """An item of the clerk's department."""
    from yimen.catalog.models import ItemVersion

    return ItemVersion.objects.select_related("item", "department").get(code="I00001")


def client_of(username: str) -> Client:
    """A browser in which the account is signed in with both factors."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import encrypt

    from yimen.people.models import User

    user = User.objects.get(username=username)
    secret = {"secret": encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": secret})
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def forget_tries() -> None:
    """Lets the same number be asked about again: five tries an hour are enough for people, not for measuring."""
    from yimen.people.citizens.models import Attempts

    Attempts.objects.update(times=0)
