"""上岗关口 as questions that other rooms ask; `config` registers them, for halls and cases may not know this room."""

from collections.abc import Collection
from datetime import date

from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.halls.staffing.registry import Objection
from yimen.people.models import Staff
from yimen.training.courses.queries import terms_of
from yimen.training.courses.rules import BAR
from yimen.training.standing.queries import Need, needs_for_item, needs_of, wanting

NAMED = 3
"""So many courses are named in a sentence; of more only how many there are."""
REMEDY = "请在“我的培训”报名、签到并考试合格"


def lessons_of(staff: Collection[int], day: date) -> dict[int, str]:
    """Key of staff -> which courses are wanting, or end soon, in one sentence; as the posting page shows it."""
    regions: dict[str, list[int]] = {}
    for key, region in Staff.objects.filter(pk__in=list(staff)).order_by().values_list("pk", "region_id"):
        regions.setdefault(region, []).append(key)
    found: dict[int, str] = {}
    for region, people in regions.items():
        for who, needs in needs_of(region, people, day).items():
            if lacking := wanting(needs):
                found[who] = f"缺培训：{_named(lacking)}"
    return found


def against_opening(staff: Staff, window: Window, day: date) -> Objection | None:
    """What speaks against the person's opening a window on the day: training wanted for what he may accept there."""
    lacking = wanting(needs_of(staff.region_id, [staff.pk], day).get(staff.pk, []))
    return _objection(staff, lacking, f"开 {window.code} 窗口")


def against_accepting(staff: Staff, version: ItemVersion, day: date) -> Objection | None:
    """What speaks against the person's accepting a case of the item on the day."""
    lacking = wanting(needs_for_item(staff, version.item_id, day))
    return _objection(staff, lacking, f"受理“{version.name}”")


def _objection(staff: Staff, lacking: list[Need], deed: str) -> Objection | None:
    if not lacking:
        return None
    bars = terms_of(staff.region).gate == BAR
    what = f"工号 {staff.code} 没有{_named(lacking)}的有效培训合格"
    if bars:
        return Objection(f"{what}，不能{deed}：{REMEDY}后再办，急件请由有合格证的人员办理。", True)
    return Objection(f"{what}，仍可{deed}，{REMEDY}。", False)


def _named(lacking: list[Need]) -> str:
    names = "、".join(f"“{each.version.course.name}”{'（已到期）' if each.ever else ''}" for each in lacking[:NAMED])
    return names if len(lacking) <= NAMED else f"{names}等 {len(lacking)} 门"
