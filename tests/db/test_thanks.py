"""Who was not thanked lately: a list of names and nothing else; and one win with what it stands on."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.changes import by_hand, people, wins
from db.changes.house import add_team
from db.queries.evidence import wins_of
from db.queries.history import win_history
from db.queries.one_win import not_thanked_lately, one_win
from meeting.hits import Cited
from meeting.weeks import Week
from meeting.words import NamedBy, Origin, Role, Side
from tests.db.monday import MONDAY, Monday

WEDNESDAY = date(2026, 11, 18)
WIN: dict[str, Any] = {"text": "Hot again", "happened_on": WEDNESDAY, "today": MONDAY}


def in_a_team(monday: Monday, *names: str) -> int:
    team: int = monday(add_team, name="Workshop", side=Side.SERVICE, by="Dev")
    for name in names:
        monday(
            people.change_person,
            monday.id_of(name),
            seen=1,
            name=name,
            email=f"{name.casefold()}@example.com",
            role=Role.MEMBER,
            team="Workshop",
            by="Dev",
        )
    return team


def test_whoever_is_in_a_team_and_in_no_hit_of_thirteen_weeks_was_not_thanked_lately(monday: Monday) -> None:
    in_a_team(monday, "Finn", "Ben", "Ana")
    assert monday.look(not_thanked_lately, today=MONDAY) == ("Ana", "Ben", "Finn")
    days = {"Finn": date(2026, 8, 24), "Ben": date(2026, 8, 25)}
    for name, day in days.items():
        monday(wins.log_win, **WIN | {"happened_on": day, "person_ids": [monday.id_of(name)]}, by="Chloe")
    assert monday.look(not_thanked_lately, today=MONDAY) == ("Ana", "Finn")
    assert monday.look(not_thanked_lately, today=MONDAY, most=1) == ("Ana",)


def test_a_win_tells_who_what_the_customer_said_and_what_shows_it(monday: Monday) -> None:
    team = in_a_team(monday, "Ben")
    number = monday(by_hand.new_customer, name="Bakery", by="Ben")
    monday(
        by_hand.record_promise,
        what="Oven",
        customer_id=number,
        promised_on=WEDNESDAY,
        made_on=None,
        today=MONDAY,
        by="Ben",
    )
    about: dict[str, Any] = {"person_ids": [monday.id_of("Ben"), monday.id_of("Ana")], "team_ids": [team]}
    about |= {"cited": (Origin.PROMISE, 1), "customer_id": number, "said": "Nobody else came"}
    monday(wins.log_win, **WIN | about, named_by=NamedBy.CUSTOMER, evidence="their mail", by="Ben")
    found = monday.look(one_win, 1, looks=monday.cast["Ben"])
    assert (list(found.people.values()), found.teams) == (["Ana", "Ben"], {team: "Workshop"})
    assert (found.customer, found.said, found.cited) == (
        "Bakery",
        "Nobody else came",
        Cited(Origin.PROMISE, 1, "Oven"),
    )
    assert (found.is_own, monday.look(one_win, 1, looks=monday.cast["Finn"]).is_own) == (True, False)
    assert monday.look(one_win, 2, looks=monday.cast["Ben"]) is None
    (row,) = monday.look(wins_of, Week(2026, 47), as_of=MONDAY)
    assert (row.said, row.evidence, row.cited) == (found.said, "their mail", found.cited)


def test_the_history_of_a_win_names_people_and_teams(monday: Monday) -> None:
    team = in_a_team(monday, "Ben")
    monday(wins.log_win, **WIN, person_ids=[monday.id_of("Ben")], by="Ben")
    fields = WIN | {"kind": None, "customer_id": None, "named_by": None, "said": "", "evidence": ""}
    fields |= {"cited": None, "person_ids": [monday.id_of("Ben"), monday.id_of("Ana")], "team_ids": [team]}
    monday(wins.correct_win, 1, seen=1, **fields, by="Ben")
    found = monday.look(win_history, 1)
    assert (found.fields["people"], found.fields["teams"]) == ("Ana, Ben", "Workshop")
    assert found.changes[0].fields == {"people": ("Ben", "Ana, Ben"), "teams": (None, "Workshop")}
    assert found.changes[0].actor_id == monday.id_of("Ben")
