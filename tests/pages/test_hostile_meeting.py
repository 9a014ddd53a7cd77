"""What was typed in a meeting stands on each of its steps, and on the pages of action items, as it was typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from db.backup import back_up
from db.changes import actions, field, meetings, strengths, talk
from db.changes.undo import undo_change
from db.engine import open_store, reading, transaction
from db.queries import meetings as queries
from meeting.agenda import STANDARD
from meeting.permissions import Actor
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import NoteKind, Origin, Role
from tests.hostile import TEXTS, typed
from tests.hostile_company import TODAY, hostile_company
from tests.pages.conftest import OpenPage
from tests.pages.test_hostile import at, loose, seen
from tests.people import signed_in

IN_A_MEETING = 95_000_000
STEPS = range(len(STANDARD))
ASKED, ANSWERED, LEFT, GONE = 12, 13, 14, 15


def said(place: int, number: int) -> str:
    """Each text once in each place."""
    return typed(IN_A_MEETING + (place * len(TEXTS) + number) * len(TEXTS) + number)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Actor]:
    """A meeting that runs, with every text in every place where one can be typed; and who leads it."""
    settings = hostile_company(tmp_path_factory.mktemp("meeting"))
    signed_in(settings, "Dev")
    store = open_store(settings)
    with reading(store) as session:
        (dev,) = [pick.id for pick in queries.picks(session) if pick.name == "Dev"]
    leader = Actor(said(0, 0)[:100], Role.ADMIN, dev)
    about: dict[str, Any] = {"actor": leader, "now": store.clock.now()}
    with transaction(store) as session:
        steps = [replace(step, title=said(1, place)[:60]) for place, step in enumerate(STANDARD)]
        meetings.start_meeting(
            session, weeks=[Week(2026, 47)], expected=[dev], steps=steps, today=TODAY, **about
        )
        for number in range(len(TEXTS)):
            _say_all(session, number, owner=dev, about=about)
        words = said(GONE, 0)[:500]
        gone = actions.add_action(session, what=words, owner_id=dev, due_on=TODAY, today=TODAY, **about)
        undo_change(session, gone, **about)
    store.close()
    return settings, leader


def _say_all(session: Any, number: int, *, owner: int, about: dict[str, Any]) -> None:
    field.log_note(session, kind=NoteKind.HEARD, text=said(2, number), today=TODAY, **about)
    field.log_note(session, kind=NoteKind.QUESTION, text=said(ASKED, number), today=TODAY, **about)
    if number % 2:
        answer = said(ANSWERED, number)
        field.answer_question(session, 2 * number + 2, seen=1, answer=answer, today=TODAY, **about)
    talk.raise_topic(session, title=said(3, number)[:200], **about)
    talk.decide(session, 1, text=said(4, number), **about)
    actions.add_action(
        session,
        what=said(5, number)[:500],
        owner_id=owner,
        due_on=TODAY,
        origin=(Origin.NOTE, number + 1),
        meeting_id=1 if number % 2 else None,
        today=TODAY,
        **about,
    )
    rest = said(LEFT, number)[:500]
    actions.do_a_part(session, number + 1, seen=1, rest=rest, due_on=TODAY, today=TODAY, **about)
    strengths.add_strength(session, team_id=1 + number % 3, text=said(9, number)[:300], today=TODAY, **about)
    strengths.show_by_hit(session, number + 1, number + 1, **about)
    if number % 5 == 4:
        strengths.retire_strength(session, number + 1, seen=1, today=TODAY, **about)
    # The first promise was changed by hand already, and there is one for each text.
    if number:
        talk.note_miss(
            session,
            Origin.PROMISE,
            number + 1,
            seen=1,
            told_on=TODAY,
            told_by=said(6, number)[:200],
            told_top=said(7, number)[:200],
            cause=said(8, number),
            today=TODAY,
            **about,
        )


def test_every_step_shows_it_as_the_helper_makes_it(
    held: tuple[Settings, Actor], open_page: OpenPage
) -> None:
    settings, leader = held
    page, shown = open_page(settings), set[int]()
    store = open_store(settings)
    for step in STEPS:
        with transaction(store) as session:
            meetings.go_to_step(
                session, 1, pressed_on=max(step - 1, 0), to=step, actor=leader, now=store.clock.now()
            )
        at(page, "monday.py")
        assert loose(page) == [], STANDARD[step].title
        shown |= seen(page)
    store.close()
    told = {number % len(TEXTS) for number in shown if number >= IN_A_MEETING}
    assert told == set(range(len(TEXTS)))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("actions.py", {}),
        ("action.py", {"id": "1"}),
        ("action.py", {"id": str(len(TEXTS) + 1)}),
        ("well.py", {"id": "1"}),
        ("note.py", {"id": "1"}),
        ("note.py", {"id": "4"}),
    ],
)
def test_pages_of_what_a_meeting_is_about_show_it_as_the_helper_makes_it(
    held: tuple[Settings, Actor], open_page: OpenPage, url: str, address: dict[str, str]
) -> None:
    page = open_page(held[0])
    at(page, url, **address)
    assert loose(page) == []
    assert any(number >= IN_A_MEETING for number in seen(page))


def test_what_a_team_does_well_stands_on_its_page_in_every_text(
    held: tuple[Settings, Actor], open_page: OpenPage
) -> None:
    page = at(open_page(held[0]), "well.py", id="1")
    for toggle in page.toggle:
        toggle.set_value(True)
    page.run()
    assert loose(page) == []
    first = IN_A_MEETING + 9 * len(TEXTS) ** 2
    told = {number % len(TEXTS) for number in seen(page) if number >= first}
    assert told == set(range(len(TEXTS)))


def test_every_note_and_its_answer_stand_in_the_list_in_every_text(
    held: tuple[Settings, Actor], open_page: OpenPage
) -> None:
    page = at(open_page(held[0]), "field.py")
    for _ in range(2):
        page.button(key="field.show_more").click().run()
    assert loose(page) == []
    for place in (2, ASKED):
        first = IN_A_MEETING + place * len(TEXTS) ** 2
        told = {number % len(TEXTS) for number in seen(page) if first <= number < first + len(TEXTS) ** 2}
        assert told == set(range(len(TEXTS)))
    for view in ("teams", "new"):
        assert loose(at(page, "field.py", view=view)) == []


@pytest.fixture(scope="module")
def over(held: tuple[Settings, Actor], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same meeting, closed: what was typed stands in its minutes."""
    settings, leader = held
    assert settings.sqlite_path is not None
    path = tmp_path_factory.mktemp("over") / "meeting.db"
    back_up(settings, path)
    settings = replace(settings, sqlite_path=path)
    store = open_store(settings)
    with transaction(store) as session:
        meetings.close_meeting(session, 1, leave_with_leader=True, actor=leader, now=store.clock.now())
    store.close()
    return settings


def test_minutes_show_it_as_the_helper_makes_it(over: Settings, open_page: OpenPage) -> None:
    page = at(open_page(over), "outcomes.py")
    for toggle in page.toggle:
        toggle.set_value(True)
    page.run()
    assert loose(page) == []
    told = {number % len(TEXTS) for number in seen(page) if number >= IN_A_MEETING}
    assert told == set(range(len(TEXTS)))
    for view in ("past", "beside", "back"):
        assert loose(at(page, "outcomes.py", view=view)) == [], view
