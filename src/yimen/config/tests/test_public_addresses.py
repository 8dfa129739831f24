"""Whatever anybody sends to a public address: no server error, no traceback, nobody's personal data.

The requests are drawn from docs/public.openapi.json. Strangers come as they are; for the doors of citizens, departments
and the platform a request is dressed as one that may pass, so that what lies behind the door is tested too.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.config import public
from yimen.config.describe import printed
from yimen.exchange import bearer, services
from yimen.exchange.platform import signing
from yimen.exchange.platform.client import own_key
from yimen.people.models import Department, Region, User
from yimen.portal.tests.browsers import browser_of

pytestmark = pytest.mark.django_db
PERSONAL = (house.PERSON.name, house.PERSON.id, house.PERSON.phone, house.FIRM.phone)
"""Of applicants whose cases the county has, none of them the citizen who asks."""
LEAKS = ("Traceback (most recent call last)", 'File "/', "django.db", "SELECT ", "psycopg", "sqlite3")
QUICK, LONG = 8, 200


class Dressed(WSGIHandler):
    """Our server for a caller who may pass the doors; forms need no token, whose check is Django's own."""

    def __init__(self, session: str, token: str) -> None:
        super().__init__()
        self.session, self.token = session, token

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/portal/"):
            environ["HTTP_COOKIE"] = f"{house_settings.SESSION_COOKIE_NAME}={self.session}"
        elif path == "/api/platform/messages/":
            self._sign(environ)
        elif path.startswith("/api/"):
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        return super().__call__(environ, start_response)

    def _sign(self, environ: dict[str, Any]) -> None:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        path = environ["PATH_INFO"] + (f"?{query}" if (query := environ.get("QUERY_STRING")) else "")
        signed = signing.headers(
            own_key(), method=environ["REQUEST_METHOD"], path=path, body=body, at=datetime.now(UTC)
        )
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}

    def get_response(self, request: HttpRequest) -> HttpResponse:
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return super().get_response(request)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The end of a request leaves the test's own connection open, as Django's test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def server(
    county: Region, police: Department, clerk: User, approver: User, security_administrator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> Dressed:  # fmt: skip
    """A county with cases of others, a citizen who has signed in, and a department's system with its token."""
    monkeypatch.setattr(services, "USES_A_MINUTE", 10**9)
    house.post(clerk)
    version: ItemVersion = house.version_of(police)
    house.delivered(clerk, approver, version)
    house.accepted(clerk, version, applicant=house.FIRM)
    secret = bearer.fresh()
    services.give_token(by=security_administrator, department=police, purpose="户政系统", secret=secret)
    citizen = browser_of(county, "13900000009", "11010519491231002X")
    return Dressed(str(citizen.session.session_key), secret)


def _faults(answer: Any) -> list[str]:
    """What is wrong with an answer."""
    text = answer.content.decode("utf-8", "replace")
    found = [f"shows {each}" for each in (*PERSONAL, *LEAKS) if each in text]
    if answer.status_code >= 500:
        found.append(f"status {answer.status_code}")
    elif str(answer.status_code) not in public.ANSWERS:
        found.append(f"status {answer.status_code}, which the description does not name")
    return found


def _asked(server: Dressed, examples: int) -> tuple[Counter[int], list[str]]:
    """How often each status was answered, and the first fault of each operation with what was sent."""
    import schemathesis  # takes seconds to import, which every worker would otherwise spend in collecting

    schema = schemathesis.openapi.from_dict(json.loads(public.description()))
    schema.app = server
    statuses: Counter[int] = Counter()
    wrong: dict[str, str] = {}

    def ask(case: Any) -> None:
        answer, label = case.call(), case.operation.label
        statuses[answer.status_code] += 1
        if faults := _faults(answer):
            wrong.setdefault(label, f"{label}: {'; '.join(faults)}: {case.as_curl_command()[:500]}")

    drawn = settings(max_examples=examples, derandomize=examples == QUICK, deadline=None, database=None,
                     phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
    for operation in schema.get_all_operations():
        drawn(given(case=operation.ok().as_strategy())(ask))()
    return statuses, list(wrong.values())


def test_no_public_address_fails_or_tells_of_anybody(server: Dressed) -> None:
    statuses, wrong = _asked(server, QUICK)
    assert wrong == []
    assert {200, 302, 404, 405, 422} <= set(statuses)  # what lies behind the doors was reached


@pytest.mark.long
def test_no_public_address_fails_after_many_requests(server: Dressed) -> None:
    statuses, wrong = _asked(server, LONG)
    assert wrong == []
    assert sum(statuses.values()) > 5_000


def test_a_leak_and_a_fault_would_be_seen(server: Dressed, monkeypatch: pytest.MonkeyPatch) -> None:
    def leak(self: Dressed, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz/":
            return HttpResponse("Traceback (most recent call last)", status=500)
        return HttpResponse(house.PERSON.id)

    monkeypatch.setattr(Dressed, "get_response", leak)
    wrong = "\n".join(_asked(server, 1)[1])
    assert "status 500" in wrong and "shows Traceback" in wrong and f"shows {house.PERSON.id}" in wrong


def test_a_nul_is_refused_wherever_it_stands_in_an_address(county: Region) -> None:
    """PostgreSQL cannot be asked for one, so that any view would break."""
    with_text = [where for _, where, _ in public.routes() if "<str:" in where]
    assert with_text and public.ASKED
    asked = [f"/{public.PART.sub('a%00b', where)}" for where in with_text]
    asked += [f"/portal/{county.pk}/search/?{name}=a%00b" for names in public.ASKED.values() for name in names]
    assert {Client().get(address).status_code for address in asked} == {400}


def test_a_number_that_no_key_can_be_is_found_nowhere(county: Region) -> None:
    """SQLite cannot be asked for one of more than 64 bits by way of another table."""
    asked = [
        f"/{public.PART.sub('9' * 30, where.replace('<slug:region>', county.pk))}"
        for _, where, _ in public.routes()
        if "<int:" in where
    ]
    assert {Client().get(address).status_code for address in asked} == {404}


def test_every_public_address_is_described() -> None:
    described = json.loads(printed("public.openapi.json"))["paths"]
    assert len(described) == len(list(public.routes()))
    assert {"/portal/{region}/query/", "/api/platform/messages/", "/api/feeds/{kind}/"} <= set(described)
