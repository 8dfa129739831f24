"""导入批次的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

PLANNED, READING, STOPPED, APPLIED, DISCARDED = "planned", "reading", "stopped", "applied", "discarded"
UNFINISHED = (READING, STOPPED)
"""Some rows of such a batch may be in and others not: what rests on whole files leaves its rows out."""

BATCH = lifecycle(
    Lifecycle(
        model="exchange.ImportBatch",
        label="导入批次",
        states={
            PLANNED: "待确认",
            READING: "读入中",
            STOPPED: "读入中断",
            APPLIED: "已导入",
            DISCARDED: "已放弃",
        },
        initial=(PLANNED, READING, APPLIED),
        moves=(
            Move("apply", "确认导入", (PLANNED, READING), APPLIED, "exchange.apply"),
            Move("read", "开始读入", (PLANNED, STOPPED), READING, "exchange.apply"),
            Move("resume", "续读", (READING,), READING, "exchange.apply"),
            Move("stop", "中断读入", (READING,), STOPPED, "exchange.apply", ("failure",)),
            Move("discard", "放弃导入", (PLANNED, STOPPED), DISCARDED, "exchange.apply"),
        ),
    )
)
