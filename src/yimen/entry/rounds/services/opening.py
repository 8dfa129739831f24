"""发布和撤销梳理轮次."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.models import Declaration
from yimen.entry.rounds.models import Round, Sheet, SheetLine
from yimen.entry.rounds.states import OPEN, PUBLISHED, ROUND, SHEET
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User, in_force
from yimen.people.queries import may

ROWS_PER_QUERY = 200


def allow_bureau(by: User | None, region: str) -> None:
    """Errors: Refused unless an officer of that county, or the system itself, is at work."""
    if by is not None and not (may(by, "entry.round") and by.region_id == region):
        raise Refused("只有本县（区）营商局业务人员可以办理。")


def check_open(thing: Round) -> None:
    """Errors: Conflict unless the round is under way."""
    if thing.status != OPEN:
        closed = "已公布清单" if thing.status == PUBLISHED else "已撤销"
        raise Conflict(f"本轮梳理{closed}，不能再改。")


@ledger.mutation("entry.round_opened")
def open_round(*, by: User | None, region: Region, title: str, as_of: date, deadline: date) -> Round:
    """The round, with a sheet for every department that has on-application items in use on the day `as_of`.

    Errors: Refused for a list of a day to come, a deadline that has passed (but for the system, which takes in what
    was), a day without items, and while another round is under way.
    """
    allow_bureau(by, region.pk)
    title, today = tidy(title), timezone.localdate()
    if not title:
        raise Refused("请填写本轮梳理的名称。")
    if as_of > today:
        raise Refused(f"清单基准日 {as_of} 在今天之后：请选择已经到来的日期。")
    if by is not None and deadline <= today:
        raise Refused(f"截止日期 {deadline} 应在今天之后，给各部门留出时间。")
    versions = list(
        ItemVersion.objects.filter(
            in_force(as_of),
            region=region,
            initiation=ItemVersion.Initiation.ON_APPLICATION,
            state=ItemVersion.State.IN_USE,
        ).order_by("department__code", "code")
    )
    if not versions:
        raise Refused(f"{as_of} 的事项清单里没有依申请事项，请先导入清单或改选基准日。")
    number = Round.objects.filter(region=region).count() + 1
    try:
        with transaction.atomic():
            opened = Round.objects.create(
                region=region, number=number, title=title, as_of=as_of, deadline=deadline, opened_by=by,
                **begin(ROUND, by=by),
            )  # fmt: skip
    except IntegrityError as error:  # the database lets one round of a county be open
        raise Conflict("本县已有一轮梳理正在进行：请先公布清单或撤销该轮。") from error
    sheets, lines = _lay_out(opened, versions, by)
    facts = {"as_of": as_of.isoformat(), "deadline": deadline.isoformat(), "items": len(lines)}
    ledger.record(
        chain=region.pk, kind="entry.round_opened", by=by, changed=[opened, *sheets, *lines], facts=facts
    )  # fmt: skip
    return opened


def _lay_out(opened: Round, versions: list[ItemVersion], by: User | None) -> tuple[list[Sheet], list[SheetLine]]:
    """The empty sheets and their lines, numbered by code."""
    departments = dict.fromkeys(version.department_id for version in versions)
    state = begin(SHEET, by=by)
    made = [Sheet(round=opened, region_id=opened.region_id, department_id=each, **state) for each in departments]
    sheets = {sheet.department_id: sheet for sheet in Sheet.objects.bulk_create(made)}
    present = dict(
        Declaration.objects.filter(region=opened.region_id, valid_to__isnull=True).order_by().values_list("item", "pk")
    )
    lines: list[SheetLine] = []
    numbers = dict.fromkeys(departments, 0)
    for version in versions:
        numbers[version.department_id] += 1
        lines.append(
            SheetLine(
                sheet=sheets[version.department_id], item_id=version.item_id, version=version,
                number=numbers[version.department_id], former_id=present.get(version.item_id),
            )
        )  # fmt: skip
    return list(sheets.values()), SheetLine.objects.bulk_create(lines, batch_size=ROWS_PER_QUERY)


@ledger.mutation(ROUND.event("call_off"))
def call_off(*, by: User | None, round: Round, words: str) -> Round:
    """The round called off; what departments filled in stays to be read, and nothing of it holds any more.

    Errors: Refused without a reason and once a sheet was confirmed, since its declarations hold; Conflict as `advance`.
    """
    allow_bureau(by, round.region_id)
    if Declaration.objects.filter(line__sheet__round=round).exists():
        raise Refused("已有部门的梳理表被确认并生效，不能撤销本轮：请继续办完并公布清单。")
    return advance(round, "call_off", by=by, chain=round.region_id, closing_words=tidy(words))
