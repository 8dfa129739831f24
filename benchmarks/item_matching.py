"""How well items are matched by name: `python benchmarks/item_matching.py` prints the table of docs/comparison.md.

The province's list is made from real items of a county: some are left out, some of the county's are left out of it, and
what remains is disturbed in its wording by tables of this file, which are not the matcher's. Beside each item that only
the county has, the province may have its sibling (设立 for 注销), which must not be taken for it. Codes are withheld.

Seeds below 100 are for fitting, those from 101 on for reporting; the items are parted as well, so no reported name was
ever fitted on. `--fit` prints the weights, `--size 5000` adds a province's bulk for the time.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist, mean, stdev

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src")]

from rapidfuzz import fuzz, process  # noqa: E402

from yimen.catalog.comparison.matching import Listed, likeness, match, pairing, weights  # noqa: E402  # noqa: E402

DATA = ROOT / "src/yimen/catalog/tests/data/service_items_real.csv"
FITTING, REPORTING = range(1, 13), range(101, 121)
BOTH, ONLY_OURS = 0.7, 0.15  # the rest only the province has

_PHRASES = (
    ("核发", "发放"), ("颁发", "核发"), ("设立", "开办"), ("审批", "许可"), ("核准", "审批"), ("变更", "更改"),
    ("补办", "补领"), ("注销", "终止"), ("登记", "注册"), ("延续", "延期"), ("换发", "换领"), ("备案", "报备"),
    ("补助", "补贴"), ("认定", "确认"), ("单位", "机构"), ("人员", "从业人员"), ("资格", "资质"), ("企业", "公司"),
    ("申领", "领取"), ("查询", "查阅"), ("救助", "帮扶"), ("给付", "发放"), ("转移", "过户"),
)  # fmt: skip
_SIBLINGS = (
    ("设立", "注销"), ("变更", "延续"), ("注销", "补办"), ("补证", "换证"), ("新办", "变更"), ("企业", "个体工商户"),
    ("甲级", "乙级"), ("生产", "销售"), ("城镇", "农村"), ("首次", "转移"), ("职工", "居民"), ("许可", "备案"),
)  # fmt: skip
_WRONG = str.maketrans(
    {
        "备": "被", "案": "按", "批": "皮", "证": "正", "业": "叶", "营": "赢", "记": "计", "施": "失", "医": "依",
        "建": "健", "工": "公", "学": "血", "险": "显", "保": "堡", "场": "厂", "机": "几", "食": "实", "城": "成",
    }
)  # fmt: skip
_TRADITIONAL = str.maketrans("业证备记设变销领务经营许办发审险机学医药车", "業證備記設變銷領務經營許辦發審險機學醫藥車")
_TAILS = (
    "（县级权限）",
    "（市级/县级）",
    "（省级下放）",
    "（新版）",
    "（含变更）",
    "（全程网办）",
    "（试行）",
    "（一般程序）",
)
_HEADS = ("黑龙江省", "全省", "对", "关于", "双鸭山市", "省级", "行政许可：")


@dataclass(frozen=True)
class Made:
    """A labelled pair of lists: which of theirs is which of ours, and by which disturbance."""

    ours: list[Listed]
    theirs: list[Listed]
    truth: dict[int, int]
    how: dict[int, str]


def _phrase(name: str, chance: random.Random) -> str:
    usable = [(one, two) for pair in _PHRASES for one, two in (pair, pair[::-1]) if one in name]
    one, two = chance.choice(usable) if usable else ("", "")
    return name.replace(one, two, 1) if one else f"{name}办理"


def _wrong_character(name: str, chance: random.Random) -> str:
    places = [place for place, each in enumerate(name) if each.translate(_WRONG) != each] or [0]
    place = chance.choice(places)
    return name[:place] + name[place].translate(_WRONG) + name[place + 1 :]


def _dropped(name: str, chance: random.Random) -> str:
    if len(name) < 8:
        return name.replace("的", "")
    place = chance.randrange(2, len(name) - 3)
    return name[:place] + name[place + chance.choice((1, 1, 2)) :]


def _moved(name: str, chance: random.Random) -> str:
    if len(name) < 9:
        return f"{name[-2:]}{name[:-2]}"
    act = chance.choice((2, 2, 3))
    return f"{name[-act:]}{name[:-act]}"


DISTURBANCES: dict[str, Callable[[str, random.Random], str]] = {
    "unchanged": lambda name, _: name,
    "brackets and level": lambda name, chance: name.replace("（", "(").replace("）", ")") + chance.choice(_TAILS),
    "place before it": lambda name, chance: chance.choice(_HEADS) + name,
    "act in other words": _phrase,
    "wrong character": _wrong_character,
    "traditional": lambda name, _: name.translate(_TRADITIONAL),
    "character dropped": _dropped,
    "order of words": _moved,
    "words inserted": lambda name, chance: name[: (cut := chance.randrange(1, len(name)))]
    + chance.choice(("有关", "类", "相关业务", "行政")) + name[cut:],
    "cut short": lambda name, chance: name[: max(5, int(len(name) * chance.uniform(0.6, 0.85)))],
}  # fmt: skip
STRENGTHS = (1, 1, 1, 2, 2, 3)
"""How many disturbances in a row, one after the other, a name may suffer."""


def items(part: int) -> list[tuple[str, str, str]]:
    """(name, parent's name, type) of the real items of one half, each name once."""
    with DATA.open(encoding="utf-8") as file:
        rows = {
            row["item_name"]: (row["item_name"], row["main_item"], row["task_type"]) for row in csv.DictReader(file)
        }
    return [row for place, row in enumerate(sorted(rows.values())) if place // 20 % 2 == part]


def make(seed: int, part: int, bulk: int = 0) -> Made:
    """A labelled pair of lists by that seed from one half of the items; blocks of neighbours stay in one half."""
    chance = random.Random(seed)
    rows = items(part)
    made = Made([], [], {}, {})
    real = {wording for half in (0, 1) for wording, _, _ in items(half)}
    for key, (name, parent, kind) in enumerate(rows):
        lot = chance.random()
        if lot < BOTH + ONLY_OURS:
            made.ours.append(Listed(key, name, kind=kind, parent=parent))
        if lot < BOTH:
            how, wording = _disturbed(name, chance)
            if wording != name and wording in real:  # disturbed into another item: nobody could say which is meant
                how, wording = "unchanged", name
            made.truth[key], made.how[key] = key, how
        elif lot < BOTH + ONLY_OURS:
            wording = _sibling(name, chance)
            if not wording or wording in real:
                continue
            key += 10_000
        else:
            _, wording = _disturbed(name, chance)
        other_kind = chance.choice(("01", "07", "10", "20")) if chance.random() < 0.08 else kind
        made.theirs.append(Listed(key, wording, kind=other_kind, parent=parent if chance.random() < 0.5 else ""))
    for number in range(bulk):
        name, _, kind = chance.choice(rows)
        _, wording = _disturbed(chance.choice(rows)[0][:8] + name[3:], chance)
        made.theirs.append(Listed(20_000 + number, wording, kind=kind))
    return made


def _disturbed(name: str, chance: random.Random) -> tuple[str, str]:
    chosen = chance.sample(sorted(DISTURBANCES), chance.choice(STRENGTHS))
    for how in chosen:
        name = DISTURBANCES[how](name, chance)
    return (chosen[0] if len(chosen) == 1 else f"{len(chosen)} at once"), name


def _sibling(name: str, chance: random.Random) -> str:
    usable = [(one, two) for pair in _SIBLINGS for one, two in (pair, pair[::-1]) if one in name]
    one, two = chance.choice(usable) if usable else ("", "")
    return name.replace(one, two, 1) if one else ""


Found = dict[int, int]


def ours_sure(made: Made) -> Found:
    """The matcher's sure pairs, theirs -> ours."""
    return {pair.theirs: pair.ours for pair in match(made.ours, made.theirs).sure}


def with_a_person(made: Made) -> tuple[Found, int, int]:
    """The pairs after a person chose rightly among the shown candidates; how many he had to look at; candidates."""
    outcome = match(made.ours, made.theirs)
    found = {pair.theirs: pair.ours for pair in outcome.sure}
    for key, some in outcome.doubtful.items():
        if made.truth.get(key) in {pair.ours for pair in some}:
            found[key] = made.truth[key]
    return found, len(outcome.doubtful), sum(map(len, outcome.doubtful.values()))


def cosine(made: Made, least: float = 0.4) -> Found:
    """The best of ours by cosine of character bigrams, from 0.4 on: what OpenCPS does."""

    def vector(name: str) -> Counter[str]:
        return Counter(name[place : place + 2] for place in range(len(name) - 1))

    mine = {item.key: vector(item.name) for item in made.ours}
    length = {key: math.sqrt(sum(n * n for n in each.values())) or 1.0 for key, each in mine.items()}
    index: dict[str, list[int]] = defaultdict(list)
    for key, each in mine.items():
        for gram in each:
            index[gram].append(key)
    found = {}
    for item in made.theirs:
        asked, scores = vector(item.name), defaultdict(float)
        for gram, number in asked.items():
            for key in index[gram]:
                scores[key] += number * mine[key][gram]
        own = math.sqrt(sum(n * n for n in asked.values())) or 1.0
        best = max(scores, key=lambda key: scores[key] / length[key], default=None)
        if best is not None and scores[best] / length[best] / own >= least:
            found[item.key] = best
    return found


def edit(made: Made, least: float) -> Found:
    """The best of ours by plain edit ratio, from a least ratio on."""
    names = {item.key: item.name for item in made.ours}
    found = {}
    for item in made.theirs:
        best = process.extractOne(item.name, names, scorer=fuzz.ratio, score_cutoff=100 * least)
        if best:
            found[item.key] = best[2]
    return found


def scores(made: Made, found: Found) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean."""
    right = sum(made.truth.get(key) == value for key, value in found.items())
    precision, recall = right / (len(found) or 1), right / len(made.truth)
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


def interval(values: list[float]) -> str:
    """Mean with the 95 % interval of the mean over seeds, in percent."""
    half = NormalDist().inv_cdf(0.975) * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return f"{100 * mean(values):.1f} ± {100 * half:.1f}"


Row = tuple[tuple[float, ...], float]


def fit(seeds: range) -> list[tuple[float, tuple[float, ...]]]:
    """Bias and weights, of a pair's own measures and then of those beside its rivals, by gradient descent on the
    candidates of the fitting half, a little drawn towards nought.
    """
    rows: list[Row] = []
    lists = []
    for seed in seeds:
        made = make(seed, 0)
        mine, other = (pairing._Side.of(side, ()) for side in (made.ours, made.theirs))
        scorer = pairing._Scorer(mine, other)
        best: list[tuple[int, int, tuple[float, ...]]] = []
        for one, two, _ in scorer.candidates(set(mine.items), set(other.items)):
            ours, theirs = mine.items[one], other.items[two]
            tried = [
                likeness.measures(name, rival, scorer.rarity, ours.kind == theirs.kind)
                for name in mine.names[one]
                for rival in other.names[two]
            ]
            best.append((one, two, max(tried, key=lambda each: each[1])))
        rows += [(measured, float(made.truth.get(two) == one)) for one, two, measured in best]
        lists.append((made, best))
    bias, slopes = _descend(rows)
    beside: list[Row] = []
    for made, best in lists:
        scored = [(one, two, likeness._logistic(bias, slopes, measured)) for one, two, measured in best]
        truths = [float(made.truth.get(two) == one) for one, two, _ in scored]
        beside += list(zip(likeness.rival_measures(scored), truths, strict=True))
    return [(bias, slopes), _descend(beside)]


def _descend(rows: list[Row], rounds: int = 40, draw: float = 1e-5) -> tuple[float, tuple[float, ...]]:
    chance, bias, slopes = random.Random(0), 0.0, [0.0] * len(rows[0][0])
    for turn in range(rounds):
        step = 0.2 / (1 + turn / 4)
        chance.shuffle(rows)
        for measured, truth in rows:
            said = 1 / (1 + math.exp(-max(-30, min(30, bias + sum(map(float.__mul__, slopes, measured))))))
            gap = step * (truth - said)
            bias += gap
            for place, each in enumerate(measured):
                slopes[place] += gap * each - step * draw * slopes[place]
    return bias, tuple(slopes)


def report(seeds: range, part: int, best_edit: float) -> list[str]:
    """The lines of the table."""
    columns: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    looked, candidates, thousand = [], [], []
    for seed in seeds:
        made = make(seed, part)
        sure, plain, ratio = ours_sure(made), cosine(made), edit(made, best_edit)
        asked, number, shown = with_a_person(made)
        named = {"yimen, sure pairs": sure, "yimen, after a person looked": asked,
                 "cosine of bigrams from 0.4": plain, f"edit ratio from {best_edit:.2f}": ratio}  # fmt: skip
        for name, found in named.items():
            columns[name].append(scores(made, found))
        looked.append(number / len(made.theirs))
        candidates.append(shown / max(number, 1))
        thousand.append(len(made.theirs))
        for key, how in made.how.items():
            kinds[how][0] += 1
            for place, found in enumerate((sure, asked, plain, ratio), start=1):
                kinds[how][place] += found.get(key) == made.truth[key]
    lines = ["| matcher | precision, % | recall, % | F1, % |", "| --- | --: | --: | --: |"]
    for name, rows in columns.items():
        lines.append(f"| {name} | " + " | ".join(interval([row[place] for row in rows]) for place in range(3)) + " |")
    lines += ["", f"To look at: {interval(looked)} % of the province's items, {mean(candidates):.1f} candidates each "
              f"({mean(thousand):.0f} items a list, {len(seeds)} seeds).", ""]  # fmt: skip
    lines += [
        "| disturbance | pairs | sure, % | after a person, % | cosine, % | edit, % |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for how, (total, *found) in sorted(kinds.items()):
        lines.append(f"| {how} | {total} | " + " | ".join(f"{100 * each / total:.1f}" for each in found) + " |")
    return lines


def main() -> None:
    """Prints the report, or the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--tuning", action="store_true", help="figures on the fitting half, to choose thresholds by")
    parser.add_argument("--size", type=int, default=0, help="so many more items of the province, for the time")
    asked = parser.parse_args()
    if asked.fit:
        for prefix, (bias, slopes) in zip(("", "RIVALS_"), fit(FITTING), strict=True):
            print(f"{prefix}BIAS = {bias:.2f}\n{prefix}WEIGHTS = ({', '.join(f'{each:.2f}' for each in slopes)})")
        return
    if asked.size:
        made = make(REPORTING[0], 1, asked.size)
        made.ours.extend(Listed(50_000 + place, name, kind=kind, parent=parent)
                         for place, (name, parent, kind) in enumerate(items(0)))  # fmt: skip
        start = time.perf_counter()
        outcome = match(made.ours, made.theirs)
        took = time.perf_counter() - start
        print(f"{len(made.ours)} × {len(made.theirs)} items in {took:.1f} s: {len(outcome.sure)} sure, "
              f"{len(outcome.doubtful)} doubtful")  # fmt: skip
        return
    grid = [place / 20 for place in range(8, 20)]
    tuned = max(
        grid,
        key=lambda least: mean(scores(made, edit(made, least))[2] for made in (make(seed, 0) for seed in FITTING[:3])),
    )
    print("\n".join(report(FITTING if asked.tuning else REPORTING, 0 if asked.tuning else 1, tuned)))
    print(f"\nsure from {weights.SURE}, doubtful from {weights.DOUBTFUL}")


if __name__ == "__main__":
    main()
