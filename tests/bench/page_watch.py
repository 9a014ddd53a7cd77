"""Asks a page when something stood in it. The moments are taken by page_watch.js, inside the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

Wanted = Mapping[str, Any]
"""What is to be shown: of `title`, `figures` {label: value}, `lists` {word of the heading: text}, `texts` {words: true}
and `idle`."""
Goals = Mapping[str, Wanted]
Moments = dict[str, float]
Cookies = Sequence[Any]
"""As the browser's driver takes them: `name`, `value` and `url` of each."""

REST = 200
SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")


@contextmanager
def watched_page(browser: Browser, *, on_load: Goals, cookies: Cookies = ()) -> Iterator[Page]:
    """A page with a cache of its own, empty at first. Each load of it is watched for the goals `on_load`."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB", timezone_id="UTC")
    context.add_cookies(cookies)
    context.add_init_script(f"{SCRIPT}\nwindow.onLoad = pageWatch.reached({json.dumps(on_load)})")
    try:
        yield context.new_page()
    finally:
        context.close()


def opened(page: Page, url: str) -> Moments:
    """Milliseconds from the start of the navigation to each goal."""
    page.goto(url, wait_until="commit")
    return _moments(page.evaluate("() => window.onLoad"))


def reloaded(page: Page) -> Moments:
    """The same for a reload, with what the cache holds."""
    page.reload(wait_until="commit")
    return _moments(page.evaluate("() => window.onLoad"))


def clicked(page: Page, label: str, goals: Goals) -> Moments:
    """Milliseconds from a click on the button or link with this label to each goal."""
    return _moments(page.evaluate("([label, goals]) => pageWatch.clicked(label, goals)", [label, goals]))


def settled(page: Page, wanted: Wanted) -> None:
    """Waits until this is shown and nothing runs any more, and lets the machine come to rest."""
    page.evaluate("(wanted) => pageWatch.reached({ settled: wanted })", {**wanted, "idle": True})
    page.wait_for_timeout(REST)


def lists(page: Page, words: tuple[str, ...]) -> dict[str, str]:
    """The text of the list below each heading, named by a word of it."""
    found: dict[str, str | None] = page.evaluate(
        "(words) => Object.fromEntries(words.map((word) => [word, pageWatch.list(word)]))", list(words)
    )
    missing = [word for word, text in found.items() if not text]
    if missing:
        raise AssertionError(f"the page shows no list below a heading with {' or '.join(missing)}")
    return {word: text or "" for word, text in found.items()}


def _moments(found: Any) -> Moments:
    return {goal: float(moment) for goal, moment in found.items()}
