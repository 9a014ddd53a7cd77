"""A screen in a browser beside an empty page: loads with an empty and a full cache, and a click there and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Browser, Page

from tests.bench import page_watch
from tests.bench.measuring import Samples, in_turns
from tests.bench.page_watch import Cookies, Goals
from tests.browser import bring

# Nothing outside this machine is asked for: not by the browser, and not by the framework's stock settings.
FLAGS = (*bring.FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
EMPTY_LOADED: Goals = {"shown": {"title": "Clicked 0 times"}}
WARM_UP = 3
COLD, WARM, CLICK, ALL = 1.3, 1.35, 1.3, 1.6
"""At most so many times the empty page: first figure with an empty and a full cache, click to figures, to all of it."""


@dataclass(frozen=True)
class Clicks:
    """What is pressed, and what stands there then: the figures first, and everything."""

    there: str
    back: str
    goals: Goals
    goals_back: Goals


def cold_loads(
    browser: Browser, rounds: int, *, product: str, goals: Goals, empty: str, cookies: Cookies = ()
) -> Samples:
    def load(url: str, on_load: Goals) -> float:
        with page_watch.watched_page(browser, on_load=on_load, cookies=cookies) as page:
            return page_watch.opened(page, url)["shown"]

    return in_turns(
        rounds,
        measured=lambda: load(product, goals),
        against=lambda: load(empty, EMPTY_LOADED),
        warm_up=WARM_UP,
    )


def warm_loads(
    browser: Browser, rounds: int, *, product: str, goals: Goals, empty: str, cookies: Cookies = ()
) -> Samples:
    with (
        page_watch.watched_page(browser, on_load=goals, cookies=cookies) as screen,
        page_watch.watched_page(browser, on_load=EMPTY_LOADED) as page,
    ):
        page_watch.opened(screen, product)
        page_watch.opened(page, empty)

        def reload_screen() -> float:
            page_watch.settled(screen, goals["shown"])
            return page_watch.reloaded(screen)["shown"]

        def reload_empty() -> float:
            page_watch.settled(page, EMPTY_LOADED["shown"])
            return page_watch.reloaded(page)["shown"]

        return in_turns(rounds, measured=reload_screen, against=reload_empty, warm_up=WARM_UP)


def clicks(
    browser: Browser,
    rounds: int,
    *,
    product: str,
    loaded: Goals,
    prepare: Callable[[Page], Clicks],
    empty: str,
    cookies: Cookies = (),
) -> tuple[Samples, Samples]:
    """From a click to the figures, and to everything of the first screenful; both against the empty page's click.

    `prepare` looks at the opened screen, leaves it as it found it, and says what is to be pressed and waited for.
    """
    everything: list[float] = []
    with (
        page_watch.watched_page(browser, on_load=loaded, cookies=cookies) as screen,
        page_watch.watched_page(browser, on_load=EMPTY_LOADED) as page,
    ):
        page_watch.opened(screen, product)
        page_watch.opened(page, empty)
        page_watch.settled(screen, loaded["shown"])
        pressed = prepare(screen)
        number = count(1)

        def click_there() -> float:
            page_watch.settled(screen, pressed.goals_back["everything"])
            moments = page_watch.clicked(screen, pressed.there, pressed.goals)
            everything.append(moments["everything"])
            page_watch.settled(screen, pressed.goals["everything"])
            page_watch.clicked(screen, pressed.back, pressed.goals_back)
            return moments["figures"]

        def click_empty() -> float:
            page_watch.settled(page, {})
            wanted = {"shown": {"title": f"Clicked {next(number)} times"}}
            return page_watch.clicked(page, "Click", wanted)["shown"]

        click = in_turns(rounds, measured=click_there, against=click_empty, warm_up=WARM_UP)
    return click, Samples(everything[WARM_UP:], click.against)
