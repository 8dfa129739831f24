"""What a code is and whether it is valid: said in words, never put right in silence.

Nothing here changes what somebody wrote. An invalid code comes back with its kind, a reason and a remedy in Chinese,
so that the row can be kept, shown and corrected by whoever is responsible for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from yimen.common.check_characters import (
    CREDIT_ALPHABET,
    credit_code_check,
    organisation_code_check,
    resident_id_check,
)
from yimen.common.text import code_key, id_key, normalise, tidy


class CodeKind(StrEnum):
    """代码类别. The value is the official or customary name, as it is shown."""

    CREDIT_CODE = "统一社会信用代码"
    CREDIT_CODE_MISWRITTEN = "书写不规范的统一社会信用代码"
    CREDIT_CODE_WRONG_CHECK = "校验位不符的统一社会信用代码"
    CREDIT_CODE_SHORT = "缺位的统一社会信用代码"
    ORGANISATION_CODE = "旧组织机构代码"
    VERTICAL_SYSTEM_CODE = "垂直管理系统自编代码"
    RESIDENT_ID = "公民身份号码"
    RESIDENT_ID_15 = "15位旧身份证号码"
    RESIDENT_ID_MISWRITTEN = "书写不规范的公民身份号码"
    RESIDENT_ID_WRONG_CHECK = "校验位不符的公民身份号码"
    RESIDENT_ID_WRONG_DATE = "出生日期不成立的公民身份号码"
    MASKED = "已脱敏的号码"
    ROUNDED = "被电子表格舍入的号码"
    IMPLEMENTATION_31 = "31位实施编码"
    HANDLING_33 = "33位业务办理项编码"
    IMPLEMENTATION_24 = "24位以内实施编码"
    BASE_12 = "12位基本编码"
    BASE_10 = "10位基本编码"
    SICHUAN_LOCAL = "四川地方编码"
    PLACEHOLDER = "占位符"
    MISSING = "未填写"
    OTHER = "无法识别的代码"


@dataclass(frozen=True, slots=True)
class Classification:
    """代码判定. `reason` and `remedy` are empty for a valid code, save a reason alone that is a warning."""

    kind: CodeKind
    valid: bool
    reason: str = ""
    remedy: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What a valid layout holds: organisation, level, base, serial, area, marker, suffix, born."""


_ASK_CERTIFICATE = "请对照统一社会信用代码证书填写18位代码；如机构已改革，请填现行代码。"
_ASK_CARD = "请对照身份证件重新填写18位号码。"
_ASK_ITEM = "请对照省政务服务事项管理系统导出的编码填写，不要手工改动。"
_PLACEHOLDERS = {
    "无",
    "暂无",
    "空",
    "没有",
    "不详",
    "未知",
    "待补",
    "待定",
    "NA",
    "NULL",
    "NONE",
    "TEST",
    "测试",
    "1234567890",
}
_REGISTRARS = "123456789ANY"
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6]|71|81|82")
_SICHUAN = re.compile(
    r"(?P<base>.+?)-(?P<area>[0-9]{12})-(?P<marker>[0-9]{3})-(?P<organisation>.+)-(?P<level>[0-9])-(?P<suffix>[0-9]{2})"
)


def rounded_number(text: str, *, typed: bool = False) -> Classification | None:
    """Why the number cannot be used because a spreadsheet kept only 15 of its digits, or None.

    `typed` says that the cell was certainly text (a text cell of a workbook): then 18 digits ending in 000 are doubted
    only when no check character supports them. Digits once lost cannot be had back, so nothing is padded.
    """
    key = normalise(text).upper()
    scientific = re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]{2}", key)
    zeros = re.fullmatch(r"[0-9]{15}0{3,}", key) and key.strip("0")
    if not scientific and (not zeros or (typed and (_id_supported(key) or _credit_supported(key)))):
        return None
    return Classification(
        CodeKind.ROUNDED,
        False,
        "号码被电子表格当作数值处理，第15位以后的数字已经丢失。",
        "请回到原系统重新导出，或先把该列设为“文本”格式再重新录入完整号码；丢失的数字无法还原。",
    )


