"""进驻就绪清单: the lines, what each asks for, and whether data or a person answers it."""

from dataclasses import dataclass

from django.db import models


class Check(models.TextChoices):
    """就绪清单的一行."""

    PEOPLE = "people", "人员派驻"
    SEAT = "seat", "窗口席位"
    MACHINE = "machine", "设备"
    NETWORK = "network", "网络专线"
    SEAL = "seal", "印章"
    AUTHORISATION = "authorisation", "授权"
    GUIDE = "guide", "办事指南"


class State(models.TextChoices):
    """一行的状态; absent data is 证据不足, never there and never missing."""

    DONE = "done", "已具备"
    LACKING = "lacking", "缺"
    UNKNOWN = "unknown", "证据不足"


TONES = {State.DONE: "good", State.LACKING: "wrong", State.UNKNOWN: "plain"}


@dataclass(frozen=True)
class Rule:
    """What a line asks for, and what to do when it is not there."""

    asks: str
    remedy: str


RULES: dict[Check, Rule] = {
    Check.PEOPLE: Rule(
        "A、B岗都已明确，并在声明的窗口有在岗派驻", "由部门明确A、B岗；派驻由大厅管理员在“大厅与窗口”登记"
    ),
    Check.SEAT: Rule("声明的窗口在大厅登记中存在且在用", "核对窗口编号，或由大厅管理员登记窗口"),
    Check.MACHINE: Rule("窗口的电脑、打印、高拍、评价等设备能用", "到窗口试机后确认，写明验收单或照片编号"),
    Check.NETWORK: Rule("部门业务系统在窗口能用（电子政务外网或业务专线）", "在窗口登录业务系统试办一件后确认"),
    Check.SEAL: Rule("受理、审批所用印章在厅内（或已用电子印章）", "办理印章交接登记后确认，写明交接单编号"),
    Check.AUTHORISATION: Rule("A、B岗都持有在有效期内、环节齐全的授权书", "由部门负责人签发授权书"),
    Check.GUIDE: Rule("事项清单的办事指南已写明进驻大厅和办理地点", "更新事项要素后由营商局重新导入清单"),
}
CONFIRMED = (Check.MACHINE, Check.NETWORK, Check.SEAL)
"""Lines on which the system has no data: a person confirms them, for a department at a window."""
