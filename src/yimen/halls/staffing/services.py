"""Verbs on people at windows: posting, leave and stand-ins, appraisals by both masters, handing over a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.halls import services as halls
from yimen.halls.models import HallDay, Posting, Window
from yimen.halls.queries import posted_on
from yimen.halls.staffing import queries, registry
from yimen.halls.staffing.models import Appraisal, HandedThing, Leave, ShiftHandover, StandIn
from yimen.halls.staffing.states import APPRAISAL, DECLINED, HANDOVER, LEAVE, WITHDRAWN
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Staff, User
from yimen.people.queries import may

LONGEST_LEAVE = timedelta(days=200)


def _allow(by: User | None, act: str, staff: Staff) -> None:
    """Nothing. Errors: Refused for a role that may not, another county's people, and another department's."""
    if by is None:
        return
    if not may(by, act) or by.region_id != staff.region_id:
        raise Refused("您的角色不能为本县以外或没有这项权限的人员办理，请联系大厅管理员。")
    if not may(by, "halls.keep") and not may(by, "staffing.confirm") and by.department_id != staff.department_id:
        raise Refused("只能办理本部门人员的事，请联系其所在部门或大厅管理员。")


def _own(by: User | None, staff: Staff, whose: str) -> None:
    """Nothing. Errors: Refused for a clerk who acts for somebody else."""
    if by is None or may(by, "halls.keep") or may(by, "staffing.agree"):
        return
    if staff.account_id != by.pk:
        raise Refused(f"窗口人员只能办理自己的{whose}，请由本人、部门联络员或大厅管理员办理。")


@ledger.mutation("halls.posted")
def post(
    *, by: User | None, staff: Staff, window: Window, part: str, valid_from: date, valid_to: date | None = None
) -> Posting:
    """The posting of one person at a window. Errors: Refused for a second A or B, or a window that is not there."""
    _keep(by, window)
    if staff.region_id != window.hall.region_id:
        raise Refused("只能派驻本县人员。")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("终止日期早于起始日期，请更正。")
    if not window.in_force(valid_from):
        raise Refused(f"{window} 窗口在 {valid_from} 没有启用，请核对窗口和日期。")
    taken = posted_on(valid_from).filter(window=window)
    if taken.filter(staff=staff).exists():
        raise Refused(f"工号 {staff.code} 已派驻在 {window} 窗口，请先结束原派驻。")
    label = Posting.Part(part).label
    if part != Posting.Part.STAND_IN and (holder := taken.filter(part=part).select_related("staff").first()):
        raise Refused(f"{window} 窗口的{label}已由工号 {holder.staff.code} 担任，请先结束其派驻。")
    row = Posting.objects.create(staff=staff, window=window, part=part, valid_from=valid_from, valid_to=valid_to)
    facts = {"window": window.code, "staff": staff.code, "part": part}
    ledger.record(chain=window.hall.region_id, kind="halls.posted", by=by, changed=[row], facts=facts)
    return row


@ledger.mutation("halls.posting_ended")
def end_posting(*, by: User | None, posting: Posting, last: date) -> Posting:
    """The posting with its last day. Errors: Refused when it has an earlier one, or that day lies before the first."""
    _keep(by, posting.window)
    if last < posting.valid_from:
        raise Refused(f"派驻自 {posting.valid_from} 起，最后一天不能更早。")
    if posting.valid_to is not None and posting.valid_to <= last:
        raise Refused(f"这次派驻已定于 {posting.valid_to} 结束。")
    posting.valid_to = last
    posting.save(update_fields=["valid_to"])
    ledger.record(chain=posting.window.hall.region_id, kind="halls.posting_ended", by=by, changed=[posting])
    return posting


def _keep(by: User | None, window: Window) -> None:
    halls._allow(by, window.hall.region)


@dataclass(frozen=True)
class Absence:
    """请假的内容: what kind, from when to when, which half of one day, and why."""

    kind: str
    first_on: date
    last_on: date
    half: str = ""
    reason: str = ""


@ledger.mutation("halls.leave_asked")
def ask_leave(*, by: User | None, staff: Staff, absence: Absence) -> Leave:
    """The leave, which waits for the department. Errors: Refused for days that cannot be, or that overlap another."""
    _allow(by, "staffing.ask", staff)
    _own(by, staff, "请假")
    if absence.last_on < absence.first_on:
        raise Refused("最后一天早于第一天，请更正。")
    if absence.last_on - absence.first_on > LONGEST_LEAVE:
        raise Refused("一次请假最长 200 天，更长的请办理派驻终止。")
    if absence.half and absence.last_on != absence.first_on:
        raise Refused("半天假只能请在同一天。")
    dead = (DECLINED, WITHDRAWN)
    others = Leave.objects.filter(staff=staff, first_on__lte=absence.last_on, last_on__gte=absence.first_on)
    if clash := others.exclude(status__in=dead).first():
        raise Refused(f"与 {clash.first_on} 至 {clash.last_on} 的{clash.get_kind_display()}重叠，请先撤回原申请。")
    leave = Leave.objects.create(
        staff=staff, kind=absence.kind, first_on=absence.first_on, last_on=absence.last_on, half=absence.half,
        reason=tidy(absence.reason)[:200], asked_by=by, **begin(LEAVE, by=by),
    )  # fmt: skip
    facts = {"staff": staff.code, "kind": absence.kind}
    ledger.record(chain=staff.region_id, kind="halls.leave_asked", by=by, changed=[leave], facts=facts)
    return leave


@ledger.mutation(*(LEAVE.event(name) for name in ("agree", "refuse", "approve", "decline", "withdraw")))
def move_leave(*, by: User | None, leave: Leave, move: str, today: date, answer: str = "") -> Leave:
    """The leave after a move. Approved only when its windows stay covered; withdrawn, its stand-ins end with it.

    Errors: Refused for an own leave agreed or approved by oneself, and for windows that nobody would cover.
    """
    staff = leave.staff
    _allow(by, LEAVE.move(move).act, staff)
    if move == "withdraw":
        _own(by, staff, "请假")
        if leave.last_on < today:
            raise Refused("假期已经过去，不能撤回；考勤有出入的请办考勤更正。")
    elif by is not None and staff.account_id == by.pk:
        raise Refused("自己的请假不能自己同意或批准，请由其他人办理。")
    if move == "approve":
        _check_cover(leave)
    also = _end_stand_ins(leave, today) if move == "withdraw" else []
    changes: dict[str, Any] = {"answer": tidy(answer)[:200]} if move in ("refuse", "decline") else {}
    return advance(leave, move, by=by, chain=staff.region_id, also=also, **changes)


def _check_cover(leave: Leave) -> None:
    if leave.half:
        return  # the other half of the day somebody is there, and half a day's gap is the roster's to fill
    for window in queries.windows_of(leave.staff, leave.first_on, leave.last_on):
        days = HallDay.objects.filter(hall=window.hall_id, date__range=(leave.first_on, leave.last_on))
        bare = [day.date for day in days if not queries.covers(window, day.date, leave.staff)]
        if bare:
            raise Refused(f"{window} 窗口在 {bare[0]}（共 {len(bare)} 天）将没有人，请先安排顶岗再批准。")


def _end_stand_ins(leave: Leave, today: date) -> list[Posting]:
    """The postings that stood in for a leave that is taken back: days served stay, from today on they hold no more."""
    rows = [each.posting for each in leave.stand_ins.select_related("posting")]
    for posting in rows:
        posting.valid_to = max(posting.valid_from, today) - timedelta(days=1)
        posting.save(update_fields=["valid_to"])
    return rows


@ledger.mutation("halls.stand_in_arranged")
def stand_in(*, by: User | None, leave: Leave, staff: Staff, window: Window) -> StandIn:
    """The stand-in (顶岗), who is posted at the window for the days of the leave, and may accept there.

    Errors: Refused for somebody who is away himself, is the one who is away, or stands at the window already.
    """
    _keep(by, window)
    if leave.status in (DECLINED, WITHDRAWN):
        raise Refused("这次请假没有批准或已撤回，不用顶岗。")
    if staff == leave.staff:
        raise Refused("不能由请假的人自己顶岗。")
    if window not in queries.windows_of(leave.staff, leave.first_on, leave.last_on):
        raise Refused(f"工号 {leave.staff.code} 在这些天没有派驻 {window} 窗口，请选他的窗口。")
    if queries.away_between(leave.first_on, leave.last_on, [staff.pk]):
        raise Refused(f"工号 {staff.code} 在这些天也请假，请另选一人。")
    days = posted_on(leave.first_on).filter(staff=staff)
    if days.filter(window=window).exists():
        raise Refused(f"工号 {staff.code} 本来就派驻在 {window} 窗口，不用另行顶岗。")
    posting = Posting.objects.create(
        staff=staff, window=window, part=Posting.Part.STAND_IN, valid_from=leave.first_on, valid_to=leave.last_on
    )
    row = StandIn.objects.create(leave=leave, posting=posting, arranged_by=by)
    chain = window.hall.region_id
    facts = {"window": window.code, "staff": staff.code}
    ledger.record(chain=chain, kind="halls.stand_in_arranged", by=by, changed=[posting, row], facts=facts)
    return row


@ledger.mutation("halls.appraisal_proposed")
def propose_appraisal(
    *, by: User | None, staff: Staff, year: int, quarter: int, grade: str, hall_words: str, today: date
) -> Appraisal:
    """The quarter's appraisal, which waits for the department. Errors: Refused twice, before the quarter is over."""
    if by is not None and not (may(by, "halls.keep") and by.region_id == staff.region_id):
        raise Refused("平时考核由大厅管理员提出。")
    if not 1 <= quarter <= 4 or today < quarter_end(year, quarter):
        raise Refused(f"{year} 年第 {quarter} 季度还没有结束，不能考核。")
    if not tidy(hall_words):
        raise Refused("请写明评定的依据。")
    if Appraisal.objects.filter(staff=staff, year=year, quarter=quarter).exists():
        raise Refused(f"工号 {staff.code} 这一季度已经考核，请在原考核上办理。")
    row = Appraisal.objects.create(
        staff=staff, year=year, quarter=quarter, grade=grade, hall_words=tidy(hall_words)[:300],
        **begin(APPRAISAL, by=by),
    )  # fmt: skip
    ledger.record(chain=staff.region_id, kind="halls.appraisal_proposed", by=by, changed=[row])
    return row


