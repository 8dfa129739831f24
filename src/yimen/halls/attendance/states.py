"""Lifecycle of a correction of attendance: whoever asks for it is not who confirms it."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

ASKED, CONFIRMED, DECLINED = "asked", "confirmed", "declined"
CORRECTION = lifecycle(
    Lifecycle(
        model="halls.Correction",
        label="考勤更正",
        states={ASKED: "待复核", CONFIRMED: "已更正", DECLINED: "未采纳"},
        initial=(ASKED,),
        moves=(
            Move("confirm", "复核属实", (ASKED,), CONFIRMED, "staffing.confirm"),
            Move("decline", "不采纳", (ASKED,), DECLINED, "staffing.confirm", ("answer",)),
        ),
    )
)
TONES = {ASKED: "warn", CONFIRMED: "good", DECLINED: "plain"}
