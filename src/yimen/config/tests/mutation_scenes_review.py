"""Scenes of the review and of thresholds, both within evidence; see `mutation_scenes`."""

from datetime import date
from typing import Any

from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.evidence import services as evidence
from yimen.evidence.models import Run
from yimen.evidence.review import services as review
from yimen.evidence.review.frames import Key, Member
from yimen.evidence.review.models import Reading, ReviewPlan
from yimen.evidence.states import DONE
from yimen.evidence.thresholds import services as thresholds
from yimen.evidence.thresholds.models import ThresholdChange
from yimen.ledger import services as ledger

REASON = "抽样复核的准确率低于目标，须提高门槛。"

# review


def a_run(the: Cast) -> Run:
    """A run just asked for, its seed committed."""
    return evidence.request_run(
        by=the.officer, region=the.county, period_from=date(2024, 1, 1), period_to=date(2024, 3, 31)
    )


def unplanned(the: Cast) -> Run:
    """A run of before seeds were committed."""
    run = Run(
        region=the.county, period_from=date(2023, 1, 1), period_to=date(2023, 3, 31), status=DONE,
        status_at=timezone.now(),
    )  # fmt: skip
    _stored(the, run)
    return run


@ledger.mutation("test.stored")
def _stored(the: Cast, thing: Any) -> None:
    thing.save(force_insert=True)
    ledger.record(chain=the.county.pk, kind="test.stored", changed=[thing])


def to_keep(the: Cast) -> Arguments:
    """A plan and what was drawn for it: one link of two."""
    plan = ReviewPlan.objects.select_related("run__region").get(run=a_run(the))
    key = Key("link", "", "record", 0.99, 1.0)
    strata = [(key, 2, "d" * 64, [1])]
    drawn = [(key, Member("R2", "C2", 0.995, the.police.pk))]
    return given(by=the.officer, plan=plan, seed="5" * 64, each=8, strata=strata, drawn=drawn)


def taken(the: Cast) -> Reading:
    """One matter in the officer's hand."""
    review._keep(**to_keep(the))
    return review.take(by=the.officer)


def to_take(the: Cast) -> Arguments:
    review._keep(**to_keep(the))
    return given(by=the.officer)


scene(review.commit_seed, lambda the: given(by=the.officer, run=unplanned(the)))
scene(review._keep, to_keep)
scene(review.take, to_take)
scene(
    review.answer,
    lambda the: given(by=the.officer, reading=taken(the), answer=Reading.Answer.REAL, words="已核对台账原件"),
)
scene(review.recuse, lambda the: given(by=the.officer, reading=taken(the), words="曾在该局工作"))

# thresholds


def a_change(the: Cast) -> Arguments:
    return given(by=the.officer, scope="engine", name="convict_at", value=0.95, reason=REASON)


def proposed(the: Cast) -> ThresholdChange:
    return thresholds.propose(**a_change(the))


scene(thresholds.propose, a_change)
scene(thresholds.confirm, lambda the: given(by=the.leader, change=proposed(the), words="同意"))
scene(thresholds.decline, lambda the: given(by=the.leader, change=proposed(the), words="样本太少"))
scene(thresholds.withdraw, lambda the: given(by=the.officer, change=proposed(the)))
