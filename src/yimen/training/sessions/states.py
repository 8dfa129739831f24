"""培训期次的生命周期."""

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
