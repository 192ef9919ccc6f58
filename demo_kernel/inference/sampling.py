"""Sample a token from logits: the distribution, the controls, random numbers that stay.

Probabilities are computed over the whole vocabulary before anything is cut off. Entries are kept in
order of falling probability. Temperature does not change that order, and top-k, top-p and min-p
each keep a first part of it, so a cut is a number of entries kept. To sample is to lay the kept
entries side by side on [0, 1) in that order and to see where a uniform number falls.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demo_kernel.inference import row_sampler

Floats = NDArray[np.float64]

LARGE = 8192
"""Entries of a vocabulary above which row_sampler.c samples and adds up, where there is one."""

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def uniform(seed: int, position: int) -> float:
    """Return a number in [0, 1) that depends on seed and position alone.

    So it stays the same whatever the controls are set to. SplitMix64 (Steele, Lea and Flood 2014),
    used as a counter: the seed chooses the stream and the position the place in it. There is no
    state to carry, and nothing that another request could advance.
    """
    stream = _mix((seed + _GOLDEN) & _MASK)
    # 53 bits are what a double holds exactly.
    return (_mix((stream + (position + 1) * _GOLDEN) & _MASK) >> 11) * 2.0**-53


def _mix(z: int) -> int:
    """Return SplitMix64's output for one state: 64 bits, well mixed."""
    # Python's integers have no width, so each product is cut to 64 bits by hand.
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


@dataclass(frozen=True)
class Sampler:
    """The controls that a token is sampled with; their bounds are checked on the wire."""

    temperature: float = 1.0
    """0 samples the likeliest token."""
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    seed: int = 0
    banned: frozenset[int] = frozenset()
    """Dense IDs that may not be sampled, e.g. the tool call's when there are no tools.

    They stay in the distribution that is shown.
    """


ControlName = Literal["softmax", "banned", "temperature", "top_k", "top_p", "min_p"]


@dataclass(frozen=True)
class AfterControl:
    """What one control of the sampler made of the distribution."""

    name: ControlName
    """`softmax`, then those in use of `banned`, `temperature`, `top_k`, `top_p`, `min_p`."""
    kept: int
    """How many entries can still be sampled."""
    probabilities: Floats = field(repr=False)
    """Of the entries in rank order, (V,) or the first of them; 0 for those cut off."""


