"""Lifecycle of a roster: made, looked at beside the one that holds, published; the former is then replaced."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

DRAFT, PUBLISHED, REPLACED, DROPPED = "draft", "published", "replaced", "dropped"
ROSTER = lifecycle(
    Lifecycle(
        model="halls.Roster",
        label="排班表",
        states={DRAFT: "草案", PUBLISHED: "已公布", REPLACED: "已被取代", DROPPED: "未采用"},
        initial=(DRAFT,),
        moves=(
            Move("publish", "公布", (DRAFT,), PUBLISHED, "halls.keep"),
            Move("drop", "不采用", (DRAFT,), DROPPED, "halls.keep"),
            Move("replace", "被新的排班取代", (PUBLISHED,), REPLACED, "halls.keep"),
        ),
    )
)
TONES = {DRAFT: "warn", PUBLISHED: "good", REPLACED: "plain", DROPPED: "plain"}
