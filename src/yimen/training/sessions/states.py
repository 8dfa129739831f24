"""培训期次的生命周期."""

from datetime import datetime

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"

SESSION = lifecycle(
    Lifecycle(
        model="training.CourseSession",
        label="培训期次",
        states={PLANNED: "报名中", HELD: "已办结", CANCELLED: "已取消"},
        initial=(PLANNED,),
        moves=(
            Move("hold", "办结", (PLANNED,), HELD, "training.keep"),
            Move("cancel", "取消", (PLANNED,), CANCELLED, "training.keep", ("reason",)),
        ),
    )
)
TONES = {PLANNED: "calm", HELD: "good", CANCELLED: "plain"}


def shown(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[str, str]:
    """What a session is called on pages, and its tone: one that nobody closed takes no enrolments for ever."""
    if status == PLANNED and now >= starts_at:
        return ("已结束，待办结", "warn") if now >= ends_at else ("进行中", "calm")
    return SESSION.states[status], TONES[status]
