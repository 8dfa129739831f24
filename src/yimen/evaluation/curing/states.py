"""差评处置的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

WAITING, CALLED, UNREACHABLE, UNFOUNDED = "waiting", "called", "unreachable", "unfounded"
RIGHTING, RIGHTED, FED_BACK, RERATED, CLOSED = "righting", "righted", "fed_back", "rerated", "closed"

BAD_RATING = lifecycle(
    Lifecycle(
        model="evaluation.BadRating",
        label="差评处置",
        states={
            WAITING: "待回访",
            CALLED: "已回访待核实",
            UNREACHABLE: "无法联系",
            UNFOUNDED: "核实不属实",
            RIGHTING: "部门整改中",
            RIGHTED: "已整改待反馈",
            FED_BACK: "已反馈待再评",
            RERATED: "已再次评价",
            CLOSED: "已办结",
        },
        initial=(WAITING,),
        moves=(
            Move("call", "登记回访", (WAITING, UNREACHABLE), CALLED, "evaluation.call_back", ("called_at",)),
            Move("give_up", "多次回访联系不上", (WAITING,), UNREACHABLE, "evaluation.call_back", ("called_at",)),
            Move(
                "verify",
                "属实，交部门整改",
                (CALLED, UNREACHABLE),
                RIGHTING,
                "evaluation.call_back",
                ("demand", "right_due"),
            ),
            Move("set_aside", "不属实", (CALLED,), UNFOUNDED, "evaluation.set_aside", ("judgement",)),
            Move("put_right", "提交整改结果", (RIGHTING,), RIGHTED, "evaluation.put_right", ("righted", "righted_at")),
            Move("send_back", "退回继续整改", (RIGHTED,), RIGHTING, "evaluation.call_back", ("right_due",)),
            Move(
                "feed_back", "向评价人反馈", (RIGHTED,), FED_BACK, "evaluation.call_back", ("fed_back", "fed_back_at")
            ),
            Move("rerate", "再次评价", (FED_BACK,), RERATED, "evaluation.call_back", ("again",)),
            Move("close", "办结", (FED_BACK, UNREACHABLE), CLOSED, "evaluation.call_back", ("judgement",)),
        ),
    )
)
FOR_BUREAU = (WAITING, CALLED, UNREACHABLE, RIGHTED, FED_BACK)
FOR_DEPARTMENT = (RIGHTING,)
SETTLED = (UNFOUNDED, RERATED, CLOSED)
TONES = {
    WAITING: "warn",
    CALLED: "warn",
    UNREACHABLE: "plain",
    UNFOUNDED: "plain",
    RIGHTING: "calm",
    RIGHTED: "warn",
    FED_BACK: "calm",
    RERATED: "good",
    CLOSED: "good",
}
