"""What was proven of an item: the verdict of each verification, newest last."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from yimen.common.steps import Step
from yimen.evidence.models import Verdict
from yimen.evidence.states import DONE
from yimen.people.models import Department
from yimen.people.queries import Somebody, may, of_departments

TONES = {"runs": "good", "hollow": "wrong", "bypassed": "wrong"}
SHOWN = 6
"""The newest so many verifications; the others stand on the item's own page."""


def verdicts_of(user: Somebody, department: Department, code: str) -> list[Step]:
    """The newest verdicts on an item of a department that the user may see, oldest first."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.read"):
        return []
    rows = Verdict.objects.filter(of_departments(user, region="run__region"), run__region=department.region_id)
    rows = rows.filter(item_code=code, run__status=DONE).select_related("run").order_by("-run_id")[:SHOWN]
    return [
        Step(
            f"核验结论：{each.get_verdict_display()}",
            "核验引擎",
            each.run.finished_at,
            f"{each.run.period_from} 至 {each.run.period_to}：共 {each.matters} 件，厅外 {each.off_matters} 件",
            TONES.get(each.verdict, "plain"),
            reverse("evidence:verdict", args=[each.pk]),
        )
        for each in reversed(rows)
    ]
