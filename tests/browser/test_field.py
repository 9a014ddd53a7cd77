"""A note on a phone: noted, made into an action item in one step, and found again from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from db.engine import open_store, reading
from db.queries import actions as queries
from meeting.settings import Settings
from meeting.words import Origin
from tests.browser.serving import Server, ready, serving
from tests.browser.test_monday import sound
from tests.people import come_in, signed_in
from tests.stores import new_store

NOW = "2026-11-23T08:00:00+00:00"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, NOW)
    new_store(settings)
    signed_in(settings, "Ben")
    return settings


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": NOW}) as server:
        yield server


def test_a_note_becomes_an_action_item_with_a_thumb(
    phone: BrowserContext, server: Server, settings: Settings
) -> None:
    come_in(phone, server.url, settings, "Ben")
    page = phone.new_page()
    page.goto(f"{server.url}/field")
    ready(page)
    page.get_by_label("In a few words").fill("They open on Sundays")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("1 note", exact=True)).to_be_visible()
    sound(page)
    page.goto(f"{server.url}/note?id=1")
    page.get_by_text("Make it an action item").first.click()
    page.get_by_role("button", name="Make it an action item").click()
    expect(page.get_by_text("Became an action item")).to_be_visible()
    sound(page)
    page.goto(f"{server.url}/action?id=1")
    expect(page.get_by_role("link", name="from a note of Ben, 23 November")).to_be_visible()
    store = open_store(settings)
    try:
        with reading(store) as session:
            (made,) = queries.open_actions(session)
    finally:
        store.close()
    assert (made.what, made.owner, made.origin, made.origin_id) == (
        "They open on Sundays",
        "Ben",
        Origin.NOTE,
        1,
    )
