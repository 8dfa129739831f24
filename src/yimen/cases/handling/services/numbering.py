"""办件编号 and 查询码: the number that everybody may know, and the secret that only the applicant gets."""

from datetime import date

from yimen.cases.handling.models import CaseSerial
from yimen.common import slips
from yimen.common.check_characters import mod_37_36
from yimen.people.models import Department


def next_number(department: Department, day: date) -> str:
    """The next 办件编号 of the department on the day: county (6), department (3), day (8), serial (5), check character.

    Must run inside the transaction that writes the case, so that no number is ever left over.
    """
    serial, _ = CaseSerial.objects.select_for_update().get_or_create(department=department, day=day)
    serial.last += 1
    serial.save(update_fields=["last"])
    unit = department.code.upper().rjust(3, "0")[-3:]
    body = f"{department.region_id[:6]}{unit}{day:%Y%m%d}{serial.last:05d}"
    return body + mod_37_36(body)


def digest_of(number: str, secret: str) -> str:
    """What is kept of a secret: HMAC-SHA-256 bound to the case's number, hexadecimal."""
    return slips.digest_of("cases", number, secret)


def matches(number: str, secret: str, digest: str) -> bool:
    """Whether the secret belongs to the case; takes the same time for every wrong one."""
    return slips.matches("cases", number, secret, digest)
