"""What presses upon one department: a finding, its order with all that hangs on it, and the ladder; see `world`."""

from datetime import date
from typing import Any

from yimen.catalog.models import Item
from yimen.common.services import keep_file
from yimen.people.lifecycle import begin
from yimen.people.models import Department, User
from yimen.rectification.ladder.models import LadderChange
from yimen.rectification.ladder.states import CHANGE as LADDER_CHANGE
from yimen.rectification.models import Attachment, Finding, Order, Reply
from yimen.rectification.pressing.models import Escalation
from yimen.rectification.pressing.states import ESCALATION
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.states import REFERRAL
from yimen.rectification.states import FINDING, ORDER

DAY = date(2023, 6, 1)


def pressed(add: Any, department: Department, item: Item, user: User) -> None:
    """A finding on the item, its order with a rung, a referral, a reply and its file; a change of the ladder."""
    region = department.region
    days = LadderChange(
        region=region, rung="reminder", name="finish_days", before=5, value=4, reason="本县督办办法", proposed_by=user,
        **{**begin(LADDER_CHANGE, by=user), "status": "withdrawn"},
    )  # fmt: skip
    add("ladder_change", days)
    finding = Finding(
        region=region, department=department, source="evidence:verdict:1", subject=item.code, title="居住证签发",
        kind="bypassed", seen="看到", innocent="可能", period_from=DAY, period_to=DAY, **begin(FINDING, by=None),
    )  # fmt: skip
    add("finding", finding)
    order = Order(
        region=region, department=department, finding=finding, number=f"第{department.pk}号", demand="整改",
        deadline=date(2099, 1, 1), issued_by=user, **begin(ORDER, by=user),
    )  # fmt: skip
    add("order", order)
    rung = {"rung": "reminder", "missed_on": DAY, "finish_by": DAY, **begin(ESCALATION, by=None)}
    add("escalation", Escalation(region=region, order=order, **rung))
    add(
        "referral",
        Referral(region=region, order=order, reason="逾期", reply_by=DAY, **begin(REFERRAL, by=None)),
    )
    reply = add("reply", Reply(order=order, kind="answer", text="已整改", by=user))
    digest = keep_file(b"evidence")
    add("attachment", Attachment(reply=reply, file_name="照片.png", digest=digest, size=8, media_type="image/png"))
