"""Action items that come back: asked about by key on the projector, ticked with a thumb on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from db.changes import actions, meetings, table_of
from db.engine import open_store, reading, transaction
from db.models import Person
from db.queries import actions as queries
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.weeks import week_of
from meeting.words import Role
from tests.browser.conftest import PHONE, PROJECTOR
from tests.browser.serving import Server, ready, serving
from tests.browser.test_monday import sound
from tests.people import come_in, signed_in
from tests.stores import new_store

NOW = "2026-11-23T08:00:00+00:00"
TODAY = date(2026, 11, 23)
STEP = 6


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Five were agreed on in a meeting two weeks ago; two of them are done, one has waited for a meeting longer."""
    settings = Settings(tmp_path / "meeting.db", None, NOW)
    new_store(settings)
    for name in ("Ana", "Ben"):
        signed_in(settings, name)
    store = open_store(settings)
    with transaction(store) as session:
        people = table_of(Person).c
        ids = {row.name: row.id for row in session.execute(select(people.name, people.id))}
        about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
        _add(session, "Waits since October", ids["Ben"], due=TODAY - timedelta(days=18), **about)
        for weeks in (2, 1):
            day = TODAY - timedelta(weeks=weeks)
            one = meetings.start_meeting(
                session, weeks=[week_of(day).shifted(-1)], expected=[], today=day, **about
            )
            if weeks == 2:
                for number in range(1, 5):
                    _add(session, f"Item {number}", ids["Ben"], due=day + timedelta(days=11), **about)
            meetings.close_meeting(session, one, **about)
        for done in (4, 5):
            actions.tick(session, done, seen=1, is_done=True, today=TODAY - timedelta(days=4), **about)
        lead: dict[str, Any] = {**about, "actor": Actor("Ana", Role.FACILITATOR, ids["Ana"])}
        one = meetings.start_meeting(
            session, weeks=[week_of(TODAY).shifted(-1)], expected=[], today=TODAY, **lead
        )
        meetings.go_to_step(session, one, pressed_on=0, to=STEP, **lead)
    store.close()
    return settings


def _add(session: Any, what: str, owner_id: int, *, due: date, **about: Any) -> None:
    actions.add_action(session, what=what, owner_id=owner_id, due_on=due, today=due, **about)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": NOW}) as server:
        yield server


def opened(browser: Browser, server: Server, settings: Settings, *, name: str, path: str) -> Page:
    width, height = PHONE if name == "Ben" else PROJECTOR
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", timezone_id="UTC"
    )
    come_in(context, server.url, settings, name)
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    ready(page)
    return page


def states(settings: Settings) -> dict[str, tuple[str, date | None]]:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return {row.what: (row.state, row.due_on) for row in queries.all_actions(session)}
    finally:
        store.close()


def test_what_is_still_open_comes_back_by_itself_and_is_answered_by_key(
    browser: Browser, server: Server, settings: Settings
) -> None:
    ana = opened(browser, server, settings, name="Ana", path="/monday?embed=true")
    ben = opened(browser, server, settings, name="Ben", path="/actions?owner=me&state=open")
    typed = ben.get_by_label("What", exact=True)
    typed.fill("Half a")
    ben.reload()
    expect(typed).to_have_value("Half a")
    expect(ana.get_by_text("3 items to ask about")).to_be_visible()
    expect(ana.get_by_text("18 days over · carried 3 times")).to_be_visible()
    expect(ana.get_by_role("button", name="Solve it together")).to_be_visible()
    sound(ana)
    sound(ben)
    ana.keyboard.press("d")
    expect(ana.get_by_text("2 items to ask about")).to_be_visible()
    expect(ana.get_by_text("3 days over · carried 1 time").first).to_be_visible()
    expect(ben.get_by_text("Waits since October")).to_have_count(0)
    ana.keyboard.press("n")
    ana.get_by_label("What stands in the way, if anything").fill("Parts are late")
    ana.keyboard.press("Enter")
    expect(ana.get_by_text("1 item to ask about")).to_be_visible()
    sound(ana)
    expect(ben.get_by_text("due Fri 27 Nov")).to_be_visible()
    ben.goto(f"{server.url}/action?id=3")
    sound(ben)
    ben.get_by_role("button", name="Done", exact=True).click()
    expect(ana.get_by_text("0 items to ask about")).to_be_visible()
    found = states(settings)
    assert {what for what, (state, _) in found.items() if state == "open"} == {"Item 1"}
    assert found["Item 1"][1] == date(2026, 11, 27)
    ana.context.close()
    ben.context.close()
