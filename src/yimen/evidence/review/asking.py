"""判读的问题: what a reader is asked of one drawn matter, and shown for it; never what the engine believed of it."""

from dataclasses import dataclass

from yimen.cases.models import Case
from yimen.cases.queries import visible_cases
from yimen.evidence import explanations
from yimen.evidence.models import Clue, Link
from yimen.evidence.review import frames
from yimen.evidence.review.models import Sampled, Stratum
from yimen.people.models import User

AROUND = "这条台账记录所载的事，是不是在大厅以外办的（大厅没有受理过）？"
QUESTIONS = {
    (Stratum.Frame.FINDING, "off_hall", "record"): AROUND,
    # The very same question: whether the engine made something of the record shall not be told by it.
    (Stratum.Frame.LONE, "", "record"): AROUND,
    (Stratum.Frame.FINDING, "off_hall", "case"): "这件办件是不是实际在大厅以外办的？",
    (Stratum.Frame.FINDING, "back_filled", "case"): "这件办件是不是先办完、后补录进大厅系统的？",
    (Stratum.Frame.FINDING, "branch_hall", "case"): "这件办件是不是由分厅而不是由它声明的大厅受理的？",
    (Stratum.Frame.FINDING, "unposted", "case"): "这件办件是不是由没有派驻该窗口的人员受理的？",
    (Stratum.Frame.LINK, "", "record"): "这条台账和这件办件是不是同一件事？",
    (Stratum.Frame.CASE, "", "case"): "这件办件有没有厅外办理、事后补录、分厅受理或非派驻人员受理中的任何一种情形？",
}
OTHERWISE = "下面所说的情况是否属实？"


@dataclass(frozen=True)
class Question:
    """The sentence asked, both rows side by side, the case itself, and what the rules saw where no row shows it."""

    sentence: str
    each: explanations.Explained
    case: Case | None
    seen: list[str]


def question(user: User, sampled: Sampled) -> Question:
    """What the reader gets to see. Of a record only its rows: a rule's sentence would tell that it was accused."""
    stratum, run = sampled.stratum, sampled.plan.run
    sentence = QUESTIONS.get((Stratum.Frame(stratum.frame), stratum.kind, stratum.subject_kind), OTHERWISE)
    case = None
    if stratum.frame == Stratum.Frame.LINK:
        link = Link.objects.filter(run=run, record_number=sampled.subject, case_number=sampled.other).first()
        each = explanations.of_link(user, link) if link else explanations.Explained()
    elif stratum.subject_kind == Clue.Subject.RECORD:
        each = explanations.of_record(user, run, sampled.subject)
    elif stratum.subject_kind == Clue.Subject.CASE:
        each = explanations.of_case(user, run, sampled.subject)
        rows = visible_cases(user).filter(pk__in=frames.case_of(run, sampled.subject).values("pk"))
        case = rows.select_related("department").first()
    else:
        each = explanations.Explained(item_code=sampled.subject)
    return Question(sentence, each, case, _seen(sampled) if sentence is not AROUND else [])


def _seen(sampled: Sampled) -> list[str]:
    """The sentences of the rules, each once; none for what no rule said anything of."""
    stratum = sampled.stratum
    if stratum.frame != Stratum.Frame.FINDING:
        return []
    rows = Clue.objects.filter(run=sampled.plan.run_id, kind=stratum.kind, subject=sampled.subject)
    found = rows.filter(subject_kind=stratum.subject_kind).order_by("rule", "pk").values_list("explanation", flat=True)
    return list(dict.fromkeys(found))
