"""单位代表资格的生命周期. What identity or the legal representative says holds at once; papers are checked first."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

ASKED, HELD, DECLINED, ENDED = "asked", "held", "declined", "ended"

REPRESENTATIVE = lifecycle(
    Lifecycle(
        model="cases.Representative",
        label="单位代表资格",
        states={ASKED: "待核验", HELD: "有效", DECLINED: "未通过", ENDED: "已终止"},
        initial=(ASKED, HELD),
        moves=(
            Move("confirm", "核验通过", (ASKED,), HELD, "cases.firm"),
            Move("decline", "核验不通过", (ASKED,), DECLINED, "cases.firm", ("words",)),
            Move("end", "终止", (ASKED, HELD), ENDED, "cases.firm", ("words",)),
        ),
    )
)
TONES = {ASKED: "warn", HELD: "good", DECLINED: "plain", ENDED: "plain"}
