"""Scenes of ratings, bad ratings and what could not be done; see `mutation_scenes`."""

from datetime import UTC, datetime

from django.utils import timezone

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.common.code_lists import Satisfaction
from yimen.config.tests.mutation_scenes import Cast, given, scene
from yimen.evaluation import services
from yimen.evaluation.curing import services as curing
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.earlier import services as earlier
from yimen.evaluation.earlier.imports import FIELDS
from yimen.evaluation.followups import services as followups
from yimen.evaluation.hindrances import services as hindrances
from yimen.evaluation.hindrances.models import Cause, Hindrance, Outcome
from yimen.evaluation.models import Rating
from yimen.evaluation.rules import Channel, Service
from yimen.evaluation.suspicion import Mark
from yimen.evaluation.tests import scenes
from yimen.exchange import services as exchange
from yimen.exchange.planning import read_table
from yimen.people.models import Department, Staff

TOLD = hindrances.Told("窗口说这件事要到局里三楼办，大厅不收材料", "李某", "13800000009", Cause.OFF_HALL)
ANSWER = {"answer": "已在大厅窗口受理，材料一次收齐。", "cause": Cause.OFF_HALL, "outcome": Outcome.DONE}


def done(the: Cast) -> Dossier:
    scenes.window_of(the.clerk)
    return scenes.delivered(the.clerk, the.approver, house.version_of(the.police, "I1", "instant"))


def bad(the: Cast) -> BadRating:
    return scenes.bad(done(the), ("106",))


def many_bad(the: Cast) -> BadRating:
    """A bad rating of the hall among so many cases of the item that a finding tells nobody's name."""
    dossier = done(the)
    scenes.history(dossier, 12)
    return scenes.called(the.officer, scenes.bad(dossier, ("106",)))


def righted(the: Cast) -> BadRating:
    return scenes.righted(the.officer, the.liaison, bad(the))


def fed_back(the: Cast) -> BadRating:
    return scenes.fed_back(the.officer, the.liaison, bad(the))


def second(the: Cast) -> Rating:
    """A second rating, written as the first step of giving one."""
    first = fed_back(the).rating
    kept = {name: getattr(first, name) for name in ("region", "department", "case", "service", "channel")}
    return house.kept(Rating(**kept, turn=2, grade=Satisfaction.GOOD, rated_at=datetime.now(UTC)))


def province(the: Cast) -> dict[str, object]:
    rated_at = "2026-01-05T02:00:00.000000Z"
    return {"case_number": done(the).number, "item_code": "I1", "grade": 2, "channel": "2", "rated_at": rated_at}


def unsaved(the: Cast) -> list[Rating]:
    dossier = done(the)
    return [
        Rating(region=dossier.region, department=dossier.department, case=dossier.case, service=Service.DELIVERY,
               grade=Satisfaction.GOOD, channel=Channel.DEVICE, rated_at=datetime.now(UTC))
    ]  # fmt: skip


def earlier_file(the: Cast) -> bytes:
    row = f"{done(the).number},满意,PC端,{timezone.localtime():%Y-%m-%d %H:%M:%S}"
    return f"办件编号,评价等级,评价渠道,评价时间\n{row}\n".encode()


def handed_in(the: Cast) -> dict[str, object]:
    bureau = house.kept(Department(region=the.county, code="B9", name="营商局", short_name="营商局", kind="bureau"))
    token = exchange.give_token(by=the.security_administrator, department=bureau, purpose="好差评", secret="ym_1")
    content = earlier_file(the)
    sheet = read_table("评价.csv", content, FIELDS)[0]
    plan, _ = earlier.plan_of_sheet(token, sheet)
    confirm = earlier.digest_of(content, plan)
    return given(token=token, name="评价.csv", content=content, sheet=sheet, confirm=confirm)


def released(the: Cast) -> dict[str, object]:
    dossier = done(the)
    scenes.history(dossier, 12)
    return given(by=None, department=dossier.department, now=datetime.now(UTC))


def drawing(the: Cast) -> dict[str, object]:
    """A survey of ten cases that were closed today."""
    scenes.window_of(the.clerk)
    version, today = house.version_of(the.police, "I1", "instant"), timezone.localdate()
    for number in range(10):
        scenes.delivered(the.clerk, the.approver, version, number)
    return given(by=the.officer, closed_from=today, closed_to=today, size=10, seed="5eed", today=today)


def staff(the: Cast) -> Staff:
    return house.kept(Staff(region=the.county, department=the.police, code="S1", name="王某某"))


