"""What chance explains: exact tests against published values and every outcome counted out, and judged together."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, exp
from random import Random

import pytest

from meeting.chance import Compared, Verdict, counts, rates, verdicts, wilson


def summed_up_to(likely: list[Fraction], happened: Fraction) -> float:
    return float(sum(one for one in likely if one <= happened))


def counted_out(first: int, second: int, weeks: tuple[int, int]) -> tuple[float, float]:
    """The same by every outcome there is, in fractions."""
    total, share = first + second, Fraction(weeks[1], sum(weeks))
    likely = [comb(total, one) * share**one * (1 - share) ** (total - one) for one in range(total + 1)]
    return summed_up_to(likely, likely[second]), min(summed_up_to(likely, one) for one in likely)


def table_counted_out(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    hits = first[0] + second[0]
    likely = {
        one: Fraction(comb(second[1], one) * comb(first[1], hits - one), comb(first[1] + second[1], hits))
        for one in range(max(0, hits - first[1]), min(second[1], hits) + 1)
    }
    all_of_them = list(likely.values())
    return (
        summed_up_to(all_of_them, likely[second[0]]),
        min(summed_up_to(all_of_them, one) for one in all_of_them),
    )


@pytest.mark.parametrize("weeks", [(1, 1), (6, 7), (13, 13), (1, 8), (52, 6)])
def test_two_counts_are_compared_as_every_outcome_counted_out_says(weeks: tuple[int, int]) -> None:
    for first, second in product(range(10), repeat=2):
        found = counts(first, second, weeks=weeks)
        if found is None:
            assert first + second == 0
        else:
            assert (found.by_chance, found.least) == pytest.approx(counted_out(first, second, weeks))


def test_two_rates_are_compared_as_every_table_counted_out_says() -> None:
    for of, out_of in product(range(1, 7), repeat=2):
        for had, has in product(range(of + 1), range(out_of + 1)):
            found = rates((had, of), (has, out_of))
            assert found is not None
            assert (found.by_chance, found.least) == pytest.approx(
                table_counted_out((had, of), (has, out_of))
            )


def test_counts_agree_with_a_published_example() -> None:
    """Eleven cases in 800 person-years against 21 in 3,011: the example of R's poisson.test, from Fay 2010."""
    found = counts(21, 11, weeks=(3011, 800))
    assert found is not None
    assert (round(found.by_chance, 5), found.rose) == (0.07967, True)


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [((2, 17), (10, 13), 0.0005367), ((1, 4), (3, 4), 0.4857)],
    ids=["twins of criminals", "the lady tasting tea"],
)
def test_rates_agree_with_fishers_own_examples(
    first: tuple[int, int], second: tuple[int, int], published: float
) -> None:
    found = rates(first, second)
    assert found is not None
    assert found.by_chance == pytest.approx(published, rel=1e-4)
    assert found.rose


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_agree_with_newcombes_table(hits: int, of: int, low: float, high: float) -> None:
    """Statistics in Medicine 17 (1998), table I, method 3."""
    assert tuple(round(one, 4) for one in wilson(hits, of)) == (low, high)


def test_an_interval_of_all_ends_at_all_and_of_nothing_is_none() -> None:
    assert wilson(20, 20)[1] == 1.0
    for hits, of in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="is no rate"):
            wilson(hits, of)


def test_what_has_no_week_or_never_happened_is_not_compared() -> None:
    assert counts(0, 0, weeks=(6, 7)) is counts(4, 4, weeks=(0, 7)) is rates((0, 0), (3, 4)) is None
    assert verdicts([None]) == (Verdict.UNTOLD,)
    assert verdicts([]) == ()


def test_large_counts_are_compared_as_exactly_and_at_once() -> None:
    found = counts(100_000, 100_500, weeks=(52, 52))
    assert found is not None
    assert found.by_chance == pytest.approx(0.2651, abs=1e-4)
    found = rates((450_000, 500_000), (470_000, 500_000))
    assert found is not None
    assert found.by_chance < 1e-300


def test_a_longer_span_may_have_more_without_having_risen() -> None:
    longer, shorter = counts(26, 298, weeks=(6, 52)), counts(26, 298, weeks=(52, 52))
    assert verdicts([longer]) == (Verdict.CHANCE,)
    assert verdicts([shorter]) == (Verdict.MORE,)


def said(*by_chance: float, least: float = 0.0) -> list[str]:
    return [one.name for one in verdicts([Compared(each, least, rose=True) for each in by_chance])]


def test_one_thing_is_told_at_one_in_twenty() -> None:
    assert said(0.05) == ["MORE"]
    assert said(0.051) == ["CHANCE"]


def test_things_compared_at_once_are_corrected_as_holm_did() -> None:
    assert said(0.01, 0.04, 0.03, 0.005) == ["MORE", "CHANCE", "CHANCE", "MORE"]
    assert said(0.02, 0.03, 0.04) == ["CHANCE", "CHANCE", "CHANCE"]
    assert said(0.016, 0.024, 0.05) == ["MORE", "MORE", "MORE"]


def test_what_never_could_be_told_takes_no_room_from_what_can() -> None:
    rare = [counts(1, 1, weeks=(6, 6)), counts(0, 3, weeks=(6, 6)), counts(2, 1, weeks=(6, 6))]
    often = counts(0, 7, weeks=(6, 6))
    assert often is not None
    assert often.by_chance > 0.05 / 4
    assert verdicts([*rare, often])[-1] is Verdict.MORE


def test_which_way_it_went_is_told_by_the_week() -> None:
    assert verdicts([counts(30, 5, weeks=(6, 6))]) == (Verdict.FEWER,)
    assert verdicts([counts(30, 30, weeks=(30, 6))]) == (Verdict.MORE,)
    assert verdicts([rates((90, 100), (60, 100))]) == (Verdict.FEWER,)


@pytest.mark.parametrize("usual", [(0.1, 0.5, 2.0), (0.3,) * 12, (3.0,) * 4, (40.0,)])
def test_where_nothing_changed_it_speaks_in_at_most_one_of_twenty(usual: tuple[float, ...]) -> None:
    """4,000 pairs of spans of six and seven weeks; three standard errors are 1 %."""
    drawn, spoke, tries = Random(24), 0, 4000
    for _ in range(tries):
        pairs = [(poisson(drawn, 6 * mean), poisson(drawn, 7 * mean)) for mean in usual]
        found = verdicts([counts(*pair, weeks=(6, 7)) for pair in pairs])
        spoke += bool({Verdict.MORE, Verdict.FEWER} & set(found))
    assert spoke / tries <= 0.06


def test_where_something_changed_much_it_speaks_almost_always() -> None:
    drawn, spoke, tries = Random(24), 0, 500
    for _ in range(tries):
        pairs = [(poisson(drawn, 6), poisson(drawn, 7)) for _ in range(7)] + [
            (poisson(drawn, 6), poisson(drawn, 35))
        ]
        spoke += verdicts([counts(*pair, weeks=(6, 7)) for pair in pairs])[-1] is Verdict.MORE
    assert spoke / tries > 0.9


def poisson(drawn: Random, mean: float) -> int:
    """Knuth's way: so many draws until their product is small enough."""
    bound, product_of, number = exp(-mean), drawn.random(), 0
    while product_of > bound:
        product_of, number = product_of * drawn.random(), number + 1
    return number
