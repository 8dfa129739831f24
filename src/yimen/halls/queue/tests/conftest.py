"""A hall with two lines and three windows: 1 serves A, 2 serves B and helps A, 3 is comprehensive; each has a clerk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from yimen.common.workdays import SHANGHAI
from yimen.halls import services as halls
from yimen.halls.models import Hall, Window
from yimen.halls.queue import drawings, services
from yimen.halls.queue.models import QueueLine, Ticket
from yimen.people.models import Department, Region, User

LONG_AGO = date(2023, 1, 1)
NOW = datetime(2023, 6, 1, 9, 0, tzinfo=SHANGHAI)  # a Thursday


def at(hour: int, minute: int = 0, second: int = 0, day: int = 1) -> datetime:
    """That time in Shanghai in June 2023."""
    return datetime(2023, 6, day, hour, minute, second, tzinfo=SHANGHAI)


@dataclass
class Scene:
    """The hall, its lines by letter, its windows and clerks by number."""

    hall: Hall
    lines: dict[str, QueueLine]
    windows: dict[int, Window]
    clerks: dict[int, User]

    def take(self, letter: str = "A", when: datetime = NOW, **wish: Any) -> Ticket:
        """One ticket of a line."""
        wanted = services.Wish([self.lines[letter]], wish.pop("channel", "kiosk"), **wish)
        return services.take_once(by=None, hall=self.hall, wish=wanted, at=when).tickets[0]

    def open(self, *numbers: int, when: datetime = NOW) -> None:
        """The windows, opened by their clerks."""
        for number in numbers:
            services.open_window(by=self.clerks[number], window=self.windows[number], at=when)

    def call(self, number: int, when: datetime = NOW) -> str:
        """The label of whom the window calls next."""
        return services.call_next(by=self.clerks[number], window=self.windows[number], at=when).ticket.label

    def finish(self, number: int, when: datetime = NOW) -> Ticket:
        """Whoever is at the window, served and done."""
        ticket = Ticket.objects.get(calls__window=self.windows[number], calls__ended_at__isnull=True)
        services.begin_serving(by=self.clerks[number], ticket=ticket, at=when)
        return services.finish(by=self.clerks[number], ticket=ticket, at=when)


def furnish(county: Region, clerks: dict[int, User]) -> Scene:
    """The scene, in that county, from long ago."""
    hall = halls.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind=Hall.Kind.MAIN)
    rows = [Window(hall=hall, code=f"{n}", terminal=f"172.16.0.{n}", valid_from=LONG_AGO) for n in (1, 2, 3)]
    windows = dict(enumerate(halls.add_windows(by=None, region=county, windows=rows), 1))
    lines = {
        letter: services.add_line(by=None, hall=hall, prefix=letter, name=name, valid_from=LONG_AGO)
        for letter, name in (("A", "综合业务"), ("B", "不动产登记"))
    }
    a, b = lines["A"], lines["B"]
    for number, served in ((1, {a: 1}), (2, {b: 1, a: 2}), (3, {None: 1})):
        services.set_servings(by=None, window=windows[number], lines=served, day=LONG_AGO)
    return Scene(hall, lines, windows, clerks)


@pytest.fixture(autouse=True)
def nothing_drawn() -> None:
    """Each test has halls of its own under the keys of the last one's; what was drawn of those is forgotten."""
    drawings.forget()


@pytest.fixture
def clerks(make_user: Callable[..., User], county: Region, police: Department) -> dict[int, User]:
    """Three clerks."""
    return {number: make_user(f"clerk{number}", "clerk", county, police) for number in (1, 2, 3)}


@pytest.fixture
def scene(county: Region, clerks: dict[int, User]) -> Scene:
    """The hall of this room's tests."""
    return furnish(county, clerks)
