"""What people leave behind in the hall: called tickets and ratings (the two optional tables of the contract)."""

import random
from datetime import datetime, timedelta

from yimen.demonstration.flow import Stage

SENT_AWAY = ("hollow", "from_mid_year", "relapsed")
"""Schemes in which some applicants took a ticket in the hall and were sent to the department."""

Ticket = tuple[str, str, str, datetime]
Rating = tuple[str, str, str, datetime, int]


def tickets(stage: Stage, rng: random.Random) -> list[Ticket]:
    """Calls as (hall, window, item code, time), in order of time; not every window used the machine."""
    calls: list[Ticket] = []
    halls = stage.places.windows
    for case in stage.cases:
        if case.channel != "window" or halls[case.window].hall_code != "H1" or case.truth == "back_filled":
            continue
        if case.terminal != halls[case.window].terminal_on(case.accepted.date()) or rng.random() > 0.8:
            continue
        called = case.received - timedelta(seconds=int(10 + rng.random() * 200))
        calls.append(("H1", case.window, case.item.code if rng.random() < 0.85 else "", called))
    for matter in stage.outside:
        if matter.item.behaviour in SENT_AWAY and matter.truth and rng.random() < 0.25:
            opens = stage.places.halls["H1"].opens.get(matter.applied_on)
            if opens:
                window = rng.choice(stage.windows(matter.item))
                calls.append(("H1", window.code, matter.item.code, stage.moment(matter.applied_on, *opens)))
    return sorted(calls, key=lambda call: (call[3], call[1]))


def ratings(stage: Stage, rng: random.Random) -> list[Rating]:
    """Ratings as (case number, channel, terminal, time, score 5 best), in the order of cases.

    A rating that nobody gave is the system's default (channel `default`, 5 stars).
    """
    found: list[Rating] = []
    for case in stage.cases:
        if case.finished is None or case.truth == "back_filled" or rng.random() > 0.4:
            continue
        score = rng.choices((5, 4, 3, 2, 1), weights=(80, 13, 4, 2, 1))[0]
        if case.channel == "window" and rng.random() < 0.7:
            rated = case.accepted + timedelta(seconds=int(30 + rng.random() * 400))
            found.append((case.number, "hall_tablet", case.terminal, rated, score))
        elif rng.random() < 0.3:
            found.append((case.number, "default", "", case.finished + timedelta(days=5), 5))
        else:
            rated = case.finished + timedelta(seconds=int(60 + rng.random() * 90000))
            found.append((case.number, rng.choice(("mobile", "sms", "pc")), "", rated, score))
    return found
