"""办理卷的生命周期. Steps between acceptance and decision are data (步骤方案), not states."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

RECEIVED, ASKED, ACCEPTED, DECIDED = "received", "asked", "accepted", "decided"
DELIVERED, DECLINED, WITHDRAWN, ENDED, ARCHIVED = "delivered", "declined", "withdrawn", "ended", "archived"

DOSSIER = lifecycle(
    Lifecycle(
        model="cases.Dossier",
        label="办理卷",
        states={
            RECEIVED: "待受理",
            ASKED: "待补正",
            ACCEPTED: "办理中",
            DECIDED: "待送达",
            DELIVERED: "已办结",
            DECLINED: "不予受理",
            WITHDRAWN: "已撤回",
            ENDED: "已终止",
            ARCHIVED: "已归档",
        },
        initial=(RECEIVED,),
        moves=(
            Move("accept", "受理", (RECEIVED,), ACCEPTED, "cases.accept"),
            Move("ask", "一次性告知补正", (RECEIVED,), ASKED, "cases.accept", ("asked_at",)),
            Move("decline", "不予受理", (RECEIVED,), DECLINED, "cases.accept", ("outcome",)),
            # 行政许可法 32(4): silence for five days is acceptance as of the day the materials came; nobody presses it.
            Move("deem", "视为受理", (RECEIVED,), ACCEPTED, "cases.accept"),
            Move("supplement", "补正到齐", (ASKED,), RECEIVED, "cases.accept"),
            Move("lapse", "逾期未补正，终止", (ASKED,), ENDED, "cases.accept", ("outcome",)),
            Move("decide", "作出决定", (ACCEPTED,), DECIDED, "cases.decide", ("outcome",)),
            Move("withdraw", "申请人撤回", (RECEIVED, ASKED, ACCEPTED), WITHDRAWN, "cases.accept", ("outcome",)),
            Move("end", "终止办理", (ACCEPTED,), ENDED, "cases.decide", ("outcome",)),
            Move("deliver", "送达", (DECIDED,), DELIVERED, "cases.deliver"),
            Move("archive", "归档", (DELIVERED, DECLINED, WITHDRAWN, ENDED), ARCHIVED, "cases.deliver"),
        ),
    )
)
OPEN = (RECEIVED, ASKED, ACCEPTED, DECIDED)
CLOSED = (DELIVERED, DECLINED, WITHDRAWN, ENDED)

# How a status looks: warn waits for us, calm waits for others, good is done.
TONES = {
    RECEIVED: "warn",
    ASKED: "calm",
    ACCEPTED: "warn",
    DECIDED: "warn",
    DELIVERED: "good",
    DECLINED: "plain",
    WITHDRAWN: "plain",
    ENDED: "plain",
    ARCHIVED: "good",
}