def quarter_end(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    following = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return following - timedelta(days=1)


@ledger.mutation(*(APPRAISAL.event(name) for name in ("settle", "object", "revise")))
def move_appraisal(*, by: User, appraisal: Appraisal, move: str, words: str = "", grade: str = "") -> Appraisal:
    """The appraisal after a move: the department confirms or objects, the hall proposes again."""
    _allow(by, APPRAISAL.move(move).act, appraisal.staff)
    if appraisal.staff.account_id == by.pk:
        raise Refused("自己的考核不能自己确认，请由其他人办理。")
    given = tidy(words)[:300]
    changes: dict[str, Any] = {
        "settle": {"department_words": given},
        "object": {"department_words": given},
        "revise": {"grade": grade, "hall_words": given},
    }[move]
    return advance(appraisal, move, by=by, chain=appraisal.staff.region_id, **changes)


@ledger.mutation("halls.shift_handed_over")
def hand_over(
    *, by: User | None, window: Window, giver: Staff, taker: Staff, things: Sequence[tuple[str, str, str]] = (),
    remark: str = "",
) -> ShiftHandover:  # fmt: skip
    """The handover as its giver signs it: what the system knows is open in his hands, then what he adds.

    things: (kind, number, words). Errors: Refused for oneself, and for a taker who is not posted in the hall.
    """
    _allow(by, "staffing.ask", giver)
    _own(by, giver, "交接班")
    if giver == taker:
        raise Refused("不能交给自己，请选接班人。")
    if not Posting.objects.filter(staff=taker, window__hall=window.hall_id).exists():
        raise Refused(f"工号 {taker.code} 没有派驻在{window.hall}，请选大厅里的人。")
    row = ShiftHandover.objects.create(
        window=window, giver=giver, taker=taker, remark=tidy(remark)[:300], **begin(HANDOVER, by=by)
    )
    found = [(each.kind, each.reference, each.words, True) for each in registry.open_things_of(giver)]
    added = [(kind, reference, tidy(words), False) for kind, reference, words in things if tidy(words)]
    made = HandedThing.objects.bulk_create(
        HandedThing(handover=row, place=n, kind=kind, reference=ref[:60], words=words[:200], found=known)
        for n, (kind, ref, words, known) in enumerate([*found, *added], 1)
    )
    facts = {"window": window.code, "things": len(made)}
    chain = window.hall.region_id
    ledger.record(chain=chain, kind="halls.shift_handed_over", by=by, changed=[row, *made], facts=facts)
    return row


@ledger.mutation(*(HANDOVER.event(name) for name in ("sign", "return")))
def move_handover(*, by: User, handover: ShiftHandover, move: str, answer: str = "") -> ShiftHandover:
    """The handover, signed or returned by its taker. Errors: Refused for anybody else."""
    if handover.taker.account_id != by.pk:
        raise Refused("交接班由接班人本人签收或退回。")
    changes: dict[str, Any] = {"answer": tidy(answer)[:300]} if move == "return" else {}
    return advance(handover, move, by=by, chain=handover.window.hall.region_id, **changes)
