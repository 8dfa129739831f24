"""Verbs of the hall's manager: lines, which window serves what, the rules, and the kiosk's key."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.crypto import get_random_string

from yimen.common.errors import Refused
from yimen.common.text import code_key, tidy
from yimen.halls.appointments.models import AppointmentDesk
from yimen.halls.models import Hall, Window
from yimen.halls.queue import queries
from yimen.halls.queue.models import LineItem, QueueLine, QueueRules, Serving
from yimen.halls.queue.rules import LARGEST
from yimen.halls.queue.services.shared import allow, hold, record
from yimen.ledger import services as ledger
from yimen.people.models import User, in_force

KEPT = ("run", "patience", "recalls", "behind", "near", "paper_from", "overnight", "online")
"""The fields of the rules that the manager sets."""


@ledger.mutation("halls.line_kept")
def add_line(
    *, by: User | None, hall: Hall, prefix: str, name: str, valid_from: date, note: str = "",
    desk: AppointmentDesk | None = None, item_codes: Sequence[str] = (),
) -> QueueLine:  # fmt: skip
    """The line, for which numbers are given out from a day on. Errors: Refused for a letter that is taken."""
    allow(by, "halls.keep", hall)
    prefix, name = prefix.strip().upper(), tidy(name)
    if not re.fullmatch(r"[A-Z]{1,2}", prefix) or not name:
        raise Refused("号码字母为一至两个大写字母，业务名称要填。")
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    if QueueLine.objects.filter(still, hall=hall, prefix=prefix).exists():
        raise Refused(f"字母 {prefix} 已用于别的业务，请换一个字母，免得叫错人。")
    place = QueueLine.objects.filter(hall=hall).count() + 1
    line = QueueLine.objects.create(
        hall=hall, prefix=prefix, name=name[:40], note=tidy(note)[:200], place=place, desk=desk, valid_from=valid_from
    )
    codes = dict.fromkeys(code_key(each) for each in item_codes if each.strip())
    items = [LineItem.objects.create(line=line, item_code=code[:80], valid_from=valid_from) for code in codes]
    hold(hall)
    record(hall, "halls.line_kept", by, line, *items)
    return line


@ledger.mutation("halls.line_kept")
def end_line(*, by: User | None, line: QueueLine, day: date) -> QueueLine:
    """The line, whose last day it is; numbers that were given out are still called."""
    allow(by, "halls.keep", line.hall)
    if line.valid_to is not None:
        raise Refused(f"“{line.name}”已经停办。")
    QueueLine.objects.filter(pk=line.pk).update(valid_to=day)
    line.refresh_from_db()
    hold(line.hall)
    record(line.hall, "halls.line_kept", by, line)
    return line


@ledger.mutation("halls.servings_set")
def set_servings(*, by: User | None, window: Window, lines: dict[QueueLine | None, int], day: date) -> list[Serving]:
    """What the window serves from the day on: line -> rank, None for a comprehensive window; the former ends.

    Errors: Refused for a line of another hall.
    """
    allow(by, "halls.keep", window.hall)
    if any(line is not None and line.hall_id != window.hall_id for line in lines):
        raise Refused("窗口只能办理本大厅的业务。")
    same = {"window__hall": window.hall_id, "window__code": window.code}
    former = Serving.objects.filter(in_force(day), valid_to__isnull=True, **same)
    ended = list(former)
    former.update(valid_to=day - timedelta(days=1))
    made = [Serving.objects.create(window=window, line=line, rank=rank, valid_from=day) for line, rank in lines.items()]
    hold(window.hall)
    if not (ended or made):
        raise Refused("这个窗口本来就没有业务，没有改动。")
    record(window.hall, "halls.servings_set", by, *ended, *made)
    return made


@ledger.mutation("halls.queue_rules_set")
def set_rules(*, by: User | None, hall: Hall, day: date, **values: Any) -> QueueRules:
    """The rules that hold from the day on; those of days before stay as they were. Errors: Refused."""
    allow(by, "halls.keep", hall)
    if unknown := values.keys() - set(KEPT):
        raise TypeError(f"no such rule: {sorted(unknown)}")
    former = queries.rules_of(hall, day)
    settled = {name: getattr(former, name) for name in KEPT} | values
    if not (1 <= settled["run"] <= 10 and 1 <= settled["recalls"] <= 9 and 100 <= settled["paper_from"] <= LARGEST):
        raise Refused("连叫优先号为 1 至 10 个，叫号次数 1 至 9 次，备用号从 100 至 999 之间起。")
    return _renew(by, hall, former, day, settled | {"kiosk_digest": former.kiosk_digest})


@ledger.mutation("halls.queue_rules_set")
def give_kiosk_key(*, by: User | None, hall: Hall, day: date) -> str:
    """The new key of the hall's kiosks, to be shown once; the former one no longer opens anything."""
    allow(by, "halls.keep", hall)
    key = get_random_string(32)
    former = queries.rules_of(hall, day)
    _renew(by, hall, former, day, {name: getattr(former, name) for name in KEPT} | {"kiosk_digest": digest_of(key)})
    return key


def digest_of(key: str) -> str:
    """What is kept of a kiosk's key: SHA-256, hexadecimal; the key is random, so no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def _renew(by: User | None, hall: Hall, former: QueueRules, day: date, values: dict[str, Any]) -> QueueRules:
    changed = []
    if former.pk:
        # What began on the same day is replaced as if it had never held.
        QueueRules.objects.filter(pk=former.pk).update(valid_to=day - timedelta(days=1))
        changed.append(former)
    row = QueueRules.objects.create(hall=hall, valid_from=day, **values)
    hold(hall)
    record(hall, "halls.queue_rules_set", by, *changed, row)
    return row
