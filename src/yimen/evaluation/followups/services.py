"""Verbs on surveys: draw, and write down what came of a call."""

import hashlib
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.utils import timezone

from yimen.common.code_lists import Satisfaction
from yimen.common.errors import Conflict, Refused
from yimen.evaluation.followups.models import Survey, SurveyedCase
from yimen.evaluation.followups.queries import frame, visible_to
from yimen.evaluation.hindrances import services as hindrances
from yimen.evaluation.hindrances.models import Hindrance
from yimen.evaluation.models import Rating
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import may

LEAST, MOST = 10, 400
BAD = [each for each in Satisfaction if each.bad]
ANSWERED, DECLINED, AWAY = (SurveyedCase.Outcome[name] for name in ("ANSWERED", "DECLINED", "AWAY"))


@dataclass(frozen=True)
class Called:
    """回访结果: the drawn case, and the report that was made of it, if its applicant wanted that."""

    case: SurveyedCase
    filed: hindrances.Filed | None


@ledger.mutation("evaluation.survey_drawn")
def draw(*, by: User, closed_from: date, closed_to: date, size: int, seed: str, today: date) -> Survey:
    """The survey with its cases, drawn by the seed out of all that were closed in the period.

    The ledger keeps the seed and a digest of what was drawn from, so that anybody can draw again. Errors: Refused
    without the right, for days to come, for a size out of its range, or where fewer cases were closed.
    """
    if not may(by, "evaluation.call_back"):
        raise Refused("只有营商局业务人员可以抽样回访。")
    if not closed_from <= closed_to <= today:
        raise Refused("办结日期的起止不对：起不得晚于止，止不得晚于今天。")
    if not LEAST <= size <= MOST:
        raise Refused(f"抽取件数应为 {LEAST} 至 {MOST} 件。")
    keys = frame(by, closed_from, closed_to)
    if len(keys) < size:
        raise Refused(f"这段时间办结、留有电话的只有 {len(keys)} 件，请减少件数或放宽日期。")
    survey = Survey.objects.create(
        region=by.region, closed_from=closed_from, closed_to=closed_to, frame=len(keys), size=size, seed=seed, by=by
    )
    chosen = drawn(keys, size, seed)
    raters = set(Rating.objects.filter(case__in=chosen, default=False).values_list("case", flat=True))
    cases = SurveyedCase.objects.bulk_create(
        SurveyedCase(survey=survey, dossier_id=key, place=place, rated=key in raters)
        for place, key in enumerate(chosen, start=1)
    )
    facts = {"frame": len(keys), "size": size, "seed": seed, "frame_digest": _digest(keys)}
    changed: list[Any] = [survey, *cases]
    ledger.record(chain=survey.region_id, kind="evaluation.survey_drawn", by=by, changed=changed, facts=facts)
    return survey


def drawn(keys: list[int], size: int, seed: str) -> list[int]:
    """The keys that the seed draws, in the order of drawing; every one is as likely as any other."""
    return Random(seed).sample(keys, size)  # noqa: S311 - drawn again by anybody who has the seed


def _digest(keys: list[int]) -> str:
    return hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()


@ledger.mutation("evaluation.survey_called")
def call(*, by: User, case: SurveyedCase, outcome: str, grade: str, today: date, words: str = "") -> Called:
    """The drawn case with what came of a call; out of reach (AWAY) counts only when missed on two days.

    With `words` the dissatisfied wants it handled: they become a report of what could not be done (办不成事), with the
    deadlines and answers of that ledger. Nothing joins the two, so no department learns who was drawn. Errors: Refused
    without the right, for an answer without a grade, or for words of somebody who is not dissatisfied; Conflict when
    it was settled.
    """
    if not visible_to(by).filter(pk=case.survey_id).exists():
        raise Refused("这次回访不归您办理。")
    if outcome == ANSWERED and not grade:
        raise Refused("请选择本人说的满意程度。")
    if words and not (outcome == ANSWERED and grade in BAD):
        raise Refused("只有本人答复不满意或非常不满意、并要求处理的，才填写要处理的情况。")
    changes: dict[str, Any] = {"called_at": timezone.now(), "called_by": by}
    if outcome == AWAY and case.missed_on in (None, today):
        changes["missed_on"] = today
    else:
        changes |= {"outcome": outcome, "grade": grade if outcome == ANSWERED else ""}
    if SurveyedCase.objects.filter(pk=case.pk, outcome="").update(**changes) != 1:
        raise Conflict("这一件已经回访过。请刷新页面查看。")
    case.refresh_from_db()
    ledger.record(
        chain=case.survey.region_id, kind="evaluation.survey_called", by=by, changed=[case],
        facts={"survey": case.survey_id, "outcome": case.outcome or "missed"},
    )  # fmt: skip
    return Called(case, _handed_on(by, case, words) if words else None)


def _handed_on(by: User, case: SurveyedCase, words: str) -> hindrances.Filed:
    dossier = case.dossier
    told = hindrances.Told(words, dossier.case.applicant_name, dossier.phone, item=dossier.version.item)
    return hindrances.report(by=by, region=case.survey.region, told=told, channel=Hindrance.Channel.PHONE)
