"""The estimator against populations that are known: unbiased, covering, and exact where all was read."""

from random import Random

import pytest

from yimen.evidence.review.estimation import (
    Read,
    Weighed,
    agreement,
    brier,
    domain,
    exact,
    stratified,
    wilson,
)
from yimen.evidence.review.sampling import allocate, draw, spread

# Stratum -> (how many, share that is real), as findings come: nearly all right where the engine is sure.
POPULATIONS = {
    "as the engine hopes": {"a": (40, 0.55), "b": (60, 0.8), "c": (100, 0.93), "d": (800, 0.985)},
    "an engine that believes too much": {"a": (400, 0.3), "b": (300, 0.7), "c": (200, 0.9)},
    "small strata beside a large sure one": {"a": (20, 0.5), "b": (30, 0.9), "c": (15, 1.0), "d": (3000, 0.995)},
    "bands that mean nothing": {"a": (500, 0.97), "b": (500, 0.97), "c": (500, 0.97), "d": (500, 0.97)},
    "what was let pass": {"a": (200, 0.02), "b": (5000, 0.004)},
}
BANDS = {"a": (0.5, 0.85), "b": (0.85, 0.95), "c": (0.95, 0.99), "d": (0.99, 1.0)}
DRAWS = 400


def drawn_many_times(name: str, budget: int) -> tuple[float, float, float]:
    """(mean estimate less truth, share of intervals that hold the truth, mean half width) over seeded draws."""
    people = {
        key: [1] * round(n * share) + [0] * (n - round(n * share)) for key, (n, share) in POPULATIONS[name].items()
    }
    sizes = {key: len(each) for key, each in people.items()}
    truth = sum(map(sum, people.values())) / sum(sizes.values())
    wanted = allocate(sizes, {key: spread(*BANDS[key]) for key in sizes}, budget=budget)
    error = held = width = 0.0
    for number in range(DRAWS):
        places = draw(f"{name}:{number}", sizes, wanted)
        found = []
        for key, each in people.items():
            yes = sum(each[place] for place in places[key])
            found.append(Read(sizes[key], yes, wanted[key] - yes))
        estimate = stratified(found)
        assert estimate is not None
        error += estimate.share - truth
        held += estimate.low - 1e-9 <= truth <= estimate.high + 1e-9
        width += estimate.half_width
    return error / DRAWS, held / DRAWS, width / DRAWS


@pytest.mark.parametrize("budget", [40, 160])
@pytest.mark.parametrize("name", POPULATIONS)
def test_over_many_draws_the_estimate_is_unbiased_and_its_interval_holds_the_truth(name: str, budget: int) -> None:
    bias, held, width = drawn_many_times(name, budget)
    # A mean of 400 estimates strays by a twentieth of one's own deviation; four of those are no accident.
    assert abs(bias) < 4 * width / 1.96 / DRAWS**0.5
    assert held >= 0.92


def test_an_estimator_that_forgot_the_weights_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from yimen.evidence.review import estimation

    real = estimation.stratified

    def careless(strata: list[Read]) -> object:
        return real([Read(100, each.yes, each.no) for each in strata if each.answered <= 100])

    monkeypatch.setitem(globals(), "stratified", careless)
    bias, held, width = drawn_many_times("as the engine hopes", 40)
    assert abs(bias) >= 4 * width / 1.96 / DRAWS**0.5
    assert held < 0.92


def test_the_exact_interval_of_a_stratum_covers_at_every_share() -> None:
    """Every population of 40, every outcome of a sample of 12: the chance that the interval holds the truth."""
    from math import comb

    for yes in range(41):
        covered = sum(
            comb(yes, seen) * comb(40 - yes, 12 - seen)
            for seen in range(max(0, 12 - (40 - yes)), min(12, yes) + 1)
            if exact(seen, 12, 40)[0] - 1e-9 <= yes / 40 <= exact(seen, 12, 40)[1] + 1e-9
        )
        assert covered / comb(40, 12) >= 0.95 - 1e-9


def test_the_exact_interval_is_clopper_and_pearsons_where_the_population_is_endless() -> None:
    assert exact(8, 10, 2_000_000) == pytest.approx((0.44390, 0.97479), abs=1e-4)
    assert exact(10, 10, 2_000_000) == pytest.approx((0.69150, 1), abs=1e-4)
    assert exact(7, 10, 10) == (0.7, 0.7)
    with pytest.raises(ValueError, match="no answers"):
        exact(0, 0, 10)


def test_wilsons_interval_is_as_published() -> None:
    """Newcombe (1998), Table I: 81 of 263, and 0 of 20."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)


def test_a_stratum_without_an_answer_leaves_no_estimate() -> None:
    assert stratified([Read(10, 5, 3), Read(90, 0, 0, unclear=4)]) is None
    assert stratified([]) is None
    assert stratified([Read(10, 5, 3), Read(0, 0, 0)]) is not None


def test_what_was_unclear_is_shown_by_how_far_it_could_move_the_share() -> None:
    estimate = stratified([Read(100, 6, 2, unclear=2)])
    assert estimate is not None
    assert (estimate.share, estimate.worst, estimate.best) == pytest.approx((0.75, 0.6, 0.8))
    assert estimate.answered == 8


def test_all_read_leaves_no_doubt() -> None:
    estimate = stratified([Read(8, 6, 2), Read(4, 4, 0)])
    assert estimate is not None
    assert estimate.low == estimate.high == pytest.approx(10 / 12)


def test_a_rules_share_weighs_each_answer_by_what_it_stands_for() -> None:
    answers = [Weighed(9, True), Weighed(9, True), Weighed(1, False), Weighed(1, False)]
    found = domain(answers)
    assert found is not None
    assert found[0] == pytest.approx(0.9)
    assert found[1:] == pytest.approx(wilson(0.9, 400 / 164))
    assert domain([]) is None


def test_briers_score_is_nought_for_the_all_knowing_and_a_quarter_for_a_coin() -> None:
    truth = [Random(1).random() < 0.5 for _ in range(50)]
    assert brier([Weighed(1, yes, float(yes)) for yes in truth]) == 0
    assert brier([Weighed(2, yes, 0.5) for yes in truth]) == pytest.approx(0.25)
    assert brier([]) is None


def test_agreement_is_as_in_the_literature() -> None:
    """Cohen's own table of two raters, and the paradox of Feinstein and Cicchetti (1990) that AC1 was made for."""
    pairs = [("real", "real")] * 20 + [("real", "not")] * 5 + [("not", "real")] * 10 + [("not", "not")] * 15
    found = agreement(pairs, ("real", "not"))
    assert found is not None
    assert found.kappa == pytest.approx(0.4)
    assert found.observed == pytest.approx(0.7)
    lopsided = [("real", "real")] * 118 + [("real", "not")] * 5 + [("not", "real")] * 2
    paradox = agreement(lopsided, ("real", "not"))
    assert paradox is not None
    assert paradox.kappa is not None
    assert paradox.kappa < 0
    assert paradox.ac1 == pytest.approx(0.94, abs=0.01)
    one_word = agreement([("real", "real")] * 3, ("real", "not"))
    assert one_word is not None
    assert (one_word.kappa, one_word.ac1) == (None, 1)
    assert agreement([], ("real", "not")) is None
