"""A sheet as a page shows it: every line with its doubts and differences, narrowed to what was asked for."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from yimen.common.page import Page
from yimen.entry.modes import Mode
from yimen.entry.rounds import queries, texts
from yimen.entry.rounds.conflicts import County, Doubt, county_on
from yimen.entry.rounds.models import Sheet, SheetLine
from yimen.people.models import User

AT_ONCE = 20


@dataclass(frozen=True)
class Row:
    """One line as it is shown."""

    line: SheetLine
    doubts: list[Doubt]
    differs: bool
    powers: str
    kept_back: str
    posts: str

    @property
    def mark(self) -> str:
        """The line and the revision seen, as a form sends it back."""
        return f"{self.line.pk}-{self.line.revision}"


@dataclass
class Looked:
    """A sheet with all its lines and those that the filters leave: eight queries for ten lines or a thousand."""

    sheet: Sheet
    lines: list[SheetLine]
    chosen: list[SheetLine]
    doubts: dict[int, list[Doubt]]
    differing: set[int]
    county: County
    digest: str
    by_key: dict[int, SheetLine] = field(init=False)

    def __post_init__(self) -> None:
        self.by_key = {line.pk: line for line in self.lines}

    @property
    def answered(self) -> int:
        """How many lines were gone through."""
        return sum(1 for line in self.lines if line.mode)

    @property
    def open(self) -> int:
        """How many lines were not gone through yet."""
        return len(self.lines) - self.answered

    @property
    def returned(self) -> int:
        """How many were returned and not answered again."""
        return sum(1 for line in self.lines if line.returned)

    @property
    def doubtful(self) -> int:
        """How many have a doubt."""
        return sum(1 for each in self.doubts.values() if each)

    @property
    def modes(self) -> list[tuple[str, str, int]]:
        """(code, words, lines) of each mode that occurs."""
        found = [(code, label, sum(1 for line in self.lines if line.mode == code)) for code, label in Mode.choices]
        return [each for each in found if each[2]]

    def row(self, line: SheetLine) -> Row:
        """The line as it is shown."""
        yes, no = texts.powers_of(line)
        return Row(line, self.doubts.get(line.pk, []), line.pk in self.differing, yes, no, texts.posts_of(line))

    def page(self, asked: QueryDict, line: SheetLine | None, size: int = AT_ONCE) -> Page[Row]:
        """The page that was asked for, else the one on which the line at hand stands."""
        wanted = asked.get("page", "")
        place = self.chosen.index(line) if line in self.chosen else 0
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 7 else place // size + 1
        number = max(1, min(number, -(-len(self.chosen) // size)))
        rows = [self.row(each) for each in self.chosen[(number - 1) * size : number * size]]
        return Page(rows, number, size, len(self.chosen), False)

    def beside(self, line: SheetLine) -> tuple[int | None, int | None]:
        """The keys of the lines before and after it within the filter."""
        before = [each.pk for each in self.chosen if each.number < line.number]
        after = [each.pk for each in self.chosen if each.number > line.number]
        return (before[-1] if before else None), (after[0] if after else None)

    def open_after(self, line: SheetLine) -> int | None:
        """The key of the next line that is still owed, from the beginning again after the last."""
        still = [each for each in self.lines if each.owed and each.pk != line.pk]
        later = [each.pk for each in still if each.number > line.number]
        return next(iter(later or [each.pk for each in still]), None)

    def last_by(self, user: User) -> SheetLine | None:
        """The line that the account answered last."""
        own = [each for each in self.lines if each.answered_by_id == user.pk and each.answered_at]
        return max(own, key=lambda each: each.answered_at, default=None)  # type: ignore[arg-type,return-value]

    def window_codes(self, line: SheetLine) -> list[str]:
        """The windows of the comprehensive hall at which the department has somebody, then its other ones."""
        own = {code for _, code, department in self.county.posted_own if department == self.sheet.department_id}
        every = {code for hall in self.county.main for code in self.county.windows.get(hall, ())}
        return [*sorted(own), *sorted(every - own)]


def look(sheet: Sheet, asked: dict[str, str], day: date) -> Looked:
    """The sheet as of a day, narrowed by q, standing and mode."""
    lines = list(queries.lines_of(sheet))
    county = county_on(day, sheet.round.region, [line.item_id for line in lines])
    doubts = {line.pk: county.doubts(line) for line in lines}
    differing = {line.pk for line in lines if line.mode and _differs(line)}
    standing = asked["standing"]
    keys: Any = differing if standing == "changed" else [key for key, each in doubts.items() if each]
    rows = queries.filtered(
        SheetLine.objects.filter(sheet=sheet), standing=standing, mode=asked["mode"], text=asked["q"], conflicting=keys
    )
    left = set(rows.values_list("pk", flat=True))
    chosen = [line for line in lines if line.pk in left]
    return Looked(sheet, lines, chosen, doubts, differing, county, texts.digest_of(lines))


def _differs(line: SheetLine) -> bool:
    """Whether it says otherwise than the declaration that was in force when it was answered."""
    if line.former is None:
        return True
    former = (line.former.mode, line.former.hall_id, line.former.windows, line.former.reason)
    return former != (line.mode, line.hall_id, line.windows, line.reason)
