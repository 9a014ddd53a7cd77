"""Customers and promises in a real browser: found, set right, merged and taken back; two people on one promise."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from db.engine import open_store
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.browser.serving import Server, ready, serving
from tests.people import come_in
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
GRAVE = ("serious", "critical")
HOSTILE = "[Oven](http://evil.example) <img src=x onerror=window.hit=1> :red[x]"
PROMISES = (
    ("reference", "customer", "promised_on", "delivered_on", "what"),
    ("P-1", "Hotel Alpenblick", "2026-11-18", "", HOSTILE),
    ("P-2", "Hotel Alpenblick", "2026-11-18", "2026-11-18", "Dishwasher"),
    ("P-3", "Alpenblick Hotel", "2026-11-19", "2026-11-19", "Coffee machine"),
    ("P-4", "Bakery", "2026-11-19", "2026-11-19", "Fridge"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    path, store = tmp_path / "promises.csv", open_store(settings)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(PROMISES)
    bring_in(
        store, path, kind=Kind.PROMISES, source="main", options=Options({}, {}, None), actor=COMMAND_LINE
    )
    store.close()
    return settings


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as running:
        yield running


def sound(page: Page) -> None:
    """Nothing serious for those who cannot see it, and nothing that hangs over the edge."""
    ready(page)
    found = Axe().run(page).response["violations"]
    assert [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found if rule["impact"] in GRAVE] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def pick(page: Page, label: str, value: str) -> None:
    ready(page)
    box = page.get_by_role("combobox", name=label, exact=True).last
    box.click()
    box.fill(value)
    page.get_by_role("option", name=value, exact=True).click()
    ready(page)


def test_a_customer_is_found_given_a_tier_merged_and_taken_apart_again(
    server: Server, settings: Settings, screen: BrowserContext
) -> None:
    come_in(screen, server.url, settings, "Chloe")
    page = screen.new_page()
    page.goto(f"{server.url}/customers")
    expect(page.get_by_text("3 customers")).to_be_visible()
    sound(page)
    page.get_by_label("Search").fill("alpen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 customers found")).to_be_visible()
    page.get_by_role("button", name="Hotel Alpenblick").click()
    expect(page.get_by_role("heading", name="Hotel Alpenblick", level=1)).to_be_visible()
    expect(page.get_by_test_id("stMarkdown").get_by_text("2 promises: 1 kept, 1 missed")).to_be_visible()
    pick(page, "Tier", "B")
    page.get_by_role("button", name="Save the tier").click()
    expect(page.get_by_role("heading", name="Hotel Alpenblick (B)")).to_be_visible()
    page.get_by_text("Merge with another customer").click()
    page.get_by_label("The other customer").fill("alpenblick h")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Hotel Alpenblick (stays)")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Merge the two").click()
    expect(page.get_by_text("Saved: Alpenblick Hotel is merged into Hotel Alpenblick.")).to_be_visible()
    expect(page.get_by_text("3 promises: 2 kept, 1 missed")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: Alpenblick Hotel is merged into Hotel Alpenblick.")).to_be_visible()
    expect(page.get_by_test_id("stMarkdown").get_by_text("2 promises: 1 kept, 1 missed")).to_be_visible()
    page.get_by_role("link", name="Dishwasher").click()
    expect(page.get_by_role("heading", name="Dishwasher", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Hotel Alpenblick (B)")).to_be_visible()


def test_two_people_on_one_promise_lose_nothing(
    server: Server, settings: Settings, screen: BrowserContext, browser: Browser
) -> None:
    come_in(screen, server.url, settings, "Chloe")
    board = screen.new_page()
    board.goto(f"{server.url}/?show=Misses")
    with screen.expect_page() as opened:
        board.get_by_role("link", name="main P-1").first.click()
    page = opened.value
    expect(page.get_by_role("heading", name="[Oven]", level=1)).to_be_visible()
    expect(page.get_by_text("5 days late, not delivered yet")).to_be_visible()
    sound(page)
    page.get_by_text("Promise another day", exact=True).click()
    page.get_by_label("Reason, as the customer was told").fill("Parts are late")
    # Leaving the box tells the server what was typed.
    page.keyboard.press("Tab")
    ready(page)
    other = browser.new_context()
    try:
        come_in(other, server.url, settings, "Ana")
        second = other.new_page()
        second.goto(page.url)
        second.get_by_role("button", name="Save as delivered").click()
        expect(second.get_by_text("Saved: delivered on 23 November 2026.")).to_be_visible()
    finally:
        other.close()
    page.get_by_role("button", name="Save the new day").click()
    expect(page.get_by_text("Meanwhile Ana changed this promise.")).to_be_visible()
    expect(page.get_by_text("Your reason: Parts are late")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Save mine on top").click()
    expect(
        page.get_by_text("delivered on 23 November 2026, so it is over. Nothing was saved.")
    ).to_be_visible()
    page.get_by_role("button", name="Undo the latest change").click()
    expect(page.get_by_text("Undone: the change of Ana.")).to_be_visible()
    page.get_by_role("button", name="Save mine on top").click()
    expect(page.get_by_text("Saved: moved to 30 November 2026.")).to_be_visible()
    history = page.get_by_role("listitem")
    expect(history.filter(has_text="Chloe moved it to another day")).to_contain_text("Reason: Parts are late")
    # The newest first: that she said it stands below that it was undone.
    expect(history.filter(has_text="Ana said that it was delivered").last).to_be_visible()
    expect(
        page.get_by_text("by hand: Chloe, 23 November 2026; file main says 18 November 2026")
    ).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Undone: moved to 30 November 2026.")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.get_by_role("main").locator("img[src=x], a[href*=evil]").count() == 0
