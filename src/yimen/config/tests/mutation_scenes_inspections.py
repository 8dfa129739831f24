"""Scenes of self-inspection and of visits; see `mutation_scenes`."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_agreements import an_item
from yimen.documents.signing import services as signing
from yimen.inspections.models import ChecklistVersion, SelfAnswer, SelfRound, SelfSheet
from yimen.inspections.self_inspection import queries, services, writing
from yimen.inspections.self_inspection.services import Said

DAY, LATER = date(2023, 1, 1), date(2023, 7, 1)
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
