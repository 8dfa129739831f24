"""考试与试卷的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

COMMITTED, CLOSED, CALLED_OFF = "committed", "closed", "called_off"
WRITING, HANDED_IN, MARKED = "writing", "handed_in", "marked"

EXAM = lifecycle(
    Lifecycle(
        model="training.Exam",
        label="考试",
        states={COMMITTED: "种子已封存", CLOSED: "已结束，种子已公开", CALLED_OFF: "已取消"},
        initial=(COMMITTED,),
        moves=(
            Move("close", "结束考试并公开种子", (COMMITTED,), CLOSED, "training.keep", ("secret",)),
            Move("call_off", "取消考试", (COMMITTED,), CALLED_OFF, "training.keep", ("reason",)),
        ),
    )
)
PAPER = lifecycle(
    Lifecycle(
        model="training.ExamPaper",
        label="试卷",
        states={WRITING: "作答中", HANDED_IN: "已交卷，待考试结束", MARKED: "已阅卷"},
        initial=(WRITING,),
        moves=(
            Move("hand_in", "交卷", (WRITING,), HANDED_IN, "training.sit", ("handed_in_at",)),
            Move("collect", "到时收卷", (WRITING,), HANDED_IN, "training.keep", ("handed_in_at",)),
            Move("mark", "机器阅卷", (HANDED_IN,), MARKED, "training.keep"),
        ),
    )
)
EXAM_TONES = {COMMITTED: "calm", CLOSED: "good", CALLED_OFF: "plain"}
PAPER_TONES = {WRITING: "warn", HANDED_IN: "calm", MARKED: "good"}
