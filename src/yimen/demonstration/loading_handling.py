"""办理 in the demonstration: a clerk at his window, and cases of today in every state, all through the services."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from yimen.cases.handling import services as handling
from yimen.cases.handling.desk import Desk, desk_at
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.receiving import Application
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.demonstration.codes import resident_id
from yimen.entry.authorisation import services as authorisation
from yimen.entry.authorisation.models import Mandate
from yimen.entry.modes import Power
from yimen.halls import services as halls
from yimen.halls.models import Hall, Posting, Window
from yimen.people import services as people
from yimen.people.models import Region, Staff, User

HERE = "127.0.0.1"  # the machine on which the demonstration runs is the clerk's
WINDOW, WORK_NUMBER = "Y01", "OPY001"
NAMES = (
    "赵丽华",
    "钱文军",
    "孙桂兰",
    "李国强",
    "周晓梅",
    "吴海涛",
    "郑玉珍",
    "王建国",
    "冯秀英",
    "陈立新",
    "褚红",
    "卫东明",
)


def load_handling(region: Region, users: Mapping[str, User]) -> None:
    """A window of today with its clerk and his authorisation, and a dozen of the police's cases at every stage."""
    today = timezone.localdate()
    clerk, approver, head = users["clerk"], users["approver"], users["head_police"]
    versions = _station(region, clerk, head, today)
    at = desk_at(clerk, timezone.now(), HERE)
    taken = [_receive(clerk, at, versions[n % len(versions)], n) for n in range(len(NAMES))]
    handling.ask_once(by=clerk, dossier=taken[1], missing="缺少居住地住址证明一份；照片不符合规格，请重新提交。")
    handling.decline(by=clerk, dossier=taken[2], reason="不属于本机关职权范围，请向户籍所在地公安机关申请。")
    accepted = [handling.accept(by=clerk, dossier=each, desk=at) for each in taken[3:]]
    handling.pause(
        by=approver, dossier=accepted[0], kind="inspection", needed_days=10, told="现场检测，预计 10 天完成。"
    )
    handling.ask_extension(by=approver, dossier=accepted[1], days=10, reason="需要向户籍所在地公安机关核查。")
    asked = users["liaison_tax"].department
    if asked is not None:
        question = "请核实申请人名下企业是否正常纳税。"
        handling.consult(by=approver, dossier=accepted[2], department=asked, question=question, days=5)
    for each in accepted[4:]:
        _decide(approver, each)
    for each in accepted[6:]:
        handling.deliver(by=clerk, dossier=each, way="window", receiver=each.case.applicant_name)
    _online(versions[0])


def _station(region: Region, clerk: User, head: User, today: date) -> list[ItemVersion]:
    """The items that the clerk may accept from today on, at a window of the main hall."""
    hall = Hall.objects.filter(region=region, kind=Hall.Kind.MAIN).order_by("code")[0]
    if clerk.department is None:
        raise ValueError("the demonstration's clerk has a department")
    made = Staff(region=region, department=clerk.department, code=WORK_NUMBER, name="演示员", account=clerk)
    staff = people.register_staff(by=None, region=region, staff=[made])[0]
    window = Window(hall=hall, code=WINDOW, terminal=HERE, valid_from=today)
    posted = halls.add_windows(by=None, region=region, windows=[window])[0]
    halls.add_postings(by=None, region=region, postings=[Posting(staff=staff, window=posted, valid_from=today)])
    versions = ItemVersion.objects.filter(
        department=clerk.department, valid_to__isnull=True, initiation="on_application", state="in_use"
    )
    guided = versions.filter(item__guides__isnull=False).distinct()  # what people really come for
    chosen = list(guided.select_related("department", "item", "region").order_by("code")[:6])
    letter = authorisation.Grant(
        Mandate.Kind.AUTHORISATION, staff, Mandate.Post.B, today, today + timedelta(days=300), frozenset({Power.ACCEPT})
    )
    authorisation.grant(by=head, department=clerk.department, grant=letter, items=[each.item for each in chosen])
    return chosen


def _receive(clerk: User, at: Desk, version: ItemVersion, number: int) -> Dossier:
    application = Application(version, person(number), [handling.Handed("居民身份证"), handling.Handed("申请表")])
    return handling.receive(by=clerk, application=application, channel=Case.Channel.WINDOW, desk=at).dossier


def person(number: int) -> handling.Applicant:
    """An invented applicant."""
    person_id = resident_id(date(1980, number + 1, 15), number + 200)
    return handling.Applicant("person", NAMES[number], person_id, f"1390000{number:04d}")


def _decide(approver: User, dossier: Dossier) -> None:
    while dossier.steps.get(closed_at__isnull=True).kind != "decide":
        handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全，符合规定。", terminal=HERE)
    handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予办理。", terminal=HERE)


def _online(version: ItemVersion) -> None:
    """One that came in online and waits for acceptance."""
    application = Application(version, person(0), [handling.Handed("居民身份证")])
    handling.receive(by=None, application=application, channel=Case.Channel.ONLINE)
