"""好差评与办不成事 in the demonstration: some hundred ratings of before, bad ones of today at every stage, and reports.

The earlier ones come as from the system that the county had; those of today go through the services, like anybody's.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from yimen.cases.handling import services as handling
from yimen.cases.handling.desk import Desk
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.receiving import Application
from yimen.cases.models import Case
from yimen.catalog.models import Item, ItemVersion
from yimen.common.code_lists import Satisfaction
from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.demonstration.loading_handling import HERE, WINDOW
from yimen.evaluation import services
from yimen.evaluation.curing import services as curing
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.hindrances import services as hindrances
from yimen.evaluation.hindrances.models import Cause, Hindrance, Outcome
from yimen.evaluation.models import Rating
from yimen.evaluation.rules import BAD as BAD_GRADES
from yimen.evaluation.rules import Channel, Service
from yimen.halls.models import Window
from yimen.people.models import Department, Region, Staff, User
from yimen.rectification.models import Finding

BEFORE = 420
A_ROW = 6
SEED = 7
GRADES = (Satisfaction.EXCELLENT, Satisfaction.GOOD, Satisfaction.FAIR, Satisfaction.POOR, Satisfaction.VERY_POOR)
WEIGHTS = (52, 33, 8, 5, 2)
PRAISE = (
    "办得快",
    "窗口很耐心",
    "一次就办好了",
    "材料讲得清楚",
    "不用排队",
    "态度和气",
    "指路很清楚",
    "还帮我复印",
    "没多跑",
)
THANKS = ("谢谢", "赞一个", "下次还来大厅", "比以前方便", "推荐邻居也来", "继续保持", "挺好", "满意", "值得表扬")
COMPLAINTS = ("跑了两趟", "第一次没说要复印件", "预约了还要重新取号", "样表不好找", "窗口说系统不通", "等了一上午")
SOMETIMES = 0.4
"""So many write something."""
NAMES = ("孟庆喜", "宋春梅", "梁志刚", "高秀兰", "罗长江", "马玉珍", "胡建民", "林小红", "何永强")
BAD = (
    # ticked, words, how far it has come
    (("115",), "等了一个小时没人理", "waiting"),
    (("213",), "窗口人员业务不熟，翻了半天", "waiting"),
    (("113",), "三个窗口来回跑", "called"),
    (("106",), "先让我到局里三楼交材料，再回大厅补录", "righting"),
    (("104",), "窗口不收材料，让送到局里", "righting"),
    (("207",), "没有样本，填错两次", "righted"),
    (("214",), "态度生硬", "fed_back"),
    (("209",), "说好五天，拖了八天", "rerated"),
)
THEN = date(2023, 12, 8)
"""A day of the year of which the demonstration's registers are."""
DEMAND = "一次性告知全部材料，在大厅窗口收件，不得要求群众到大厅以外的地方提交。"
REPORTS = (
    # days ago, what was said, cause, channel, how far it has come
    (1, "网上申请一直转圈，打电话没人接", Cause.SYSTEM, "online", "received"),
    (2, "窗口说这个要到局里三楼办，大厅不收材料", Cause.OFF_HALL, "window", "assigned"),
    (12, "两个部门都说不归自己管，跑了四趟", Cause.PINGPONG, "phone", "assigned"),
    (6, "要我开一个指南上没有的证明", Cause.PAPERS, "window", "answered"),
    (9, "窗口的人说不会办这个，让下周再来", Cause.CLERK, "window", "closed"),
    (15, "老房子没有产权证，一直办不下来", Cause.HISTORY, "online", "disputed"),
)
A_MONTH = (*[Cause.SYSTEM] * 5, Cause.PAPERS, Cause.PAPERS, Cause.OFF_HALL)
MONTHS = 3
ANSWER = "已协调大厅窗口受理，材料一次收齐，并对窗口人员进行了培训。"


def load_evaluation(region: Region, users: Mapping[str, User]) -> None:
    """The ratings, what departments were told of them, bad ones under way, reports, and an objection."""
    chance = random.Random(SEED)
    before = list(_before(region, chance))
    services.bring_in(by=users["officer"], region=region, ratings=before)
    for department in Department.objects.filter(region=region, ratings__isnull=False).distinct():
        try:
            services.release(by=None, department=department, now=timezone.now())
        except Refused:
            continue  # too few: as it would be
    dossiers = list(_delivered(users))
    for dossier, (ticked, words, until) in zip(dossiers, BAD, strict=False):
        grade = Satisfaction.VERY_POOR if ticked[0].startswith("1") else Satisfaction.POOR
        _cure(users, _rate(dossier, grade, ticked, words), until)
    _rate(dossiers[-1], Satisfaction.EXCELLENT, ("517",), "办得很快", HERE)  # the clerk's own machine
    _in_a_row(dossiers)
    _of_province(region, users)
    hindrances.object_to(
        dossier=dossiers[-1], told=hindrances.Told("不同意扣除的天数，说明中没有写依据", NAMES[-1], "13900004408")
    )
    _report(region, users)


