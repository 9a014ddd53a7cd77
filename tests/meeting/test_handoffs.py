"""Where misses and complaints arise between teams: counted at the hand-off, both ways, and opening to their rows."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from meeting.handoffs import Arose, Trouble, table

DAY = date(2026, 11, 18)
ROWS = st.lists(
    st.builds(
        Trouble,
        st.sampled_from(Arose),
        st.integers(1, 5),
        st.dates(date(2026, 9, 1), DAY),
        st.just("Oven"),
        st.sampled_from(["", "Sales", "Workshop", "Stores"]),
        st.sampled_from(["", "Sales", "Workshop", "Stores"]),
    ),
    max_size=12,
)


def trouble(
    from_team: str, to_team: str, *, what: Arose = Arose.MISS, number: int = 1, day: date = DAY
) -> Trouble:
    return Trouble(what, number, day, "Oven", from_team, to_team)


def test_what_arose_counts_where_one_team_hands_on_to_another() -> None:
    found = table(
        [
            trouble("Sales", "Workshop"),
            trouble("Sales", "Workshop", what=Arose.COMPLAINT),
            trouble("Workshop", "Sales", what=Arose.BARRIER),
        ]
    )
    there, back = found.hand_offs
    assert (there.name, back.name) == ("Sales → Workshop", "Workshop → Sales")
    assert [len(there.of(what)) for what in Arose] == [1, 1, 0]
    assert [len(back.of(what)) for what in Arose] == [0, 0, 1]


def test_the_way_back_stands_there_though_nothing_arose_on_it() -> None:
    there, back = table([trouble("Sales", "Workshop")]).hand_offs
    assert (there.name, len(there.rows)) == ("Sales → Workshop", 1)
    assert (back.name, len(back.rows)) == ("Workshop → Sales", 0)


def test_what_names_one_team_only_or_one_twice_is_at_no_hand_off() -> None:
    lost = [
        trouble("Sales", "", number=1),
        trouble("", "Workshop", number=2),
        trouble("Sales", "Sales", number=3),
    ]
    found = table(lost)
    assert found.hand_offs == ()
    assert [row.id for row in found.elsewhere] == [1, 2, 3]


def test_the_pair_of_teams_with_most_of_it_comes_first() -> None:
    found = table([trouble("Stores", "Sales"), *(trouble("Workshop", "Sales", number=n) for n in (1, 2))])
    assert [hand_off.name for hand_off in found.hand_offs][:2] == ["Workshop → Sales", "Sales → Workshop"]


def test_rows_are_shown_newest_first() -> None:
    rows = [trouble("Sales", "Workshop", number=n, day=DAY.replace(day=n)) for n in (3, 9, 5)]
    assert [row.id for row in table(rows).hand_offs[0].rows] == [9, 5, 3]


@given(ROWS)
def test_every_row_stands_at_exactly_one_place_in_the_table(rows: list[Trouble]) -> None:
    found = table(rows)
    told = [row for hand_off in found.hand_offs for what in Arose for row in hand_off.of(what)]
    assert Counter([*told, *found.elsewhere]) == Counter(rows)
    for hand_off in found.hand_offs:
        assert hand_off.from_team != hand_off.to_team
        assert {(row.from_team, row.to_team) for row in hand_off.rows} <= {
            (hand_off.from_team, hand_off.to_team)
        }
    ways = [(hand_off.from_team, hand_off.to_team) for hand_off in found.hand_offs]
    assert len(set(ways)) == len(ways)
    assert {way[::-1] for way in ways} == set(ways)
