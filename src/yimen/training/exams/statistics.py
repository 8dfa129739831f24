"""题目分析: how many answered a question rightly, and whether it tells good papers from weak ones.

Of closed exams only: before, nobody sees what is right. Discrimination is the correlation of a question's mark with
the share that the rest of the paper reached (corrected point-biserial), so a question does not correlate with itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import StatisticsError, correlation
from typing import Any

from yimen.training.bank.models import QuestionVersion
from yimen.training.courses.models import Course
from yimen.training.exams.models import PaperQuestion
from yimen.training.exams.rules import ENOUGH_PAPERS, HARDLY, MOSTLY, POOR_DISCRIMINATION
from yimen.training.exams.states import MARKED
from yimen.verify.chance import wilson


@dataclass(frozen=True)
class Figures:
    """题目指标: on how many marked papers, on how many of them right, and how well it tells papers apart."""

    asked: int
    right: int
    discrimination: float | None

    @property
    def enough(self) -> bool:
        """Whether there are papers enough to say anything."""
        return self.asked >= ENOUGH_PAPERS

    @property
    def share(self) -> float:
        """The share of right answers, 0 to 1; the higher the easier."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of that share (Wilson)."""
        low, high = wilson(self.right, self.asked)
        return low, high

    @property
    def ceiling(self) -> float:
        """The upper end of the 95 % interval of the discrimination (Fisher's z); 1 where nothing can be said."""
        if self.discrimination is None or self.asked <= 3 or abs(self.discrimination) >= 1:
            return 1.0 if self.discrimination is None else self.discrimination
        return tanh(atanh(self.discrimination) + 1.96 / sqrt(self.asked - 3))

    @property
    def doubt(self) -> str:
        """Why the question should be looked at, in words; empty when nothing speaks against it."""
        if not self.enough:
            return ""
        if self.ceiling < 0:
            return "答得好的人反而答错，请核对答案"
        if self.share < HARDLY:
            return "几乎没有人答对"
        if self.share > MOSTLY:
            return "几乎人人答对"
        if self.ceiling < POOR_DISCRIMINATION:
            return "分不出好坏"
        return ""


Row = tuple[int, int, bool, int]
"""(paper, question, right, marks)."""


def figures_of(rows: Iterable[Row]) -> dict[int, Figures]:
    """Question -> its figures, from the questions of marked papers."""
    papers: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        papers[row[0]].append(row)
    pairs: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for listed in papers.values():
        got, full = sum(marks for _, _, right, marks in listed if right), sum(marks for *_, marks in listed)
        for _, question, right, marks in listed:
            others = full - marks
            rest = (got - marks * right) / others if others else 0.0
            pairs[question].append((float(right), rest))
    return {question: _figures(found) for question, found in pairs.items()}


def _figures(pairs: Sequence[tuple[float, float]]) -> Figures:
    right = round(sum(one for one, _ in pairs))
    try:
        found = correlation([one for one, _ in pairs], [other for _, other in pairs])
    except StatisticsError:  # all right, all wrong, or a single paper: it cannot tell anybody apart
        found = None
    return Figures(len(pairs), right, found)


def of_course(course: Course) -> dict[int, Figures]:
    """Key of a question -> its figures over all closed exams of the course; one query."""
    rows = PaperQuestion.objects.filter(paper__exam__version__course=course, paper__status=MARKED).order_by()
    columns = ("paper_id", "version__question_id", "right", "marks")
    return figures_of(
        (paper, question, bool(right), marks) for paper, question, right, marks in rows.values_list(*columns)
    )


MOST_SHOWN = 30
"""Questions in the chart: the hardest ones."""
LEVELS = dict(QuestionVersion.Difficulty.choices)


def chart(versions: Iterable[QuestionVersion], figures: dict[int, Figures], address: str) -> dict[str, Any] | None:
    """The share of right answers of each question with papers enough, hard ones first; None when there is none."""
    shown = [(each, figures[each.question_id]) for each in versions if _enough(figures.get(each.question_id))]
    if not shown:
        return None
    shown = sorted(shown, key=lambda pair: pair[1].share)[:MOST_SHOWN]
    return {
        "title": "题目答对率和区分度",
        "unit": "%",
        "head": "题目",
        "description": f"考过 {ENOUGH_PAPERS} 份以上的，难的在前；区分度明显低于 {POOR_DISCRIMINATION:.0%} 的须核对。",
        "categories": [f"{each.question.code}（{LEVELS[each.difficulty]}）" for each, _ in shown],
        "series": [
            {
                "name": "答对率", "tone": "1", "values": [round(found.share * 100) for _, found in shown],
                "urls": [f"{address}?q={each.question.code}" for each, _ in shown],
            },
            {
                "name": "区分度", "tone": "2",
                "values": [
                    None if found.discrimination is None else max(0, round(found.discrimination * 100))
                    for _, found in shown
                ],
                "urls": [f"{address}?q={each.question.code}" for each, _ in shown],
            },
        ],
    }  # fmt: skip


def _enough(found: Figures | None) -> bool:
    return found is not None and found.enough
