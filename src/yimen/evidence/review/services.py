"""Verbs on the review: the seed committed, the sample drawn, a matter taken, read, or left to others for cause."""

import secrets
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.evidence.review import frames, queries, sampling
from yimen.evidence.review.frames import Key, Member
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum
from yimen.evidence.review.states import COMMITTED, PLAN
from yimen.evidence.thresholds.queries import convicts_at
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import User
from yimen.people.queries import may

if TYPE_CHECKING:
    from yimen.evidence.models import Run

EACH, MOST_EACH = 40, 400
"""How many of each class are drawn unless an officer says otherwise, and the most that he may say."""
SHORTEST, LONGEST = 4, 1000
Strata = list[tuple[Key, int, str, list[int]]]


@ledger.mutation("evidence.seed_committed")
def commit_seed(*, run: "Run", by: User | None = None) -> ReviewPlan:
    """The run's plan with a secret that nobody is shown; the ledger holds its digest from now on.

    Made when the run is asked for, so before there is anything to choose from. Errors: Refused when there is one.
    """
    if by is not None and not (may(by, "evidence.run") and by.region_id == run.region_id):
        raise Refused("只有本县（区）营商局业务人员可以封存抽样种子。")
    if run.handed_in_id is not None:
        raise Refused("外来数据集的原始记录不在本库中，不能抽样复核。")
    if ReviewPlan.objects.filter(run=run).exists():
        raise Refused("该批次的抽样种子已经封存，不能更换。")
    secret = secrets.token_hex(32)
    plan = ReviewPlan.objects.create(
        run=run, secret=secret, commitment=sampling.commitment(secret), **begin(PLAN, by=by)
    )
    facts = {"run": run.pk, "commitment": plan.commitment}
    ledger.record(chain=run.region_id, kind="evidence.seed_committed", by=by, changed=[plan], facts=facts)
    return plan


def draw(*, by: User, plan: ReviewPlan, each: int = EACH) -> ReviewPlan:
    """The plan with its sample; drawn once, by the committed seed and the digests of the run's answer.

    each: how many of each class of findings and of each kind of what was let pass. Nobody can choose the members, nor
    draw again. Errors: Refused without the right, before the run is done, and for a number out of range; Conflict when
    it was drawn already.
    """
    run = plan.run
    if not may(by, "evidence.run") or by.region_id != run.region_id:
        raise Refused("只有本县（区）营商局业务人员可以抽样。")
    if run.status != "done":
        raise Refused("核验完成之后才能抽样。")
    if not sampling.LEAST <= each <= MOST_EACH:
        raise Refused(f"每类抽取数应在 {sampling.LEAST} 至 {MOST_EACH} 之间。")
    if plan.status != COMMITTED:
        raise Conflict("该批次已经抽样，不能重抽。")
    seed = sampling.seed_of(plan.secret, run.input_digest, run.rules_digest)
    strata, drawn = _drawn(plan, seed, each)
    if not drawn:
        raise Refused("该批次没有任何线索、关联或办件可供抽样。")
    return _keep(by=by, plan=plan, seed=seed, each=each, strata=strata, drawn=drawn)


def sizes_for(counts: dict[Key, int], each: int) -> dict[Key, int]:
    """Stratum -> how many to draw: in each group `each`, allocated after Neyman with a least of every band."""
    groups: dict[str, dict[Key, int]] = defaultdict(dict)
    for key, size in counts.items():
        groups[key.group][key] = size
    wanted: dict[Key, int] = {}
    for strata in groups.values():
        by_text = {key.text: key for key in strata}
        spreads = {key.text: sampling.spread(key.low, key.high) for key in strata}
        found = sampling.allocate({key.text: size for key, size in strata.items()}, spreads, budget=each)
        wanted |= {by_text[text]: number for text, number in found.items()}
    return wanted


def _drawn(plan: ReviewPlan, seed: str, each: int) -> tuple[Strata, list[tuple[Key, Member]]]:
    """(every stratum with its size, digest and drawn places; the drawn members): a pure question, asked before writing.

    The frames are read twice, so that none has to be held in memory.
    """
    run = plan.run
    counts: dict[Key, int] = defaultdict(int)
    digests: dict[Key, sampling.Frame] = defaultdict(sampling.Frame)
    for key, member in frames.members(run):
        counts[key] += 1
        digests[key].add(f"{member.subject}\t{member.other}")
    wanted = sizes_for(dict(counts), each)
    by_text = {key.text: key for key in counts}
    places = sampling.draw(seed, {key.text: n for key, n in counts.items()}, {key.text: n for key, n in wanted.items()})
    sets = {by_text[text]: set(numbers) for text, numbers in places.items()}
    seen: dict[Key, int] = defaultdict(int)
    drawn = []
    for key, member in frames.members(run):
        if key in sets and seen[key] in sets[key]:
            drawn.append((key, member))
        seen[key] += 1
    if seen != counts:
        raise Conflict("抽样时办件数据正在变化，请稍后再试。")
    drawn.sort(key=lambda pair: (pair[0].text, pair[1].subject))
    strata = [(key, counts[key], digests[key].digest, places[key.text]) for key in sorted(counts, key=lambda k: k.text)]
    return strata, drawn


