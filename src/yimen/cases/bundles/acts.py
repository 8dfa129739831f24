"""What can be done with many cases at once: one table, from which the form, the plan, the doing and the undoing come.

Decisions are not in it, nor what is told to an applicant: each is made on its own case, with its own reasons
(行政许可法 38). What is in it changes who goes on with a case, or moves it to the next pair of eyes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from yimen.cases.archiving import services as archiving
from yimen.cases.bundles.models import Bundle, BundledCase
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import accepted_day
from yimen.cases.handling.services.shared import allow, keep_time
from yimen.cases.handling.states import ACCEPTED, CLOSED
from yimen.cases.plans.queries import retention_of
from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import may, roles_of
from yimen.people.rules import HEAD


@dataclass(frozen=True)
class Doing:
    """One act: which right it asks for, how it is done to a case, and how it is taken back, if the law allows that.

    `takes_back` is None where nothing is taken back; `why_not` then says why.
    """

    act: str
    do: Callable[[Bundle, Dossier], object]
    takes_back: Callable[[Bundle, BundledCase], object] | None
    why_not: str = ""


@ledger.mutation("cases.assigned")
def assign(*, by: User, dossier: Dossier, to: User | None) -> Dossier:
    """The dossier in the hands of somebody of its department (转办); None: nobody's, so the department's own.

    Errors: Refused unless it lies with `by` or with nobody, or `by` leads the department; or `to` may not go on with
    it; Conflict when it lies with him already.
    """
    act = handling.TAKES.get(dossier.status)
    if act is None or by.department_id != dossier.department_id:
        raise Refused("这件办件现在不能转办。")
    allow(by, "cases.take", dossier)
    if dossier.holder_id not in (None, by.pk) and HEAD not in roles_of(by):
        raise Refused("这件办件在别人手里，由本人或部门负责人转办。")
    if to is not None and (to.department_id != dossier.department_id or not may(to, act)):
        raise Refused(f"{to.display_name}没有办理这一步的权限，请另选一人。")
    before = dossier.holder
    if before == to or not _written(dossier, to):
        raise Conflict("这件办件已在他手里，或者刚刚换了人。请刷新页面查看。")
    dossier.refresh_from_db()
    facts = {"number": dossier.number, "from": _name(before), "to": _name(to)}
    ledger.record(chain=dossier.region_id, kind="cases.assigned", by=by, changed=[dossier], facts=facts)
    return keep_time(dossier)


def _written(dossier: Dossier, to: User | None) -> bool:
    same = Dossier.objects.filter(pk=dossier.pk, status=dossier.status, holder=dossier.holder_id)
    return same.update(holder=to) == 1


def _name(account: User | None) -> str:
    return account.username if account else ""


def _archive(bundle: Bundle, dossier: Dossier) -> object:
    if dossier.status not in CLOSED:
        raise Refused("办结以后才能归档。")
    years = retention_of(dossier.version, accepted_day(dossier))
    return archiving.archive(by=bundle.by, dossier=dossier, retention_years=years)


def _pass(bundle: Bundle, dossier: Dossier) -> object:
    if dossier.status != ACCEPTED:
        raise Refused("不在审查环节，没有可通过的环节。")
    return handling.pass_step(by=bundle.by, dossier=dossier, opinion=bundle.words)


def _unassign(bundle: Bundle, line: BundledCase) -> object:
    wanted = bundle.by if bundle.act == Bundle.Act.TAKE else bundle.target
    if line.dossier.holder != wanted:
        raise Conflict("这件办件之后又换了经办人，请逐件处理。")
    return give_back(by=bundle.by, line=line)


@ledger.mutation("cases.assigned")
def give_back(*, by: User, line: BundledCase) -> Dossier:
    """The dossier with whoever had it before the bundle: he had it rightly, so his rights are not asked again."""
    dossier = line.dossier
    if not _written(dossier, line.holder):
        raise Conflict("这件办件刚刚换了人。请刷新页面查看。")
    facts = {"number": dossier.number, "from": _name(dossier.holder), "to": _name(line.holder)}
    dossier.refresh_from_db()
    ledger.record(chain=dossier.region_id, kind="cases.assigned", by=by, changed=[dossier], facts=facts)
    return keep_time(dossier)


def _send_back(bundle: Bundle, line: BundledCase) -> object:
    dossier = line.dossier
    if dossier.consultations.filter(asked_at__gte=bundle.status_at).exists():
        raise Conflict("通过之后已向其他部门征求意见，请逐件处理。")
    if dossier.pauses.filter(at__gte=bundle.status_at).exists():
        raise Conflict("通过之后已启动特别程序，请逐件处理。")
    return handling.send_back(by=bundle.by, dossier=dossier, opinion="成批办理撤销，退回重新审查")


ACTS: dict[str, Doing] = {
    Bundle.Act.TAKE: Doing("cases.take", lambda bundle, dossier: handling.take(by=bundle.by, dossier=dossier),
                           _unassign),
    Bundle.Act.ASSIGN: Doing(
        "cases.take", lambda bundle, dossier: assign(by=bundle.by, dossier=dossier, to=bundle.target), _unassign
    ),
    Bundle.Act.PASS: Doing("cases.examine", _pass, _send_back),
    Bundle.Act.ARCHIVE: Doing(
        "cases.deliver", _archive, None, "归档的卷宗已经编定目录，不能撤回；发现差错请另附说明。"
    ),
}  # fmt: skip
"""Act -> how it is done and taken back."""
