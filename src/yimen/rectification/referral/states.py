"""移交的生命周期: proposed, heard, approved by two, sealed, handed over; or not referred, for a reason that stays."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

PROPOSED, HEARD, SUPPORTED, APPROVED = "proposed", "heard", "supported", "approved"
SEALED, SENT, DROPPED = "sealed", "sent", "dropped"
OPEN = (PROPOSED, HEARD, SUPPORTED, APPROVED, SEALED)

REFERRAL = lifecycle(
    Lifecycle(
        model="rectification.Referral",
        label="移交",
        states={
            PROPOSED: "拟移交，听取说明",
            HEARD: "部门已说明",
            SUPPORTED: "一人已同意",
            APPROVED: "两人已同意",
            SEALED: "案卷已封存",
            SENT: "已移交",
            DROPPED: "不移交",
        },
        initial=(PROPOSED,),
        moves=(
            Move("reply", "书面说明", (PROPOSED,), HEARD, "order.answer", ("reply",)),
            Move("support", "同意移交", (PROPOSED, HEARD), SUPPORTED, "referral.approve", ("authority",)),
            Move("approve", "第二人同意移交", (SUPPORTED,), APPROVED, "referral.approve"),
            Move("drop", "不移交", (PROPOSED, HEARD, SUPPORTED), DROPPED, "referral.approve", ("judgement",)),
            Move("seal", "封存案卷", (APPROVED,), SEALED, "referral.send", ("contents", "kept")),
            Move("send", "登记移交", (SEALED,), SENT, "referral.send", ("sent_on", "receipt")),
        ),
    )
)

TONES = {
    PROPOSED: "warn",
    HEARD: "warn",
    SUPPORTED: "warn",
    APPROVED: "calm",
    SEALED: "calm",
    SENT: "good",
    DROPPED: "plain",
}
