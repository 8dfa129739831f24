"""任命书和授权书的生命周期. Whether one holds on a day its dates say, not its status."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

ISSUED, ANNOUNCED, REVOKED = "issued", "announced", "revoked"

MANDATE = lifecycle(
    Lifecycle(
        model="entry.Mandate",
        label="任命书、授权书",
        states={ISSUED: "已签发、待公示", ANNOUNCED: "已公示", REVOKED: "已撤销"},
        initial=(ISSUED, ANNOUNCED),  # a register brings announced ones
        moves=(
            Move("announce", "登记公示", (ISSUED,), ANNOUNCED, "entry.announce", ("announced_on",)),
            Move("revoke", "撤销", (ISSUED, ANNOUNCED), REVOKED, "entry.authorise", ("revoked_on", "revocation")),
        ),
    )
)
