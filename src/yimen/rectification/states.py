"""疑点与整改单的生命周期: every status of this room changes by these tables and by nothing else."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

RAISED, EXPLAINED, ACCEPTED, DISMISSED = "raised", "explained", "accepted", "dismissed"
TAKEN_BACK = "taken_back"

FINDING = lifecycle(
    Lifecycle(
        model="rectification.Finding",
        label="疑点",
        states={
            RAISED: "待核实",
            EXPLAINED: "部门已说明",
            ACCEPTED: "已认定",
            DISMISSED: "已排除",
            TAKEN_BACK: "已撤回",
        },
        initial=(RAISED,),
        moves=(
            Move("explain", "说明情况", (RAISED, EXPLAINED), EXPLAINED, "finding.explain"),
            Move("explain_on_paper", "登记部门书面说明", (RAISED, EXPLAINED), EXPLAINED, "finding.judge"),
            Move("accept", "认定", (RAISED, EXPLAINED), ACCEPTED, "finding.judge", ("judgement",)),
            Move("dismiss", "排除", (RAISED, EXPLAINED), DISMISSED, "finding.judge", ("judgement",)),
            Move("withdraw", "撤回认定", (ACCEPTED,), TAKEN_BACK, "finding.judge", ("withdrawal",)),
        ),
    )
)

ISSUED, SERVED, ANSWERED, OBJECTED = "issued", "served", "answered", "objected"
CHECKING, CLOSED, REOPENED, WITHDRAWN = "checking", "closed", "reopened", "withdrawn"

ORDER = lifecycle(
    Lifecycle(
        model="rectification.Order",
        label="整改单",
        states={
            ISSUED: "待签收",
            SERVED: "整改中",
            ANSWERED: "已答复待复核",
            OBJECTED: "有异议待处理",
            CHECKING: "复核中",
            CLOSED: "已销号",
            REOPENED: "反弹重开",
            WITHDRAWN: "已撤销",
        },
        initial=(ISSUED, ANSWERED),  # answered: an order of paper, registered with its answer
        moves=(
            Move("receive", "签收", (ISSUED,), SERVED, "order.receive"),
            Move("serve", "登记纸质送达", (ISSUED,), SERVED, "order.issue"),
            Move("answer", "提交整改答复", (SERVED, REOPENED), ANSWERED, "order.answer"),
            Move("object", "提出异议", (SERVED, REOPENED), OBJECTED, "order.answer"),
            Move("uphold", "异议不成立，继续整改", (OBJECTED,), SERVED, "order.check"),
            Move("withdraw", "异议成立，撤销整改单", (OBJECTED,), WITHDRAWN, "order.check"),
            Move("check", "受理复核", (ANSWERED,), CHECKING, "order.check"),
            Move("send_back", "退回继续整改", (ANSWERED, CHECKING), SERVED, "order.check"),
            # Only a clean verification of all data since the answer closes an order; no person can press this.
            Move("close", "复核通过，销号", (CHECKING,), CLOSED, "order.check", ("clean_source",)),
            Move("reopen", "反弹重开", (CLOSED,), REOPENED, "order.check"),
        ),
    )
)

# How a status looks: good done, calm under way, warn waiting for somebody, wrong relapsed.
TONES = {
    RAISED: "warn",
    EXPLAINED: "warn",
    ACCEPTED: "calm",
    DISMISSED: "plain",
    TAKEN_BACK: "plain",
    ISSUED: "warn",
    SERVED: "calm",
    ANSWERED: "warn",
    OBJECTED: "warn",
    CHECKING: "calm",
    CLOSED: "good",
    REOPENED: "wrong",
    WITHDRAWN: "plain",
}
