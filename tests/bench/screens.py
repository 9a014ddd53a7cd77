"""Monday meeting, Actions and Outcomes of the example company beside an empty page, as the board is measured."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from db.engine import open_store, reading
from db.queries.actions import found_actions
from meeting.actions import ActionFilter
from meeting.clock import day_in
from meeting.settings import Settings
from meeting.words import Role
from pages._web.cookies import LOOK
from tests.bench import page_watch
from tests.bench.beside_empty import ALL, CLICK, COLD, FLAGS, WARM, Clicks, clicks, cold_loads, warm_loads
from tests.bench.example import Example, both_served
from tests.bench.measuring import Figure, compared, versions
from tests.bench.page_watch import Goals, Wanted
from tests.browser import bring
from tests.browser.serving import ready

LISTED = 20
"""So many rows the list of actions begins with."""


@dataclass(frozen=True)
class Screen:
    """`first` is its first figure, in words that stand nowhere else; `prepare` finds what a click leads to."""

    name: str
    address: str
    first: Wanted
    prepare: Callable[[Page], Clicks]


def figures(short: bool) -> Iterator[Figure]:
    rounds = 5 if short else 15
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        example = Example(folder)
        screens = [_meeting(), _actions(Settings.read(example.environ, home=folder)), _outcomes()]
        product, empty = (server.url for server in stack.enter_context(both_served(folder, example)))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=bring.executable(), args=FLAGS)
        stack.callback(browser.close)
        cookies = [{"name": LOOK, "value": str(Role.FACILITATOR), "url": product}]
        _start(browser, product, cookies=cookies)
        about = {"browser": browser.version, "versions": versions("streamlit", "playwright")}
        for screen in screens:
            url, goals = f"{product}/{screen.address}", {"shown": screen.first}
            cold = cold_loads(browser, rounds, product=url, goals=goals, empty=empty, cookies=cookies)
            yield compared(f"{screen.name} cold", cold, bar=COLD, unit="ms", about=about)
            warm = warm_loads(browser, rounds, product=url, goals=goals, empty=empty, cookies=cookies)
            yield compared(f"{screen.name} warm", warm, bar=WARM, unit="ms", about=about)
            click, everything = clicks(
                browser,
                rounds,
                product=url,
                loaded=goals,
                prepare=screen.prepare,
                empty=empty,
                cookies=cookies,
            )
            yield compared(f"{screen.name} click to figures", click, bar=CLICK, unit="ms", about=about)
            yield compared(f"{screen.name} click to everything", everything, bar=ALL, unit="ms", about=about)


def _start(browser: Browser, product: str, *, cookies: page_watch.Cookies) -> None:
    """A running meeting at its hits, the step with the most on it."""
    context = browser.new_context()
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{product}/monday")
    ready(page)
    page.get_by_role("button", name="Start the meeting").click()
    for words in ("How we talk", "What do we do well?"):
        expect(page.get_by_text(words).first).to_be_visible()
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Hits · ").first).to_be_visible()
    context.close()


def _texts(*words: str) -> Wanted:
    return {"texts": dict.fromkeys(words, True)}


def _there_and_back(there: str, back: str, *, first: Wanted, then: Wanted) -> Clicks:
    goals: Goals = {"figures": then, "everything": {**then, "idle": True}}
    return Clicks(there, back, goals, {"everything": {**first, "idle": True}})


def _meeting() -> Screen:
    first, then = _texts("Hits · "), _texts("at shortest notice")
    pressed = _there_and_back("Next", "Back", first=first, then=then)
    return Screen("monday", "monday", first, lambda _: pressed)


def _actions(settings: Settings) -> Screen:
    store = open_store(settings)
    try:
        with reading(store) as session:
            today = day_in("Europe/Berlin", moment=store.clock.now())
            found = {
                state: found_actions(session, ActionFilter(state=state), today=today, most=LISTED).rows
                for state in ("open", "done")
            }
    finally:
        store.close()
    first, then = (
        _texts(*(row.what for row in rows if row not in others))
        for rows, others in ((found["open"], found["done"]), (found["done"], found["open"]))
    )
    pressed = _there_and_back("done", "open", first=first, then=then)
    return Screen("actions", "actions", first, lambda _: pressed)


def _outcomes() -> Screen:
    def prepare(page: Page) -> Clicks:
        later = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("button", name=re.compile("^Earlier")).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(later)
        page_watch.settled(page, {})
        earlier = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("button", name=re.compile("^Later")).click()
        page_watch.settled(page, {"title": later})
        return _there_and_back("Earlier", "Later", first={"title": later}, then={"title": earlier})

    return Screen("outcomes", "outcomes", _texts("Hits: thank you", "Decisions"), prepare)
