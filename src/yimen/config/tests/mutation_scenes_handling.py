"""The scenes of handling a case, from the application to the archive."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from yimen.cases.archiving import services as archiving
from yimen.cases.clocks import services as clocks
from yimen.cases.clocks.models import RunningClock
from yimen.cases.handling import services
from yimen.cases.handling.models import AcceptanceException, Consultation, Dossier, Extension, Pause
from yimen.cases.handling.services.receiving import Application
from yimen.cases.handling.tests import house
from yimen.cases.papers.services import issue_all
from yimen.cases.plans import services as plans
from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene

PLAN = [plans.Planned("review", "初审", 3, "approver", ("experts",)), plans.Planned("decide", "决定")]

scene(services.receive, lambda the: an_application(the))
scene(services.accept, lambda the: given(by=the.clerk, dossier=received(the), desk=house.desk(the.clerk)))
scene(services.ask_once, lambda the: given(by=the.clerk, dossier=fresh(the), missing="缺少经营场所证明一份"))
scene(services.deem_accepted, lambda the: given(dossier=received(the)))
scene(services.supplement, lambda the: given(by=None, dossier=asked(the), papers=[house.PAPER]))
scene(services.decline, lambda the: given(by=the.clerk, dossier=received(the), reason="不属于本机关职权范围"))
scene(services.lapse, lambda the: given(by=the.clerk, dossier=asked(the), reason="逾期没有补正材料"))
scene(
    plans.set_steps,
    lambda the: given(by=the.officer, version=version(the), steps=PLAN, valid_from=timezone.localdate()),
)
scene(services.take, lambda the: given(by=the.head, dossier=at_decision(the)))  # which the approver has
scene(services.pass_step, lambda the: given(by=the.approver, dossier=accepted(the), opinion="材料齐全"))
scene(services.send_back, lambda the: given(by=the.approver, dossier=at_decision(the), opinion="现场照片不清楚"))
scene(
    services.consult,
    lambda the: given(
        by=the.approver, dossier=accepted(the), department=the.tax, question="请核实是否欠缴税款", days=5
    ),
)
scene(
    services.answer_consultation,
    lambda the: given(by=asked_of(the), consultation=consultation(the), agrees=True, opinion="没有欠税"),
)
scene(services.decide, lambda the: given(by=the.approver, dossier=at_decision(the), granted=True, outcome="准予许可"))
scene(services.withdraw, lambda the: given(by=None, dossier=received(the), reason="暂时不办了"))
scene(services.end, lambda the: given(by=the.approver, dossier=accepted(the), reason="申请人死亡，依法终止"))
scene(services.check_exception, lambda the: given(by=the.hall_manager, exception=exception(the), justified=True))
scene(
    services.pause,
    lambda the: given(by=the.approver, dossier=accepted(the), kind="experts", needed_days=15, told="组织专家评审"),
)
scene(services.end_pause, lambda the: given(by=the.approver, pause=paused(the), result="评审通过"))
scene(
    services.ask_extension,
    lambda the: given(by=the.approver, dossier=accepted(the), days=10, reason="案情复杂，需要核查"),
)
scene(services.settle_extension, lambda the: given(by=the.head, extension=extension(the), approved=True))
scene(
    services.deliver,
    lambda the: given(
        by=the.clerk, dossier=house.decided(the.clerk, the.approver, version(the)), way="post", tracking="EMS1"
    ),
)
scene(
    archiving.archive,
    lambda the: given(by=the.clerk, dossier=papered(the), retention_years=10),
)
scene(services.read_form, lambda the: given(by=the.clerk, dossier=received(the)))
scene(services.take_paper, lambda the: given(by=the.clerk, paper=received(the).papers.get()))

scene(clocks.remind, lambda the: given(clock=running(the), level="holder", days=1))


def running(the: Cast) -> RunningClock:
    return RunningClock.objects.get(dossier=received(the))


def version(the: Cast):
    house.post(the.clerk)
    return house.version_of(the.police)


def an_application(the: Cast) -> Arguments:
    application = Application(version(the), house.PERSON, [house.PAPER], [("address", "住址", "友谊镇")])
    return given(by=the.clerk, application=application, channel="window", desk=house.desk(the.clerk))


def received(the: Cast) -> Dossier:
    return house.received(the.clerk, version(the)).dossier


def fresh(the: Cast) -> Dossier:
    """A case of an hour ago: what is missing can still be asked for."""
    return house.received(the.clerk, version(the), datetime.now(UTC) - timedelta(hours=1)).dossier


def asked(the: Cast) -> Dossier:
    return services.ask_once(by=the.clerk, dossier=fresh(the), missing="缺少经营场所证明一份")


def accepted(the: Cast) -> Dossier:
    return house.accepted(the.clerk, version(the))


def papered(the: Cast) -> Dossier:
    """A case that is done, with all its papers."""
    dossier = house.delivered(the.clerk, the.approver, version(the))
    issue_all(by=the.clerk, dossier=dossier, editable=False)
    return dossier


def at_decision(the: Cast) -> Dossier:
    return house.at_decision(the.clerk, the.approver, version(the))


def asked_of(the: Cast):
    return the.make_user("tax_approver", "approver", the.county, the.tax)


def consultation(the: Cast) -> Consultation:
    question = "请核实是否欠缴税款"
    return services.consult(by=the.approver, dossier=accepted(the), department=the.tax, question=question, days=5)


def paused(the: Cast) -> Pause:
    told = "组织专家评审"
    return services.pause(by=the.approver, dossier=accepted(the), kind="experts", needed_days=15, told=told)


def extension(the: Cast) -> Extension:
    return services.ask_extension(by=the.approver, dossier=accepted(the), days=10, reason="案情复杂，需要核查")


def exception(the: Cast) -> AcceptanceException:
    dossier, elsewhere = received(the), house.desk(the.clerk, terminal="10.9.9.9")
    services.accept(by=the.clerk, dossier=dossier, desk=elsewhere, reasons={"terminal": house.REASON})
    return AcceptanceException.objects.get()