def classify_resident_id(text: str, *, today: date, typed: bool = False) -> Classification:
    """What the text is as a resident id (GB 11643-1999); lower-case x is as good as X.

    The area is never checked against today's table: it may be a division long abolished. A birth 130 years ago or
    more is a warning, one after `today` an error.
    """
    if early := _nothing_usable(text, _ASK_CARD, typed=typed):
        return early
    key = id_key(text)
    if re.fullmatch(r"[0-9]{15}", normalise(text)):
        reason = "15位号码自2013年1月1日起停止使用。"
        return Classification(CodeKind.RESIDENT_ID_15, False, reason, "请填写换发后的18位公民身份号码。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", key):
        reason = f"公民身份号码应为17位数字加1位数字或X，实际为{len(key)}位。"
        return Classification(CodeKind.OTHER, False, reason, _ASK_CARD)
    if resident_id_check(key[:17]) != key[17]:
        return Classification(
            CodeKind.RESIDENT_ID_WRONG_CHECK, False, "末位校验码不符，号码中至少有一位写错。", _ASK_CARD
        )
    try:
        born = date(int(key[6:10]), int(key[10:12]), int(key[12:14]))
    except ValueError:
        return Classification(CodeKind.RESIDENT_ID_WRONG_DATE, False, "号码中的出生日期在日历上不存在。", _ASK_CARD)
    if born > today:
        return Classification(CodeKind.RESIDENT_ID_WRONG_DATE, False, "号码中的出生日期晚于今天。", _ASK_CARD)
    if tidy(text).upper() != key:
        reason = "号码中夹有空格、全角字符、不可见字符或与X形似的符号。"
        return Classification(CodeKind.RESIDENT_ID_MISWRITTEN, False, reason, "请用半角数字和大写字母X重新填写。")
    warning = "按出生日期推算已满130岁，请核实。" if today.year - born.year >= 130 else ""
    return Classification(CodeKind.RESIDENT_ID, True, warning, parts={"born": born.isoformat(), "area": key[:6]})


def classify_organisation_code(text: str, *, typed: bool = False) -> Classification:
    """What the text is as an organisation's code; valid is only a unified social credit code (GB 32100-2015)."""
    if early := _nothing_usable(text, _ASK_CERTIFICATE, typed=typed):
        return early
    plain, key = tidy(text), code_key(text)
    if is_credit_code(plain):
        return Classification(CodeKind.CREDIT_CODE, True, parts={"organisation": plain[8:17], "area": plain[2:8]})
    if is_credit_code(key):
        reason = "代码中夹有小写字母、全角字符、空格、分隔符或形似字符。"
        remedy = "请用半角数字和大写字母重新填写18位代码。"
        return Classification(CodeKind.CREDIT_CODE_MISWRITTEN, False, reason, remedy)
    if re.fullmatch(r"[A-Z]{2}[0-9]{16}", key) and key[0] not in _REGISTRARS:
        reason = "虽有18位，但首位不是登记管理部门代码，是系统自编的单位代码，不是统一社会信用代码。"
        return Classification(CodeKind.VERTICAL_SYSTEM_CODE, False, reason, _ASK_CERTIFICATE)
    if _credit_layout(key):
        reason = "末位校验码不符，代码中至少有一位写错。"
        return Classification(CodeKind.CREDIT_CODE_WRONG_CHECK, False, reason, _ASK_CERTIFICATE)
    if len(key) == 17 and key[0] in _REGISTRARS and set(key) <= set(CREDIT_ALPHABET):
        reason = "只有17位，比统一社会信用代码少一位；缺的是哪一位无法判定。"
        return Classification(CodeKind.CREDIT_CODE_SHORT, False, reason, _ASK_CERTIFICATE)
    if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", key):
        doubt = "" if organisation_code_check(key[:8]) == key[8] else "，且校验位不符"
        reason = f"是9位旧组织机构代码{doubt}，已由18位统一社会信用代码取代。"
        return Classification(CodeKind.ORGANISATION_CODE, False, reason, _ASK_CERTIFICATE)
    reason = f"应为18位统一社会信用代码，实际为{len(key)}位，不符合任何已知编码规则。"
    return Classification(CodeKind.OTHER, False, reason, _ASK_CERTIFICATE)


