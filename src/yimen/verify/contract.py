"""The tables and columns of an evidence set 证据集, and the shapes of the answer.

One place says what is read: which columns a table has, what type each is, which words a choice may hold
(the contract's word, then the Chinese words that departments write for it). Everything else in the engine reads these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

TEXT, DATE, MOMENT, CLOCK, NUMBER, CHOICE = "text", "date", "moment", "clock", "number", "choice"
"""Kinds of column: free text, a day, a moment (local time), a time of day, a whole number, a word from a list."""


@dataclass(frozen=True)
class Column:
    """One column of the contract: its name, the official Chinese term, its kind and, for a choice, its words.

    optional: may be empty in every row without anything missing (an end that has not come). ours: goes beyond the
    contract, so that no set lacks it.
    """

    name: str
    title: str
    kind: str = TEXT
    choices: Mapping[str, tuple[str, ...]] | None = None
    optional: bool = False
    ours: bool = False


@dataclass(frozen=True)
class Table:
    """One table of the contract: its name, Chinese title, the columns that identify a row, and all columns.

    ours: goes beyond the contract, so that no set lacks it. apart: columns by which two rows of one number are told to
    be two things and not one entered twice (rows whose number is lost likewise). keyless: a row without its key still
    tells something: of a counter without a number its machine, of a posting without a name its window.
    """

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    ours: bool = False
    apart: tuple[str, ...] = ()
    keyless: bool = False


INITIATION = {"on_application": ("依申请",), "ex_officio": ("依职权",)}
ENTRY_MODE = {
    "hall": ("进驻", "进驻大厅"),
    "entrusted": ("委托综窗", "委托受理", "综合窗口"),
    "branch_hall": ("分厅", "专厅"),
    "exempt": ("负面清单", "豁免"),
    "none": ("未进驻",),
}
HANDLING = {"instant": ("即办件", "即办"), "committed": ("承诺件", "承诺办理")}
CHANNEL = {"window": ("窗口", "现场"), "online": ("网上", "在线", "网办"), "post": ("邮寄", "寄递")}
RESULT = {
    "granted": ("准予", "准予许可", "办结出证"),
    "refused": ("不予", "不予许可"),
    "withdrawn": ("撤回", "申请人撤回"),
    "pending": ("在办", "办理中"),
}
ORIGIN = {
    "issued": ("新办", "核发", "首次"),
    "renewed": ("延续", "换发"),
    "changed": ("变更",),
    "migrated": ("历史数据迁移", "迁移", "存量"),
    "ex_officio": ("依职权",),
}
HALL_KIND = {"main": ("综合大厅", "综合"), "branch": ("分厅", "专厅")}

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "items",
            "事项目录",
            ("item_code",),
            (
                Column("item_code", "事项编码"),
                Column("item_name", "事项名称"),
                Column("department_code", "实施部门"),
                Column("initiation", "启动方式", CHOICE, INITIATION),
                Column("entry_mode", "进驻方式", CHOICE, ENTRY_MODE),
                Column("entry_from", "进驻起始日", DATE),
                Column("handling", "办件类型", CHOICE, HANDLING),
                Column("promised_days", "承诺时限", NUMBER),
                Column("entry_to", "进驻截止日", DATE, optional=True, ours=True),
            ),
        ),
        Table(
            "halls",
            "大厅",
            ("hall_code",),
            (
                Column("hall_code", "大厅编码"),
                Column("hall_name", "大厅名称"),
                Column("kind", "大厅类别", CHOICE, HALL_KIND),
            ),
        ),
        Table(
            "hall_days",
            "大厅开放日",
            ("hall_code", "date"),
            (
                Column("hall_code", "大厅编码"),
                Column("date", "日期", DATE),
                Column("opens_at", "开门时间", CLOCK),
                Column("closes_at", "关门时间", CLOCK),
            ),
        ),
        Table(
            "windows",
            "窗口",
            ("window_code", "from_date", "terminal"),
            (
                Column("window_code", "窗口编码"),
                Column("hall_code", "大厅编码"),
                Column("terminal", "窗口终端"),
                Column("from_date", "启用日期", DATE),
                Column("to_date", "停用日期", DATE, optional=True),
            ),
            keyless=True,
        ),
        Table(
            "postings",
            "进驻人员",
            ("operator_code", "window_code", "from_date"),
            (
                Column("operator_code", "人员编码"),
                Column("department_code", "派驻部门"),
                Column("window_code", "窗口编码"),
                Column("from_date", "进驻日期", DATE),
                Column("to_date", "撤离日期", DATE, optional=True),
            ),
            keyless=True,
        ),
        Table(
            "attendance",
            "考勤",
            ("operator_code", "date"),
            (
                Column("operator_code", "人员编码"),
                Column("date", "日期", DATE),
                Column("arrived_at", "到岗时间", CLOCK),
                Column("left_at", "离岗时间", CLOCK),
            ),
        ),
        Table(
            "cases",
            "办件",
            ("case_no",),
            (
                Column("case_no", "办件编号"),
                Column("item_code", "事项编码"),
                Column("department_code", "实施部门"),
                Column("applicant_name", "申请人"),
                Column("applicant_id", "申请人证件号"),
                Column("channel", "申请渠道", CHOICE, CHANNEL),
                Column("received_at", "收件时间", MOMENT),
                Column("accepted_at", "受理时间", MOMENT),
                Column("decided_at", "决定时间", MOMENT),
                Column("finished_at", "办结时间", MOMENT),
                Column("recorded_at", "入库时间", MOMENT),
                Column("window_code", "受理窗口"),
                Column("operator_code", "受理人员"),
                Column("terminal", "受理终端"),
                Column("result", "办理结果", CHOICE, RESULT),
                Column("document_no", "证照文号"),
            ),
            apart=("item_code", "received_at"),
        ),
        Table(
            "register",
            "部门台账",
            ("record_no",),
            (
                Column("record_no", "台账编号"),
                Column("department_code", "台账部门"),
                Column("item_code", "事项编码"),
                Column("item_name", "事项名称"),
                Column("holder_name", "持证人"),
                Column("holder_id", "持证人证件号"),
                Column("applied_on", "申请日期", DATE),
                Column("issued_on", "发证日期", DATE),
                Column("document_no", "证照文号"),
                Column("origin", "来源", CHOICE, ORIGIN),
            ),
            apart=("department_code", "issued_on"),
        ),
        Table(
            "tickets",
            "排队叫号",
            ("ticket_no",),
            (
                Column("ticket_no", "排队号"),
                Column("hall_code", "大厅编码"),
                Column("window_code", "窗口编码"),
                Column("item_code", "事项编码"),
                Column("called_at", "叫号时间", MOMENT),
            ),
        ),
        Table(
            "evaluations",
            "好差评",
            ("case_no", "rated_at"),
            (
                Column("case_no", "办件编号"),
                Column("channel", "评价渠道"),
                Column("terminal", "评价终端"),
                Column("rated_at", "评价时间", MOMENT),
                Column("score", "评分", NUMBER),
            ),
        ),
        Table(
            "outages",
            "停机登记",
            ("hall_code", "window_code", "starts_at"),
            (
                Column("hall_code", "大厅编码"),
                Column("window_code", "窗口编码（*为全厅）"),
                Column("starts_at", "开始时间", MOMENT),
                Column("ends_at", "恢复时间", MOMENT, optional=True),
                Column("recorded_at", "登记时间", MOMENT),
            ),
            ours=True,
        ),
    )
}

REQUIRED = {"items": ("item_code",), "cases": ("case_no", "item_code")}
"""Without these there is nothing to verify at all; any other missing table or column only switches rules off."""

OFF_CLASSES = ("off_hall", "back_filled", "branch_hall", "unposted")
"""Classes of finding that make a matter an off matter (contract, verdicts)."""

CLASS_TITLES = {
    "off_hall": "体外循环",
    "back_filled": "补录",
    "branch_hall": "分厅受理",
    "unposted": "非进驻人员受理",
    "irregular": "其他违规",
}

VERDICT_TITLES = {
    "exempt": "不在核验范围",
    "idle": "无业务",
    "thin": "业务过少",
    "hollow": "明进暗不进",
    "bypassed": "体外循环",
    "runs": "实质运行",
}


class Link(NamedTuple):
    """A register record matched to the case it came from; probability 0 to 1, method names the stage."""

    record_no: str
    case_no: str
    probability: float
    method: str


class Finding(NamedTuple):
    """A 疑点: what was seen about a case, a record or an item, by which rule, how sure, and in which words."""

    subject_kind: str
    subject: str
    item_code: str
    finding_class: str
    rule: str
    probability: float
    explanation: str


class Verdict(NamedTuple):
    """A 结论 on one item; off_low and off_high bound the 95 % interval (Wilson) of the share, None without matters."""

    item_code: str
    verdict: str
    matters: int
    off_matters: int
    off_share: float | None
    off_low: float | None
    off_high: float | None
    reasons: str


class Refusal(NamedTuple):
    """A row or a value that was set aside: where it stands, why, and what to do about it."""

    file: str
    line: int | None
    column: str
    value: str
    reason: str
    remedy: str


class InputError(Exception):
    """The evidence set cannot be read at all; the message is a Chinese sentence fit for the user."""


class TooLittleMemory(Exception):
    """The set needs more memory than there is, or than may be used; the message is a sentence as that of InputError."""
