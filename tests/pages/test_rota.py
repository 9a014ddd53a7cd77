"""The rota on screens: set up, offered at Close, absences of one's own, and a meeting handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.changes import attendance, meetings, rota
from db.changes.core import table_of
from db.engine import open_store, reading, transaction
from db.models import Person
from db.queries import rota as queries
from db.queries.meetings import open_meeting
from meeting.permissions import Actor
from meeting.rota import RotaKind
from meeting.settings import Settings
from meeting.weeks import Week
from tests.pages.conftest import OpenPage, all_text
from tests.people import CAST, signed_in

TODAY = date(2026, 11, 23)
LEAD = RotaKind.FACILITATOR


def wrote(settings: Settings, write: Callable[..., Any], *given: object, **named: object) -> Any:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            return write(session, *given, now=store.clock.now(), **named)
    finally:
        store.close()


def looked(settings: Settings, query: Callable[..., Any], *given: object, **named: object) -> Any:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return query(session, *given, **named)
    finally:
        store.close()


def actor(settings: Settings, name: str) -> Actor:
    store = open_store(settings)
    try:
        with reading(store) as session:
            people = table_of(Person).c
            person_id = session.scalar(select(people.id).where(people.name == name))
    finally:
        store.close()
    return Actor(name, CAST[name], person_id)


@pytest.fixture
def company(empty: Settings) -> Settings:
    """The cast, with Ana and Chloe taking turns in leading."""
    for name in CAST:
        signed_in(empty, name)
    ids = [actor(empty, name).person_id for name in ("Ana", "Chloe")]
    wrote(empty, rota.set_rota, LEAD, people=ids, seen=[], today=TODAY, actor=actor(empty, "Chloe"))
    return empty


def started(settings: Settings, *, by: str, here: tuple[str, ...] = ()) -> int:
    leader = actor(settings, by)
    meeting_id: int = wrote(
        settings, meetings.start_meeting, weeks=[Week(2026, 47)], expected=[], today=TODAY, actor=leader
    )
    for name in here:
        who = actor(settings, name).person_id
        wrote(settings, attendance.set_here, meeting_id, who, is_here=True, actor=leader)
    return meeting_id


def at_page(open_page: OpenPage, settings: Settings, *, name: str, page: str = "rota.py") -> AppTest:
    shown = open_page(settings, name=name)
    shown.switch_page(page)
    shown.run()
    assert not shown.exception
    return shown


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def keys(page: AppTest) -> list[str]:
    return [one.key or "" for one in page.button]


def starting(page: AppTest, start: str) -> str:
    (found,) = [key for key in keys(page) if key.startswith(start)]
    return found


def said(page: AppTest) -> str:
    return all_text(page).replace("*", "").replace("\N{NO-BREAK SPACE}", " ")


def coming(settings: Settings, *, count: int = 2) -> list[str]:
    store = open_store(settings)
    try:
        with reading(store) as session:
            found = queries.coming(session, count=count, today=TODAY, now=store.clock.now())
            return [one.name for one in found]
    finally:
        store.close()


def test_an_empty_rota_says_what_belongs_there(open_page: OpenPage, empty: Settings) -> None:
    page = at_page(open_page, empty, name="Chloe")
    assert "Nobody is on a rota yet. Choose below who takes turns" in said(page)
    assert "Nobody of sales is known yet" in said(page)
    assert "No meeting was held yet" in said(page)
    page = at_page(open_page, empty, name="Ben")
    assert "A manager or an administrator chooses here" in said(page)
    assert not [key for key in keys(page) if key.startswith("rota.people")]


def test_a_manager_chooses_who_leads_in_which_order_and_takes_it_back(
    open_page: OpenPage, empty: Settings
) -> None:
    for name in CAST:
        signed_in(empty, name)
    page = at_page(open_page, empty, name="Chloe")
    page.multiselect(key="rota.people.who.facilitator.").set_value(
        [actor(empty, name).person_id for name in ("Dev", "Ana")]
    )
    press(page, "rota.people.save.facilitator")
    assert coming(empty) == ["Dev", "Ana"]
    assert "| Mon 23 Nov | Dev |\n| Mon 30 Nov | Ana |" in said(page)
    press(page, "saving.undo")
    assert coming(empty) == []


def test_before_the_meeting_it_says_whose_turn_it_is(open_page: OpenPage, company: Settings) -> None:
    assert "Monday, 23 November: Ana leads" in said(at_page(open_page, company, name="Ben", page="monday.py"))


def test_at_close_the_next_turn_is_offered_agreed_put_off_and_undone(
    open_page: OpenPage, company: Settings
) -> None:
    meeting_id = started(company, by="Ana")
    ana = actor(company, "Ana")
    wrote(company, meetings.go_to_step, meeting_id, pressed_on=0, to=99, actor=ana)
    page = at_page(open_page, company, name="Ana", page="monday.py")
    assert "Next Monday, 30 November\nChloe leads" in said(page)
    press(page, starting(page, "rota.take."))
    assert "Saved: Chloe takes the turn of 30 November 2026." in [
        one.value.replace("\\", "") for one in page.success
    ]
    assert "✓ Chloe leads, agreed" in said(page)
    press(page, starting(page, "rota.skip."))
    assert "Next Monday, 30 November\nAna leads" in said(page)
    press(page, "saving.undo")
    assert "✓ Chloe leads, agreed" in said(page)


def test_a_member_says_when_they_are_away_and_changes_no_turn_of_others(
    open_page: OpenPage, company: Settings
) -> None:
    page = at_page(open_page, company, name="Ben")
    assert not [key for key in keys(page) if key.startswith(("rota.skip", "rota.take"))]
    page.date_input(key="rota.away.last").set_value(date(2026, 11, 30))
    press(page, "rota.away.save")
    assert "Ben: 23 to 30 November 2026" in said(page)
    press(page, starting(page, "rota.back."))
    assert "Nobody is away" in said(page)


def test_two_swap_and_the_table_shows_for_whom(open_page: OpenPage, company: Settings) -> None:
    page = at_page(open_page, company, name="Ana")
    (box,) = [one for one in page.selectbox if (one.key or "").startswith("rota.swap.")]
    box.set_value(actor(company, "Chloe").person_id).run()
    assert coming(company) == ["Chloe", "Ana"]
    assert "| Mon 23 Nov | Chloe :small[for Ana] |" in said(page)


def test_who_led_which_monday_stays_after_somebody_opened_it_again(
    open_page: OpenPage, company: Settings
) -> None:
    meeting_id = started(company, by="Ana")
    wrote(company, meetings.close_meeting, meeting_id, actor=actor(company, "Ana"))
    dev = actor(company, "Dev")
    wrote(company, meetings.reopen_meeting, meeting_id, actor=dev)
    wrote(company, meetings.close_meeting, meeting_id, actor=dev)
    assert "23 November 2026: Ana" in said(at_page(open_page, company, name="Ben"))
    assert "The meeting of 23 November 2026, led by Ana, is over." in said(
        at_page(open_page, company, name="Ben", page="monday.py")
    )


def test_a_meeting_is_handed_over_with_one_press_and_the_former_screen_follows(
    open_page: OpenPage, company: Settings
) -> None:
    meeting_id = started(company, by="Ana", here=("Chloe", "Ben"))
    page = at_page(open_page, company, name="Ana", page="monday.py")
    press(page, "monday.keys")
    chloe = actor(company, "Chloe")
    assert [key for key in keys(page) if key.startswith("monday.hand_over")] == [
        f"monday.hand_over.{chloe.person_id}"
    ]
    press(page, f"monday.hand_over.{chloe.person_id}")
    assert "Following Chloe" in said(page)
    wrote(company, meetings.go_to_step, meeting_id, pressed_on=0, to=2, actor=chloe)
    page.run()
    assert page.session_state["monday.shown"] == 2
    assert "monday.return" not in keys(page)


def test_a_press_that_met_a_take_over_moves_nothing(open_page: OpenPage, company: Settings) -> None:
    started(company, by="Ana")
    page = at_page(open_page, company, name="Ana", page="monday.py")
    meeting_id = looked(company, open_meeting).id
    wrote(company, meetings.take_over, meeting_id, actor=actor(company, "Chloe"))
    press(page, "monday.next")
    assert [one.value for one in page.error] == [
        "Chloe leads this meeting now. Nothing was changed. Follow on this screen, or take over."
    ]
    assert "monday.return" not in keys(page)
    # From now on this screen may look ahead for itself.
    press(page, "monday.next")
    assert "monday.return" in keys(page)
    assert looked(company, open_meeting).step == 0


def test_the_projector_follows_whoever_leads(
    open_page: OpenPage, company: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(company, by="Ana")
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.is_embedded", True)
    page = at_page(open_page, company, name="Ana", page="monday.py")
    assert {"monday.next", "monday.back"} <= set(keys(page))
    wrote(company, meetings.take_over, looked(company, open_meeting).id, actor=actor(company, "Chloe"))
    # Where this screen had looked around on its own before.
    page.session_state["monday.at"] = (looked(company, open_meeting).id, 3)
    page.run()
    assert page.session_state["monday.shown"] == 0
    assert not {"monday.next", "monday.back", "monday.return"} & set(keys(page))
    assert "Following Chloe" in said(page)
