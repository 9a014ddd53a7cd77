"""A Monday meeting as companies hold it: whoever leads, the projector, a member's own screen, and two telephones.

Ana leads. Ben has a screen of his own. Finn joins by code under his name, Kim is refused, Chloe raises her hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from db import accounts
from db.changes import talk
from db.changes.people import add_person
from db.changes.wins import log_win
from db.engine import open_store, reading, transaction
from db.queries import guests
from db.queries import meetings as queries
from db.queries.actions import actions_of
from db.queries.strengths import applause_of
from db.queries.votes import stood_of
from meeting.joining import code_as_shown
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.strengths import MOST_APPLAUSE, Applauded
from meeting.words import Role
from tests.browser import voting
from tests.browser.conftest import PHONE, PROJECTOR
from tests.browser.serving import Server, free_port, ready, serving
from tests.people import come_in, signed_in
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)
GRAVE = ("serious", "critical")
LAPTOP = (1366, 768)
SIZES = {"Ana": LAPTOP, "projector": PROJECTOR, "Ben": LAPTOP, "Finn": PHONE, "Kim": PHONE}
TOPICS = ("Parts come late", "Nobody answers at noon", "Keys")
FLOOD = """(times) => {
  for (let press = 0; press < times; press++) document.querySelector("[class*=st-key-applause-win-1] button").click();
}"""
"""Quicker than any finger: all of them before the first is answered."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One hit of last week and three topics. Finn is not signed in anywhere."""
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    for name in ("Dev", "Ben", "Chloe"):
        signed_in(settings, name)
    store = open_store(settings)
    now = store.clock.now()
    with transaction(store) as session:
        session.execute(accounts.sign_ins.delete())
        add_person(
            session, name="Finn", email="finn@example.com", role=Role.MEMBER, actor=COMMAND_LINE, now=now
        )
        log_win(session, text="Thank you!", happened_on=FRIDAY, today=TODAY, actor=COMMAND_LINE, now=now)
        for title in TOPICS:
            talk.raise_topic(session, title=title, actor=COMMAND_LINE, now=now)
    store.close()
    return settings


