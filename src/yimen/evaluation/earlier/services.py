"""Verbs on earlier ratings: a file read and planned, and then taken in; over the interface both with one body."""

import hashlib
from typing import Any

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.evaluation import services as evaluation
from yimen.evaluation.earlier.imports import FIELDS
from yimen.evaluation.earlier.reading import RatingPlan, make_plan
from yimen.exchange import planning
from yimen.exchange.mapping import ColumnMap, propose
from yimen.exchange.models import AccessToken, ImportBatch, Way
from yimen.exchange.sheets import Sheet
from yimen.exchange.states import BATCH, PLANNED
from yimen.ledger import services as ledger
from yimen.people.models import Department, User
from yimen.people.queries import may

NOT_YOURS = "只有本县营商局业务人员可以导入原系统的评价。"


@ledger.mutation("exchange.batch_planned", composed=True)
def read_file(*, by: User, name: str, content: bytes) -> ImportBatch:
    """A planned batch of earlier ratings. Errors: Refused without the right, and for a file that lacks a column."""
    if not may(by, "evaluation.keep"):
        raise Refused(NOT_YOURS)
    sheet, columns = planning.read_table(name, content, FIELDS)
    planning.needs(columns, "可下载空表照着填")
    batch = planning.open_table(
        by=by, region=by.region, kind=ImportBatch.Kind.RATINGS, name=name, content=content, sheet=sheet,
        columns=columns,
    )  # fmt: skip
    plan = make_plan(by.region, sheet, columns, timezone.now())
    return planning.planned(by=by, batch=batch, columns=columns, counts=plan.summary)


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns."""
    return planning.opened(batch, FIELDS)


def plan_of(batch: ImportBatch) -> RatingPlan:
    """What taking in the batch would write as of now."""
    return make_plan(batch.region, *opened(batch), timezone.now())


@ledger.mutation(BATCH.event("apply"), composed=True)
def apply_file(*, by: User, batch: ImportBatch) -> ImportBatch:
    """The batch, taken in; rows refused are kept with their reasons.

    Errors: Refused without the right, once it was settled, and for a file without a good row.
    """
    if not (may(by, "evaluation.keep") and by.region_id == batch.region_id):
        raise Refused(NOT_YOURS)
    if batch.status != PLANNED:
        raise Refused("该批次已经办理过，请重新上传文件。")
    return _taken_in(by, batch, plan_of(batch))


def _taken_in(by: User | None, batch: ImportBatch, plan: RatingPlan) -> ImportBatch:
    if not plan.taken:
        raise Refused("没有一行可以导入，请按退回原因更正后重新提交。")
    evaluation.bring_in(
        by=by,
        region=batch.region,
        ratings=[row["rating"] for row in plan.taken],
        ticked=[row["ticked"] for row in plan.taken],
    )
    return planning.close(by=by, batch=batch, taken=len(plan.taken), refused=plan.refused)


def plan_of_sheet(token: AccessToken, sheet: Sheet) -> tuple[RatingPlan, ColumnMap]:
    """What a body of the bureau's earlier system would write, and its columns.

    Errors: Refused for another department's token, since nobody hands in what people said of himself, and for a body
    that lacks a column.
    """
    if token.department.kind != Department.Kind.BUREAU:
        raise Refused("原系统的评价只由营商局的系统报送：请用发给营商局的令牌。")
    columns = propose(FIELDS, sheet.headings)
    planning.needs(columns, "名称用中文列名")
    return make_plan(token.region, sheet, columns, timezone.now()), columns


def digest_of(content: bytes, plan: RatingPlan) -> str:
    """What a plan is confirmed by: it differs as soon as the body, or what would come of it, does."""
    taken = [(row["rating"].case_id, row["rating"].service, row["rating"].default) for row in plan.taken]
    refused = [(fault.line, fault.reason) for _, _, fault in plan.refused]
    whole = hashlib.sha256(content).hexdigest() + repr((taken, refused))
    return hashlib.sha256(whole.encode()).hexdigest()


def known_as(content: bytes) -> str:
    """The name of a handing-in: the same body a second time is the same batch."""
    return f"ratings:{hashlib.sha256(content).hexdigest()}"


@ledger.mutation(BATCH.event("apply"), composed=True)
def hand_in(*, token: AccessToken, name: str, content: bytes, sheet: Sheet, confirm: str) -> ImportBatch:
    """The batch of a body that was planned before, taken in.

    confirm: the digest that the plan was answered with. Errors: Conflict when what would come of it has changed since.
    """
    plan, columns = plan_of_sheet(token, sheet)
    if digest_of(content, plan) != confirm:
        raise Conflict("计划已经变化：请重新取得计划，核对后再确认。")
    batch = planning.open_table(
        by=None, region=token.region, kind=ImportBatch.Kind.RATINGS, name=name, content=content, sheet=sheet,
        columns=columns, department=token.department, way=Way.API, handed_in_as=known_as(content), token=token,
    )  # fmt: skip
    planning.planned(by=None, batch=batch, columns=columns, counts=plan.summary)
    return _taken_in(None, batch, plan)


def counts_of(plan: RatingPlan) -> dict[str, Any]:
    """The counts of a plan as they are told."""
    return {"read": len(plan.taken) + len(plan.refused), **plan.summary()}
