"""While the database is away every page says so (503), nothing half done remains, and afterwards all goes on."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from yimen.config.middleware import DatabaseAway
from yimen.people.models import Region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database stands where nobody answers."""
    connection.close()
    settings = connection.settings_dict
    with monkeypatch.context() as moved:
        if connection.vendor == "sqlite":
            moved.setitem(settings, "NAME", "/nowhere/yimen.sqlite3")
        else:
            moved.setitem(settings, "PORT", "1")
        yield
        connection.close()


def test_pages_say_that_it_is_away_and_ask_again_by_themselves(county: Region, away: None) -> None:
    page = Client().get("/portal/")
    assert (page.status_code, page["Retry-After"], page["Refresh"]) == (503, "3", "3")
    assert "系统正在恢复" in page.content.decode()
    sent = Client().post("/portal/", {})
    assert sent.status_code == 503 and "没有保存" in sent.content.decode() and "Refresh" not in sent


def test_when_it_is_back_the_next_request_finds_it(county: Region) -> None:
    client = Client()
    assert client.get("/portal/").status_code == 200
    if connection.vendor == "postgresql":  # the server ends our connection behind our back, as a restart does
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        other.close()
        # The test's client keeps its connection between requests, so the first one meets the dead one and says so.
        assert client.get("/portal/").status_code in (200, 503)
    else:
        connection.close()
    assert client.get("/portal/").status_code == 200


def test_what_breaks_off_in_the_middle_is_a_503_and_any_other_fault_is_not(county: Region, rf: RequestFactory) -> None:
    def broken(request: Any) -> Any:
        raise AssertionError

    middleware = DatabaseAway(broken)
    answer = middleware.process_exception(rf.post("/halls/1/kiosk/"), OperationalError("server closed the connection"))
    assert answer is not None and answer.status_code == 503
    assert middleware.process_exception(rf.get("/"), ValueError("a fault of ours")) is None
