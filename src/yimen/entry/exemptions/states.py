"""负面清单条目与异议的生命周期.

Kept is only what somebody did. What follows from dates (in force, expiring, lapsed, renewed) is derived for the day
that is asked about (docs/adr): a status that a nightly task forgot to change would go on exempting.
"""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

DRAFT, SIGNED, RETURNED, PASSED = "draft", "signed", "returned", "passed"
APPROVED, PUBLISHED, WITHDRAWN = "approved", "published", "withdrawn"
OPEN, UPHELD, DISMISSED = "open", "upheld", "dismissed"

EXEMPTION = lifecycle(
    Lifecycle(
        model="entry.Exemption",
        label="负面清单条目",
        states={
            DRAFT: "起草",
            SIGNED: "部门已签署",
            RETURNED: "审查退回",
            PASSED: "审查通过",
            APPROVED: "政府已批准",
            PUBLISHED: "已公布",
            WITHDRAWN: "已撤回",
        },
        initial=(DRAFT, PUBLISHED),  # a register of before this system brings published ones
        moves=(
            Move("revise", "修改", (DRAFT, SIGNED, RETURNED, PASSED, APPROVED), DRAFT, "entry.draft_exemption"),
            Move("sign", "部门签署", (DRAFT,), SIGNED, "entry.sign_exemption"),
            Move("pass", "审查通过", (SIGNED,), PASSED, "entry.review_exemption"),
            Move("return", "审查退回", (SIGNED,), RETURNED, "entry.review_exemption"),
            Move(
                "approve",
                "登记政府批准",
                (PASSED,),
                APPROVED,
                "entry.approve_exemption",
                ("approved_on", "approval_number"),
            ),
            Move("publish", "公布", (APPROVED,), PUBLISHED, "entry.exempt"),
            Move(
                "withdraw",
                "撤回",
                (DRAFT, SIGNED, RETURNED, PASSED, APPROVED, PUBLISHED),
                WITHDRAWN,
                "entry.exempt",
                ("withdrawn_on", "withdrawal"),
            ),
        ),
    )
)

OBJECTION = lifecycle(
    Lifecycle(
        model="entry.Objection",
        label="对负面清单的异议",
        states={OPEN: "待答复", UPHELD: "异议成立", DISMISSED: "异议不成立"},
        initial=(OPEN,),
        moves=(
            Move("uphold", "异议成立", (OPEN,), UPHELD, "entry.answer_objection", ("answer",)),
            Move("dismiss", "异议不成立", (OPEN,), DISMISSED, "entry.answer_objection", ("answer",)),
        ),
    )
)
