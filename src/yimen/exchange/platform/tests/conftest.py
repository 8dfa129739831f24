"""What the tests of the exchange share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from yimen.exchange.platform.receivers import RECEIVERS
from yimen.exchange.platform.tests.standin import KEY, StandIn


@pytest.fixture
def stand_in() -> Iterator[Callable[..., StandIn]]:
    """Starts stand-ins; all are stopped at the end."""
    started: list[StandIn] = []

    def start(**dials: Any) -> StandIn:
        started.append(StandIn(**dials))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    """Both sides have the key of the tests."""
    settings.PLATFORM_KEY, settings.PLATFORM_SECRET = KEY.number, KEY.secret
    settings.PLATFORM_ALGORITHM = KEY.algorithm


@pytest.fixture
def receivers() -> Iterator[dict[str, Any]]:
    """The table of who takes what, empty, for a test to fill; afterwards as it was."""
    were = dict(RECEIVERS)
    RECEIVERS.clear()
    yield RECEIVERS
    RECEIVERS.clear()
    RECEIVERS.update(were)
