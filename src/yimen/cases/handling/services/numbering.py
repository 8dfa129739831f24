"""办件编号 and 查询码: the number that everybody may know, and the secret that only the applicant gets."""

from datetime import date

from django.db import connection

from yimen.cases.handling.models import CaseSerial
from yimen.common import slips
from yimen.common.check_characters import mod_37_36
from yimen.people.models import Department


def next_number(department: Department, day: date) -> str:
    """The next 办件编号 of the department on the day: county (6), department (3), day (8), serial (5), check character.

    Must run inside the transaction that writes the case, so that no number is ever left over.
    """
    unit = department.code.upper().rjust(3, "0")[-3:]
    body = f"{department.region_id[:6]}{unit}{day:%Y%m%d}{_next_serial(department, day):05d}"
    return body + mod_37_36(body)


def _next_serial(department: Department, day: date) -> int:
    """The serial behind the last; one statement, so that of two at once each gets its own and none waits for long."""
    field = CaseSerial._meta.get_field("day")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CaseSerial._meta.db_table} AS had (department_id, day, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (department_id, day) DO UPDATE SET last = had.last + 1 RETURNING last",
            [department.pk, field.get_db_prep_value(day, connection)],
        )
        return int(cursor.fetchone()[0])


def digest_of(number: str, secret: str) -> str:
    """What is kept of a secret: HMAC-SHA-256 bound to the case's number, hexadecimal."""
    return slips.digest_of("cases", number, secret)


def matches(number: str, secret: str, digest: str) -> bool:
    """Whether the secret belongs to the case; takes the same time for every wrong one."""
    return slips.matches("cases", number, secret, digest)
