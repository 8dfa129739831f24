"""参数调整的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

PROPOSED, CONFIRMED, DECLINED, WITHDRAWN = "proposed", "confirmed", "declined", "withdrawn"

CHANGE = lifecycle(
    Lifecycle(
        model="evidence.ThresholdChange",
        label="参数调整",
        states={PROPOSED: "待确认", CONFIRMED: "已确认", DECLINED: "未同意", WITHDRAWN: "已撤回"},
        initial=(PROPOSED,),
        moves=(
            Move("confirm", "确认", (PROPOSED,), CONFIRMED, "evidence.confirm", ("decided_at",)),
            Move("decline", "不同意", (PROPOSED,), DECLINED, "evidence.confirm", ("decided_at", "words")),
            Move("withdraw", "撤回", (PROPOSED,), WITHDRAWN, "evidence.tune", ("decided_at",)),
        ),
    )
)