def _before(region: Region, chance: random.Random) -> Iterator[Rating]:
    """What an earlier system kept: finished cases of the year's last months, some in a row from one device."""
    rows = Case.objects.filter(region=region, channel="window", finished_at__isnull=False, item__isnull=False)
    rows = rows.filter(batch__isnull=False)  # of the registers; what is handled here since then is rated here
    cases = list(rows.order_by("-finished_at", "pk")[: BEFORE * 4 : 4])
    windows = {window.code: window for window in Window.objects.filter(hall__region=region)}
    for case in cases:
        grade = chance.choices(GRADES, WEIGHTS)[0]
        at = case.finished_at or timezone.now()
        yield Rating(
            region=region, department_id=case.department_id, item_id=case.item_id, case=case,
            window=windows.get(case.window_code), service=Service.DELIVERY, grade=grade,
            channel=chance.choice((Channel.DEVICE, Channel.DEVICE, Channel.MOBILE, Channel.PAGE)),
            words=_words(grade, chance), rated_at=at + timedelta(minutes=chance.randrange(2, 2000)),
        )  # fmt: skip


def _words(grade: str, chance: random.Random) -> str:
    if chance.random() > SOMETIMES:
        return ""
    said = COMPLAINTS if grade in BAD_GRADES else PRAISE
    return f"{chance.choice(said)}，{chance.choice(said if grade in BAD_GRADES else THANKS)}"


def _delivered(users: Mapping[str, User]) -> Iterator[Dossier]:
    """Cases of today whose results were handed out, each for somebody else."""
    clerk, approver = users["clerk"], users["approver"]
    staff = Staff.objects.filter(account=clerk).first()
    window = Window.objects.filter(hall__region=clerk.region, code=WINDOW).first()
    at = Desk(timezone.now() - timedelta(hours=2), HERE, staff, window, {})
    instant = ItemVersion.objects.filter(
        department=clerk.department, valid_to=None, initiation="on_application", state="in_use"
    ).order_by("-handling", "code")[:2]
    for number, name in enumerate(NAMES):
        yield _through(clerk, approver, at, instant[number % len(instant)], name, number)


def _through(clerk: User, approver: User, at: Desk, version: ItemVersion, name: str, number: int) -> Dossier:
    person = handling.Applicant("other", name, f"演示评价{number:04}", f"139000044{number:02}")
    application = Application(version, person, [handling.Handed("申请表")])
    taken = handling.receive(by=clerk, application=application, channel=Case.Channel.WINDOW, desk=at).dossier
    reasons = {"unauthorised": "授权书正在换发，已报大厅管理员"}
    dossier = handling.accept(by=clerk, dossier=taken, desk=at, reasons=reasons)
    while dossier.steps.get(closed_at__isnull=True).kind != "decide":
        handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全，符合规定。", terminal=HERE)
    handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予办理。", terminal=HERE)
    return handling.deliver(by=clerk, dossier=dossier, way="window", receiver=name)


def _rate(dossier: Dossier, grade: str, ticked: tuple[str, ...], words: str, address: str = "") -> Rating:
    way = services.Way(Channel.MOBILE, address or f"10.66.{dossier.pk % 200}.{dossier.pk % 250}")
    opinion = services.Opinion(grade, ticked, words)
    return services.rate(by=None, dossier=dossier, service=Service.RECEPTION, opinion=opinion, way=way)


def _in_a_row(dossiers: Sequence[Dossier]) -> None:
    """Six deliveries of one window rated within seconds: what a hurried clerk with the device in his hand leaves."""
    opinion = services.Opinion(Satisfaction.EXCELLENT, ())
    for dossier in dossiers[:A_ROW]:
        way = services.Way(Channel.DEVICE, "")
        services.rate(by=None, dossier=dossier, service=Service.DELIVERY, opinion=opinion, way=way)