class Distribution:
    """One next-token distribution over the whole vocabulary at temperature 1, in float64."""

    def __init__(self, logits: NDArray[np.float32]) -> None:
        """Compute the distribution of logits (V,); an entry of −inf is impossible."""
        self._logits = logits
        self._highest = float(logits.max())
        self._temperature = 1.0
        self._heads: dict[int, row_sampler.Head | None] = {}

    def at_temperature(self, temperature: float) -> Distribution:
        """Return the distribution at a temperature above 0; the order of entries stays."""
        other = Distribution(self._logits)
        other._temperature = self._temperature * temperature
        return other

    # What is computed at first use alone: a sample from a large vocabulary needs none of it.

    @cached_property
    def _shifted(self) -> Floats:
        """Logits less the highest, over the temperature, by dense ID, (V,)."""
        # Less the highest, so that the exponentials cannot overflow.
        shifted = self._logits.astype(np.float64) - self._highest
        return shifted if self._temperature == 1 else shifted / self._temperature

    @cached_property
    def _powers(self) -> Floats:
        """The exponentials of those, (V,)."""
        powers: Floats = np.exp(self._shifted)
        return powers

    @property
    def _compiled(self) -> bool:
        """Whether row_sampler.c adds up this distribution and samples from it."""
        return self._logits.size > LARGE and self._temperature == 1

    @cached_property
    def _figures(self) -> row_sampler.Figures | None:
        """What row_sampler.c adds up; None where it does not."""
        return row_sampler.figures_of(self._logits) if self._compiled else None

    @cached_property
    def _total(self) -> float:
        """Sum of the powers."""
        return float(self._powers.sum()) if self._figures is None else self._figures.total

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Dense IDs (V,) by falling probability; of equals the lower ID first."""
        return rank_order(self._logits)

    @cached_property
    def log_probabilities(self) -> Floats:
        """Natural logarithms by dense ID, (V,)."""
        return self._shifted - math.log(self._total)

    @cached_property
    def ranked(self) -> Floats:
        """Probabilities by rank, (V,)."""
        ranked: Floats = self._powers[self.order] / self._total
        return ranked

    @cached_property
    def entropy_bits(self) -> float:
        """Shannon entropy over the full vocabulary: ln Σ e^x − Σ p x, in bits."""
        if self._figures is not None:
            nats = math.log(self._total) - self._figures.product / self._total
            return max(0.0, nats / math.log(2))
        # An impossible entry adds nothing, but 0 · −inf would be NaN.
        finite = (
            self._shifted
            if self._shifted.min() > -np.inf
            else np.where(self._powers > 0, self._shifted, 0.0)
        )
        nats = math.log(self._total) - float(self._powers @ finite) / self._total
        return max(0.0, nats / math.log(2))

    def likeliest(self, count: int) -> NDArray[np.int64]:
        """Return the first `count` entries of `order`."""
        size = self._logits.size
        if size <= LARGE or count >= size or count < 1:
            return self.order[:count]
        if (head := self._head(count)) is not None:
            return head.ids
        # Ranking those alone that are at least as likely as the last of them: a tenth of the time.
        least = np.partition(self._logits, size - count)[size - count]
        above = np.flatnonzero(self._logits >= least)
        first: NDArray[np.int64] = above[rank_order(self._logits[above])[:count]]
        return first

    def _head(self, count: int) -> row_sampler.Head | None:
        """Return the first `count` entries as row_sampler.c finds them; None where it does not."""
        if not self._compiled or not 0 < count < self._logits.size:
            return None
        # Kept: bars ask for the likeliest and then for the rest of them.
        if count not in self._heads:
            self._heads[count] = row_sampler.likeliest(self._logits, count)
        return self._heads[count]

    def logprob(self, token: int) -> float:
        """Return the natural logarithm of the probability of one dense ID."""
        return self._of(token) - math.log(self._total)

    def probability(self, token: int) -> float:
        """Return the probability of one dense ID."""
        power = math.exp(self._of(token)) if self._compiled else float(self._powers[token])
        return power / self._total

    def _of(self, token: int) -> float:
        """Return the entry of `_shifted` of one dense ID."""
        return (float(self._logits[token]) - self._highest) / self._temperature

    def rank(self, token: int) -> int:
        """Return the place of one dense ID in falling probability; 1 is the likeliest."""
        # By counting: ranking all entries would cost more.
        own = self._logits[token]
        before = np.count_nonzero(self._logits > own)
        return int(before + np.count_nonzero(self._logits[:token] == own)) + 1

    def rest(self, count: int) -> float:
        """Return the probability mass of all entries but the `count` likeliest."""
        # The tail is summed and not 1 less the head: a tail of 1e-12 would vanish in the rounding
        # of that difference.
        if self._logits.size <= LARGE:
            return max(0.0, float(self.ranked[count:].sum()))
        if (head := self._head(count)) is not None:
            return head.rest / self._total
        tail = self._powers.copy()
        tail[self.likeliest(count)] = 0.0
        return float(tail.sum()) / self._total

    def after_controls(self, sampler: Sampler, count: int | None = None) -> list[AfterControl]:
        """Return the distribution after each control in use, beginning with the plain softmax.

        With `count`, at least so many of the probabilities.
        """
        # The controls come in the order of transformers; another order would cut elsewhere.
        in_use: dict[ControlName, bool] = {
            "softmax": True,
            "banned": bool(sampler.banned),
            "temperature": sampler.temperature != 1.0,
            "top_k": sampler.top_k is not None,
            "top_p": sampler.top_p is not None,
            "min_p": sampler.min_p is not None,
        }
        if count and self._compiled:
            done = row_sampler.after_controls(self._logits, sampler, count)
            if done is not None:
                rows = zip(in_use.items(), *done, strict=True)
                return [AfterControl(name, *row) for (name, used), *row in rows if used]
        now = self.ranked
        found: list[AfterControl] = []
        for name in (name for name, used in in_use.items() if used):
            now = self._after(name, sampler, now)
            found.append(AfterControl(name, int(np.count_nonzero(now)), now))
        return found

    def _after(self, name: ControlName, sampler: Sampler, now: Floats) -> Floats:
        """Return what one control, which is in use, makes of probabilities by rank (V,)."""
        if name == "banned":
            return self._without(sampler.banned)
        if name == "temperature":
            return _at_temperature(now, sampler.temperature)
        if name == "top_k" and sampler.top_k is not None:
            return _keep(now, sampler.top_k)
        if name == "top_p" and sampler.top_p is not None:
            return _keep(now, _top_p_count(now, sampler.top_p))
        if name == "min_p" and sampler.min_p is not None:
            # Entries at least `min_p` times as likely as the likeliest (Nguyen et al. 2024).
            return _keep(now, int(np.count_nonzero(now >= sampler.min_p * now.max())))
        return now

    def _without(self, banned: Collection[int]) -> Floats:
        """Return probabilities by rank (V,) with some entries made impossible."""
        # From the logarithms, so that the rest is right even if the banned had nearly all the mass.
        logarithms = np.where(
            np.isin(self.order, list(banned)), -np.inf, self.log_probabilities[self.order]
        )
        return _normalised(np.exp(logarithms - logarithms.max()))

    def sample(self, sampler: Sampler, number: float) -> int:
        """Return the dense ID on which a uniform number in [0, 1) falls."""
        # A shortcut with the same result, also where several are equal: the lowest ID.
        if sampler.temperature == 0:
            allowed = self._logits.copy()
            allowed[list(sampler.banned)] = -np.inf
            return int(allowed.argmax())
        if self._compiled:
            found = row_sampler.sample(self._logits, sampler, number)
            if found is not None:
                token, self._figures = found
                return token
        return self.sample_each(sampler, [number])[0]

    def sample_each(self, sampler: Sampler, numbers: Sequence[float]) -> list[int]:
        """Return the dense ID on which each of some uniform numbers in [0, 1) falls.

        The sampler's seed is not used: the numbers come from `uniform`.
        """
        if sampler == Sampler(seed=sampler.seed):  # no control in use
            probabilities = self.ranked
        else:
            probabilities = self.after_controls(sampler)[-1].probabilities
        # The number is scaled by the last edge, since a sum of rounded terms is only almost 1.
        edges = np.cumsum(probabilities)  # (V,)
        places = np.searchsorted(edges, np.asarray(numbers) * edges[-1], side="right")
        last = np.searchsorted(edges, edges[-1], side="left")  # rounding must not reach a cut entry
        sampled: list[int] = self.order[np.minimum(places, last)].tolist()
        return sampled


def rank_order(logits: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the dense IDs (V,) by falling logit (V,), of equals the lower ID first."""
    # The sort is the dearest part of a sampled token, and an integer sort is several times as fast
    # as a stable one by float.
    bits = logits.view(np.int32).astype(np.int64)
    # As integers, float32 bit patterns order like the numbers, but negative ones run backwards.
    ascending = np.where(bits >= 0, bits, -(bits & 0x7FFFFFFF))
    # Logit and ID in one integer each: one sort that meets no equals.
    keys = (-ascending << 32) | np.arange(logits.size, dtype=np.int64)
    keys.sort()
    return keys & 0xFFFFFFFF


