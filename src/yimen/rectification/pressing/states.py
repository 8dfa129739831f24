"""延期申请与督促措施的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

ASKED, GRANTED, DECLINED = "asked", "granted", "declined"

MORE_TIME = lifecycle(
    Lifecycle(
        model="rectification.MoreTime",
        label="延期申请",
        states={ASKED: "待决定", GRANTED: "已同意", DECLINED: "未同意"},
        initial=(ASKED,),
        moves=(
            Move("grant", "同意延期", (ASKED,), GRANTED, "order.check", ("decision",)),
            Move("decline", "不同意延期", (ASKED,), DECLINED, "order.check", ("decision",)),
        ),
    )
)

SENT, DISPUTED, UPHELD, LIFTED = "sent", "disputed", "upheld", "lifted"

ESCALATION = lifecycle(
    Lifecycle(
        model="rectification.Escalation",
        label="督促措施",
        states={SENT: "已发出", DISPUTED: "部门已说明，待处理", UPHELD: "说明不成立", LIFTED: "已撤回"},
        initial=(SENT,),
        moves=(
            Move("dispute", "作出说明", (SENT,), DISPUTED, "order.answer", ("reply",)),
            Move("uphold", "说明不成立，措施有效", (DISPUTED,), UPHELD, "order.check", ("decision",)),
            Move("lift", "说明成立，撤回措施", (DISPUTED,), LIFTED, "order.check", ("decision",)),
        ),
    )
)

TONES = {
    ASKED: "warn",
    GRANTED: "good",
    DECLINED: "plain",
    SENT: "warn",
    DISPUTED: "warn",
    UPHELD: "wrong",
    LIFTED: "plain",
}
