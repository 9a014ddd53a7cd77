"""The board in a browser against an empty page beside it: loads with an empty and a full cache, and a click."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench import page_watch
from tests.bench.beside_empty import ALL, CLICK, COLD, FLAGS, WARM, Clicks, clicks, cold_loads, warm_loads
from tests.bench.example import Example, WeekShown, both_served
from tests.bench.measuring import Figure, compared, versions
from tests.bench.page_watch import Goals
from tests.browser import bring

LISTS = ("Misses", "Hits")


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
        cold = cold_loads(browser, rounds, product=product, goals=opened, empty=empty)
        yield compared("board cold", cold, bar=COLD, unit="ms", about=about)
        warm = warm_loads(browser, rounds, product=product, goals=opened, empty=empty)
        yield compared("board warm", warm, bar=WARM, unit="ms", about=about)
        click, everything = clicks(
            browser,
            rounds,
            product=f"{product}/?week={week.name}",
            loaded={"shown": {"figures": week.figures}},
            prepare=partial(_later_and_earlier, later=week, earlier=before),
            empty=empty,
        )
        yield compared("board click to figures", click, bar=CLICK, unit="ms", about=about)
        yield compared("board click to everything", everything, bar=ALL, unit="ms", about=about)


def _later_and_earlier(board: Page, *, later: WeekShown, earlier: WeekShown) -> Clicks:
    lists_later = page_watch.lists(board, LISTS)
    page_watch.clicked(board, "Earlier", {"shown": {"figures": earlier.figures}})
    page_watch.settled(board, {"figures": earlier.figures})
    lists_earlier = page_watch.lists(board, LISTS)
    if same := [word for word in LISTS if lists_earlier[word] == lists_later[word]]:
        raise AssertionError(f"both weeks show the same below {' and '.join(same)}: nothing to wait for")
    back: Goals = {"everything": {"figures": later.figures, "lists": lists_later, "idle": True}}
    page_watch.clicked(board, "Later", back)
    goals: Goals = {
        "figures": {"figures": earlier.figures},
        "everything": {"figures": earlier.figures, "lists": lists_earlier, "idle": True},
    }
    return Clicks("Earlier", "Later", goals, back)
