"""A browser for the whole run, and the two screens every page is looked at on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect, sync_playwright

from tests.browser import bring

PROJECTOR = (1920, 1080)
PHONE = (390, 844)

# Waiting for a fact ends as soon as it holds; a slow machine only takes longer.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser; each test takes contexts of its own from it."""
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=bring.executable(), args=bring.FLAGS)
        except Error as error:
            pytest.fail(f"{bring.MISSING}\n\n{error}", pytrace=False)
        yield started
        started.close()


@pytest.fixture
def projector(browser: Browser) -> Iterator[BrowserContext]:
    """The meeting's screen: 1920 by 1080."""
    yield from _context(browser, size=PROJECTOR, touch=False)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A telephone held upright: 390 by 844, with fingers."""
    yield from _context(browser, size=PHONE, touch=True)


@pytest.fixture(params=[pytest.param("projector", marks=pytest.mark.endure), "phone"])
def screen(request: pytest.FixtureRequest) -> BrowserContext:
    """Each of the two screens in turn: the small one, where things get out of place first, in every run."""
    context: BrowserContext = request.getfixturevalue(request.param)
    return context


def _context(browser: Browser, *, size: tuple[int, int], touch: bool) -> Iterator[BrowserContext]:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=touch,
        is_mobile=touch,
        locale="en-GB",
        timezone_id="UTC",
    )
    yield context
    context.close()
