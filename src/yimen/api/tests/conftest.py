"""What the tests of the interface share: a department's token and a system that posts with it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yimen.exchange import bearer
from yimen.exchange import services as exchange
from yimen.exchange.models import AccessToken
from yimen.people.models import Department, User

ROWS = [
    {"record_no": "R1", "item_name": "户口迁移", "issued_on": "2023-05-13"},
    {"record_no": "R2", "item_name": "户口迁移", "issued_on": "不详"},
]
CSV = "台账编号,事项名称,发证日期\nR1,户口迁移,2023-05-13\nR2,户口迁移,不详\n"
Post = Callable[..., Any]


@pytest.fixture
def secret() -> str:
    """What the department's system knows."""
    return bearer.fresh()


@pytest.fixture
def token(security_administrator: User, police: Department, secret: str) -> AccessToken:
    """The token of the police's system."""
    return exchange.give_token(by=security_administrator, department=police, purpose="户政系统", secret=secret)


@pytest.fixture
def post(token: AccessToken, secret: str) -> Post:
    """Posts rows (JSON) or text (CSV) as the police's system does."""
    own = secret

    def send(
        body: Any, *, kind: str = "register", key: str = "", secret: str = "", client: Client | None = None, **more: Any
    ) -> Any:
        plain = isinstance(body, str | bytes)
        headers = {"authorization": f"Bearer {secret or own}"} | ({"idempotency-key": key} if key else {})
        return (client or Client()).post(
            reverse("api:feed", args=[kind]),
            body if plain else json.dumps(body, ensure_ascii=False),
            content_type=more.pop("content_type", "text/csv" if plain else "application/json"),
            headers=headers,
            **more,
        )

    return send