@ledger.mutation(PLAN.event("draw"))
def _keep(
    *, by: User, plan: ReviewPlan, seed: str, each: int, strata: Strata, drawn: list[tuple[Key, Member]]
) -> ReviewPlan:
    """The plan drawn, with strata and members, in one transaction."""
    run = plan.run
    threshold = convicts_at(run)
    plan = advance(
        plan, "draw", by=by, chain=run.region_id, seed=seed, budget=each, least=sampling.LEAST,
        drawn_at=timezone.now(), facts={"secret": plan.secret, "seed": seed, "drawn": len(drawn)},
    )  # fmt: skip
    kept = {
        key: Stratum.objects.create(
            plan=plan, frame=key.frame, kind=key.kind, subject_kind=key.subject_kind, low=key.low, high=key.high,
            convicts=key.frame == Stratum.Frame.FINDING and key.low >= threshold, size=size, drawn=len(places),
            digest=digest,
        )
        for key, size, digest, places in strata
    }  # fmt: skip
    turns, twice = sampling.order(seed, len(drawn)), sampling.read_twice(seed, len(drawn))
    whose = frames.departments_of(run, drawn)
    Sampled.objects.bulk_create(
        (
            Sampled(
                plan=plan, stratum=kept[key], turn=turns[place] + 1, subject=member.subject, other=member.other,
                department_id=member.department or whose.get(member.subject), believed=member.believed,
                twice=place in twice,
            )
            for place, (key, member) in enumerate(drawn)
        ),
        batch_size=200,
    )  # fmt: skip
    for model in (Stratum, Sampled):
        rows = model._default_manager.filter(plan=plan).order_by("pk").values_list("pk", flat=True)
        ledger.record_batch(chain=run.region_id, kind="evidence.review_drawn", by=by, model=model, rows=rows)
    return plan


def differences(plan: ReviewPlan) -> list[str]:
    """What a draw made anew from the revealed secret has otherwise than the kept one; empty when it is the same."""
    wrong = []
    if sampling.commitment(plan.secret) != plan.commitment:
        wrong.append("密值与承诺不符")
    seed = sampling.seed_of(plan.secret, plan.run.input_digest, plan.run.rules_digest)
    if seed != plan.seed:
        wrong.append("种子与密值和批次摘要不符")
    strata, drawn = _drawn(plan, seed, plan.budget or EACH)
    kept = {
        (each.frame, each.kind, each.subject_kind, each.low): (each.size, each.digest)
        for each in Stratum.objects.filter(plan=plan)
    }
    for key, size, digest, _ in strata:
        if kept.pop(key[:4], None) != (size, digest):
            wrong.append(f"层 {key.text} 的名单已经变化（抽样后又导入或更正了数据）")
    wrong += [f"层 {'/'.join(map(str, key))} 不再存在" for key in kept]
    turns, twice = sampling.order(seed, len(drawn)), sampling.read_twice(seed, len(drawn))
    again = {
        (member.subject, member.other, key.kind, turns[place] + 1, place in twice)
        for place, (key, member) in enumerate(drawn)
    }
    columns = ("subject", "other", "stratum__kind", "turn", "twice")
    if not wrong and again != set(Sampled.objects.filter(plan=plan).values_list(*columns)):
        wrong.append("抽到的对象与重抽结果不同")
    return wrong


@ledger.mutation("evidence.reading_taken")
def take(*, by: User) -> Reading:
    """The next matter that is his to read: the first in the drawn order that still wants a reader.

    Whoever has one open gets that one answered first: nobody chooses, and nobody passes one over. Errors: Refused
    without the right, with one open, and when there is nothing left for him.
    """
    if not may(by, "evidence.review"):
        raise Refused("只有本县（区）营商局业务人员和督查人员可以判读。")
    if queries.open_reading(by) is not None:
        raise Refused("手上还有一件没有判读，请先判读或说明回避的原因。")
    for sampled, place in queries.waiting_for(by, queries.FEW):
        try:
            with transaction.atomic():
                reading = Reading.objects.create(sampled=sampled, reader=by, place=place)
        except IntegrityError:
            if queries.open_reading(by) is not None:
                raise Conflict("已在另一个页面领取了一件，请刷新。") from None
            continue  # somebody else took that place a moment ago
        facts = {"sampled": sampled.pk, "place": place}
        ledger.record(chain=by.region_id, kind="evidence.reading_taken", by=by, changed=[reading], facts=facts)
        return reading
    raise Refused("没有需要您判读的对象了。")


@ledger.mutation("evidence.reading_answered")
def answer(*, by: User, reading: Reading, answer: str, words: str) -> Reading:
    """The reading with its answer, which stays: what one thought better of is for the next reader to say.

    Errors: Refused for another's reading, an unknown answer, or one without a sentence; Conflict when answered.
    """
    if answer not in Reading.ANSWERS:
        raise Refused("请选择属实、不属实或无法判断。")
    return _close(by, reading, answer, words, "请写一句判读的依据（至少四个字），例如看了哪份原件。")


@ledger.mutation("evidence.reading_recused")
def recuse(*, by: User, reading: Reading, words: str) -> Reading:
    """The reading given back for cause; another reads it, and he gets no other of that department."""
    return _close(by, reading, Reading.Answer.RECUSED, words, "请写明回避的原因（至少四个字），例如曾在该部门工作。")


def _close(by: User, reading: Reading, answer: str, words: str, demand: str) -> Reading:
    words = words.strip()
    if by.pk != reading.reader_id:
        raise Refused("只能判读自己领取的对象。")
    if not SHORTEST <= len(words) <= LONGEST:
        raise Refused(demand)
    place = 0 if answer == Reading.Answer.RECUSED else reading.place
    changed = Reading.objects.filter(pk=reading.pk, answer="").update(
        answer=answer, words=words, place=place, answered_at=timezone.now()
    )
    if changed != 1:
        raise Conflict("这一件已经判读过了，判读不能修改。")
    reading.refresh_from_db()
    kind = "evidence.reading_recused" if answer == Reading.Answer.RECUSED else "evidence.reading_answered"
    facts = {"sampled": reading.sampled_id, "answer": str(answer)}
    ledger.record(chain=by.region_id, kind=kind, by=by, changed=[reading], facts=facts)
    return reading
