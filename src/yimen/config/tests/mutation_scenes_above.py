"""Scenes of the rooms that stand above the halls: claim, fact, proof, order and task; see `mutation_scenes`."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.cases import services as cases
from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.config.tests.mutation_scenes import DAY, Arguments, Cast, given, item, scene
from yimen.entry import services as entry
from yimen.entry.models import Declaration
from yimen.evidence import answers
from yimen.evidence import services as evidence
from yimen.evidence.leases import Lease
from yimen.evidence.models import Link, Run, Verdict
from yimen.evidence.tests.making import small_county
from yimen.programme import services as programme
from yimen.programme.models import Notice, NoticeDraft, Task
from yimen.programme.notices import services as notices
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding, Order
from yimen.rectification.tests.making import accept
from yimen.verify import verify

LATER = date(2023, 9, 1)

# entry

scene(entry.declare, lambda the: given(by=the.liaison, item=declared(the), claim=entry.Claim("entrusted", LATER)))
scene(
    entry.declare_many,
    lambda the: given(by=the.liaison, region=the.county, items=[item(the)], claim=entry.Claim("own_window", DAY)),
)
scene(
    entry.load_declarations,
    lambda the: given(
        by=None,
        region=the.county,
        rows=[Declaration(mode="own_window", declared_at=DAY, **of_item(the))],
    ),
)


def declared(the: Cast) -> Item:
    found = item(the)
    entry.declare(by=the.liaison, item=found, claim=entry.Claim("own_window", DAY))
    return found


def of_item(the: Cast) -> Arguments:
    return given(region=the.county, item=item(the), department=the.police, valid_from=DAY)


# cases

scene(cases.reveal, lambda the: given(by=the.officer, thing=case(the), reason="核对群众来信反映的办件"))


def register(the: Cast) -> Arguments:
    good = {"case_no": "C1", "department_code": the.police.code, "applicant_name": "赵某某", "channel": "window"}
    file = cases.SourceFile("办件.csv", "a" * 64, 100)
    return given(by=the.officer, region=the.county, file=file, rows=[(2, good), (3, {**good, "case_no": ""})])


def case(the: Cast) -> Case:
    cases.import_cases(**register(the))
    return Case.objects.get()


# evidence

scene(evidence.request_run, lambda the: a_run(the))
scene(evidence.start, lambda the: the_lease(evidence.request_run(**a_run(the))))
scene(evidence.resume, lambda the: the_lease(started(the)))
scene(evidence.settle, lambda the: {**the_lease(started(the)), "digest": "a" * 64})
scene(evidence.store, lambda the: {**the_lease(started(the)), "model": Link, "rows": [A_LINK, A_LINK]})
scene(evidence.remove, lambda the: stored(the))
scene(evidence.fail, lambda the: given(run=started(the), failure="数据缺失"))
scene(evidence.finish, lambda the: with_answer(the))
scene(evidence.take_file, lambda the: given(by=the.officer, verdict=a_verdict(the)))


A_LINK = {"record_number": "R1", "case_number": "C1", "probability": 0.99, "method": "exact"}


def the_lease(run: Run) -> Arguments:
    """A run and a lease on it: the one that it is under, when it is."""
    return given(run=run, lease=Lease(run.pk, run.holder or "b" * 32))


def stored(the: Cast) -> Arguments:
    """A run that has stored two links, to be removed again."""
    run = started(the)
    evidence.store(**the_lease(run), model=Link, rows=[A_LINK, A_LINK])
    return {**the_lease(run), "model": Link, "keys": list(Link.objects.values_list("pk", flat=True))}


def with_answer(the: Cast) -> Arguments:
    """A run with all rows of its answer stored."""
    run, folder = started(the), the.tmp_path / "answer"
    folder.mkdir()
    answers.write(verify(small_set(the)), folder)
    for name, (model, *_) in answers.TABLES.items():
        for rows in answers.batches(run, folder, name, 0):
            evidence.store(**the_lease(run), model=model, rows=rows)
    return {**the_lease(run), "report": answers.read_report(folder)}


def a_verdict(the: Cast) -> Verdict:
    run = evidence.finish(**with_answer(the))
    return Verdict.objects.filter(run=run).order_by("pk").first()  # type: ignore[return-value]


def a_run(the: Cast) -> Arguments:
    return given(by=the.officer, region=the.county, period_from=date(2024, 1, 1), period_to=date(2024, 3, 31))


def started(the: Cast) -> Run:
    return evidence.start(**the_lease(evidence.request_run(**a_run(the))))


def small_set(the: Cast) -> Any:
    """The small county, of which D01 is the police: what is found against it becomes a finding."""
    return small_county().write(the.tmp_path / the.police.code)


# rectification

scene(rectification.raise_finding, lambda the: a_finding(the))
scene(
    rectification.explain,
    lambda the: given(by=the.liaison, finding=finding(the), text="其中三件为历史数据迁移"),
)
scene(
    rectification.judge,
    lambda the: given(by=the.officer, finding=explained(the), accept=True, judgement="逐条核对属实"),
)
scene(
    rectification.explain_on_paper,
    lambda the: given(by=the.officer, finding=finding(the), text="书面说明三件为历史数据", declared_on=DAY),
)
scene(rectification.add_ground, lambda the: given(by=the.officer, finding=finding(the), witness="voucher", says=LOOKED))
scene(
    rectification.corroborate,
    lambda the: given(
        by=None, finding=finding(the), ground=rectification.borne_by("evaluation:rating:2023:1", "rating", LOOKED)
    ),
)
scene(
    rectification.withdraw,
    lambda the: given(by=the.second_officer, finding=an_order(the)["finding"], reason="发证机关答复系上级发证"),
)
LOOKED = "调阅原始收件材料，逐件核对属实"
scene(rectification.issue_order, lambda the: an_order(the))
scene(rectification.register_paper_order, lambda the: a_paper_order(the))
scene(
    rectification.receive,
    lambda the: given(by=the.liaison, order=rectification.issue_order(**an_order(the))),
)
scene(
    rectification.answer,
    lambda the: given(by=the.liaison, order=received(the), text="已全部改由大厅受理"),
)
scene(
    rectification.object_to,
    lambda the: given(by=the.liaison, order=received(the), text="该事项已划转，不属我局"),
)
scene(
    rectification.decide_objection,
    lambda the: given(by=the.second_officer, order=objected(the), upheld=True, text="经核实属实"),
)
scene(
    rectification.check,
    lambda the: given(by=the.officer, order=answered(the)),
)
scene(
    rectification.send_back,
    lambda the: given(by=the.officer, order=answered(the), text="佐证材料不足，请补充"),
)
scene(rectification.recheck, lambda the: a_recheck(rectification.check(by=the.officer, order=answered(the))))


def a_finding(the: Cast) -> Arguments:
    return given(
        by=None,
        region=the.county,
        department=the.police,
        source="evidence:run:1",
        subject="I1",
        title="居住证签发：疑似体外循环",
        kind="bypassed",
        seen="台账 40 件中有 12 件没有大厅办件。",
        innocent="可能是存量证照数字化。",
        period_from=DAY,
        period_to=LATER,
    )


def finding(the: Cast) -> Finding:
    return rectification.raise_finding(**a_finding(the))


def explained(the: Cast) -> Finding:
    return rectification.explain(by=the.liaison, finding=finding(the), text="逐件核对，情况属实", admits=True)


def an_order(the: Cast) -> Arguments:
    accepted = accept(the.officer, finding(the))
    in_a_month = timezone.localdate() + timedelta(days=30)
    return given(by=the.officer, finding=accepted, demand="全部改由大厅窗口受理", deadline=in_a_month)


def a_paper_order(the: Cast) -> Arguments:
    order = {**an_order(the), "deadline": LATER, "issued_on": DAY, "answered": DAY}
    return given(
        **order, number="友营商改〔2023〕3号", answer="已全部改由大厅受理", files=[SimpleUploadedFile("扫描.pdf", b"x")]
    )


def received(the: Cast) -> Order:
    return rectification.receive(by=the.liaison, order=rectification.issue_order(**an_order(the)))


def answered(the: Cast) -> Order:
    return rectification.answer(by=the.liaison, order=received(the), text="已全部改由大厅受理").order


def objected(the: Cast) -> Order:
    return rectification.object_to(by=the.liaison, order=received(the), text="该事项已划转，不属我局").order


def a_recheck(order: Order) -> Arguments:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return given(
        by=None,
        order=order,
        source="evidence:run:2",
        clean=True,
        verdict="runs",
        note="共 8 件，厅外 0 件",
        data_from=tomorrow,
        data_to=tomorrow + timedelta(days=30),
        newest=tomorrow,
    )


# programme

scene(programme.register_notice, lambda the: a_notice(the))
scene(programme.serve, lambda the: given(by=the.officer, task=task(the), declared_on=LATER))
scene(programme.submit, lambda the: given(by=the.liaison, task=task(the), text="自查报告", declared_on=LATER))


scene(notices.hand_in, lambda the: given(by=the.officer, region=the.county, text="关于进一步推进进驻的通知"))
scene(notices.register, lambda the: given(by=the.officer, draft=draft(the), confirmed=confirmed(the)))
scene(notices.drop, lambda the: given(by=the.officer, draft=draft(the)))


def draft(the: Cast) -> NoticeDraft:
    return notices.hand_in(by=the.officer, region=the.county, text="关于进一步推进进驻的通知")


def confirmed(the: Cast) -> notices.Confirmed:
    told = {name: value for name, value in a_notice(the).items() if name not in ("by", "region")}
    return notices.Confirmed(**told, basis="", group=[notices.Member("leader", "分管营商工作的副县长")])


def a_notice(the: Cast) -> Arguments:
    measure = programme.Measure("1", "梳理清单", "逐项梳理进驻事项", LATER, lead=[the.police])
    return given(
        by=the.officer,
        region=the.county,
        number="友政办发〔2023〕15号",
        title="关于进一步推进进驻的通知",
        issuer="友谊县人民政府办公室",
        issued_on=DAY,
        measures=[measure],
    )


def task(the: Cast) -> Task:
    notice: Notice = programme.register_notice(**a_notice(the))
    return notice.tasks.get()
