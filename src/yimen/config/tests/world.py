"""One of each thing, three times: in the cast's own department, in another one of the county, and in another county."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from yimen.cases.handling.states import DOSSIER
from yimen.cases.models import (
    AcceptanceException,
    Case,
    Consultation,
    Dossier,
    Extension,
    Paper,
    Pause,
    RegisterRecord,
)
from yimen.catalog.comparison.states import DOUBTFUL, LINE
from yimen.catalog.models import (
    ComparedLine,
    Item,
    ItemVersion,
    ListComparison,
    PairDecision,
    ProvinceItem,
    ProvinceList,
    Synonym,
)
from yimen.config.tests.world_inspections import inspected
from yimen.config.tests.world_papers import papered, surveyed
from yimen.config.tests.world_people import staffed
from yimen.config.tests.world_programme import moved
from yimen.config.tests.world_rectification import pressed
from yimen.config.tests.world_training import trained
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.documents.signing.models import Certificate
from yimen.entry.agreements.models import Agreement, AgreementFile, AgreementTemplate, BulkDrafting, TemplateVersion
from yimen.entry.agreements.states import AGREEMENT
from yimen.entry.authorisation.states import MANDATE
from yimen.entry.branches.models import BranchDecision, BranchStep, StepEvidence
from yimen.entry.branches.states import DECISION
from yimen.entry.exemptions.states import EXEMPTION, OBJECTION
from yimen.entry.models import (
    Authorisation,
    Confirmation,
    CureStep,
    Exemption,
    ExemptionEvidence,
    Mandate,
    Objection,
    Preparation,
    Round,
    Sheet,
    SheetLine,
)
from yimen.entry.rounds.states import ROUND, SHEET
from yimen.evaluation.curing.states import BAD_RATING
from yimen.evaluation.hindrances.states import HINDRANCE
from yimen.evaluation.models import BadRating, Hindrance, Rating
from yimen.evidence.handing_in.models import ForeignSet, SetFile
from yimen.evidence.handing_in.states import SET
from yimen.evidence.models import Clue, Link, PromiseCheck, Run, Verdict
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum
from yimen.evidence.review.states import DRAWN, PLAN
from yimen.evidence.states import DONE, RUN
from yimen.evidence.thresholds.models import ThresholdChange
from yimen.evidence.thresholds.states import CHANGE
from yimen.exchange import services as exchange
from yimen.exchange.models import AccessToken, FeedPromise, ImportBatch, MappingRecipe
from yimen.exchange.platform import services as platform
from yimen.exchange.platform.models import Difference, Package, Reconciliation
from yimen.exchange.platform.states import DIFFERENCE
from yimen.halls.appointments.states import APPOINTMENT
from yimen.halls.models import Appointment, AppointmentDesk, Arrangement, Asset, Hall, SpaceDemand
from yimen.halls.planning.states import ARRANGEMENT, DEMAND
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import Department, DepartmentSet, Staff, User
from yimen.programme.models import Duty, Notice, NoticeDraft, Task
from yimen.programme.states import NOTICE_DRAFT

DAY = date(2023, 6, 1)
LIST = "实施编码,事项名称,实施主体,事项类型\n"


@dataclass(frozen=True)
class Place:
    """The primary key of each kind of thing that belongs to one department."""

    department: Department
    keys: dict[str, int]


def furnish(department: Department, user: User) -> Place:
    """One of each thing for the department, made by the user, each in the ledger."""
    region, made = department.region, {}

    def add(kind: str, thing: models.Model) -> Any:
        assert kind not in made, f"two things are called {kind}"
        with transaction.atomic():
            thing.save(force_insert=True)
            ledger.record(chain=region.pk, kind="test.furnished", by=user, changed=[thing])
        made[kind] = thing.pk
        return thing

    content = (LIST + f"11999999MB2200102B4232001001000,户籍登记,{department.short_name},行政确认\n").encode()
    columns = {"code": "实施编码", "name": "事项名称", "department": "实施主体", "kind": "事项类型"}
    batch = exchange.open_batch(
        by=user, region=region, kind=ImportBatch.Kind.ITEMS, name="清单.csv", content=content, mapping=columns,
        department=department,
    )  # fmt: skip
    made["batch"] = batch.pk
    content = "编号\n1\n".encode()  # one heading that nobody understands
    made["feed"] = exchange.open_batch(
        by=user, region=region, kind=ImportBatch.Kind.REGISTER, name="台账.csv", content=content, department=department,
    ).pk  # fmt: skip
    made_by = {"region": region, "department": department, "made_by": user}
    add("recipe", MappingRecipe(kind="cases.register", headings="0" * 64, **made_by))
    add("token", AccessToken(purpose="业务系统", digest=f"{department.pk:064}", hint="ym_", **made_by))
    add("promise", FeedPromise(department=department, kind="cases.register", rhythm="weekly", valid_from=DAY))
    item = add("item", Item(region=region, code=f"I-{department.pk}"))
    version = ItemVersion(
        item=item, region=region, department=department, code=item.code, name="居住证签发", kind="07",
        initiation="on_application", search_text="居住证签发", valid_from=DAY,
    )  # fmt: skip
    add("version", version)
    made["applied_version"] = made["counter_version"] = made["version"]
    add("synonym", Synonym(region=region, said=f"说法{department.pk}", official="居住证签发"))
    made["guides_batch"] = exchange.open_batch(
        by=user, region=region, kind=ImportBatch.Kind.GUIDES, name="指南.csv", department=department,
        content="实施编码,要素,编号,名称或问题\n1,材料,m1,身份证\n".encode(),
        mapping={"code": "实施编码", "element": "要素", "key": "编号", "text": "名称或问题"},
    ).pk  # fmt: skip
    made["province_batch"] = compared(add, department, user, version)
    content = "楼层,楼层开放面积,席位编号,席位面积\n一楼,300,1-01,6\n".encode()
    made["space_batch"] = exchange.open_batch(
        by=user, region=region, kind=ImportBatch.Kind.SPACE, name="平面图.csv", content=content,
    ).pk  # fmt: skip
    made["ratings_batch"] = exchange.open_batch(
        by=user, region=region, kind=ImportBatch.Kind.RATINGS, name="评价.csv",
        content="办件编号,评价等级,评价渠道,评价时间\n1,满意,PC端,2023-06-01 09:00\n".encode(),
    ).pk  # fmt: skip
    hall = add("hall", Hall(region=region, code=f"H{department.pk}", name="政务大厅", kind="main"))
    demand = SpaceDemand(hall=hall, department=department, **begin(DEMAND, by=user))
    add("demand", demand)
    asked = {"sizing": "need", "limit_minutes": 15, "limit_percent": 80, "seconds": 1, "days": 2, "seed": 1}
    plan_of = Arrangement(
        hall=hall, title="布局方案", purpose="regular", day=DAY, first=DAY, last=DAY, **asked,
        **begin(ARRANGEMENT, by=user),
    )  # fmt: skip
    add("arrangement", plan_of)
    asset = {"kind": "rater", "number": f"A{department.pk}", "name": "评价器", "acquired_on": DAY}
    add("asset", Asset(region=region, **asset))
    rules = {"capacity": 2, "opens_at": "09:00", "closes_at": "17:00", "valid_from": DAY}
    desk = add("appointment_desk", AppointmentDesk(hall_id=made["hall"], name="综合窗口", **rules))
    visit = Appointment(
        desk=desk, starts_at=timezone.now(), place=1, number=f"Y{department.pk}", secret="0" * 64, name="赵某某",
        matter="居住证签发", booked_at=timezone.now(), **begin(APPOINTMENT, by=user),
    )  # fmt: skip
    add("appointment", visit)
    branch = add(
        "branch", Hall(region=region, code=f"B{department.pk}", name="分厅", kind="branch", department=department)
    )
    decision = BranchDecision(
        region=region, hall=branch, department=department, way="close", reason="没有依据", due_on=DAY,
        **begin(DECISION, by=user),
    )  # fmt: skip
    add("branch_decision", decision)
    doer = add("doer", Staff(region=region, department=department, code=f"B{department.pk}", name="王丽"))
    stage = BranchStep(decision=decision, number=1, content="停止受理", responsible=doer, due=DAY)
    add("branch_step", stage)
    digest = exchange.keep_file(b"evidence")
    proof = StepEvidence(
        step=stage, done_on=DAY, words="已停止", file_name="照片.png", digest=digest, size=8, media_type="image/png"
    )
    add("branch_proof", proof)
    exemption = Exemption(
        region=region, item=item, department=department, reason="site", basis="特殊设备", valid_from=DAY,
        **begin(EXEMPTION, by=user),
    )  # fmt: skip
    add("exemption", exemption)
    made["implementer"] = department.pk  # known by its items, which not everybody of the county sees
    staff = add("staff", Staff(region=region, department=department, code=f"S{department.pk}", name="赵某某"))
    letter = Mandate(
        region=region, department=department, staff=staff, kind="authorisation", post="a",
        number=f"授{department.pk}号", valid_from=DAY, valid_to=date(2099, 1, 1), issued_on=DAY,
        **begin(MANDATE, by=user),
    )  # fmt: skip
    add("mandate", letter)
    add("authorisation", Authorisation(mandate=letter, item=item, power="accept"))
    at = {"region": region, "department": department, "hall_id": made["hall"]}
    preparation = add("preparation", Preparation(check_code="seal", **at))
    add("confirmation", Confirmation(preparation=preparation, valid_from=DAY, evidence="印章交接单 1 号"))
    digest = exchange.keep_file(b"equipment")
    proof = {
        "kind": "equipment",
        "file_name": "设备清单.pdf",
        "digest": digest,
        "size": 9,
        "media_type": "application/pdf",
    }
    add("proof", ExemptionEvidence(exemption=exemption, **proof))
    add("step", CureStep(exemption=exemption, due=DAY, text="腾出档案室"))
    objection = Objection(
        exemption=exemption, reference=f"YY-{department.pk}", words="在部门另设窗口办理，并非不能进厅", due=DAY,
        **begin(OBJECTION, by=None),
    )  # fmt: skip
    add("objection", objection)
    # Each department's own round, over already: a county has one at a time that is under way.
    over = {**begin(ROUND, by=user), "status": "published"}
    number = Round.objects.filter(region=region).count() + 1
    round = add("round", Round(region=region, number=number, title="清单梳理", as_of=DAY, deadline=DAY, **over))
    sheet = add("sheet", Sheet(round=round, region=region, department=department, **begin(SHEET, by=user)))
    add("sheet_line", SheetLine(sheet=sheet, item=item, version=version, number=1))
    shared = {"region": region, "department": department, "item": item, "batch": batch}
    add("case", Case(case_number=f"C{department.pk}", applicant_name="赵某某", **shared))
    handled = add("dossier", handled_case(add, department, version, user))
    add(
        "paper",
        Paper(dossier=handled, name="身份证", file_name="身份证.pdf", digest=exchange.keep_file(b"paper"), size=5),
    )
    add("consultation", Consultation(dossier=handled, department=department, question="请核实", days=5))
    add("pause", Pause(dossier=handled, kind="hearing", needed_days=5, told="听证", started_on=DAY, served_on=DAY))
    add("extension", Extension(dossier=handled, days=5, reason="案情复杂"))
    add("exception", AcceptanceException(dossier=handled, kind="closed", seen="不开放", reason="停电补办"))
    add("record", RegisterRecord(record_number=f"R{department.pk}", holder_name="赵某某", **shared))
    foreign = ForeignSet(region=region, title="邻县2023年证据集", opened_by=user, **begin(SET, by=user))
    add("foreign_set", foreign)
    add("set_file", SetFile(set=foreign, name="meta.json", size=9))
    run = add("run", Run(region=region, period_from=DAY, period_to=DAY, **{**begin(RUN, by=user), "status": DONE}))
    verdict = Verdict(
        run=run, department=department, item=item, item_code=item.code, item_name="居住证签发", verdict="thin",
        matters=1, off_matters=0, off_share=0, off_low=0, off_high=1,
    )  # fmt: skip
    add("verdict", verdict)
    clue = Clue(
        run=run, department=department, item_code=item.code, subject_kind="record", subject=f"R{department.pk}",
        kind="off_hall", rule="R01", probability=0.9, explanation="大厅办件库中找不到对应办件。",
    )  # fmt: skip
    add("clue", clue)
    numbers = {"record_number": f"R{department.pk}", "case_number": f"C{department.pk}"}
    add("link", Link(run=run, probability=0.9, method="name+item", **numbers))
    plan = ReviewPlan(run=run, secret="s" * 64, commitment="c" * 64, **{**begin(PLAN, by=user), "status": DRAWN})
    add("plan", plan)
    stratum = Stratum(
        plan=plan, frame="finding", kind="off_hall", subject_kind="record", low=0.85, high=0.95, convicts=True, size=1,
        drawn=1, digest="d" * 64,
    )  # fmt: skip
    add("stratum", stratum)
    sampled = Sampled(plan=plan, stratum=stratum, turn=1, subject=clue.subject, department=department, believed=0.9)
    add("sampled", sampled)
    add("reading", Reading(sampled=sampled, reader=user, place=1))
    change = ThresholdChange(
        region=region, scope="engine", name=f"sure_at_{department.pk}", before=0.97, value=0.9, reason="样本复核",
        proposed_by=user, **begin(CHANGE, by=user),
    )  # fmt: skip
    add("change", change)
    pressed(add, department, item, user)
    add("number", DocumentNumber(region=region, series="友营商函", year=2022, serial=department.pk, use="商请函"))
    used = add("used", DocumentNumber(region=region, series="友营商改", year=2022, serial=department.pk, use="整改单"))
    paper = IssuedDocument(
        region=region, number=used, kind="order", title="整改通知书", department=department, source="test:1",
        issued_on=DAY, digest=exchange.keep_file(b"%PDF-1.7"), size=8, issued_by=user,
    )  # fmt: skip
    add("document", paper)
    notice = Notice(region=region, number=f"号{department.pk}", title="通知", issuer="县政府办", issued_on=DAY)
    add("notice", notice)
    read = NoticeDraft(region=region, text="关于进一步推进进驻的通知", by=user, **begin(NOTICE_DRAFT, by=user))
    add("notice_draft", read)
    task = add("task", Task(notice=notice, number="1", title="梳理清单", content="逐项梳理", due=DAY))
    add("duty", Duty(task=task, part="lead", department=department))
    moved(add, task, paper, user)
    add("set", DepartmentSet(region=region, code=f"set_{department.pk}", name=f"集合{department.pk}"))
    sealed = {"certificate": "-", "sealed_key": "-"}
    times = {"valid_from": timezone.now(), "valid_to": timezone.now() + timedelta(days=9)}
    serial = {"serial": f"{department.pk:x}", "subject": "CN=某岗位"}
    add("certificate", Certificate(region=region, holder=user, **serial, **sealed, **times))
    template = add("template", AgreementTemplate(region=region, kind="commitment", name=f"范本{department.pk}"))
    words = TemplateVersion(
        template=template, number=1, title="进驻承诺书", text="{{承诺条款}}", digest="d" * 64, digest_sm3="e" * 64
    )
    add("words", words)
    term = {"valid_from": DAY, "valid_to": date(2099, 1, 1)}
    signing = {"centre_signer": user, "group_signer": user, "started_by": user}
    add("drafting", BulkDrafting(region=region, version=words, **term, **signing))
    agreement = Agreement(
        region=region, department=department, kind="commitment", version=words, number=f"承{department.pk}号",
        annex_digest="a" * 64, check_code=f"CODE{department.pk}", **term, **begin(AGREEMENT, by=user),
    )  # fmt: skip
    add("agreement", agreement)
    checked = {"period_from": DAY, "period_to": DAY, "against": 0, "known": 0, "unknown": 1, "words": "没有台账"}
    add("promise_check", PromiseCheck(run=run, agreement=agreement, code="data_in_time", outcome="thin", **checked))
    size = {"digest": exchange.keep_file(b"%PDF-"), "digest_sm3": "e" * 64, "size": 5}
    add("agreement_file", AgreementFile(agreement=agreement, place=0, **size))
    rated(add, handled, user)
    made |= exchanged(add, department, user)
    made |= papered(add, handled, user)
    staffed(add, department, made["hall"], user)
    made |= inspected(add, version, user)
    made |= trained(add, department, staff, user)
    made["department"] = department.pk
    made["user"] = user.pk
    return Place(department, made)


def handled_case(add: Any, department: Department, version: ItemVersion, user: User) -> Dossier:
    """A case that is handled here, received and not yet accepted."""
    shared = {"region": department.region, "department": department}
    number = f"D{department.pk}"
    case = add("handled", Case(case_number=number, applicant_name="赵某某", received_at=timezone.now(), **shared))
    return Dossier(
        case=case, version=version, applicant_kind="person", secret="0" * 64, **shared, **begin(DOSSIER, by=user)
    )


def rated(add: Any, dossier: Dossier, user: User) -> None:
    """A bad rating of a case that its department has to put right, and a report of what could not be done."""
    at = {"region": dossier.region, "department": dossier.department}
    said = {"service": "delivery", "grade": "poor", "channel": "page", "rated_at": timezone.now()}
    rating = add("rating", Rating(case=dossier.case, **at, **said))
    surveyed(add, dossier, user)
    under_way = {**begin(BAD_RATING, by=user), "status": "righting"}
    add("bad_rating", BadRating(rating=rating, call_due=DAY, right_due=DAY, demand="公示材料", **at, **under_way))
    told = {"number": f"BB{dossier.pk}", "secret": "0" * 64, "channel": "online", "words": "窗口不收材料"}
    given = {**begin(HINDRANCE, by=user), "status": "assigned"}
    add("hindrance", Hindrance(received_at=timezone.now(), due_on=DAY, **at, **told, **given))


def compared(add: Any, department: Department, user: User, version: ItemVersion) -> int:
    """A list of the province's with one doubtful item of the department, and a decision about it; the key of their
    batch comes back.
    """
    region, number = department.region, department.pk
    content = f"事项名称\n居住证{number}\n".encode()
    batch = exchange.open_batch(
        by=user, region=region, kind=ImportBatch.Kind.PROVINCE_ITEMS, name="省.csv", content=content,
        mapping={"name": "事项名称"},
    )  # fmt: skip
    taken = add("province_list", ProvinceList(region=region, version=f"{number}", source="省平台", batch=batch))
    row = add("province_item", ProvinceItem(province_list=taken, number=2, name="居住证办理"))
    comparison = ListComparison(region=region, number=number, province_list=taken, as_of=DAY)
    add("comparison", comparison)
    line = ComparedLine(
        comparison=comparison, region=region, department=department, theirs=row,
        **begin(LINE, by=user, status=DOUBTFUL),
    )  # fmt: skip
    add("line", line)
    decision = PairDecision(
        region=region, line=line, item=version.item, department=department, our_name=version.name,
        their_name=row.name, answer="same", decided_by=user,
    )  # fmt: skip
    add("decision", decision)
    return batch.pk


def exchanged(add: Any, department: Department, user: User) -> dict[str, int]:
    """A message to the province's platform, one from it, a difference and a package; their keys come back."""
    region, now = department.region, timezone.now()
    fields = {"about": "某消息", "question": "请核实"}
    sent = platform.put(by=user, region=region, stream=f"C{department.pk}", kind="inquiry", fields=fields)
    letter = platform.Letter(f"N{department.pk}", "step", "C1", {"step": "受理"})
    arrival = platform.receive(region=region, letter=letter, now=now).message
    days = Reconciliation(region=region, day=DAY, ours=1, theirs=0, caught_up=0, made_at=now)
    add("reconciliation", days)
    difference = Difference(
        region=region, reconciliation=days, sort="missing", key=sent.key, stream=sent.stream, message=sent,
        **begin(DIFFERENCE, by=None),
    )  # fmt: skip
    add("difference", difference)
    size = {"digest": exchange.keep_file(b"PK"), "size": 2, "messages": 1}
    add("package", Package(region=region, way="out", number=f"P{department.pk}", made_by=user, **size))
    return {"out_message": sent.pk, "report": sent.pk, "arrival": arrival.pk}
