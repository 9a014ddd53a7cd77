"""The board in a browser against an empty page beside it: loads with an empty and a full cache, and a click."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench import page_watch
from tests.bench.example import Example, WeekShown, both_served
from tests.bench.measuring import Figure, Samples, compared, in_turns, versions
from tests.bench.page_watch import Goals
from tests.browser import bring

# Nothing outside this machine is asked for: not by the browser, and not by the framework's stock settings.
FLAGS = (*bring.FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
COLD, WARM, CLICK, ALL = 1.3, 1.35, 1.3, 1.6
LISTS = ("Misses", "Hits")
EMPTY_LOADED = {"shown": {"title": "Clicked 0 times"}}
WARM_UP = 3


def figures(short: bool) -> Iterator[Figure]:
    rounds = 5 if short else 15
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        example = Example(folder)
        week, before = example.neighbours()
        product, empty = (server.url for server in stack.enter_context(both_served(folder, example)))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=bring.executable(), args=FLAGS)
        stack.callback(browser.close)
        about = {
            "weeks": [week.name, before.name],
            "browser": browser.version,
            "versions": versions("streamlit", "playwright"),
        }
        opened = {"shown": {"figures": example.week().figures}}
        cold = _cold(browser, rounds, product=product, goals=opened, empty=empty)
        yield compared("board cold", cold, bar=COLD, unit="ms", about=about)
        warm = _warm(browser, rounds, product=product, goals=opened, empty=empty)
        yield compared("board warm", warm, bar=WARM, unit="ms", about=about)
        click, everything = _clicks(browser, rounds, product=product, weeks=(week, before), empty=empty)
        yield compared("board click to figures", click, bar=CLICK, unit="ms", about=about)
        yield compared("board click to everything", everything, bar=ALL, unit="ms", about=about)


def _cold(browser: Browser, rounds: int, *, product: str, goals: Goals, empty: str) -> Samples:
    def load(url: str, on_load: Goals) -> float:
        with page_watch.watched_page(browser, on_load=on_load) as page:
            return page_watch.opened(page, url)["shown"]

    return in_turns(
        rounds,
        measured=lambda: load(product, goals),
        against=lambda: load(empty, EMPTY_LOADED),
        warm_up=WARM_UP,
    )


def _warm(browser: Browser, rounds: int, *, product: str, goals: Goals, empty: str) -> Samples:
    with (
        page_watch.watched_page(browser, on_load=goals) as board,
        page_watch.watched_page(browser, on_load=EMPTY_LOADED) as page,
    ):
        page_watch.opened(board, product)
        page_watch.opened(page, empty)

        def reload_board() -> float:
            page_watch.settled(board, goals["shown"])
            return page_watch.reloaded(board)["shown"]

        def reload_empty() -> float:
            page_watch.settled(page, EMPTY_LOADED["shown"])
            return page_watch.reloaded(page)["shown"]

        return in_turns(rounds, measured=reload_board, against=reload_empty, warm_up=WARM_UP)


def _clicks(
    browser: Browser, rounds: int, *, product: str, weeks: tuple[WeekShown, WeekShown], empty: str
) -> tuple[Samples, Samples]:
    """From a click to the figures, and to everything of the first screenful; both against the empty page's click."""
    later, earlier = weeks
    everything: list[float] = []
    goals_later = {"shown": {"figures": later.figures}}
    with (
        page_watch.watched_page(browser, on_load=goals_later) as board,
        page_watch.watched_page(browser, on_load=EMPTY_LOADED) as page,
    ):
        page_watch.opened(board, f"{product}/?week={later.name}")
        page_watch.opened(page, empty)
        page_watch.settled(board, goals_later["shown"])
        lists_later = page_watch.lists(board, LISTS)
        page_watch.clicked(board, "Earlier", {"shown": {"figures": earlier.figures}})
        page_watch.settled(board, {"figures": earlier.figures})
        lists_earlier = page_watch.lists(board, LISTS)
        if same := [word for word in LISTS if lists_earlier[word] == lists_later[word]]:
            raise AssertionError(f"both weeks show the same below {' and '.join(same)}: nothing to wait for")
        goals: Goals = {
            "figures": {"figures": earlier.figures},
            "everything": {"figures": earlier.figures, "lists": lists_earlier, "idle": True},
        }
        back = {"everything": {"figures": later.figures, "lists": lists_later, "idle": True}}
        number = count(1)

        def click_board() -> float:
            page_watch.clicked(board, "Later", back)
            page_watch.settled(board, back["everything"])
            moments = page_watch.clicked(board, "Earlier", goals)
            everything.append(moments["everything"])
            return moments["figures"]

        def click_empty() -> float:
            page_watch.settled(page, {})
            wanted = {"shown": {"title": f"Clicked {next(number)} times"}}
            return page_watch.clicked(page, "Click", wanted)["shown"]

        click = in_turns(rounds, measured=click_board, against=click_empty, warm_up=WARM_UP)
    return click, Samples(everything[WARM_UP:], click.against)
