"""Steps of a vote, a consensus and a rating, as people press them; for every journey that needs them."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page, expect


def vote_for(page: Page, titles: Iterable[str]) -> None:
    """On a screen of one's own."""
    for title in titles:
        # The box itself is hidden under its label.
        page.get_by_test_id("stCheckbox").filter(has_text=title).locator("label").click()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_text("You voted for")).to_be_visible()


def hands_are(page: Page, numbers: str) -> None:
    """By whoever leads: typed, and sent with Enter."""
    line = page.get_by_label("Hands for topics")
    line.fill(numbers)
    line.press("Enter")


def decide(page: Page, words: str) -> None:
    """By whoever leads; from then on it is read back on every screen."""
    page.get_by_label("What we decide, in words to read back").fill(words)
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def stand(page: Page, answer: str, *, why: str = "") -> None:
    """On a screen of one's own."""
    page.get_by_test_id("stRadio").get_by_text(answer, exact=True).click()
    page.get_by_label("Why (a no takes a reason)").fill(why)
    page.get_by_role("button", name="Answer, by name").click()
    expect(page.get_by_text("You said:")).to_be_visible()


def rate(page: Page, value: int, *, word: str = "") -> None:
    """On a screen of one's own: nothing is chosen before somebody chooses."""
    page.get_by_test_id("stRadio").get_by_text(str(value), exact=True).click()
    page.get_by_label("A word why (no name)").fill(word)
    page.get_by_role("button", name="Rate", exact=True).click()
    expect(page.get_by_text("Your rating is counted")).to_be_visible()


def hands_rate(page: Page, numbers: str) -> None:
    """By whoever leads: one number for each hand."""
    line = page.get_by_label("Ratings by show of hands")
    line.fill(numbers)
    line.press("Enter")
    expect(page.get_by_text("counted. Counted again, the new ones replace")).to_be_visible()
