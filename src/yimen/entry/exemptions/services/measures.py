"""整改: what was promised meanwhile, told step by step."""

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.exemptions.models import CureStep
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import may


@ledger.mutation("entry.cure_step_finished")
def finish_step(*, by: User, step: CureStep, note: str) -> CureStep:
    """The step, told as done with a note of what was done; the text that was approved is not touched.

    Errors: Refused for another department's step and without a note; Conflict when it was told already.
    """
    exemption = step.exemption
    if not may(by, "entry.draft_exemption") or by.department_id != exemption.department_id:
        raise Refused("只有责任部门的联络员可以登记整改步骤的完成情况。")
    words = tidy(note)
    if len(words) < 4:
        raise Refused("请写明完成情况，至少四个字，例如腾出的区域和日期。")
    rows = CureStep.objects.filter(pk=step.pk, done_at__isnull=True)
    if rows.update(done_at=timezone.now(), done_by=by, note=words[:300]) != 1:
        raise Conflict("这一步已登记完成，不能重复登记。请刷新页面。")
    step.refresh_from_db()
    ledger.record(chain=exemption.region_id, kind="entry.cure_step_finished", by=by, changed=[step])
    return step
