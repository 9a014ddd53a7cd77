"""An action item is about the miss on the screen or about nothing: on the projector by key, and on one that follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from db.changes import meetings
from db.engine import open_store, reading, transaction
from db.queries import actions as queries
from db.queries.meetings import picks
from meeting.agenda import STANDARD
from meeting.permissions import Actor
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import Role
from tests.browser.conftest import PHONE, PROJECTOR
from tests.browser.serving import Server, ready, serving
from tests.browser.test_monday import MONDAY, sound, with_misses
from tests.people import come_in, signed_in

STEP = next(place for place, step in enumerate(STANDARD) if step.key == "misses")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_misses(tmp_path)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """Ana leads a meeting that has come to its two misses."""
    for name in ("Ana", "Ben"):
        signed_in(settings, name)
    store = open_store(settings)
    with transaction(store) as session:
        ana = next(pick.id for pick in picks(session) if pick.name == "Ana")
        about: dict[str, Any] = {"actor": Actor("Ana", Role.FACILITATOR, ana), "now": store.clock.now()}
        today = store.clock.now().date()
        one = meetings.start_meeting(session, weeks=[Week(2026, 47)], expected=[], today=today, **about)
        meetings.go_to_step(session, one, pressed_on=0, to=STEP, **about)
    store.close()
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as server:
        yield server


def opened(browser: Browser, server: Server, settings: Settings, *, name: str, path: str) -> Page:
    width, height = PHONE if name == "Ben" else PROJECTOR
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", timezone_id="UTC"
    )
    come_in(context, server.url, settings, name)
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    ready(page)
    return page


def abouts(settings: Settings) -> dict[str, str]:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return {row.what: row.origin_text for row in queries.all_actions(session)}
    finally:
        store.close()


def test_what_was_begun_on_one_miss_is_not_saved_about_it_on_the_next(
    browser: Browser, server: Server, settings: Settings
) -> None:
    ana = opened(browser, server, settings, name="Ana", path="/monday?embed=true")
    ben = opened(browser, server, settings, name="Ben", path="/monday")
    about = ana.get_by_text("About:")
    ana.get_by_role("button", name="Make it an action").click()
    expect(about).to_be_visible()
    sound(ana)
    ana.keyboard.type("Half a sentence")
    ben.get_by_role("button", name="Make it an action").click()
    expect(ben.get_by_text("About:")).to_be_visible()
    ben.get_by_label("What", exact=True).fill("Ben's words")
    sound(ben)
    ana.keyboard.press("Escape")
    ana.keyboard.press("n")
    expect(ana.get_by_text("2 of 2", exact=True)).to_be_visible()
    expect(about).to_have_count(0)
    expect(ben.get_by_text("Miss 2 of 2")).to_be_visible()
    expect(ben.get_by_text("About:")).to_have_count(0)
    expect(ben.get_by_label("What", exact=True)).to_have_value("Ben's words")
    ana.keyboard.press("a")
    expect(ana.get_by_label("What", exact=True)).to_have_value("Half a sentence")
    ana.keyboard.press("Control+Enter")
    expect(ana.get_by_text("Saved: Half a sentence (nobody yet)", exact=True)).to_be_visible()
    ana.get_by_role("button", name="Make it an action").click()
    expect(about).to_be_visible()
    ana.get_by_label("What", exact=True).fill("About this one")
    ana.keyboard.press("Control+Enter")
    expect(ana.get_by_text("Saved: About this one (nobody yet), about Bakery: Fridge")).to_be_visible()
    assert abouts(settings) == {"Half a sentence": "", "About this one": "Bakery: Fridge"}
    ana.context.close()
    ben.context.close()
