"""缺陷的生命周期. Nobody closes one by hand: the next look at the same thing does, or opens it again."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

OPEN, REPAIRED, CLOSED = "open", "repaired", "closed"

DEFECT = lifecycle(
    Lifecycle(
        model="halls.Defect",
        label="检查缺陷",
        states={OPEN: "待整改", REPAIRED: "已整改待复查", CLOSED: "复查合格"},
        initial=(OPEN,),
        moves=(
            Move("repair", "登记整改", (OPEN,), REPAIRED, "halls.keep", ("remedy",)),
            Move("reopen", "复查不合格", (REPAIRED,), OPEN, "halls.keep"),
            Move("close", "复查合格", (OPEN, REPAIRED), CLOSED, "halls.keep"),
        ),
    )
)
TONES = {OPEN: "wrong", REPAIRED: "warn", CLOSED: "good"}
