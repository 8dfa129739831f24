"""参数调整的生命周期, the same for every kind of parameter."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

PROPOSED, CONFIRMED, DECLINED, WITHDRAWN = "proposed", "confirmed", "declined", "withdrawn"
TONES = {PROPOSED: "warn", CONFIRMED: "good", DECLINED: "wrong", WITHDRAWN: "plain"}
DONE_WORDS = {
    "confirm": "已确认，从现在起生效。",
    "decline": "已记为未同意，参数不变。",
    "withdraw": "已撤回，参数不变。",
}
"""Name of a move -> what a page says when it was made."""


def change_of(model: str, label: str, *, proposes: str, decides: str) -> Lifecycle:
    """The table of moves of one kind of change; `proposes` and `decides` are the acts of the two persons."""
    return lifecycle(
        Lifecycle(
            model=model,
            label=label,
            states={PROPOSED: "待确认", CONFIRMED: "已确认", DECLINED: "未同意", WITHDRAWN: "已撤回"},
            initial=(PROPOSED,),
            moves=(
                Move("confirm", "确认", (PROPOSED,), CONFIRMED, decides, ("decided_at",)),
                Move("decline", "不同意", (PROPOSED,), DECLINED, decides, ("decided_at", "words")),
                Move("withdraw", "撤回", (PROPOSED,), WITHDRAWN, proposes, ("decided_at",)),
            ),
        )
    )
