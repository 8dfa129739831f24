"""What people are told of their appointments by SMS. A gateway out of order stops nobody."""

from collections.abc import Iterable
from datetime import datetime

from yimen.common.errors import Refused
from yimen.common.workdays import ONE_DAY, SHANGHAI
from yimen.exchange import sms
from yimen.halls.appointments import queries, services
from yimen.halls.appointments.models import Appointment
from yimen.people.models import Region


def when(appointment: Appointment) -> str:
    """Day, time and place in words."""
    at = appointment.starts_at.astimezone(SHANGHAI)
    return f"{at:%m月%d日 %H:%M}，{appointment.desk.hall}“{appointment.desk.name}”"


def booked(appointment: Appointment) -> str:
    """What is said right after booking."""
    return f"您已预约{when(appointment)}，编号 {appointment.number}。"


def tell(appointment: Appointment, words: str) -> bool:
    """Whether the gateway took the message over; False without a phone or a gateway."""
    if not appointment.phone or not sms.configured():
        return False
    try:
        sms.send(to=appointment.phone, text=f"【政务服务】{words}")
    except Refused:
        return False
    return True


def remind(region: Region, now: datetime) -> tuple[int, int]:
    """(how many of tomorrow's people were reminded, how many could not be); nobody twice."""
    tomorrow = now.astimezone(SHANGHAI).date() + ONE_DAY
    done = failed = 0
    for each in queries.to_remind(region, tomorrow):
        words = f"您预约了{when(each)}，编号 {each.number}。来不了的请取消或改约，把名额留给别人。"
        if tell(each, words):
            services.mark_reminded(appointment=each, at=now)
            done += 1
        else:
            failed += 1
    return done, failed


def tell_called_off(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Those whom nobody could tell that their appointment is called off: they have to be rung up."""
    return [
        each for each in appointments
        if not tell(each, f"您{when(each)}的预约因{each.reason}取消，给您添麻烦了，请另约时间。")
    ]  # fmt: skip
