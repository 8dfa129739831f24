"""The negative list of the demonstration: what the register of before names, and entries on each part of the way.

Whatever is decided here is recorded now, by the accounts that may; so nothing of it exempts from before tomorrow.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry import queries as entry
from yimen.entry.exemptions import services as exemptions
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.services import Content, Registered
from yimen.halls.models import Hall, Posting
from yimen.people.models import Region, Staff, User

NO_ROOM, SITE, LAW = Exemption.Reason.NO_ROOM, Exemption.Reason.SITE, Exemption.Reason.LAW
PLAN = (
    (90, "由政务服务中心核定窗口数量和面积需求"),
    (240, "腾出场地、布设网络和终端"),
    (330, "人员和设备进驻，停止在原址受理"),
)
"""Days after the entry's beginning, and what is done by then."""
LEGAL = {"act": "中华人民共和国看守所条例", "article": "第二十八条", "act_version": "1990年公布"}
OBJECTIONS = (
    (
        "我在大厅问过，窗口说这个事项可以收件，为什么清单上写着不能进厅？",
        "经核查，厅内只收件、受理，现场查验须在专用场地进行。异议不成立，已要求窗口一次性告知。",
        False,
    ),
    (
        "去年就说整改，今年还让我们到原来的地方办，手机13900000000，请给个准信。",
        "经现场核查，部门有条件在大厅设置收件窗口。异议成立，将撤回条目并要求限期进驻。",
        True,
    ),
    ("网上看到邻县同样的事项已经在大厅办理，建议重新研究这一条目。", "", False),
)


Waiting = dict[int, list[Item]]
"""Key of a department -> its items that are neither in nor on the list, and for which nothing is under way."""


def with_measures(region: Region, rows: list[Exemption]) -> list[Registered]:
    """The entries of the register; those for want of room with the people posted in the hall, and a plan."""
    posted = Posting.objects.filter(window__hall__region=region, window__hall__kind=Hall.Kind.MAIN)
    own: dict[int, Staff] = {}
    anybody = []
    for each in posted.select_related("staff").order_by("valid_from", "staff__code"):
        own.setdefault(each.staff.department_id, each.staff)
        anybody.append(each.staff)
    return [_registered(row, own, anybody) for row in rows]


def _registered(row: Exemption, own: dict[int, Staff], anybody: list[Staff]) -> Registered:
    if row.reason != NO_ROOM or not anybody:
        return Registered(row)
    named = own.get(row.department_id, anybody[0])
    return Registered(row, (named,), tuple(_plan(row.valid_from)))


def _plan(first: date) -> Iterator[tuple[date, str]]:
    return ((first + timedelta(days=days), text) for days, text in PLAN)


def tell_on(users: dict[str, User]) -> None:
    """New entries: a draft, one signed, one returned, one passed, one approved, some published; and objections."""
    waiting = _waiting(users["officer"])
    ways = (_renewed, _moved_on, _published, _signed, _drafted, _returned, _passed, _approved)
    for way in ways:
        way(users, waiting)
    _objected(users)


def _waiting(officer: User) -> Waiting:
    """Key of a department -> its items that are neither in nor on the list today."""
    rows = entry.state_on(timezone.localdate(), officer.region).filter(entry_state=entry.IS_UNEXPLAINED)
    found: Waiting = {}
    for row in rows.select_related("item").order_by("code"):
        found.setdefault(row.department_id, []).append(row.item)
    return found


def _next(user: User, waiting: Waiting) -> Item | None:
    """An item of the user's department that has no entry yet under way; None when there is none left."""
    mine = waiting.get(user.department_id or 0, [])
    return mine.pop(0) if mine else None


def _new(user: User, waiting: Waiting, **content: Any) -> Exemption | None:
    item = _next(user, waiting)
    if item is None:
        return None
    today = timezone.localdate()
    said = {
        "reason": SITE,
        "basis": "部门报送的专用设备清单",
        "valid_from": today,
        "valid_to": today + timedelta(days=700),
    }
    row = exemptions.draft(by=user, item=item, content=Content(**{**said, **content}))
    if row.reason == SITE:
        file = SimpleUploadedFile("专用设备清单.txt", "演示数据：此处应为专用设备清单的扫描件。".encode())
        exemptions.attach(by=user, exemption=row, kind="equipment", upload=file)
    return row


def _sign(row: Exemption | None, user: User) -> Exemption | None:
    return row and exemptions.sign(by=user, exemption=row, signer=f"{user.department}局长")


