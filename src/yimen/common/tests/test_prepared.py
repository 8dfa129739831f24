"""A prepared question answers as the queryset that it is, and its SQL is put together once."""

from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from yimen.common.prepared import prepared

pytestmark = pytest.mark.django_db


@prepared
def named(label: str, at_least: int) -> QuerySet[ContentType]:
    return ContentType.objects.filter(pk__gte=at_least, app_label=label).order_by("-pk")


@prepared
def names(label: str) -> QuerySet[ContentType, tuple[int, str]]:
    return ContentType.objects.filter(app_label=label).order_by("pk").values_list("pk", "model")


@prepared
def later(moment: datetime) -> QuerySet[Session, str]:
    return Session.objects.filter(expire_date__gt=moment).order_by("pk").values_list("pk", flat=True)


@prepared
def ends(key: str) -> QuerySet[Session, tuple[str, datetime]]:
    return Session.objects.filter(session_key=key).values_list("session_key", "expire_date")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The questions whose SQL was put together."""
    vars(connections[DEFAULT_DB_ALIAS]).pop("prepared_questions", None)
    seen: list[Any] = []
    kept = SQLCompiler.as_sql

    def as_sql(self: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        seen.append(self.query)
        return kept(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
    return seen


def test_it_answers_as_the_queryset_each_time_by_what_is_asked() -> None:
    for label in ("people", "ledger", "people", "nobody"):
        for least in (0, 10**6):
            rows = ContentType.objects.filter(app_label=label, pk__gte=least).order_by("-pk")
            assert named(label, least) == named(at_least=least, label=label) == list(rows)
        assert names(label) == list(
            ContentType.objects.filter(app_label=label).order_by("pk").values_list("pk", "model")
        )
    assert named("people", 0)[0].__class__ is ContentType and named("people", 0)


def test_moments_and_days_are_sent_as_their_fields_send_them() -> None:
    now = timezone.now()
    for number in (-1, 1):
        Session.objects.create(session_key=f"s{number}", session_data="", expire_date=now + timedelta(hours=number))
    assert later(now) == ["s1"] and later(now - timedelta(days=1)) == ["s-1", "s1"]


def test_what_is_read_is_converted_as_its_fields_convert_it_each_time() -> None:
    end = timezone.now()
    for key in ("a", "b"):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    assert [ends("a"), ends("b"), ends("nobody")] == [[("a", end)], [("b", end)], []]


def test_its_sql_is_put_together_once_a_connection(written: list[Any]) -> None:
    for _ in range(3):
        named("people", 0)
    assert len(written) == 1

    def elsewhere() -> None:
        named("people", 0)
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    named("people", 0)
    assert len(written) == 2


def test_what_is_not_given_or_of_no_known_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        named("people")  # type: ignore[call-arg]
    with pytest.raises(KeyError):

        @prepared
        def unknown(of: set[date]) -> QuerySet[Session]:
            return Session.objects.filter(expire_date__in=of)
