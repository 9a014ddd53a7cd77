"""Outcomes on a telephone: a member who was not there finds their item, ticks it, says so, and takes the PDF along."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from db.changes import actions, meetings, talk
from db.engine import open_store, reading, transaction
from db.queries import actions as queries
from db.queries import meetings as meeting_queries
from meeting.permissions import Actor
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import Role
from tests.browser.conftest import PHONE
from tests.browser.serving import pressed, ready, serving
from tests.browser.test_monday import sound
from tests.people import come_in, signed_in
from tests.stores import new_store

NOW = "2026-11-24T08:00:00+00:00"
MONDAY = date(2026, 11, 23)
AGREED = (
    ("Ring Beta before noon", "Ben", date(2026, 11, 25), "Wed 25 Nov"),
    ("Order two spare boards", "Ana", date(2026, 11, 27), "Fri 27 Nov"),
    ("Write the list for noon", "Ben", date(2026, 12, 4), "Fri 4 Dec"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A meeting of yesterday, closed, with an item for each of two people and a third one; and one of last month."""
    settings = Settings(tmp_path / "meeting.db", None, NOW)
    new_store(settings)
    for name in ("Ana", "Ben"):
        signed_in(settings, name)
    store = open_store(settings)
    with transaction(store) as session:
        ids = {pick.name: pick.id for pick in meeting_queries.picks(session)}
        about: dict[str, Any] = {
            "actor": Actor("Ana", Role.FACILITATOR, ids["Ana"]),
            "now": store.clock.now(),
        }
        before = meetings.start_meeting(
            session, weeks=[Week(2026, 43)], expected=list(ids.values()), today=date(2026, 10, 26), **about
        )
        talk.decide(session, before, text="The spare vän stays loaded over night", **about)
        meetings.close_meeting(session, before, **about)
        one = meetings.start_meeting(
            session, weeks=[Week(2026, 47)], expected=list(ids.values()), today=MONDAY, **about
        )
        for what, owner, due_on, _ in AGREED:
            actions.add_action(
                session,
                what=what,
                owner_id=ids[owner],
                due_on=due_on,
                meeting_id=one,
                today=MONDAY,
                **about,
            )
        talk.decide(session, one, text="Noon is shared, a week each", **about)
        meetings.close_meeting(session, one, **about)
    store.close()
    return settings


def test_a_member_who_was_not_there_finds_ticks_and_takes_along_what_was_agreed(
    browser: Browser, settings: Settings
) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": NOW}
    with serving(environ) as server:
        width, height = PHONE
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", timezone_id="UTC"
        )
        come_in(context, server.url, settings, "Ben")
        page = context.new_page()
        page.goto(f"{server.url}/outcomes")
        ready(page)
        expect(page.get_by_role("heading", name="Monday 23 November 2026")).to_be_visible()
        expect(page.get_by_text("Noon is shared, a week each")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Mark done", exact=True).first.click()
        expect(page.get_by_text("Saved: Ring Beta before noon (done).")).to_be_visible()
        expect(page.get_by_text("today: ✓ done")).to_be_visible()
        page.get_by_role("button", name="Read it").click()
        expect(page.get_by_text("Read by 1 of 2. Nobody sees who.")).to_be_visible()
        said = words_of_pdf(page)
        page.goto(f"{server.url}/search")
        ready(page)
        page.get_by_label("Search everything").fill("SPARE van")
        page.get_by_label("Search everything").press("Enter")
        expect(page.get_by_text("The spare vän stays loaded over night")).to_be_visible()
        sound(page)
        page.goto(f"{server.url}{page.get_by_role('link', name='26 October 2026').get_attribute('href')}")
        expect(page.get_by_role("heading", name="Monday 26 October 2026")).to_be_visible()
        expect(page.get_by_text("The spare vän stays loaded over night")).to_be_visible()
        ready(page)
        pressed(page, "ArrowRight", brings="Monday 23 November 2026")
        context.close()
    for what, owner, _, day in AGREED:
        assert f"{owner} {what} {day}" in said
    store = open_store(settings)
    with reading(store) as session:
        assert [row.state for row in queries.actions_of(session, 2)] == ["done", "open", "open"]
    store.close()


def words_of_pdf(page: Page) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF").click()
    found = waiting.value
    assert found.suggested_filename.startswith("minutes-2026-11-23-1-")
    reader = PdfReader(BytesIO(Path(found.path()).read_bytes()))
    return " ".join(" ".join(each.extract_text() for each in reader.pages).split())
