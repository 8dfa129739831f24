"""办不成事与异议的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

RECEIVED, ASSIGNED, ANSWERED, DISPUTED = "received", "assigned", "answered", "disputed"
SOLVED, CLOSED, PASSED_ON = "solved", "closed", "passed_on"

HINDRANCE = lifecycle(
    Lifecycle(
        model="evaluation.Hindrance",
        label="办不成事反映",
        states={
            RECEIVED: "待交办",
            ASSIGNED: "部门办理中",
            ANSWERED: "已答复",
            DISPUTED: "本人不满意，重新办理",
            SOLVED: "已解决",
            CLOSED: "已办结",
            PASSED_ON: "已转其他渠道",
        },
        initial=(RECEIVED, ASSIGNED),  # an objection goes to its department at once
        moves=(
            Move("assign", "交办", (RECEIVED,), ASSIGNED, "hindrance.assign", ("department", "due_on")),
            Move("pass_on", "转其他渠道", (RECEIVED,), PASSED_ON, "hindrance.assign", ("answer",)),
            Move("settle", "当场解决", (RECEIVED,), ANSWERED, "hindrance.assign", ("answer", "cause", "outcome")),
            Move("answer", "答复", (ASSIGNED, DISPUTED), ANSWERED, "hindrance.answer", ("answer", "cause", "outcome")),
            # The person himself says so, with number and secret; nobody says it for him.
            Move("confirm", "确认解决", (ANSWERED,), SOLVED, "hindrance.assign"),
            Move("dispute", "没有解决", (ANSWERED,), DISPUTED, "hindrance.assign", ("due_on",)),
            Move("close", "办结", (ANSWERED,), CLOSED, "hindrance.assign", ("closing",)),
        ),
    )
)
OPEN = (RECEIVED, ASSIGNED, DISPUTED)
FOR_DEPARTMENT = (ASSIGNED, DISPUTED)
TONES = {
    RECEIVED: "warn",
    ASSIGNED: "calm",
    ANSWERED: "good",
    DISPUTED: "wrong",
    SOLVED: "good",
    CLOSED: "good",
    PASSED_ON: "plain",
}
