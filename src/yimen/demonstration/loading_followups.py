"""回访抽样、旧评价导入 in the demonstration: a file of the earlier system with some rows sent back, and a survey
half of whose people were called.
"""

from datetime import timedelta

from django.utils import timezone

from yimen.cases.models import Case
from yimen.common.errors import Refused
from yimen.evaluation.earlier import services as earlier
from yimen.evaluation.followups import services as followups
from yimen.exchange.writing import Table, delimited
from yimen.people.models import Region, User

NAME = "原好差评系统2023年第四季度.csv"
HEADINGS = ("办件编号", "评价等级", "评价渠道", "评价时间", "评价文字")
ROWS = 40
CHANNELS = ("政务大厅平板电脑", "移动端", "PC端", "系统默认评价")
GRADES = ("非常满意", "满意", "满意", "基本满意", "非常满意", "不满意")
SAID = ("", "", "窗口讲得清楚", "")
WRONG = (
    ("没有这个编号", "满意", "PC端", "2023-12-01 10:00:00", ""),
    ("", "5", "PC端", "2023-12-01 10:00:00", ""),
)
"""A number that the county does not know, and a row without one whose grade is a bare digit."""
SEED = "20231208"
ANSWERS = ("excellent", "good", "good", "fair", "good", "poor")


def load_followups(region: Region, officer: User) -> None:
    """The file taken in, and the survey."""
    content = delimited(Table("评价", HEADINGS, _rows(region)))
    earlier.apply_file(by=officer, batch=earlier.read_file(by=officer, name=NAME, content=content))
    _survey(officer)


def _rows(region: Region) -> list[tuple[str, ...]]:
    """What the earlier system kept of cases that nobody has rated, and two rows that cannot be taken."""
    rows = Case.objects.filter(region=region, batch__isnull=False, finished_at__isnull=False, ratings__isnull=True)
    said = [
        (case.case_number, GRADES[n % len(GRADES)], CHANNELS[n % len(CHANNELS)], _after(case), SAID[n % len(SAID)])
        for n, case in enumerate(rows.order_by("-finished_at", "pk")[:ROWS])
    ]
    return [*said, *WRONG]


def _after(case: Case) -> str:
    """A quarter of an hour after the case was done, as a table writes it."""
    done = case.finished_at or timezone.now()
    return f"{timezone.localtime(done + timedelta(minutes=15)):%Y-%m-%d %H:%M:%S}"


def _survey(officer: User) -> None:
    """Ten people of this month, more than half of them called, one of them not reached yet."""
    today = timezone.localdate()
    try:
        survey = followups.draw(
            by=officer, closed_from=today - timedelta(days=30), closed_to=today, size=followups.LEAST, seed=SEED,
            today=today,
        )  # fmt: skip
    except Refused:
        return  # a small county has not closed ten yet
    cases = list(survey.cases.select_related("survey"))
    for case, grade in zip(cases, ANSWERS, strict=False):
        followups.call(by=officer, case=case, outcome=followups.ANSWERED, grade=grade, today=today)
    followups.call(by=officer, case=cases[len(ANSWERS)], outcome=followups.AWAY, grade="", today=today)
