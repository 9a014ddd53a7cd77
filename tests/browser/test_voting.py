"""A vote, a decision and how everybody stands to it: the projector by keyboard, and one telephone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from db.changes import meetings, talk
from db.engine import open_store, transaction
from db.models import Mark
from db.upgrade import upgrade
from meeting.permissions import Actor
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import Role
from tests.browser import voting
from tests.browser.serving import serving
from tests.browser.test_monday import MONDAY, sound
from tests.people import come_in, signed_in

TODAY = date(2026, 11, 23)
ANA = Actor("Ana", Role.FACILITATOR, 1)
TITLES = ("Parts come late", "Nobody answers at noon", "Keys")


def at_solve(path: Path) -> Settings:
    """Ana's meeting with Ben and Chloe, at Solve together with three topics."""
    settings = Settings(path, None, MONDAY)
    upgrade(settings, mark=Mark.TEST)
    for name in ("Ana", "Ben", "Chloe"):
        signed_in(settings, name)
    store = open_store(settings)
    now = store.clock.now()
    with transaction(store) as session:
        weeks = [Week(2026, 47)]
        meetings.start_meeting(session, weeks=weeks, expected=[1, 2, 3], today=TODAY, actor=ANA, now=now)
        meetings.go_to_step(session, 1, pressed_on=0, to=7, actor=ANA, now=now)
        for title in TITLES:
            talk.raise_topic(session, title=title, meeting_id=1, actor=ANA, now=now)
    store.close()
    return settings


def test_a_vote_and_a_decision_on_the_projector_and_a_telephone(
    projector: BrowserContext, phone: BrowserContext, tmp_path: Path
) -> None:
    settings = at_solve(tmp_path / "meeting.db")
    environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
    with serving(environ) as server:
        come_in(projector, server.url, settings, "Ana")
        come_in(phone, server.url, settings, "Ben")
        ana, ben = projector.new_page(), phone.new_page()
        ana.goto(f"{server.url}/monday?embed=true")
        ben.goto(f"{server.url}/monday")
        expect(ben.get_by_text("8 of 9 · Solve together")).to_be_visible()
        ana.get_by_role("button", name="Vote: 3 topics each").click()
        voting.vote_for(ben, ("Nobody answers at noon", "Keys"))
        expect(ana.get_by_text("1 has voted")).to_be_visible()
        voting.hands_are(ana, "0 1 2")
        expect(ben.get_by_text("1 has voted on a screen; hands are counted")).to_be_visible()
        expect(ana.get_by_text("3 votes")).to_have_count(0)
        sound(ana)
        sound(ben)
        ana.get_by_role("button", name="Show the votes").click()
        expect(ben.get_by_text("Keys: 3 votes")).to_be_visible()
        ana.get_by_role("button", name="Take them in this order").click()
        for page in (ana, ben):
            expect(page.get_by_role("heading", name="Keys")).to_be_visible()
        ana.get_by_label("What we decide, in words to read back").fill("One list of keys")
        ana.get_by_role("button", name="Save the decision").click()
        expect(ben.get_by_text("Answers are by name: everybody sees who said what.")).to_be_visible()
        voting.stand(ben, "no", why="Who keeps it?")
        expect(ana.get_by_text("Not agreed yet: One list of keys")).to_be_visible()
        expect(ana.get_by_text("Ben no: Who keeps it?")).to_be_visible()
        ana.get_by_role("button", name="Note it").click()
        expect(ben.get_by_text("1 yes · 1 no")).to_be_visible()
        sound(ana)
        sound(ben)
