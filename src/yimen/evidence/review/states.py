"""抽样复核计划的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

COMMITTED, DRAWN = "committed", "drawn"

PLAN = lifecycle(
    Lifecycle(
        model="evidence.ReviewPlan",
        label="抽样复核计划",
        states={COMMITTED: "种子已封存，待抽样", DRAWN: "已抽样"},
        initial=(COMMITTED,),
        moves=(Move("draw", "抽样", (COMMITTED,), DRAWN, "evidence.run", ("seed", "budget", "drawn_at")),),
    )
)
