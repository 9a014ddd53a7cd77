"""The list of action items after years of them, in a browser against an empty page; and who did how much on time."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random

from playwright.sync_api import sync_playwright

from db.changes.core import Changes
from db.engine import Store, open_store, reading, transaction
from db.models import ActionItem
from db.queries.actions import found_actions
from db.queries.due import first_due
from db.queries.meetings import picks
from meeting.actions import ActionFilter
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.weeks import last_full_week
from tests.bench.beside_empty import FLAGS, warm_loads
from tests.bench.example import Example, both_served
from tests.bench.measuring import SEED, Figure, compared, versions
from tests.browser import bring

ITEMS, OPEN = 20_000, 200
WARM, COUNTED = 1.5, 12.0
"""Times the empty page; milliseconds."""
TODAY = date(2026, 11, 23)
YEARS = 5
SHOWN = 20
"""So many rows the page begins with."""


def figures(short: bool) -> Iterator[Figure]:
    rounds, items = (5, ITEMS // 10) if short else (15, ITEMS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        example = Example(folder)
        store = open_store(Settings.read(example.environ, home=folder))
        try:
            texts = fill(store, items=items)
            yield _counted(store, rounds=rounds, items=items)
        finally:
            store.close()
        product, empty = (server.url for server in stack.enter_context(both_served(folder, example)))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=bring.executable(), args=FLAGS)
        stack.callback(browser.close)
        goals = {"shown": {"texts": dict.fromkeys(texts, True)}}
        warm = warm_loads(browser, rounds, product=f"{product}/actions", goals=goals, empty=empty)
        about = {
            "items": items,
            "browser": browser.version,
            "versions": versions("streamlit", "playwright"),
        }
        yield compared("actions warm", warm, bar=WARM, unit="ms", about=about)


def fill(store: Store, *, items: int) -> list[str]:
    """Add so many items to the example company, most of them done long ago; gives back what the first list shows."""
    random, days = Random(SEED), 365 * YEARS
    with transaction(store) as session:
        owners = [pick.id for pick in picks(session)]
        changes = Changes(session, actor=COMMAND_LINE, now=store.clock.now())
        done: list[tuple[int, date]] = []
        for number in range(items):
            is_open = number >= items - OPEN
            made = TODAY - timedelta(days=60 if is_open else days - days * number // items + 30)
            due = made + timedelta(days=random.randint(3, 14))
            about = {"what": f"Item number {number}", "owner_id": random.choice(owners), "made_on": made}
            item_id = changes.create(
                ActionItem, {**about, "due_on": due, "first_due_on": due}, action="add action item"
            )
            if not is_open:
                done.append((item_id, due + timedelta(days=random.choice((-1, 0, 0, 3)))))
        changes.write()
        for item_id, day in done:
            before, after = {"state": "open", "done_on": None}, {"state": "done", "done_on": day}
            changes.update(ActionItem, item_id, version=1, before=before, after=after, action="tick")
        changes.write()
    with reading(store) as session:
        found = found_actions(session, ActionFilter(state="open"), today=TODAY, most=SHOWN)
    return [row.what for row in found.rows]


def _counted(store: Store, *, rounds: int, items: int) -> Figure:
    """The counts of done on time, as board and Close ask for them: a week and the thirteen that end with it."""
    week, times = last_full_week(TODAY), []
    for _ in range(rounds):
        with reading(store) as session:
            started = time.perf_counter()
            first_due(session, week.up_to_here(13)[0].monday, week.sunday)
            times.append(1000 * (time.perf_counter() - started))
    about = {"items": items, "versions": versions("sqlalchemy")}
    return Figure(
        "actions done on time", statistics.median(times), None, bar=COUNTED, n=rounds, unit="ms", about=about
    )
