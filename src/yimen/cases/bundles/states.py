"""成批办理的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

PLANNED, DONE, UNDONE = "planned", "done", "undone"

BUNDLE = lifecycle(
    Lifecycle(
        model="cases.Bundle",
        label="成批办理",
        states={PLANNED: "已预演，未执行", DONE: "已执行", UNDONE: "已撤销"},
        initial=(PLANNED,),
        moves=(
            Move("carry_out", "执行", (PLANNED,), DONE, "cases.bundle"),
            Move("undo", "撤销", (DONE,), UNDONE, "cases.bundle"),
        ),
    )
)

TONES = {PLANNED: "warn", DONE: "good", UNDONE: "plain"}
"""How a status looks."""
