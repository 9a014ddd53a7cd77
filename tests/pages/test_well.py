"""What we do well: the page of the lists, and the step of the meeting that reads one of each aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import meetings, strengths
from db.changes.people import change_person
from db.engine import open_store, reading, transaction
from db.intake.fields import Kind
from db.queries import meetings as meeting_queries
from db.queries.strengths import applause_of, lists_of_teams
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.strengths import MOST_APPLAUSE, Applauded, TeamList
from meeting.weeks import Week
from meeting.words import Role
from pages import _actor
from tests.pages.conftest import OpenPage, all_text, of_entry
from tests.people import CAST, email_of, signed_in

TODAY = date(2026, 11, 23)
FAY = Actor("Fay", Role.FACILITATOR)
SALES, SERVICE = 1, 2


@pytest.fixture
def company(bring: Callable[[Kind, list[dict[str, str]]], Settings]) -> Settings:
    """Ben and Chloe are in Sales. One hit of each team came in last week."""
    wins = [
        {"reference": "W1", "happened_on": "2026-11-18", "team": "Sales", "text": "The *oven* runs"},
        {"reference": "W2", "happened_on": "2026-11-19", "team": "Service", "text": "On a Sunday"},
    ]
    settings = bring(Kind.WINS, wins)
    for name in ("Ben", "Chloe"):
        signed_in(settings, name)
        write(
            settings,
            change_person,
            {"Ben": 1, "Chloe": 2}[name],
            seen=1,
            name=name,
            email=email_of(name),
            role=CAST[name],
            team="Sales",
            actor=COMMAND_LINE,
        )
    return settings


def write(settings: Settings, change: Callable[..., Any], *given: object, **named: Any) -> Any:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            return change(session, *given, now=store.clock.now(), **named)
    finally:
        store.close()


def look(settings: Settings, query: Callable[..., Any], *given: object) -> Any:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return query(session, *given)
    finally:
        store.close()


def add(settings: Settings, *texts: str, team: int = SALES) -> None:
    for text in texts:
        write(settings, strengths.add_strength, team_id=team, text=text, today=TODAY, actor=FAY)


def listed(settings: Settings, team: int = SALES) -> TeamList:
    (found,) = [one for one in look(settings, lists_of_teams) if one.team_id == team]
    assert isinstance(found, TeamList)
    return found


def at_well(open_page: OpenPage, settings: Settings, *, name: str = "Chloe") -> AppTest:
    page = open_page(settings, name=name).switch_page("well.py").run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def keys(page: AppTest) -> set[str]:
    return {str(button.key) for button in page.button}


def save(page: AppTest, form: str) -> AppTest:
    """Press the button of the form whose key begins so."""
    (key,) = [key for key in keys(page) if key.startswith(form)]
    return press(page, key)


def applauded(settings: Settings, about: tuple[Applauded, int]) -> int:
    found: int = look(settings, applause_of, [about])[about]
    return found


def at_step(open_page: OpenPage, settings: Settings, step: int, *, name: str = "Ben") -> AppTest:
    """A meeting that Fay leads, at this step."""
    about: dict[str, Any] = {"actor": FAY}
    if look(settings, meeting_queries.open_meeting) is None:
        weeks = [Week(2026, 47)]
        write(settings, meetings.start_meeting, weeks=weeks, expected=[], today=TODAY, **about)
    while (now := look(settings, meeting_queries.open_meeting).step) < step:
        write(settings, meetings.go_to_step, 1, pressed_on=now, to=now + 1, **about)
    page = open_page(settings, name=name).switch_page("monday.py").run()
    assert not page.exception
    return page


def test_without_a_team_it_says_who_adds_one(open_page: OpenPage, empty: Settings) -> None:
    assert "There is no team yet. An administrator adds teams" in all_text(at_well(open_page, empty))


def test_without_a_list_its_manager_is_told_how_to_begin_one_and_begins_it(
    open_page: OpenPage, company: Settings
) -> None:
    page = at_well(open_page, company)
    assert all_text(page).count("Five minutes with the team are enough") == 1
    assert "Its manager begins one with the team" in all_text(page)
    of_entry(page.text_input, f"well.add.{SALES}.text").set_value("We ring before we come")
    press(page, f"well.add.{SALES}.save")
    assert [one.text for one in listed(company).strengths] == ["We ring before we come"]
    assert "We ring before we come" in all_text(page)
    assert "no hit has shown it yet" in all_text(page).casefold()
    press(page, "saving.undo")
    assert listed(company).strengths == ()


def test_a_member_adds_to_the_own_list_alone_and_changes_nothing(
    open_page: OpenPage, company: Settings
) -> None:
    add(company, "One", "Two")
    page = press(at_well(open_page, company, name="Ben"), "well.open.1")
    assert f"well.add.{SALES}.save" in keys(page)
    assert f"well.add.{SERVICE}.save" not in keys(page)
    assert not any(key.startswith(("well.retire.", "well.save.", "well.later.")) for key in keys(page))


def test_it_says_in_words_when_it_was_shown_last_and_by_what(open_page: OpenPage, company: Settings) -> None:
    add(company, "We ring before we come")
    page = press(at_well(open_page, company, name="Ben"), "well.open.1")
    (picker,) = page.selectbox
    assert [option.split(":")[0] for option in picker.options] == ["Wed 18 Nov", "Thu 19 Nov"]
    picker.select_index(0).run()
    press(page, "well.show.1")
    assert "Last shown 1 week ago: The *oven* runs" in all_text(page)


def test_its_manager_puts_it_in_order_changes_words_retires_and_takes_up_again(
    open_page: OpenPage, company: Settings
) -> None:
    add(company, "One", "Two")
    page = press(at_well(open_page, company), "well.open.2")
    press(page, "well.earlier.2")
    assert [one.text for one in listed(company).strengths] == ["Two", "One"]
    page.text_input(key="well.text.2.1").set_value("Two, better")
    # Its place was changed meanwhile: what was typed stays, and saved again it is meant.
    press(page, "well.save.2")
    assert "Somebody else changed this strength" in page.error[0].value
    press(page, "well.save.2")
    assert [one.text for one in listed(company).strengths] == ["Two, better", "One"]
    press(page, "well.retire.2")
    assert "“Two, better” is retired" in page.success[0].value
    page.toggle(key=f"well.retired.{SALES}").set_value(True).run()
    press(page, "well.take_up.2")
    assert [one.text for one in listed(company).strengths] == ["Two, better", "One"]


def test_the_latest_change_of_it_stands_in_its_history(open_page: OpenPage, company: Settings) -> None:
    add(company, "One")
    page = press(at_well(open_page, company), "well.open.1")
    assert "Fay added it" in all_text(page)
    assert page.query_params["id"] == "1"
    press(page, "well.open.1")
    assert "Fay added it" not in all_text(page)


def test_applause_counts_on_the_page_and_ends_at_five(open_page: OpenPage, company: Settings) -> None:
    add(company, "One")
    page = at_well(open_page, company, name="Ben")
    for _ in range(MOST_APPLAUSE):
        press(page, "applause.strength.1")
    assert applauded(company, (Applauded.STRENGTH, 1)) == MOST_APPLAUSE
    button = page.button(key="applause.strength.1")
    assert (button.label, button.disabled) == ("Applaud · 5 · thank you, that is 5", True)


def test_the_step_reads_one_of_each_team_aloud_and_a_follower_writes_nothing(
    open_page: OpenPage, company: Settings
) -> None:
    add(company, "We ring before we come", "Second")
    write(company, strengths.show_by_hit, 1, 1, actor=FAY)
    said = all_text(at_step(open_page, company, 1))
    assert "We ring before we come\nLast shown 1 week ago: The *oven* runs" in said
    assert "Second" not in said
    assert "#### Service\nOne sentence" in said


def test_looking_ahead_shows_what_will_be_read_and_does_not_count_as_read(
    open_page: OpenPage, company: Settings
) -> None:
    add(company, "We ring before we come")
    page = press(at_step(open_page, company, 0), "monday.next")
    assert "We ring before we come" in all_text(page)
    assert listed(company).strengths[0].read_in == ()
    at_step(open_page, company, 1)
    assert listed(company).strengths[0].read_in == (1,)


@pytest.mark.parametrize(("step", "about"), [(1, (Applauded.STRENGTH, 1)), (2, (Applauded.WIN, 2))])
def test_whoever_follows_applauds_what_is_on_the_screen(
    open_page: OpenPage, company: Settings, step: int, about: tuple[Applauded, int]
) -> None:
    add(company, "One")
    page = press(at_step(open_page, company, step), f"applause.{about[0]}.{about[1]}")
    assert applauded(company, about) == 1
    assert page.button(key=f"applause.{about[0]}.{about[1]}").label == "Applaud · 1"


def test_whoever_leads_says_by_one_press_what_a_hit_shows(open_page: OpenPage, company: Settings) -> None:
    add(company, "One")
    at_step(open_page, company, 2)
    write(company, meetings.take_over, 1, actor=Actor("Chloe", Role.MANAGER, 2))
    page = at_step(open_page, company, 2, name="Chloe")
    page.toggle(key="monday.hit.shows.1").set_value(True).run()
    press(page, "monday.hit.tie.1.1")
    assert "Shows what we do well: One" in all_text(page)
    assert [proof.win_id for proof in listed(company).strengths[0].proofs] == [1]


def test_who_looks_around_applauds_five_times_in_one_tab(
    open_page: OpenPage, company: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(company, "We *ring*")
    visitor = Actor("somebody looking around as member", Role.MEMBER)
    monkeypatch.setattr(_actor, "current", lambda: visitor)
    page = at_well(open_page, company)
    for _ in range(MOST_APPLAUSE):
        press(page, "applause.strength.1")
    assert page.button(key="applause.strength.1").disabled
    assert look(company, applause_of, [(Applauded.STRENGTH, 1)]) == {(Applauded.STRENGTH, 1): MOST_APPLAUSE}
