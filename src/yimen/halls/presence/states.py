"""Lifecycle of an idle spell: it counts only once the department was heard, or let the day for it pass."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

ASKED, HEARD, EXCUSED, UPHELD = "asked", "heard", "excused", "upheld"
SPELL = lifecycle(
    Lifecycle(
        model="halls.IdleSpell",
        label="空窗时段",
        states={ASKED: "待部门说明", HEARD: "部门已说明", EXCUSED: "原因正当，不计", UPHELD: "计入"},
        initial=(ASKED,),
        moves=(
            Move("explain", "说明", (ASKED,), HEARD, "staffing.agree", ("cause", "answer")),
            Move("excuse", "原因正当", (ASKED, HEARD), EXCUSED, "presence.judge", ("ruling",)),
            Move("uphold", "计入", (ASKED, HEARD), UPHELD, "presence.judge", ("ruling",)),
        ),
    )
)
TONES = {ASKED: "warn", HEARD: "calm", EXCUSED: "good", UPHELD: "wrong"}
