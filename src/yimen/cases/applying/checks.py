"""Whether what was put into a field of a form can be so; the form itself is data (表单字段)."""

import re
from collections.abc import Callable
from datetime import date

from yimen.catalog.guides.content import FieldLine
from yimen.catalog.guides.models import FormField
from yimen.common.codes import classify_organisation_code, classify_resident_id
from yimen.common.errors import Refused
from yimen.common.text import code_key, id_key, normalise, phone_key, tidy
from yimen.exchange.values import day

SHORT, LONG = 200, 2000
Kind = FormField.Kind


def value_of(field: FieldLine, text: str, today: date) -> str:
    """The value in its plain form, empty where nothing was put in. Errors: Refused, with what to do, in a sentence."""
    text = text.strip()
    if not text:
        if field.needed and field.kind != Kind.FILE:
            raise Refused(f"请填写“{field.label}”。")
        return ""
    return CHECKS[Kind(field.kind)](field, text, today)


def _text(field: FieldLine, text: str, today: date) -> str:
    return _short(field, tidy(text), SHORT)


def _long(field: FieldLine, text: str, today: date) -> str:
    return _short(field, "\n".join(tidy(line) for line in text.splitlines()).strip(), LONG)


def _short(field: FieldLine, text: str, longest: int) -> str:
    if len(text) > longest:
        raise Refused(f"“{field.label}”太长：请缩短到 {longest} 字以内。")
    return text


def _number(field: FieldLine, text: str, today: date) -> str:
    found = normalise(text).replace(",", "")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", found):
        raise Refused(f"“{field.label}”应是数字，只填阿拉伯数字，不带单位。")
    return found


def _date(field: FieldLine, text: str, today: date) -> str:
    try:
        return day(text).isoformat()
    except ValueError as error:
        raise Refused(f"“{field.label}”不是日期：请写成 2023-05-31 的样式。") from error


def _choice(field: FieldLine, text: str, today: date) -> str:
    if text not in field.choices:
        raise Refused(f"请在“{field.label}”的选项中选一个。")
    return text


def _person_id(field: FieldLine, text: str, today: date) -> str:
    number = id_key(text)
    found = classify_resident_id(number, today=today)
    if not found.valid:
        raise Refused(f"“{field.label}”不对：{found.reason}{found.remedy}")
    return number


def _firm_id(field: FieldLine, text: str, today: date) -> str:
    number = code_key(text)
    found = classify_organisation_code(number)
    if not found.valid:
        raise Refused(f"“{field.label}”不对：{found.reason}{found.remedy}")
    return number


def _phone(field: FieldLine, text: str, today: date) -> str:
    number = phone_key(text)
    if not 7 <= len(number) <= 12:
        raise Refused(f"“{field.label}”不对：请填手机号码，或带区号的固定电话。")
    return number


def _file(field: FieldLine, text: str, today: date) -> str:
    raise Refused(f"“{field.label}”是附件，请在上传页提交。")


CHECKS: dict[FormField.Kind, Callable[[FieldLine, str, date], str]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.PERSON_ID: _person_id,
    Kind.FIRM_ID: _firm_id,
    Kind.PHONE: _phone,
    Kind.FILE: _file,
}
