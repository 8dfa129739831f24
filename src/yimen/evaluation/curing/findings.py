"""差评成为疑点: a verified rating that says "outside the hall" (104, 106) is reported, and never tells its rater."""

from datetime import date

from yimen.catalog.models import Item
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.curing.queries import people_of
from yimen.evaluation.queries import item_names
from yimen.evaluation.rules import OFF_HALL
from yimen.people.models import User
from yimen.rectification import services as rectification
from yimen.rectification.hearing.queries import takes
from yimen.rectification.models import Finding
from yimen.rectification.queries import open_finding

INNOCENT = (
    "评价人可能把另一个事项、另一个单位的要求记在了这一事项上，也可能是历史档案只能在原单位查阅；"
    "依法须到现场勘验、检验的，也不算在大厅以外受理。"
)
HELD = "这一事项一年内的办件不足 {} 件，提出疑点会让人认出评价人。请改由实地检查核实。"


def raise_finding(thing: BadRating, *, by: User, day: date, least: int) -> tuple[Finding | None, str]:
    """(the finding, or the item's open one; why there is none, empty when nothing was to be raised).

    Its days are so many that at least `least` applicants of the item lie in them; with fewer in a whole year there is
    none, for everybody would know who it was.
    """
    rating = thing.rating
    codes = sorted(set(rating.indicators.values_list("code", flat=True)) & set(OFF_HALL))
    if not codes or rating.item is None:
        return None, ""
    people, first = people_of(rating.item_id, day)
    if people < least:
        return None, HELD.format(least)
    code = rating.item.code
    source = _source(rating.item, day)
    if (known := open_finding(rating.region, code)) is not None:
        if takes(known, source):
            heard = rectification.borne_by(source, "rating", "经回访核实的群众评价也称在大厅以外办理。")
            rectification.corroborate(by=by, finding=known, ground=heard)
        return known, ""
    finding = rectification.raise_finding(
        by=by,
        region=rating.region,
        department=rating.department,
        source=source,
        subject=code,
        title=f"{item_names([rating.item_id]).get(rating.item.pk, code)[:240]}：群众评价称在大厅以外办理",
        kind=Finding.Kind.BYPASSED,
        seen=_seen(codes, people, first, day),
        innocent=INNOCENT,
        period_from=first,
        period_to=day,
    )
    return finding, ""


def _source(item: Item, day: date) -> str:
    """A source of its own for each round: the same item can be reported again once the last finding is settled."""
    earlier = Finding.objects.filter(region=item.region_id, subject=item.code, source__startswith="evaluation:").count()
    return f"evaluation:rating:{day:%Y}:{earlier + 1}"


def _seen(codes: list[str], people: int, first: date, day: date) -> str:
    said = "；".join(f"{code} {OFF_HALL[code]}" for code in codes)
    return (
        f"{first} 至 {day} 在本事项的 {people} 件办件中，有申请人评价：{said}。"
        "经营商局回访核实属实。\n为保护评价人，不写明是哪一件、哪一天；请部门逐件自查。"
    )
