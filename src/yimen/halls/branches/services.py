"""Verbs on branch halls: what is said of them is only added to, so that an earlier word can always be read."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.halls.branches.models import BranchSize, LegalBasis, StatedTraffic
from yimen.halls.models import Hall
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import covers, may, roles_of
from yimen.people.rules import COUNTY_WIDE


def _allow(by: User | None, hall: Hall) -> None:
    if hall.kind != Hall.Kind.BRANCH:
        raise Refused(f"{hall.name}不是部门分厅，请在大厅页登记。")
    if by is None:
        return
    own = by.department_id is not None and by.department_id == hall.department_id
    county = bool(roles_of(by) & COUNTY_WIDE) and by.region_id == hall.region_id
    if not (may(by, "halls.state_branch") and covers(by, hall.region) and (own or county)):
        raise Refused("只有设立部门的联络员和本县营商局、大厅管理员可以登记分厅情况。")


@ledger.mutation("halls.basis_stated")
def state_basis(
    *,
    by: User | None,
    hall: Hall,
    valid_from: date,
    none: bool = False,
    act: str = "",
    article: str = "",
    version: str = "",
    says: str = "",
    source: str = "",
    valid_to: date | None = None,
) -> LegalBasis:
    """The basis as stated: an article with its version and words, or `none`. Earlier ones stay to be read.

    Errors: Refused for half a quotation, for a quotation together with `none`, and for dates out of order.
    """
    _allow(by, hall)
    quoted = {"act": tidy(act).strip("《》"), "article": tidy(article), "version": tidy(version), "says": says.strip()}
    if none and any(quoted.values()):
        raise Refused("选了“没有依据”就不要再填条文；有条文的请取消“没有依据”。")
    if not none and not all(quoted.values()):
        raise Refused("请写全法律法规名称、条款、文本版本和条文内容；没有依据的，请选“没有依据”。")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("条文的失效日期早于施行日期，请核对后重新登记。")
    row = LegalBasis.objects.create(
        hall=hall, none=none, source=tidy(source), valid_from=valid_from, valid_to=valid_to, stated_by=by, **quoted
    )
    ledger.record(chain=hall.region_id, kind="halls.basis_stated", by=by, changed=[row], facts={"none": none})
    return row


@ledger.mutation("halls.size_stated")
def state_size(
    *,
    by: User | None,
    hall: Hall,
    as_of: date,
    source: str,
    area: Decimal | None = None,
    staff: int | None = None,
    machines: int | None = None,
) -> BranchSize:
    """The size as counted on a day. Errors: Refused for a day to come, without a source, and for no figure at all."""
    _allow(by, hall)
    if as_of > timezone.localdate():
        raise Refused("截至日期在今天之后：请填写清点的那一天。")
    if not tidy(source):
        raise Refused("请写明数字的来源，例如“部门自报”“现场清点”。")
    if area is None and staff is None and machines is None:
        raise Refused("面积、人员、设备至少填一项；不清楚的留空，不要填 0。")
    row = BranchSize.objects.create(
        hall=hall, as_of=as_of, source=tidy(source), area=area, staff=staff, machines=machines, stated_by=by
    )
    ledger.record(chain=hall.region_id, kind="halls.size_stated", by=by, changed=[row], declared_at=as_of)
    return row


@ledger.mutation("halls.traffic_stated")
def state_traffic(*, by: User | None, hall: Hall, month: date, matters: int, source: str) -> StatedTraffic:
    """The department's own figure of a month; a later one for the same month is shown instead.

    Errors: Refused for a month that has not ended, and without a source.
    """
    _allow(by, hall)
    first = month.replace(day=1)
    if first >= timezone.localdate().replace(day=1):
        raise Refused("这个月还没有结束，请等月底以后再报。")
    if not tidy(source):
        raise Refused("请写明数字的来源，例如“部门业务系统统计”。")
    row = StatedTraffic.objects.create(hall=hall, month=first, matters=matters, source=tidy(source), stated_by=by)
    ledger.record(chain=hall.region_id, kind="halls.traffic_stated", by=by, changed=[row], declared_at=first)
    return row


@ledger.mutation("halls.closing_set")
def set_closing(*, by: User | None, hall: Hall, closes_on: date, number: str) -> Hall:
    """The hall with the day on which it closes, as the government decided it under a document number.

    Called by the room that keeps decisions, which has asked who may decide.
    """
    if by is not None and not may(by, "entry.branch_decide"):
        raise Refused("关停日期按县政府的处置决定登记，请先登记决定。")
    hall.closes_on = closes_on
    Hall.objects.filter(pk=hall.pk).update(closes_on=closes_on)
    facts = {"closes_on": closes_on.isoformat(), "number": number}
    ledger.record(chain=hall.region_id, kind="halls.closing_set", by=by, changed=[hall], facts=facts)
    return hall
