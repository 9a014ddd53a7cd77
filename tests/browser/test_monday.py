"""A whole Monday meeting on three screens at once: projector, a manager's laptop, a member's telephone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PatienceIsOver

from db.engine import open_store, reading
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.queries import meetings as queries
from db.queries.actions import actions_of
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.browser.conftest import PHONE, PROJECTOR
from tests.browser.serving import Server, free_port, ready, serving
from tests.people import come_in
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
GRAVE = ("serious", "critical")
LAPTOP = (1366, 768)
STEPS = (
    "Welcome",
    "What we do well",
    "Hits",
    "Runs and coming up",
    "Misses",
    "From the field",
    "Last week's actions",
    "Solve together",
    "Close",
)
PROMISES = (
    ("reference", "customer", "promised_on", "delivered_on", "what"),
    ("P-1", "Hotel Alpenblick", "2026-11-18", "", "Oven"),
    ("P-2", "Hotel Alpenblick", "2026-11-18", "2026-11-18", "Dishwasher"),
    ("P-3", "Bakery", "2026-11-19", "2026-11-21", "Fridge"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_misses(tmp_path)


def with_misses(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    path, store = tmp_path / "promises.csv", open_store(settings)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(PROMISES)
    bring_in(
        store, path, kind=Kind.PROMISES, source="main", options=Options({}, {}, None), actor=COMMAND_LINE
    )
    store.close()
    return settings


@pytest.fixture
def environ(settings: Settings) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}


@pytest.fixture
def screens(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """Ana's projector, Chloe's laptop, Ben's telephone."""
    with ExitStack() as closing:
        made = {}
        for name, (width, height) in {"Ana": PROJECTOR, "Chloe": LAPTOP, "Ben": PHONE}.items():
            made[name] = browser.new_context(
                viewport={"width": width, "height": height}, locale="en-GB", timezone_id="UTC"
            )
            closing.callback(made[name].close)
        yield made


def on_step(page: Page, number: int) -> None:
    expect(
        page.get_by_test_id("stMain").get_by_text(f"{number} of 9 · {STEPS[number - 1]}", exact=True)
    ).to_be_visible()


def sound(page: Page) -> None:
    """Nothing serious for those who cannot see it."""
    ready(page)
    found = Axe().run(page).response["violations"]
    assert [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found if rule["impact"] in GRAVE] == []


def letters(page: Page) -> float:
    """How large they are, in pixels."""
    return float(page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)"))


def fills(page: Page) -> None:
    """A short step is written as large as there is room for, and all of it stands on the screen."""
    page.wait_for_function("() => parseFloat(getComputedStyle(document.documentElement).fontSize) > 25")
    expect(page.get_by_role("button", name="Add action")).to_be_in_viewport(ratio=1)


def add_action(page: Page, what: str, owner: str) -> None:
    page.get_by_label("What", exact=True).fill(what)
    for _ in range(4):
        # An item of somebody else that arrives just now moves the line, and the framework closes the list: people
        # open it again.
        page.get_by_role("combobox", name="Owner").click()
        try:
            page.get_by_role("option", name=owner, exact=True).click(timeout=5_000)
        except PatienceIsOver:
            continue
        break
    page.get_by_role("button", name="Add action").click()
    expect(page.get_by_text(f"Saved: {what} ({owner})")).to_be_visible()


def add_by_keys(page: Page, what: str, owner: str) -> None:
    """After a save one is in the line again. Enter goes from what is to be done to who does it, and saves."""
    expect(page.get_by_label("What", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.type(what)
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name=owner, exact=True)).to_be_visible()
    page.keyboard.type(owner)
    page.keyboard.press("Enter")
    chosen = page.get_by_role("combobox", name="Owner")
    expect(chosen).to_have_value(owner)
    # While the list is still open, Enter is the list's.
    expect(chosen).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Saved: {what} ({owner})")).to_be_in_viewport()


def all_on(pages: Iterable[Page], number: int) -> None:
    for page in pages:
        on_step(page, number)


def gathered(server: Server, settings: Settings, screens: dict[str, BrowserContext]) -> dict[str, Page]:
    """Everybody has the page open before Ana starts."""
    pages: dict[str, Page] = {}
    for name, context in screens.items():
        come_in(context, server.url, settings, name)
        pages[name] = context.new_page()
        pages[name].goto(f"{server.url}/monday")
        expect(pages[name].get_by_role("heading", name="The Monday meeting")).to_be_visible()
    return pages


def started_by(ana: Page, *, expected: Sequence[str]) -> None:
    for name in expected:
        ana.get_by_role("combobox", name="Who should be there").click()
        ana.get_by_role("option", name=name, exact=True).click()
    ana.keyboard.press("Escape")
    ana.get_by_role("button", name="Start the meeting").click()


def walked(ana: Page, pages: Iterable[Page], *, key: str, to: range) -> None:
    """Step by step by one key, looked at on each, followed by all."""
    for number in to:
        sound(ana)
        ana.keyboard.press(key)
        all_on(pages, number)


def decided(ana: Page, *, topic: str, decision: str) -> None:
    ana.get_by_label("Another topic").fill(topic)
    ana.get_by_role("button", name="Add topic").click()
    ana.get_by_label("What we decide, in words to read back").fill(decision)
    ana.get_by_role("button", name="Save the decision").click()


