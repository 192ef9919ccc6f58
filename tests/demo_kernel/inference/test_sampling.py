"""Sampling: exact probabilities, cuts of the ranking, frozen random numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from demo_kernel.inference import row_sampler
from demo_kernel.inference.sampling import (
    LARGE,
    Distribution,
    Sampler,
    rank_order,
    surprises,
    top_candidates,
    uniform,
)

LOGITS = np.log(np.array([0.1, 0.4, 0.2, 0.25, 0.05], dtype=np.float32))
vectors = hnp.arrays(np.float32, st.integers(2, 60), elements=st.floats(-40, 40, width=32))


def names(distribution: Distribution, sampler: Sampler) -> list[tuple[str, int]]:
    return [(after.name, after.kept) for after in distribution.after_controls(sampler)]


def test_the_uniform_numbers_of_a_seed_never_change() -> None:
    assert [uniform(0, position) for position in range(3)] == [
        0.6524484863740322,
        0.7012121095215252,
        0.3871241409757855,
    ]
    assert uniform(42, 7) == 0.7347204584623639
    assert len({uniform(7, position) for position in range(1000)}) == 1000
    assert len({uniform(seed, 3) for seed in range(1000)}) == 1000


def test_the_uniform_numbers_are_uniform() -> None:
    numbers = np.array([uniform(seed, position) for seed in range(60) for position in range(60)])
    counts, _ = np.histogram(numbers, bins=20, range=(0, 1))
    expected = numbers.size / 20
    chi_square = float(((counts - expected) ** 2 / expected).sum())
    assert chi_square < 43.8  # 0.1 % of fair generators exceed this with 19 degrees of freedom


def test_probabilities_are_the_softmax_over_the_whole_vocabulary() -> None:
    distribution = Distribution(LOGITS)
    assert distribution.ranked == pytest.approx([0.4, 0.25, 0.2, 0.1, 0.05], abs=1e-7)
    assert distribution.order.tolist() == [1, 3, 2, 0, 4]
    assert distribution.rest(2) == pytest.approx(0.35, abs=1e-7)
    assert distribution.rank(0) == 4
    assert distribution.probability(3) == pytest.approx(0.25, abs=1e-7)
    assert top_candidates(distribution, 2) == [
        (1, pytest.approx(0.4, abs=1e-7)),
        (3, pytest.approx(0.25, abs=1e-7)),
    ]


def test_entropy_of_a_uniform_distribution_is_the_logarithm_of_its_size() -> None:
    assert Distribution(np.zeros(4096, dtype=np.float32)).entropy_bits == pytest.approx(12.0)


def test_each_control_keeps_a_first_part_of_the_ranking() -> None:
    distribution = Distribution(LOGITS)
    assert names(distribution, Sampler(top_k=3)) == [("softmax", 5), ("top_k", 3)]
    assert names(distribution, Sampler(top_p=0.65)) == [("softmax", 5), ("top_p", 2)]
    assert names(distribution, Sampler(top_p=0.66)) == [("softmax", 5), ("top_p", 3)]
    assert names(distribution, Sampler(min_p=0.49)) == [("softmax", 5), ("min_p", 3)]
    assert (
        names(distribution, Sampler(temperature=0.5, top_k=4, top_p=0.9, min_p=0.3))[1][0]
        == "temperature"
    )


def test_temperature_raises_probabilities_to_its_inverse_power() -> None:
    after = Distribution(LOGITS).after_controls(Sampler(temperature=0.5))[-1]
    squares = np.array([0.4, 0.25, 0.2, 0.1, 0.05]) ** 2
    assert after.probabilities == pytest.approx(squares / squares.sum(), abs=1e-6)


def test_temperature_zero_takes_the_likeliest_that_is_allowed() -> None:
    distribution = Distribution(LOGITS)
    assert distribution.sample(Sampler(temperature=0), 0.999) == 1
    assert distribution.sample(Sampler(temperature=0, banned=frozenset({1})), 0.999) == 3


def test_a_banned_token_is_never_drawn_but_keeps_its_probability() -> None:
    distribution = Distribution(LOGITS)
    drawn = {
        distribution.sample(Sampler(banned=frozenset({1, 0})), number / 100)
        for number in range(100)
    }
    assert drawn == {2, 3, 4}
    assert distribution.probability(1) == pytest.approx(0.4, abs=1e-7)


def test_a_draw_lays_the_bars_side_by_side_in_rank_order() -> None:
    distribution = Distribution(LOGITS)
    drawn = [
        distribution.sample(Sampler(), number)
        for number in (0.0, 0.39, 0.41, 0.64, 0.66, 0.86, 0.96)
    ]
    assert drawn == [1, 1, 3, 3, 2, 0, 4]


def test_a_temperature_near_zero_takes_the_likeliest_whatever_the_number() -> None:
    distribution = Distribution(LOGITS)
    cold = Sampler(temperature=0.01)
    assert {distribution.sample(cold, number) for number in (0.0, uniform(5, 2), 0.999)} == {1}


def test_frequencies_approach_the_probabilities() -> None:
    distribution = Distribution(LOGITS)
    counts = np.bincount(
        [distribution.sample(Sampler(seed=s), uniform(s, 0)) for s in range(4000)], minlength=5
    )
    # Four standard deviations of the likeliest one's count.
    assert counts / 4000 == pytest.approx(np.exp(LOGITS), abs=0.03)


def test_impossible_entries_have_no_place_in_the_entropy() -> None:
    logits = np.array([0.0, -np.inf, 0.0], dtype=np.float32)
    distribution = Distribution(logits)
    assert distribution.entropy_bits == pytest.approx(1.0)
    assert {distribution.sample(Sampler(), n / 10) for n in range(10)} == {0, 2}


@given(vectors)
def test_the_order_falls_and_breaks_ties_by_id(logits: np.ndarray) -> None:
    order = rank_order(logits)
    expected = sorted(range(logits.size), key=lambda i: (-float(logits[i]), i))
    assert order.tolist() == expected


@given(
    vectors,
    st.floats(0, 10),
    st.none() | st.integers(1, 80),
    st.none() | st.floats(1e-6, 1),
    st.none() | st.floats(0, 1),
    st.floats(0, 1, exclude_max=True),
)
def test_every_setting_draws_an_entry_that_was_kept(
    logits: np.ndarray,
    temperature: float,
    top_k: int | None,
    top_p: float | None,
    min_p: float | None,
    u: float,
) -> None:
    distribution = Distribution(logits)
    sampler = Sampler(temperature, top_k, top_p, min_p)
    last = distribution.after_controls(sampler)[-1]
    assert math.isclose(float(last.probabilities.sum()), 1.0, rel_tol=1e-9)
    rank = distribution.rank(distribution.sample(sampler, u))
    assert last.probabilities[rank - 1] > 0


any_spread = pytest.mark.parametrize("spread", [0.3, 3.0, 12.0])
any_sampler = pytest.mark.parametrize(
    "sampler",
    [
        Sampler(),
        Sampler(temperature=0.7, top_p=0.9),
        Sampler(temperature=1.6, top_k=40),
        Sampler(top_k=20_000),
        Sampler(top_p=0.9999),
        Sampler(min_p=0.05, top_k=300),
        Sampler(min_p=1e-9),
        Sampler(temperature=0),
        Sampler(temperature=0.5, banned=frozenset({3, 77})),
        Sampler(temperature=4.0, top_k=500, top_p=0.8, min_p=0.02),
        Sampler(temperature=0.05, top_p=1.0),
        Sampler(top_k=1),
    ],
)


def large_row(spread: float) -> tuple[np.random.Generator, np.ndarray]:
    generator = np.random.default_rng(5)
    logits = np.round(generator.normal(0, spread, LARGE + 800), 1).astype(np.float32)  # with ties
    logits[3] = logits.max() + 1
    return generator, logits


@any_spread
@any_sampler
def test_a_large_vocabulary_is_sampled_as_if_all_of_it_were_ranked(
    sampler: Sampler, spread: float
) -> None:
    generator, logits = large_row(spread)
    distribution = Distribution(logits)
    numbers = [0.0, *generator.random(40).tolist(), 1 - 1e-4, 1 - 1e-9]
    found = [Distribution(logits).sample(sampler, number) for number in numbers]
    assert found == distribution.sample_each(sampler, numbers)


@any_spread
@any_sampler
def test_the_bars_of_a_large_vocabulary_are_those_of_all_of_it_ranked(
    sampler: Sampler, spread: float
) -> None:
    _, logits = large_row(spread)
    distribution = Distribution(logits)
    ranked = distribution.after_controls(sampler)
    found = distribution.after_controls(sampler, 60)
    assert [after.name for after in found] == [after.name for after in ranked]
    for few, before, all_ in zip(found, [ranked[0], *ranked], ranked, strict=False):
        assert few.probabilities.shape == (60,)
        assert few.probabilities == pytest.approx(all_.probabilities[:60], rel=1e-9, abs=1e-300)
        # Sums of other order may end elsewhere in a tail that weighs no more than their rounding.
        least, most = sorted([few.kept, all_.kept])
        assert (before.probabilities + all_.probabilities)[least:most].sum() < 1e-12


def test_the_figures_of_a_large_vocabulary_are_those_of_all_its_probabilities() -> None:
    generator = np.random.default_rng(6)
    rows = np.round(generator.normal(0, 4, (2, LARGE + 803)), 1).astype(np.float32)  # with ties
    rows[:, :7] = -np.inf
    for logits in rows:
        distribution = Distribution(logits)
        powers = np.exp(logits.astype(np.float64) - logits.max())
        exact = powers / powers.sum()
        order = rank_order(logits)
        places = [0, 1, 40, LARGE, logits.size - 1]
        assert top_candidates(distribution, 50) == [
            (id_, pytest.approx(exact[id_], rel=1e-13)) for id_ in order[:50].tolist()
        ]
        assert distribution.rest(50) == pytest.approx(exact[order[50:]].sum(), rel=1e-12)
        assert [distribution.rank(int(order[place])) for place in places] == [n + 1 for n in places]
        possible = exact[exact > 0]
        entropy = float(-(possible * np.log2(possible)).sum())
        assert distribution.entropy_bits == pytest.approx(entropy, rel=1e-13)
        cooler = distribution.at_temperature(0.5)
        assert cooler.probability(int(order[0])) == pytest.approx(
            (exact[order[0]] ** 2) / (exact**2).sum(), rel=1e-12
        )
    tokens = [int(rank_order(row)[3]) for row in rows]
    found = surprises(rows, tokens)
    assert [surprise.rank for surprise in found] == [4, 4]


def test_logits_that_are_no_numbers_are_left_to_the_ranking() -> None:
    logits = np.zeros(LARGE + 1, dtype=np.float32)
    logits[5] = np.nan
    assert row_sampler.sample(logits, Sampler(), 0.5) is None
    assert row_sampler.sample(np.full_like(logits, -np.inf), Sampler(), 0.5) is None
    assert row_sampler.likeliest(logits, 3) is None
    assert row_sampler.after_controls(logits, Sampler(), 3) is None


def test_impossible_entries_are_not_among_the_likeliest() -> None:
    logits = np.full(LARGE + 1, -np.inf, dtype=np.float32)
    logits[[7, 2, 9]] = [1.0, 0.0, 1.0]
    head = row_sampler.likeliest(logits, 2)
    assert head is not None
    assert head.ids.tolist() == [7, 9]
    assert head.rest == pytest.approx(math.exp(-1))
    # More than are possible: left to the ranking.
    assert row_sampler.likeliest(logits, 4) is None
    assert Distribution(logits).likeliest(4).tolist() == [7, 9, 2, 0]
