"""Questions about surveys; `visible_to` first. Who was drawn is seen by who calls, and by no department."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from yimen.cases.models import Dossier
from yimen.common.workdays import SHANGHAI
from yimen.evaluation.followups.models import Survey, SurveyedCase
from yimen.evaluation.ranking import FEW
from yimen.evaluation.rules import GOOD
from yimen.people.models import User
from yimen.people.queries import Somebody, may, of_regions
from yimen.verify.chance import wilson

ANSWERED, WAITING = SurveyedCase.Outcome.ANSWERED, SurveyedCase.Outcome.WAITING


def visible_to(user: Somebody) -> QuerySet[Survey]:
    """The surveys of the user's county, for who calls people back."""
    if not isinstance(user, User) or not may(user, "evaluation.call_back"):
        return Survey.objects.none()
    return Survey.objects.filter(of_regions(user)).select_related("region", "by")


def listed(user: User) -> QuerySet[Survey]:
    """The visible surveys, newest first, each with how many were called to an end and how many answered."""
    settled = Count("cases", filter=~Q(cases__outcome=WAITING))
    return visible_to(user).annotate(settled=settled, answered=Count("cases", filter=Q(cases__outcome=ANSWERED)))


def frame(user: User, first: date, last: date) -> list[int]:
    """The keys of the cases that may be drawn, in order: closed here in the period, with a phone to call.

    Those of the caller's own department are not among them: nobody asks people about himself.
    """
    dawn, after = (datetime.combine(day, time(), SHANGHAI) for day in (first, last + timedelta(days=1)))
    rows = Dossier.objects.filter(region=user.region_id, case__finished_at__gte=dawn, case__finished_at__lt=after)
    if user.department_id:
        rows = rows.exclude(department=user.department_id)
    return list(rows.exclude(phone="").order_by("pk").values_list("pk", flat=True))


def drawn_in(survey: Survey) -> QuerySet[SurveyedCase]:
    """The drawn cases, those that wait for a call first, in the order of drawing."""
    rows = SurveyedCase.objects.filter(survey=survey).order_by("outcome", "place")
    return rows.select_related("dossier__case", "dossier__version", "dossier__department")


@dataclass(frozen=True)
class Estimate:
    """What the answers say: the satisfied among those who answered, with the 95 % interval of the share.

    `worst` and `best` are the shares of all that were drawn if everybody who did not answer was dissatisfied, or
    satisfied: no interval covers those who were not reached.
    """

    name: str
    drawn: int
    answered: int
    good: int

    @property
    def share(self) -> float | None:
        """The share of the satisfied; None where nobody answered."""
        return self.good / self.answered if self.answered else None

    @property
    def low(self) -> float:
        """The lower end of Wilson's interval."""
        return round(wilson(self.good, self.answered)[0], 9)

    @property
    def high(self) -> float:
        """Its upper end."""
        return round(wilson(self.good, self.answered)[1], 9)

    @property
    def scarce(self) -> bool:
        """Whether too few answered to name a share."""
        return self.answered < FEW

    @property
    def worst(self) -> float:
        """The satisfied of all drawn if the silent ones are not."""
        return self.good / self.drawn if self.drawn else 0.0

    @property
    def best(self) -> float:
        """The satisfied of all drawn if the silent ones are."""
        return (self.good + self.drawn - self.answered) / self.drawn if self.drawn else 1.0


def estimates(survey: Survey) -> list[Estimate]:
    """All that were drawn; those who had rated; those who had not. One query."""
    good = Count("pk", filter=Q(grade__in=GOOD))
    rows = survey.cases.order_by().values_list("rated").annotate(
        drawn=Count("pk"), answered=Count("pk", filter=Q(outcome=ANSWERED)), good=good
    )  # fmt: skip
    parts = {rated: figures for rated, *figures in rows}
    zero = [0, 0, 0]
    rated, silent = parts.get(True, zero), parts.get(False, zero)
    whole = [one + other for one, other in zip(rated, silent, strict=True)]
    named = (("全部抽中", whole), ("此前评价过的", rated), ("没有评价过的", silent))
    return [Estimate(name, *figures) for name, figures in named]
