"""Lifecycles of leave, appraisals and handovers. Both masters of a window's clerk (双重管理) have a move in each."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

ASKED, AGREED, APPROVED, DECLINED, WITHDRAWN = "asked", "agreed", "approved", "declined", "withdrawn"
LEAVE = lifecycle(
    Lifecycle(
        model="halls.Leave",
        label="请假",
        states={
            ASKED: "待部门同意",
            AGREED: "待大厅批准",
            APPROVED: "已批准",
            DECLINED: "未批准",
            WITHDRAWN: "已撤回",
        },
        initial=(ASKED,),
        moves=(
            Move("agree", "部门同意", (ASKED,), AGREED, "staffing.agree"),
            Move("refuse", "部门不同意", (ASKED,), DECLINED, "staffing.agree", ("answer",)),
            Move("approve", "大厅批准", (AGREED,), APPROVED, "halls.keep"),
            Move("decline", "大厅不批准", (AGREED,), DECLINED, "halls.keep", ("answer",)),
            Move("withdraw", "撤回", (ASKED, AGREED, APPROVED), WITHDRAWN, "staffing.ask"),
        ),
    )
)

PROPOSED, OBJECTED, SETTLED = "proposed", "objected", "settled"
APPRAISAL = lifecycle(
    Lifecycle(
        model="halls.Appraisal",
        label="平时考核",
        states={PROPOSED: "待部门确认", OBJECTED: "部门有异议", SETTLED: "双方已确认"},
        initial=(PROPOSED,),
        moves=(
            Move("settle", "部门确认", (PROPOSED,), SETTLED, "staffing.agree"),
            Move("object", "部门提出异议", (PROPOSED,), OBJECTED, "staffing.agree", ("department_words",)),
            Move("revise", "大厅复议后再报", (OBJECTED,), PROPOSED, "halls.keep", ("grade", "hall_words")),
        ),
    )
)

WRITTEN, SIGNED, RETURNED = "written", "signed", "returned"
HANDOVER = lifecycle(
    Lifecycle(
        model="halls.ShiftHandover",
        label="交接班",
        states={WRITTEN: "待接班人签收", SIGNED: "双方已签", RETURNED: "接班人退回"},
        initial=(WRITTEN,),
        moves=(
            Move("sign", "核对并签收", (WRITTEN,), SIGNED, "staffing.ask"),
            Move("return", "不符，退回", (WRITTEN,), RETURNED, "staffing.ask", ("answer",)),
        ),
    )
)
TONES = {
    ASKED: "warn", AGREED: "warn", APPROVED: "good", DECLINED: "plain", WITHDRAWN: "plain", PROPOSED: "warn",
    OBJECTED: "wrong", SETTLED: "good", WRITTEN: "warn", SIGNED: "good", RETURNED: "wrong",
}  # fmt: skip
