"""One sample of each kind of paper, for the reference pictures, the DOCX tests and the pictures in docs/."""

from __future__ import annotations

from datetime import date

from yimen.documents import (
    case_papers,
    commitments,
    entrustments,
    letters,
    monthly,
    notices,
    orders,
    self_reports,
)
from yimen.documents.commitments import Commitment, CommittedItem
from yimen.documents.content import Attachment, Check, Colophon, Heading, Minutes, Paper, Paragraph
from yimen.documents.entrustments import EntrustedItem, Entrustment
from yimen.documents.letters import Overdue, Request, SupervisionLetter
from yimen.documents.notices import Notice, Section
from yimen.documents.self_reports import CheckedItem, SelfReport
from yimen.documents.tests import samples

OFFICE, BUREAU, CENTRE = "友谊县人民政府办公室", "友谊县营商环境建设监督局", "友谊县政务服务中心"
POLICE = "友谊县公安局"
PLAN = (
    Paragraph(
        "为加快推进政务服务运行标准化、服务供给规范化、企业和群众办事便利化，持续优化营商环境，结合我县工作实际，"
        "制定本方案。"
    ),
    Heading(1, "工作任务"),
    Paragraph(
        "为确保所有政务服务事项在中心实质运行，建立政务服务事项进驻负面清单制度，强化各进厅部门职责，确保整改工作"
        "任务落实到位，实现政务服务事项“应进必进”。"
    ),
    Heading(1, "实施步骤"),
    Heading(2, "梳理“应进必进”事项清单。", "各政务服务单位对进厅事项逐项梳理，明确清单；未进厅事项标注原因。"),
    Heading(2, "杜绝“明进暗不进”。", "对已进驻事项全面自查，自查报告报县营商局；县营商局不定期检查。"),
    Heading(2, "整合部门分厅。", "没有法律依据的必须关停，全部进入政务服务中心集中办理。"),
)
NOTICE = Notice(
    issuer=OFFICE,
    number="友政办发〔2023〕15号",
    about="印发友谊县开展政务服务问题整改专项行动工作方案",
    recipients="各乡（镇）人民政府，县政府直属和在县中、省直各有关单位",
    occasion="经县政府领导同意，现将《友谊县开展政务服务问题整改专项行动工作方案》印发给你们，请结合实际抓好贯彻落实。",
    issued_on=date(2023, 5, 31),
    issued=(Attachment("友谊县开展政务服务问题整改\n专项行动工作方案", PLAN, listed=False),),
    copies="县委办，县纪委办，县人武部，县人大办，县政协办，县法院，县检察院",
)
DEMAND = Notice(
    issuer=BUREAU,
    number="友营商发〔2023〕9号",
    about="报送政务服务事项办理台账",
    recipients="各政务服务单位",
    occasion="为核对政务服务事项在大厅实质运行情况，按照专项行动工作方案，现就报送办理台账有关事项通知如下。",
    issued_on=date(2023, 6, 2),
    sections=(
        Section("报送范围", "2023年1月1日以来办结的全部依申请政务服务事项，不论在何处受理。"),
        Section(
            "报送要求",
            points=(
                ("按系统模板报送。", "列名与本单位台账不同的，由联络员在系统中核对一次。"),
                ("按期报送。", "每周五前报送上周台账；没有办件的，也应当报送并注明“无办件”。"),
                ("如实报送。", "发证台账与大厅办件不一致的，请说明原因，不得补造办件。"),
            ),
        ),
        Section("联系方式", "报送中遇到的问题，请与县营商局监督股联系。"),
    ),
    attachments=(
        Attachment("办理台账报送说明", (Paragraph("台账的每一行对应一个已经作出的决定或者已经发出的证照。"),)),
    ),
    contact="联系人：监督股，电话：0469-0000000",
    copies="县政府办公室",
    urgency="加急",
)
REQUEST = Request(
    issuer=BUREAU,
    number="友营商函〔2023〕3号",
    about="商请提供机动车驾驶证换证台账",
    recipients=POLICE,
    reason="在核对“机动车驾驶证换证”办理情况时，我局发现大厅办件数与发证数不一致。为查明原因，现商请贵局协助下列事项：",
    asks=("提供2023年1月至6月换证台账，注明每件的受理地点；", "说明邮政网点代办换证的依据和件数；", "指定一名联络人。"),
    reply_by=date(2023, 7, 14),
    issued_on=date(2023, 7, 3),
    contact="联系人：监督股，电话：0469-0000000",
    copies="县政务服务整改专项行动领导小组办公室",
)
SUPERVISION = SupervisionLetter(
    issuer=BUREAU,
    number="友营商督〔2023〕2号",
    department=POLICE,
    overdue=(
        Overdue(
            "机动车驾驶证换证在大厅受理", "友营商改〔2023〕7号", date(2023, 7, 31), "8月1日至18日仍有12件在厅外收件"
        ),
        Overdue("未进厅事项标注原因", "专项行动任务一", date(2023, 5, 13), "尚有2项没有标注"),
    ),
    demand="请逐件核对厅外收件的原因，自收到本函之日起在政务服务中心受理，并完成未进厅事项原因标注。",
    finish_by=date(2023, 9, 1),
    step_next="逾期仍未办结的，本局将约谈单位分管负责人、予以通报，并将有关情况报专项行动领导小组。",
    bases=(
        "《优化营商环境条例》（国务院令第722号）",
        "友谊县开展政务服务问题整改专项行动工作方案（友政办发〔2023〕15号）",
    ),
    issued_on=date(2023, 8, 21),
    copies="县政务服务整改专项行动领导小组办公室",
    field="bureau",
)
NAMES = ("居住证签发", "机动车驾驶证换证", "户口迁移", "剧毒化学品购买许可", "易制毒化学品运输许可", "集会游行示威许可")
ITEMS = tuple((f"11230522MB00000{place}X2000109001000", name) for place, name in enumerate(NAMES, start=1))
COMMITMENT = Commitment(
    county="友谊县",
    number="友营商诺〔2023〕1号",
    department=POLICE,
    credit_code="11230522MB1A2B3C4D",
    receiver=BUREAU,
    entered_on=date(2023, 5, 13),
    items=tuple(
        CommittedItem(code, name, "第2版", "本部门窗口", "公安1号窗", "张某某\n李某某", "受理、审查、送达")
        for code, name in ITEMS
    ),
    promises=(
        "附件所列事项一律在政务服务中心受理，不在本单位其他场所收件。",
        "不以任何理由要求申请人到本单位重复提交材料或者盖章。",
        "办件信息在发生的当日进入全省一体化政务服务平台，不事后补录。",
        "窗口开放时间A、B岗至少一人在岗，人员调整提前报政务服务中心。",
        "接受数据核验、现场检查和群众评价，对发现的问题按期整改。",
    ),
    liability="违反上述承诺的，本单位愿意接受通报，并按照《优化营商环境条例》等规定承担责任。",
    signed_on=date(2023, 5, 12),
)
ENTRUSTMENT = Entrustment(
    number="友营商托〔2023〕1号",
    department=POLICE,
    department_code="11230522MB1A2B3C4D",
    centre=CENTRE,
    centre_code="12230522MB5E6F7G8H",
    items=tuple(
        EntrustedItem(
            code, name, "第2版", ("收件", "受理", "送达") if place % 2 else ("收件", "送达"), "受理专用章（一）"
        )
        for place, (code, name) in enumerate(ITEMS[:4])
    ),
    duties_of_department=(
        "提供受理标准、材料清单和一次性告知书，有变更的提前5个工作日书面通知乙方。",
        "对乙方窗口人员进行业务培训，指定联络人在大厅开放时间答疑。",
        "在承诺时限内作出决定，并将结果交乙方送达。",
    ),
    duties_of_centre=(
        "按照受理标准收件、出具受理凭证，不得增设条件或者材料。",
        "当日将办件信息录入全省一体化政务服务平台并移交甲方。",
        "妥善保管申请材料，保守国家秘密、商业秘密和个人隐私。",
    ),
    hand_over="纸质材料每个工作日16时前由双方人员当面清点，交接单一式两份；电子材料经一体化平台实时移交。",
    liability="乙方在委托权限内的行为由甲方承担法律责任；因超越权限或者故意、重大过失造成损失的，甲方可以向乙方追偿。",
    term_begins=date(2023, 5, 15),
    term_ends=date(2025, 5, 14),
    signed_on=date(2023, 5, 12),
    witness="友谊县专项行动领导小组办公室",
)
SELF_REPORT = SelfReport(
    department=POLICE,
    number="友公呈〔2023〕6号",
    recipient=BUREAU,
    signer="王某某",
    checked_from=date(2023, 1, 1),
    checked_to=date(2023, 4, 20),
    method="自查采取逐项对照清单、调阅台账、现场查看窗口的办法进行。",
    items=tuple(
        CheckedItem(code, name, "本部门窗口", "部分件在车管所收件", date(2023, 5, 13)) if place == 1
        else CheckedItem(code, name, "本部门窗口", "在大厅受理，台账与办件一致")
        for place, (code, name) in enumerate(ITEMS)
    ),
    measures=("即日起停止在车管所收件，张贴公告引导群众到大厅办理。", "由分管负责人每周抽查一次台账。"),
    issued_on=date(2023, 4, 27),
    contact="联系人：法制大队，电话：0469-0000001",
)  # fmt: skip
MINUTES = Minutes(
    head="友谊县专项行动领导小组会议纪要",
    number="〔2023〕3号",
    title="研究政务服务事项进驻大厅整改工作",
    present=(
        ("出席", "县委常委、领导小组组长，县营商局、县公安局、县司法局、县税务局、县烟草局、县退役军人局分管负责同志"),
        ("列席", "县政务服务中心负责同志"),
    ),
    blocks=(
        Paragraph("2023年6月9日，县委常委、领导小组组长主持召开会议，听取整改进展情况汇报。会议议定以下事项："),
        Heading(1, "关于部门分厅"),
        Paragraph("没有法律依据的分厅，由主管部门在6月30日前关停，人员和窗口整体进入政务服务中心。"),
        Heading(1, "关于数据报送"),
        Paragraph("各单位每周报送办理台账。没有报送的，其事项按证据不足处理，不作为已经实质运行的依据。"),
    ),
    author="友谊县专项行动领导小组办公室",
    on=date(2023, 6, 12),
    colophon=Colophon("友谊县专项行动领导小组办公室", date(2023, 6, 12), "领导小组各成员单位"),
)

