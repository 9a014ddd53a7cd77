"""What changes on an open page while nobody touches it is told to those who do not see it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from meeting.settings import Settings
from meeting.words import Role
from pages._web.cookies import LOOK
from tests.browser.serving import ready, serving
from tests.stores import MONDAY, example_store


def test_a_follower_hears_each_step_and_each_new_action_item(
    tmp_path: Path, projector: BrowserContext, phone: BrowserContext
) -> None:
    settings = Settings(tmp_path / "example.db", None, MONDAY)
    example_store(settings)
    with serving({"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}) as server:
        for context, role in ((projector, Role.FACILITATOR), (phone, Role.MEMBER)):
            context.add_cookies([{"name": LOOK, "value": str(role), "url": server.url}])
        leading, following = projector.new_page(), phone.new_page()
        leading.goto(f"{server.url}/monday")
        leading.get_by_role("button", name="Start the meeting").click()
        expect(leading.get_by_text("How we talk")).to_be_visible()
        following.goto(f"{server.url}/monday")
        expect(following.get_by_text("How we talk")).to_be_visible()
        ready(following)
        said = following.locator("body > [role=status]")
        # What a page opens with is read as the page is.
        expect(said).to_have_text("")
        leading.keyboard.press("ArrowRight")
        expect(said).to_have_text("2 of 9 · What we do well")
        ready(leading)
        leading.keyboard.press("a")
        leading.keyboard.type("Call the bakery")
        leading.keyboard.press("Control+Enter")
        expect(said).to_have_text("2 of 9 · What we do well, 1 action item so far")
