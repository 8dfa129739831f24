"""交接单的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

HANDED, TAKEN, RETURNED = "handed", "taken", "returned"

HANDOVER = lifecycle(
    Lifecycle(
        model="cases.Handover",
        label="交接单",
        states={HANDED: "待接收", TAKEN: "已接收", RETURNED: "已退回"},
        initial=(HANDED,),
        moves=(
            Move("take", "确认接收", (HANDED,), TAKEN, "cases.hand_over"),
            Move("return", "整单退回", (HANDED,), RETURNED, "cases.hand_over", ("reason",)),
        ),
    )
)

TONES = {HANDED: "warn", TAKEN: "good", RETURNED: "plain"}
"""How a status looks."""
