"""What a team does well is written down on a telephone, and applause from other devices is seen there at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from db.changes.house import add_team
from db.changes.people import change_person
from db.engine import open_store, reading, transaction
from db.queries.strengths import applause_of
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.strengths import Applauded
from meeting.words import Side
from tests.browser.serving import Server, ready, serving
from tests.people import CAST, come_in, email_of
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
WORDS = "We ring before we come"
GRAVE = ("serious", "critical")


def company(settings: Settings) -> None:
    """Chloe manages Service; she has signed in already."""
    store = open_store(settings)
    try:
        about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
        with transaction(store) as session:
            add_team(session, name="Service", side=Side.SERVICE, **about)
            change_person(
                session,
                1,
                seen=1,
                name="Chloe",
                email=email_of("Chloe"),
                role=CAST["Chloe"],
                team="Service",
                **about,
            )
    finally:
        store.close()


def applauded(settings: Settings) -> int:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return applause_of(session, [(Applauded.STRENGTH, 1)])[Applauded.STRENGTH, 1]
    finally:
        store.close()


def opened(context: BrowserContext, server: Server, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/{address}")
    ready(page)
    return page


def applaud(page: Page, *, times: int) -> None:
    for _ in range(times):
        page.get_by_role("button", name="Applaud").click()


def test_a_strength_is_written_on_a_telephone_and_applauded_from_other_devices(
    tmp_path: Path, projector: BrowserContext, phone: BrowserContext
) -> None:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
    with serving(environ) as server:
        come_in(phone, server.url, settings, "Chloe")
        company(settings)
        come_in(projector, server.url, settings, "Ana")
        chloe, ana = opened(phone, server, "well"), opened(projector, server, "well")
        expect(chloe.get_by_text("Five minutes with the team are enough")).to_be_visible()
        chloe.get_by_label("What Service does well").fill(WORDS)
        chloe.keyboard.press("Enter")
        for page in (chloe, ana):
            expect(page.get_by_text(WORDS).first).to_be_visible()
        applaud(ana, times=2)
        for page in (chloe, ana):
            expect(page.get_by_role("button", name="Applaud · 2")).to_be_visible()
        found = Axe().run(chloe).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in GRAVE] == []
        assert chloe.evaluate("document.documentElement.scrollWidth") <= 390
        ana.goto(f"{server.url}/monday")
        ana.get_by_role("button", name="Start the meeting").click()
        expect(ana.get_by_test_id("stMain").get_by_text("1 of 9 · Welcome")).to_be_visible()
        ana.goto(f"{server.url}/monday?embed=true")
        expect(ana.get_by_test_id("stMain").get_by_text("1 of 9 · Welcome")).to_be_visible()
        ana.keyboard.press("ArrowRight")
        chloe.goto(f"{server.url}/monday")
        for page in (chloe, ana):
            expect(page.get_by_role("heading", name=WORDS)).to_be_visible()
        applaud(chloe, times=3)
        for page in (chloe, ana):
            expect(page.get_by_role("button", name="Applaud · 5")).to_be_visible()
    assert applauded(settings) == 5