def opinion(the: Cast) -> dict[str, object]:
    said = services.Opinion(Satisfaction.VERY_POOR, ("115",), "跑了三趟")
    way = services.Way(Channel.PAGE, scenes.PHONE)
    return given(by=None, dossier=done(the), service=Service.DELIVERY, opinion=said, way=way)


scene(services.issue_code, lambda the: given(by=the.clerk, dossier=done(the), service=Service.DELIVERY))
scene(services.rate, opinion)
scene(services.take_from_province, lambda the: given(fields=province(the), region=the.county))
scene(services.bring_in, lambda the: given(by=the.officer, ratings=unsaved(the), region=the.county))
scene(earlier.read_file, lambda the: given(by=the.officer, name="评价.csv", content=earlier_file(the)))
scene(
    earlier.apply_file,
    lambda the: given(
        by=the.officer, batch=earlier.read_file(by=the.officer, name="评价.csv", content=earlier_file(the))
    ),
)
scene(earlier.hand_in, handed_in)
scene(
    services.mark,
    lambda the: given(marks=[Mark(scenes.rated(done(the)).pk, "words", "文字相同")], region=the.county),
)
scene(services.release, released)
scene(services.set_terms, lambda the: given(by=the.officer, region=the.county, call_days=2))
scene(services.mark_staff, lambda the: given(by=the.hall_manager, staff=staff(the), phone="13800000001"))
scene(services.reveal, lambda the: given(by=the.officer, rating=bad(the).rating, reason="回访核实差评"))

scene(followups.draw, lambda the: drawing(the))
scene(
    followups.call,
    lambda the: given(
        by=the.officer, case=followups.draw(**drawing(the)).cases.all()[0], outcome="answered", grade="good",
        today=timezone.localdate(),
    ),
)  # fmt: skip
scene(curing.open_bad, lambda the: given(rating=scenes.rated(done(the))))
scene(curing.take, lambda the: given(by=the.officer, thing=bad(the)))
scene(curing.call_back, lambda the: given(by=the.officer, thing=bad(the), reached=True, text="本人说材料交到局里"))
scene(curing.verify, lambda the: given(by=the.officer, thing=many_bad(the), demand=scenes.DEMAND, hard=False))
scene(
    curing.set_aside,
    lambda the: given(by=the.inspector, thing=scenes.called(the.officer, bad(the)), judgement="与录像不符"),
)
scene(
    curing.put_right,
    lambda the: given(by=the.liaison, thing=scenes.righting(the.officer, bad(the)), text="已经重新培训窗口人员"),
)
scene(
    curing.send_back,
    lambda the: given(
        by=the.officer, thing=scenes.righted(the.officer, the.liaison, bad(the)), text="没有说明改了哪里"
    ),
)
scene(
    curing.feed_back,
    lambda the: given(by=the.officer, thing=righted(the), text="已电话告知本人"),
)
scene(curing.rerate, lambda the: given(by=None, rating=second(the)))
scene(curing.close, lambda the: given(by=the.officer, thing=fed_back(the), judgement="本人不再评价"))


def reported(the: Cast) -> Hindrance:
    return hindrances.report(by=None, region=the.county, told=TOLD).hindrance


def assigned(the: Cast) -> Hindrance:
    return hindrances.assign(by=the.officer, thing=reported(the), department=the.police, hard=False)


def answered(the: Cast) -> Hindrance:
    return hindrances.answer_it(by=the.liaison, thing=assigned(the), **ANSWER)


scene(hindrances.report, lambda the: given(by=None, region=the.county, told=TOLD))
scene(hindrances.object_to, lambda the: given(dossier=done(the), told=TOLD))
scene(hindrances.assign, lambda the: given(by=the.officer, thing=reported(the), department=the.police, hard=True))
scene(hindrances.pass_on, lambda the: given(by=the.officer, thing=reported(the), answer="请向县人民法院提起诉讼"))
scene(hindrances.settle, lambda the: given(by=the.hall_manager, thing=reported(the), **ANSWER))
scene(hindrances.answer_it, lambda the: given(by=the.liaison, thing=assigned(the), **ANSWER))
scene(hindrances.confirm, lambda the: given(thing=answered(the)))
scene(hindrances.dispute, lambda the: given(thing=answered(the), text="窗口还是不收，让我等通知"))
scene(hindrances.close, lambda the: given(by=the.officer, thing=answered(the), closing="回访本人已办成"))
scene(hindrances.reveal, lambda the: given(by=the.officer, thing=reported(the), reason="回电话核实情况"))
