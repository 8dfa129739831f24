"""What `world` adds of self-inspection and of visits."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch
from yimen.inspections.models import (
    AnswerEvidence,
    Checklist,
    ChecklistVersion,
    Observation,
    Photo,
    Question,
    SelfAnswer,
    SelfRound,
    SelfSheet,
    Visit,
    VisitPlan,
    VisitScript,
)
from yimen.inspections.self_inspection.states import ROUND, SHEET
from yimen.inspections.visits.states import OPENED, PLAN, VISIT
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
    visited(add, version, user)
    return {"checklist_batch": batch.pk}


def visited(add: Any, version: ItemVersion, user: User) -> None:
    """A plan, and an opened visit of it with a record and a photograph."""
    department = version.department
    region = department.region
    other = User(username=f"second{department.pk}", display_name="督查人员", region=region, is_active=False)
    add("second_inspector", other)
    script = add("visit_script", VisitScript(region=region, name=f"脚本{department.pk}", number=1))
    weights = dict.fromkeys(("weight_wrong", "weight_findings", "weight_credibility", "weight_months"), 1)
    plan = VisitPlan(
        region=region, script=script, title="暗访", period_from=DAY, period_to=DAY, visits_wanted=1, floor_days=365,
        sealed_secret="s", commitment="c" * 64, frame_digest="f" * 64, beacon_source="开奖号码", beacon_on=DAY,
        **weights, **begin(PLAN, by=user),
    )  # fmt: skip
    add("visit_plan", plan)
    visit = Visit(
        plan=plan, region=region, number=1, first=user, second=other, sealed="s", commitment="c" * 64,
        department=department, **{**begin(VISIT, by=user), "status": OPENED},
    )  # fmt: skip
    add("visit", visit)
    seen = {"by": user, "taken_at": timezone.now(), "drift": 0}
    record = Observation(key=uuid4(), visit=visit, where="hall", outcome="seen", digest="d" * 64, **seen)
    add("observation", record)
    content = b"\xff\xd8\xff photograph"
    photo = Photo(key=uuid4(), observation=record, digest=exchange.keep_file(content), size=len(content), **seen)
    photo.whole_at = timezone.now()
    add("visit_photo", photo)
