"""A process of its own that takes numbers, for the test of many at once: `python -m … REGION COUNT`.

It says `ready`, waits for a line, and then takes COUNT numbers. Every fifth act fails after the number was taken, so
its number must go to somebody else; every seventh number is abandoned and must stay. It prints what it keeps.
"""

from __future__ import annotations

import sys

import django


class Failed(Exception):
    """What makes an act roll back."""


def take(region_code: str, count: int) -> list[int]:
    """The serials of the numbers that were taken and kept."""
    from django.db import transaction

    from yimen.documents import services
    from yimen.people.models import Region

    region, kept = Region.objects.get(pk=region_code), []
    for turn in range(1, count + 1):
        try:
            with transaction.atomic():
                number = services.allocate(by=None, region=region, series="友营商改", year=2023, use="并发取号")
                if turn % 5 == 0:
                    raise Failed
        except Failed:
            continue
        if turn % 7 == 0:
            services.abandon(by=None, number=number, reason="并发作废")
        kept.append(number.serial)
    return kept


def main() -> None:
    """Takes the numbers that the command line asks for."""
    django.setup()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    kept = take(sys.argv[1], int(sys.argv[2]))
    sys.stdout.write(" ".join(map(str, kept)) + "\n")


if __name__ == "__main__":
    main()
