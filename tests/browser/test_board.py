"""The board in a real browser on the real server: the journey of somebody who looks at last week."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Request, expect

from db.engine import open_store
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.browser.serving import Server, pressed, ready, serving
from tests.people import come_in
from tests.stores import example_store, new_store

PHONE_WIDTH = 390
MONDAY = "2026-11-23T08:00:00+00:00"
DARK = "rgb(15, 20, 26)"
"""The page in dark, as .streamlit/config.toml has it."""


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("example") / "example.db"
    example_store(Settings(path, None, MONDAY))
    return {"DATABASE_URL": f"sqlite:///{path}", "TEST_NOW": MONDAY}


@pytest.fixture(scope="module")
def server(environ: dict[str, str]) -> Iterator[Server]:
    with serving(environ) as running:
        yield running


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_text("Brought in last:")).to_be_visible(timeout=20_000)
    ready(page)
    return page


def figure(page: Page, name: str) -> str:
    return page.get_by_role("heading", level=2).filter(has_text=name).inner_text()


def test_a_week_back_its_misses_and_the_same_address_on_a_fresh_server(
    server: Server, environ: dict[str, str], screen: BrowserContext
) -> None:
    page = opened(screen, server.url)
    expect(page.get_by_role("heading", name="Last week: 16 to 22 November 2026")).to_be_visible()
    page.get_by_role("button", name="Earlier").click()
    expect(page.get_by_role("heading", name="Week 46: 9 to 15 November 2026")).to_be_visible()
    page.get_by_role("button", name="Misses: rows", exact=True).click()
    rows = page.get_by_role("heading", name="Misses: ").and_(page.get_by_role("heading", level=5))
    expect(rows).to_be_visible()
    ready(page)
    address = page.url
    assert "week=2026-W46" in address
    assert "show=Misses" in address
    seen = [figure(page, name) for name in ("Hits", "Runs", "Misses")], rows.inner_text()
    with serving(environ) as fresh:
        again = opened(screen, address.replace(server.url, fresh.url))
        heading = again.get_by_role("heading", name="Misses: ").and_(again.get_by_role("heading", level=5))
        expect(heading).to_be_visible()
        expect(again.get_by_role("heading", name="Week 46: 9 to 15 November 2026")).to_be_visible()
        assert ([figure(again, name) for name in ("Hits", "Runs", "Misses")], heading.inner_text()) == seen


def test_arrow_keys_go_from_week_to_week(server: Server, projector: BrowserContext) -> None:
    page = opened(projector, server.url)
    pressed(page, "ArrowLeft", brings="9 to 15 November 2026")
    pressed(page, "ArrowRight", brings="Last week")


def test_week_team_and_tier_are_picked_and_stand_in_the_address(
    server: Server, screen: BrowserContext
) -> None:
    page = opened(screen, server.url)
    page.get_by_role("button", name="Week, team, tier").click()
    for name, value in (("Week", "2026-W30"), ("Team", "Service"), ("Tier", "A")):
        box = page.get_by_role("combobox", name=name, exact=True).last
        box.click()
        box.fill(value)
        page.get_by_role("option", name=value, exact=True).click()
        expect(box).to_have_value(value)
    expect(page.get_by_role("heading", name="20 to 26 July 2026 · Service · tier A")).to_be_visible()
    assert page.url.endswith("/?pick=true&week=2026-W30&team=Service&tier=A")
    page.reload()
    expect(page.get_by_role("heading", name="20 to 26 July 2026 · Service · tier A")).to_be_visible()


def test_light_or_dark_is_chosen_in_the_menu_and_kept(server: Server, phone: BrowserContext) -> None:
    page = opened(phone, server.url)
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", DARK)
    page.goto(f"{server.url}/home?week=2026-W40")
    expect(page.get_by_role("heading", name="Week 40")).to_be_visible()
    assert page.url.endswith("/?week=2026-W40")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", DARK)


def test_going_back_in_the_browser_goes_back_a_week(server: Server, projector: BrowserContext) -> None:
    page = opened(projector, f"{server.url}/?week=2026-W40")
    page.get_by_role("button", name="Earlier").click()
    expect(page.get_by_role("heading", name="Week 39")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Week 40")).to_be_visible()


def test_the_three_figures_stand_where_there_is_room_and_nothing_hangs_over(
    server: Server, screen: BrowserContext
) -> None:
    """Beside each other on a wide screen, below each other on a phone."""
    page = opened(screen, server.url)
    expect(page.get_by_role("heading", level=2)).to_have_count(3)
    boxes = [box.bounding_box() for box in page.get_by_role("heading", level=2).all()]
    tops = {round(box["y"]) for box in boxes if box}
    assert len(boxes) == 3
    assert len(tops) == (1 if page.evaluate("innerWidth") > PHONE_WIDTH else 3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_nothing_leaves_this_machine_and_no_error_is_logged(
    server: Server, projector: BrowserContext
) -> None:
    page = projector.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(_host(request)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{server.url}/?chart=true")
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    assert set(asked) <= {"127.0.0.1", ""}
    assert errors == []


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def test_the_first_screenful_needs_no_plotly(server: Server, projector: BrowserContext) -> None:
    page = projector.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    expect(page.get_by_text("Brought in last:")).to_be_visible()
    ready(page)
    assert asked
    assert not [url for url in asked if "plotly" in url.lower()]


HOSTILE = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "![](http://evil.example/a.png)",
    "[click](javascript:window.hit=1)",
    "http://evil.example and www.evil.example or mail@evil.example",
    ":red[red] :smile: :material/home: :streamlit:",
    "$x^2$ and `code` and **bold** and ~~gone~~",
    "a -> b -- c <= d",
    "| a | b |",
    "# heading",
    "1. list",
)


@pytest.mark.endure
def test_what_people_typed_is_shown_as_typed(tmp_path: Path, projector: BrowserContext) -> None:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    store = open_store(settings)
    path = tmp_path / "wins.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(f"W{number}", "2026-11-18", text, text, text) for number, text in enumerate(HOSTILE)]
        csv.writer(file).writerows([("reference", "happened_on", "text", "customer", "team"), *rows])
    bring_in(store, path, kind=Kind.WINS, source="main", options=Options({}, {}, None), actor=COMMAND_LINE)
    store.close()
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as server:
        come_in(projector, server.url, settings)
        page = projector.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(_host(request)))
        page.goto(f"{server.url}/?show=Hits")
        rows_shown = page.get_by_test_id("stMarkdownContainer").filter(has_text="Hits: 11 rows")
        shown = rows_shown.inner_text().replace("\N{WORD JOINER}", "")
        for text in HOSTILE:
            assert shown.count(text) == 3, text
        links = rows_shown.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        # Each hit leads to its own page, and nothing that was typed leads anywhere.
        assert [link.lstrip("/").partition("=")[0] for link in links] == ["win?id"] * len(HOSTILE)
        assert rows_shown.locator("img, script, code, table, .katex, del").count() == 0
        assert page.evaluate("window.hit") is None
        assert set(asked) <= {"127.0.0.1", ""}


def test_the_example_is_looked_around_as_somebody(server: Server, screen: BrowserContext) -> None:
    page = screen.new_page()
    page.goto(f"{server.url}/look")
    grave = [
        one["id"]
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
    page.get_by_role("button", name=re.compile("^As member")).click()
    expect(page.get_by_role("heading", name="Last week")).to_be_visible()
    page.goto(f"{server.url}/you")
    expect(page.get_by_text("somebody looking around as member")).to_be_visible()
    page.get_by_role("button", name="Look around as somebody else").click()
    expect(page.get_by_role("heading", name="Look around as")).to_be_visible()
