"""权限表: the one table of who may do what. Nothing else in the system decides it.

Roles are GB/T 22239 minded: system, security and audit administrators (三员分立) exclude each other and do no business.
"""

from dataclasses import dataclass

OFFICER, LIAISON, HEAD, CLERK, APPROVER = "officer", "liaison", "head", "clerk", "approver"
HALL_MANAGER, INSPECTOR, LEADER = "hall_manager", "inspector", "leader"
SYSTEM, SECURITY, AUDIT = "system_administrator", "security_administrator", "audit_administrator"

ROLES: dict[str, str] = {
    OFFICER: "营商局业务人员",
    LIAISON: "部门联络员",
    HEAD: "部门负责人",
    CLERK: "窗口人员",
    APPROVER: "审批人员",
    HALL_MANAGER: "大厅管理员",
    INSPECTOR: "督查人员",
    LEADER: "领导",
    SYSTEM: "系统管理员",
    SECURITY: "安全管理员",
    AUDIT: "审计管理员",
}
ROLE_CHOICES = list(ROLES.items())
ADMINISTRATORS = frozenset({SYSTEM, SECURITY, AUDIT})
BUSINESS = frozenset(ROLES) - ADMINISTRATORS
# Who sees the whole county; everybody else sees his own department (administrators see no business at all).
COUNTY_WIDE = frozenset({OFFICER, HALL_MANAGER, INSPECTOR, LEADER})

EVERYBODY, SIGNED_IN = "everybody", "signed_in"  # marks for routes that need no act
CITIZEN = "citizen"  # for a citizen who has signed in: no account of staff passes, only his own things are shown
BEARER = "bearer"  # for another system: no account passes, only a token of a department (接口令牌)
SIGNATURE = "signature"  # for the province's platform: no account passes, only a request signed with the exchange's key


@dataclass(frozen=True)
class Act:
    """An act (操作) that a role may do; `writes` tells whether it changes anything."""

    name: str
    label: str
    roles: frozenset[str]
    writes: bool = False


def _act(name: str, label: str, roles: set[str] | frozenset[str], writes: bool = False) -> Act:
    return Act(name, label, frozenset(roles), writes)


