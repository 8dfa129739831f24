"""The notice of 2023 and other documents that several tests typeset."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from yimen.documents.content import (
    Block,
    Colophon,
    Letter,
    OfficialDocument,
    Paragraph,
    Signature,
)
from yimen.documents.orders import OrderLetter
from yimen.documents.reports import (
    DepartmentVerdicts,
    LateOrder,
    LedgerHead,
    MonthlyReport,
    MonthPoint,
    NewFinding,
    Orders,
    Rate,
    SourceNote,
)

DAY = date(2023, 5, 31)
TRACKING = (156 * 72 / 25.4 - 28 * 16) / 28


def document(*blocks: Block) -> OfficialDocument:
    """A short notice with these blocks."""
    return OfficialDocument(
        head="友谊县人民政府办公室文件",
        number="友政办发〔2023〕15号",
        title="友谊县人民政府办公室关于印发专项行动工作方案的通知",
        recipients="各乡（镇）人民政府，县政府直属各有关单位",
        blocks=blocks,
        signature=Signature("友谊县人民政府办公室", DAY),
    )


def with_colophon(of: OfficialDocument) -> OfficialDocument:
    """The same with a colophon."""
    return replace(of, colophon=Colophon("友谊县人民政府办公室", DAY, "县委办，县纪委办，县人武部"))


def letter(*blocks: Block) -> Letter:
    """A short letter."""
    return Letter(
        head="友谊县营商环境建设监督局",
        number="友营商函〔2023〕3号",
        title="关于商请提供台账的函",
        recipients="县公安局",
        blocks=blocks or (Paragraph("请提供本年度发证台账。"),),
        signature=Signature("友谊县营商环境建设监督局", DAY),
    )


REPORT = MonthlyReport(
    county="友谊县",
    year=2023,
    month=6,
    issuer="友谊县营商环境建设监督局",
    recipients="县政务服务整改专项行动领导小组",
    number="友营商发〔2023〕21号",
    issued_on=date(2023, 7, 5),
    data_from=date(2022, 7, 1),
    data_to=date(2023, 6, 30),
    declared=Rate("申报进驻率", 318, 402, "声明进驻的事项÷应进事项"),
    staffed=Rate("实际派驻率", 251, 402, "有窗口、有派驻人员、有授权的事项÷应进事项"),
    running=Rate("实质运行率", 163, 214, "结论为实质运行的事项÷有结论的进驻事项"),
    departments=(
        DepartmentVerdicts("县公安局", 30, 1, 2, 6, 7, 2),
        DepartmentVerdicts("县烟草专卖局", 0, 0, 0, 4, 3, 1),
    ),
    trend=(
        MonthPoint(2023, 4, Rate("实质运行率", 150, 210)),
        MonthPoint(2023, 5, None),
        MonthPoint(2023, 6, Rate("实质运行率", 163, 214)),
    ),
    findings=(
        NewFinding(
            "县公安局",
            "机动车驾驶证换证",
            "疑似体外循环",
            "台账中45件找不到大厅办件",
            "邮政网点代办的换证不经大厅受理",
            "待核实",
        ),
    ),
    orders=Orders(4, 9, 3, 1, (LateOrder("友营商改〔2023〕7号", "县税务局", "发票领用", date(2023, 6, 15), 15),)),
    sources=(
        SourceNote("大厅办件", "县政务服务中心", 10234, 12),
        SourceNote("发证台账", "县烟草专卖局", None),
    ),
    ledger=LedgerHead(
        104233,
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        datetime(2023, 7, 1, 16, 30, 5, tzinfo=UTC),
    ),
)

ORDER = OrderLetter(
    issuer="友谊县营商环境建设监督局",
    number="友营商改〔2023〕7号",
    department="友谊县公安局",
    item_name="机动车驾驶证换证",
    item_code="11230522MB0000000X2000109001000",
    source="evidence:R01:12",
    data_from=date(2023, 1, 1),
    data_to=date(2023, 6, 30),
    seen="本期你单位发证台账共118件，其中45件在大厅办件中找不到同一申请人、同一事项的受理记录。",
    innocent="邮政网点代办的换证不经大厅受理，可能未在台账中注明。",
    demand="该事项一律在政务服务大厅受理。",
    deadline=date(2023, 7, 31),
    how_to_answer="请在整改单页面提交答复和佐证材料，或者书面送达本局。",
    how_to_object="对本通知书有异议的，请在收到之日起5个工作日内提出异议并说明理由。",
    bases=("《优化营商环境条例》（国务院令第722号）", "《黑龙江省优化营商环境条例》"),
    issued_on=date(2023, 7, 3),
    copies="县政务服务整改专项行动领导小组办公室",
)
