"""Verbs on applications online: draft, answer, upload, prove the mandate, hand in. A draft is its citizen's alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from yimen.cases.applying import queries
from yimen.cases.applying.checks import value_of
from yimen.cases.applying.files import LIMIT_WORDS, MOST, checked
from yimen.cases.applying.models import (
    Behalf,
    Draft,
    DraftAnswer,
    DraftPaper,
    Mandate,
    OnlineApplication,
    Remembered,
)
from yimen.cases.applying.queries import MANDATE, Filled, filled
from yimen.cases.firms import services as firms
from yimen.cases.firms.models import FirmAct, Representative
from yimen.cases.firms.queries import acting_in
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.receiving import Application
from yimen.cases.models import Case
from yimen.cases.papers import services as writing
from yimen.cases.papers.models import CaseDocument
from yimen.catalog.guides.models import FormField
from yimen.catalog.guides.queries import guide_on
from yimen.catalog.models import ItemVersion
from yimen.common.codes import classify_organisation_code, classify_resident_id
from yimen.common.errors import Refused
from yimen.common.services import keep_file
from yimen.common.text import code_key, id_key, tidy
from yimen.ledger import services as ledger
from yimen.people.citizens.services import ProvedPhone, mobile
from yimen.people.models import Citizen

MOST_DRAFTS = 20
NO_RIGHT = "您对这个单位的代表资格已经终止、到期，或者不包括这个事项，请回到“为谁申请”重新选择。"


def mandate_purpose(draft: Draft) -> str:
    """The purpose of a code by which a principal agrees: it holds for this draft and no other."""
    return f"mandate:{draft.pk}"


def begin_draft(*, citizen: Citizen, version: ItemVersion, chosen: Mapping[str, str]) -> Draft:
    """A new draft; `chosen` are the options of situations (`q.KEY` -> option) that the guide's page already asked."""
    if version.region_id != citizen.region_id or not version.in_force(timezone.localdate()):
        raise Refused("这个事项现在不能网上申请，请回到事项页面重新开始。")
    if queries.drafts_of(citizen).count() >= MOST_DRAFTS:
        raise Refused(f"您已有 {MOST_DRAFTS} 份没有提交的申请，请先提交或删去几份。")
    now = timezone.now()
    guide = guide_on(version.item_id, timezone.localdate())
    with transaction.atomic():
        draft = Draft.objects.create(
            region_id=version.region_id, citizen=citizen, version=version, guide=guide, made_at=now, touched_at=now
        )
        known = {each.key for each in filled(draft).content.options}
        answers = {key: value for key, value in chosen.items() if key.startswith("q.") and value in known}
        _keep(draft, answers)
    return draft


def keep_answers(*, draft: Draft, given: Mapping[str, str]) -> Draft:
    """The draft with the values of a page of its form. Errors: Refused for a wrong value; none is kept then."""
    fields = {each.key: each for each in filled(draft).content.fields}
    today = timezone.localdate()
    values = {key: value_of(fields[key], text, today) for key, text in given.items() if key in fields}
    with transaction.atomic():
        _keep(draft, values)
    return draft


def choose(*, draft: Draft, situation: str, option: str) -> Draft:
    """The draft with the answer to one situation. Errors: Refused for an option that the guide does not have."""
    known = {(each.situation, each.key) for each in filled(draft).content.options}
    if (situation, option) not in known:
        raise Refused("请在给出的选项中选一个。")
    with transaction.atomic():
        _keep(draft, {f"q.{situation}": option})
    return draft


def _keep(draft: Draft, values: Mapping[str, str]) -> None:
    for field, value in values.items():
        DraftAnswer.objects.update_or_create(draft=draft, field=field, defaults={"value": value})
    _touch(draft)


def _touch(draft: Draft, **changes: Any) -> None:
    Draft.objects.filter(pk=draft.pk).update(touched_at=timezone.now(), **changes)
    draft.refresh_from_db()


def say_for_whom(*, draft: Draft, behalf: str, name: str = "", person_id: str = "", phone: str = "") -> Draft:
    """The draft with whom it is for; a mandate given for somebody else no longer counts. Errors: Refused."""
    if behalf not in Behalf.values:
        raise Refused("请选择为谁申请。")
    said: dict[str, Any] = {
        "behalf": behalf,
        "principal_name": "",
        "principal_id": "",
        "principal_phone": "",
        "mandate": "",
    }
    if behalf != Behalf.SELF:
        if not draft.citizen.name or not draft.citizen.person_id:
            raise Refused("请先在“本人信息”里填写您自己的姓名和公民身份号码：经办人要写进申请。")
        said |= {"principal_name": _named(name), "principal_id": _numbered(behalf, person_id)}
    if behalf != Behalf.SELF and phone.strip():
        said["principal_phone"] = mobile(phone)
    same = all(getattr(draft, key) == value for key, value in said.items() if key != "mandate")
    if not same or draft.representative_id is not None:
        said["representative"] = None
        with transaction.atomic():
            draft.papers.filter(key=MANDATE).delete()
            _touch(draft, **said)
    return draft