_COUNTY = {OFFICER, INSPECTOR, LEADER}
_DEPARTMENT = {LIAISON, HEAD, APPROVER, CLERK}

ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        _act("overview.read", "看首页与总览", frozenset(ROLES)),
        _act("overview.cockpit", "看领导驾驶舱和大屏", _COUNTY),
        _act("overview.report", "看和下载月报", _COUNTY | {HALL_MANAGER, LIAISON, HEAD}),
        _act("people.read", "看机构与人员", BUSINESS | {SECURITY, SYSTEM}),
        _act("people.keep", "登记部门、部门集合和领导小组", {OFFICER}, True),
        _act("people.roster", "看工作人员", BUSINESS),
        _act("people.staff", "登记工作人员", {OFFICER, HALL_MANAGER}, True),
        _act("people.accounts", "看账号与角色", ADMINISTRATORS),
        _act("people.account", "开立和停用账号", {SYSTEM}, True),
        _act("people.grant", "授予和收回角色", {SECURITY}, True),
        _act("people.reset", "重置密码和动态码", {SECURITY}, True),
        _act("documents.read", "看发文", _COUNTY | {HALL_MANAGER, LIAISON, HEAD, APPROVER}),
        _act("documents.register", "看文号登记簿", _COUNTY | {HALL_MANAGER}),
        _act("documents.number", "取号和作废文号", {OFFICER}, True),
        _act("ledger.read", "看存证账本", {AUDIT, OFFICER, LEADER}),
        _act("catalog.read", "看事项", BUSINESS),
        _act("catalog.import", "导入事项清单", {OFFICER}, True),
        _act("catalog.guide", "编制和导入办事指南", {LIAISON, OFFICER}, True),
        _act("catalog.synonym", "维护搜索同义词", {OFFICER, LIAISON}, True),
        _act("catalog.compare", "导入省级清单、比对并确认配对", {OFFICER}, True),
        _act("exchange.read", "看导入批次与退回行", {OFFICER, HALL_MANAGER, LIAISON}),
        _act("exchange.apply", "确认或放弃导入", {OFFICER, LIAISON, HALL_MANAGER}, True),
        _act("exchange.recipe", "制定和停用映射方案", {OFFICER, LIAISON}, True),
        _act("exchange.promise", "约定报送周期", {OFFICER}, True),
        _act("exchange.tokens", "看接口令牌", {SECURITY, OFFICER, LIAISON}),
        _act("exchange.token", "发放和收回接口令牌", {SECURITY}, True),
        _act("exchange.platform", "看与省平台往来的消息", _COUNTY | {HALL_MANAGER}),
        _act("exchange.interface", "看省平台接口的运行情况（只有数量，没有办件）", {SYSTEM}),
        _act("exchange.platform_correct", "更正省平台退回的消息并重报", {OFFICER, CLERK, APPROVER, HEAD}, True),
        _act("exchange.platform_keep", "重发、核实与省平台往来的消息，导出和导入交换包", {OFFICER}, True),
        _act("halls.read", "看大厅、窗口与派驻", BUSINESS),
        _act("halls.keep", "登记大厅、窗口、派驻与考勤", {HALL_MANAGER}, True),
        _act("staffing.ask", "申请请假和考勤更正、提排班意愿、交接班", {CLERK, LIAISON, HALL_MANAGER}, True),
        _act("staffing.appraisals", "看平时考核", _COUNTY | {HALL_MANAGER, LIAISON, HEAD}),
        _act("staffing.agree", "代表部门同意请假、确认考核、说明空窗", {LIAISON, HEAD}, True),
        _act("staffing.confirm", "复核考勤更正", {HALL_MANAGER, OFFICER}, True),
        _act("presence.judge", "认定空窗是否计入", {OFFICER}, True),
        _act("planning.file", "申报和撤回空间需求", {LIAISON}, True),
        _act("planning.check", "核对空间需求、登记分区条件", {HALL_MANAGER}, True),
        _act("planning.agree", "同意空间需求", {OFFICER}, True),
        _act("planning.decide", "办理空间需求", {LIAISON, HALL_MANAGER, OFFICER}, True),
        _act("planning.run", "测算和取消空间规划方案", {OFFICER, HALL_MANAGER}, True),
        _act("appointments.read", "看预约", _COUNTY | {HALL_MANAGER, CLERK}),
        _act("appointments.receive", "登记预约到达、代为预约", {HALL_MANAGER, CLERK}, True),
        _act("queue.read", "看排队、等候与叫号记录", _COUNTY | {HALL_MANAGER, CLERK}),
        _act("queue.serve", "开窗、叫号、代取号、补录备用号", {HALL_MANAGER, CLERK}, True),
        _act("halls.state_branch", "登记部门分厅的依据、规模和业务量", {LIAISON, OFFICER, HALL_MANAGER}, True),
        _act("entry.read", "看进驻状态", BUSINESS),
        _act("entry.declare", "声明进驻", {LIAISON}, True),
        _act("agreement.read", "看承诺书与委托协议", BUSINESS),
        _act("agreement.keep", "拟制、送签、登记和终止承诺书与委托协议", {OFFICER}, True),
        _act("agreement.sign", "签署承诺书与委托协议", {HEAD, APPROVER, HALL_MANAGER, LEADER, OFFICER}, True),
        _act("certificate.read", "看签名证书", {SECURITY, AUDIT, OFFICER}),
        _act("certificate.keep", "发放和吊销签名证书", {SECURITY}, True),
        _act("entry.round", "发布梳理轮次、确认部门梳理表、公布清单", {OFFICER}, True),
        _act("entry.sign_sheet", "签发本部门梳理表", {HEAD}, True),
        _act("entry.authorise", "签发和撤销任命书、授权书", {HEAD}, True),
        _act("entry.announce", "登记任命和授权的公示", {OFFICER}, True),
        _act("entry.prepare", "登记进驻准备和就绪确认", {LIAISON, HALL_MANAGER}, True),
        _act("entry.draft_exemption", "起草和修改负面清单条目", {LIAISON, OFFICER}, True),
        _act("entry.sign_exemption", "代表部门签署负面清单条目", {HEAD, LIAISON, APPROVER}, True),
        _act("entry.review_exemption", "对负面清单条目作合法性审查", {OFFICER}, True),
        _act("entry.approve_exemption", "登记政府对负面清单条目的批准", {OFFICER, LEADER}, True),
        _act("entry.exempt", "公布和撤回负面清单条目", {OFFICER}, True),
        _act("entry.answer_objection", "答复对负面清单的异议", {OFFICER}, True),
        _act("entry.branch_propose", "拟报本部门分厅处置、上报步骤", {LIAISON}, True),
        _act("entry.branch_examine", "审核分厅处置、核验是否转入", {OFFICER}, True),
        _act("entry.branch_decide", "登记县政府对分厅的决定", {OFFICER, LEADER}, True),
        _act("entry.branch_arrange", "安排分厅进驻的窗口", {OFFICER, HALL_MANAGER}, True),
        _act("programme.read", "看专项行动任务", BUSINESS),
        _act("programme.register", "识读和登记通知", {OFFICER}, True),
        _act("programme.serve", "送达任务", {OFFICER}, True),
        _act("programme.submit", "上报任务成果", {LIAISON}, True),
        _act("programme.press", "发督办函、审查答复", {OFFICER}, True),
        _act("programme.answer", "签收和答复督办函", {LIAISON}, True),
        _act("programme.letter", "办理督办函", {LIAISON, OFFICER}, True),
        _act("programme.conclude", "编制专项行动月报和总结报告", {OFFICER}, True),
        _act("programme.keep", "设定督办参数", {OFFICER}, True),
        _act("programme.meet", "召集会议、登记议定事项、印发纪要", {OFFICER}, True),
        _act("cases.read", "看办件", _COUNTY | _DEPARTMENT | {HALL_MANAGER}),
        _act("cases.accept", "收件、受理、告知补正", {CLERK}, True),
        _act("cases.examine", "审查、会办、启动特别程序、申请延长", {APPROVER, HEAD}, True),
        _act("cases.decide", "作出准予或不予的决定、终止办理", {APPROVER, HEAD}, True),
        _act("cases.extend", "批准延长办理期限", {HEAD}, True),
        _act("cases.deliver", "送达和归档", {CLERK, APPROVER}, True),
        _act("cases.take", "接手办件", {CLERK, APPROVER, HEAD}, True),
        _act("cases.bundle", "成批办理（预演、执行、撤销）", {CLERK, APPROVER, HEAD}, True),
        _act("cases.hold", "保全归档案卷、解除保全、登记销毁", {OFFICER, HEAD}, True),
        _act("cases.hand_over", "移交、接收和退回办件", {CLERK, APPROVER}, True),
        _act("cases.countersign", "复核受理例外", {HALL_MANAGER}, True),
        _act("cases.steps", "设置事项的步骤方案", {OFFICER, LIAISON}, True),
        _act("cases.firm", "核对单位材料和授权委托书", {OFFICER, CLERK}, True),
        _act("cases.reveal", "看个人信息明文", {OFFICER, CLERK, APPROVER}, True),
        _act("cases.import", "导入办件与部门台账", {OFFICER, LIAISON}, True),
        _act("evidence.read", "看核验结论", _COUNTY | {HALL_MANAGER, LIAISON, HEAD, APPROVER}),
        _act("evidence.run", "发起核验", {OFFICER}, True),
        _act("evidence.quality", "看抽样复核、准确率和核验参数", _COUNTY),
        _act("evidence.review", "判读抽到的对象", {OFFICER, INSPECTOR}, True),
        _act("data.publish", "发布开放数据", {OFFICER}, True),
        _act("evidence.tune", "提出调整核验参数", {OFFICER}, True),
        _act("evidence.confirm", "确认他人提出的参数调整", {OFFICER, LEADER}, True),
        _act("finding.read", "看疑点", _COUNTY | {HALL_MANAGER, LIAISON, HEAD, APPROVER}),
        _act("finding.judge", "认定或排除疑点", {OFFICER}, True),
        _act("finding.ground", "补充疑点的依据", {OFFICER, INSPECTOR}, True),
        _act("finding.publish", "公布每月疑点数", {OFFICER}, True),
        _act("finding.explain", "就疑点申辩", {LIAISON, HEAD}, True),
        _act("order.read", "看整改单", _COUNTY | {HALL_MANAGER, LIAISON, HEAD, APPROVER}),
        _act("order.issue", "下达整改单", {OFFICER}, True),
        _act("order.receive", "签收整改单", {LIAISON, HEAD}, True),
        _act("order.answer", "答复或提出异议", {LIAISON, HEAD}, True),
        _act("order.assist", "看和答复协办", _COUNTY | {HALL_MANAGER, LIAISON, HEAD}, True),
        _act("order.extend", "申请和决定延期、对督促措施作说明和处理", {LIAISON, OFFICER}, True),
        _act("order.check", "复核整改", {OFFICER}, True),
        _act("order.tune", "提出调整督促阶梯", {OFFICER}, True),
        _act("order.confirm", "确认他人提出的阶梯调整", {OFFICER, LEADER}, True),
        _act("referral.read", "看移交", _COUNTY | {LIAISON, HEAD}),
        _act("referral.move", "对移交作说明、同意、封存和登记", {LIAISON, OFFICER, LEADER}, True),
        _act("referral.approve", "同意或者不同意移交", {OFFICER, LEADER}, True),
        _act("referral.send", "提出移交、封存案卷、登记移交", {OFFICER}, True),
        _act("inspection.read", "看自查", _COUNTY | {HALL_MANAGER, LIAISON, HEAD}),
        _act("inspection.keep", "编制自查清单、发布和审核自查", {OFFICER}, True),
        _act("inspection.answer", "填报本部门自查表", {LIAISON}, True),
        _act("inspection.sign", "签发本部门自查报告", {HEAD}, True),
        _act("visit.read", "看督查计划和已启封的督查", _COUNTY),
        _act("visit.plan", "制定督查计划、抽签和公开种子", {OFFICER}, True),
        _act("visit.go", "启封、记录和签字", {INSPECTOR}, True),
        _act("evaluation.read", "看公布的评价和满意率", _COUNTY | {HALL_MANAGER, LIAISON, HEAD}),
        _act("evaluation.oversee", "看全县评价（不含评价人）、可疑评价和差评处置", _COUNTY | {HALL_MANAGER}),
        _act("evaluation.reveal", "看评价对应的办件和评价人", {OFFICER}, True),
        _act("evaluation.call_back", "回访、核实和反馈差评", {OFFICER}, True),
        _act("evaluation.set_aside", "复核并认定差评不属实", _COUNTY, True),
        _act("evaluation.put_right", "提交差评整改结果", {LIAISON}, True),
        _act("evaluation.issue_code", "发放评价码", {CLERK}, True),
        _act("evaluation.mark_staff", "登记工作人员比对摘要", {OFFICER, HALL_MANAGER}, True),
        _act("evaluation.keep", "设定评价参数、导入原系统评价", {OFFICER}, True),
        _act("training.read", "看培训课程、期次、考试和合格", BUSINESS),
        _act("training.keep", "编制课程、题库、期次和考试，撤销合格", {OFFICER, HALL_MANAGER}, True),
        _act("training.enrol", "为本部门人员报名培训", {LIAISON, OFFICER, HALL_MANAGER}, True),
        _act("training.sit", "报名、签到和参加考试", {CLERK, APPROVER}, True),
        _act("training.terms", "设定培训参数", {OFFICER}, True),
        _act("hindrance.read", "看办不成事反映和异议", _COUNTY | {HALL_MANAGER, LIAISON, HEAD}),
        _act("hindrance.take", "登记办不成事反映", {OFFICER, HALL_MANAGER}, True),
        _act("hindrance.assign", "交办、当场解决和办结", {OFFICER, HALL_MANAGER}, True),
        _act("hindrance.answer", "答复办不成事反映和异议", {LIAISON, HEAD}, True),
        _act("hindrance.reveal", "看反映人的联系方式", {OFFICER, HALL_MANAGER, LIAISON, HEAD}, True),
    )
}
