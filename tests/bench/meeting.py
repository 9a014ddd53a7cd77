"""From Next on the projector to the step visible on three other screens: the meeting against the plainest bell."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from meeting.words import Role
from pages._web.cookies import LOOK
from tests.bench.bell import APPEARED, AT
from tests.bench.beside_empty import FLAGS
from tests.bench.example import Example
from tests.bench.measuring import Figure, compared, in_turns, versions
from tests.browser import bring
from tests.browser.serving import ROOT, ready, serving

BAR = 2.0
SCREENS = 3
NOTE_PRESS = f"""document.addEventListener("keydown", (press) => {{
  if (["Enter", "ArrowRight", "ArrowLeft"].includes(press.key)) window.enteredAt = {AT};
}}, true)"""
SCRIPT = Path(__file__).with_name("plain_bell.py")


def figures(short: bool) -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        example = Example(folder)
        product = stack.enter_context(serving(example.environ)).url
        plain = stack.enter_context(serving({}, script=SCRIPT, folder=ROOT)).url
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=bring.executable(), args=FLAGS)
        stack.callback(browser.close)
        samples = in_turns(
            8 if short else 40,
            measured=_by_next(browser, product),
            against=_by_enter(browser, plain),
            warm_up=2,
        )
    about = {"screens": SCREENS, "versions": versions("streamlit", "playwright")}
    yield compared("meeting, Next to the last of three screens", samples, bar=BAR, unit="ms", about=about)


def _by_next(browser: Browser, url: str) -> Callable[[], float]:
    """Each round goes one step on, or one back. Nobody signs in to the example: a screen says as whom it looks."""
    leading = _page(browser, f"{url}/monday", role=Role.FACILITATOR)
    leading.get_by_role("button", name="Start the meeting").click()
    others = [_page(browser, f"{url}/monday", role=Role.MEMBER) for _ in range(SCREENS)]
    # Words of each step's own: the bar above it is drawn where an observer of the page does not see it.
    steps = ("How we talk", "What do we do well?", "Hits · ", "at shortest notice")
    at = 0
    is_on = True
    expect(leading.get_by_text(steps[0])).to_be_visible()

    def take() -> float:
        nonlocal at, is_on
        if at in (0, len(steps) - 1):
            is_on = at == 0
        at += 1 if is_on else -1
        key = "ArrowRight" if is_on else "ArrowLeft"
        return _timed(leading, others, press=lambda: leading.keyboard.press(key), text=steps[at])

    return take


def _by_enter(browser: Browser, url: str) -> Callable[[], float]:
    writer = _page(browser, f"{url}/?does=write")
    others = [_page(browser, url) for _ in range(SCREENS)]
    said = iter(range(1_000))

    def take() -> float:
        box, text = writer.get_by_label("Say"), f"number {next(said)} said"
        box.fill(text)
        return _timed(writer, others, press=lambda: box.press("Enter"), text=text)

    return take


def _timed(writer: Page, others: Sequence[Page], *, press: Callable[[], None], text: str) -> float:
    """Milliseconds until the last of the other screens shows it."""
    for page in (writer, *others):
        ready(page)
    for page in others:
        page.evaluate(APPEARED, text)
    press()
    last = max(float(page.evaluate("() => window.appeared")) for page in others)
    return last - float(writer.evaluate("() => window.enteredAt"))


def _page(browser: Browser, url: str, *, role: Role | None = None) -> Page:
    context = browser.new_context()
    if role is not None:
        context.add_cookies([{"name": LOOK, "value": str(role), "url": url}])
    page = context.new_page()
    page.add_init_script(NOTE_PRESS)
    page.goto(url)
    ready(page)
    return page
