"""督办函 as a paper in official layout."""

from collections.abc import Sequence
from datetime import date

from yimen.documents.content import Letter
from yimen.documents.letters import Overdue, SupervisionLetter, as_supervision
from yimen.documents.serving.papers import Paper
from yimen.people.models import Department
from yimen.programme import rules
from yimen.programme.letters import models
from yimen.programme.letters.queries import missed_on
from yimen.programme.models import Notice
from yimen.programme.queries import Standing

LAW = "《优化营商环境条例》（国务院令第722号）第六十九条"
NEXT = "到期仍未办结的，提请专项行动领导小组会议研究；有关情况列入专项行动总结报告。"


def paper_of(letter: models.SupervisionLetter) -> Paper:
    """The letter, as its receipt (送达回证) names it."""
    issuer = issuer_of(letter.notice)
    return Paper(issuer, "督办函", str(letter), letter.department.name, letter.issued_on)


def issuer_of(notice: Notice) -> str:
    """The office that issues supervision letters of the county."""
    return f"{notice.region}营商环境建设监督局"


def seen_of(row: Standing) -> str:
    """What is seen of a task on the day of the letter, in one line."""
    if row.light == rules.BEHIND and row.reached and row.gauge:
        return f"已上报，{row.gauge.says}仅{row.reached.done}{row.gauge.unit}，应为{row.reached.whole}{row.gauge.unit}"
    return "系统中没有上报的成果"


def as_letter(
    notice: Notice,
    department: Department,
    rows: Sequence[Standing],
    demand: str,
    number: str,
    answer_by: date,
    day: date,
) -> Letter:
    """The letter on all of the department's tasks that went by."""
    return as_supervision(
        SupervisionLetter(
            issuer=issuer_of(notice),
            number=number,
            department=department.name,
            overdue=tuple(
                Overdue(row.task.title, f"{notice.number}任务{row.task.number}", missed_on(row), seen_of(row))
                for row in rows
            ),
            demand=demand,
            finish_by=answer_by,
            step_next=NEXT,
            bases=(LAW, f"{notice.title}（{notice.number}）"),
            issued_on=day,
            copies="专项行动领导小组办公室",
        )
    )
