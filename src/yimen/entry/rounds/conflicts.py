"""提示: what of a line does not agree with the declarations, the negative list, the windows and the postings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yimen.catalog.models import ItemVersion
from yimen.entry.models import Declaration, Exemption, Mode
from yimen.entry.queries import BY_OWN_STAFF, holds_on
from yimen.entry.rounds.models import SheetLine
from yimen.halls.models import Hall, Window
from yimen.halls.queries import posted_on
from yimen.people.models import Region, in_force

REASONS = dict(Exemption.Reason.choices)


@dataclass(frozen=True)
class Doubt:
    """提示: a code for the machine and a sentence that says what to do."""

    code: str
    words: str


@dataclass
class County:
    """What lines are held against, as of a day: asked once, in five queries, for however many lines."""

    day: date
    present: dict[int, tuple[int | None, int | None]]
    listed: dict[int, str]
    versions: dict[int, ItemVersion]
    main: set[int]
    windows: dict[int, set[str]]
    posted: set[tuple[int, str]]
    posted_own: set[tuple[int, str, int]]
    posted_staff: set[int]

    def doubts(self, line: SheetLine) -> list[Doubt]:
        """What does not agree, the gravest first; nothing while nothing was said."""
        found = [self._item(line)]
        if line.mode:
            found += [self._changed(line), self._list(line)]
        if line.at_a_counter:
            found += [*self._windows(line), *self._posts(line)]
        return [each for each in found if each is not None]

    def _item(self, line: SheetLine) -> Doubt | None:
        now = self.versions.get(line.item_id)
        if now is None:
            return Doubt("item_gone", "该事项今天已不在用，确认后不会生效")
        return None if now.pk == line.version_id else Doubt("item_changed", f"清单基准日之后事项已改为“{now.name}”")

    def _changed(self, line: SheetLine) -> Doubt | None:
        declaration, behind = self.present.get(line.item_id, (None, None))
        if declaration == line.former_id or behind == line.pk:
            return None
        return Doubt("changed", "填报之后另有人改了该事项的现行声明，请核对后重新保存")

    def _list(self, line: SheetLine) -> Doubt | None:
        reason = self.listed.get(line.item_id)
        as_ordered = line.mode == Mode.ACCEPT_IN_HALL and reason == Exemption.Reason.NO_ROOM
        if line.mode == Mode.NOT_ENTERED and reason is None:
            return Doubt("not_listed", "声明未进驻，但不在有效的负面清单内：将计入“未说明”，请申请列入或改为进驻")
        if line.mode != Mode.NOT_ENTERED and reason is not None and not as_ordered:
            return Doubt("listed", f"声明已进驻，但仍在负面清单内（{REASONS[reason]}）：请核对，或由营商局撤回条目")
        return None

    def _windows(self, line: SheetLine) -> Iterable[Doubt]:
        halls = {line.hall_id} if line.hall_id else self.main
        for code in filter(None, line.windows.split(",")):
            if not any(code in self.windows.get(hall, ()) for hall in halls):
                yield Doubt("no_window", f"窗口 {code} 不存在")
            elif not any(self._posted(line, hall, code) for hall in halls):
                yield Doubt("empty_window", f"窗口 {code} 没有{self._whose(line)}在岗派驻的人员")
        if not line.windows and not any(hall in halls for hall, _ in self.posted):
            yield Doubt("empty_window", "所选大厅没有任何窗口有在岗派驻的人员")

    def _posted(self, line: SheetLine, hall: int, code: str) -> bool:
        if line.mode in BY_OWN_STAFF:
            return (hall, code, line.version.department_id) in self.posted_own
        return (hall, code) in self.posted

    def _whose(self, line: SheetLine) -> str:
        return "本部门" if line.mode in BY_OWN_STAFF else ""

    def _posts(self, line: SheetLine) -> Iterable[Doubt]:
        for label, staff in (("A", line.staff_a), ("B", line.staff_b)):
            if staff is None:
                yield Doubt(f"no_{label.lower()}", f"没有{label}岗人员")
            elif staff.pk not in self.posted_staff:
                yield Doubt(f"unposted_{label.lower()}", f"{label}岗 {staff.code} 没有派驻任何窗口")


def county_on(day: date, region: Region, items: Sequence[int]) -> County:
    """What the county had on a day, as far as these items may need it."""
    declared = Declaration.objects.filter(item__in=items, valid_to__isnull=True).order_by()
    present: dict[int, tuple[int | None, int | None]] = {
        item: (key, line) for item, key, line in declared.values_list("item_id", "pk", "line_id")
    }
    listed = dict(Exemption.objects.filter(holds_on(day), item__in=items).order_by().values_list("item_id", "reason"))
    versions = ItemVersion.objects.filter(in_force(day), item__in=items, state=ItemVersion.State.IN_USE)
    found = County(day, present, listed, {each.item_id: each for each in versions}, set(), {}, set(), set(), set())
    for hall, kind, code in Window.objects.filter(in_force(day), hall__region=region).values_list(
        "hall_id", "hall__kind", "code"
    ):
        found.windows.setdefault(hall, set()).add(code)
        if kind == Hall.Kind.MAIN:
            found.main.add(hall)
    rows = posted_on(day, region).values_list("window__hall_id", "window__code", "staff__department_id", "staff_id")
    for hall, code, department, staff in rows:
        found.posted.add((hall, code))
        found.posted_own.add((hall, code, department))
        found.posted_staff.add(staff)
    return found
