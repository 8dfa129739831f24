"""空间需求 and 规划方案: their lifecycles."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

FILED, CHECKED, AGREED, RETURNED, WITHDRAWN = "filed", "checked", "agreed", "returned", "withdrawn"
COUNTED = (FILED, CHECKED, AGREED)
"""What is planned for; a plan says of each demand how far it has come."""

DEMAND = lifecycle(
    Lifecycle(
        model="halls.SpaceDemand",
        label="空间需求",
        states={FILED: "已申报", CHECKED: "已核对", AGREED: "已同意", RETURNED: "已退回", WITHDRAWN: "已撤回"},
        initial=(FILED,),
        moves=(
            Move("check", "核对", (FILED,), CHECKED, "planning.check"),
            Move("agree", "同意", (CHECKED,), AGREED, "planning.agree"),
            Move("return", "退回", (FILED, CHECKED), RETURNED, "planning.check", ("words",)),
            Move("withdraw", "撤回", (FILED, CHECKED, RETURNED), WITHDRAWN, "planning.file"),
        ),
    )
)

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
UNDER_WAY = (QUEUED, RUNNING)

ARRANGEMENT = lifecycle(
    Lifecycle(
        model="halls.Arrangement",
        label="规划方案",
        states={QUEUED: "排队中", RUNNING: "测算中", DONE: "已完成", FAILED: "未完成", CANCELLED: "已取消"},
        initial=(QUEUED,),
        moves=(
            # From RUNNING too: a worker that was killed has its task put back, and begins anew.
            Move("start", "开始测算", (QUEUED, RUNNING), RUNNING, "planning.run"),
            Move("finish", "完成测算", (RUNNING,), DONE, "planning.run", ("outcome",)),
            Move("fail", "中止", (QUEUED, RUNNING), FAILED, "planning.run", ("failure",)),
            Move("cancel", "取消", (QUEUED, RUNNING), CANCELLED, "planning.run"),
        ),
    )
)
