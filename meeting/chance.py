"""Whether chance explains a difference between two spans of weeks, or between two rates.

Two counts are compared by the exact conditional test: where nothing changed, each of the events in both spans fell into
the first with the probability of its share of the weeks, a binomial (Przyborowski and Wilenski, Biometrika 31, 1940).
Two rates are compared by Fisher's exact test, which asks the same of a table of four numbers and, unlike laying two
Wilson intervals beside each other, neither needs many cases nor overlooks what it could tell: intervals that overlap a
little may well differ. Both are two-sided: everything at most as likely as what happened counts against it.

Several things compared at once are judged together, so that where nothing changed at all, anything is said in at most
one case of twenty: by Holm's step-down procedure (Scandinavian Journal of Statistics 6, 1979), which needs no
assumption on how the things depend on each other. Things so rare that no outcome of theirs could ever be told from
chance are first left out, as Tarone found (Biometrics 46, 1990): that is known from their totals alone, on which the
tests are conditional.

Exact for events that come one by one. What comes in clusters, as a storm that makes ten deliveries late, counts as ten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp, lgamma, log, sqrt

LEVEL = 0.05
_Z = 1.959963984540054
"""The standard normal's 97.5th percentile: an interval of 95 %."""
_AS_LIKELY = 1e-7
"""Outcomes as likely as the one that happened differ in the last digits; this much is no difference."""
_NOTHING = -50.0
"""Logarithm of what adds nothing any more to a sum of probabilities."""


class Verdict(Enum):
    """How the second of two compares with the first. `UNTOLD`: there is nothing to compare with."""

    MORE = 1
    FEWER = -1
    CHANCE = 0
    UNTOLD = None


@dataclass(frozen=True)
class Compared:
    """`by_chance`: the probability of a difference as large, where nothing changed. `least`: the smallest that could
    have come out with these totals. `rose` says which way it went."""

    by_chance: float
    least: float
    rose: bool


def counts(first: int, second: int, *, weeks: tuple[int, int]) -> Compared | None:
    """Events in two spans of so many weeks each. None where a span has no week or nothing happened in either."""
    if not (first + second and all(weeks)):
        return None
    total, share = first + second, weeks[1] / sum(weeks)

    def likely(number: int) -> float:
        return _choose(total, number) + number * log(share) + (total - number) * log(1 - share)

    by_chance, least = _two_sided(likely, second, ends=(0, total), most_likely=int((total + 1) * share))
    return Compared(by_chance, least, second / weeks[1] > first / weeks[0])


def rates(first: tuple[int, int], second: tuple[int, int]) -> Compared | None:
    """Two rates, each as so many of so many. None where one of them is of nothing."""
    (had, of), (has, out_of) = first, second
    if not (of and out_of):
        return None
    total, hits = of + out_of, had + has

    def likely(number: int) -> float:
        return _choose(out_of, number) + _choose(of, hits - number) - _choose(total, hits)

    ends = max(0, hits - of), min(out_of, hits)
    middle = (out_of + 1) * (hits + 1) // (total + 2)
    by_chance, least = _two_sided(likely, has, ends=ends, most_likely=middle)
    return Compared(by_chance, least, has * of > had * out_of)


def verdicts(asked: Sequence[Compared | None], *, level: float = LEVEL) -> tuple[Verdict, ...]:
    """One for each, judged together: MORE or FEWER only where chance does not explain it."""
    found = [one for one in asked if one is not None]
    among = next((size for size in range(1, len(found) + 1) if _able(found, level=level / size) <= size), 1)
    able = [one for one in found if one.least <= level / among]
    beyond: list[Compared] = []
    for place, one in enumerate(sorted(able, key=lambda each: each.by_chance)):
        if one.by_chance > level / (len(able) - place):
            break
        beyond.append(one)
    return tuple(_verdict(one, is_beyond=any(one is each for each in beyond)) for one in asked)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval of 95 % for a rate of few cases (Wilson, JASA 22, 1927). Raises ValueError for a rate of nothing."""
    if not 0 <= hits <= of or not of:
        raise ValueError(f"{hits} of {of} is no rate")
    rate, more = hits / of, _Z * _Z / of
    middle = (rate + more / 2) / (1 + more)
    reach = _Z * sqrt(rate * (1 - rate) / of + more / (4 * of)) / (1 + more)
    return (max(0.0, middle - reach) if hits else 0.0, min(1.0, middle + reach) if hits < of else 1.0)


def _able(found: Sequence[Compared], *, level: float) -> int:
    return sum(one.least <= level for one in found)


def _verdict(one: Compared | None, *, is_beyond: bool) -> Verdict:
    if one is None:
        return Verdict.UNTOLD
    if not is_beyond:
        return Verdict.CHANCE
    return Verdict.MORE if one.rose else Verdict.FEWER


def _choose(total: int, number: int) -> float:
    """The logarithm of how many ways there are to take so many of a total."""
    return lgamma(total + 1) - lgamma(number + 1) - lgamma(total - number + 1)


def _two_sided(
    likely: Callable[[int], float], happened: int, *, ends: tuple[int, int], most_likely: int
) -> tuple[float, float]:
    """What is at most as likely as what happened, summed, and the least such a sum can be.

    `likely` gives logarithms and has one hill, so both ends of it are found by halving, and are summed up to where they
    add nothing: a year of a large store takes as long as a quarter of a small one.
    """
    low, high = ends
    top = min(max(most_likely, low), high)

    def at_most(bound: float) -> float:
        bound += _AS_LIKELY
        left = _first(lambda number: likely(number) > bound, low, top)
        right = _first(lambda number: likely(number) <= bound, top, high + 1)
        return min(
            1.0,
            _summed(likely, range(left - 1, low - 1, -1))
            + _summed(likely, range(max(right, left), high + 1)),
        )

    return at_most(likely(happened)), at_most(min(likely(low), likely(high)))


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first number from `low` for which it holds, and `high` where it does for none below."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _summed(likely: Callable[[int], float], numbers: range) -> float:
    total = 0.0
    for place, number in enumerate(numbers):
        logarithm = likely(number)
        if place and logarithm < _NOTHING and exp(logarithm) <= total * 1e-17:
            break
        total += exp(logarithm)
    return total
