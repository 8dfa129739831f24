"""The issuer of the tests, set up as the province's identity."""

from collections.abc import Iterator
from typing import Any

import pytest

from yimen.exchange.identity.provider import provider
from yimen.exchange.identity.tests.issuer import CLIENT, SECRET, Issuer, started


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    """It answers while the test runs."""
    running = started()
    settings.IDENTITY_URL, settings.IDENTITY_CLIENT, settings.IDENTITY_SECRET = running.address, CLIENT, SECRET
    settings.IDENTITY_LEVELS = []
    yield running
    running.shutdown()
    running.server_close()
    provider.cache_clear()
