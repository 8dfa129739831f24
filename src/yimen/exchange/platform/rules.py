"""消息种类: which messages there are and which fields each has, as data. Tables are the national exchange's."""

from dataclasses import dataclass

TEXT, DAY, MOMENT, WHOLE = "text", "day", "moment", "whole"
NAME, IDENTITY, PHONE = "name", "identity", "phone"
OPINION = "opinion"
"""What somebody said of a service: no page shows it beside the case of which it speaks (TRUST T08)."""

# How the exchange works, in seconds and times.
WINDOW = 300
"""A signed request is good for so many seconds before and after its time."""
NONCE_KEPT = 4 * WINDOW
HELD = 60
"""A sender that has taken a message and says nothing for so long is taken for dead."""
FIRST_PAUSE, LONGEST_PAUSE = 5, 3600
MOST_ATTEMPTS = 12
"""Twelve tries with doubling pauses are about four hours; then a person looks."""
ASK_AFTER = 30
"""So long after a message arrived there, its state is asked for if no callback came."""
PAGE = 200
"""Messages of one pull, lines of one page of a day's list."""


@dataclass(frozen=True)
class Field:
    """One field of a message; `personal` says how it is masked: name, identity, phone, opinion; "" for none."""

    name: str
    title: str
    type: str = TEXT
    required: bool = True
    length: int = 200
    personal: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of message: its title, the national exchange table that it answers to, and its fields."""

    name: str
    title: str
    table: str
    fields: tuple[Field, ...]


def _optional(name: str, title: str, type: str = TEXT, length: int = 200, personal: str = "") -> Field:
    return Field(name, title, type, False, length, personal)


_CASE = (Field("case_number", "办件编号", length=50), Field("item_code", "实施编码", length=36))
_APPLICANT = (
    Field("applicant_name", "申请人", length=200, personal=NAME),
    _optional("applicant_id", "申请人证件号", length=40, personal=IDENTITY),
    _optional("phone", "联系电话", length=20, personal=PHONE),
)
_NUMBERS = (
    _optional("own_serial", "部门业务流水号", length=64),
    _optional("own_created_at", "部门系统建立时间", MOMENT),
    _optional("queue_number", "排队号", length=20),
    _optional("document_number", "文书编号", length=64),
)
_RATING = (
    Field("grade", "评价等级", WHOLE, choices=("1", "2", "3", "4", "5"), personal=OPINION),
    Field("channel", "评价渠道", length=20),
    Field("rated_at", "评价时间", MOMENT),
    _optional("indicators", "评价指标代码", length=200, personal=OPINION),
)

OUT: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "item",
            "事项",
            "up_task_general_basic",
            (
                Field("item_code", "实施编码", length=36),
                Field("name", "事项名称", length=1000),
                Field("department", "实施主体"),
                Field("version", "版本", WHOLE),
                _optional("statutory_days", "法定办结时限", WHOLE),
                _optional("promised_days", "承诺办结时限", WHOLE),
                Field("in_hall", "是否进驻政务大厅", choices=("是", "否")),
            ),
        ),
        Kind(
            "accept",
            "受理",
            "up_pro_accept",
            (
                *_CASE,
                *_APPLICANT,
                Field("department", "受理部门"),
                Field("accepted_at", "受理时间", MOMENT),
                Field("place", "受理具体地点"),
                Field("way", "提交方式", length=20),
                _optional("promised_until", "承诺办结日期", DAY),
                *_NUMBERS,
            ),
        ),
        Kind(
            "process",
            "过程",
            "up_pro_process",
            (
                *_CASE,
                Field("step", "环节名称", length=100),
                Field("action", "业务动作", choices=("通过", "退回", "其他")),
                Field("started_at", "开始时间", MOMENT),
                Field("ended_at", "结束时间", MOMENT),  # without an end the start is written, as the standard says
                _optional("opinion", "意见", length=500),
            ),
        ),
        Kind(
            "special",
            "特别程序",
            "up_pro_special_procedure",
            (
                *_CASE,
                Field("procedure", "特别程序种类", length=50),
                Field("reason", "启动理由或依据", length=500),
                Field("started_at", "开始时间", MOMENT),
                _optional("ended_at", "结束时间", MOMENT),
                _optional("days", "所需时间（日）", WHOLE),
            ),
        ),
        Kind(
            "result",
            "办结",
            "up_pro_result",
            (
                *_CASE,
                Field("result", "办结结果", choices=("准予", "不予", "退回", "撤回", "其他")),
                Field("finished_at", "办结时间", MOMENT),
                _optional("licence_name", "证照名称"),
                _optional("licence_number", "证照编号", length=100),
                _optional("delivery", "送达方式", length=20),
            ),
        ),
        Kind("rating", "评价", "evaluation", (*_CASE, *_RATING)),
        Kind(
            "inquiry",
            "核实请求",
            "",
            (Field("about", "所问消息", length=120), Field("question", "问题", length=300)),
        ),
    )
}

RECEIPT = "receipt"
OUTCOMES = {"accepted": "已收下", "confirmed": "已确认", "rejected": "已退回"}
"""What a receipt says became of a message, and how a page says it."""
IN: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            RECEIPT,
            "回执",
            "",
            (
                Field("key", "所答消息", length=120),
                Field("outcome", "结果", choices=tuple(OUTCOMES)),
                Field("remote", "省平台编号", length=64),
                _optional("confirmed_on", "确认日期", DAY),
                _optional("code", "退回代码", length=20),
                _optional("reason", "退回原因", length=300),
            ),
        ),
        Kind(
            "item",
            "省级事项",
            "up_task_directory",
            (
                Field("item_code", "基本编码", length=36),
                Field("name", "事项名称", length=1000),
                Field("version", "版本", WHOLE),
                Field("state", "事项状态", choices=("在用", "暂停", "取消")),
            ),
        ),
        Kind(
            "application",
            "网上申请",
            "",
            (
                Field("application_number", "申办流水号", length=50),
                Field("item_code", "实施编码", length=36),
                *_APPLICANT,
                Field("applied_at", "申请时间", MOMENT),
            ),
        ),
        Kind(
            "step",
            "省平台环节",
            "",
            (*_CASE, Field("step", "环节名称", length=100), Field("at", "时间", MOMENT)),
        ),
        Kind(
            "result",
            "省平台办结",
            "",
            (*_CASE, Field("result", "办结结果", length=50), Field("finished_at", "办结时间", MOMENT)),
        ),
        Kind("rating", "省平台评价", "evaluation", (*_CASE, *_RATING)),
    )
}
PULLED = tuple(name for name in IN if name != RECEIPT)
