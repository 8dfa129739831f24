"""承诺书与委托协议的生命周期. Nothing is deleted: what was replaced or ended stays with its file and its reasons."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

DRAFT, SIGNING, DECLINED, SIGNED = "draft", "signing", "declined", "signed"
SUPERSEDED, TERMINATED, VOID = "superseded", "terminated", "void"
COMPLETED = (SIGNED, SUPERSEDED, TERMINATED)
"""States of an agreement that all have signed, whatever became of it since."""

AGREEMENT = lifecycle(
    Lifecycle(
        model="entry.Agreement",
        label="承诺书与委托协议",
        states={
            DRAFT: "待送签",
            SIGNING: "签署中",
            DECLINED: "已拒签",
            SIGNED: "已签署",
            SUPERSEDED: "已由续签替代",
            TERMINATED: "已终止",
            VOID: "已作废",
        },
        initial=(DRAFT,),
        moves=(
            Move("send", "送签", (DRAFT,), SIGNING, "agreement.keep"),
            Move("decline", "拒签", (SIGNING,), DECLINED, "agreement.sign", ("declined_reason",)),
            # The last signer's signature completes it; there is no button for it.
            Move("complete", "全部签署", (SIGNING,), SIGNED, "agreement.sign"),
            Move("register_paper", "登记纸质签署", (DRAFT, SIGNING), SIGNED, "agreement.keep", ("signed_on",)),
            Move("supersede", "由续签替代", (SIGNED,), SUPERSEDED, "agreement.keep"),
            Move("terminate", "终止", (SIGNED,), TERMINATED, "agreement.keep", ("ended_on", "ended_reason")),
            Move("void", "作废", (DRAFT, SIGNING, DECLINED), VOID, "agreement.keep", ("ended_reason",)),
        ),
    )
)

TONES = {
    DRAFT: "plain",
    SIGNING: "warn",
    DECLINED: "wrong",
    SIGNED: "good",
    SUPERSEDED: "plain",
    TERMINATED: "plain",
    VOID: "plain",
}
