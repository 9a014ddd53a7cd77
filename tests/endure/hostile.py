"""Hostile texts in every field, looked at in every place of the real program."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser import bring
from tests.browser.serving import Server, ready, serving
from tests.hostile import TEXTS, amiss, as_shown, marks
from tests.hostile_company import MONDAY, hostile_company
from tests.people import come_in

JOINER = "\N{WORD JOINER}"
MADE_OF_TEXT = (
    "a[href*=evil], a[href^=javascript], a[href^=mailto], img[src=x], img[src*=evil], img[src^='data:image/svg'], "
    "iframe, .katex, [onerror], [onload], mark"
)
PLACES = (
    *(
        "?show=Misses",
        "?show=Hits",
        "?show=Runs",
        "?chart=true",
        "customers",
        "log",
        "people",
        "settings",
        "files",
    ),
    *("health", "actions", "you", "customers?id=9999", "?week=%3Cb%3E&team=%3Cimg+src%3Dx%3E&tier=%24x%24"),
    *(f"{what}?id={number}" for what in ("promise", "complaint") for number in range(1, len(TEXTS) + 1)),
    *(f"customers?id={number}" for number in range(1, 4 * len(TEXTS) + 1, 3)),
)


def hostile(seed: int) -> str:
    """Shown as typed wherever it is shown; nothing of it runs, links, or asks anybody else."""
    seen = set[int]()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = hostile_company(Path(folder))
        browser = playwright.chromium.launch(executable_path=bring.executable(), args=bring.FLAGS)
        environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
        with serving(environ) as server:
            context = browser.new_context(locale="en-GB")
            come_in(context, server.url, settings)
            asked: list[str] = []
            context.on("request", lambda request: asked.append(request.url))
            page = context.new_page()
            for place in PLACES:
                seen |= _looked_at(page, server, place)
            _searched(page, server)
            outside = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]
            assert not outside, f"asked elsewhere: {outside[:5]}"
        browser.close()
    shown = {number % len(TEXTS) for number in seen}
    assert len(shown) == len(TEXTS), f"only {len(shown)} of {len(TEXTS)} texts were shown anywhere"
    return (
        f"{len(TEXTS)} texts in every field, {len(seen):,} of them seen in {len(PLACES)} places: all as typed, "
        f"0 scripts, 0 of {len(asked):,} requests elsewhere"
    )


def _looked_at(page: Page, server: Server, place: str) -> set[int]:
    page.goto(f"{server.url}/{place}")
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=30_000)
    ready(page)
    return _sound(page, place)


def _sound(page: Page, place: str) -> set[int]:
    text = " ".join(page.locator("body").inner_text().split()).replace(JOINER, "")
    # A box to choose from shows what was typed with its invisible signs.
    wrong = set(amiss(text, shown=_visible)) & set(amiss(text, shown=_as_it_is))
    assert not wrong, f"{place}: {sorted(wrong)[:3]}"
    made = page.locator(MADE_OF_TEXT)
    assert made.count() == 0, f"{place}: {made.first.evaluate('each => each.outerHTML')[:200]}"
    assert page.evaluate("window.hit") is None, f"{place}: a script ran"
    return set(marks(text))


def _searched(page: Page, server: Server) -> None:
    """Each text in the search box."""
    _looked_at(page, server, "customers")
    for text in TEXTS:
        box = page.get_by_label("Search")
        box.fill(" ".join(text.split())[:100])
        box.press("Enter")
        ready(page)
        _sound(page, "search")


def _visible(text: str) -> str:
    return as_shown(text).replace(JOINER, "")


def _as_it_is(text: str) -> str:
    return " ".join(text.split()).replace(JOINER, "")
