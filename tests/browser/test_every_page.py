"""Every page, full and empty, for eyes that see it otherwise: axe in both themes, a telephone, and a zoom of 200 %."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from meeting.settings import Settings
from meeting.words import Role
from pages._web.cookies import LOOK
from tests.browser.serving import ROOT, Server, serving
from tests.people import come_in
from tests.stores import MONDAY, example_store, new_store

LAPTOP, PHONE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
ZOOMED = ViewportSize(width=683, height=384)
"""What a zoom of 200 % leaves of a laptop's screen."""
GRAVE = ("serious", "critical")
GROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]') ?? document.body).backgroundColor"
IS_DARK = f"{GROUND}.match(/[\\d.]+/g).slice(0, 3).every((part) => part < 64)"
STREAMLIT = "document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]') !== null"
OVERFLOWS = "document.documentElement.scrollWidth > window.innerWidth"
ADDRESSES = {
    "home": ("", "?show=Misses", "?chart=true", "?week=2026-W99"),
    "monday": ("monday", "monday?embed=true"),
    "outcomes": ("outcomes", "outcomes?view=past", "outcomes?view=beside", "outcomes?view=back"),
    "actions": ("actions",),
    "log_it": ("log",),
    "field": ("field",),
    "well": ("well",),
    "customers": ("customers", "customers?id=1"),
    "search": ("search", "search?q=the"),
    "bring_in": ("files",),
    "people": ("people",),
    "settings": ("settings",),
    "log": ("log-of-changes",),
    "health": ("health",),
    "account": ("you",),
    "promise": ("promise?id=1", "promise?id=987654"),
    "complaint": ("complaint?id=1",),
    "note": ("note?id=1",),
    "win": ("win?id=1",),
    "action": ("action?id=1",),
    "rota": ("rota",),
}
"""Of each script, the plainest first. A record that only the example has is a state of the empty store, too."""
ELSEWHERE = {"taking_part": "tests/browser/test_join.py"}
STRANGERS = ("login", "join", "invite", "setup", "nowhere")
ALL = tuple(address for addresses in ADDRESSES.values() for address in addresses)
PLAINEST = tuple(addresses[0] for addresses in ADDRESSES.values())


@dataclass(frozen=True)
class Tab:
    """One for many addresses: a browser reads the program anew for each tab."""

    url: str
    page: Page


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Tab]:
    """The example company, as an administrator sees it."""
    settings = Settings(tmp_path_factory.mktemp("full") / "example.db", None, MONDAY)
    example_store(settings)
    with _served(settings) as server, browser.new_context(locale="en-GB", timezone_id="UTC") as context:
        context.add_cookies([{"name": LOOK, "value": str(Role.ADMIN), "url": server.url}])
        yield Tab(server.url, context.new_page())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[tuple[Tab, Tab]]:
    """A store in which nothing has happened yet: before its administrator, and before somebody at the gate."""
    settings = Settings(tmp_path_factory.mktemp("bare") / "meeting.db", None, MONDAY)
    new_store(settings)
    with (
        _served(settings) as server,
        browser.new_context(locale="en-GB", timezone_id="UTC") as context,
        browser.new_context() as stranger,
    ):
        come_in(context, server.url, settings)
        yield Tab(server.url, context.new_page()), Tab(server.url, stranger.new_page())


def _served(settings: Settings) -> AbstractContextManager[Server]:
    return serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY})


def grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['nodes'][0]['html']} {rule['nodes'][0].get('failureSummary', '')}"
        for rule in found
        if rule["impact"] in GRAVE
    ]


def looked_at(tab: Tab, address: str, *, is_quick: bool = False) -> list[str]:
    """What is wrong with a page at each size and in either theme; in the dark one alone if that will do."""
    page, found = tab.page, []
    page.emulate_media(color_scheme="dark")
    page.goto(f"{tab.url}/{address}")
    page.wait_for_function(f"() => {STREAMLIT} || document.querySelector('main h1') !== null")
    page.wait_for_function(f"() => {IS_DARK}")
    for size in (ZOOMED, PHONE):
        page.set_viewport_size(size)
        page.wait_for_function(f"() => window.innerWidth === {size['width']}")
        if page.evaluate(OVERFLOWS):
            found.append(f"hangs over the edge at {size['width']}")
    found += [f"dark, phone: {each}" for each in grave(page)]
    if not is_quick:
        page.set_viewport_size(LAPTOP)
        page.emulate_media(color_scheme="light")
        page.wait_for_function(f"() => !({IS_DARK})")
        found += [f"light, laptop: {each}" for each in grave(page)]
    return found


def test_every_script_is_looked_at() -> None:
    scripts = {path.stem for path in (ROOT / "pages").glob("[a-z]*.py")}
    assert scripts == ADDRESSES.keys() | ELSEWHERE.keys()
    assert all((ROOT / path).exists() for path in ELSEWHERE.values())


@pytest.mark.parametrize("address", ALL)
def test_a_full_page_is_for_every_eye(full: Tab, address: str) -> None:
    assert looked_at(full, address, is_quick=True) == []


@pytest.mark.endure
@pytest.mark.parametrize("address", ALL)
def test_a_full_page_is_for_every_eye_in_the_light(full: Tab, address: str) -> None:
    assert looked_at(full, address) == []


@pytest.mark.endure
@pytest.mark.parametrize("address", PLAINEST)
def test_an_empty_page_is_for_every_eye(bare: tuple[Tab, Tab], address: str) -> None:
    inside, _ = bare
    assert looked_at(inside, address) == []


@pytest.mark.parametrize("address", STRANGERS)
def test_a_page_before_the_gate_is_for_every_eye(bare: tuple[Tab, Tab], address: str) -> None:
    _, at_the_gate = bare
    assert looked_at(at_the_gate, address) == []
