"""The hall's own calls reach the evidence set, and switch on the rules that ask whether anybody stood at the window."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from yimen.evidence.dataset import write_set
from yimen.halls.queue import services
from yimen.halls.queue.models import LineItem, Ticket
from yimen.halls.queue.tests.conftest import LONG_AGO, at, furnish
from yimen.people.models import Department, Region, User
from yimen.verify import verify

PERIOD = {"period_from": date(2023, 6, 1), "period_to": date(2023, 6, 30)}


def test_calls_reach_the_set(
    county: Region, police: Department, make_user: Callable[..., User], tmp_path: Path
) -> None:
    scene = furnish(county, {n: make_user(f"clerk{n}", "clerk", county, police) for n in (1, 2, 3)})
    for line, code in (("A", "I1"), ("B", "I2"), ("B", "I3")):
        LineItem.objects.create(line=scene.lines[line], item_code=code, valid_from=LONG_AGO)
    LineItem.objects.create(line=scene.lines["A"], item_code="OLD", valid_from=LONG_AGO, valid_to=date(2023, 5, 31))
    scene.open(1, 2)
    for letter in "ABA":
        scene.take(letter)
    scene.call(1, at(9, 1))
    scene.call(2, at(9, 2))
    scene.finish(1, at(9, 10))
    scene.finish(2, at(9, 12))
    scene.call(1, at(9, 13))
    moved = Ticket.objects.get(calls__window=scene.windows[1], calls__ended_at__isnull=True)
    services.transfer(by=scene.clerks[1], ticket=moved, reason="不动产", line=scene.lines["B"], at=at(9, 14))
    scene.call(2, at(9, 15))
    for minute in (16, 17, 18):
        services.recall(by=scene.clerks[2], ticket=Ticket.objects.get(pk=moved.pk), at=at(9, minute))
    services.miss(by=scene.clerks[2], ticket=Ticket.objects.get(pk=moved.pk), at=at(9, 19))
    counts = write_set(region=county, folder=tmp_path, **PERIOD)
    with (tmp_path / "tickets.csv").open(encoding="utf-8") as stream:
        rows = [list(row.values())[1:] for row in csv.DictReader(stream)]
    # Nobody answered the last call; the one before went on to another line, whose item is not known.
    assert rows == [
        ["H1", "1", "I1", "2023-06-01 09:01:00"],
        ["H1", "2", "", "2023-06-01 09:02:00"],
        ["H1", "1", "", "2023-06-01 09:13:00"],
    ]
    assert counts["tickets"] == 3 and "evaluations" not in counts


def test_a_hall_that_calls_and_never_accepts_is_asked_why(
    county: Region, police: Department, make_user: Callable[..., User], tmp_path: Path
) -> None:
    scene = furnish(county, {1: make_user("clerk1", "clerk", county, police)})
    LineItem.objects.create(line=scene.lines["A"], item_code="I1", valid_from=LONG_AGO)
    scene.open(1)
    for minute in range(12):
        scene.take()
        scene.call(1, at(9, minute))
        scene.finish(1, at(9, minute))
    write_set(region=county, folder=tmp_path, **PERIOD)
    known = {"item_code": "I1", "item_name": "公章刻制备案", "department_code": police.code}
    said = {"entry_mode": "hall", "entry_from": "2023-01-01", "initiation": "on_application", "handling": "instant"}
    item = known | said | {"promised_days": "1"}
    with (tmp_path / "items.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, item)
        writer.writeheader()
        writer.writerow(item)
    with (tmp_path / "cases.csv").open(encoding="utf-8") as stream:
        heading = next(csv.reader(stream))
    other = dict.fromkeys(heading, "") | {"case_no": "C1", "item_code": "I9", "received_at": "2023-06-02 09:00:00"}
    with (tmp_path / "cases.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, heading)
        writer.writeheader()
        writer.writerow(other)
    found = [each for each in verify(tmp_path).findings if each.rule == "R17"]
    assert [each.subject for each in found] == ["I1"] and "窗口叫号12次" in found[0].explanation