def act_for_firm(*, draft: Draft, right: Representative) -> Draft:
    """The draft, which is for the firm that the right speaks of. Errors: Refused where he has none for this item."""
    known = acting_in(draft.citizen, timezone.localdate(), draft.version.item_id)
    if right not in known:
        raise Refused(NO_RIGHT)
    firm = right.firm
    said = {"principal_name": firm.name, "principal_id": firm.code, "principal_phone": "", "representative": right}
    with transaction.atomic():
        draft.papers.filter(key=MANDATE).delete()
        _touch(draft, behalf=Behalf.FIRM, mandate=Mandate.REGISTERED, **said)
    return draft


def _named(name: str) -> str:
    if len(tidy(name)) < 2:
        raise Refused("请填写被代办人的姓名，或单位名称。")
    return tidy(name)[:100]


def _numbered(behalf: str, text: str) -> str:
    """The number of a person or a firm in its plain form. Errors: Refused for one that cannot be right."""
    firm = behalf == Behalf.FIRM
    number = code_key(text) if firm else id_key(text)
    found = classify_organisation_code(number) if firm else classify_resident_id(number, today=timezone.localdate())
    if not found.valid:
        raise Refused(f"{'统一社会信用代码' if firm else '公民身份号码'}不对：{found.reason}{found.remedy}")
    return number


def confirm_by_principal(*, draft: Draft, phone: ProvedPhone) -> Draft:
    """The draft, to which the principal agreed by the code on his phone. Errors: Refused for another's phone."""
    if draft.behalf == Behalf.SELF or phone.number != draft.principal_phone:
        raise Refused("这个号码不是被代办人的，请重新填写。")
    if phone.number == draft.citizen.phone:
        raise Refused("被代办人的手机不能是您自己的手机：没有手机的，请上传授权委托书。")
    _touch(draft, mandate=Mandate.CODE)
    return draft


def attach(*, draft: Draft, key: str, upload: UploadedFile) -> DraftPaper:
    """The file, kept for a material, a field or the mandate. Errors: Refused for what is not asked, or not taken."""
    names = {each.key: each.name for each in filled(draft).wanted_files}
    if key not in names:
        raise Refused("这份申请不要求上传这项材料。")
    if draft.papers.count() >= MOST:
        raise Refused(f"文件太多：{LIMIT_WORDS}")
    taken = checked(upload)
    kept = {"name": names[key][:200], "file_name": taken.name, "size": len(taken.content), "original": taken.original}
    with transaction.atomic():
        paper, _ = DraftPaper.objects.update_or_create(
            draft=draft, key=key, digest=keep_file(taken.content), defaults=kept
        )
        if key == MANDATE and draft.mandate != Mandate.CODE:
            _touch(draft, mandate=Mandate.PAPER)
        else:
            _touch(draft)
    return paper


def detach(*, paper: DraftPaper) -> Draft:
    """The draft without the file."""
    draft = paper.draft
    with transaction.atomic():
        paper.delete()
        left = draft.papers.filter(key=MANDATE).exists()
        lost = draft.mandate == Mandate.PAPER and not left
        _touch(draft, **({"mandate": ""} if lost else {}))
    return draft


def discard(*, draft: Draft) -> None:
    """Nothing; the draft is gone."""
    draft.delete()


def forget_old(*, at: datetime) -> int:
    """How many drafts that nobody touched for 90 days are gone now."""
    return queries.forgotten(at).delete()[1].get(Draft._meta.label, 0)


@dataclass(frozen=True)
class HandedIn:
    """提交结果: the application, the secret that is shown once, and the code that proves it in the ledger."""

    application: OnlineApplication
    secret: str


@ledger.mutation("cases.applied_online", composed=True)
def hand_in(*, draft: Draft) -> HandedIn:
    """The application, received under its number; the draft is gone. Errors: Refused when something is missing.

    Of two presses at once the first deletes the draft, and the second finds none.
    """
    whole = filled(draft)
    _check(whole)
    if not Draft.objects.filter(pk=draft.pk).delete()[0]:
        raise Refused("这份申请已经提交过，请到“我的办件”查看。")
    received = handling.receive(by=None, application=_application(whole), channel=Case.Channel.ONLINE)
    made = OnlineApplication.objects.create(
        dossier=received.dossier, citizen=draft.citizen, behalf=draft.behalf, mandate=draft.mandate,
        receipt=received.receipt, representative=draft.representative,
    )  # fmt: skip
    _remember(whole)
    changed: list[Any] = [made]
    facts = {"number": received.dossier.number, "behalf": draft.behalf, "mandate": draft.mandate}
    if right := draft.representative:
        facts |= {"firm": right.firm.code, "representative": right.number}
        changed.append(
            firms.act(citizen=draft.citizen, dossier=received.dossier, right=right, kind=FirmAct.Kind.APPLIED)
        )
    ledger.record(chain=draft.region_id, kind="cases.applied_online", by=None, changed=changed, facts=facts)
    return HandedIn(made, received.secret)


