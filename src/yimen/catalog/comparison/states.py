"""比对行的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

MATCHED, DOUBTFUL, ABSENT, EXTRA, MERGED = "matched", "doubtful", "absent", "extra", "merged"

LINE = lifecycle(
    Lifecycle(
        model="catalog.ComparedLine",
        label="比对行",
        states={
            MATCHED: "两边都有",
            DOUBTFUL: "待人工确认",
            ABSENT: "县里缺",
            EXTRA: "省里没有",
            MERGED: "已并入配对",
        },
        initial=(MATCHED, DOUBTFUL, ABSENT, EXTRA),
        moves=(
            Move("confirm", "确认为同一事项", (DOUBTFUL, ABSENT), MATCHED, "catalog.compare"),
            Move("deny", "确认县里没有", (DOUBTFUL,), ABSENT, "catalog.compare"),
            Move("merge", "并入配对", (EXTRA,), MERGED, "catalog.compare"),
        ),
    )
)
