"""梳理轮次与梳理表的生命周期."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

OPEN, PUBLISHED, CALLED_OFF = "open", "published", "called_off"
FILLING, SUBMITTED, SIGNED, RETURNED, CONFIRMED = "filling", "submitted", "signed", "returned", "confirmed"
OWED = (FILLING, SUBMITTED, RETURNED)
"""A sheet that is still with its department; late when the deadline has passed."""

ROUND = lifecycle(
    Lifecycle(
        model="entry.Round",
        label="梳理轮次",
        states={OPEN: "梳理中", PUBLISHED: "清单已公布", CALLED_OFF: "已撤销"},
        initial=(OPEN,),
        moves=(
            Move("publish", "公布清单", (OPEN,), PUBLISHED, "entry.round"),
            Move("call_off", "撤销轮次", (OPEN,), CALLED_OFF, "entry.round", ("closing_words",)),
        ),
    )
)
SHEET = lifecycle(
    Lifecycle(
        model="entry.Sheet",
        label="部门梳理表",
        states={
            FILLING: "逐项梳理中",
            SUBMITTED: "待负责人签发",
            SIGNED: "待营商局确认",
            RETURNED: "已退回修改",
            CONFIRMED: "已确认",
        },
        initial=(FILLING,),
        moves=(
            Move("submit", "提交负责人签发", (FILLING, RETURNED), SUBMITTED, "entry.declare"),
            Move("send_back", "退回联络员", (SUBMITTED,), RETURNED, "entry.sign_sheet", ("words",)),
            Move("sign", "签发", (SUBMITTED,), SIGNED, "entry.sign_sheet", ("digest", "signed_at")),
            Move("return", "退回部门", (SIGNED,), RETURNED, "entry.round", ("words",)),
            Move("confirm", "确认", (SIGNED,), CONFIRMED, "entry.round"),
        ),
    )
)
