"""From Enter in one browser to visible in another: the product's bell against a page that asks once a second."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from db.changes import table_of
from db.engine import open_store, reading
from db.models import Promise
from meeting.settings import Settings
from meeting.weeks import short_day
from tests.bench.beside_empty import FLAGS
from tests.bench.example import NOW, Example
from tests.bench.measuring import Figure, Samples, compared, in_turns, versions
from tests.browser import bring
from tests.browser.serving import ready, serving

MEDIAN, WORST = 0.2, 1.0
WEEK = "2026-W47"
POLLING = """\
import streamlit as st

@st.cache_resource
def box():
    return {"said": "nothing"}

if st.query_params.get("does") == "write":
    box()["said"] = st.text_input("Say")
else:
    @st.fragment(run_every="1s")
    def shown():
        st.title(box()["said"])
    shown()
"""
# Both pages are on one machine, whose clock is the same for both.
AT = "performance.timeOrigin + performance.now()"
NOTE_ENTER = f"""document.addEventListener("keydown", (press) => {{
  if (press.key === "Enter") window.enteredAt = {AT};
}}, true)"""
APPEARED = f"""(text) => {{ window.appeared = new Promise((resolve) => {{
  const look = () => document.body.textContent.includes(text) && (observer.disconnect(), resolve({AT}));
  const observer = new MutationObserver(look);
  observer.observe(document.body, {{ subtree: true, childList: true, characterData: true }});
  look();
}}); }}"""


def figures(short: bool) -> Iterator[Figure]:
    rounds = 8 if short else 40
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        example = Example(folder)
        product = stack.enter_context(serving(example.environ)).url
        script = folder / "polling" / "page.py"
        script.parent.mkdir()
        script.write_text(POLLING, encoding="utf-8")
        polling = stack.enter_context(serving({}, script=script, folder=script.parent)).url
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=bring.executable(), args=FLAGS)
        stack.callback(browser.close)
        samples = in_turns(
            rounds,
            measured=_by_the_bell(browser, product, promise_id=_missed(folder)),
            against=_by_polling(browser, polling),
            warm_up=2,
        )
    about = {"versions": versions("streamlit", "playwright")}
    yield compared("bell", samples, bar=MEDIAN, unit="ms", about=about)
    worst = Samples([max(samples.measured)], [statistics.median(samples.against)])
    yield compared("bell, worst", worst, bar=WORST, unit="ms", about={"of": rounds, **about})


def _missed(folder: Path) -> int:
    """A promise of last week that was not delivered."""
    store = open_store(Settings(folder / "example.db", None, NOW))
    columns = table_of(Promise).c
    query = select(columns.id).where(
        columns.promised_week == WEEK, columns.delivered_on.is_(None), columns.withdrawn_on.is_(None)
    )
    with reading(store) as session:
        found = int(session.scalars(query).first() or 0)
    store.close()
    return found


def _by_the_bell(browser: Browser, url: str, *, promise_id: int) -> Callable[[], float]:
    """Each round moves the promise, with a reason typed last and Enter; the board of another browser lists it."""
    writer, reader = _page(browser, f"{url}/promise?id={promise_id}"), _page(browser, f"{url}/?show=Moved")
    year, month, day = (
        writer.get_by_role("spinbutton", name=f"{part}, Promised now for")
        for part in ("year", "month", "day")
    )

    def take() -> float:
        writer.reload()
        ready(writer)
        writer.get_by_text("Promise another day", exact=True).click()
        # A week after the day it was moved to last: each round another, and all after last week.
        day.wait_for()
        ready(writer)
        if year.get_attribute("aria-valuenow") == "2026":
            # No other promise is for a day of that year.
            year.press("ArrowUp")
        wanted = date(*(int(part.get_attribute("aria-valuenow") or 0) for part in (year, month, day)))
        reason = writer.get_by_label("Reason, as the customer was told")
        reason.fill("they asked for it")
        return _timed(writer, reader, press=reason.press, text=f"promised {short_day(wanted)}")

    return take


def _by_polling(browser: Browser, url: str) -> Callable[[], float]:
    writer, reader = _page(browser, f"{url}/?does=write"), _page(browser, url)
    said = iter(range(1_000))

    def take() -> float:
        box = writer.get_by_label("Say")
        text = f"number {next(said)} said"
        box.fill(text)
        return _timed(writer, reader, press=box.press, text=text)

    return take


def _timed(writer: Page, reader: Page, *, press: Callable[[str], None], text: str) -> float:
    if text in reader.inner_text("body"):
        raise AssertionError(f"{text!r} stands there already: nothing to wait for")
    reader.evaluate(APPEARED, text)
    press("Enter")
    appeared: Any = reader.evaluate("() => window.appeared")
    return float(appeared) - float(writer.evaluate("() => window.enteredAt"))


def _page(browser: Browser, url: str) -> Page:
    page = browser.new_context().new_page()
    page.add_init_script(NOTE_ENTER)
    page.goto(url)
    ready(page)
    return page
