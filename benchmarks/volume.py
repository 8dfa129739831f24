"""Hidden volume and change points on counties whose truth is known: `python benchmarks/volume.py --seeds 41-44`.

Three tables. How often the 95 % intervals of items, departments, counties and series of document numbers hold the
true number of matters that neither source shows. How many changes are told in counties in which nothing changed. How
many are told, dated and rightly taken for policy or not, where something did change: on a day of its own for each of
some items (out of the hall, back into it, online, fewer), and for many items together (online, on one day).
ENGINE_SOURCE=FOLDER takes the engine from another `src` folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), os.environ.get("ENGINE_SOURCE", str(ROOT / "src"))]

from benchmarks.counties import dials as dial_table  # noqa: E402
from benchmarks.counties import truth  # noqa: E402
from benchmarks.counties.county import generate  # noqa: E402

CACHE = ROOT / "build/volume"
SHARED_ON = date(2023, 6, 5)
Row = dict[str, str]


@dataclass
class Coverage:
    """Intervals of one kind: how many hold the truth, and sums to compare."""

    held: int = 0
    all: int = 0
    estimated: float = 0.0
    true: float = 0.0
    width: float = 0.0
    unfit: int = 0

    def add(self, low: float, middle: float, high: float, true: float) -> None:
        """One interval."""
        # A count is whole: an interval of 0 to 0.4 says that there is none.
        self.held += low - 0.5 <= true <= high + 0.5
        self.all += 1
        self.estimated += middle
        self.true += true
        self.width += high - low

    def cells(self) -> list[str]:
        """held of all, estimated and true sum, mean width, not estimated."""
        share = f"{self.held} of {self.all}"
        sums = f"{self.estimated:.0f} / {self.true:.0f}"
        return [share, sums, f"{self.width / max(self.all, 1):.1f}", str(self.unfit)]


def make(preset: str, seed: int, matters: int, clean: bool) -> Path:
    """The county's folder, made unless it lies there; with the numbers that no source shows beside the truth."""
    folder = CACHE / f"{preset}-{matters}-{seed}{'-clean' if clean else ''}"
    done = folder / "truth/unseen_numbers.csv"
    if done.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    changes = {"planted": 0.0} if clean else {}
    stage = generate(folder, seed, matters, dial_table.dials(preset, changes))
    unseen = Counter(
        one.item.department.code for one in stage.matters if one.document and one.received is None and not one.seen
    )
    write(
        done, [{"department_code": code, "n": str(n)} for code, n in sorted(unseen.items())], ["department_code", "n"]
    )
    return folder


