"""发件、来件、差异的生命周期. What the platform decides has no person behind it."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

WAITING, SENT, CONFIRMED = "waiting", "sent", "confirmed"
REJECTED, SET_ASIDE = "rejected", "set_aside"
OPEN_MESSAGES = (WAITING, SENT)
"""Messages that go on by themselves; the two below wait for a person."""
STUCK_MESSAGES = (REJECTED, SET_ASIDE)

KEEP = "exchange.platform_keep"
CORRECT = "exchange.platform_correct"

OUTBOX = lifecycle(
    Lifecycle(
        model="exchange.OutboxMessage",
        label="发件",
        states={
            WAITING: "待发送",
            SENT: "已送达待确认",
            CONFIRMED: "省平台已确认",
            REJECTED: "省平台退回",
            SET_ASIDE: "搁置",
        },
        initial=(WAITING,),
        moves=(
            Move("send", "送达省平台", (WAITING,), SENT, KEEP, ("remote",)),
            # A callback may come before we know that the message had arrived at all: the answer was lost.
            Move("confirm", "省平台确认", (WAITING, SENT, SET_ASIDE), CONFIRMED, KEEP, ("remote", "confirmed_on")),
            Move("reject", "省平台退回", (WAITING, SENT, SET_ASIDE), REJECTED, KEEP, ("code", "reason")),
            Move("set_aside", "搁置", (WAITING, SENT), SET_ASIDE, KEEP, ("reason",)),
            Move("repeat", "省平台没有记录，重发", (SENT,), WAITING, KEEP),
            # Only what the platform says it did not take gets a new key: what may have worked keeps its own.
            Move("correct", "更正后重报", (REJECTED,), WAITING, CORRECT),
            Move("resend", "再次发送", (SET_ASIDE,), WAITING, KEEP),
            Move("reopen", "对账后重报", (CONFIRMED,), WAITING, KEEP),
        ),
    )
)

RECEIVED, APPLIED, REFUSED = "received", "applied", "refused"

INBOX = lifecycle(
    Lifecycle(
        model="exchange.InboxMessage",
        label="来件",
        states={RECEIVED: "待处理", APPLIED: "已处理", REFUSED: "我方未收下"},
        initial=(RECEIVED, APPLIED, REFUSED),
        moves=(
            Move("apply", "处理", (RECEIVED, REFUSED), APPLIED, KEEP),
            Move("refuse", "不收下", (RECEIVED, REFUSED), REFUSED, KEEP, ("reason",)),
        ),
    )
)

OPEN, SENT_AGAIN, ASKED, SETTLED = "open", "sent_again", "asked", "settled"
UNSETTLED = (OPEN, SENT_AGAIN, ASKED)

DIFFERENCE = lifecycle(
    Lifecycle(
        model="exchange.Difference",
        label="对账差异",
        states={OPEN: "待处理", SENT_AGAIN: "已重报", ASKED: "已去函核实", SETTLED: "已消除"},
        initial=(OPEN,),
        moves=(
            Move("send_again", "重报", (OPEN, ASKED), SENT_AGAIN, KEEP),
            Move("ask", "请省平台核实", (OPEN, SENT_AGAIN), ASKED, KEEP, ("words",)),
            Move("settle", "记为已消除", UNSETTLED, SETTLED, KEEP, ("words",)),
        ),
    )
)
