"""What the ledger reads and writes by statements built once is what Django reads and writes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from yimen.cases.handling.tests import house
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.states import SENT
from yimen.ledger import plain
from yimen.ledger import services as ledger
from yimen.ledger.attest import attested_models, digester
from yimen.ledger.models import Event, Head, Schema
from yimen.ledger.recording import schemas_of
from yimen.people.models import Department, DepartmentSet, Region, User

pytestmark = pytest.mark.django_db
MANY = 15
"""So many tables at least have rows in that world, or the test would compare nothing with nothing."""


@pytest.fixture
def handled(linked: Region, clerk: User, approver: User, police: Department) -> None:
    """A case from its receipt to its delivery, the platform told of each step."""
    house.post(clerk)
    house.delivered(clerk, approver, house.version_of(police))


def by_django(model: type[models.Model], columns: tuple[str, ...]) -> set[tuple[Any, ...]]:
    return {_plain(row) for row in model._base_manager.values_list("pk", *columns)}


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


@pytest.mark.usefixtures("handled")
def test_rows_are_read_as_django_reads_them() -> None:
    compared = 0
    for model in attested_models():
        columns = digester(model).columns
        keys = list(model._base_manager.values_list("pk", flat=True))
        if keys:
            found = plain.rows(model, ("pk", *columns), keys, "default")
            assert {_plain(row) for row in found} == by_django(model, columns), model
            compared += 1
    assert compared >= MANY


@pytest.mark.usefixtures("handled")
def test_an_event_and_its_head_are_written_as_django_writes_them() -> None:
    with transaction.atomic():
        made = ledger.record(chain=house.CHAIN, kind="test.happened", facts={"n": 1})
    read, head = Event.objects.get(pk=made.pk), Head.objects.get(chain=house.CHAIN)
    for field in Event._meta.concrete_fields:
        one, other = getattr(made, field.attname), getattr(read, field.attname)
        assert one == (bytes(other) if isinstance(field, models.BinaryField) else other), field
    assert (head.seq, bytes(head.hash), head.last_at) == (read.seq, bytes(read.hash), read.at)


def test_the_largest_of_a_column_stands_behind_each_row_as_a_moment() -> None:
    at = datetime(2023, 6, 1, 9, 30, 0, 123456, UTC)
    for number, moment in enumerate((at, at - timedelta(days=1))):
        Head.objects.create(chain=f"{number:012}", hash=b"0" * 32, last_at=moment)
    assert plain.rows(Head, ("chain",), ["000000000001"], "default", largest="last_at") == [("000000000001", at)]


def test_how_many_rows_of_another_table_are_there_stands_behind_all(county: Region) -> None:
    Head.objects.create(chain="000000000001", hash=b"0" * 32, last_at=datetime(2023, 6, 1, tzinfo=UTC))
    for wanted, count in (([county.pk, "999999999999"], 1), ([], 0)):
        found = plain.rows(Head, ("chain",), ["000000000001"], "default", there=(Region, wanted))
        assert found == [("000000000001", count)]


def test_the_schema_of_a_table_is_kept_with_its_first_event_and_asked_for_with_the_head(county: Region) -> None:
    group = DepartmentSet.objects.create(region=county, code="S1", name="牵头部门")
    wanted = schemas_of([DepartmentSet])
    assert wanted and not Schema.objects.filter(digest__in=wanted).exists()
    for statements in (3, 1):  # found wanting, looked at and written; found
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            ledger.record(chain=county.pk, kind="test.happened", changed=[group])
        assert len([each for each in asked if "ledger_schema" in each["sql"]]) == statements
        assert Schema.objects.filter(digest__in=wanted).count() == len(wanted)


def test_a_head_is_locked_where_rows_can_be(django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(1) as asked:
        plain.rows(Head, ("chain",), ["000000000000"], "default", lock=True)
    assert ("FOR UPDATE" in asked[0]["sql"]) is connection.features.has_select_for_update


def test_new_things_are_written_as_django_writes_them_and_only_once(county: Region) -> None:
    made = plain.create(_message(county))
    read = OutboxMessage.objects.get(pk=made.pk)
    for field in OutboxMessage._meta.concrete_fields:
        one, other = getattr(made, field.attname), getattr(read, field.attname)
        assert one == (bytes(other) if isinstance(field, models.BinaryField) else other), field
    again = _message(county)
    assert not plain.create_unless_there(again) and again.pk is None
    more = [_message(county, 2), _message(county, 3)]
    plain.create_all(more)
    assert [OutboxMessage.objects.get(pk=each.pk).sequence for each in more] == [2, 3]
    with pytest.raises(IntegrityError), transaction.atomic():
        plain.create(_message(county))


def test_a_row_is_changed_as_django_changes_it_and_no_other(county: Region) -> None:
    one, other = plain.create(_message(county)), plain.create(_message(county, 2))
    boss = User.objects.create(username="boss", display_name="局长", region=county)
    now = datetime(2023, 6, 2, 9, 30, 0, 123456, tzinfo=UTC)
    values = {"status": SENT, "status_at": now, "put_by": boss, "confirmed_on": None, "body": "{1}"}
    kept = plain.create(_message(county, 3))
    assert plain.change(OutboxMessage, {"pk": one.pk, "status": "waiting"}, values) == 1
    assert plain.change(OutboxMessage, {"pk": one.pk, "status": "waiting"}, {"body": "{2}"}) == 0
    assert OutboxMessage.objects.filter(pk=other.pk).update(**values) == 1
    read, by_django = OutboxMessage.objects.in_bulk([one.pk, other.pk]).values()
    for name in values:
        assert getattr(read, name) == getattr(by_django, name), name
    assert OutboxMessage.objects.get(pk=kept.pk).body == "{}"


def test_only_the_rows_meant_are_removed(county: Region) -> None:
    kept = plain.create(_message(county))
    plain.create(_message(county, 2))
    plain.remove(OutboxMessage, {"region": county, "sequence": 2})
    assert [each.pk for each in OutboxMessage.objects.all()] == [kept.pk]


def _message(county: Region, sequence: int = 1) -> OutboxMessage:
    now = datetime(2023, 6, 1, 9, 30, tzinfo=UTC)
    return OutboxMessage(
        region=county, stream="s", sequence=sequence, key=f"k{sequence}", kind="accept", body="{}", digest="0" * 64,
        put_at=now, next_try_at=now, status="waiting", status_at=now,
    )  # fmt: skip
