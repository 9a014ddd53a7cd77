"""Whose turn it is: fair over years of absences, skips, swaps, newcomers and leavers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from meeting.rota import Away, Member, Rota, Swap, Turn, has_open_swap, next_turn, plan, taken_by

MONDAY = date(2026, 11, 23)
ANA, BEN, CHLOE, DEV = 1, 2, 3, 4


def day(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def of(*people: int, **named: object) -> Rota:
    members = tuple(Member(person_id, place) for place, person_id in enumerate(people))
    return replace(Rota(members), **named)  # type: ignore[arg-type]


def who(rota: Rota, weeks: Sequence[int] = range(6)) -> list[int | None]:
    """Who comes on these Mondays."""
    return [turn.person_id if turn else None for turn in plan(rota, [day(number) for number in weeks])]


def taken(*turns: int) -> tuple[Turn, ...]:
    """One turn on each of the Mondays up to now, the last a week ago."""
    return tuple(Turn(day(number - len(turns)), one, one) for number, one in enumerate(turns))


def test_before_anybody_had_a_turn_the_order_is_that_of_the_list() -> None:
    assert who(of(CHLOE, ANA, BEN)) == [CHLOE, ANA, BEN, CHLOE, ANA, BEN]


def test_next_is_whoever_has_waited_longest() -> None:
    assert who(of(ANA, BEN, CHLOE, taken=taken(BEN, ANA)), range(3)) == [CHLOE, BEN, ANA]


def test_nobody_on_the_rota_or_everybody_away_is_nobodys_turn() -> None:
    assert who(of(), [0]) == [None]
    assert who(of(ANA, away=(Away(ANA, day(0), day(1)),)), range(3)) == [None, None, ANA]


def test_who_is_away_is_passed_over_and_comes_first_when_back() -> None:
    assert who(of(ANA, BEN, CHLOE, away=(Away(ANA, day(0), day(1)),)), range(4)) == [BEN, CHLOE, ANA, BEN]
    # Away for half a year: one turn is owed, not eight.
    long = of(ANA, BEN, CHLOE, away=(Away(ANA, day(0), day(25)),))
    assert who(long, range(30))[26:] == [ANA, BEN, CHLOE, ANA]


def test_not_this_time_puts_a_turn_off_to_the_next() -> None:
    assert who(of(ANA, BEN, CHLOE, skips=frozenset({(day(0), ANA)})), range(4)) == [BEN, ANA, CHLOE, BEN]


def test_a_newcomer_comes_right_after_whoever_has_waited_longest() -> None:
    old = of(ANA, BEN, CHLOE, taken=taken(*[ANA, BEN, CHLOE] * 20))
    new = replace(old, members=(*old.members, Member(DEV, 3, since=day(0))))
    assert who(new) == [ANA, DEV, BEN, CHLOE, ANA, DEV]


def test_two_who_swap_take_each_others_turn_once_and_the_order_stays() -> None:
    swapped = of(ANA, BEN, CHLOE, swaps=(Swap(ANA, CHLOE, day(0)),))
    assert who(swapped) == [CHLOE, BEN, ANA, ANA, BEN, CHLOE]
    assert has_open_swap(swapped, ANA)
    done = replace(swapped, taken=tuple(turn for turn in plan(swapped, [day(0), day(1), day(2)]) if turn))
    assert not has_open_swap(done, ANA)


def test_a_swap_waits_for_whoever_stands_in() -> None:
    swapped = of(ANA, BEN, CHLOE, swaps=(Swap(ANA, BEN, day(0)),), away=(Away(ANA, day(1), day(2)),))
    # Ben came for Ana; Ana, who is to come for Ben, is away for two weeks.
    assert who(swapped, range(5)) == [BEN, CHLOE, CHLOE, ANA, ANA]


def test_a_turn_taken_for_somebody_who_left_counts_for_who_took_it() -> None:
    swap = Swap(ANA, BEN, day(-1))
    left = of(BEN, CHLOE, taken=(Turn(day(-1), ANA, BEN),), swaps=(swap,))
    assert who(left, range(3)) == [CHLOE, BEN, CHLOE]


def test_what_was_agreed_holds_as_long_as_that_person_can_come() -> None:
    agreed = of(ANA, BEN, CHLOE, agreed=(Turn(day(0), CHLOE, CHLOE),))
    assert who(agreed, range(3)) == [CHLOE, ANA, BEN]
    ill = replace(agreed, away=(Away(CHLOE, day(0), day(0)),))
    assert who(ill, range(3)) == [ANA, BEN, CHLOE]


def test_who_comes_instead_of_somebody_takes_a_turn_of_their_own() -> None:
    rota = of(ANA, BEN, CHLOE, swaps=(Swap(ANA, BEN, day(0)),))
    assert taken_by(rota, day(0), BEN) == Turn(day(0), ANA, BEN)
    assert taken_by(rota, day(0), CHLOE) == Turn(day(0), CHLOE, CHLOE)
    assert taken_by(rota, day(0), DEV) is None


WEEKS = 200
STEADY = 100
"""People below this number can always come, and swap; the others are away, say "not this time", join and leave."""

happening = st.tuples(
    st.sampled_from(["", "", "", "away", "skip", "swap", "swap", "join", "leave"]),
    st.integers(0, 11),
    st.integers(0, 11),
)


@tries(max_examples=15, deadline=None)
@given(st.integers(2, 6), st.lists(happening, min_size=WEEKS, max_size=WEEKS))
def test_over_four_years_two_who_could_always_come_had_the_same_turns_but_for_one(
    size: int, weeks: list[tuple[str, int, int]]
) -> None:
    steady = range(size)
    rota = Rota(tuple(Member(one, one) for one in steady))
    came = dict.fromkeys(steady, 0)
    at_joining: dict[int, dict[int, int]] = {}
    for number, (what, first, second) in enumerate(weeks):
        on = day(number)
        rota = _changed(rota, what, first, second, on=on, number=number, steady=steady)
        if what == "join":
            at_joining[STEADY + number] = dict(came)
        turn = next_turn(rota, on)
        assert turn is not None
        rota = replace(rota, taken=(*rota.taken, turn))
        came[turn.person_id] = came.get(turn.person_id, 0) + 1
        even = [came[one] for one in steady if not has_open_swap(rota, one)]
        assert max(even, default=0) - min(even, default=0) <= 1
        half_done = [came[one] for one in steady]
        assert max(half_done) - min(half_done) <= 3
    # Whose turn it was goes to and fro between any two: so it is fair from any week to any other.
    owned = [turn.owner_id for turn in rota.taken]
    for one, other in combinations(steady, 2):
        both = [owner for owner in owned if owner in (one, other)]
        assert all(a != b for a, b in pairwise(both)), (one, other)
    # Nobody who joined makes up for the time before.
    for person_id, before in at_joining.items():
        most = max(owned.count(one) - before[one] for one in steady)
        assert came.get(person_id, 0) <= most + 2


def _changed(
    rota: Rota, what: str, first: int, second: int, *, on: date, number: int, steady: Sequence[int]
) -> Rota:
    """The rota after one of the things that happen, where there is somebody to whom it can."""
    one, other = steady[first % len(steady)], steady[second % len(steady)]
    others = [member.person_id for member in rota.members if member.person_id not in steady]
    who = others[first % len(others)] if others else None
    members = {
        "join": (*rota.members, Member(STEADY + number, len(rota.members), since=on)),
        "leave": tuple(member for member in rota.members if member.person_id != who),
    }
    is_free = one != other and not has_open_swap(rota, one) and not has_open_swap(rota, other)
    rota = replace(rota, members=members.get(what, rota.members))
    if what == "swap" and is_free:
        rota = replace(rota, swaps=(*rota.swaps, Swap(one, other, on)))
    if what == "away" and who is not None:
        rota = replace(rota, away=(*rota.away, Away(who, on, on + timedelta(weeks=second))))
    if what == "skip" and who is not None:
        rota = replace(rota, skips=rota.skips | {(on, who)})
    return rota
