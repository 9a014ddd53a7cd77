"""Who is expected in a meeting unless somebody says otherwise."""

from __future__ import annotations

from meeting.meetings import FEW, Pick, expected_by_default
from meeting.words import Side


def people(number: int, *, managers: int) -> list[Pick]:
    """So many of sales, the first of them managers, and one who belongs to no team."""
    of_sales = [
        Pick(each, f"Person {each}", "Sales", Side.SALES, each <= managers) for each in range(1, number + 1)
    ]
    return [*of_sales, Pick(99, "Dev", "", None, False)]


def test_in_a_small_company_everybody_of_a_team_is_expected_and_whoever_asks() -> None:
    assert expected_by_default(people(3, managers=0), turns=(), me=99) == [1, 2, 3, 99]
    assert expected_by_default(people(3, managers=0), turns=(), me=None) == [1, 2, 3]


def test_in_a_larger_one_managers_are_expected_and_those_whose_turn_it_is() -> None:
    many = people(FEW + 1, managers=2)
    assert expected_by_default(many, turns=(), me=7) == [1, 2, 7]
    assert expected_by_default(many, turns=(5,), me=None) == [1, 2, 5]


def test_with_a_rota_a_small_company_expects_whose_turn_it_is() -> None:
    assert expected_by_default(people(3, managers=1), turns=(3, 1000), me=None) == [1, 3]