MATTER = case_papers.Matter(
    issuer=POLICE,
    number="友公安受〔2023〕18号",
    applicant="友谊县禾丰旅馆",
    item_name="旅馆业特种行业许可证核发",
    case_number="230522002202306010001X",
    licence=True,
    received_on=date(2023, 6, 1),
    issued_on=date(2023, 6, 2),
    review="友谊县人民政府",
    check=Check("http://127.0.0.1:8000/cases/check/ABCD2345EFGH6789/", "ABCD-2345-EFGH-6789"),
)
LIMITS = (
    case_papers.Limit("承诺办结期限", date(2023, 6, 16)),
    case_papers.Limit("法定办结期限", date(2023, 7, 3)),
)
REASON = "营业场所未取得公众聚集场所投入使用、营业前消防安全检查合格证明，不符合《旅馆业治安管理办法》第三条、第四条。"
SERVICE = case_papers.Service(
    papers=("准予行政许可决定书　友公安准〔2023〕7号",),
    receiver="董某某",
    way="窗口领取",
    tracking="",
    served_on=date(2023, 6, 12),
    by="窗口工作人员（工号OP001）",
)
HANDED = (
    case_papers.Handed("230522002202306010001X", "旅馆业特种行业许可证核发", "友谊县****旅馆", "身份证明等5份"),
    case_papers.Handed("230522002202306010002V", "户口迁移", "董**", "居民身份证等2份"),
)