@pytest.fixture
def screens(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """Telephones have fingers."""
    with ExitStack() as closing:
        made = {}
        for name, (width, height) in SIZES.items():
            is_phone = (width, height) == PHONE
            made[name] = browser.new_context(
                viewport={"width": width, "height": height},
                has_touch=is_phone,
                is_mobile=is_phone,
                locale="en-GB",
                timezone_id="UTC",
            )
            closing.callback(made[name].close)
        yield made


def sound(page: Page) -> None:
    """Nothing serious for those who cannot see it."""
    found = Axe().run(page).response["violations"]
    assert [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found if rule["impact"] in GRAVE] == []


def code_of(settings: Settings) -> str:
    store = open_store(settings)
    try:
        with reading(store) as session:
            running = queries.open_meeting(session)
            assert running is not None
            code = guests.joining(session, running, now=store.clock.now()).code
    finally:
        store.close()
    assert code is not None
    return code


def opened(context: BrowserContext, server: Server, page: str) -> Page:
    found = context.new_page()
    found.goto(f"{server.url}/{page}")
    ready(found)
    return found


def started_by(ana: Page, *expected: str) -> None:
    for name in expected:
        ana.get_by_role("combobox", name="Who should be there").click()
        ana.get_by_role("option", name=name, exact=True).click()
    ana.keyboard.press("Escape")
    ana.get_by_role("button", name="Start the meeting").click()
    expect(ana.get_by_test_id("stMain").get_by_text("1 of 9 · Welcome")).to_be_visible()


def scanned(context: BrowserContext, url: str, code: str) -> Page:
    """A telephone that opened the address of the QR code; the code is gone from its address at once."""
    phone = context.new_page()
    phone.goto(f"{url}/join#{code}")
    expect(phone.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert code not in phone.url
    return phone


def let_in(ana: Page, phone: Page, who: str) -> None:
    expect(ana.get_by_text(f"{who} asks to join")).to_be_visible()
    ana.get_by_role("heading", name="How we talk").click()
    ana.keyboard.press("l")
    phone.wait_for_url("**/taking-part*")
    ready(phone)


def joined(ana: Page, context: BrowserContext, url: str, code: str) -> Page:
    """Finn picks his name and is let in by one key."""
    finn = scanned(context, url, code)
    sound(finn)
    finn.get_by_role("button", name="Finn").click()
    expect(finn.get_by_role("heading", name="Finn asks to join")).to_be_visible()
    let_in(ana, finn, "Finn")
    expect(finn.get_by_role("heading", name="Welcome")).to_be_visible()
    return finn


def refused(ana: Page, context: BrowserContext, url: str, code: str) -> Page:
    """Kim asks as a guest, is not let in, and then guesses, and sends the right code among the wrong ones."""
    kim = scanned(context, url, code)
    expect(kim.get_by_role("button", name="Finn · joined already")).to_be_disabled()
    kim.get_by_label("Your name").fill("Kim")
    kim.get_by_role("button", name="Join as a guest").click()
    expect(ana.get_by_text("Guest: Kim asks to join")).to_be_visible()
    ana.keyboard.press("x")
    expect(kim.get_by_text("You were not let in")).to_be_visible()
    kim.goto(f"{url}/taking-part")
    expect(kim.get_by_role("heading", name="Join the meeting")).to_be_visible()
    for _ in range(30):
        # As somebody does it who guesses, without looking.
        kim.request.post(f"{url}/join", form={"code": "22222222"}, headers={"Origin": url})
    # Scanned while the page to join is open.
    kim.goto(f"{url}/join#{code}")
    expect(kim.get_by_text("There were too many wrong codes")).to_be_visible()
    return kim


def on_step(ana: Page, projector: Page, *, upto: int) -> None:
    """Ana goes on by one key, and the projector follows; fields for typing let go of the key first."""
    ana.keyboard.press("Escape")
    start = int(ana.get_by_test_id("stMain").get_by_text(" of 9 · ").first.inner_text().split()[0])
    for step in range(start + 1, upto + 1):
        ana.keyboard.press("ArrowRight")
        expect(projector.get_by_test_id("stMain").get_by_text(f"{step} of 9 ·")).to_be_visible()
        expect(ana.get_by_test_id("stMain").get_by_text(f"{step} of 9 ·")).to_be_visible()


def applauded(finn: Page, ben: Page, projector: Page) -> None:
    """Twelve presses at once count up to what one person gives; three are all counted."""
    expect(finn.get_by_role("button", name="Applaud")).to_be_visible()
    finn.evaluate(FLOOD, 12)
    expect(finn.get_by_role("button", name=f"thank you, that is {MOST_APPLAUSE}")).to_be_disabled()
    expect(ben.get_by_role("button", name=f"Applaud · {MOST_APPLAUSE}", exact=True)).to_be_visible()
    ben.evaluate(FLOOD, 3)
    for page in (ben, projector):
        expect(page.get_by_role("button", name=f"Applaud · {MOST_APPLAUSE + 3}", exact=True)).to_be_visible()


def looked_at_the_code(ana: Page) -> None:
    """From wherever she stands on the page; Escape puts it away."""
    code = ana.get_by_role("heading", name="Join on your phone")
    ana.get_by_test_id("stMain").evaluate("each => each.scrollTo(0, each.scrollHeight)")
    ana.keyboard.press("j")
    expect(code).to_be_in_viewport()
    ana.keyboard.press("Escape")
    expect(code).to_have_count(0)


def voted(ana: Page, projector: Page, ben: Page, finn: Page) -> None:
    """On two screens and by hands; nobody sees a count before all are shown."""
    ana.get_by_role("button", name="Which first? Vote: 2 topics each").click()
    voting.vote_for(finn, TOPICS[1:])
    voting.vote_for(ben, TOPICS[2:])
    voting.hands_are(ana, "0 1 2")
    everywhere = (ana, projector, ben, finn)
    for page in everywhere:
        expect(page.get_by_text("2 have voted on a screen; hands are counted")).to_be_visible()
        expect(page.get_by_text(" votes", exact=False).filter(has_text="Keys")).to_have_count(0)
    sound(projector)
    sound(finn)
    # By keys, as on the projector: Escape leaves the line that was typed in.
    ana.keyboard.press("Escape")
    ana.keyboard.press("w")
    for page in everywhere:
        expect(page.get_by_text("Keys · 4 votes").first).to_be_visible()
    ana.keyboard.press("o")
    for page in (ana, projector, ben):
        expect(page.get_by_role("heading", name="Keys · 4 votes")).to_be_visible()


def stood(ana: Page, projector: Page, ben: Page, finn: Page) -> None:
    """One no is enough to be not agreed yet, by name and with the reason, on every screen."""
    voting.decide(ana, "One list of keys")
    expect(finn.get_by_text("Answers are by name: everybody sees who said what.")).to_be_visible()
    voting.stand(finn, "no", why="Who keeps it?")
    voting.stand(ben, "yes")
    for page in (ana, projector, ben):
        expect(page.get_by_role("heading", name="Not agreed yet: One list of keys")).to_be_visible()
        expect(page.get_by_text("Finn (joined by code) no: Who keeps it?")).to_be_visible()
    # The first who has no screen stands there already: Ana herself says it aloud.
    ana.get_by_role("button", name="Note it").click()
    expect(projector.get_by_text("2 yes · 1 no")).to_be_visible()
    sound(projector)
    sound(finn)
    ana.keyboard.press("g")
    expect(projector.get_by_text("not agreed yet: One list of keys")).to_be_visible()


def rated(ana: Page, projector: Page, ben: Page, finn: Page) -> None:
    voting.rate(finn, 6, word="Long")
    voting.rate(ben, 8)
    expect(
        projector.get_by_text("2 ratings so far: 2 on screens. No names; shown from 3 on.")
    ).to_be_visible()
    voting.hands_rate(ana, "10")
    ana.keyboard.press("Escape")
    ana.keyboard.press("w")
    for page in (ana, projector, ben, finn):
        expect(page.get_by_text("8.0 of 10, by 3 people")).to_be_visible()
    sound(projector)
    sound(finn)


def test_a_whole_meeting_with_telephones_that_joined_by_code(
    settings: Settings, screens: dict[str, BrowserContext]
) -> None:
    port = free_port()
    environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
    # As telephones of the room open it.
    environ |= {"PUBLIC_URL": f"http://192.168.1.20:{port}", "ALLOW_HTTP": "1"}
    with serving(environ, port=port) as server:
        for name in ("Ana", "Ben"):
            come_in(screens[name], server.url, settings, name)
        # Somebody carried Ana's sign-in to the projector, as on a laptop with two screens.
        screens["projector"].add_cookies(screens["Ana"].cookies())  # type: ignore[arg-type]
        ana = opened(screens["Ana"], server, "monday")
        started_by(ana, "Ben", "Chloe", "Finn")
        code = code_of(settings)
        projector = opened(screens["projector"], server, "monday?embed=true")
        ben = opened(screens["Ben"], server, "monday")
        expect(projector.get_by_role("heading", name=code_as_shown(code))).to_be_visible()
        expect(projector.get_by_role("img", name="to scan with a phone")).to_be_visible()
        sound(projector)
        finn = joined(ana, screens["Finn"], server.url, code)
        kim = refused(ana, screens["Kim"], server.url, code)
        expect(projector.get_by_text("asks to join")).to_have_count(0)

        # What Finn types stays while the meeting moves on, and comes to every screen once it is sent.
        finn.get_by_label("What is to be done").fill("Ring the hotel")
        on_step(ana, projector, upto=3)
        expect(finn.get_by_role("heading", name="Hits")).to_be_visible()
        expect(finn.get_by_role("timer")).to_contain_text("left")
        expect(finn.get_by_label("What is to be done")).to_have_value("Ring the hotel")
        finn.get_by_role("button", name="Add action item").tap()
        expect(finn.get_by_text("Saved: your action item.")).to_be_visible()
        expect(projector.get_by_text("nobody yet: Ring the hotel")).to_be_visible()
        applauded(finn, ben, projector)
        looked_at_the_code(ana)

        on_step(ana, projector, upto=8)
        voted(ana, projector, ben, finn)
        stood(ana, projector, ben, finn)
        on_step(ana, projector, upto=9)
        rated(ana, projector, ben, finn)

        ana.get_by_role("button", name="Close, and leave them with me").click()
        finn.wait_for_url("**/join")
        for page in (finn, ana, projector, ben):
            expect(page.get_by_role("heading", name="Closed. Thank you for taking part.")).to_be_visible()
        expect(projector.get_by_role("button", name="Start")).to_have_count(0)
        sound(finn)
        sound(projector)
        for page in (finn, kim):
            page.goto(f"{server.url}/monday")
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        log = server.output()
    assert code not in log
    kept(settings)


def kept(settings: Settings) -> None:
    """What the store has of it afterwards."""
    store = open_store(settings)
    with reading(store) as session:
        closed = queries.last_closed(session)
        assert closed is not None
        (item,) = actions_of(session, closed.id)
        (decision,) = queries.decisions_of(session, closed.id)
        said = [(one.name, one.why) for one in stood_of(session, [decision.id])[decision.id]]
        hit = (Applauded.WIN, 1)
        applause = applause_of(session, [hit])[hit]
    store.close()
    assert (item.what, decision.text, applause) == ("Ring the hotel", "One list of keys", MOST_APPLAUSE + 3)
    assert said == [("Finn (joined by code)", "Who keeps it?"), ("Ana", ""), ("Ben", "")]
