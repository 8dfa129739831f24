"""旧册补登: the approved entries of a register of before this system, with their own dates; the system alone loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.entry.exemptions.models import Collector, CureStep, Exemption
from yimen.entry.exemptions.services.checking import check_content
from yimen.entry.exemptions.states import EXEMPTION, PUBLISHED
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import Region, Staff

AT_ONCE = 500


@dataclass(frozen=True)
class Registered:
    """旧册条目: an unsaved entry with its approval, and the people and steps that the register names."""

    entry: Exemption
    collectors: Sequence[Staff] = ()
    steps: Sequence[tuple[date, str]] = ()


@ledger.mutation("entry.exemptions_loaded")
def load(*, by: None, region: Region, rows: Sequence[Registered]) -> list[Exemption]:
    """The entries, published and marked as registered afterwards; they hold from their paper's approval on.

    Errors: Refused for what a reason does not allow, without approval, and where want of room names no arrangement.
    """
    for row in rows:
        _prepare(row.entry)
    loaded = Exemption.objects.bulk_create([row.entry for row in rows], batch_size=AT_ONCE)
    people = Collector.objects.bulk_create(
        (Collector(exemption=row.entry, staff=each) for row in rows for each in row.collectors), batch_size=AT_ONCE
    )
    steps = CureStep.objects.bulk_create(
        (CureStep(exemption=row.entry, due=due, text=text) for row in rows for due, text in row.steps),
        batch_size=AT_ONCE,
    )
    for model, some in ((Exemption, loaded), (Collector, people), (CureStep, steps)):
        if some:
            kind = "entry.exemptions_loaded"
            ledger.record_batch(chain=region.code, kind=kind, by=by, model=model, rows=some)
    return loaded


def _prepare(entry: Exemption) -> None:
    check_content(entry)
    if entry.approved_on is None or not entry.approval_number:
        raise Refused(f"事项 {entry.item.code} 的负面清单条目没有批准日期或批准文号，请补充后重新装入。")
    if entry.rule.names_collectors and not entry.meanwhile:
        raise Refused(f"事项 {entry.item.code} 因场地受限未进驻，却没有厅内收件、受理的安排，请补充后重新装入。")
    for name, value in begin(EXEMPTION, by=None, status=PUBLISHED).items():
        setattr(entry, name, value)
    entry.registered = True
    entry.published_at = timezone.now()
    entry.holds_from = max(entry.valid_from, entry.approved_on)
