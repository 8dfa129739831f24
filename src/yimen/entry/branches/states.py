"""分厅处置的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

DRAFT, SUBMITTED, RETURNED, EXAMINED = "draft", "submitted", "returned", "examined"
EXECUTING, FINISHED, CLOSED, REOPENED = "executing", "finished", "closed", "reopened"
WITH_DEPARTMENT = (DRAFT, RETURNED)
"""Still with its department, which may write it anew."""
OPEN = (DRAFT, SUBMITTED, RETURNED, EXAMINED)
"""Not decided yet: a branch hall has one of these at most."""
UNDER_WAY = (EXECUTING, REOPENED)
DECIDED = (EXECUTING, FINISHED, CLOSED, REOPENED)

DECISION = lifecycle(
    Lifecycle(
        model="entry.BranchDecision",
        label="分厅处置",
        states={
            DRAFT: "部门拟报",
            SUBMITTED: "待营商局审核",
            RETURNED: "已退回部门",
            EXAMINED: "待县政府决定",
            EXECUTING: "执行中",
            FINISHED: "部门报完成，待核验",
            CLOSED: "已办结",
            REOPENED: "已重开",
        },
        initial=(DRAFT,),
        moves=(
            Move("submit", "报营商局审核", WITH_DEPARTMENT, SUBMITTED, "entry.branch_propose"),
            Move("return", "退回部门", (SUBMITTED, EXAMINED), RETURNED, "entry.branch_examine", ("words",)),
            Move("examine", "审核通过", (SUBMITTED,), EXAMINED, "entry.branch_examine", ("opinion", "examined_by")),
            Move(
                "decide", "登记县政府决定", (EXAMINED,), EXECUTING, "entry.branch_decide",
                ("decided_on", "decision_number"),
            ),
            Move("finish", "报告完成", UNDER_WAY, FINISHED, "entry.branch_propose"),
            Move("confirm", "确认到位", (FINISHED,), CLOSED, "entry.branch_examine", ("opinion",)),
            Move("close", "数据核验转入，办结", (FINISHED,), CLOSED, "entry.branch_examine"),
            Move("reopen", "数据不符，重开", (FINISHED, CLOSED), REOPENED, "entry.branch_examine"),
        ),
    )
)  # fmt: skip