class Surprise(NamedTuple):
    """How expected a token was where it stood."""

    probability: float
    rank: int
    entropy_bits: float


def surprises(logits: NDArray[np.float32], tokens: Sequence[int]) -> list[Surprise]:
    """Return how expected the token was that came next after each row of logits (T, V).

    Ranks are those of `rank_order`.
    """
    if logits.shape[1] > LARGE:
        distributions = [Distribution(row) for row in logits]
        return [
            Surprise(one.probability(token), one.rank(token), one.entropy_bits)
            for one, token in zip(distributions, tokens, strict=True)
        ]
    rows = np.arange(len(tokens))
    # float64, as in Distribution, so that a token's probability here is the one that a bar shows.
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)  # (T, V)
    powers = np.exp(shifted)
    totals = powers.sum(axis=1)  # (T,)
    entropies = (
        np.log(totals) - (powers * np.where(powers > 0, shifted, 0.0)).sum(axis=1) / totals
    ) / math.log(2)
    # The rank by counting what comes before the token; sorting every row would cost far more.
    own = logits[rows, list(tokens)][:, None]  # (T, 1)
    before = (logits == own) & (np.arange(logits.shape[1])[None, :] < np.asarray(tokens)[:, None])
    ranks = (logits > own).sum(axis=1) + before.sum(axis=1) + 1
    probabilities = powers[rows, list(tokens)] / totals
    return [
        Surprise(*row)
        for row in zip(probabilities.tolist(), ranks.tolist(), entropies.tolist(), strict=True)
    ]


def top_candidates(distribution: Distribution, count: int) -> list[tuple[int, float]]:
    """Return the `count` likeliest dense IDs with their probabilities."""
    ids = distribution.likeliest(count).tolist()
    return [(id_, distribution.probability(id_)) for id_ in ids]


def mean_logprob(logprobs: Sequence[float]) -> float:
    """Return the natural logarithm of the geometric mean probability; 0.0 for none."""
    return sum(logprobs) / len(logprobs) if logprobs else 0.0


def _normalised(probabilities: Floats) -> Floats:
    """Return probabilities that sum to 1, or as they are when all of them are 0."""
    total = float(probabilities.sum())
    return probabilities / total if total > 0 else probabilities


def _at_temperature(ranked: Floats, temperature: float) -> Floats:
    """Return p^(1/temperature) of probabilities by rank (V,), made to sum to 1 again."""
    first = int(np.argmax(ranked))
    if temperature == 0:
        # The limit for temperature → 0, which the power below cannot compute.
        certain = np.zeros(ranked.size)
        certain[first] = 1.0
        return certain
    # log 0 is −inf for what an earlier control cut off, and e^−inf is 0 again: wanted, no warning.
    with np.errstate(divide="ignore", over="ignore"):
        logarithms = np.log(ranked)
        powers = np.exp((logarithms - logarithms[first]) / temperature)
    return _normalised(powers)


def _keep(now: Floats, count: int) -> Floats:
    """Return the `count` likeliest possible entries (at least one), made to sum to 1 again."""
    possible = np.flatnonzero(now)
    kept = np.zeros_like(now)
    # By rank, so the first part is the likeliest. At least one entry must stay to be sampled.
    first = possible[: max(1, count)]
    kept[first] = now[first]
    return _normalised(kept)


def _top_p_count(now: Floats, top_p: float) -> int:
    """Return the fewest entries whose mass reaches `top_p` (nucleus, Holtzman et al. 2020)."""
    possible = now[now > 0]
    # A hair less than `top_p`: a sum that is equal but for rounding must count as reached.
    return int(np.searchsorted(np.cumsum(possible), top_p * (1 - 1e-12), side="left")) + 1
