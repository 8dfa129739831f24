"""Code lists 代码表: what a digit means depends on who wrote it, so digits never leave the door.

Each list is an enum of English words with the official Chinese label. A digit is read only together with the system
that it comes from (`read("1", CodeSystem.GBT_39046)`); the same digit means the opposite elsewhere: satisfaction 1 is
best in GB/T 39046-2020 and worst at the national rating interface; handling type 1 is 即办件 or, in Zhejiang, 承诺件.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from yimen.common.text import normalise


class CodeSystem(StrEnum):
    """代码体系: who defined the digits."""

    GBT_39046 = "GB/T 39046-2020"
    NATIONAL_CATALOGUE = "国家政务服务事项库（C0109）"
    RATING_INTERFACE = "国家好差评接口"
    ZHEJIANG = "浙江好差评接口"
    GUANGDONG = "广东统一申办受理平台"
    GUANGDONG_2 = "广东统一申办受理平台（新版）"
    SHANDONG = "山东省办件库"
    CERTIFICATES = "GA/T 2000.156"


class Listed(StrEnum):
    """A code list: the value is our word, `label` the official one, `codes` digits by system, `also` other wording."""

    label: str
    codes: dict[CodeSystem, str]
    also: tuple[str, ...]

    def __new__(cls, value: str, label: str, codes: dict[CodeSystem, str] | None = None, also: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.codes = codes or {}
        member.also = tuple(also.split())
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of each member, as a form field wants them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def read(cls, text: str, system: CodeSystem | None = None) -> Self:
        """The member that the text names by label, other wording, or by the digit of the given system.

        Raises ValueError with a Chinese sentence: unknown, or a digit of which nobody said whose it is.
        """
        key = normalise(text)
        for member in cls:
            if key in (member.value, *map(normalise, (member.label, *member.also))):
                return member
        if key.isdigit() and system is None:
            raise ValueError(f"“{text}”只有数字，不同体系含义不同甚至相反，请改填文字，如“{next(iter(cls)).label}”。")
        for member in cls:
            if system is not None and _same_digits(member.codes.get(system, ""), key):
                return member
        raise ValueError(f"“{text}”不在可用的取值中，请填：{'、'.join(member.label for member in cls)}。")

    def code(self, system: CodeSystem) -> str:
        """The digit of this member in the system. Raises KeyError if the system has none."""
        return self.codes[system]


def _same_digits(code: str, key: str) -> bool:
    """Whether the digits are one code; spreadsheets drop the leading zero of 01."""
    return bool(code) and (
        code == key or (code.isdigit() and key.isdigit() and code.lstrip("0") == key.lstrip("0") != "")
    )


def _standard(code: str) -> dict[CodeSystem, str]:
    return {CodeSystem.GBT_39046: code, CodeSystem.NATIONAL_CATALOGUE: code}


class ItemType(Listed):
    """事项类型 (GB/T 39046-2020 A.1)."""

    LICENCE = "licence", "行政许可", _standard("01"), "许可"
    PENALTY = "penalty", "行政处罚", _standard("02"), "处罚"
    COERCION = "coercion", "行政强制", _standard("03"), "强制"
    LEVY = "levy", "行政征收", _standard("04"), "征收"
    PAYMENT = "payment", "行政给付", _standard("05"), "给付"
    INSPECTION = "inspection", "行政检查", _standard("06"), "检查"
    CONFIRMATION = "confirmation", "行政确认", _standard("07"), "确认"
    AWARD = "award", "行政奖励", _standard("08"), "奖励"
    ADJUDICATION = "adjudication", "行政裁决", _standard("09"), "裁决"
    OTHER_POWER = "other_power", "其他行政权力", _standard("10"), "其他 其他权力 其他类别事项 其他类别 其它行政权力"
    PUBLIC_SERVICE = "public_service", "公共服务", _standard("20"), "公共服务事项"


ON_APPLICATION = frozenset(
    {
        ItemType.LICENCE,
        ItemType.PAYMENT,
        ItemType.CONFIRMATION,
        ItemType.AWARD,
        ItemType.ADJUDICATION,
        ItemType.OTHER_POWER,
        ItemType.PUBLIC_SERVICE,
    }
)
"""依申请政务服务事项: the six kinds of power exercised on application, and public services."""


class Level(Listed):
    """行使层级 (A.2)."""

    NATION = "nation", "国家级", _standard("1"), "国家 局（署、会） 国家级/局(署、会)"
    PROVINCE = "province", "省级", _standard("2"), "省 直属 省级/直属"
    CITY = "city", "市级", _standard("3"), "市 隶属 市级/隶属 地市级"
    COUNTY = "county", "县级", _standard("4"), "县 区县级 县（市、区）级"
    TOWNSHIP = "township", "镇（乡、街道）级", _standard("5"), "乡级 镇级 乡镇级 乡镇 街道级 乡镇（街道）级"
    VILLAGE = "village", "村（社区）级", _standard("6"), "村级 社区级 村 社区"
    SHARED = "shared", "分级管理", _standard("7"), ""


class BodyNature(Listed):
    """实施主体性质 (A.3)."""

    STATUTORY = "statutory", "法定机关", _standard("1"), "法定行政机关"
    AUTHORISED = "authorised", "授权组织", _standard("2"), "法律法规授权组织"
    ENTRUSTED = "entrusted", "受委托组织", _standard("3"), "受委托机构"
    OTHER = "other", "其他", _standard("9"), ""


class ServiceObject(Listed):
    """服务对象 (A.4; the national catalogue numbers the last ones differently)."""

    PERSON = "person", "自然人", _standard("1"), "个人"
    ENTERPRISE = "enterprise", "企业法人", _standard("2"), "企业"
    INSTITUTION = "institution", "事业法人", _standard("3"), "事业单位"
    ASSOCIATION = "association", "社会组织法人", _standard("4"), "社会组织"
    UNINCORPORATED = "unincorporated", "非法人企业", {CodeSystem.NATIONAL_CATALOGUE: "5"}, ""
    AGENCY = "agency", "行政机关", {CodeSystem.GBT_39046: "5", CodeSystem.NATIONAL_CATALOGUE: "6"}, "机关"
    OTHER = "other", "其他组织", {CodeSystem.GBT_39046: "6", CodeSystem.NATIONAL_CATALOGUE: "9"}, "其他"


class HandlingForm(Listed):
    """办理形式 (A.5)."""

    WINDOW = "window", "窗口办理", _standard("1"), "窗口 现场办理"
    WEB = "web", "电脑端网上办理", _standard("2"), "网上办理 网办"
    MOBILE = "mobile", "移动端网上申请", _standard("3"), "移动端 掌上办"
    POST = "post", "快递申请", _standard("4"), "快递 邮寄"
    OTHER = "other", "其他", _standard("9"), ""


class HandlingType(Listed):
    """办件类型 (A.6). Zhejiang's rating interface has the two digits the other way round."""

    IMMEDIATE = "immediate", "即办件", {**_standard("1"), CodeSystem.ZHEJIANG: "2"}, "即办"
    PROMISED = "promised", "承诺件", {**_standard("2"), CodeSystem.ZHEJIANG: "1"}, "承诺 承诺办结件"
    OTHER = "other", "其他", _standard("9"), ""