def kept_of_the_last(settings: Settings) -> tuple[list[str], list[str]]:
    """What the store keeps of the meeting closed last: action items and decisions."""
    store = open_store(settings)
    try:
        with reading(store) as session:
            closed = queries.last_closed(session)
            assert closed is not None
            items, said = actions_of(session, closed.id), queries.decisions_of(session, closed.id)
    finally:
        store.close()
    return sorted(row.what for row in items), [row.text for row in said]


def test_a_whole_meeting_on_three_screens_and_through_a_killed_server(
    settings: Settings, environ: dict[str, str], screens: dict[str, BrowserContext]
) -> None:
    port, decision = free_port(), "We ask for parts before we promise"
    added = [f"What {name} added" for name in ("Ana", "Ana again", "Ben", "Chloe", "Chloe again")]
    with serving(environ, port=port) as server:
        pages = gathered(server, settings, screens)
        ana, chloe, ben = pages["Ana"], pages["Chloe"], pages["Ben"]
        expect(ben.get_by_role("button", name="Start the meeting")).to_have_count(0)
        started_by(ana, expected=("Ben", "Chloe"))
        all_on(pages.values(), 1)
        ana.goto(f"{server.url}/monday?embed=true")
        on_step(ana, 1)
        walked(ana, pages.values(), key="ArrowRight", to=range(2, 3))
        fills(ana)
        assert letters(chloe) == letters(ben) == 16
        walked(ana, pages.values(), key="ArrowRight", to=range(3, 6))
        expect(ben.get_by_text("Oven")).to_be_visible()
        for page, what in zip((ana, ana, ben, chloe), added, strict=False):
            add_action(page, what, "Ben")
        add_by_keys(chloe, added[-1], "Ben")
        for page in pages.values():
            expect(page.get_by_test_id("stMain").get_by_text("5 action items so far")).to_be_visible()
        server.kill()
    with serving(environ, port=port):
        for page in pages.values():
            page.reload()
            on_step(page, 5)
            expect(page.get_by_test_id("stMain").get_by_text("5 action items so far")).to_be_visible()
        walked(ana, pages.values(), key="PageDown", to=range(6, 9))
        decided(ana, topic="Parts that come late", decision=decision)
        expect(chloe.get_by_role("heading", name=decision)).to_be_visible()
        ana.get_by_role("button", name="Go on").first.click()
        expect(ana.get_by_text("Ana has not said how they stand. Ask them")).to_be_visible()
        ana.get_by_role("button", name="Go on without them").click()
        expect(chloe.get_by_text(f"Decided: {decision}")).to_be_visible()
        ana.get_by_role("heading", name="Solve together").click()
        walked(ana, pages.values(), key="ArrowRight", to=range(9, 10))
        for page in pages.values():
            expect(page.get_by_text(decision)).to_be_visible()
        ana.get_by_label("By show of hands").fill("8 9 10")
        ana.get_by_role("button", name="Count hands").click()
        ana.get_by_role("button", name="Show the rating").click()
        expect(ben.get_by_text("9.0 of 10, by 3 people")).to_be_visible()
        sound(ana)
        sound(ben)
        ana.get_by_role("button", name="Close the meeting").click()
        for page in pages.values():
            expect(page.get_by_role("heading", name="Closed. Thank you for taking part.")).to_be_visible()
    assert kept_of_the_last(settings) == (sorted(added), [decision])


def test_what_somebody_types_while_the_meeting_moves_on_is_still_there(
    settings: Settings, environ: dict[str, str], screens: dict[str, BrowserContext]
) -> None:
    with serving(environ) as server:
        pages = gathered(server, settings, {name: screens[name] for name in ("Ana", "Ben")})
        ana, ben = pages["Ana"], pages["Ben"]
        started_by(ana, expected=("Ben",))
        ana.get_by_text("How we talk").click()
        all_on(pages.values(), 1)
        for number in range(2, 7):
            ana.keyboard.press("ArrowRight")
            all_on(pages.values(), number)
        heard = ben.get_by_label("Heard in the field")
        month = ana.get_by_role("spinbutton", name="month, Due")
        expect(month).to_be_visible()
        month.click()
        ana.keyboard.press("PageUp")
        all_on(pages.values(), 5)
        ana.keyboard.press("PageDown")
        all_on(pages.values(), 6)
        expect(month).to_have_text("11")
        heard.press_sequentially("They ask for a call before")
        ana.keyboard.press("ArrowRight")
        on_step(ben, 7)
        ben.get_by_role("button", name="Look back").click()
        on_step(ben, 6)
        expect(heard).to_have_value("They ask for a call before")
        ben.reload()
        ben.get_by_role("button", name="Look back").click()
        expect(heard).to_have_value("They ask for a call before")
        heard.press("Enter")
        expect(ben.get_by_text("Heard in the field: They ask for a call before")).to_be_visible()
        expect(heard).to_have_value("")
        expect(heard).to_be_focused()
        ben.get_by_role("button", name="Return to the meeting").click()
        on_step(ben, 7)