def write(path: Path, rows: Iterable[Row], columns: list[str]) -> None:
    """A table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def measure_volume(folder: Path, into: dict[str, Coverage]) -> None:
    """Verify one county and compare what is estimated to be hidden with what is."""
    from yimen.verify import verify

    rows = verify(folder).volumes
    items = {row["item_code"]: row for row in truth.read(folder / "truth/items.csv")}
    shown = truth.recount(folder)
    hidden = {code: max(0, int(row["matters"]) - shown[code][1]) for code, row in items.items()}
    numbers = {row["department_code"]: int(row["n"]) for row in truth.read(folder / "truth/unseen_numbers.csv")}
    departments = {row["item_code"]: row["department_code"] for row in truth.read(folder / "items.csv")}
    counted: Counter[str] = Counter()
    for row in rows:
        if row.level == "item" and row.enough:
            counted[departments[row.code]] += hidden[row.code]
    fit = {row.code for row in rows if row.level == "department" and row.enough}
    for row in rows:
        true = {
            "item": lambda row: hidden[row.code],
            "department": lambda row: counted[row.code],
            "county": lambda row: sum(n for code, n in counted.items() if code in fit),
            "series": lambda row: sum(numbers.get(code, 0) for code in row.code.split("|")[0].split("+")),
        }[row.level](row)
        kinds = [row.level]
        if row.level == "item":
            kinds += ["items with hidden matters"] * (true > 0) + ["items with 3 lone records"] * (row.alone >= 3)
        for kind in kinds:
            if row.enough:
                into[kind].add(row.hidden_low, row.hidden, row.hidden_high, true)
            else:
                into[kind].unfit += 1


@dataclass
class Alarms:
    """Changes told where nothing changed."""

    sets: int = 0
    sets_with: int = 0
    series: int = 0
    told: Counter[str] = field(default_factory=Counter)


def measure_alarms(folder: Path, into: Alarms) -> None:
    """Verify a county in which nothing changed, and count what is told all the same."""
    from yimen.verify import changes, verify

    result = verify(folder)
    into.sets += 1
    into.series += len(changes.series_of(result.connection))
    into.sets_with += bool(result.changes)
    for one in result.changes:
        into.told[one.measure] += 1
        print(f"  false alarm in {folder.name}: {one}", file=sys.stderr)


def _size(n: int) -> str:
    return "under 60" if n < 60 else "60 to 199" if n < 200 else "200 and more"


@dataclass
class Power:
    """Changes that were made, of one kind and size: how many were told, dated within the interval, taken rightly."""

    made: int = 0
    told: int = 0
    dated: int = 0
    taken: int = 0
    days: list[int] = field(default_factory=list)


@dataclass
class Altered:
    """A change made by hand: what is done to which item from which day on, and what it ought to be taken for."""

    what: str
    item: str
    day: date
    measure: str
    kind: str
    size: int


ALONE = (
    ("out of the hall, 40 %", "off_share", "check"),
    ("out of the hall, 80 %", "off_share", "check"),
    ("back into the hall, 60 %", "off_share", "improved"),
    ("online alone, 60 %", "online_share", "check"),
    ("a third as many", "number", "check"),
)
TOGETHER = (("online with half of all items, 60 %", "online_share", "policy"),)


def alter(folder: Path, seed: int, ways: Sequence[tuple[str, str, str]]) -> tuple[Path, list[Altered]]:
    """A copy of a county in which nothing changed, with changes made to some of its items, and the list of them.

    Alone: a quarter of the items that are large enough, each on a day of its own. Together: half, all on one day.
    """
    rng = random.Random(f"{seed}/changes")
    target = folder.with_name(f"{folder.name}-changed")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    cases, records = truth.read(folder / "cases.csv"), truth.read(folder / "register.csv")
    case_of = {row["record_no"]: row["case_no"] for row in truth.read(folder / "truth/records.csv")}
    items = {row["item_code"]: row for row in truth.read(folder / "items.csv")}
    covered = {row["item_code"] for row in truth.read(folder / "truth/items.csv") if row["register_covered"] == "True"}
    size = Counter(row["item_code"] for row in cases)
    able = [
        code
        for code, row in sorted(items.items())
        if size[code] >= 30
        and code in covered
        and row["initiation"] == "on_application"
        and row["entry_mode"] in ("hall", "entrusted")
        and row["entry_from"] < "2023"
    ]
    rng.shuffle(able)
    made: list[Altered] = []
    for place, code in enumerate(able[: len(able) // (2 if ways is TOGETHER else 4)]):
        day = SHARED_ON if ways is TOGETHER else date(2023, 3, 20) + timedelta(rng.randrange(200))
        what, measure, kind = ways[place % len(ways)]
        made.append(Altered(what, code, day, measure, kind, size[code]))
    _carry_out(made, target, cases, records, case_of, rng)
    return target, made


def _carry_out(
    made: list[Altered], target: Path, cases: list[Row], records: list[Row], case_of: dict[str, str], rng: random.Random
) -> None:
    by_item = {one.item: one for one in made}
    gone, with_record = set(), set()
    for row in cases:
        one = by_item.get(row["item_code"])
        if one is None:
            continue
        late = row["received_at"][:10] >= one.day.isoformat()
        chance = rng.random()
        out = one.what.startswith("out of") and late and chance < (0.8 if "80" in one.what else 0.4)
        if out or (one.what.startswith("back") and not late and chance < 0.6):
            gone.add(row["case_no"])
        elif one.what.startswith("a third") and late and chance < 0.67:
            gone.add(row["case_no"])
            with_record.add(row["case_no"])
        elif one.what.startswith("online") and late and chance < 0.6 and row["channel"] == "window":
            row |= {"channel": "online", "window_code": "", "operator_code": "", "terminal": ""}
    write(target / "cases.csv", [row for row in cases if row["case_no"] not in gone], list(cases[0]))
    left = [row for row in records if case_of[row["record_no"]] not in with_record]
    write(target / "register.csv", left, list(records[0]))


def measure_power(folder: Path, seed: int, into: dict[tuple[str, str], Power]) -> int:
    """Make changes, verify, and look which are told; comes back how many are told of items that were left alone."""
    return sum(_measure_power(*alter(folder, seed, ways), into) for ways in (ALONE, TOGETHER))


def _measure_power(target: Path, made: list[Altered], into: dict[tuple[str, str], Power]) -> int:
    from yimen.verify import verify

    told = defaultdict(list)
    for one in verify(target).changes:
        told[one.item_code, one.measure].append(one)
    for change in made:
        power = into[change.what, _size(change.size)]
        power.made += 1
        nearest = min(
            told[change.item, change.measure],
            key=lambda one: abs((date.fromisoformat(one.changed_on) - change.day).days),
            default=None,
        )
        if nearest is None:
            continue
        power.told += 1
        power.dated += nearest.low_on <= (change.day + timedelta(3)).isoformat() and (
            nearest.high_on >= change.day.isoformat()
        )
        power.taken += nearest.kind == change.kind
        power.days.append(abs((date.fromisoformat(nearest.changed_on) - change.day).days))
    touched = {change.item for change in made}
    shutil.rmtree(target)
    return len({item for item, _ in told if item not in touched and told[item, _]})


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _table(header: list[str], rows: Iterable[list[str]]) -> None:
    print("| " + " | ".join(header) + " |")
    print("| --- " * len(header) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def main() -> int:
    """Prints the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=_seeds, default=_seeds("41-44"))
    parser.add_argument("--presets", default="plain,messy,hard,vicious")
    parser.add_argument("--matters", type=int, default=30_000)
    parser.add_argument("--only", choices=("volume", "alarms", "power"))
    given = parser.parse_args()
    presets = given.presets.split(",")

    def wanted(part: str) -> bool:
        return given.only in (None, part)

    def each(clean: bool, run: Callable[[str, Path, int], None]) -> None:
        for preset in presets:
            for seed in given.seeds:
                run(preset, make(preset, seed, given.matters, clean), seed)
                print(preset, seed, file=sys.stderr, flush=True)

    if wanted("volume"):
        kinds: dict[str, dict[str, Coverage]] = {preset: defaultdict(Coverage) for preset in presets}
        each(False, lambda preset, folder, seed: measure_volume(folder, kinds[preset]))
        _table(
            ["preset", "what", "interval holds the truth", "estimated / true", "mean width", "证据不足"],
            ([preset, kind, *one.cells()] for preset, found in kinds.items() for kind, one in found.items()),
        )
    if wanted("alarms"):
        alarms = {preset: Alarms() for preset in presets}
        each(True, lambda preset, folder, seed: measure_alarms(folder, alarms[preset]))
        _table(
            ["preset", "sets", "sets with a change told", "series looked at", "changes told"],
            (
                [preset, str(one.sets), str(one.sets_with), str(one.series), json.dumps(one.told)]
                for preset, one in alarms.items()
            ),
        )
    if wanted("power"):
        power: dict[tuple[str, str], Power] = defaultdict(Power)
        strays: Counter[str] = Counter()

        def one_set(preset: str, folder: Path, seed: int) -> None:
            strays[preset] += measure_power(folder, seed, power)

        each(True, one_set)
        _table(
            ["change", "cases a year", "told", "true day in the interval", "rightly taken", "median days off"],
            (
                [
                    what,
                    size,
                    f"{one.told} of {one.made}",
                    f"{one.dated} of {one.told}",
                    f"{one.taken} of {one.told}",
                    str(sorted(one.days)[len(one.days) // 2]) if one.days else "",
                ]
                for (what, size), one in sorted(power.items())
            ),
        )
        print(f"items left alone of which a change was told: {dict(strays)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
