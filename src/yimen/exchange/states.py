"""导入批次的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

PLANNED, APPLIED, DISCARDED = "planned", "applied", "discarded"

BATCH = lifecycle(
    Lifecycle(
        model="exchange.ImportBatch",
        label="导入批次",
        states={PLANNED: "待确认", APPLIED: "已导入", DISCARDED: "已放弃"},
        initial=(PLANNED, APPLIED),
        moves=(
            Move("apply", "确认导入", (PLANNED,), APPLIED, "exchange.apply"),
            Move("discard", "放弃导入", (PLANNED,), DISCARDED, "exchange.apply"),
        ),
    )
)
