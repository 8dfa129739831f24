"""What can be done with a dossier on its page: one table, from which its buttons, forms, routes and rights come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages

from yimen.cases.archiving import services as archiving
from yimen.cases.handling import services
from yimen.cases.handling.desk import desk_of
from yimen.cases.handling.forms import (
    AcceptForm,
    ArchiveForm,
    ConsultForm,
    DecisionForm,
    DeliveryForm,
    ExtensionForm,
    PauseForm,
    SupplementForm,
    Words,
)
from yimen.cases.handling.models import Dossier, Step
from yimen.cases.handling.queries import accepted_day
from yimen.cases.handling.services.accepting import doubts_at, lessons_at
from yimen.cases.handling.states import ACCEPTED, ASKED, CLOSED, DECIDED, OPEN, RECEIVED
from yimen.cases.plans.models import StepKind
from yimen.cases.plans.queries import procedures_in, retention_of
from yimen.exchange.uploads import keep_upload
from yimen.people.access import SignedRequest
from yimen.people.models import User
from yimen.people.queries import may, visible_departments

FormMaker = Callable[[SignedRequest, Dossier, Any], forms.Form]


@dataclass(frozen=True)
class Present:
    """How a dossier stands now, asked of the database once for all verbs."""

    dossier: Dossier
    step: Step | None
    pausing: bool
    extended: bool
    takable: bool

    @property
    def deciding(self) -> bool:
        """Whether it is in its last step."""
        return self.step is not None and self.step.kind == StepKind.DECIDE


def present(dossier: Dossier, user: User) -> Present:
    """How the dossier stands for the user: three queries."""
    step = dossier.steps.filter(closed_at__isnull=True).first()
    pausing = dossier.pauses.filter(ended_on__isnull=True).exists()
    extended = dossier.extensions.exclude(approved=False).exists()
    act = services.TAKES.get(dossier.status, "")
    own = dossier.department_id == user.department_id and dossier.holder_id != user.pk
    return Present(dossier, step, pausing, extended, bool(act) and own and may(user, act))


@dataclass(frozen=True)
class Verb:
    """One thing to do: its button, the act it needs, when it is offered, what it asks, what it does and then says."""

    label: str
    act: str
    when: Callable[[Present], bool]
    form: FormMaker
    run: Callable[[SignedRequest, Dossier, Any], Any]
    done: str
    primary: bool = False
    files: bool = False


def _is(*statuses: str) -> Callable[[Present], bool]:
    return lambda now: now.dossier.status in statuses


def _accept(request: SignedRequest, dossier: Dossier, form: Any) -> Any:
    desk = desk_of(request)
    accepted = services.accept(by=request.user, dossier=dossier, desk=desk, reasons=form.reasons)
    for lesson in lessons_at(desk, dossier.version):
        messages.warning(request, lesson.words)
    return accepted


def _supplement(request: SignedRequest, dossier: Dossier, form: Any) -> Any:
    name = form.cleaned_data["name"]
    kept = [keep_upload(each) for each in form.cleaned_data["scans"]]
    papers = [services.Handed(name, each.name, each.digest, each.size) for each in kept] or [services.Handed(name)]
    return services.supplement(by=request.user, dossier=dossier, papers=papers)


def _decide(request: SignedRequest, dossier: Dossier, form: Any) -> Any:
    data = form.cleaned_data
    return services.decide(
        by=request.user,
        dossier=dossier,
        granted=data["granted"] == "yes",
        outcome=data["outcome"],
        document_number=data["document_number"],
        terminal=terminal_of(request),
    )


def terminal_of(request: SignedRequest) -> str:
    """The network address that the request came from, as the server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _procedures(dossier: Dossier) -> list[tuple[str, str]]:
    """What the plan of the case lets begin in the step that it is in."""
    step = dossier.steps.filter(closed_at__isnull=True).first()
    return procedures_in(dossier.version, accepted_day(dossier), step.place) if step else []


def _words(label: str, initial: str = "") -> FormMaker:
    return lambda request, dossier, data: Words(data, label=label, initial_text=initial)


def _plain(form: type[forms.Form]) -> FormMaker:
    return lambda request, dossier, data: form(data)


