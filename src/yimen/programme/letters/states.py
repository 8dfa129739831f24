"""督办函的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

SENT, RECEIVED, ANSWERED, SETTLED = "sent", "received", "answered", "settled"

LETTER = lifecycle(
    Lifecycle(
        model="programme.SupervisionLetter",
        label="督办函",
        states={SENT: "已发出，待签收", RECEIVED: "已签收，待答复", ANSWERED: "已答复，待审查", SETTLED: "已办结"},
        initial=(SENT,),
        moves=(
            Move("receive", "签收", (SENT,), RECEIVED, "programme.answer", ("received_at",)),
            Move("serve", "登记送达回证", (SENT,), RECEIVED, "programme.press", ("received_at",)),
            Move("answer", "答复", (RECEIVED,), ANSWERED, "programme.answer"),
            Move("send_back", "退回重新答复", (ANSWERED,), RECEIVED, "programme.press", ("decision",)),
            Move("settle", "办结", (ANSWERED,), SETTLED, "programme.press", ("decision",)),
        ),
    )
)
OWED = (SENT, RECEIVED)
"""States in which the department owes the next step."""
TONES = {SENT: "warn", RECEIVED: "warn", ANSWERED: "calm", SETTLED: "good"}
