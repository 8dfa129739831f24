"""异议: anybody objects to a published entry, an officer answers by the deadline, and the answer is published."""

import secrets
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import mask_within, tidy
from yimen.common.workdays import due
from yimen.entry.exemptions.models import Exemption, Objection
from yimen.entry.exemptions.states import OBJECTION
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import User
from yimen.people.queries import may

AN_HOUR, MOST_AN_HOUR = 3600, 5
"""How often one address may object in an hour."""
MOST_A_DAY = 200
"""How many objections a county takes in a day from all addresses together; who comes later is told where else to go."""
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@ledger.mutation("entry.objection_raised")
def raise_objection(
    *, by: None, exemption: Exemption, words: str, contact: str = "", case_number: str = "", sender: str = ""
) -> Objection:
    """The objection with its reference, by which anybody finds the answer; due in so many working days.

    sender: the address it came from, kept only for an hour to count by. Errors: Refused for an entry that is not on the
    public list, for fewer than ten characters, and when the address or the county has had too many.
    """
    if exemption.published_at is None or exemption.withdrawn_on is not None:
        raise Refused("该条目不在公开的负面清单上，不能提出异议。")
    text = words.strip()
    if not 10 <= len(text) <= 2000:
        raise Refused("请写明异议的内容（10 至 2000 个字），例如哪一天、在哪里、办什么事、遇到什么情况。")
    _not_too_often(exemption, sender)
    today = timezone.localdate()
    deadline = _deadline(today, settings.OBJECTION_DAYS)
    objection = Objection.objects.create(
        exemption=exemption,
        reference=f"YY{today:%y%m%d}-{''.join(secrets.choice(LETTERS) for _ in range(8))}",
        words=text,
        contact=tidy(contact)[:60],
        case_number=tidy(case_number)[:50],
        due=deadline,
        **begin(OBJECTION, by=by),
    )
    ledger.record(
        chain=exemption.region_id,
        kind="entry.objection_raised",
        by=by,
        changed=[objection],
        facts={"reference": objection.reference, "due": objection.due.isoformat()},
    )
    return objection


@ledger.mutation(OBJECTION.event("uphold"), OBJECTION.event("dismiss"))
def answer_objection(*, by: User, objection: Objection, upheld: bool, answer: str) -> Objection:
    """The objection with the officer's answer, which is published; one that is upheld obliges to act on the entry.

    Errors: Refused without the right or with an answer too short; Conflict when it was answered already.
    """
    exemption = objection.exemption
    if by.region_id != exemption.region_id:
        raise Refused("只有本县营商局业务人员可以答复异议。")
    if by.department_id == exemption.department_id:
        raise Refused("任何人不得答复对本部门条目的异议，请交其他部门的人员办理。")
    text = mask_within(answer.strip())
    if not 10 <= len(text) <= 2000:
        raise Refused("请写明答复（10 至 2000 个字）：查明的情况、依据和下一步。答复会公开，请勿写入个人信息。")
    return advance(
        objection,
        "uphold" if upheld else "dismiss",
        by=by,
        chain=exemption.region_id,
        answer=text,
        answered_at=timezone.now(),
    )


@ledger.mutation("entry.objection_contact_revealed")
def reveal_contact(*, by: User, objection: Objection, reason: str) -> str:
    """How to reach whoever objected, in clear; the ledger keeps who asked and why. Errors: Refused without a reason."""
    if not may(by, "entry.answer_objection") or by.region_id != objection.exemption.region_id:
        raise Refused("只有本县营商局业务人员可以查看异议人的联系方式。")
    why = mask_within(tidy(reason))
    if len(why) < 4:
        raise Refused("请写明查看联系方式的理由，至少四个字。")
    ledger.record(
        chain=objection.exemption.region_id,
        kind="entry.objection_contact_revealed",
        by=by,
        facts={"objection": objection.pk, "reason": why[:200]},
    )
    return objection.contact


def _deadline(received: date, days: int) -> date:
    """The last day to answer. Errors: ValueError without one, which only a suspension without end could bring."""
    found = due(received, days)
    if found is None:
        raise ValueError("an objection is never suspended")
    return found.on


def _not_too_often(exemption: Exemption, sender: str) -> None:
    key = f"objections:{sender}"
    cache.add(key, 0, AN_HOUR)
    if sender and cache.incr(key) > MOST_AN_HOUR:
        raise Refused(
            f"同一网络一小时内最多提交 {MOST_AN_HOUR} 件异议，请稍后再试，或到政务服务中心“办不成事”窗口反映。"
        )
    rows = Objection.objects.filter(exemption__region_id=exemption.region_id)
    if rows.filter(recorded_at__date=timezone.localdate()).count() >= MOST_A_DAY:
        raise Refused("今天收到的异议已满，请明天再提交，或到政务服务中心“办不成事”窗口反映。")
