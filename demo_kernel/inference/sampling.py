"""From logits to a drawn token: the full distribution, the cuts, and random numbers that do not move.

Probabilities are taken over the whole vocabulary before anything is cut off. Entries are kept in order of falling
probability; temperature does not change that order, and top-k, top-p and min-p each keep a first part of it, so a
cut is a number of entries kept. A draw lays the kept entries side by side in that order on [0, 1) and looks where the
uniform number falls.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def uniform(seed: int, position: int) -> float:
    """A number in [0, 1) that depends on seed and position alone: frozen, whatever the sliders say.

    SplitMix64 (Steele, Lea and Flood 2014), used as a counter: the stream is chosen by the seed, the place in it by the
    position, so there is no state to carry and nothing that another request could advance.
    """
    stream = _mix((seed + _GOLDEN) & _MASK)
    return (_mix((stream + (position + 1) * _GOLDEN) & _MASK) >> 11) * 2.0**-53


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


@dataclass(frozen=True)
class Sampler:
    """How a token is drawn. Raises nothing; bounds are checked on the wire."""

    temperature: float = 1.0
    """0 takes the likeliest token."""
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    seed: int = 0
    banned: frozenset[int] = frozenset()
    """Dense IDs that may not be drawn, e.g. the tool call's when there are no tools; they stay in the distribution."""


StageName = Literal["softmax", "banned", "temperature", "top_k", "top_p", "min_p"]


@dataclass(frozen=True)
class Stage:
    """What one control of the sampler made of the distribution."""

    name: StageName
    """`softmax`, then those in use of `banned`, `temperature`, `top_k`, `top_p`, `min_p`."""
    kept: int
    """How many entries can still be drawn."""
    probabilities: Floats = field(repr=False)
    """Of the entries in rank order (V,), summing to 1; 0 for those cut off."""


class Distribution:
    """One next-token distribution over the whole vocabulary at temperature 1, in float64."""

    def __init__(self, logits: NDArray[np.float32]) -> None:
        """`logits` (V,); an entry of −inf is impossible."""
        self.order: NDArray[np.int64] = rank_order(logits)
        """Dense IDs by falling probability; of equals the lower ID first. (V,)"""
        self._set(logits.astype(np.float64) - float(logits[self.order[0]]))

    def _set(self, shifted: Floats) -> None:
        """From logits less the highest (V,), by dense ID."""
        self._shifted = shifted
        self._powers: Floats = np.exp(shifted)
        self._total = float(self._powers.sum())

    def at_temperature(self, temperature: float) -> Distribution:
        """The distribution that this temperature above 0 makes of it; the order stays."""
        other = object.__new__(Distribution)
        other.order = self.order
        other._set(self._shifted / temperature)
        return other

    @cached_property
    def log_probabilities(self) -> Floats:
        """Natural logarithms, by dense ID. (V,)"""
        return self._shifted - math.log(self._total)

    @cached_property
    def ranked(self) -> Floats:
        """Probabilities by rank. (V,)"""
        ranked: Floats = self._powers[self.order] / self._total
        return ranked

    @cached_property
    def entropy_bits(self) -> float:
        """Shannon entropy over the full vocabulary: ln Σ e^x − Σ p x, in bits."""
        finite = (
            self._shifted
            if self._shifted.min() > -np.inf
            else np.where(self._powers > 0, self._shifted, 0.0)
        )
        nats = math.log(self._total) - float(self._powers @ finite) / self._total
        return max(0.0, nats / math.log(2))

    def logprob(self, token: int) -> float:
        """Natural logarithm of the probability of one dense ID."""
        return float(self._shifted[token]) - math.log(self._total)

    def probability(self, token: int) -> float:
        """Of one dense ID."""
        return float(self._powers[token]) / self._total

    def rank(self, token: int) -> int:
        """1 is the likeliest."""
        return int(np.flatnonzero(self.order == token)[0]) + 1

    def rest(self, count: int) -> float:
        """Probability mass of all entries but the `count` likeliest."""
        return max(0.0, float(self.ranked[count:].sum()))

    def stages(self, sampler: Sampler) -> list[Stage]:
        """The distribution after each control that is in use, beginning with the plain softmax."""
        now = self.ranked
        stages = [Stage("softmax", int(np.count_nonzero(now)), now)]

        def cut(name: StageName, probabilities: Floats) -> None:
            nonlocal now
            now = probabilities
            stages.append(Stage(name, int(np.count_nonzero(now)), now))

        if sampler.banned:
            cut("banned", self._without(sampler.banned))
        if sampler.temperature != 1.0:
            cut("temperature", _at_temperature(now, sampler.temperature))
        if sampler.top_k is not None:
            cut("top_k", _keep(now, sampler.top_k))
        if sampler.top_p is not None:
            cut("top_p", _keep(now, _top_p_count(now, sampler.top_p)))
        if sampler.min_p is not None:
            cut("min_p", _keep(now, int(np.count_nonzero(now >= sampler.min_p * now.max()))))
        return stages

    def _after_all(self, sampler: Sampler) -> Floats:
        """Probabilities by rank (V,) after every control."""
        plain = Sampler(seed=sampler.seed)
        return self.ranked if sampler == plain else self.stages(sampler)[-1].probabilities

    def _without(self, banned: Collection[int]) -> Floats:
        """Probabilities by rank (V,) with some entries made impossible, right even if they had nearly all the mass."""
        logarithms = np.where(
            np.isin(self.order, list(banned)), -np.inf, self.log_probabilities[self.order]
        )
        return _normalised(np.exp(logarithms - logarithms.max()))

    def draw(self, sampler: Sampler, number: float) -> int:
        """The dense ID on which a uniform number in [0, 1) falls."""
        if sampler.temperature == 0 and not sampler.banned:
            return int(self.order[0])
        return self.draws(sampler, [number])[0]

    def draws(self, sampler: Sampler, numbers: Sequence[float]) -> list[int]:
        """The dense ID on which each of some uniform numbers in [0, 1) falls; the sampler's seed is not asked for."""
        edges = np.cumsum(self._after_all(sampler))  # (V,)
        places = np.searchsorted(edges, np.asarray(numbers) * edges[-1], side="right")
        last = np.searchsorted(edges, edges[-1], side="left")  # rounding must not reach a cut entry
        drawn: list[int] = self.order[np.minimum(places, last)].tolist()
        return drawn


