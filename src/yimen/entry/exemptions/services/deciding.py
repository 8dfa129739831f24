"""签署、审查、批准、公布、撤回: each binds the digest of the very text that was before the eyes of whoever decided."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.exemptions.models import Endorsement, Exemption, ExemptionEvidence
from yimen.entry.exemptions.services.checking import check_act, check_alone, check_content, check_measures
from yimen.entry.exemptions.states import EXEMPTION
from yimen.entry.exemptions.wording import digest_of
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User

SIGN, PASS, RETURN = Endorsement.Part.SIGN, Endorsement.Part.PASS, Endorsement.Part.RETURN
APPROVE, PUBLISH = Endorsement.Part.APPROVE, Endorsement.Part.PUBLISH


@ledger.mutation(EXEMPTION.event("sign"))
def sign(*, by: User, exemption: Exemption, signer: str, seen: str = "") -> Exemption:
    """The entry, signed for the department by its head (`signer`: the position, no name).

    seen: the digest of the text that the page showed. Errors: Refused for another department's entry, without the
    evidence that the reason demands; Conflict when the text is another by now.
    """
    if by.department_id != exemption.department_id:
        raise Refused("只有责任部门可以签署本部门的条目。")
    digest = _digest(exemption, seen)
    _check_complete(exemption)
    check_alone(exemption)
    _endorse(by, exemption, SIGN, digest, _words(signer, "签署负责人（职务）"))
    return _advance(exemption, "sign", by, digest)


@ledger.mutation(EXEMPTION.event("pass"), EXEMPTION.event("return"))
def review(*, by: User, exemption: Exemption, passes: bool, opinion: str, seen: str = "") -> Exemption:
    """The entry after the review of its legality (合法性审查), passed or returned with reasons.

    Errors: Refused for one's own department's entry or one drafted by oneself, and without an opinion; Conflict when
    the text is not the one that the department signed.
    """
    _not_own(by, exemption, "审查")
    digest = _digest(exemption, seen)
    _require(exemption, SIGN, digest)
    words = _words(opinion, "审查意见")
    _endorse(by, exemption, PASS if passes else RETURN, digest, words)
    return _advance(exemption, "pass" if passes else "return", by, digest)


@ledger.mutation(EXEMPTION.event("approve"))
def approve(
    *, by: User, exemption: Exemption, approved_on: date | None, approval_number: str, seen: str = ""
) -> Exemption:
    """The entry with the government's approval, which binds this text alone; it exempts once it is published.

    approved_on is what the document says; what counts is when the server recorded it. Errors: Refused for one's own
    department's entry, for whoever reviewed it, without date or number, and for a date to come; Conflict when the text
    is not the one that was reviewed.
    """
    _not_own(by, exemption, "登记批准")
    digest = _digest(exemption, seen)
    reviewed = _require(exemption, PASS, digest)
    if reviewed.by_id == by.pk:
        raise Refused("审查与批准登记须由不同的人办理，请交另一位人员登记。")
    today = timezone.localdate()
    if approved_on is not None and approved_on > today:
        raise Refused(f"批准日期 {approved_on} 在今天之后：请在政府批准之后登记。")
    _check_time_left(exemption, today)
    check_alone(exemption)
    number = tidy(approval_number)
    done = _advance(
        exemption,
        "approve",
        by,
        digest,
        approved_on=approved_on,
        approval_number=number,
        approved_at=timezone.now(),
    )
    _endorse(by, exemption, APPROVE, digest, f"{number}（{approved_on}）")
    return done


@ledger.mutation(EXEMPTION.event("publish"))
def publish(*, by: User, exemption: Exemption, seen: str = "") -> Exemption:
    """The entry on the public list; it exempts from the first whole day after now, never before `valid_from`.

    So nothing that was done before anybody could read it becomes lawful by it. Errors: Refused when its time is over;
    Conflict when the text is not the one that was approved.
    """
    if by.region_id != exemption.region_id:
        raise Refused("只有本县营商局业务人员可以公布负面清单条目。")
    # Two entries of one item must not be published at once, each unseen by the other.
    Item.objects.select_for_update().get(pk=exemption.item_id)
    digest = _digest(exemption, seen)
    _require(exemption, APPROVE, digest)
    today = timezone.localdate()
    _check_time_left(exemption, today)
    check_alone(exemption)
    holds_from = max(exemption.valid_from, today + timedelta(days=1))
    done = _advance(exemption, "publish", by, digest, published_at=timezone.now(), holds_from=holds_from)
    _endorse(by, exemption, PUBLISH, digest, f"自 {holds_from} 起生效")
    return done


@ledger.mutation(EXEMPTION.event("withdraw"))
def withdraw(*, by: User, exemption: Exemption, withdrawal: str, withdrawn_on: date | None = None) -> Exemption:
    """The entry, withdrawn from that day (today if empty) on; on the days before it held and goes on having held.

    Errors: Refused without a reason and for a day before today: a past in which it held is not taken back.
    """
    if by.region_id != exemption.region_id:
        raise Refused("只有本县营商局业务人员可以撤回负面清单条目。")
    today = timezone.localdate()
    day = withdrawn_on or today
    if day < today:
        raise Refused(f"撤回日期 {day} 早于今天：撤回只对今后生效，已经过去的日期不改写。")
    return advance(
        exemption, "withdraw", by=by, chain=exemption.region_id, withdrawn_on=day, withdrawal=tidy(withdrawal)
    )


def _digest(exemption: Exemption, seen: str) -> str:
    """The digest of the present text. Errors: Conflict when the page had shown another."""
    digest = digest_of(exemption)
    if seen and seen != digest:
        raise Conflict("条目文本在您查看之后已被修改，本次没有办理。请刷新页面，核对新文本后再办理。")
    return digest


def _require(exemption: Exemption, part: Endorsement.Part, digest: str) -> Endorsement:
    """The newest endorsement of that part. Errors: Conflict unless it binds this very text."""
    found = exemption.endorsements.filter(part=part).last()
    if found is None or found.digest != digest:
        raise Conflict(f"现在的文本没有经过“{part.label}”：文本改变后，原来的签批失效，须重新办理。")
    return found


def _not_own(by: User, exemption: Exemption, what: str) -> None:
    if by.region_id != exemption.region_id:
        raise Refused(f"只有本县人员可以{what}。")
    if by.department_id == exemption.department_id:
        raise Refused(f"任何人不得{what}本部门的负面清单条目，请交其他部门的人员办理。")
    if by.pk == exemption.drafted_by_id:
        raise Refused(f"起草人不得{what}自己起草的条目，请交另一位人员办理。")


def _check_complete(exemption: Exemption) -> None:
    """Nothing. Errors: Refused when something that the reason demands is wanting."""
    check_content(exemption)
    check_act(exemption)
    version = exemption.version
    steps = list(exemption.steps.filter(version=version).values_list("due", "text"))
    check_measures(exemption, list(exemption.collectors.filter(version=version)), steps)
    there = set(ExemptionEvidence.objects.filter(exemption=exemption).values_list("kind", flat=True))
    if missing := [each.label for each in exemption.rule.demands if each.code not in there]:
        raise Refused(f"“{exemption.rule.label}”须附{'、'.join(missing)}：请先在本页上传，再签署。")


def _check_time_left(exemption: Exemption, today: date) -> None:
    if exemption.valid_to is not None and exemption.valid_to <= today:
        raise Refused(f"条目的终止日期 {exemption.valid_to} 已到，公布后也不会生效：请修改期限后重新签批。")


def _endorse(by: User, exemption: Exemption, part: Endorsement.Part, digest: str, words: str) -> Endorsement:
    row = Endorsement.objects.create(exemption=exemption, part=part, digest=digest, words=words, by=by)
    ledger.record(
        chain=exemption.region_id, kind="entry.exemption_endorsed", by=by, changed=[row], facts={"digest": digest}
    )
    return row


def _advance(exemption: Exemption, move: str, by: User, digest: str, **changes: Any) -> Exemption:
    return advance(exemption, move, by=by, chain=exemption.region_id, facts={"digest": digest}, **changes)


def _words(text: str, what: str) -> str:
    words = tidy(text)
    if not 2 <= len(words) <= 500:
        raise Refused(f"请填写{what}（2 至 500 个字）。")
    return words
