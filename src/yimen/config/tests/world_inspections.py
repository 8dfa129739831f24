"""What `world` adds of self-inspection and of visits."""

from datetime import date
from typing import Any

from yimen.catalog.models import ItemVersion
from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch
from yimen.inspections.models import (
    AnswerEvidence,
    Checklist,
    ChecklistVersion,
    Question,
    SelfAnswer,
    SelfRound,
    SelfSheet,
)
from yimen.inspections.self_inspection.states import ROUND, SHEET
from yimen.people.lifecycle import begin
from yimen.people.models import User

DAY = date(2023, 6, 1)
QUESTIONS = "问题编号,问题,提问范围\n1,是否在大厅办理,逐个事项\n".encode()


def inspected(add: Any, version: ItemVersion, user: User) -> dict[str, int]:
    """A department's sheet with an answer and its evidence, and a checklist that waits to be taken in."""
    department = version.department
    region = department.region
    checklist = add("checklist", Checklist(region=region, name=f"清单{department.pk}"))
    edition = add("checklist_version", ChecklistVersion(checklist=checklist, number=1, digest="d" * 64))
    question = add("question", Question(version=edition, place=1, code="1", text="是否在大厅办理", scope="item"))
    dates = {"period_from": DAY, "period_to": DAY, "deadline": DAY}
    round = add("self_round", SelfRound(region=region, version=edition, title="自查", **dates, **begin(ROUND, by=user)))
    sheet = SelfSheet(round=round, region=region, department=department, **begin(SHEET, by=user))
    answer = SelfAnswer(sheet=add("self_sheet", sheet), question=question, version=version, answer="yes")
    add("self_answer", answer)
    file = {"file_name": "照片.png", "digest": exchange.keep_file(b"seen"), "size": 4, "media_type": "image/png"}
    add("self_evidence", AnswerEvidence(answer=answer, effective_on=DAY, by=user, **file))
    batch = exchange.open_batch(
        by=user, region=region, kind=ImportBatch.Kind.CHECKLIST, name="清单.csv", content=QUESTIONS,
        mapping={"code": "问题编号", "text": "问题", "scope": "提问范围"},
    )  # fmt: skip
    return {"checklist_batch": batch.pk}