class SpecialProcedure(Listed):
    """特别程序种类 (A.7): the first adds days, the second stops the clock."""

    EXTENSION = "extension", "延长审批", {**_standard("1"), CodeSystem.GUANGDONG: "A"}, "延长审批时限"
    SUSPENSION = "suspension", "除延长审批之外的情况", {**_standard("2"), CodeSystem.GUANGDONG: "B"}, "除延长审批之外"


class Satisfaction(Listed):
    """满意度 (A.8: 1 is best; national rating interface: 5 is best). The last two are 差评."""

    EXCELLENT = "excellent", "非常满意", {CodeSystem.GBT_39046: "1", CodeSystem.RATING_INTERFACE: "5"}, ""
    GOOD = "good", "满意", {CodeSystem.GBT_39046: "2", CodeSystem.RATING_INTERFACE: "4"}, ""
    FAIR = "fair", "基本满意", {CodeSystem.GBT_39046: "3", CodeSystem.RATING_INTERFACE: "3"}, ""
    POOR = "poor", "不满意", {CodeSystem.GBT_39046: "4", CodeSystem.RATING_INTERFACE: "2"}, ""
    VERY_POOR = "very_poor", "非常不满意", {CodeSystem.GBT_39046: "5", CodeSystem.RATING_INTERFACE: "1"}, ""

    @property
    def bad(self) -> bool:
        """Whether it is a bad rating 差评."""
        return self in (Satisfaction.POOR, Satisfaction.VERY_POOR)


