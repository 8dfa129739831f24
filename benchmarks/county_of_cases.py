"""A county with a million cases, made by the database itself out of one that was really handled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.test import Client

CHAIN = "230522000000"
SQLITE = {
    "numbers": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})",
    "random": "randomblob(32)",
    "moment": "datetime('2022-01-01 01:00:00', '+' || (i % 1700) || ' days', '+' || (i % 400) || ' minutes')",
    "day": "date('2026-11-01', '+' || (i % 60) || ' days')",
}
POSTGRESQL = {
    "numbers": "WITH n(i) AS (SELECT generate_series(1, {count}::bigint))",
    "random": "sha256(convert_to({table} || i::text, 'UTF8'))",
    "moment": "timestamptz '2022-01-01 01:00:00Z' + (i % 1700) * interval '1 day' + (i % 400) * interval '1 minute'",
    "day": "date '2026-11-01' + (i % 60)::integer",
}
OPEN = "i % 20 = (i / 20) % 20"
"""One case in twenty is still being handled."""


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    items: int
    departments: int
    cases: int
    events: int


def ready(note: Path, size: Size) -> tuple[str, str]:
    """Number and secret of one case that a citizen may ask about; the county is built unless the note says it is there.

    SystemExit when the database holds a county of another size, or one whose building was broken off.
    """
    from yimen.people.models import Region, User

    if note.exists():
        known = json.loads(note.read_text())
        if known["size"] != asdict(size):
            raise SystemExit(f"{note} 是另一种规模的县，请换一个 --keep 文件夹。")
        open_today(User.objects.get(username="clerk"))
        gather()
        return known["number"], known["secret"]
    if Region.objects.filter(code=CHAIN).exists():
        raise SystemExit("数据库里有一个没有造完的县，请换一个空的数据库（--keep 换一个文件夹）。")
    number, secret = build(size)
    note.write_text(json.dumps({"size": asdict(size), "number": number, "secret": secret}))
    return number, secret


def build(size: Size) -> tuple[str, str]:
    """Fills the database. Returns number and secret of one case that a citizen may ask about."""
    from yimen.cases.handling.tests import house
    from yimen.catalog.models import ItemVersion
    from yimen.people.models import Department

    clerk = people_of(size.departments)
    today = datetime.now(house.SHANGHAI)
    house.post(clerk, today.date())
    open_today(clerk)
    with transaction.atomic():
        for number in range(size.items):
            house.version_of(Department.objects.get(code=f"D{number % size.departments:02}"), f"I{number:05}")
    asked = house.received(clerk, version(), today)
    pattern = house.accepted(clerk, version(), today)
    first = ItemVersion.objects.order_by("pk").first()
    assert first is not None
    with in_bulk():
        copy_cases(pattern, first, size)
        copy_events(size.events)
    settle()
    return asked.dossier.number, asked.secret


def people_of(departments: int) -> Any:
    """The county's clerk, whose colleagues are an approver of the same department and an officer of the county."""
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
    return accounts["clerk"]


def open_today(clerk: Any) -> None:
    """The clerk's hall is open today, whatever the hour: a kept county may be asked on another day."""
    from yimen.cases.handling.tests import house
    from yimen.halls.models import Hall, HallDay

    hall, today = Hall.objects.get(region=clerk.region), datetime.now(house.SHANGHAI).date()
    if not HallDay.objects.filter(hall=hall, date=today).exists():
        house.kept(HallDay(hall=hall, date=today, opens_at=time(0), closes_at=time(23, 59, 59)))
    HallDay.objects.update(opens_at=time(0), closes_at=time(23, 59, 59))


