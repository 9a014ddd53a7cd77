"""Makes the pictures of the README from the example company, on a Monday that never changes: `make pictures`.

The same program gives the same pictures, so a picture that differs shows what was changed about the look.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from meeting.words import Role
from pages._web.cookies import LOOK
from tests.bench.example import Example
from tests.browser import bring
from tests.browser.conftest import PROJECTOR
from tests.browser.serving import ROOT, ready, serving

FOLDER = ROOT / "docs" / "pictures"
LAPTOP = (1366, 768)
LARGEST = 200_000
"""Bytes of one picture: a README is read over slow lines, too."""
TO_THE_MISSES = 4
"""Presses of → from the first step to the one with the most to look at."""


def board(browser: Browser, url: str) -> bytes:
    """Last week as somebody sees it who comes in on Monday morning."""
    page = _page(browser, url, role=Role.MANAGER, size=LAPTOP)
    page.goto(url)
    expect(page.get_by_role("heading", name="Misses: what broke, not who")).to_be_visible()
    return _taken(page)


def meeting(browser: Browser, url: str) -> bytes:
    """The misses on the projector, as the room sees them."""
    page = _page(browser, url, role=Role.FACILITATOR, size=PROJECTOR)
    page.goto(f"{url}/monday")
    page.get_by_role("button", name="Start the meeting").click()
    _at(page, 1)
    page.goto(f"{url}/monday?embed=true")
    _at(page, 1)
    for step in range(2, 2 + TO_THE_MISSES):
        ready(page)
        page.keyboard.press("ArrowRight")
        _at(page, step)
    return _taken(page)


PICTURES: dict[str, Callable[[Browser, str], bytes]] = {"board.png": board, "meeting.png": meeting}


def make(folder: Path) -> list[str]:
    """Writes all pictures and says of each how large it is."""
    folder.mkdir(parents=True, exist_ok=True)
    said = []
    with (
        tempfile.TemporaryDirectory(prefix="pictures-") as place,
        serving(Example(Path(place)).environ) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=bring.executable(), args=bring.FLAGS)
        taken = {name: small(take(browser, server.url)) for name, take in PICTURES.items()}
        browser.close()
    for name, picture in taken.items():
        (folder / name).write_bytes(picture)
        said.append(f"{folder.name}/{name}: {len(picture):,} bytes")
    return said


def small(picture: bytes) -> bytes:
    """The same picture as small as it can be written; in 256 colours where that is not small enough. Raises
    ValueError when that is too large, too."""
    with Image.open(BytesIO(picture)) as image:
        plain = image.convert("RGB")
    few = plain.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    for each in (plain, few):
        made = BytesIO()
        each.save(made, "PNG", optimize=True)
        if made.tell() <= LARGEST:
            return made.getvalue()
    raise ValueError(f"a picture has {made.tell():,} bytes, more than {LARGEST:,}")


def _page(browser: Browser, url: str, *, role: Role, size: tuple[int, int]) -> Page:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="en-GB",
        timezone_id="UTC",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": LOOK, "value": str(role), "url": url}])
    return context.new_page()


def _at(page: Page, step: int) -> None:
    """The bar above says so; others say it, too, to those who do not see it."""
    expect(page.locator(".place")).to_have_text(re.compile(rf"^{step} of "))


def _taken(page: Page) -> bytes:
    """With all fonts and signs there, and nothing on the move."""
    ready(page)
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    return page.screenshot(animations="disabled", caret="hide")


def main() -> int:
    print("\n".join(make(FOLDER)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
