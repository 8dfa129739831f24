"""自查与督查 as nouns: Django looks for a room's models here; they stand in the two rooms within."""

from yimen.inspections.self_inspection.models import (  # noqa: F401
    AnswerEvidence,
    Checklist,
    ChecklistVersion,
    Contradiction,
    Question,
    SelfAnswer,
    SelfRound,
    SelfSheet,
    SheetReturn,
)
from yimen.inspections.visits.models import (  # noqa: F401
    Candidate,
    Observation,
    PairBefore,
    Photo,
    PlanInspector,
    ScriptStep,
    Visit,
    VisitFinding,
    VisitPlan,
    VisitScript,
    VisitSignature,
)