def classify_item_code(text: str) -> Classification:
    """What the text is as an item's code: 31, 33, up to 24, base 12 or 10, or the layout used in Sichuan.

    Two standards disagree (GB/T 39046-2020: base up to 10, implementation up to 24; the national platform after
    GB/T 39554.1-2020: 12 and 31), so the layout is part of the answer and is to be kept with the code.
    """
    if early := _nothing_usable(text, _ASK_ITEM):
        return early
    plain = tidy(text)
    if (local := _SICHUAN.fullmatch(plain)) is not None:
        return _classified_local(local.groupdict())
    if not re.fullmatch(r"[0-9A-Z]+", plain):
        reason = "事项编码只应由半角数字和大写字母组成。"
        return Classification(CodeKind.OTHER, False, reason, _ASK_ITEM)
    if len(plain) in (31, 33):
        return _classified_implementation(plain)
    if len(plain) == 12 and _base_12_fault(plain) == "":
        return Classification(CodeKind.BASE_12, True, parts={"base": plain})
    base = re.fullmatch(r"([A-Z]{2}[0-9]{5}(?:[0-9]{3}|00Y))([0-9A-Z]{0,14})", plain)
    if base and not base[2]:
        return Classification(CodeKind.BASE_10, True, parts={"base": plain})
    if base:
        return Classification(CodeKind.IMPLEMENTATION_24, True, parts={"base": base[1], "serial": base[2]})
    if len(plain) == 12:
        return Classification(CodeKind.OTHER, False, _base_12_fault(plain), _ASK_ITEM)
    reason = f"编码有{len(plain)}位，与31位实施编码、33位业务办理项编码、12位或10位基本编码都不符。"
    return Classification(CodeKind.OTHER, False, reason, _ASK_ITEM)


def is_credit_code(code: str) -> bool:
    """Whether the text is exactly a valid unified social credit code, those of village collectives (N) included."""
    return _credit_layout(code) and credit_code_check(code[:17]) == code[17]


def _credit_layout(code: str) -> bool:
    return len(code) == 18 and code[0] in _REGISTRARS and set(code) <= set(CREDIT_ALPHABET) and code[2:8].isdigit()


def _nothing_usable(text: str, remedy: str, *, typed: bool = False) -> Classification | None:
    """Missing, a stand-in, masked or rounded, or None when there is something to look at."""
    key = code_key(text)
    if not tidy(text):
        return Classification(CodeKind.MISSING, False, "未填写。", remedy)
    if not key or key in _PLACEHOLDERS or len(set(key)) == 1:
        return Classification(CodeKind.PLACEHOLDER, False, "填的是占位符，不是真实代码。", remedy)
    if "*" in key:
        remedy = "请由有权查看完整号码的岗位提供未脱敏的数据，或改用脱敏匹配。"
        return Classification(CodeKind.MASKED, False, "号码已脱敏，不能校验。", remedy)
    return rounded_number(text, typed=typed)


def _classified_implementation(code: str) -> Classification:
    kind = CodeKind.IMPLEMENTATION_31 if len(code) == 31 else CodeKind.HANDLING_33
    parts = {"organisation": code[:18], "level": code[18], "base": code[19:31], "serial": code[31:]}
    organisation = classify_organisation_code(code[:18])
    faults = [] if organisation.valid else [f"前18位：{organisation.reason}"]
    if code[18] not in "1234567":
        faults.append("第19位行使层级应为1至7。")
    if fault := _base_12_fault(code[19:31]):
        faults.append(f"第20至31位：{fault}")
    if kind is CodeKind.HANDLING_33 and not code[31:].isdigit():
        faults.append("第32、33位业务办理项序号应为数字。")
    return Classification(kind, not faults, "".join(faults), _ASK_ITEM if faults else "", parts)


def _classified_local(parts: dict[str, str]) -> Classification:
    """Layout seen in 1,132 published items; what its last two parts mean is not published, so they stay as they are."""
    organisation = classify_organisation_code(parts["organisation"])
    if organisation.valid:
        return Classification(CodeKind.SICHUAN_LOCAL, True, parts=parts)
    reason = f"机构代码“{parts['organisation']}”：{organisation.reason}"
    return Classification(CodeKind.SICHUAN_LOCAL, False, reason, organisation.remedy, parts)


def _base_12_fault(code: str) -> str:
    """What is wrong with 12 characters as a base code, or nothing.

    Types 11 to 19 and 21 to 29 are open for extension (GB/T 39046-2020 A.1), so they pass.
    """
    if code[:2] != "00" and not _PROVINCE.fullmatch(code[:2]):
        return "基本编码前两位应为00或省级行政区划代码。"
    if not re.fullmatch(r"0[1-9]|[12][0-9]", code[2:4]):
        return "基本编码第3、4位不是事项类型代码。"
    if not re.fullmatch(r"[0-9]{5}(?:[0-9]{3}|00Y)", code[4:]):
        return "基本编码后8位应为5位主项和3位子项（000、00Y或序号）。"
    return ""


def _id_supported(key: str) -> bool:
    return len(key) == 18 and resident_id_check(key[:17]) == key[17]


def _credit_supported(key: str) -> bool:
    return is_credit_code(key)
