"""What is kept around ratings: the county's terms, digests of staff to compare by, and looks at a rating in clear."""

from django.db import transaction
from django.utils import timezone

from yimen.cases.handling.services.shared import words
from yimen.common.codes import classify_resident_id
from yimen.common.errors import Refused
from yimen.common.text import id_key, mask_within, phone_key, tidy
from yimen.evaluation.models import Rating, StaffMark, Terms
from yimen.evaluation.queries import terms_of, visible_ratings
from yimen.evaluation.rules import TERMS
from yimen.evaluation.services.marking import staff_digest
from yimen.ledger import services as ledger
from yimen.ledger.models import Event
from yimen.people.models import Region, Staff, User
from yimen.people.queries import may

REVEALED = "evaluation.revealed"
REVEALS_A_DAY = 30


@ledger.mutation("evaluation.terms_set")
def set_terms(*, by: User | None, region: Region, **days: int) -> Terms:
    """The county's terms with the new values. Errors: Refused without the right or for a value out of its range."""
    if by is not None and not (may(by, "evaluation.keep") and by.region_id == region.pk):
        raise Refused("只有本县营商局业务人员可以设定评价参数。")
    for name, value in days.items():
        label, _, least, most = TERMS[name]
        if not least <= value <= most:
            raise Refused(f"{label}应在 {least} 至 {most} 之间。")
    terms = terms_of(region)
    for name, value in days.items():
        setattr(terms, name, value)
    terms.set_by = by
    terms.save()
    ledger.record(chain=region.pk, kind="evaluation.terms_set", by=by, changed=[terms], facts=dict(days))
    return terms


@ledger.mutation("evaluation.staff_marked")
def mark_staff(*, by: User, staff: Staff, phone: str = "", person_id: str = "") -> list[StaffMark]:
    """The digests of somebody's phone and identity number, by which his own ratings are found; no number is kept.

    Errors: Refused without the right, for other counties' people, and for numbers that cannot be right.
    """
    if not may(by, "evaluation.mark_staff") or by.region_id != staff.region_id:
        raise Refused("只有本县的大厅管理员和营商局业务人员可以登记。")
    phone, person_id = phone_key(phone), id_key(person_id)
    if phone and len(phone) != 11:
        raise Refused("请填写 11 位手机号码。")
    if person_id and not (found := classify_resident_id(person_id, today=timezone.localdate())).valid:
        raise Refused(f"公民身份号码不对：{found.reason}{found.remedy}")
    kinds = StaffMark.Kind
    given = [(kind, number) for kind, number in ((kinds.PHONE, phone), (kinds.IDENTITY, person_id)) if number]
    if not given:
        raise Refused("请至少填写手机号码或公民身份号码。系统只保存摘要，不保存号码。")
    rows = [
        StaffMark.objects.get_or_create(staff=staff, kind=kind, digest=staff_digest(kind, number))[0]
        for kind, number in given
    ]
    ledger.record(chain=staff.region_id, kind="evaluation.staff_marked", by=by, changed=rows)
    return rows


@ledger.mutation(REVEALED)
def reveal(*, by: User, rating: Rating, reason: str) -> Rating:
    """The rating, whose case, words and telephone may now be shown once: who looked and why stands in the ledger.

    Errors: Refused without the right or a reason, for a rating of one's own department, above REVEALS_A_DAY a day.
    """
    if not may(by, "evaluation.reveal") or not visible_ratings(by).filter(pk=rating.pk).exists():
        raise Refused("您不能查看这条评价对应的办件。")
    reason = mask_within(words(tidy(reason), "查看的事由，它将留在存证账本里", 5, 200))
    ledger.record(chain=rating.region_id, kind=REVEALED, by=by, facts={"rating": rating.pk, "reason": reason})
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if Event.objects.filter(kind=REVEALED, by=f"user:{by.pk}", at__gte=midnight).count() > REVEALS_A_DAY:
        transaction.set_rollback(True)
        raise Refused(f"今天已查看 {REVEALS_A_DAY} 次，达到上限。确有需要请明日再查或由他人经办。")
    return rating
