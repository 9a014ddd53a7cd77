"""Bring in files in a real browser: a file with semicolons, cp1252, dates such as 31.12.2026 and three bad rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from db.engine import open_store
from db.models import Customer, IntakeRun, Promise
from meeting.settings import Settings
from tests.browser.serving import Server, ready, serving
from tests.db.stores import rows_of
from tests.people import come_in
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
GRAVE = ("serious", "critical")
HEADING = "Auftrag;Kunde;Termin;Geliefert;Was"
NONE = "(none of them was delivered)"
ROWS = (
    "1001;Bäckerei Müller;31.12.2026;;Ofentür",
    "1002;Café Zoë;16.11.2026;17.11.2026;Kühlschrank",
    "1003;Größe & Söhne;18.11.2026;18.11.2026;Spülmaschine",
    "1004;;18.11.2026;;ohne Kunde",
    "1005;Hôtel du Lac;31.02.2026;;kein Tag",
    "1006;Hôtel du Lac;18.11.2026;24.11.2026;morgen geliefert",
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as running:
        yield replace(running, settings=settings)


def opened(context: BrowserContext, server: Server, *, name: str = "Dev") -> Page:
    if server.settings is not None:
        come_in(context, server.url, server.settings, name)
    page = context.new_page()
    page.goto(f"{server.url}/files")
    expect(page.get_by_text("Brought in so far")).to_be_visible(timeout=20_000)
    return page


def drop(page: Page, name: str, text: str) -> None:
    content = text.encode("cp1252")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    expect(page.get_by_text("Which column is what")).to_be_visible()
    ready(page)


def pick(page: Page, field: str, column: str) -> None:
    """Choose a column for a field, with the keyboard."""
    box = page.get_by_role("combobox", name=field, exact=True)
    if box.input_value() != column:
        box.click()
        box.fill(column)
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Enter")
    expect(box).to_have_value(column)
    ready(page)


def test_a_file_is_understood_tried_brought_in_mended_and_taken_back(
    server: Server, projector: BrowserContext
) -> None:
    page = opened(projector, server)
    drop(page, "aufträge.csv", "\r\n".join((HEADING, *ROWS, "")))
    pick(page, "What is in it", "promises")
    for field, column in (
        *(("Order or job number *", "Auftrag"), ("Customer *", "Kunde"), ("Promised for (day) *", "Termin")),
        *(("Delivered on (day)", "Geliefert"), ("What was promised", "Was")),
    ):
        pick(page, field, column)
    assert serious(page) == []
    page.get_by_role("button", name="Try it (saves nothing)").click()
    would = "Nothing is saved yet. This would be: 3 new, 0 changed, 0 unchanged, 3 refused of 6 rows."
    expect(page.get_by_text(would)).to_be_visible()
    expect(page.get_by_text("Promised for (day): 16.11.2026 is 16 November 2026")).to_be_visible()
    for refused in (
        "line 5, Kunde “”: is empty, and Customer is needed",
        "line 6, Termin “31.02.2026”: is no day written like",
        "line 7, Geliefert “24.11.2026”: lies in the future",
    ):
        expect(page.get_by_text(refused)).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Bring in 3 rows").click()
    expect(page.get_by_text("Saved: 3 new")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Refused rows as CSV").click()
    mended = mend(Path(download.value.path()).read_bytes().decode("utf-8-sig"))
    page.get_by_role("button", name="Another file").click()
    expect(page.get_by_role("button", name="Another file")).to_have_count(0)
    page.locator("input[type=file]").set_input_files(
        {"name": "mended.csv", "mimeType": "text/csv", "buffer": mended.encode()}
    )
    expect(page.get_by_text("Which column is what")).to_be_visible()
    ready(page)
    pick(page, "What is in it", "promises")
    # The columns are remembered from the file before.
    expect(page.get_by_role("combobox", name="Promised for (day) *", exact=True)).to_have_value("Termin")
    page.get_by_role("button", name="Try it (saves nothing)").click()
    page.get_by_role("button", name="Bring in 3 rows").click()
    expect(page.get_by_text("Saved: 3 new, 0 changed, 0 unchanged, 0 refused")).to_be_visible()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("Undone: 5 records taken back")).to_be_visible()
    expect(page.get_by_text("undone by Dev")).to_be_visible()
    page.goto(f"{server.url}/?week=2026-W47")
    expect(page.get_by_text("1 of 2 promises kept", exact=True)).to_be_visible()


def mend(refused: str) -> str:
    rows = list(csv.DictReader(io.StringIO(refused, newline="")))
    assert [row["Auftrag"] for row in rows] == ["1004", "1005", "1006"]
    rows[0]["Kunde"] = "Metzgerei Huber"
    rows[1]["Termin"] = "28.02.2026"
    rows[2]["Geliefert"] = ""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found if rule["impact"] in GRAVE]


def bring_in_many(page: Page, *, rows: int = 20_000) -> None:
    """A file that takes seconds; it is on its way when this ends."""
    lines = (f"{number};Customer {number % 50};16.11.2026" for number in range(rows))
    drop(page, "orders.csv", "\r\n".join(("reference;customer;promised_on", *lines)))
    pick(page, "What is in it", "promises")
    pick(page, "Delivered on (day)", NONE)
    page.get_by_role("button", name="Try it (saves nothing)").click()
    page.get_by_role("button", name=f"Bring in {rows} rows").click(timeout=60_000)
    expect(page.get_by_text(re.compile(rf"Bringing in orders\.csv: [1-9]\d* of {rows} rows"))).to_be_visible()


def test_who_saves_meanwhile_reads_what_it_waits_for_and_then_it_is_saved(
    server: Server, projector: BrowserContext, phone: BrowserContext
) -> None:
    page, other = opened(projector, server), opened(phone, server, name="Chloe")
    drop(other, "first.csv", "reference;customer;promised_on\r\n1;Alpha;16.11.2026\r\n2;Beta;16.11.2026")
    pick(other, "What is in it", "promises")
    pick(other, "Delivered on (day)", NONE)
    other.get_by_role("button", name="Try it (saves nothing)").click()
    other.get_by_role("button", name="Bring in 2 rows").click()
    expect(other.get_by_role("button", name="Undo this import")).to_be_visible()
    bring_in_many(page)
    other.get_by_role("button", name="Undo this import").click()
    waiting = re.compile(
        r"Waiting for the file orders\.csv, which is being brought in \((under |over )?\d+ %\)\."
    )
    expect(other.get_by_text(waiting)).to_be_visible()
    # Another look does not wait.
    third = projector.new_page()
    third.goto(f"{server.url}/files")
    expect(third.get_by_text("first.csv")).to_be_visible()
    expect(third.get_by_text("orders.csv")).to_have_count(0)
    expect(other.get_by_text("Undone: ")).to_be_visible(timeout=60_000)
    expect(other.get_by_text("undone by")).to_be_visible()
    expect(page.get_by_text("Saved: ")).to_be_visible(timeout=60_000)


@pytest.mark.endure
def test_cancelling_midway_leaves_nothing(server: Server, projector: BrowserContext, tmp_path: Path) -> None:
    page = opened(projector, server)
    bring_in_many(page)
    page.get_by_role("button", name="Cancel, and save nothing").click()
    expect(page.get_by_text("Cancelled. Nothing was saved, and everything is as it was.")).to_be_visible()
    page.get_by_role("button", name="Another file").click()
    expect(page.get_by_text("No file yet.")).to_be_visible()
    store = open_store(Settings(tmp_path / "meeting.db", None, MONDAY))
    assert all(rows_of(store, model) == [] for model in (Promise, Customer, IntakeRun))
    store.close()


def test_a_file_that_cannot_be_read_says_what_to_do(server: Server, phone: BrowserContext) -> None:
    page = opened(phone, server)
    for name, content, said in (
        ("scan.csv", b"%PDF-1.7", "is a PDF"),
        ("leer.csv", b"", "is empty"),
        ("eine.csv", b"a\nb\n", "has one column only"),
    ):
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )
        expect(page.get_by_text(said)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
