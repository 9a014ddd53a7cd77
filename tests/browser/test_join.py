"""A Monday meeting with telephones that joined by code: Ana leads, Ben is let in by his name, Kim is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from db import accounts
from db.engine import open_store, reading, transaction
from db.models import Mark
from db.queries import guests
from db.queries import meetings as queries
from db.queries.actions import actions_of
from db.upgrade import upgrade
from meeting.joining import code_as_shown
from meeting.settings import Settings
from tests.browser.conftest import PHONE, PROJECTOR
from tests.browser.serving import ready, serving
from tests.people import come_in, signed_in

MONDAY = "2026-11-23T08:00:00+00:00"
GRAVE = ("serious", "critical")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Dev looks after it; Ben is a member who is not signed in anywhere."""
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    upgrade(settings, mark=Mark.TEST)
    for name in ("Dev", "Ben"):
        signed_in(settings, name)
    store = open_store(settings)
    with transaction(store) as session:
        session.execute(accounts.sign_ins.delete())
    store.close()
    return settings


@pytest.fixture
def screens(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """Ana's screen, and telephones with fingers for Ben and Kim."""
    with ExitStack() as closing:
        made = {}
        for name, (width, height) in {"Ana": PROJECTOR, "Ben": PHONE, "Kim": PHONE}.items():
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


def started_by_ana(context: BrowserContext, url: str, settings: Settings) -> Page:
    """Ana's meeting, in which Ben is expected; the code stands on its first step."""
    come_in(context, url, settings, "Ana")
    ana = context.new_page()
    ana.goto(f"{url}/monday")
    ana.get_by_role("combobox", name="Who should be there").click()
    ana.get_by_role("option", name="Ben", exact=True).click()
    ana.keyboard.press("Escape")
    ana.get_by_role("button", name="Start the meeting").click()
    expect(ana.get_by_role("heading", name="Join on your phone")).to_be_visible()
    expect(ana.get_by_role("heading", name=code_as_shown(code_of(settings)))).to_be_visible()
    return ana


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


def typed_wrong(phone: Page, times: int) -> None:
    """As somebody who guesses does it, without looking."""
    origin = "/".join(phone.url.split("/")[:3])
    for _ in range(times):
        phone.request.post(f"{origin}/join", form={"code": "22222222"}, headers={"Origin": origin})


def test_two_telephones_join_one_is_refused_and_close_ends_both(
    settings: Settings, screens: dict[str, BrowserContext]
) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
    with serving(environ) as server:
        ana = started_by_ana(screens["Ana"], server.url, settings)
        code = code_of(settings)
        ben = scanned(screens["Ben"], server.url, code)
        sound(ben)
        ben.get_by_role("button", name="Ben").click()
        expect(ben.get_by_role("heading", name="Ben asks to join")).to_be_visible()
        let_in(ana, ben, "Ben")
        expect(ben.get_by_role("heading", name="Welcome")).to_be_visible()
        sound(ben)

        kim = scanned(screens["Kim"], server.url, code)
        expect(kim.get_by_role("button", name="Ben · joined already")).to_be_disabled()
        kim.get_by_label("Your name").fill("Kim")
        kim.get_by_role("button", name="Join as a guest").click()
        expect(ana.get_by_text("Guest: Kim asks to join")).to_be_visible()
        ana.keyboard.press("x")
        expect(kim.get_by_text("You were not let in")).to_be_visible()
        kim.goto(f"{server.url}/taking-part")
        expect(kim.get_by_role("heading", name="Join the meeting")).to_be_visible()

        # What Ben types stays while the meeting moves on, and comes to Ana's screen once it is sent.
        ben.get_by_label("What is to be done").fill("Ring the hotel")
        ana.keyboard.press("ArrowRight")
        expect(ben.get_by_role("heading", name="What we do well")).to_be_visible()
        expect(ben.get_by_label("What is to be done")).to_have_value("Ring the hotel")
        ben.get_by_role("button", name="Add action item").tap()
        expect(ben.get_by_text("Saved: your action item.")).to_be_visible()
        expect(ana.get_by_text("Ring the hotel")).to_be_visible()

        typed_wrong(kim, 30)
        kim.goto(f"{server.url}/join")
        kim.get_by_label("The code on the big screen").fill(code)
        kim.get_by_role("button", name="Go on").click()
        expect(kim.get_by_text("There were too many wrong codes")).to_be_visible()

        for step in range(3, 10):
            ana.keyboard.press("ArrowRight")
            expect(ana.get_by_text(f"{step} of 9 ·")).to_be_visible()
        expect(ben.get_by_role("heading", name="How good was this meeting?")).to_be_visible()
        ana.get_by_role("button", name="Close, and leave them with me").click()
        expect(ana.get_by_role("heading", name="The Monday meeting")).to_be_visible()
        ben.wait_for_url("**/join")
        expect(ben.get_by_text("The meeting this phone had joined is over")).to_be_visible()
        ben.goto(f"{server.url}/monday")
        expect(ben.get_by_role("heading", name="Sign in")).to_be_visible()
        log = server.output()
    assert code not in log
    store = open_store(settings)
    with reading(store) as session:
        closed = queries.last_closed(session)
        assert closed is not None
        assert [row.what for row in actions_of(session, closed.id)] == ["Ring the hotel"]
    store.close()
