"""负面清单条目的生命周期 (first cut; signing, legal review and renewal come with the negative list's own work)."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

DRAFT, APPROVED, WITHDRAWN = "draft", "approved", "withdrawn"

EXEMPTION = lifecycle(
    Lifecycle(
        model="entry.Exemption",
        label="负面清单条目",
        states={DRAFT: "待批准", APPROVED: "已批准", WITHDRAWN: "已撤回"},
        initial=(DRAFT, APPROVED),  # a register brings approved ones
        moves=(
            Move("approve", "登记政府批准", (DRAFT,), APPROVED, "entry.exempt", ("approved_on", "approval_number")),
            Move("withdraw", "撤回", (DRAFT, APPROVED), WITHDRAWN, "entry.exempt", ("withdrawn_on", "withdrawal")),
        ),
    )
)
