"""The county's list of items (政务服务事项清单) as a department would hand it in: Chinese headings, one row an item."""

from yimen.demonstration.items import TYPE_NAMES, Item
from yimen.demonstration.placements import Declaration, Exemption
from yimen.demonstration.places import Places

MODE_NAMES = {
    "hall": "部门窗口进驻",
    "entrusted": "委托综合窗口受理",
    "branch_hall": "分厅办理",
    "exempt": "负面清单",
    "none": "未进驻",
}
LEVEL_DEPTH = {True: "互联网咨询、收件、受理、办理", False: "互联网咨询、收件、预审"}


def rows(
    places: Places, catalogue: list[Item], declared: list[Declaration], exempted: list[Exemption]
) -> list[dict[str, str]]:
    """One row an item in the order of the catalogue; the keys are the headings."""
    reasons = {one.item_code: one for one in exempted if one.to_date is None or one.to_date.year > 2022}
    seats = {one.item_code: one.place for one in declared if one.to_date is None}
    return [
        _row(places, number, item, seats.get(item.code, ""), reasons.get(item.code))
        for number, item in enumerate(catalogue, 1)
    ]


def _row(places: Places, number: int, item: Item, place: str, exemption: Exemption | None) -> dict[str, str]:
    department = item.department
    entered = item.on_application and item.entry_mode in ("hall", "entrusted")
    online = item.instant or item.type in ("01", "20")
    visits = 0 if online and item.type == "20" else 1
    on_site = "须现场核验原件" if visits else ""
    organisation = {"institution": "授权组织", "enterprise": "受委托组织"}.get(department.kind, "法定机关")
    audience = "企业法人" if item.firm_share > 0.5 else "自然人"
    reason = ""
    if item.on_application and not entered and item.entry_mode != "branch_hall":
        reason = exemption.text if exemption else ""
    statutory = 0 if item.type == "20" and item.instant else item.statutory_days
    return {
        "序号": str(number),
        "主项名称": item.main_name,
        "事项名称": item.name,
        "事项类型": TYPE_NAMES[item.type],
        "基本编码": item.base_code,
        "实施编码": item.code,
        "实施主体": department.name,
        "实施主体编码": department.credit_codes[0][0],
        "实施主体性质": organisation,
        "行使层级": "县级",
        "权力来源": "法定本级行使",
        "设定依据": item.legal_basis,
        "申请方式": "依申请" if item.on_application else "依职权",
        "办件类型": "即办件" if item.instant else "承诺件",
        "法定办结时限": str(statutory) if statutory else "",
        "法定办结时限单位": "工作日" if statutory else "",
        "承诺办结时限": str(item.promised_days),
        "承诺办结时限单位": "工作日",
        "服务对象": audience,
        "办理形式": "窗口办理、网上办理" if online else "窗口办理",
        "网上办理深度": LEVEL_DEPTH[item.instant] if online else "",
        "到办事现场次数": str(visits),
        "必须现场办理原因说明": on_site,
        "特别程序": "现场勘验" if item.type == "01" and not item.instant else "无",
        "是否收费": "否",
        "是否进驻政务大厅": "是" if entered else "否",
        "进驻方式": MODE_NAMES[item.entry_mode] if item.on_application else "",
        "进驻日期": item.entry_from.isoformat() if entered else "",
        "未进驻原因": reason,
        "办理地点": place if item.on_application else department.name,
        "办理时间": "工作日8:30-17:00" + ("，周六9:00-12:00" if entered else ""),
        "是否支持物流快递": "是" if online else "否",
        "结果名称": _result_name(item),
        "结果类型": "证照" if item.numbered else "其他",
        "事项状态": "在用",
        "事项版本": "1",
        "计划生效日期": "2022-06-01",
    }


def _result_name(item: Item) -> str:
    if item.numbered:
        return "准予行政许可决定书" if item.type == "01" else "登记（备案）凭证"
    return "办理结果告知单" if item.on_application else ""
