"""What one person writes stands on every open board, at once and after the server was away."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from db.engine import open_store
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.browser.serving import free_port, ready, serving
from tests.people import come_in
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"


def log_wins(settings: Settings, folder: Path, *references: str) -> None:
    """By another process's way in: the server hears of it only by looking."""
    path = folder / "wins.csv"
    rows = "".join(f"{reference},2026-11-18,Thanks\n" for reference in references)
    path.write_text(f"reference,happened_on,text\n{rows}", encoding="utf-8")
    store = open_store(settings)
    try:
        bring_in(
            store, path, kind=Kind.WINS, source="main", options=Options({}, {}, None), actor=COMMAND_LINE
        )
    finally:
        store.close()


def hits(page: Page, number: int, *, seconds: float = 20) -> None:
    shown = page.get_by_role("heading", name=f"Hits {number}", exact=False)
    expect(shown).to_be_visible(timeout=seconds * 1000)


def test_a_write_shows_on_every_open_board_and_after_a_restart(
    tmp_path: Path, projector: BrowserContext, phone: BrowserContext
) -> None:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    log_wins(settings, tmp_path, "W1")
    environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
    port = free_port()
    with serving(environ, port=port) as server:
        pages = []
        for context, name in ((projector, "Ana"), (phone, "Ben")):
            come_in(context, server.url, settings, name)
            page = context.new_page()
            page.goto(server.url)
            hits(page, 1)
            ready(page)
            pages.append(page)
        log_wins(settings, tmp_path, "W2", "W3")
        for page in pages:
            # Sooner than a page looks by itself, every twenty seconds: it was told.
            hits(page, 3, seconds=10)
    log_wins(settings, tmp_path, "W4")
    with serving(environ, port=port):
        for page in pages:
            hits(page, 4)


def test_the_cursor_stays_where_it_was_while_the_server_is_away_and_after(
    tmp_path: Path, phone: BrowserContext
) -> None:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
    port = free_port()
    page = phone.new_page()
    with serving(environ, port=port) as server:
        come_in(phone, server.url, settings, "Ana")
        page.goto(f"{server.url}/actions")
        ready(page)
        page.wait_for_function("() => window.mondayBell?.told != null")
        page.get_by_label("What", exact=True).click()
        page.keyboard.type("Ring the bakery")
        for _ in "kery":
            page.keyboard.press("ArrowLeft")
    # The framework closes every field, and lays a word of its own over the page.
    away = (
        """() => document.querySelector("[data-testid=stApp]").dataset.testConnectionState !== "CONNECTED" """
    )
    page.wait_for_function(away)
    with serving(environ, port=port):
        ready(page, seconds=60)
        page.wait_for_function(
            """() => { const { value, selectionStart: from, selectionEnd: to } = document.activeElement;
              return value === "Ring the bakery" && from === 11 && to === 11; }"""
        )
        page.keyboard.type("!")
        expect(page.get_by_label("What", exact=True)).to_have_value("Ring the ba!kery")
        # Whoever goes elsewhere stays there.
        page.get_by_label("Owner", exact=True).click()
        expect(page.get_by_label("Owner", exact=True)).to_be_focused()


def slower(seconds: int) -> str:
    """For a page that lets news wait so much longer after a press than the moment it does: no busy machine matters."""
    return f"""window.mondayBell = {{
      told: null, socket: null, wait: 250, later: 0,
      get pressed() {{ return this.later; }}, set pressed(at) {{ this.later = at + {1000 * seconds}; }},
    }};"""


def test_what_one_pressed_oneself_is_drawn_once(tmp_path: Path, projector: BrowserContext) -> None:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    said: list[str | bytes] = []

    def keep(sent: str | bytes) -> None:
        said.append(sent)

    def follow(socket: WebSocket) -> None:
        socket.on("framesent", keep)

    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as server:
        come_in(projector, server.url, settings, "Ana")
        page = projector.new_page()
        page.on("websocket", follow)
        page.add_init_script(slower(4))
        page.goto(f"{server.url}/monday")
        page.get_by_role("button", name="Start the meeting").click()
        place = page.get_by_test_id("stMain")
        expect(place.get_by_text("1 of 9")).to_be_visible()
        page.wait_for_function("() => performance.now() > window.mondayBell.pressed + 1000")
        for step in range(2, 6):
            ready(page)
            # As a screen reader presses it: no key and no pointer.
            page.get_by_role("button", name="Next").evaluate("(button) => button.click()")
            expect(place.get_by_text(f"{step} of 9")).to_be_visible()
        # Longer than news waits after a press.
        page.wait_for_function("() => performance.now() > window.mondayBell.pressed + 1000")
        assert not any(b"rang" in sent for sent in said if isinstance(sent, bytes))
        for step in range(4, 2, -1):
            page.keyboard.press("ArrowLeft")
            expect(place.get_by_text(f"{step} of 9")).to_be_visible()
        log_wins(settings, tmp_path, "W1")
        expect(page.get_by_text("1 win")).to_be_visible()
    assert any(b"rang" in sent for sent in said if isinstance(sent, bytes))


def test_news_does_not_wait_for_somebody_who_types(tmp_path: Path, projector: BrowserContext) -> None:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as server:
        come_in(projector, server.url, settings, "Ana")
        page = projector.new_page()
        page.goto(f"{server.url}/monday")
        page.get_by_role("button", name="Start the meeting").click()
        place = page.get_by_test_id("stMain")
        for step in (2, 3):
            expect(place.get_by_text(f"{step - 1} of 9")).to_be_visible()
            ready(page)
            page.get_by_role("button", name="Next").click()
        expect(page.get_by_text("No wins logged")).to_be_visible()
        page.add_init_script(slower(600))
        page.reload()
        what = page.get_by_label("What", exact=True)
        # By no press, which would let news wait.
        what.focus()
        page.keyboard.type("Ring the bakery")
        log_wins(settings, tmp_path, "W1")
        # Sooner than the page looks by itself.
        expect(page.get_by_text("1 win")).to_be_visible(timeout=10_000)
        expect(what).to_have_value("Ring the bakery")
