"""What a team does well: whose list it is, what shows it, and what each Monday reads aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.changes import house, meetings, strengths
from db.changes.people import change_person
from db.changes.undo import undo_change
from db.engine import transaction
from db.intake.fields import Kind
from db.models import StrengthProof, StrengthReading
from db.queries.history import strength_history
from db.queries.strengths import hits_to_show, lists_of_teams
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE
from meeting.strengths import Strength, TeamList
from meeting.words import Side
from tests.db.monday import EIGHT, MONDAY, ROLES, Monday, at_the_same_moment
from tests.db.stores import Bring, rows_of

TEAMS = {"Sales": 1, "Service": 2}
SALES, SERVICE = TEAMS.values()
WELL = 1
"""The place of the step in the agenda."""


@pytest.fixture
def company(monday: Monday, tmp_path: Path) -> Monday:
    """Ben and Chloe are in Sales, Finn in Service, Ana and Dev in no team. There are four hits."""
    about: dict[str, Any] = {"actor": COMMAND_LINE, "now": EIGHT}
    with transaction(monday.store) as session:
        for name, side in (("Sales", Side.SALES), ("Service", Side.SERVICE)):
            house.add_team(session, name=name, side=side, **about)
        for name, team in (("Ben", "Sales"), ("Chloe", "Sales"), ("Finn", "Service")):
            email, role = f"{name.casefold()}@example.com", ROLES[name]
            change_person(
                session, monday.id_of(name), seen=1, name=name, email=email, role=role, team=team, **about
            )
    days = ("2026-09-27", "2026-09-28", "2026-11-13", "2026-11-20")
    wins = [
        {"reference": f"W{number}", "happened_on": day, "team": team, "person": "", "text": f"Hit {number}"}
        for number, (day, team) in enumerate(
            zip(days, ("Sales", "Sales", "Sales", "Service"), strict=True), start=1
        )
    ]
    Bring(monday.store, tmp_path)(Kind.WINS, wins)
    return monday


def add(company: Monday, *texts: str, team: int = SALES, by: str = "Ana") -> None:
    for text in texts:
        company(strengths.add_strength, team_id=team, text=text, today=MONDAY, by=by)


def listed(company: Monday, team: int = SALES) -> TeamList:
    (found,) = [one for one in company.look(lists_of_teams) if one.team_id == team]
    assert isinstance(found, TeamList)
    return found


def texts(some: tuple[Strength, ...]) -> list[str]:
    return [one.text for one in some]


def step(company: Monday, meeting_id: int, *, to: int) -> None:
    company(meetings.go_to_step, meeting_id, pressed_on=company.running().step, to=to)


def readings(company: Monday) -> list[tuple[int, int]]:
    """The meeting and the strength of each."""
    return [(row["meeting_id"], row["strength_id"]) for row in rows_of(company.store, StrengthReading)]


def test_a_hit_tied_by_two_at_the_same_moment_shows_it_once(company: Monday) -> None:
    company(strengths.add_strength, team_id=SALES, text="We ring first", today=MONDAY, by="Ben")

    def tie() -> object:
        return company(strengths.show_by_hit, 1, 1, by="Ben")

    said = at_the_same_moment(company.store, tie, tie, before=("INSERT INTO strength_proof",))
    assert sorted(map(bool, said)) == [False, True]
    assert len(rows_of(company.store, StrengthProof)) == 1


def test_members_add_to_their_own_teams_list_and_to_no_other(company: Monday) -> None:
    add(company, "We listen first", by="Ben")
    with pytest.raises(NotAllowed, match=r"This is the list of Service: .* Nothing was saved"):
        add(company, "We listen first", team=SERVICE, by="Ben")
    with pytest.raises(NotAllowed, match="Ben may not change what a team does well"):
        company(strengths.retire_strength, 1, seen=1, today=MONDAY, by="Ben")
    assert texts(listed(company).strengths) == ["We listen first"]


def test_managers_change_all_of_their_own_list_and_nothing_of_another(company: Monday) -> None:
    add(company, "One", "Two", by="Chloe")
    add(company, "Three", team=SERVICE)
    company(strengths.move_strength, 2, up=True, by="Chloe")
    company(strengths.change_strength, 2, seen=2, text="Two, better", by="Chloe")
    assert texts(listed(company).strengths) == ["Two, better", "One"]
    company(strengths.show_by_hit, 3, 4, by="Finn")
    for change, given, named in (
        (strengths.move_strength, (3,), {"up": False}),
        (strengths.change_strength, (3,), {"seen": 1, "text": "Ours"}),
        (strengths.retire_strength, (3,), {"seen": 1, "today": MONDAY}),
        (strengths.take_up_strength, (3,), {"seen": 1}),
        (strengths.show_by_hit, (3, 1), {}),
        (strengths.untie_hit, (1,), {"seen": 1}),
    ):
        with pytest.raises(NotAllowed, match="the list of Service"):
            company(change, *given, by="Chloe", **named)


def test_the_facilitator_and_administrators_change_any_list(company: Monday) -> None:
    add(company, "One", by="Ana")
    add(company, "Two", team=SERVICE, by="Dev")
    company(strengths.retire_strength, 1, seen=1, today=MONDAY, by="Dev")
    company(strengths.retire_strength, 2, seen=1, today=MONDAY, by="Ana")
    assert [len(listed(company, team).retired) for team in TEAMS.values()] == [1, 1]


def test_nothing_is_deleted_what_is_retired_is_taken_up_again(company: Monday) -> None:
    add(company, "One")
    company(strengths.retire_strength, 1, seen=1, today=MONDAY)
    found = listed(company)
    assert (texts(found.strengths), texts(found.retired)) == ([], ["One"])
    company(strengths.take_up_strength, 1, seen=2)
    assert texts(listed(company).strengths) == ["One"]
    history = company.look(strength_history, 1)
    assert [change.action for change in history.changes] == [
        "take up strength",
        "retire strength",
        "add strength",
    ]


def test_each_write_can_be_undone_by_whoever_may_make_it(company: Monday) -> None:
    add(company, "One", "Two")
    company(strengths.show_by_hit, 2, 3, by="Ben")
    writes: tuple[tuple[Callable[..., str], int, dict[str, Any]], ...] = (
        (strengths.move_strength, 2, {"up": True}),
        (strengths.change_strength, 1, {"text": "Another"}),
        (strengths.retire_strength, 1, {"today": MONDAY}),
        (strengths.untie_hit, 1, {"seen": 1}),
    )
    for change, number, named in writes:
        if "up" not in named and "seen" not in named:
            named["seen"] = listed(company).strengths[0].version
        before = [(one.text, len(one.proofs)) for one in listed(company).strengths]
        operation = company(change, number, by="Chloe", **named)
        assert [(one.text, len(one.proofs)) for one in listed(company).strengths] != before
        for other in ("Ben", "Finn"):
            with pytest.raises(NotAllowed):
                company(undo_change, operation, by=other)
        company(undo_change, operation, by="Chloe")
        assert [(one.text, len(one.proofs)) for one in listed(company).strengths] == before


def test_members_undo_what_they_added_themselves(company: Monday) -> None:
    added = company(strengths.add_strength, team_id=SALES, text="One", today=MONDAY, by="Ben")
    shown = company(strengths.show_by_hit, 1, 3, by="Ben")
    company(undo_change, shown, by="Ben")
    assert listed(company).strengths[0].proofs == ()
    company(undo_change, added, by="Ben")
    assert listed(company).strengths == ()


def test_a_manager_of_another_team_undoes_nothing_of_it(company: Monday) -> None:
    done = company(strengths.add_strength, team_id=SERVICE, text="One", today=MONDAY)
    shown = company(strengths.show_by_hit, 1, 4)
    for operation in (done, shown):
        with pytest.raises(NotAllowed, match="the list of Service"):
            company(undo_change, operation, by="Chloe")


def test_the_latest_hit_that_shows_it_is_told_and_a_hit_shows_it_once(company: Monday) -> None:
    add(company, "One")
    assert company(strengths.show_by_hit, 1, 3)
    assert company(strengths.show_by_hit, 1, 1)
    assert company(strengths.show_by_hit, 1, 3) == ""
    (one,) = listed(company).strengths
    assert [proof.text for proof in one.proofs] == ["Hit 3", "Hit 1"]
    company(strengths.untie_hit, one.proofs[0].id, seen=1)
    company(strengths.show_by_hit, 1, 3)
    assert [proof.text for proof in listed(company).strengths[0].proofs] == ["Hit 3", "Hit 1"]


def test_hits_of_the_last_eight_weeks_are_there_to_pick_those_of_the_team_first(company: Monday) -> None:
    found = company.look(hits_to_show, SALES, today=MONDAY)
    assert [row.text for row in found] == ["Hit 3", "Hit 2", "Hit 4"]
    assert [row.is_ours for row in found] == [True, True, False]


def test_what_is_not_there_or_says_nothing_is_refused(company: Monday) -> None:
    add(company, "One")
    for change, given, named in (
        (strengths.add_strength, (), {"team_id": 9, "text": "x", "today": MONDAY}),
        (strengths.add_strength, (), {"team_id": SALES, "text": " \n", "today": MONDAY}),
        (strengths.add_strength, (), {"team_id": SALES, "text": "x" * 301, "today": MONDAY}),
        (strengths.change_strength, (9,), {"seen": 1, "text": "x"}),
        (strengths.show_by_hit, (1, 9), {}),
        (strengths.show_by_hit, (9, 1), {}),
        (strengths.untie_hit, (9,), {"seen": 1}),
        (strengths.move_strength, (9,), {"up": True}),
    ):
        with pytest.raises(NotUnderstood, match="Nothing was saved"):
            company(change, *given, **named)
    assert company(strengths.move_strength, 1, up=True) == ""


def test_a_form_sent_twice_adds_once(company: Monday) -> None:
    for _ in range(2):
        company(
            strengths.add_strength, team_id=SALES, text="One", operation="pressed", today=MONDAY, by="Ben"
        )
    assert texts(listed(company).strengths) == ["One"]


def test_over_ten_mondays_the_one_read_is_the_one_least_recently_read_of_each_team(company: Monday) -> None:
    add(company, "A", "B", "C")
    add(company, "D", "E", team=SERVICE)
    lists = {SALES: [1, 2, 3], SERVICE: [4, 5]}
    last = dict.fromkeys([*lists[SALES], *lists[SERVICE]], 0)
    for number in range(10):
        day = MONDAY + timedelta(weeks=number)
        meeting = company.start(day=day)
        if number == 3:
            # Found on the way: never read, so it is the next after this Monday.
            company(strengths.add_strength, team_id=SALES, text="F", today=day)
            lists[SALES].append(6)
        candidates = {team: [one for one in ids if one != 6 or number > 3] for team, ids in lists.items()}
        step(company, meeting, to=WELL)
        step(company, meeting, to=WELL + 1)
        read = [strength for held, strength in readings(company) if held == meeting]
        assert sorted(read) == sorted(
            min(ids, key=lambda one: (last.get(one, 0), one)) for ids in candidates.values()
        )
        last |= dict.fromkeys(read, meeting)
        company(meetings.close_meeting, meeting, minute=(day - MONDAY).days * 24 * 60 + 30)
    often = Counter(strength for _, strength in readings(company))
    assert [often[one] for one in (4, 5)] == [5, 5]
    assert sum(often[one] for one in lists[SALES]) == 10


def test_back_and_forth_it_is_read_once_and_stays_the_same(company: Monday) -> None:
    add(company, "A", "B")
    meeting = company.start()
    for to in (1, 2, 1, 0, 1, 2):
        step(company, meeting, to=to)
    assert readings(company) == [(meeting, 1)]
    company(strengths.retire_strength, 1, seen=1, today=MONDAY)
    step(company, meeting, to=1)
    step(company, meeting, to=2)
    assert readings(company) == [(meeting, 1)]


def test_a_list_begun_during_the_step_is_read_when_the_meeting_goes_on(company: Monday) -> None:
    meeting = company.start()
    step(company, meeting, to=WELL)
    assert readings(company) == []
    add(company, "A")
    step(company, meeting, to=WELL + 1)
    assert readings(company) == [(meeting, 1)]
