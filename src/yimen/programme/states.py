"""通知草稿的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

READ, REGISTERED, DROPPED = "read", "registered", "dropped"

NOTICE_DRAFT = lifecycle(
    Lifecycle(
        model="programme.NoticeDraft",
        label="通知草稿",
        states={READ: "待核对", REGISTERED: "已登记", DROPPED: "已放弃"},
        initial=(READ,),
        moves=(
            Move("register", "核对后登记", (READ,), REGISTERED, "programme.register", ("notice",)),
            Move("drop", "放弃", (READ,), DROPPED, "programme.register"),
        ),
    )
)
TONES = {READ: "warn", REGISTERED: "good", DROPPED: "plain"}
