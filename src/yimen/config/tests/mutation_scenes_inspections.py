"""Scenes of self-inspection and of visits; see `mutation_scenes`."""

import hashlib
from datetime import date, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_agreements import an_item
from yimen.documents.signing import services as signing
from yimen.inspections.models import ChecklistVersion, SelfAnswer, SelfRound, SelfSheet, Visit, VisitPlan
from yimen.inspections.self_inspection import queries, services, writing
from yimen.inspections.self_inspection.services import Said
from yimen.inspections.visits import queries as visit_queries
from yimen.inspections.visits import rules as visit_rules
from yimen.inspections.visits import services as visits
from yimen.inspections.visits.phone import services as phone
from yimen.inspections.visits.phone.messages import Place, Told, ToldPhoto

DAY, LATER = date(2023, 1, 1), date(2023, 7, 1)
PICTURE = b"\xff\xd8\xff a photograph"
QUESTIONS = "问题编号,问题,提问范围\n1,是否在大厅办理,逐个事项\n2,是否培训,各科室\n".encode()

# self-inspection


def a_checklist(the: Cast) -> Arguments:
    questions = services.starting_questions()
    return given(by=the.officer, region=the.county, name="自查清单", questions=questions)


def made(the: Cast) -> ChecklistVersion:
    return services.make_checklist(**a_checklist(the))


def a_file(the: Cast) -> Arguments:
    return given(by=the.officer, name="清单.csv", content=QUESTIONS)


def a_round(the: Cast) -> Arguments:
    an_item(the)
    dates = {"period_from": DAY, "period_to": DAY, "deadline": LATER}
    return given(by=the.officer, region=the.county, version=made(the), title="第一轮自查", **dates)


def opened(the: Cast) -> SelfRound:
    return services.open_round(**a_round(the))


def a_sheet(the: Cast) -> SelfSheet:
    opened(the)
    return SelfSheet.objects.select_related("round__version", "region", "department").get()


def to_answer(the: Cast) -> Arguments:
    sheet = a_sheet(the)
    return given(by=the.liaison, sheet=sheet, said={each.pk: Said("yes") for each in sheet.answers.all()})


def to_submit(the: Cast) -> Arguments:
    arguments = to_answer(the)
    rows = services.answer(**arguments)
    why = {each.pk: "已在补登进驻声明，下周完成。" for each in rows}
    return given(by=the.liaison, sheet=arguments["sheet"], explained=why)


def to_sign(the: Cast) -> Arguments:
    sheet = services.submit(**to_submit(the))
    signing.open_authority(by=None, region=the.county)
    signing.issue(by=None, holder=the.head)
    return given(by=the.head, sheet=sheet, seen=writing.digest_of(queries.answers_of(sheet)))


def to_evidence(the: Cast) -> Arguments:
    answer = SelfAnswer.objects.select_related("sheet__round").filter(sheet=a_sheet(the)).first()
    files = [SimpleUploadedFile("名单.pdf", b"%PDF-1.7")]
    return given(by=the.liaison, answer=answer, files=files, effective_on=DAY)


scene(services.make_checklist, a_checklist)
scene(services.read_file, a_file)
scene(
    services.apply_file, lambda the: given(by=the.officer, batch=services.read_file(**a_file(the)), name="县里的清单")
)
scene(services.open_round, a_round)
scene(services.close_round, lambda the: given(by=the.officer, round=opened(the)))
scene(services.answer, to_answer)
scene(services.add_evidence, to_evidence)
scene(services.submit, to_submit)
scene(services.sign, to_sign)
scene(
    services.send_back,
    lambda the: given(by=the.officer, sheet=services.submit(**to_submit(the)), words="请附佐证材料"),
)
scene(services.accept, lambda the: given(by=the.officer, sheet=services.sign(**to_sign(the))))

# visits


def a_plan(the: Cast) -> Arguments:
    """Two inspectors of the bureau, a department with an item, a script."""
    an_item(the)
    the.inspector  # noqa: B018 - the first of the two
    the.make_user("second_inspector", "inspector", the.county, the.bureau)
    script = visits.make_script(by=the.officer, region=the.county, name="脚本", steps=visit_rules.SCRIPT)
    today = timezone.localdate()
    yesterday, last = today - timedelta(days=1), today + timedelta(days=9)
    return given(
        by=the.officer, region=the.county, script=script, title="暗访", visits=1, beacon_source="3D",
        beacon_on=yesterday, period_from=today, period_to=last, day=today - timedelta(days=2),
    )  # fmt: skip


def committed(the: Cast) -> VisitPlan:
    return visits.commit(**a_plan(the))


def drawn(the: Cast) -> VisitPlan:
    return visits.draw(by=the.officer, plan=committed(the), beacon="4 0 7 1")


def a_visit(the: Cast) -> Visit:
    return Visit.objects.select_related("plan", "region", "first", "second").get(plan=drawn(the))


def opened_visit(the: Cast) -> Visit:
    visit = a_visit(the)
    return visits.open_visit(by=visit.first, visit=visit)


def spot() -> Place:
    return Place(timezone.now(), 0, False, None, None, None)


def to_observe(the: Cast) -> Arguments:
    visit = opened_visit(the)
    told = Told(uuid4(), visit.pk, "hall", "sent_away", "让去局里", None, None, None, spot(), "d" * 64)
    return given(by=visit.first, told=told)


def to_announce(the: Cast) -> Arguments:
    arguments = to_observe(the)
    record = phone.observe(**arguments)
    digest = hashlib.sha256(PICTURE).hexdigest()
    return given(by=arguments["by"], told=ToldPhoto(uuid4(), record.key, digest, len(PICTURE), spot()))


def to_receive(the: Cast) -> Arguments:
    arguments = to_announce(the)
    return given(by=arguments["by"], photo=phone.announce(**arguments), content=PICTURE)


def to_sign_visit(the: Cast) -> Arguments:
    record = phone.observe(**to_observe(the))
    visit = Visit.objects.select_related("plan", "region", "first", "second", "department").get(pk=record.visit_id)
    visits.sign(by=visit.first, visit=visit, seen=visit_queries.digest_of(visit))
    return given(by=visit.second, visit=visit, seen=visit_queries.digest_of(visit))


def to_reveal(the: Cast) -> Arguments:
    visit = opened_visit(the)
    return given(by=the.officer, plan=visit.plan)


scene(
    visits.make_script,
    lambda the: given(by=the.officer, region=the.county, name="脚本", steps=visit_rules.SCRIPT),
)
scene(visits.commit, a_plan)
scene(visits.draw, lambda the: given(by=the.officer, plan=committed(the), beacon="4 0 7 1"))
scene(visits.open_visit, lambda the: (lambda visit: given(by=visit.first, visit=visit))(a_visit(the)))
scene(visits.call_off, lambda the: given(by=the.officer, visit=a_visit(the), reason="暴雨停工"))
scene(visits.sign, to_sign_visit)
scene(visits.reveal, to_reveal)
scene(phone.observe, to_observe)
scene(phone.announce, to_announce)
scene(phone.receive, to_receive)
