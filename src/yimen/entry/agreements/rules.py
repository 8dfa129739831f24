"""Rules of agreements as data: promises by their codes, what a template may name, and the words to begin with."""

from pathlib import Path

PROMISES = {
    "no_acceptance_elsewhere": "清单所列事项全部在政务服务大厅受理，不在大厅以外收件、受理。",
    "no_sending_back": "不以任何理由要求申请人到本单位办公场所另行提交材料或者办理。",
    "data_in_time": "每周将受理、办理、办结数据报送一体化政务服务平台和本县核验系统，数据真实、完整。",
    "windows_staffed": "派驻窗口在大厅开放时间内有人在岗，实行AB岗，A岗离岗时由B岗顶岗。",
}
"""承诺条款代码 -> the words offered for it. A code never changes its meaning: data are held against it."""

PLACEHOLDERS = {
    "县": "本县名称",
    "部门": "部门全称",
    "部门简称": "部门简称",
    "文号": "本文件文号",
    "起始日期": "期限的第一天",
    "终止日期": "期限的最后一天",
    "事项数": "附件清单的事项数",
    "委托环节": "委托协议交出的环节",
    "原文号": "续签时前一文件的文号",
    "承诺条款": "逐条列出本版本的承诺条款（单独成行）",
}
"""What may stand in {{…}} of a template -> what it becomes."""

LEAST_DAYS_OF_A_TERM = 30
LONGEST_TERM_DAYS = 366 * 3
CHALLENGE_MINUTES = 10
SOON_DAYS = 30
"""A term that ends within so many days is shown as ending soon."""

SERIES = {"commitment": "友营商承", "entrustment": "友营商委"}
"""机关代字 of each kind."""

LICENSING_LAW = "《中华人民共和国行政许可法》第二十四条"

SAME_FIELDS = {
    "number": "文号",
    "kind": "种类",
    "region": "区划",
    "department": "部门",
    "valid_from": "起始日期",
    "valid_to": "终止日期",
    "template": "范本",
    "annex": "事项清单",
    "prior": "前一文件",
    "base_sha256": "签署前正文",
}
"""Fields of the signed statement that are compared with the register -> their names for people."""

TITLES = {"commitment": "政务服务事项进驻政务服务大厅承诺书", "entrustment": "政务服务事项委托受理协议书"}


def starting_text(kind: str) -> str:
    """The words that a new template of the kind begins with."""
    return (Path(__file__).parent / "data" / f"{kind}.txt").read_text("utf-8")