VERBS: dict[str, Verb] = {
    "accept": Verb(
        "受理", "cases.accept", _is(RECEIVED),
        lambda request, dossier, data: AcceptForm(data, doubts=doubts_at(desk_of(request), dossier.version)),
        _accept, "已受理。", primary=True,
    ),
    "ask": Verb(
        "一次性告知补正", "cases.accept", lambda now: now.dossier.status == RECEIVED and now.dossier.asked_at is None,
        _words("需要补正的全部内容"),
        lambda request, dossier, form: services.ask_once(
            by=request.user, dossier=dossier, missing=form.cleaned_data["text"]
        ),
        "已告知申请人补正。",
    ),
    "decline": Verb(
        "不予受理", "cases.accept", _is(RECEIVED), _words("不予受理的理由和依据"),
        lambda request, dossier, form: services.decline(
            by=request.user, dossier=dossier, reason=form.cleaned_data["text"]
        ),
        "已作出不予受理决定。",
    ),
    "supplement": Verb(
        "登记补正", "cases.accept", _is(ASKED),
        lambda request, dossier, data: SupplementForm(data, request.FILES if data is not None else None),
        _supplement, "补正材料已登记，请作出受理或不予受理的决定。", primary=True, files=True,
    ),
    "lapse": Verb(
        "逾期未补正，终止", "cases.accept", _is(ASKED), _words("终止的理由", "申请人逾期没有补正材料"),
        lambda request, dossier, form: services.lapse(
            by=request.user, dossier=dossier, reason=form.cleaned_data["text"]
        ),
        "已终止办理。",
    ),
    "take": Verb(
        "由我办理", "cases.take", lambda now: now.takable,
        lambda request, dossier, data: forms.Form(data),
        lambda request, dossier, form: services.take(by=request.user, dossier=dossier),
        "这件办件现在由您办理。",
    ),
    "pass": Verb(
        "通过本环节", "cases.examine",
        lambda now: now.dossier.status == ACCEPTED and not now.deciding, _words("审查意见"),
        lambda request, dossier, form: services.pass_step(
            by=request.user, dossier=dossier, opinion=form.cleaned_data["text"], terminal=terminal_of(request)
        ),
        "本环节已通过。", primary=True,
    ),
    "decide": Verb(
        "作出决定", "cases.decide",
        lambda now: now.dossier.status == ACCEPTED and now.deciding and not now.pausing,
        _plain(DecisionForm), _decide, "决定已作出。", primary=True,
    ),
    "back": Verb(
        "退回上一环节", "cases.examine",
        lambda now: now.dossier.status == ACCEPTED and now.step is not None and now.step.place > 1,
        _words("退回的理由"),
        lambda request, dossier, form: services.send_back(
            by=request.user, dossier=dossier, opinion=form.cleaned_data["text"], terminal=terminal_of(request)
        ),
        "已退回上一环节。",
    ),
    "consult": Verb(
        "征求其他部门意见", "cases.examine", _is(ACCEPTED),
        lambda request, dossier, data: ConsultForm(
            data, departments=visible_departments(request.user).exclude(pk=dossier.department_id).order_by("code")
        ),
        lambda request, dossier, form: services.consult(by=request.user, dossier=dossier, **form.cleaned_data),
        "已送出会办。",
    ),
    "pause": Verb(
        "启动特别程序", "cases.examine", _is(ACCEPTED), lambda request, dossier, data: PauseForm(
            data, kinds=_procedures(dossier)
        ),
        lambda request, dossier, form: services.pause(by=request.user, dossier=dossier, **form.cleaned_data),
        "特别程序已启动。告知书送达申请人之日起才停止计时，请在“文书”里登记送达。",
    ),
    "extend": Verb(
        "申请延长期限", "cases.examine", lambda now: now.dossier.status == ACCEPTED and not now.extended,
        _plain(ExtensionForm),
        lambda request, dossier, form: services.ask_extension(by=request.user, dossier=dossier, **form.cleaned_data),
        "已报部门负责人批准。",
    ),
    "deliver": Verb(
        "送达", "cases.deliver", _is(DECIDED),
        lambda request, dossier, data: DeliveryForm(data, initial={"way": dossier.delivery}),
        lambda request, dossier, form: services.deliver(by=request.user, dossier=dossier, **form.cleaned_data),
        "已登记送达，办件办结。", primary=True,
    ),
    "withdraw": Verb(
        "申请人撤回", "cases.accept", _is(*OPEN[:3]), _words("撤回的原因"),
        lambda request, dossier, form: services.withdraw(
            by=request.user, dossier=dossier, reason=form.cleaned_data["text"]
        ),
        "已按申请人要求撤回。",
    ),
    "end": Verb(
        "终止办理", "cases.decide", _is(ACCEPTED), _words("终止的理由和依据"),
        lambda request, dossier, form: services.end(by=request.user, dossier=dossier, reason=form.cleaned_data["text"]),
        "已终止办理并告知申请人。",
    ),
    "archive": Verb(
        "归档", "cases.deliver", _is(*CLOSED),
        lambda request, dossier, data: ArchiveForm(
            data, initial={"retention_years": retention_of(dossier.version, accepted_day(dossier))}
        ),
        lambda request, dossier, form: archiving.archive(by=request.user, dossier=dossier, **form.cleaned_data),
        "已归档。", primary=True,
    ),
}  # fmt: skip
"""Name of a verb, as in its address -> what it is."""


def open_verbs(request: SignedRequest, now: Present) -> dict[str, Verb]:
    """The verbs that this person can do now, in the table's order."""
    return {name: verb for name, verb in VERBS.items() if verb.when(now) and may(request.user, verb.act)}