def _check(whole: Filled) -> None:
    if whole.missing:
        raise Refused(f"还没有填完：{'、'.join(each.label for each in whole.missing[:5])}。")
    draft = whole.draft
    if draft.behalf != Behalf.SELF and not draft.mandate:
        raise Refused("替别人或为单位申请，须由被代办人短信确认，或上传授权委托书。")
    right = draft.representative
    if right is not None and right not in acting_in(draft.citizen, timezone.localdate(), draft.version.item_id):
        raise Refused(NO_RIGHT)


def _application(whole: Filled) -> Application:
    answers = tuple(
        (each.key, each.label, whole.given.get(each.key, ""))
        for each in whole.fields
        if each.kind != FormField.Kind.FILE and whole.given.get(each.key)
    )
    papers = tuple(
        handling.Handed(each.name, each.file_name, each.digest, each.size, each.original) for each in whole.papers
    )
    return Application(version=whole.draft.version, applicant=_applicant(whole), papers=papers, answers=answers)


def _applicant(whole: Filled) -> handling.Applicant:
    """Who applies: the citizen himself, or the principal or firm for which he acts; he is then the agent."""
    draft, kinds = whole.draft, Dossier.Applicant
    me = draft.citizen
    if not me.name or not me.person_id:
        raise Refused("请先在“本人信息”里填写您的姓名和公民身份号码。")
    if draft.behalf != Behalf.SELF:
        kind = kinds.FIRM if draft.behalf == Behalf.FIRM else kinds.PERSON
        phone = draft.principal_phone or me.phone
        return handling.Applicant(kind, draft.principal_name, draft.principal_id, phone, me.name, me.person_id)
    said = {each.reuse: whole.given.get(each.key, "") for each in whole.fields if each.reuse}
    if said.get("person.id", me.person_id) != me.person_id:
        raise Refused("表里的公民身份号码不是您本人的：为别人办请在“为谁申请”里选“替别人”。")
    return handling.Applicant(kinds.PERSON, me.name, me.person_id, said.get("person.phone") or me.phone)


def _remember(whole: Filled) -> None:
    """What may be offered again: one's own, and one's firm's; nothing of somebody for whom one acted."""
    kinds = {Behalf.SELF: ("person.", "firm."), Behalf.FIRM: ("firm.",), Behalf.PERSON: ()}
    for each in whole.fields:
        value = whole.given.get(each.key, "")
        if each.reuse.startswith(kinds[Behalf(whole.draft.behalf)]) and each.reuse and value:
            Remembered.objects.update_or_create(citizen=whole.draft.citizen, key=each.reuse, defaults={"value": value})


@ledger.mutation("cases.applicant_acted")
def supplement(*, citizen: Citizen, dossier: Dossier, papers: Sequence[handling.Handed]) -> Dossier:
    """The dossier with what was asked for, from its applicant or who acts for the firm. Errors: Refused."""
    right = _right(citizen, dossier)
    done = handling.supplement(by=None, dossier=dossier, papers=papers)
    _acted(citizen, done, right, FirmAct.Kind.SUPPLEMENTED)
    return done


@ledger.mutation("cases.applicant_acted")
def withdraw(*, citizen: Citizen, dossier: Dossier, reason: str) -> Dossier:
    """The dossier, withdrawn by its applicant or who acts for the firm. Errors: Refused."""
    right = _right(citizen, dossier)
    done = handling.withdraw(by=None, dossier=dossier, reason=reason)
    _acted(citizen, done, right, FirmAct.Kind.WITHDREW)
    return done


def fetch(*, citizen: Citizen, paper: CaseDocument) -> bytes:
    """The paper for its applicant; that somebody took it for a firm stands in the ledger. Errors: Refused."""
    right = _right(citizen, paper.notice.dossier)
    return writing.fetch(paper=paper) if right is None else _fetch_for_firm(citizen=citizen, paper=paper, right=right)


@ledger.mutation("cases.applicant_acted")
def _fetch_for_firm(*, citizen: Citizen, paper: CaseDocument, right: Representative) -> bytes:
    content = writing.fetch(paper=paper)
    _acted(citizen, paper.notice.dossier, right, FirmAct.Kind.FETCHED)
    return content


def _right(citizen: Citizen, dossier: Dossier) -> Representative | None:
    """By what right he acts for a firm, None in his own case. Errors: Refused where he may not, or may no more."""
    today = timezone.localdate()
    if not queries.dossiers_of(citizen, today).filter(pk=dossier.pk).exists():
        raise Refused(NO_RIGHT)
    return queries.right_in(citizen, dossier, today)


def _acted(citizen: Citizen, dossier: Dossier, right: Representative | None, kind: FirmAct.Kind) -> None:
    """Nothing; who acted, for whom and by which right stands in the ledger, and for a firm on its page."""
    changed = [firms.act(citizen=citizen, dossier=dossier, right=right, kind=kind)] if right else []
    facts = {"number": dossier.number, "act": kind.value, "citizen": citizen.pk}
    facts |= {"firm": right.firm.code, "representative": right.number} if right else {}
    ledger.record(chain=dossier.region_id, kind="cases.applicant_acted", by=None, changed=changed, facts=facts)
