"""Verbs on bundles: plan, carry out, undo. The plan is the act itself, done and rolled back, so it cannot differ."""

from collections.abc import Sequence

from django.db import transaction

from yimen.cases.bundles.acts import ACTS
from yimen.cases.bundles.models import Bundle, BundledCase
from yimen.cases.bundles.queries import MOST_AT_ONCE, choosable, with_cases
from yimen.cases.bundles.states import BUNDLE, PLANNED
from yimen.cases.bundles.states import DONE as CARRIED
from yimen.cases.handling.models import Dossier, Step
from yimen.cases.handling.queries import holder_words
from yimen.cases.handling.services.shared import allow, words
from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import User

CHANGED = "预演以后这件办件有了变化，没有动它。请重新预演。"
WAITING, DONE, LEFT, UNDONE = BundledCase.Outcome


class _Shown(Exception):
    """Ends a rehearsal: whatever was done within is rolled back."""


@ledger.mutation("cases.bundle_planned")
def plan(*, by: User, act: str, keys: Sequence[int], opinion: str = "", target: User | None = None) -> Bundle:
    """The bundle with what the act would do to each of the cases; nothing else is changed.

    Errors: Refused without cases, with more than fifty, without the opinion or the person that the act needs, or for
    cases that the user's department does not handle.
    """
    allow(by, "cases.bundle")
    allow(by, ACTS[act].act)
    if not 1 <= len(set(keys)) <= MOST_AT_ONCE:
        raise Refused(f"请先勾选办件，一次最多 {MOST_AT_ONCE} 件。")
    if act == Bundle.Act.PASS:
        opinion = words(opinion, "审查意见")
    if act == Bundle.Act.ASSIGN and target is None:
        raise Refused("请选择转给谁。")
    chosen = choosable(by, list(keys))
    if len(chosen) < len(set(keys)):
        raise Refused("所选办件中有的不归本部门办理，请刷新页面后重新选择。")
    bundle = Bundle.objects.create(
        by=by, act=act, words=opinion if act == Bundle.Act.PASS else "",
        target=target if act == Bundle.Act.ASSIGN else None, **begin(BUNDLE, by=by),
    )  # fmt: skip
    lines = BundledCase.objects.bulk_create([_foreseen(bundle, each) for each in chosen])
    facts = {"act": act, "cases": len(lines), "possible": sum(not line.hindrance for line in lines)}
    ledger.record(chain=by.region_id, kind="cases.bundle_planned", by=by, changed=[bundle, *lines], facts=facts)
    return bundle


def _foreseen(bundle: Bundle, dossier: Dossier) -> BundledCase:
    """The case in the bundle as it stands now, with what would become of it, or why nothing would."""
    line = BundledCase(
        bundle=bundle, dossier=dossier, status=dossier.status, step=_open_step(dossier), holder=dossier.holder
    )
    try:
        with transaction.atomic():
            ACTS[bundle.act].do(bundle, Dossier.objects.get(pk=dossier.pk))
            line.foreseen = _standing(dossier)
            raise _Shown
    except _Shown:
        pass
    except Refused as refused:
        line.hindrance = str(refused)[:300]
    return line


def _open_step(dossier: Dossier) -> Step | None:
    return Step.objects.filter(dossier=dossier, closed_at__isnull=True).first()


def _standing(dossier: Dossier) -> str:
    """Where a case stands now, in words: status, step, and who has it."""
    now = Dossier.objects.select_related("department", "holder__department").get(pk=dossier.pk)
    step = _open_step(now)
    parts = (now.status_label, f"“{step.name}”环节" if step else "", holder_words(now).strip("—"))
    return "，".join(part for part in parts if part)[:300]


@ledger.mutation(BUNDLE.event("carry_out"))
def carry_out(*, by: User, bundle: Bundle) -> Bundle:
    """The bundle, done to every case that still stands as it did when it was planned; the others are left, saying why.

    Errors: Refused for anybody but who planned it; Conflict when it was done already.
    """
    _own(by, bundle, PLANNED)
    lines = [_carried_out(bundle, line) for line in _lines(bundle)]
    if not any(line.outcome == DONE for line in lines):
        raise Refused("没有一件可以办理，请看每件后面的原因。")
    facts = {"act": bundle.act, "done": sum(line.outcome == DONE for line in lines), "cases": len(lines)}
    return advance(bundle, "carry_out", by=by, chain=by.region_id, facts=facts, also=lines)


def _carried_out(bundle: Bundle, line: BundledCase) -> BundledCase:
    try:
        with transaction.atomic():
            if _moved(line):
                raise Conflict(CHANGED)
            ACTS[bundle.act].do(bundle, line.dossier)
        line.outcome, line.opened = DONE, _open_step(line.dossier)
    except Refused as refused:
        line.outcome, line.remark = LEFT, str(refused)[:300]
    line.save(update_fields=["outcome", "remark", "opened"])
    return line


def _moved(line: BundledCase) -> bool:
    """Whether the case stands otherwise than when the bundle was planned."""
    now = line.dossier
    return (now.status, now.holder_id, _key(_open_step(now))) != (line.status, line.holder_id, line.step_id)


def _key(step: Step | None) -> int | None:
    return step.pk if step else None


@ledger.mutation(BUNDLE.event("undo"))
def undo(*, by: User, bundle: Bundle) -> Bundle:
    """The bundle, taken back in every case with which nobody has gone on since; the others stay, saying why.

    Errors: Refused for anybody but who did it, for what is never taken back, and where nothing can be.
    """
    _own(by, bundle, CARRIED)
    takes_back = ACTS[bundle.act].takes_back
    if takes_back is None:
        raise Refused(ACTS[bundle.act].why_not)
    lines = [line for line in _lines(bundle) if line.outcome == DONE]
    for line in lines:
        try:
            with transaction.atomic():
                if _key(_open_step(line.dossier)) != line.opened_id:
                    raise Conflict("之后已经往下办理，不能撤销，请逐件处理。")
                takes_back(bundle, line)
            line.outcome = UNDONE
        except Refused as refused:
            line.remark = str(refused)[:300]
        line.save(update_fields=["outcome", "remark"])
    undone = sum(line.outcome == UNDONE for line in lines)
    if not undone:
        raise Refused("每一件都已经往下办理，不能撤销，请逐件处理。")
    facts = {"act": bundle.act, "undone": undone, "cases": len(lines)}
    return advance(bundle, "undo", by=by, chain=by.region_id, facts=facts, also=lines)


def _own(by: User, bundle: Bundle, status: str) -> None:
    """Nothing. Errors: Refused unless the person made the bundle himself; Conflict when it is not in that status."""
    allow(by, "cases.bundle")
    if bundle.by_id != by.pk:
        raise Refused("只有预演的人可以执行和撤销。")
    if not Bundle.objects.filter(pk=bundle.pk, status=status).exists():
        raise Conflict("这一批刚刚办过。请刷新页面查看最新状态。")


def _lines(bundle: Bundle) -> list[BundledCase]:
    return list(with_cases(Bundle.objects.filter(pk=bundle.pk)).get().cases.all())