def copy_cases(pattern: Any, first: Any, size: Size) -> None:
    """Cases, dossiers and running clocks, spread over items, departments, days and results."""
    from yimen.cases.models import Case, Dossier, RunningClock
    from yimen.people.models import Department

    top = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    item = f"{first.item_id} + (i * 7919) % {size.items}"
    department = f"{Department.objects.get(code='D00').pk} + ((i * 7919) % {size.items}) % {size.departments}"
    moment, day = words()["moment"], words()["day"]
    key = f"{top} + i"
    copy(Case, pattern.pk, size.cases, {
        "id": key, "case_number": "'M' || (100000000 + i)", "item_id": item, "department_id": department,
        "received_at": moment, "accepted_at": moment, "recorded_at": moment,
        "decided_at": f"CASE WHEN {OPEN} THEN NULL ELSE {moment} END",
        "finished_at": f"CASE WHEN {OPEN} THEN NULL ELSE {moment} END",
        "result": f"CASE WHEN {OPEN} THEN 'pending' WHEN i % 9 = 0 THEN 'refused' ELSE 'granted' END",
    })  # fmt: skip
    copy(Dossier, pattern.pk, size.cases, {
        "case_id": key, "department_id": department, "version_id": f"{first.pk} + (i * 7919) % {size.items}",
        "status": f"CASE WHEN {OPEN} THEN 'accepted' ELSE 'archived' END",
        "received_by_id": f"CASE WHEN {OPEN} AND (i / 20) % 5 = 0 OR i % 80 = 0 THEN t.received_by_id END",
        "holder_id": "CASE WHEN i % 2000 = 0 THEN t.holder_id END",
        "due_on": f"CASE WHEN {OPEN} THEN {day} END",
    })  # fmt: skip
    clock, case = RunningClock.objects.get(dossier=pattern), "(i * 20 + i % 20)"  # the i-th open case
    copy(RunningClock, clock.pk, size.cases // 20, {
        "id": f"{clock.pk} + i", "dossier_id": f"{top} + {case}", "due_on": day, "warn_on": day,
        "department_id": department.replace("(i *", f"({case} *"),
        "holder_id": "CASE WHEN i % 100 = 0 THEN t.holder_id END",
    })  # fmt: skip


def copy_events(events: int) -> None:
    """Events of the county behind those that are really there, and the head behind them."""
    from yimen.ledger.models import Event, Head

    event, head = Event.objects.filter(chain=CHAIN).order_by("-seq").first(), Head.objects.get(chain=CHAIN)
    assert event is not None
    copy(Event, event.pk, events, {
        "place": f"'{CHAIN}:' || ({event.seq} + i)", "seq": f"{event.seq} + i", "prev": "random", "leaf": "random",
        "hash": "random",
    })  # fmt: skip
    head.seq = event.seq + events
    head.hash = Event.objects.get(chain=CHAIN, seq=head.seq).hash
    head.save()


@contextmanager
def in_bulk() -> Iterator[None]:
    """The database as it is for the one who fills it: no guards, no checks, indexes made afterwards."""
    from yimen.ledger import guards

    guards.remove(connection)
    made = INDEXES[connection.vendor]
    with connection.cursor() as cursor:
        for before in made["before"]:
            cursor.execute(before)
        cursor.execute(made["list"])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, again in indexes:
            cursor.execute(again)
        for after in made["after"]:
            cursor.execute(after)
    guards.install(connection)


LARGE = "'cases_case', 'cases_dossier', 'cases_runningclock', 'ledger_event'"
INDEXES = {
    "sqlite": {
        "before": ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-1500000"),
        "list": f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({LARGE})",
        "after": ("PRAGMA foreign_keys=ON", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-40000"),
    },
    "postgresql": {
        "before": ("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'"),
        "list": f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({LARGE}) AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        "after": ("SET session_replication_role = origin", "RESET maintenance_work_mem"),
    },
}


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
    chosen = ", ".join(drawn.get(column, f't."{column}"') for column in columns).replace("%", "%%")
    named = ", ".join(f'"{column}"' for column in columns)
    numbers = said["numbers"].format(count=count)
    sql = f'{numbers} SELECT {chosen} FROM n, (SELECT * FROM {meta.db_table} WHERE "{meta.pk.column}" = %s) AS t'
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {meta.db_table} ({named}) {sql}", [key])


def settle() -> None:
    """Leaves the database as one that has been used: statistics gathered, keys counted on behind what was copied."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            return
        cursor.execute("VACUUM ANALYZE")
        for name in ("cases_case", "cases_runningclock"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")


def gather() -> None:
    """Statistics of what earlier runs added, which a server that runs on gathers within a minute (autovacuum).

    A kept one is stopped before; it would go on taking a table with twenty thousand rows for empty.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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
    client = browser()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def browser() -> Client:
    """A browser in which nobody is signed in, at an address that the server answers to."""
    return Client(SERVER_NAME="localhost")


def forget_tries() -> None:
    """Lets the same number be asked about again: five tries an hour are enough for people, not for measuring."""
    from yimen.people.citizens.models import Attempts

    Attempts.objects.update(times=0)
