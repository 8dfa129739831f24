"""核验批次的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"

DIGESTS = ("input_digest", "rules_digest", "answer_digest")

RUN = lifecycle(
    Lifecycle(
        model="evidence.Run",
        label="核验批次",
        states={QUEUED: "排队中", RUNNING: "核验中", DONE: "已完成", FAILED: "未完成"},
        initial=(QUEUED,),
        moves=(
            Move("start", "开始核验", (QUEUED, FAILED), RUNNING, "evidence.run"),
            Move("resume", "续跑", (RUNNING,), RUNNING, "evidence.run"),
            Move(
                "finish",
                "完成核验",
                (RUNNING,),
                DONE,
                "evidence.run",
                ("input_digest", "rules_digest", "answer_digest"),
            ),
            Move("fail", "中止", (QUEUED, RUNNING), FAILED, "evidence.run", ("failure",)),
        ),
    )
)