def _drafted(users: dict[str, User], waiting: Waiting) -> None:
    _new(users["liaison_health"], waiting)


def _signed(users: dict[str, User], waiting: Waiting) -> None:
    user = users["liaison_health"]
    _sign(_new(user, waiting, reason=LAW, basis="", valid_to=None, **LEGAL), user)


def _returned(users: dict[str, User], waiting: Waiting) -> None:
    user = users["liaison_culture"]
    if row := _sign(_new(user, waiting), user):
        opinion = "所列设备均为通用设备，未说明为何不能在大厅布设，请补充后重报。"
        exemptions.review(by=users["officer"], exemption=row, passes=False, opinion=opinion)


def _passed(users: dict[str, User], waiting: Waiting) -> None:
    user = users["liaison_culture"]
    _reviewed(users, _sign(_wanting_room(user, waiting), user))


def _approved(users: dict[str, User], waiting: Waiting) -> None:
    user = users["liaison_culture"]
    _decided(users, _sign(_new(user, waiting), user), 11)


def _published(users: dict[str, User], waiting: Waiting) -> None:
    user = users["liaison_health"]
    _publish(users, _decided(users, _sign(_new(user, waiting), user), 21))


def _renewed(users: dict[str, User], waiting: Waiting) -> None:
    """A lapsed entry for want of room, renewed: the months go on counting."""
    user = users["liaison_health"]
    if row := _lapsed_for_want_of_room(user, waiting):
        done = exemptions.renew(by=user, exemption=row, content=_room(user))
        _publish(users, _decided(users, _sign(done, user), 31))


def _moved_on(users: dict[str, User], waiting: Waiting) -> None:
    """An item that was out for want of room, and whose department now gives another reason."""
    user = users["liaison_health"]
    if row := _lapsed_for_want_of_room(user, waiting):
        only = {row.department_id: [row.item]}
        _publish(users, _decided(users, _sign(_new(user, only), user), 32))


def _lapsed_for_want_of_room(user: User, waiting: Waiting) -> Exemption | None:
    """An entry of the register whose item waits; the item then waits no longer."""
    mine = waiting.get(user.department_id or 0, [])
    rows = Exemption.objects.filter(item__in=mine, reason=NO_ROOM, holds_from__isnull=False)
    row = rows.select_related("item", "department").order_by("pk").first()
    if row is not None:
        mine.remove(row.item)
    return row


def _publish(users: dict[str, User], row: Exemption | None) -> None:
    if row is not None:
        exemptions.publish(by=users["officer"], exemption=row)


def _wanting_room(user: User, waiting: Waiting) -> Exemption | None:
    item = _next(user, waiting)
    return None if item is None else exemptions.draft(by=user, item=item, content=_room(user))


def _room(user: User) -> Content:
    today = timezone.localdate()
    in_hall = Staff.objects.filter(department=user.department, postings__window__hall__kind=Hall.Kind.MAIN)
    named = in_hall.order_by("code").first() or Staff.objects.filter(region=user.region).order_by("code").first()
    return Content(
        reason=NO_ROOM,
        basis="县政务服务中心布局调整方案",
        meanwhile="派专人在政务服务中心综合窗口收件、受理",
        valid_from=today,
        valid_to=today + timedelta(days=360),
        collectors=[named.code] if named else [],
        steps=tuple(_plan(today)),
    )


def _reviewed(users: dict[str, User], row: Exemption | None) -> Exemption | None:
    opinion = "条文现行有效，理由成立，期限和厅内安排符合规定。"
    return row and exemptions.review(by=users["officer"], exemption=row, passes=True, opinion=opinion)


def _decided(users: dict[str, User], row: Exemption | None, number: int) -> Exemption | None:
    today = timezone.localdate()
    done = _reviewed(users, row)
    return done and exemptions.approve(
        by=users["leader"], exemption=done, approved_on=today, approval_number=f"友政复〔{today.year}〕{number}号"
    )


def _objected(users: dict[str, User]) -> None:
    """What the public says against the published entries; some of it answered."""
    published = Exemption.objects.filter(region=users["officer"].region, published_at__isnull=False)
    standing = published.exclude(department=users["officer"].department).order_by("-pk")[: len(OBJECTIONS)]
    for row, (words, answer, upheld) in zip(standing, OBJECTIONS, strict=False):
        objection = exemptions.raise_objection(by=None, exemption=row, words=words, contact="0469-0000000")
        if answer:
            exemptions.answer_objection(by=users["officer"], objection=objection, upheld=upheld, answer=answer)
