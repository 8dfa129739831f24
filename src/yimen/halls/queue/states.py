"""号票的生命周期. A number that nobody called stays as it is when its day is over: nothing is wiped at night."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

WAITING, CALLED, SERVING, HELD = "waiting", "called", "serving", "held"
MISSED, DONE, LEFT = "missed", "done", "left"
OPEN = (WAITING, CALLED, SERVING, HELD, MISSED)
AT_WINDOW = (CALLED, SERVING)
"""Somebody is at a window, or on the way there."""

TICKET = lifecycle(
    Lifecycle(
        model="halls.Ticket",
        label="号票",
        states={
            WAITING: "等候",
            CALLED: "已叫号",
            SERVING: "办理中",
            HELD: "挂起",
            MISSED: "过号",
            DONE: "办完",
            LEFT: "已退号",
        },
        # Numbers given out on paper while the system was away are entered as they ended.
        initial=(WAITING, DONE, MISSED),
        moves=(
            Move("call", "叫号", (WAITING, HELD), CALLED, "queue.serve", ("window",)),
            Move("recall", "重呼", (CALLED,), CALLED, "queue.serve"),
            Move("begin", "开始办理", (CALLED,), SERVING, "queue.serve"),
            Move("finish", "办完", (SERVING,), DONE, "queue.serve"),
            Move("hold", "挂起", AT_WINDOW, HELD, "queue.serve", ("reason",)),
            Move("transfer", "转窗口", AT_WINDOW, WAITING, "queue.serve", ("reason",)),
            Move("miss", "过号", (CALLED,), MISSED, "queue.serve"),
            Move("come_back", "过号重排", (MISSED,), WAITING, "queue.serve", ("queued_at",)),
            Move("leave", "退号", (WAITING, HELD, MISSED), LEFT, "queue.serve", ("reason",)),
        ),
    )
)
TONES = {
    WAITING: "plain", CALLED: "warn", SERVING: "calm", HELD: "warn", MISSED: "wrong", DONE: "good", LEFT: "plain",
}  # fmt: skip
