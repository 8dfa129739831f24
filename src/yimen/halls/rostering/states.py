"""Lifecycle of a roster: made (solved in the background), looked at, published; the former is then replaced."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

QUEUED, FAILED = "queued", "failed"
DRAFT, PUBLISHED, REPLACED, DROPPED = "draft", "published", "replaced", "dropped"
ROSTER = lifecycle(
    Lifecycle(
        model="halls.Roster",
        label="排班表",
        states={
            QUEUED: "求解中",
            DRAFT: "草案",
            PUBLISHED: "已公布",
            REPLACED: "已被取代",
            DROPPED: "未采用",
            FAILED: "未排成",
        },
        initial=(DRAFT, QUEUED),
        moves=(
            Move("settle", "求解完成", (QUEUED,), DRAFT, "halls.keep"),
            Move("fail", "没有排成", (QUEUED,), FAILED, "halls.keep", ("failure",)),
            Move("publish", "公布", (DRAFT,), PUBLISHED, "halls.keep"),
            Move("drop", "不采用", (DRAFT, QUEUED), DROPPED, "halls.keep"),
            Move("replace", "被新的排班取代", (PUBLISHED,), REPLACED, "halls.keep"),
        ),
    )
)
TONES = {QUEUED: "calm", FAILED: "wrong", DRAFT: "warn", PUBLISHED: "good", REPLACED: "plain", DROPPED: "plain"}
