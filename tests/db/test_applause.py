"""Applause adds up from every device, five times from one person for one thing, and is counted for no person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from db.changes import applause, asking, house, letting_in, meetings, strengths
from db.changes.undo import undo_change
from db.engine import transaction
from db.intake.fields import Kind
from db.models import Applause
from db.queries.guests import who
from db.queries.strengths import applause_of, given_by
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.strengths import MOST_APPLAUSE, Applauded, Thing
from meeting.words import Role, Side
from tests.db.monday import EIGHT, MONDAY, Monday, at_the_same_moment
from tests.db.stores import Bring, rows_of

HIT, STRENGTH = (Applauded.WIN, 1), (Applauded.STRENGTH, 1)


@pytest.fixture
def company(monday: Monday, tmp_path: Path) -> Monday:
    """One hit and one strength."""
    Bring(monday.store, tmp_path)(Kind.WINS, [{"reference": "W1", "happened_on": "2026-11-20"}])
    with transaction(monday.store) as session:
        house.add_team(session, name="Sales", side=Side.SALES, actor=COMMAND_LINE, now=EIGHT)
    monday(strengths.add_strength, team_id=1, text="We ring first", today=MONDAY)
    return monday


def guests(company: Monday, meeting_id: int, *names: str) -> None:
    """They join by code and are let in."""
    for name in names:
        with transaction(company.store) as session:
            asked = asking.ask_to_join(session, meeting_id, name=name, side=Side.SALES, now=EIGHT)
        company(letting_in.let_in, meeting_id, asked.guest_id)
        company.cast[name] = company.look(who, asked.token, now=EIGHT)


def counted(company: Monday, thing: Thing = HIT) -> int:
    found: dict[Thing, int] = company.look(applause_of, [thing])
    return found[thing]


def clap(company: Monday, by: str, *, times: int = 1, about: Thing = HIT) -> None:
    for _ in range(times):
        company(applause.applaud, about=about, by=by)


def test_applause_from_members_managers_and_guests_adds_up(company: Monday) -> None:
    guests(company, company.start(), "Gus", "Hal")
    clap(company, "Ben", times=3)
    clap(company, "Chloe")
    clap(company, "Gus", times=2)
    clap(company, "Hal", about=STRENGTH)
    assert (counted(company), counted(company, STRENGTH)) == (6, 1)


@pytest.mark.parametrize("name", ["Ben", "Gus"])
def test_one_person_applauds_one_thing_up_to_five_times_in_one_meeting(company: Monday, name: str) -> None:
    first = company.start()
    guests(company, first, "Gus")
    clap(company, name, times=MOST_APPLAUSE)
    with pytest.raises(NotUnderstood, match=r"That is 5 times, .* Nothing was saved"):
        clap(company, name)
    clap(company, name, about=STRENGTH)
    company(meetings.close_meeting, first)
    guests(company, company.start(), "Gus")
    clap(company, name)
    assert counted(company) == MOST_APPLAUSE + 1


def test_a_guest_applauds_while_a_meeting_runs_and_everybody_else_at_any_time(company: Monday) -> None:
    meeting = company.start()
    guests(company, meeting, "Gus")
    company(meetings.close_meeting, meeting)
    with pytest.raises(NotAllowed, match=r"You are not in this meeting any more\. Nothing was saved"):
        clap(company, "Gus")
    clap(company, "Ben")
    assert counted(company) == 1


def test_what_is_not_there_is_not_applauded(company: Monday) -> None:
    for about in ((Applauded.WIN, 9), (Applauded.STRENGTH, 9)):
        with pytest.raises(NotUnderstood, match="Nothing was saved"):
            clap(company, "Ben", about=about)


@pytest.mark.parametrize("times", [0, -1])
def test_no_applause_is_none(company: Monday, times: int) -> None:
    with pytest.raises(NotUnderstood, match="counted from one"):
        company(applause.applaud, about=HIT, times=times, by="Ben")


def test_a_press_by_mistake_is_undone_by_whoever_pressed(company: Monday) -> None:
    clap(company, "Chloe")
    done = company(applause.applaud, about=HIT, by="Ben")
    company(undo_change, done, by="Ben")
    assert counted(company) == 1
    assert company.look(given_by, company.cast["Ben"], meeting_id=None) == {}


def test_it_is_counted_for_the_thing_and_never_for_a_person_who_receives(company: Monday) -> None:
    clap(company, "Ben")
    (row,) = rows_of(company.store, Applause)
    assert row.keys() == {
        *("id", "version", "hidden"),
        *("about", "about_id", "meeting_id", "person_id", "guest_id"),
    }


def test_whoever_looks_around_without_a_number_is_not_counted_against_others(company: Monday) -> None:
    company.cast["somebody"] = Actor("somebody looking around as member", Role.MEMBER)
    clap(company, "somebody", times=MOST_APPLAUSE + 1)
    assert counted(company) == MOST_APPLAUSE + 1


def test_two_devices_of_one_person_do_not_press_past_five(company: Monday) -> None:
    clap(company, "Ben", times=MOST_APPLAUSE - 1)
    press: Callable[[], None] = lambda: clap(company, "Ben")  # noqa: E731
    said = at_the_same_moment(company.store, press, press, before=["INSERT INTO applause"])
    assert counted(company) == MOST_APPLAUSE
    assert sorted(isinstance(one, NotUnderstood) for one in said) == [False, True]