def _rating(code: str) -> dict[CodeSystem, str]:
    return {CodeSystem.RATING_INTERFACE: code}


class RatingChannel(Listed):
    """评价渠道. A rating by system default is no opinion of anybody."""

    WEB = "web", "PC端", _rating("1"), "电脑端"
    MOBILE = "mobile", "移动端", _rating("2"), ""
    QR_CODE = "qr_code", "二维码", _rating("3"), ""
    HALL_TABLET = "hall_tablet", "政务大厅平板电脑", _rating("4"), "窗口评价器"
    HALL_TERMINAL = "hall_terminal", "政务大厅其他终端", _rating("5"), ""
    MESSAGE = "message", "短信", _rating("6"), "电话"
    DEFAULT = "default", "系统默认评价", _rating("7"), "默认好评"


class RatingStage(Listed):
    """评价时办件状态."""

    WAITING = "waiting", "待办理", _rating("1"), ""
    RUNNING = "running", "办理中", _rating("2"), ""
    FINISHED = "finished", "已完结", _rating("3"), "办结"


def _shandong(code: str) -> dict[CodeSystem, str]:
    return {CodeSystem.SHANDONG: code}


class StepKind(Listed):
    """环节类型."""

    FIRST = "first", "开始环节", _shandong("1"), ""
    MIDDLE = "middle", "中间环节", _shandong("2"), ""
    LAST = "last", "结束环节", _shandong("3"), ""
    ONLY = "only", "开始即结束", _shandong("4"), "即办 直接不予受理"


class StepResult(Listed):
    """环节处理结果."""

    DISAGREED = "disagreed", "不同意", _shandong("0"), ""
    AGREED = "agreed", "同意", _shandong("1"), ""
    NOT_TAKEN = "not_taken", "不受理", _shandong("2"), ""
    REFUSED = "refused", "不予受理", _shandong("3"), ""
    ACCEPTED = "accepted", "受理", _shandong("4"), ""
    COMPLETION = "completion", "补齐补正", _shandong("5"), "补正"
    SPECIAL = "special", "特别程序", _shandong("6"), "挂起"
    SENT_BACK = "sent_back", "退回", _shandong("7"), ""


class MaterialDelivery(Listed):
    """材料收取方式."""

    PAPER = "paper", "收取纸质材料", _shandong("1"), "纸质"
    UPLOAD = "upload", "上传电子文件", _shandong("2"), "电子"
    LICENCE_STORE = "licence_store", "证照库引用", _shandong("3"), "电子证照"
    SHARED_DATA = "shared_data", "数据共享", _shandong("4"), ""
    OTHER = "other", "其他", _shandong("9"), ""


class ResultType(Listed):
    """结果类型."""

    CERTIFICATE = "certificate", "证照", _shandong("10"), ""
    APPROVAL = "approval", "批文", _shandong("20"), ""
    OTHER = "other", "其他", _shandong("30"), ""
    NONE = "none", "无", _shandong("99"), ""


class CaseChannel(Listed):
    """办件来源渠道."""

    PORTAL = "portal", "互联网政务服务门户", _shandong("1"), "网上"
    HALL = "hall", "政务服务中心", _shandong("2"), "政务大厅 大厅"
    OTHER = "other", "其他", _shandong("9"), ""


