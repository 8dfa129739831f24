"""What the hall declares of its doors and machines reaches the evidence set, with the time at which it was told."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

from yimen.common.workdays import SHANGHAI
from yimen.evidence.dataset import write_set
from yimen.halls import services as registers
from yimen.halls.keeping import services as keeping
from yimen.halls.models import HallDay
from yimen.people.models import Region

MONDAY = date(2023, 5, 15)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def test_outages_and_days_that_stayed_shut_reach_the_set(county: Region, tmp_path: Path) -> None:
    hall = registers.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind="main")
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    hours = {"opens_at": time(8, 30), "closes_at": time(17)}
    registers.add_hall_days(by=None, region=county, days=[HallDay(hall=hall, date=day, **hours) for day in days])
    told = {"by": None, "hall": hall, "reason": "全厅停电检修"}
    keeping.declare_closure(kind="power", starts_at=at(days[0], 9), recorded_at=at(days[0], 10), **told)
    gone = keeping.declare_closure(kind="system", starts_at=at(days[1], 9), recorded_at=at(days[1], 10), **told)
    keeping.withdraw_closure(by=None, closure=gone, reason="登记错了大厅")
    storm = {"kind": "weather", "starts_at": at(days[2], 0), "ends_at": at(days[3], 12)}
    keeping.declare_closure(recorded_at=at(days[2], 7), **storm, **told)
    late = {"kind": "holiday", "starts_at": at(days[4], 0), "ends_at": at(days[4] + timedelta(days=1), 0)}
    keeping.declare_closure(recorded_at=at(days[4], 9) + timedelta(days=9), **late, **told)
    write_set(region=county, period_from=date(2023, 5, 1), period_to=date(2023, 5, 31), folder=tmp_path)
    with (tmp_path / "outages.csv").open(encoding="utf-8") as stream:
        assert list(csv.reader(stream))[1:] == [["H1", "*", "2023-05-15 09:00:00", "", "2023-05-15 10:00:00"]]
    with (tmp_path / "hall_days.csv").open(encoding="utf-8") as stream:
        opened = [row["date"] for row in csv.DictReader(stream)]
    # Shut all day only on the Wednesday: half a day is a day, and what was told nine days later changes nothing.
    assert opened == [str(day) for day in days if day != days[2]]
