"""复核与校准 in the demonstration: a sample drawn and mostly read, thresholds changed by two persons, a run to compare.

Nobody sat there and read. Each answer is made from the truth that was generated with the county, now and then wrong or
undecided as people are; its sentence says so, and so do the pages.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from yimen.cases.models import RegisterRecord
from yimen.demonstration.loading_county import rows_of
from yimen.demonstration.truth import OFF
from yimen.evidence import services as evidence
from yimen.evidence import tasks
from yimen.evidence.models import Clue, Run
from yimen.evidence.review import queries, services
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum
from yimen.evidence.rows import record_keys
from yimen.evidence.thresholds import services as thresholds
from yimen.people.models import User

EACH = 24
"""How many of each class are drawn: enough to say something, little enough to load quickly."""
LEFT = 12
"""So many drawn matters are left for whoever tries the demonstration."""
UNDECIDED, MISTAKEN = 0.04, 0.03
Answer = Reading.Answer
WORDS = {
    Answer.REAL: "演示数据：模拟已核对台账原件。",
    Answer.NOT_REAL: "演示数据：模拟已查到受理凭证。",
    Answer.UNCLEAR: "演示数据：模拟原件暂时调不出来。",
}


@dataclass(frozen=True)
class Truth:
    """What was generated: number -> (truth, matter), of cases and of records; codes of the items that are guilty."""

    cases: dict[str, tuple[str, str]]
    records: dict[str, tuple[str, str]]
    guilty: set[str]

    def of(self, sampled: Sampled, record: str) -> Answer:
        """The right answer; `record`: the number in the department's own register.

        No truth tells of what is merely irregular (其他不规范): there the rule states what the row itself says.
        """
        stratum = sampled.stratum
        truth, matter = (
            self.records.get(record, ("", "")) if stratum.subject_kind == Clue.Subject.RECORD
            else self.cases.get(sampled.subject, ("", ""))
        )  # fmt: skip
        if stratum.frame == Stratum.Frame.LINK:
            return _said(matter == self.cases.get(sampled.other, ("", "-"))[1])
        if stratum.frame == Stratum.Frame.CASE:
            return _said(truth in OFF)
        if stratum.frame == Stratum.Frame.LONE:
            return _said(truth == "off_hall")
        if stratum.subject_kind == Clue.Subject.ITEM and stratum.kind in OFF:
            return _said(sampled.subject in self.guilty)
        return _said(truth == stratum.kind or stratum.kind not in OFF)


def _said(yes: bool) -> Answer:
    return Answer.REAL if yes else Answer.NOT_REAL


def truth_of(folder: Path, guilty: set[str]) -> Truth:
    """The truth that lies beside the generated set."""
    return Truth(
        {row["case_no"]: (row["truth"], row["matter"]) for row in rows_of(folder, "cases")},
        {row["record_no"]: (row["truth"], row["matter"]) for row in rows_of(folder, "records")},
        guilty,
    )


def read_sample(run: Run, truth: Truth, first: User, second: User, third: User) -> None:
    """The run's sample drawn and read by two in turn; the third reads where they differ."""
    plan = services.draw(by=first, plan=ReviewPlan.objects.select_related("run__region").get(run=run), each=EACH)
    numbers = _record_numbers(plan)
    rng = random.Random(plan.seed)

    def say(reading: Reading) -> Answer:
        right = truth.of(reading.sampled, numbers.get(reading.sampled.subject, ""))
        chance = rng.random()
        if chance < UNDECIDED:
            return Answer.UNCLEAR
        if chance < UNDECIDED + MISTAKEN:
            return _said(right == Answer.NOT_REAL)
        return right

    matters = Sampled.objects.filter(plan=plan)
    last = matters.count() - LEFT
    reading_on = [first, second]
    while reading_on:
        for user in list(reading_on):
            if _has_turn(user, last):
                _read_next(user, say)
            else:
                reading_on.remove(user)
    for _ in range(queries.progress(queries.with_readings(matters)).disagreed):
        _read_next(third, say)


def _has_turn(user: User, last: int) -> bool:
    """Whether anything is his to read besides those matters that are left for others."""
    found = queries.next_for(user)
    return found is not None and found[0].turn <= last


def _read_next(user: User, say: Callable[[Reading], Answer]) -> None:
    reading = services.take(by=user)
    answer = say(reading)
    services.answer(by=user, reading=reading, answer=answer, words=WORDS[answer])


def _record_numbers(plan: ReviewPlan) -> dict[str, str]:
    """Number of a drawn record in the run -> its number in the department's register."""
    rows = Sampled.objects.filter(plan=plan, stratum__subject_kind=Clue.Subject.RECORD)
    keys = record_keys(plan.run, list(rows.values_list("subject", flat=True)))
    own = dict(RegisterRecord.objects.filter(pk__in=keys.values()).values_list("pk", "record_number"))
    return {number: own[key] for number, key in keys.items()}


def tune(run: Run, officer: User, confirming: User) -> None:
    """One threshold changed by two persons, another proposed and waiting for the second."""
    change = thresholds.propose(
        by=officer,
        scope="R58",
        name="grace_days",
        value=3,
        reason="演示数据：复核发现超期一两天的多为开放日历与法定工作日不一致，超出三天才列为超时。",
        run=run,
    )
    thresholds.confirm(by=confirming, change=change, words="同意，只影响超过承诺时限一条。")
    thresholds.propose(
        by=officer,
        scope="R23",
        name="least_cases",
        value=8,
        reason="演示数据：大厅停机次日的集中补登常有五六件，建议连续八件以上才列为成批补登。",
        run=run,
    )


def verify_again(officer: User, earlier: Run) -> Run:
    """The year once more, queued: with what was handed in late and the changed threshold, it differs from the first."""
    run = evidence.request_run(
        by=officer, region=officer.region, period_from=earlier.period_from, period_to=earlier.period_to
    )
    tasks.execute.enqueue(run.pk)
    return run
