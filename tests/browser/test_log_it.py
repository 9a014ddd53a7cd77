"""Something is logged with one thumb, in at most five taps and a few letters, and no lost connection loses a word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from db.changes.by_hand import new_customer
from db.engine import open_store, transaction
from db.models import Base, Complaint, FieldNote, Win
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.browser.serving import Server, free_port, ready, serving
from tests.db.stores import rows_of
from tests.people import come_in
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
MOST_TAPS = 5
GONE = "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'"


@dataclass
class Thumb:
    """Counts how often it touches the glass."""

    page: Page
    taps: int = 0

    def tap(self, where: Locator) -> None:
        self.taps += 1
        where.tap()

    def type(self, text: str) -> None:
        """Into whatever has the cursor."""
        self.page.keyboard.type(text, delay=10)

    def press(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    store = open_store(settings)
    with transaction(store) as session:
        for name in ("Hotel Alpenblick", "Hotel Sonne", "Bakery"):
            new_customer(session, name=name, actor=COMMAND_LINE, now=store.clock.now())
    store.close()
    return settings


@pytest.fixture
def environ(settings: Settings) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}


@pytest.fixture
def ben(phone: BrowserContext) -> Page:
    return phone.new_page()


def at_home(page: Page, server: Server) -> Thumb:
    page.goto(f"{server.url}/customers")
    ready(page)
    return Thumb(page)


def way(page: Page) -> Locator:
    return page.locator(".st-key-frame-log_it").get_by_role("link", name="Log it")


def words(page: Page) -> Locator:
    return page.get_by_label("What happened?")


def customer(page: Page) -> Locator:
    return page.get_by_label("Customer (can stay empty)")


def saved(page: Page, text: str) -> None:
    expect(page.get_by_text(f"Saved: {text}")).to_be_visible()
    expect(words(page)).to_have_value("")


def rows(settings: Settings, model: type[Base]) -> list[dict[str, Any]]:
    store = open_store(settings)
    try:
        return rows_of(store, model)
    finally:
        store.close()


def test_a_hit_a_complaint_and_a_note_take_at_most_five_taps_each(
    settings: Settings, environ: dict[str, str], phone: BrowserContext, ben: Page
) -> None:
    with serving(environ) as server:
        come_in(phone, server.url, settings, "Ben")
        thumb = at_home(ben, server)
        thumb.tap(way(ben))
        expect(words(ben)).to_be_focused()
        thumb.type("They sent a cake")
        thumb.press("Hit")
        thumb.tap(customer(ben))
        thumb.type("sonn")
        thumb.press("Hotel Sonne")
        expect(ben.get_by_text("Another customer")).to_be_visible()
        assert thumb.taps <= MOST_TAPS - 1
        thumb.press("Save the hit")
        saved(ben, "hit: They sent a cake")
        found = Axe().run(ben).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []
        for kind, button, text in (
            ("Miss or complaint", "complaint", "The door does not close"),
            ("From the field", "note", "They ask for a call before"),
        ):
            thumb = Thumb(ben)
            thumb.tap(words(ben))
            thumb.type(text)
            thumb.press(kind)
            thumb.tap(customer(ben))
            thumb.type("bakery")
            expect(ben.get_by_role("button", name="Bakery")).to_be_visible()
            thumb.press(f"Save the {button}")
            saved(ben, f"{button}: {text}")
            assert thumb.taps < MOST_TAPS
    for model, number in ((Win, 2), (Complaint, 3), (FieldNote, 3)):
        assert [row["customer_id"] for row in rows(settings, model)] == [number]


def test_what_is_typed_while_the_connection_is_gone_is_there_when_it_is_back_and_is_saved_once(
    settings: Settings, environ: dict[str, str], phone: BrowserContext, ben: Page
) -> None:
    port = free_port()
    with serving(environ, port=port) as server:
        come_in(phone, server.url, settings, "Ben")
        thumb = at_home(ben, server)
        thumb.tap(way(ben))
        expect(words(ben)).to_be_focused()
        thumb.type("The door ")
        thumb.press("Miss or complaint")
        expect(ben.get_by_role("button", name="Save the complaint")).to_be_visible()
        customer(ben).fill("Mountain inn")
        words(ben).focus()
        ben.keyboard.press("End")
        server.kill()
        ben.wait_for_function(GONE)
        thumb.type("does not close")
    with serving(environ, port=port):
        ben.reload()
        expect(words(ben)).to_have_value("The door does not close")
        expect(customer(ben)).to_have_value("Mountain inn")
        expect(ben.get_by_text("will be a new customer")).to_be_visible()
        thumb.press("Save the complaint")
        saved(ben, "complaint: The door does not close")
        ben.reload()
        ready(ben)
        expect(words(ben)).to_have_value("")
    assert [row["text"] for row in rows(settings, Complaint)] == ["The door does not close"]
