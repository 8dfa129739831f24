"""A hall with as many windows as one likes, each opened by its clerk: for load tests and outages, never for people.

`python -m yimen.demonstration.busy_hall 200` writes the kiosk's key and then a session of each clerk, one a line.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from yimen.halls.models import QueueLine
    from yimen.people.models import Region, User

LONG_AGO = date(2023, 1, 1)
LINES = (("A", "综合业务"), ("B", "不动产登记"), ("C", "社保医保"), ("D", "税务"))
CODE = "230522000000"


def furnish(clerks: int) -> list[str]:
    """The kiosk's key and a session of each clerk; the database must be empty."""
    from yimen.halls import services as halls
    from yimen.halls.models import Hall, Window
    from yimen.halls.queue import services as queue
    from yimen.people import services as people

    county = people.add_region(by=None, code=CODE, name="演示县", level="county")
    hall = halls.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind=Hall.Kind.MAIN)
    rows = [Window(hall=hall, code=f"{n + 1}", terminal=f"10.0.{n // 250}.{n % 250}", valid_from=LONG_AGO)
            for n in range(clerks)]  # fmt: skip
    windows = halls.add_windows(by=None, region=county, windows=rows)
    lines = [queue.add_line(by=None, hall=hall, prefix=letter, name=name, valid_from=LONG_AGO)
             for letter, name in LINES]  # fmt: skip
    sessions = []
    for number, window in enumerate(windows):
        served: dict[QueueLine | None, int] = {lines[number % len(lines)]: 1, lines[(number + 1) % len(lines)]: 2}
        queue.set_servings(by=None, window=window, lines=served, day=LONG_AGO)
        user = _clerk(number, county)
        queue.open_window(by=user, window=window)
        sessions.append(_session(user))
    for number in range(clerks):
        queue.take(by=None, hall=hall, wish=queue.Wish([lines[number % len(lines)]], "kiosk"))
    key = queue.give_kiosk_key(by=None, hall=hall, day=LONG_AGO)
    return [key, *sessions]


def _clerk(number: int, county: Region) -> User:
    """An account that may serve; its password opens nothing, for it is thrown away here."""
    from django.utils.crypto import get_random_string

    from yimen.people import services as people

    user = people.open_account(
        by=None, username=f"clerk{number}", password=f"{get_random_string(24)}aA1-", display_name=f"窗口{number}号",
        region=county,
    )  # fmt: skip
    people.grant(by=None, user=user, role="clerk")
    return user


def _session(user: User) -> str:
    """A session that was signed in with both factors."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.test import Client

    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    """Writes the key and the sessions."""
    from django.conf import settings

    django.setup()
    # Hashing is slow on purpose; hundreds of passwords that nobody will ever type need not pay for it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    sys.stdout.write("\n".join(furnish(int(sys.argv[1]))) + "\n")


if __name__ == "__main__":
    main()
