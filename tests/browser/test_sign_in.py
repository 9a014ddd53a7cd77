"""Coming in: set-up from an empty store, an invitation, signing in and out, and being shut out while a tab is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from db import setting_up
from db.__main__ import main
from db.engine import open_store
from meeting.settings import Settings
from tests.browser.serving import Server, serving
from tests.people import PASSWORD, come_in, email_of, signed_in
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
GRAVE = ("serious", "critical")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    return settings


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as running:
        yield running


SECRET = ("Set-up code", "Password", "The same again")


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(email_of(name))
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def serious(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE]


def test_a_company_is_set_up_from_an_empty_store_and_somebody_invited(
    server: Server, settings: Settings, screen: BrowserContext, browser: Browser
) -> None:
    store = open_store(settings)
    code = setting_up.new_code(store)
    store.close()
    page = screen.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Set up")).to_be_visible()
    assert serious(page) == []
    waits = f"Not set up yet. Open {server.url}/setup; for the code, type in a terminal"
    assert waits in server.output()
    for label, value in (
        *(("Set-up code", "WRONG"), ("Name", "Halden Kitchens"), ("Your name", "Dev")),
        *(("Your e-mail", email_of("Dev")), ("Password", PASSWORD), ("The same again", PASSWORD)),
        ("Your team (may stay empty)", "Sales"),
        (
            "People, one a line: name, e-mail, team, role (may stay empty)",
            "Ana\tana@example.com\tService\tfacilitator",
        ),
    ):
        page.get_by_label(label, exact=True).fill(value)
    # What was typed outlives a reload, in this tab alone; what is secret does not.
    page.reload()
    assert page.get_by_label("Name", exact=True).input_value() == "Halden Kitchens"
    assert "ana@example.com" in page.get_by_label("People, one a line").input_value()
    assert [page.get_by_label(label).input_value() for label in SECRET] == ["", "", ""]
    assert PASSWORD not in str(page.evaluate("JSON.stringify(sessionStorage)"))
    for label, value in zip(SECRET, ("WRONG", PASSWORD, PASSWORD), strict=True):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "The code is not right; 4 tries are left. Nothing was saved."
    )
    expect(page.get_by_label("Your name")).to_have_value("Dev")
    page.get_by_label("Set-up code").fill(code.lower())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set up and sign in").click()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    page.goto(f"{server.url}/people")
    expect(page.get_by_text("not invited yet")).to_be_visible()
    page.get_by_role("button", name="Make a link", exact=True).click()
    expect(page.get_by_text("The link goes on working for 7 days")).to_be_visible()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(f"{server.url}/invite#")
    secrets = {code, PASSWORD, *_accept(browser, link)}
    # Used up by the password, not by opening.
    again = browser.new_context().new_page()
    again.goto(link)
    expect(again.get_by_role("alert")).to_contain_text("This link is used up")
    again.context.close()
    said = server.output()
    assert not [secret for secret in secrets if secret in said]


def _accept(browser: Browser, link: str) -> set[str]:
    """Sets a password; returns the secrets that passed through the server."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(link)
    expect(page.get_by_role("heading", name="Welcome, Ana")).to_be_visible()
    assert serious(page) == []
    page.reload()
    page.goto("about:blank")
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    expect(page.get_by_role("link", name="People")).to_have_count(0)
    token = link.partition("#")[2]
    assert not [url for url in asked if token in url.partition("#")[0]]
    cookies = {str(cookie["value"]) for cookie in context.cookies()}
    context.close()
    return {token, *cookies}


def test_a_deep_link_leads_through_signing_in_and_stays_after_a_reload(
    server: Server, settings: Settings, screen: BrowserContext
) -> None:
    signed_in(settings, "Dev")
    signed_in(settings, "Chloe")
    page = screen.new_page()
    page.goto(f"{server.url}/files?x=1")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert serious(page) == []
    sign_in(page, "Chloe", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    # Loading it again sends nothing again, and the address names nobody.
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("E-mail")).to_have_value(email_of("Chloe"))
    assert "chloe" not in page.url
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Brought in so far")).to_be_visible()
    assert page.url.startswith(f"{server.url}/files")
    page.reload()
    expect(page.get_by_text("Brought in so far")).to_be_visible()
    beside = screen.new_page()
    beside.goto(f"{server.url}/you")
    expect(beside.get_by_text("Chloe · manager")).to_be_visible()
    beside.get_by_role("button", name="Sign out", exact=True).click()
    expect(beside.get_by_role("heading", name="Sign in")).to_be_visible()
    # The other tab is out too, and comes back to its place.
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.url.endswith("/login?next=%2Ffiles%3Fx%3D1") or "next=%2Ffiles" in page.url


def test_somebody_disabled_is_out_of_every_open_tab(
    server: Server, settings: Settings, projector: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(settings, "Dev")
    come_in(projector, server.url, settings, "Ben")
    page = projector.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{settings.sqlite_path}")
    monkeypatch.setenv("TEST_NOW", MONDAY)
    assert main(["person", "disable", email_of("Ben")]) == 0
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, "Ben")
    expect(page.get_by_role("alert")).to_contain_text("the account is closed")
