"""Questions about self-inspection: who sees what, how far each department is, what its answers say."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yimen.exchange.models import ImportBatch
from yimen.inspections.self_inspection.models import (
    AnswerEvidence,
    Checklist,
    ChecklistVersion,
    Question,
    SelfAnswer,
    SelfRound,
    SelfSheet,
)
from yimen.inspections.self_inspection.states import OPEN, OWED, TONES
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments, of_regions

STANDINGS = {
    "": "全部",
    "open": "未填",
    "against": "与数据不符",
    "evidence": "缺佐证",
}
"""What answers can be narrowed to by how they stand."""


def visible_rounds(user: Somebody) -> QuerySet[SelfRound]:
    """The rounds of the user's county or of those below, newest first."""
    if isinstance(user, AnonymousUser) or not may(user, "inspection.read"):
        return SelfRound.objects.none()
    return SelfRound.objects.filter(of_regions(user)).select_related("region", "version__checklist", "opened_by")


def visible_sheets(user: Somebody) -> QuerySet[SelfSheet]:
    """The sheets that the user may see: the whole county's for county-wide roles, else his department's."""
    if not may(user, "inspection.read"):
        return SelfSheet.objects.none()
    return SelfSheet.objects.filter(of_departments(user)).select_related(
        "round__version", "region", "department", "signed_by", "status_by"
    )


def visible_answers(user: Somebody) -> QuerySet[SelfAnswer]:
    """The answers of the sheets that the user may see."""
    return SelfAnswer.objects.filter(sheet__in=visible_sheets(user).order_by().values("pk")).select_related(
        "question", "version", "sheet__department", "sheet__round"
    )


def visible_evidence(user: Somebody) -> QuerySet[AnswerEvidence]:
    """The evidence files of the sheets that the user may see."""
    return AnswerEvidence.objects.filter(answer__sheet__in=visible_sheets(user).order_by().values("pk"))


def visible_checklists(user: Somebody) -> QuerySet[Checklist]:
    """The checklists of the user's county, with their versions."""
    if isinstance(user, AnonymousUser) or not may(user, "inspection.read"):
        return Checklist.objects.none()
    return Checklist.objects.filter(of_regions(user)).prefetch_related("versions__questions", "versions__made_by")


def visible_imports(user: Somebody) -> QuerySet[ImportBatch]:
    """The files of checklists that the user may look at before they are taken in."""
    if isinstance(user, AnonymousUser) or not may(user, "inspection.keep"):
        return ImportBatch.objects.none()
    return ImportBatch.objects.filter(region=user.region_id, kind=ImportBatch.Kind.CHECKLIST)


def newest_versions(region: Region) -> QuerySet[ChecklistVersion]:
    """Of each checklist its newest version: what a round can be opened with."""
    later = ChecklistVersion.objects.filter(checklist=OuterRef("checklist"), number__gt=OuterRef("number"))
    rows = ChecklistVersion.objects.filter(~Exists(later), checklist__region=region)
    return rows.select_related("checklist").order_by("checklist__name")


def with_progress(rows: QuerySet[SelfSheet]) -> QuerySet[Any]:
    """The sheets with `asked`, `answered`, `against` (contradictions maintained) and `sent_back` (times returned)."""
    return rows.annotate(
        asked=Count("answers", distinct=True),
        answered=Count("answers", filter=Q(answers__answered_at__isnull=False), distinct=True),
        maintained=Count(
            "answers__contradictions", filter=Q(answers__contradictions__settled="explained"), distinct=True
        ),
        sent_back=Count("returns", distinct=True),
    )


def answers_of(sheet: SelfSheet) -> list[SelfAnswer]:
    """All answers of a sheet with question, item and evidence, department's questions first; in three queries."""
    rows = SelfAnswer.objects.filter(sheet=sheet).select_related("question", "version", "sheet", "answered_by")
    rows = rows.order_by("question__scope", "question__place", "version__code", "pk")
    return list(rows.prefetch_related("evidence", "contradictions"))


def lacking_evidence(answers: list[SelfAnswer]) -> list[SelfAnswer]:
    """Those that say yes, must be evidenced, and are not."""
    return [
        each
        for each in answers
        if each.question.needs_evidence and each.answer == SelfAnswer.Value.YES and not list(each.evidence.all())
    ]


@dataclass(frozen=True)
class RoundLine:
    """One department's line on a round's page."""

    sheet: Any
    tone: str
    late: bool


def lines_of(rows: QuerySet[Any], day: date) -> list[RoundLine]:
    """The sheets with tone and whether they are late on a day; those that want something first."""
    lines = []
    for sheet in with_progress(rows):
        owes = sheet.status in OWED and sheet.round.status == OPEN
        lines.append(RoundLine(sheet, TONES[sheet.status], owes and day > sheet.round.deadline))
    return sorted(lines, key=lambda line: (not line.late, line.sheet.department.code))


def questions_by_scope(version: ChecklistVersion) -> dict[str, list[Question]]:
    """The version's questions by whom they are asked of."""
    found: dict[str, list[Question]] = {scope: [] for scope in Question.Scope.values}
    for question in version.questions.all():
        found[question.scope].append(question)
    return found
