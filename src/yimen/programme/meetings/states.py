"""会议的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

CALLED, HELD, MINUTED, CALLED_OFF = "called", "held", "minuted", "called_off"

MEETING = lifecycle(
    Lifecycle(
        model="programme.Meeting",
        label="会议",
        states={CALLED: "已通知", HELD: "已召开", MINUTED: "已印发纪要", CALLED_OFF: "已取消"},
        initial=(CALLED,),
        moves=(
            Move("hold", "登记会议情况", (CALLED,), HELD, "programme.meet", ("minutes",)),
            Move("issue", "印发纪要", (HELD,), MINUTED, "programme.meet", ("document",)),
            Move("call_off", "取消会议", (CALLED,), CALLED_OFF, "programme.meet", ("reason",)),
        ),
    )
)
TONES = {CALLED: "calm", HELD: "warn", MINUTED: "good", CALLED_OFF: "plain"}