class Closure(Listed):
    """办结结果. In Guangdong 6 was 办结 and became 准予许可."""

    ISSUED = "issued", "出证办结", {CodeSystem.GUANGDONG: "0", CodeSystem.GUANGDONG_2: "0"}, ""
    SENT_BACK = "sent_back", "退回办结", {CodeSystem.GUANGDONG: "1", CodeSystem.GUANGDONG_2: "1"}, ""
    VOID = "void", "作废办结", {CodeSystem.GUANGDONG: "2", CodeSystem.GUANGDONG_2: "2"}, ""
    DELETED = "deleted", "删除办结", {CodeSystem.GUANGDONG: "3", CodeSystem.GUANGDONG_2: "3"}, ""
    FORWARDED = "forwarded", "转报办结", {CodeSystem.GUANGDONG: "4", CodeSystem.GUANGDONG_2: "4"}, ""
    NOT_COMPLETED = "not_completed", "补正不来办结", {CodeSystem.GUANGDONG: "5", CodeSystem.GUANGDONG_2: "5"}, ""
    CLOSED = "closed", "办结", {CodeSystem.GUANGDONG: "6"}, ""
    GRANTED = "granted", "准予许可", {CodeSystem.GUANGDONG_2: "6"}, ""
    DENIED = "denied", "不予许可", {CodeSystem.GUANGDONG_2: "7"}, ""


def _catalogue(code: str) -> dict[CodeSystem, str]:
    return {CodeSystem.NATIONAL_CATALOGUE: code}


class PowerSource(Listed):
    """权力来源."""

    OWN = "own", "法定本级行使", _catalogue("1"), "法定 本级行使"
    HANDED_DOWN = "handed_down", "上级下放", _catalogue("2"), ""
    AUTHORISED_ABOVE = "authorised_above", "上级授权", _catalogue("3"), ""
    AUTHORISED_PEER = "authorised_peer", "同级授权", _catalogue("4"), ""
    ENTRUSTED_ABOVE = "entrusted_above", "上级委托", _catalogue("5"), ""
    ENTRUSTED_PEER = "entrusted_peer", "同级委托", _catalogue("6"), ""


class TimeUnit(Listed):
    """时限单位: never taken for granted, since only some laws count in working days."""

    WORKING_DAY = "working_day", "工作日", _catalogue("1"), "个工作日"
    NATURAL_DAY = "natural_day", "自然日", _catalogue("2"), "日历日"


class ItemState(Listed):
    """事项状态."""

    IN_USE = "in_use", "在用", _catalogue("1"), "有效 启用"
    PAUSED = "paused", "暂停", _catalogue("2"), "停用"
    CANCELLED = "cancelled", "取消", _catalogue("3"), "废止"


class OnlineDepth(Listed):
    """网上办理深度, several at once."""

    CONSULTATION = "consultation", "互联网咨询", _catalogue("1"), ""
    RECEIPT = "receipt", "互联网收件", _catalogue("2"), "收件"
    PRELIMINARY = "preliminary", "互联网预审", _catalogue("3"), "预审"
    ACCEPTANCE = "acceptance", "互联网受理", _catalogue("4"), "受理"
    HANDLING = "handling", "互联网办理", _catalogue("5"), "办理"
    RESULT_NOTICE = "result_notice", "互联网办理结果信息反馈", _catalogue("6"), "结果信息反馈"
    LICENCE_NOTICE = "licence_notice", "互联网电子证照反馈", _catalogue("7"), "电子证照反馈"
    OTHER = "other", "其他", _catalogue("9"), ""


class MaterialForm(Listed):
    """材料类型."""

    ORIGINAL = "original", "原件", _catalogue("1"), ""
    COPY = "copy", "复印件", _catalogue("2"), ""
    BOTH = "both", "原件和复印件", _catalogue("3"), ""


class MaterialNeed(Listed):
    """材料必要性."""

    REQUIRED = "required", "必要", _catalogue("1"), ""
    OPTIONAL = "optional", "非必要", _catalogue("2"), ""
    LATER = "later", "容缺后补", _catalogue("3"), "容缺"


class CertificateType(Listed):
    """证件类型."""

    RESIDENT_ID = "resident_id", "居民身份证", {CodeSystem.CERTIFICATES: "111"}, "身份证"
    PASSPORT = "passport", "普通护照", {CodeSystem.CERTIFICATES: "414"}, "护照"
    CREDIT_CODE = "credit_code", "统一社会信用代码", {CodeSystem.CERTIFICATES: "001"}, "营业执照"
    OTHER = "other", "其他", {CodeSystem.CERTIFICATES: "999"}, ""
