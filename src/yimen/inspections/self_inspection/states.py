"""自查轮次和自查表的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

OPEN, CLOSED = "open", "closed"

ROUND = lifecycle(
    Lifecycle(
        model="inspections.SelfRound",
        label="自查轮次",
        states={OPEN: "填报中", CLOSED: "已结束"},
        initial=(OPEN,),
        moves=(Move("close", "结束轮次", (OPEN,), CLOSED, "inspection.keep"),),
    )
)

FILLING, SUBMITTED, SIGNED, RETURNED, ACCEPTED = "filling", "submitted", "signed", "returned", "accepted"

SHEET = lifecycle(
    Lifecycle(
        model="inspections.SelfSheet",
        label="部门自查表",
        states={
            FILLING: "填报中",
            SUBMITTED: "待负责人签发",
            SIGNED: "已签发待审核",
            RETURNED: "已退回待更正",
            ACCEPTED: "已审核",
        },
        initial=(FILLING,),
        moves=(
            Move("submit", "提交签发", (FILLING, RETURNED), SUBMITTED, "inspection.answer", ("submitted_at",)),
            Move("sign", "签发自查报告", (SUBMITTED,), SIGNED, "inspection.sign", ("digest", "number")),
            Move("send_back", "退回更正", (SUBMITTED, SIGNED), RETURNED, "inspection.keep"),
            Move("accept", "审核通过", (SIGNED,), ACCEPTED, "inspection.keep"),
        ),
    )
)

OWED = (FILLING, RETURNED)
"""States in which the department still owes its sheet."""
SAID = (SIGNED, ACCEPTED)
"""States in which a department's word stands, over the name of its head."""
TONES = {FILLING: "calm", SUBMITTED: "warn", SIGNED: "warn", RETURNED: "wrong", ACCEPTED: "good",
         OPEN: "calm", CLOSED: "plain"}  # fmt: skip