def _of_province(region: Region, users: Mapping[str, User]) -> None:
    """Bad ratings of the province's platform: one late to be called back, one late to be put right, one long closed."""
    officer, liaison = users["officer"], users["liaison_police"]
    today = timezone.localdate()
    last_week, last_month = today - timedelta(days=8), today - timedelta(days=30)
    police = Case.objects.filter(region=region, department=liaison.department, item__isnull=False, ratings=None)
    accused = Finding.objects.filter(department=liaison.department).values("subject")
    rest = police.order_by("-finished_at", "pk")
    curing.take(by=officer, thing=_bad_of(region, rest[0], last_week, "213"))
    thing = _called(officer, _bad_of(region, rest[1], last_month, "207"))
    curing.verify(by=officer, thing=thing, demand=DEMAND, hard=False, day=today - timedelta(days=20))
    if (case := police.filter(item__code__in=accused).order_by("pk").first()) is None:
        return
    thing = _called(officer, _bad_of(region, case, THEN, "106"))
    thing = curing.verify(by=officer, thing=thing, demand=DEMAND, hard=False, day=THEN)
    thing = curing.put_right(by=liaison, thing=thing, text="已在大厅设窗口收件，局里不再收")
    thing = curing.feed_back(by=officer, thing=thing, text="已电话告知本人整改结果")
    curing.close(by=officer, thing=thing, judgement="本人满意，不再评价")


def _bad_of(region: Region, case: Case, day: date, indicator: str) -> BadRating:
    fields = {"case_number": case.case_number, "grade": 2, "channel": "移动端", "indicators": indicator}
    rated_at = datetime.combine(day, time(15), SHANGHAI).isoformat()
    return services.take_from_province(region=region, fields={**fields, "rated_at": rated_at}).cure


def _called(officer: User, thing: BadRating) -> BadRating:
    return curing.call_back(by=officer, thing=thing, reached=True, text="本人说明了情况，情况属实")


def _cure(users: Mapping[str, User], rating: Rating, until: str) -> None:
    """The bad rating as far as it has come."""
    officer, liaison = users["officer"], users["liaison_police"]
    thing = BadRating.objects.get(rating=rating)
    steps = {
        "waiting": lambda: thing,
        "called": lambda: curing.call_back(by=officer, thing=thing, reached=True, text="本人说明了情况，愿意再评"),
        "righting": lambda: curing.verify(by=officer, thing=thing, demand=DEMAND, hard=False),
        "righted": lambda: curing.put_right(by=liaison, thing=thing, text="已公示材料清单和样表，并培训窗口人员"),
        "fed_back": lambda: curing.feed_back(by=officer, thing=thing, text="已电话告知本人整改结果"),
        "rerated": lambda: _rate(rating.case.dossier, Satisfaction.GOOD, (), "打电话解释了，现在清楚了"),
    }
    for name, step in steps.items():
        step()
        thing.refresh_from_db()
        if name == until:
            return


def _report(region: Region, users: Mapping[str, User]) -> None:
    """Reports of the last weeks at every stage, and those of whole months, of which the public is told how many."""
    today = timezone.localdate()
    department = users["liaison_police"].department
    for number, (ago, words, cause, channel, until) in enumerate(REPORTS):
        at = datetime.combine(today - timedelta(days=ago), time(9, 30 + number), SHANGHAI)
        by = None if channel == "online" else users["hall_manager"]
        told = hindrances.Told(words, NAMES[number], f"1390000450{number}", cause, _item(department, cause))
        thing = hindrances.report(by=by, region=region, told=told, channel=channel, at=at).hindrance
        _handle(users, thing, department, until)
    first = today.replace(day=1)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        for number, cause in enumerate(A_MONTH):
            at = datetime.combine(first + timedelta(days=3 * number), time(10), SHANGHAI)
            told = hindrances.Told("窗口没有一次说清楚，跑了几趟", cause=cause)
            thing = hindrances.report(by=None, region=region, told=told, at=at).hindrance
            hindrances.settle(by=users["hall_manager"], thing=thing, answer=ANSWER, cause=cause, outcome=Outcome.DONE)


def _item(department: Department | None, cause: str) -> Item | None:
    """The item of which people say that they were sent elsewhere."""
    versions = ItemVersion.objects.filter(department=department, valid_to=None, initiation="on_application")
    found = versions.select_related("item").order_by("code").first()
    return found.item if found and cause == Cause.OFF_HALL else None


def _handle(users: Mapping[str, User], thing: Hindrance, department: Department | None, until: str) -> None:
    """The report as far as it has come."""
    if until == "received" or department is None:
        return
    officer, liaison = users["officer"], users["liaison_police"]
    thing = hindrances.assign(by=officer, thing=thing, department=department, hard=False)
    if until == "assigned":
        return
    thing = hindrances.answer_it(by=liaison, thing=thing, answer=ANSWER, cause=thing.cause, outcome=Outcome.DONE)
    if until == "disputed":
        hindrances.dispute(thing=thing, text="窗口还是说要等通知，没有办成")
    if until == "closed":
        hindrances.close(by=officer, thing=thing, closing="电话回访，本人确认已经办成")
