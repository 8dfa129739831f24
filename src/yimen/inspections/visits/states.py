"""督查计划和督查的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

COMMITTED, DRAWN, REVEALED = "committed", "drawn", "revealed"

PLAN = lifecycle(
    Lifecycle(
        model="inspections.VisitPlan",
        label="督查计划",
        states={COMMITTED: "种子已封存，待抽签", DRAWN: "已抽签，对象封存", REVEALED: "已公开种子"},
        initial=(COMMITTED,),
        moves=(
            Move("draw", "抽签", (COMMITTED,), DRAWN, "visit.plan", ("beacon", "drawn_at")),
            Move("reveal", "公开种子", (DRAWN,), REVEALED, "visit.plan", ("secret",)),
        ),
    )
)

SEALED, OPENED, SIGNED, CALLED_OFF = "sealed", "opened", "signed", "called_off"

VISIT = lifecycle(
    Lifecycle(
        model="inspections.Visit",
        label="督查",
        states={SEALED: "对象封存", OPENED: "已启封", SIGNED: "两人已签字", CALLED_OFF: "已取消"},
        initial=(SEALED,),
        moves=(
            Move("open", "启封", (SEALED,), OPENED, "visit.go", ("department", "nonce")),
            Move("sign", "签字完成", (OPENED,), SIGNED, "visit.go"),
            Move("call_off", "取消", (SEALED,), CALLED_OFF, "visit.plan", ("reason",)),
        ),
    )
)
TONES = {
    COMMITTED: "warn", DRAWN: "calm", REVEALED: "good", SEALED: "plain", OPENED: "calm", SIGNED: "good",
    CALLED_OFF: "plain",
}  # fmt: skip
