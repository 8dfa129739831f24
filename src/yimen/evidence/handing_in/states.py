"""外来证据集的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

RECEIVING, CHECKING, RETURNED, ACCEPTED, DISCARDED, CLEARED = (
    "receiving", "checking", "returned", "accepted", "discarded", "cleared",
)  # fmt: skip
OPEN = (RECEIVING, RETURNED)
"""Its files may still be added and taken out."""

SET = lifecycle(
    Lifecycle(
        model="evidence.ForeignSet",
        label="外来证据集",
        states={
            RECEIVING: "接收中",
            CHECKING: "检查中",
            RETURNED: "待补正",
            ACCEPTED: "已送核验",
            DISCARDED: "已放弃",
            CLEARED: "文件已清理",
        },
        initial=(RECEIVING,),
        moves=(
            Move("submit", "提交检查", OPEN, CHECKING, "evidence.run", ("submitted_at",)),
            Move("return", "退回补正", (CHECKING,), RETURNED, "evidence.run", ("failure",)),
            Move("accept", "送交核验", (CHECKING,), ACCEPTED, "evidence.run", ("digest", "batch")),
            Move("discard", "放弃", OPEN, DISCARDED, "evidence.run"),
            Move("clear", "清理文件", (ACCEPTED,), CLEARED, "evidence.run"),
        ),
    )
)
