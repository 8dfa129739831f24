"""起草: an entry's text, written, rewritten, renewed, and its evidence attached."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.entry.exemptions.models import Collector, CureStep, Exemption, ExemptionEvidence
from yimen.entry.exemptions.rules import EVIDENCE_KINDS, NO_ROOM, REASONS
from yimen.entry.exemptions.services.checking import (
    check_act,
    check_alone,
    check_content,
    check_measures,
    version_on,
)
from yimen.entry.exemptions.states import DRAFT, EXEMPTION
from yimen.exchange.uploads import keep_upload
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Staff, User
from yimen.people.queries import may

MOST_STEPS = 30


@dataclass(frozen=True)
class Content:
    """条目内容: what an entry says. collectors: work numbers (工号). steps: (due, what is done by then)."""

    reason: str
    valid_from: date
    valid_to: date | None = None
    basis: str = ""
    act: str = ""
    article: str = ""
    act_version: str = ""
    meanwhile: str = ""
    collectors: Sequence[str] = ()
    steps: Sequence[tuple[date, str]] = ()


@ledger.mutation("entry.exemption_drafted")
def draft(*, by: User, item: Item, content: Content, renews: Exemption | None = None) -> Exemption:
    """The entry of the negative list as a draft, which exempts from nothing.

    Errors: Refused without the right, for a reason that is none or lacks what it demands, an item not in use or ex
    officio, and while another entry of the item stands or is under way for the same time.
    """
    department = version_on(item, content.valid_from).department
    _may_write(by, department)
    exemption = Exemption(
        region_id=item.region_id,
        item=item,
        department=department,
        drafted_by=by,
        renews=renews,
        **begin(EXEMPTION, by=by),
    )
    staff = _fill(exemption, content)
    check_alone(exemption)
    exemption.save()
    rows = _write_measures(exemption, content, staff)
    ledger.record(
        chain=item.region_id,
        kind="entry.exemption_drafted",
        by=by,
        changed=[exemption, *rows],
        facts={"reason": content.reason, "renews": renews.pk if renews else 0},
    )
    return exemption


@ledger.mutation(EXEMPTION.event("revise"))
def revise(*, by: User, exemption: Exemption, content: Content) -> Exemption:
    """The entry with a new text, a draft again: every signature and approval of the old text binds it no longer.

    Errors: as in `draft`; Conflict once it was published, for then it is withdrawn or renewed instead.
    """
    _may_write(by, exemption.department)
    fresh = Exemption.objects.select_related("item", "department").get(pk=exemption.pk)
    staff = _fill(fresh, content)
    fresh.version += 1
    check_alone(fresh)
    rows = _write_measures(fresh, content, staff)
    ledger.record(chain=exemption.region_id, kind="entry.exemption_measures", by=by, changed=rows)
    names = ("reason", "basis", "act", "article", "act_version", "meanwhile", "valid_from", "valid_to", "version")
    return advance(
        exemption,
        "revise",
        by=by,
        chain=exemption.region_id,
        facts={"version": fresh.version},
        approved_on=None,
        approval_number="",
        approved_at=None,
        **{name: getattr(fresh, name) for name in names},
    )


def renew(*, by: User, exemption: Exemption, content: Content) -> Exemption:
    """A draft that continues the entry from the day after its end; it goes the whole way to the government again.

    Errors: as in `draft`; Refused for an entry without end, never published, withdrawn, or continued already.
    """
    if not may_renew(exemption):
        raise Refused("只有已公布、有终止日期且未撤回的条目可以续期。")
    if exemption.renewals.exclude(status="withdrawn").exists():
        raise Refused("该条目已有续期条目，请在续期条目中办理。")
    first = max(content.valid_from, following(exemption))
    return draft(by=by, item=exemption.item, content=replace(content, valid_from=first), renews=exemption)


def may_renew(exemption: Exemption) -> bool:
    """True for an entry that was published, has an end and was not withdrawn: nothing else can be continued."""
    published = exemption.holds_from is not None and exemption.withdrawn_on is None
    return published and exemption.valid_to is not None


def following(exemption: Exemption) -> date:
    """The first day that a renewal could be for; today where the entry has no end."""
    return exemption.valid_to + timedelta(days=1) if exemption.valid_to else timezone.localdate()


@ledger.mutation("entry.exemption_evidence_added")
def attach(*, by: User, exemption: Exemption, kind: str, upload: UploadedFile) -> ExemptionEvidence:
    """A file that supports the entry, part of its text from now on; only while it is a draft.

    Errors: Refused without the right, later than the draft, for a type or size that is not taken, and for secrets.
    """
    _may_write(by, exemption.department)
    if exemption.rule.reference_only:
        raise Refused("涉及国家秘密的条目不得上传任何文件；刚才选择的文件没有保存。")
    if exemption.status != DRAFT:
        raise Refused("佐证是条目文本的一部分，只能在起草时上传：请先点“修改”退回起草。")
    if kind not in dict(EVIDENCE_KINDS):
        raise Refused("请从列表中选择佐证类别。")
    kept = keep_upload(upload)
    row = ExemptionEvidence.objects.create(
        exemption=exemption,
        kind=kind,
        file_name=kept.name,
        digest=kept.digest,
        size=kept.size,
        media_type=kept.media_type,
        added_by=by,
    )
    facts = {"digest": kept.digest}
    ledger.record(chain=exemption.region_id, kind="entry.exemption_evidence_added", by=by, changed=[row], facts=facts)
    return row


def _may_write(by: User, department: Department) -> None:
    own = by.department_id == department.pk
    if not may(by, "entry.draft_exemption") or by.region_id != department.region_id:
        raise Refused("只有本县营商局业务人员和责任部门的联络员可以起草负面清单条目。")
    if not own and not may(by, "entry.exempt"):
        raise Refused("只能起草本部门事项的负面清单条目。")


def _fill(exemption: Exemption, content: Content) -> list[Staff]:
    """The staff named in the content, which now stands in the (unsaved) entry. Errors: Refused as in `draft`."""
    for name in ("basis", "act", "article", "act_version", "meanwhile"):
        setattr(exemption, name, tidy(getattr(content, name)))
    exemption.reason, exemption.valid_from, exemption.valid_to = content.reason, content.valid_from, content.valid_to
    exemption.act = exemption.act.strip("《》")
    rule = REASONS.get(content.reason)
    if rule is not None and rule.names_act and exemption.act:
        exemption.basis = f"《{exemption.act}》（{exemption.act_version}）{exemption.article}"[:300]
    check_content(exemption)
    check_act(exemption)
    staff = _named(exemption, content.collectors) if content.reason == NO_ROOM else []
    check_measures(exemption, staff, content.steps)
    if len(content.steps) > MOST_STEPS:
        raise Refused(f"整改步骤最多 {MOST_STEPS} 步，请合并后填写。")
    return staff


def _named(exemption: Exemption, codes: Sequence[str]) -> list[Staff]:
    wanted = list(dict.fromkeys(filter(None, map(tidy, codes))))
    found = {each.code: each for each in Staff.objects.filter(region_id=exemption.region_id, code__in=wanted)}
    if missing := [code for code in wanted if code not in found]:
        raise Refused(f"没有工号为 {'、'.join(missing)} 的工作人员：请在“机构与人员”中核对，或先登记。")
    return [found[code] for code in wanted]


def _write_measures(exemption: Exemption, content: Content, staff: Sequence[Staff]) -> list[Collector | CureStep]:
    """The rows of people and steps of the present version of the text."""
    if content.reason != NO_ROOM:
        return []
    version = exemption.version
    people = [Collector.objects.create(exemption=exemption, version=version, staff=each) for each in staff]
    steps = [
        CureStep.objects.create(exemption=exemption, version=version, due=due, text=tidy(text)[:200])
        for due, text in content.steps
    ]
    return [*people, *steps]