PAPERS: dict[str, Paper] = {
    "notice": notices.as_document(NOTICE),
    "demand": notices.as_document(DEMAND),
    "request": letters.as_letter(REQUEST),
    "supervision": letters.as_supervision(SUPERVISION),
    "order": orders.as_letter(samples.ORDER),
    "commitment": commitments.as_agreement(COMMITMENT),
    "entrustment": entrustments.as_agreement(ENTRUSTMENT),
    "self_report": self_reports.as_document(SELF_REPORT),
    "monthly_report": monthly.as_document(samples.REPORT),
    "minutes": MINUTES,
    "case_accepted": case_papers.acceptance(MATTER, accepted_on=date(2023, 6, 2), deemed=False, limits=LIMITS),
    "case_asked": case_papers.one_time_notice(MATTER, missing="营业场所平面图一份，须标明消防通道。"),
    "case_declined": case_papers.declining(MATTER, reason="该事项不属于本机关职权范围，请向县应急管理局申请。"),
    "case_paused": case_papers.procedure(MATTER, kind="专家评审", days=15, told="由三名专家评审治安防范设施设计。"),
    "case_extended": case_papers.extension(MATTER, days=10, reason="营业场所改建，需要再次核查。", limits=LIMITS),
    "case_granted": case_papers.grant(MATTER, outcome="准予经营旅馆业，客房二十间。", document="友公特旅字第018号"),
    "case_refused": case_papers.refusal(MATTER, reason=REASON),
    "case_ended": case_papers.ending(MATTER, reason="申请人逾期没有补正材料。"),
    "case_withdrawn": case_papers.withdrawal(MATTER, reason="暂不开业"),
    "case_receipt": case_papers.receipt(MATTER, SERVICE),
    "case_handover": case_papers.handover(
        giver=CENTRE,
        number="友政务服务中心交〔2023〕9号",
        taker=POLICE,
        handed=HANDED,
        by="王某某",
        to="张某某",
        on=date(2023, 6, 2),
    ),
}
