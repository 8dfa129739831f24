"""An item that entered the hall during the year: what was applied for before says nothing of what came after."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yimen.verify import Result
from yimen.verify.tests.small_set import Row, answer, case, county, found, item, record, weekdays

FIRM = {"name": "友谊县永盛车务有限公司", "id": "91999999MA00000002"}
ENTERED = date(2023, 2, 1)
OUTSIDE = range(900, 980)
"""Others' records of February that have no case."""


@pytest.fixture(scope="module", params=[7, 30])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A firm that has so many like matters each day, in January at its department and since in the hall.

    They fill an item of February; there are others' matters outside the hall, and an item beside it.
    """
    tables, a_day = county(), request.param
    tables["items"].append(item("L1", entry_from=str(ENTERED)))
    days = [day for day in weekdays() if date(2023, 1, 2) <= day <= date(2023, 2, 17)]
    filed: Row = {"applicant_name": FIRM["name"], "applicant_id": FIRM["id"], "item_code": "L1"}
    held: Row = {"holder_name": FIRM["name"], "holder_id": f"91999999********{FIRM['id'][-2:]}", "item_code": "L1"}
    for n in range(a_day * len(days)):
        day = days[n // a_day]
        tables["register"].append(record(1000 + n, str(day), applied_on=str(day), **held))
        if day >= ENTERED:
            received, decided = f"{day} 09:{n % a_day:02}:00", f"{day} 15:00:00"
            tables["cases"].append(case(1000 + n, received, decided_at=decided, **filed))
    for n in range(60):
        day = days[n % len(days)]
        tables["cases"].append(case(n, f"{day} 10:00:00", decided_at=f"{day} 16:00:00"))
        tables["register"].append(record(n, str(day), applied_on=str(day)))
    outside = {"applied_on": "2023-02-13", "item_code": "L1"}
    tables["register"] += [record(n, "2023-02-14", **outside) for n in OUTSIDE]
    return answer(tables, Path(tmp_path_factory.mktemp("late")))


def test_the_records_since_have_their_cases(result: Result) -> None:
    since = {f"R{1000 + n:04}" for n in range(2000)}
    assert set(found(result, "R01")) & since == set()


def test_and_what_was_done_outside_since_is_still_found(result: Result) -> None:
    assert set(found(result, "R01")) == {f"R{n:04}" for n in OUTSIDE}
