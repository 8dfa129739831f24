"""满意率: shares with intervals, so that a window with three ratings is not the county's best or worst."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from yimen.common.code_lists import Satisfaction
from yimen.common.templatetags.yimen import percent
from yimen.evaluation.models import Rating
from yimen.evaluation.queries import marked, on_site
from yimen.evaluation.rules import GOOD
from yimen.verify.chance import wilson

BY = {"department": "部门", "window": "窗口", "region": "县区"}
FEW = 10
"""With fewer ratings than so many a share is not shown as a figure, only its interval."""


@dataclass(frozen=True)
class Line:
    """One department, window or county: its ratings as they came, those without doubt, and the interval of the share.

    `good` and `clean` count ratings without a mark; `all_good` and `whole` all that people gave.
    """

    key: Any
    name: str
    whole: int
    all_good: int
    clean: int
    good: int
    bad: int
    low: float
    high: float
    url: str

    @property
    def share(self) -> float | None:
        """The share of the satisfied among the ratings without doubt; None where there is none."""
        return self.good / self.clean if self.clean else None

    @property
    def raw(self) -> float | None:
        """The same among all that came, the doubtful ones too."""
        return self.all_good / self.whole if self.whole else None

    @property
    def doubtful(self) -> int:
        """How many are counted apart."""
        return self.whole - self.clean

    @property
    def scarce(self) -> bool:
        """Whether there are too few to name a share."""
        return self.clean < FEW


def _interval(good: int, whole: int) -> tuple[float, float]:
    """Wilson's interval without the last digits of the machine, so that all of all ends at 1."""
    low, high = wilson(good, whole)
    return round(low, 9), round(high, 9)


def ranked(lines: Iterable[Line]) -> list[Line]:
    """The lines, the surest good ones first: by the lower end of the interval, never by the bare share."""
    return sorted(lines, key=lambda line: (-line.low, -line.clean, line.name))


def lines_of(rows: QuerySet[Rating], by: str, chosen: Mapping[str, Any]) -> list[Line]:
    """The visible counted ratings by department, window or county, ranked; each opens its rows. One query."""
    if by == "window":
        rows = on_site(rows)
    name = {"department": "department__short_name", "window": "window__code", "region": "region__name"}[by]
    good = Q(grade__in=GOOD)
    figures = (
        marked(rows)
        .order_by()
        .values(by, label=F(name))
        .annotate(
            whole=Count("pk"),
            all_good=Count("pk", filter=good),
            clean=Count("pk", filter=Q(doubtful=False)),
            good=Count("pk", filter=good & Q(doubtful=False)),
        )
    )
    return ranked(_lines(figures, by, chosen))


def _lines(figures: Iterable[dict[str, Any]], by: str, chosen: Mapping[str, Any]) -> Iterator[Line]:
    address = reverse("evaluation:ratings")
    for row in figures:
        low, high = _interval(row["good"], row["clean"])
        query = urlencode({**chosen, by: row[by]})
        yield Line(
            row[by], row["label"], row["whole"], row["all_good"], row["clean"], row["good"],
            row["whole"] - row["all_good"], low, high, f"{address}?{query}",
        )  # fmt: skip


def line_of(name: str, grades: Mapping[str, int], url: str = "") -> Line:
    """One line from counts by grade, as of released ratings, of which none is marked."""
    whole = sum(grades.values())
    good = sum(count for grade, count in grades.items() if grade in GOOD)
    low, high = _interval(good, whole)
    return Line(name, name, whole, good, whole, good, whole - good, low, high, url)


def chart_of(grades: Mapping[str, int], urls: Mapping[str, str], title: str) -> dict[str, Any]:
    """The grades as bars."""
    return {
        "title": title,
        "unit": "条",
        "head": "评价等级",
        "categories": [grade.label for grade in Satisfaction],
        "series": [
            {
                "name": "评价",
                "tone": "1",
                "values": [grades.get(grade, 0) for grade in Satisfaction],
                "urls": [urls.get(grade, "") for grade in Satisfaction],
            }
        ],
    }


@dataclass(frozen=True)
class Tile:
    """A figure of the first page with the rows that it counts."""

    label: str
    figure: str
    url: str
    note: str
    unit: str = ""


def tiles(whole: Line, doubtful: int, clean: Line, before: int) -> list[Tile]:
    """What people gave, what is counted apart, and the share of the satisfied with and without it.

    `before`: how many came from the earlier system, in which nothing odd was looked for.
    """
    examined = f"原系统导入的 {before:,} 条未查" if before else "原样保留，不删除"
    spread = f"95% 区间 {percent(clean.low)} 至 {percent(clean.high)}"
    return [
        Tile("评价", f"{whole.whole:,}", whole.url, f"其中差评 {whole.bad:,} 条", "条"),
        Tile("可疑，单独计数", f"{doubtful:,}", f"{whole.url}&doubt=yes", examined, "条"),
        Tile("满意率（不含可疑）", percent(clean.share), f"{whole.url}&doubt=no", spread),
        Tile("满意率（原始）", percent(whole.raw), whole.url, "全部评价，系统默认评价除外"),
    ]
