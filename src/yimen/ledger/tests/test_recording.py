"""An act and its event are one: both are there or neither is."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from yimen.common.errors import Refused
from yimen.ledger import guards, hashing
from yimen.ledger import services as ledger
from yimen.ledger.canonical import NotCanonical
from yimen.ledger.models import Event, Head
from yimen.ledger.tests.conftest import CHAIN

pytestmark = pytest.mark.django_db
Region = apps.get_model("people.Region")
User = apps.get_model("people.User")


def region(code: str, name: str = "试验县") -> Any:
    return Region.objects.create(code=code, name=name, level="county")


def said(event: Event) -> dict[str, Any]:
    return json.loads(bytes(event.meta))


@ledger.mutation("ledger.test_added")
def add(code: str) -> Event:
    return ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[region(code)])


@ledger.mutation("ledger.test_forgot")
def forget(code: str) -> None:
    region(code)


@ledger.mutation("ledger.test_delegated")
def delegate(code: str) -> None:
    region(code + "9")
    add(code)


@ledger.mutation("ledger.test_misnamed")
def misname(code: str) -> Event:
    return ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[region(code)])


@ledger.mutation("ledger.test_composed", composed=True)
def compose_misnamed(code: str) -> Event:
    return add(code)


@ledger.mutation("ledger.test_never", "ledger.test_added", composed=True)
def compose(code: str) -> Event:
    return add(code)


def test_an_event_names_the_row_and_its_digest() -> None:
    event = add("999999000001")
    rows = said(event)["rows"]["people.region"]
    assert list(rows["digests"]) == ["999999000001"]
    assert len(rows["digests"]["999999000001"]) == 64
    assert (event.seq, event.kind, event.by) == (1, "ledger.test_added", "system")
    assert event.receipt == bytes(event.leaf).hex()[:12]


def test_each_event_points_to_the_one_before_it() -> None:
    first, second = add("999999000001"), add("999999000002")
    assert bytes(first.prev) == hashing.genesis(CHAIN)
    assert bytes(second.prev) == bytes(first.hash)
    head = Head.objects.get(chain=CHAIN)
    assert (head.seq, bytes(head.hash), head.last_at) == (2, bytes(second.hash), second.at)


def test_an_event_is_later_than_the_last_one_of_every_chain() -> None:
    other = "999999000009"
    ahead = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=1)
    Head.objects.create(chain=other, last_at=ahead, hash=hashing.genesis(other))
    assert add("999999000008").at > ahead


def test_a_service_that_records_nothing_is_rolled_back() -> None:
    with pytest.raises(ledger.NothingRecorded, match="forget"):
        forget("999999000001")
    assert not Region.objects.filter(code="999999000001").exists()


def test_an_inner_services_event_does_not_speak_for_the_outer_one() -> None:
    with pytest.raises(ledger.NothingRecorded, match="delegate"):
        delegate("99999900000")
    assert not Region.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("service", [misname, compose_misnamed])
def test_a_service_that_records_another_event_than_it_is_registered_with_is_rolled_back(service: Any) -> None:
    with pytest.raises(ledger.NothingRecorded, match="没有留下登记的存证事件"):
        service("999999000001")
    assert not Region.objects.exists()
    assert not Event.objects.exists()


def test_a_mutation_without_a_kind_cannot_be_registered() -> None:
    with pytest.raises(ValueError, match="kind"):
        ledger.mutation()


def test_a_composed_service_rests_on_the_events_of_those_it_calls() -> None:
    assert compose("999999000001").seq == 1


def test_a_service_is_registered_under_its_full_name() -> None:
    assert ledger.MUTATIONS[f"{__name__}.add"] == (add, ("ledger.test_added",))


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="同一事务"):
        ledger.record(chain=CHAIN, kind="ledger.test_added")


def test_when_the_ledger_cannot_write_neither_can_the_business() -> None:
    add("999999000001")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event RENAME TO ledger_event_gone")
    with pytest.raises(DatabaseError), transaction.atomic():
        add("999999000002")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event_gone RENAME TO ledger_event")
    assert list(Region.objects.values_list("code", flat=True)) == ["999999000001"]


def test_a_row_that_is_not_stored_cannot_be_attested() -> None:
    unsaved = Region(code="999999000001", name="没有保存", level="county")
    with pytest.raises(LookupError, match="999999000001"), transaction.atomic():
        ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[unsaved])


def test_what_is_attested_is_what_the_database_holds_not_what_the_object_says() -> None:
    stored = region("999999000001", "库里的名字")
    event = ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[stored])
    stored.name = "对象里的名字"
    again = ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[stored])
    assert said(event)["rows"] == said(again)["rows"]


def test_a_removed_row_must_be_gone() -> None:
    stored = region("999999000001")
    with pytest.raises(LookupError, match="仍在"), transaction.atomic():
        ledger.record(chain=CHAIN, kind="ledger.test_removed", removed=[(Region, stored.pk)])
    stored.delete()
    event = ledger.record(chain=CHAIN, kind="ledger.test_removed", removed=[(Region, "999999000001")])
    assert said(event)["removed"] == {"people.region": ["999999000001"]}


def test_a_table_without_attestation_is_refused() -> None:
    head = Head.objects.create(chain="999999000009", last_at=datetime.datetime.now(datetime.UTC), hash=b"")
    with pytest.raises(ledger.NotAttested, match=r"ledger\.Head"):
        ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[head])


@pytest.mark.parametrize("number", ["11010519491231002X", "99999919900101001X"])
def test_an_identity_number_never_gets_into_the_facts(number: str) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11]
    with pytest.raises(ledger.PersonalDataInFacts):
        ledger.record(chain=CHAIN, kind="ledger.test_added", facts={"note": [f"证件{number[:17]}{check}。"]})


def test_codes_of_items_and_units_may_stand_in_the_facts() -> None:
    facts = {"unit": "11230522MB1A2B3C4D", "item": "2305220001990010112345678901234", "at": datetime.date(2023, 5, 31)}
    event = ledger.record(chain=CHAIN, kind="ledger.test_added", facts={**facts, "share": Decimal("0.30")})
    assert said(event)["facts"] == {**facts, "at": "2023-05-31", "share": "0.30"}


def test_floats_are_refused_because_their_text_differs_between_programs() -> None:
    with pytest.raises(NotCanonical, match="浮点"):
        ledger.record(chain=CHAIN, kind="ledger.test_added", facts={"share": 0.3})


@pytest.mark.parametrize("chain", ["", "23052200000", "2305220000000", "23052200000a", "２３０５２２００００００"])
def test_a_chain_is_a_region_code(chain: str) -> None:
    with pytest.raises(ValueError, match="12 位"):
        ledger.record(chain=chain, kind="ledger.test_added")


def test_what_somebody_declares_does_not_move_the_time_of_recording() -> None:
    before = datetime.datetime.now(datetime.UTC)
    long_ago = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
    event = ledger.record(chain=CHAIN, kind="ledger.test_added", declared_at=long_ago)
    assert event.at >= before
    assert said(event)["declared_at"] == "2001-01-01T00:00:00.000000Z"


def test_a_batch_keeps_one_event_and_every_row() -> None:
    rows = [region(f"9999990{number:05}") for number in range(25)]
    event = ledger.record_batch(chain=CHAIN, kind="ledger.test_batch", model=Region, rows=rows)
    assert said(event)["batches"]["people.region"]["count"] == 25
    (part,) = event.parts.all()
    kept = hashing.unpack_rows(bytes(part.body))
    assert [key for key, _ in kept] == [row.pk for row in rows]
    one = ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[rows[7]])
    assert kept[7][1].hex() == said(one)["rows"]["people.region"]["digests"][rows[7].pk]


def test_many_changed_rows_go_into_parts_by_themselves() -> None:
    rows = [region(f"9999990{number:05}") for number in range(101)]
    event = ledger.record(chain=CHAIN, kind="ledger.test_added", changed=rows)
    assert "rows" not in said(event)
    assert said(event)["batches"]["people.region"]["count"] == 101


def test_a_note_must_say_something() -> None:
    with pytest.raises(Refused, match="1 至 500"):
        ledger.note(chain=CHAIN, text="  ", by=None)


def test_personal_fields_stand_in_no_event_and_differ_by_salt() -> None:
    case = next(model for model in ledger.attested_models() if model._meta.label == "cases.Case")
    assert {"applicant_name", "applicant_id"} <= set(case.personal_fields)
    from yimen.ledger.attest import digester

    how = digester(case)
    row = ["x"] * len(how.fields) + ["王五", "证件"]
    one, two = (how.digest([*row, bytes([number]) * 32]) for number in (1, 2))
    assert one != two
    assert not {"applicant_name", "applicant_id", "salt"} & set(how.fields)
    with pytest.raises(ledger.NotAttested, match="没有盐值"):
        how.digest([*row, b""])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET kind = 'other'",
        "DELETE FROM ledger_event",
        "UPDATE ledger_schema SET body = body",
        "DELETE FROM ledger_schema",
        "UPDATE ledger_seal SET size = 1",
        "DELETE FROM ledger_seal",
        "UPDATE ledger_batchpart SET number = 7",
        "DELETE FROM ledger_batchpart",
        "UPDATE ledger_head SET seq = 1",
        "UPDATE ledger_head SET chain = '000000000009', seq = 99",
        "DELETE FROM ledger_head",
        "INSERT OR REPLACE INTO ledger_event SELECT * FROM ledger_event WHERE seq = 1",
        "INSERT OR REPLACE INTO ledger_head SELECT * FROM ledger_head",
        "INSERT OR REPLACE INTO ledger_seal SELECT * FROM ledger_seal",
        "INSERT OR REPLACE INTO ledger_schema SELECT * FROM ledger_schema",
        "INSERT OR REPLACE INTO ledger_batchpart SELECT * FROM ledger_batchpart",
        "TRUNCATE ledger_event CASCADE",
        "TRUNCATE ledger_head",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_the_ledger_only_grows(statement: str, recursive: str) -> None:
    only = {"INSERT OR": "sqlite", "TRUNCATE ": "postgresql"}.get(statement[:9], connection.vendor)
    if only != connection.vendor or (recursive == "OFF" and connection.vendor != "sqlite"):
        pytest.skip(f"{statement[:17]} is not a statement of {connection.vendor}")
    stored = region("999999000001")
    ledger.record_batch(chain=CHAIN, kind="ledger.test_batch", model=Region, rows=[stored])
    ledger.note(chain=CHAIN, text="第二", by=None)
    ledger.seal(chain=CHAIN)
    if connection.vendor == "sqlite":
        connection.cursor().execute(f"PRAGMA recursive_triggers = {recursive}")
    else:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    try:
        with pytest.raises(DatabaseError, match="存证只增不改"), transaction.atomic():
            connection.cursor().execute(statement)
    finally:
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA recursive_triggers = ON")


def test_without_the_triggers_the_same_statements_go_through() -> None:
    """The negative control of the test above."""
    ledger.note(chain=CHAIN, text="第一", by=None)
    guards.remove(connection)
    assert guards.missing(connection) == guards.names(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_event SET kind = 'other'")
        cursor.execute("DELETE FROM ledger_head")
    guards.install(connection)
    assert guards.missing(connection) == []