def rank_order(logits: NDArray[np.float32]) -> NDArray[np.int64]:
    """Dense IDs by falling logit, of equals the lower ID first: one integer sort. (V,) → (V,)"""
    bits = logits.view(np.int32).astype(np.int64)
    # As integers, float32 bit patterns order like the numbers, except that negative ones run backwards.
    ascending = np.where(bits >= 0, bits, -(bits & 0x7FFFFFFF))
    keys = (-ascending << 32) | np.arange(logits.size, dtype=np.int64)
    keys.sort()
    return keys & 0xFFFFFFFF


class Surprise(NamedTuple):
    """How expected a token was where it stood."""

    probability: float
    rank: int
    entropy_bits: float


def surprises(logits: NDArray[np.float32], tokens: Sequence[int]) -> list[Surprise]:
    """For each row of logits (T, V), how expected the token that really came next was. Ranks as in `rank_order`."""
    rows = np.arange(len(tokens))
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)  # (T, V)
    powers = np.exp(shifted)
    totals = powers.sum(axis=1)  # (T,)
    entropies = (
        np.log(totals) - (powers * np.where(powers > 0, shifted, 0.0)).sum(axis=1) / totals
    ) / math.log(2)
    own = logits[rows, list(tokens)][:, None]  # (T, 1)
    before = (logits == own) & (np.arange(logits.shape[1])[None, :] < np.asarray(tokens)[:, None])
    ranks = (logits > own).sum(axis=1) + before.sum(axis=1) + 1
    probabilities = powers[rows, list(tokens)] / totals
    return [
        Surprise(*row)
        for row in zip(probabilities.tolist(), ranks.tolist(), entropies.tolist(), strict=True)
    ]


def top_candidates(distribution: Distribution, count: int) -> list[tuple[int, float]]:
    """The `count` likeliest dense IDs with their probabilities."""
    ids, probabilities = distribution.order[:count].tolist(), distribution.ranked[:count].tolist()
    return list(zip(ids, probabilities, strict=True))


def mean_logprob(logprobs: Sequence[float]) -> float:
    """Natural logarithm of the geometric mean probability; 0.0 for none."""
    return sum(logprobs) / len(logprobs) if logprobs else 0.0


def _normalised(probabilities: Floats) -> Floats:
    total = float(probabilities.sum())
    return probabilities / total if total > 0 else probabilities


def _at_temperature(ranked: Floats, temperature: float) -> Floats:
    first = int(np.argmax(ranked))
    if temperature == 0:
        return _one_hot(ranked.size, first)
    with np.errstate(divide="ignore", over="ignore"):
        logarithms = np.log(ranked)
        powers = np.exp((logarithms - logarithms[first]) / temperature)
    return _normalised(powers)


def _one_hot(size: int, place: int) -> Floats:
    probabilities = np.zeros(size)
    probabilities[place] = 1.0
    return probabilities


def _keep(now: Floats, count: int) -> Floats:
    """The `count` likeliest entries (at least one) that are still possible, made to sum to 1 again."""
    possible = np.flatnonzero(now)
    kept = np.zeros_like(now)
    first = possible[: max(1, count)]
    kept[first] = now[first]
    return _normalised(kept)


def _top_p_count(now: Floats, top_p: float) -> int:
    """The fewest entries whose mass reaches `top_p` (nucleus sampling, Holtzman et al. 2020)."""
    possible = now[now > 0]
    return int(np.searchsorted(np.cumsum(possible), top_p * (1 - 1e-12), side="left")) + 1
