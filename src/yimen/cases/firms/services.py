"""Verbs on firms: who represents one by law, whom he names, papers that are compared, and ending a right at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from yimen.cases.firms import queries
from yimen.cases.firms.models import Firm, FirmAct, Representative, RepresentedItem
from yimen.cases.firms.states import ASKED, HELD, REPRESENTATIVE
from yimen.cases.handling.models import Dossier
from yimen.catalog.models import ItemVersion
from yimen.common.codes import classify_organisation_code, classify_resident_id
from yimen.common.errors import Refused
from yimen.common.services import keep_file
from yimen.common.text import code_key, id_key, tidy
from yimen.ledger import services as ledger
from yimen.people.citizens.services import mobile
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Citizen, Region, User
from yimen.people.queries import covers, may

LONGEST_DAYS = 3 * 366
"""No mandate holds longer than three years: whoever still acts then is named again."""
WHO_FIRST = "请先在“本人信息”里填写您自己的姓名和公民身份号码。"


@dataclass(frozen=True)
class Upload:
    """扫描件: a file whose kind was checked, with its name."""

    file_name: str
    content: bytes


@dataclass(frozen=True)
class Scope:
    """授权范围: until when, and in which items; without any, in all."""

    valid_to: date
    items: Sequence[ItemVersion] = ()


@dataclass(frozen=True)
class Agent:
    """受托人 as the mandate names him."""

    name: str
    person_id: str
    phone: str


@ledger.mutation("cases.firm_vouched")
def vouch(*, citizen: Citizen, code: str, name: str) -> Representative:
    """The legal representative of a firm, on the word of the province's identity; the former one's right ends.

    Mandates stay: the firm gave them, and the new representative sees and ends them. Errors: Refused without identity.
    """
    if not citizen.subject or not citizen.person_id:
        raise Refused("法定代表人要用省统一身份认证登录，才能确认身份。")
    firm = _firm(citizen.region, code, name)
    held = Representative.objects.filter(firm=firm, part=Representative.Part.HEAD, status=HELD)
    known = held.filter(person_id=citizen.person_id, basis=Representative.Basis.IDENTITY).first()
    changed: list[Any] = [firm]
    if known is None:
        _end_heads(firm, by=None)
        known = _written(firm, citizen, Representative.Part.HEAD, Representative.Basis.IDENTITY, HELD)
        changed.append(known)
    facts = {"firm": firm.code, "representative": known.number}
    ledger.record(chain=firm.region_id, kind="cases.firm_vouched", by=None, changed=changed, facts=facts)
    return known


def _firm(region: Region, code: str, name: str) -> Firm:
    """The firm of that code, called as it is called now. Errors: Refused for a code that cannot be right."""
    plain, called = code_key(code), tidy(name)[:100]
    found = classify_organisation_code(plain)
    if not found.valid:
        raise Refused(f"统一社会信用代码不对：{found.reason}{found.remedy}")
    firm = Firm.objects.filter(region=region, code=plain).first()
    if firm is None and len(called) < 2:
        raise Refused("请填写单位名称，与营业执照一致。")
    return firm or Firm.objects.create(region=region, code=plain, name=called)


def _end_heads(firm: Firm, *, by: User | None) -> None:
    for each in Representative.objects.filter(firm=firm, part=Representative.Part.HEAD, status=HELD):
        _end(each, by=by, words="法定代表人已变更")


def _written(firm: Firm, citizen: Citizen, part: str, basis: str, status: str, **said: Any) -> Representative:
    person = {"name": citizen.name, "person_id": citizen.person_id, "phone": citizen.phone}
    now = timezone.now()
    return Representative.objects.create(
        firm=firm, part=part, basis=basis, asked_at=now,
        **{"valid_from": timezone.localdate(), **person, **said, **begin(REPRESENTATIVE, by=None, status=status)},
    )  # fmt: skip


@ledger.mutation("cases.representative_asked")
def hand_in_papers(
    *, citizen: Citizen, code: str, name: str, upload: Upload, scope: Scope | None = None
) -> Representative:
    """What the citizen says he is for a firm, with the paper: its legal representative, or with a `scope` an agent.

    It holds once somebody at the hall has compared the originals. Errors: Refused.
    """
    if not citizen.name or not citizen.person_id:
        raise Refused(WHO_FIRST)
    if not citizen.phone and not citizen.subject:
        raise Refused("请先用手机验证码登录，再提交单位材料。")
    _check(scope)
    firm = _firm(citizen.region, code, name)
    if Representative.objects.filter(queries.named(citizen), firm=firm, status=ASKED).exists():
        raise Refused("这个单位的材料已经提交，正在等窗口核对原件，不用重复提交。")
    part = Representative.Part.AGENT if scope else Representative.Part.HEAD
    kept = {"file_name": upload.file_name[-200:], "digest": keep_file(upload.content)}
    made = _written(firm, citizen, part, Representative.Basis.PAPERS, ASKED, **kept, **_dates(scope))
    facts = {"firm": firm.code, "representative": made.number, "part": part}
    changed = [firm, made, *_items(made, scope)]
    ledger.record(chain=firm.region_id, kind="cases.representative_asked", by=None, changed=changed, facts=facts)
    return made


def _check(scope: Scope | None) -> None:
    today = timezone.localdate()
    if scope is not None and not today <= scope.valid_to <= today + timedelta(days=LONGEST_DAYS):
        raise Refused("授权的最后一天须在今天以后、三年以内。")


def _dates(scope: Scope | None) -> dict[str, Any]:
    return {} if scope is None else {"valid_to": scope.valid_to, "every_item": not scope.items}


def _items(made: Representative, scope: Scope | None) -> list[RepresentedItem]:
    items = scope.items if scope else ()
    return [RepresentedItem.objects.create(representative=made, item_id=each.item_id, name=each.name) for each in items]


@ledger.mutation("cases.agent_named")
def name_agent(*, citizen: Citizen, head: Representative, agent: Agent, scope: Scope) -> Representative:
    """The mandate by which the agent acts for the firm from today on. Errors: Refused for anybody but its head.

    Whoever signs in with that phone and that number may use it; an account is not needed before.
    """
    _must_be_head(citizen, head)
    _check(scope)
    name, number, phone = tidy(agent.name)[:100], id_key(agent.person_id), mobile(agent.phone)
    found = classify_resident_id(number, today=timezone.localdate())
    if not found.valid:
        raise Refused(f"受托人的公民身份号码不对：{found.reason}{found.remedy}")
    if len(name) < 2:
        raise Refused("请填写受托人姓名，与身份证一致。")
    if number == citizen.person_id:
        raise Refused("您是法定代表人，不用给自己授权。")
    named = {"name": name, "person_id": number, "phone": phone, "named_by": head}
    made = _written(head.firm, citizen, Representative.Part.AGENT, Representative.Basis.NAMED, HELD,
                    **named, **_dates(scope))  # fmt: skip
    changed = [made, *_items(made, scope)]
    facts = {"firm": head.firm.code, "representative": made.number, "named_by": head.number}
    ledger.record(chain=head.firm.region_id, kind="cases.agent_named", by=None, changed=changed, facts=facts)
    return made


def _must_be_head(citizen: Citizen, head: Representative) -> None:
    rights = queries.acting(citizen, timezone.localdate())
    if not rights.filter(pk=head.pk, part=Representative.Part.HEAD).exists():
        raise Refused("只有单位的法定代表人可以委托他人，请由法定代表人登录后办理。")


def _allow(by: User, representative: Representative) -> None:
    if not may(by, "cases.firm") or not covers(by, representative.firm.region):
        raise Refused("只有本县窗口人员和营商局业务人员可以核对单位材料。")


@ledger.mutation(REPRESENTATIVE.event("confirm"), composed=True)
def confirm(*, by: User, representative: Representative, person_id: str) -> Representative:
    """The right, which holds from now on: papers and identity card lay at the window.

    `person_id` is read from the card, or typed from it, and must be the one that was handed in. Errors: Refused.
    """
    _allow(by, representative)
    if id_key(person_id) != representative.person_id:
        raise Refused("身份证上的号码与提交的不一致：请核对证件，或者退回并写明原因。")
    if representative.is_head and representative.status == ASKED:
        _end_heads(representative.firm, by=by)
    return advance(representative, "confirm", by=by, chain=representative.firm.region_id, facts=_facts(representative))


@ledger.mutation(REPRESENTATIVE.event("decline"))
def decline(*, by: User, representative: Representative, words: str) -> Representative:
    """The right, which does not hold; the words tell what is wrong with the papers."""
    _allow(by, representative)
    said, chain = tidy(words)[:200], representative.firm.region_id
    return advance(representative, "decline", by=by, chain=chain, facts=_facts(representative), words=said)


@ledger.mutation(REPRESENTATIVE.event("end"))
def end(*, citizen: Citizen, representative: Representative) -> Representative:
    """The right, ended at once, by the firm's legal representative or by whoever has it. Errors: Refused."""
    if not queries.may_end(citizen, timezone.localdate()).filter(pk=representative.pk).exists():
        raise Refused("只有法定代表人和受托人本人可以终止授权。")
    own = Representative.objects.filter(queries.named(citizen), pk=representative.pk).exists()
    return _end(representative, by=None, words="本人放弃" if own else "法定代表人撤回")


def _end(representative: Representative, *, by: User | None, words: str) -> Representative:
    last = min(timezone.localdate(), representative.valid_to or date.max)
    changes: dict[str, Any] = {"words": words, "valid_to": max(last, representative.valid_from)}
    chain = representative.firm.region_id
    return advance(representative, "end", by=by, chain=chain, facts=_facts(representative), **changes)


def _facts(representative: Representative) -> dict[str, str]:
    return {"firm": representative.firm.code, "representative": representative.number}


@ledger.mutation("cases.representative_file_taken")
def take_file(*, by: User, representative: Representative) -> Representative:
    """The right, whose paper may now be fetched once: it names people, so who took it stands in the ledger."""
    _allow(by, representative)
    facts = {**_facts(representative), "digest": representative.digest}
    ledger.record(chain=representative.firm.region_id, kind="cases.representative_file_taken", by=by, facts=facts)
    return representative


def act(*, citizen: Citizen, dossier: Dossier, right: Representative, kind: str) -> FirmAct:
    """What the citizen did in the firm's name, written; the caller's event covers it."""
    return FirmAct.objects.create(dossier=dossier, representative=right, citizen=citizen, kind=kind)
