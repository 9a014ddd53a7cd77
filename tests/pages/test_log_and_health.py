"""The administrator's pages: the log of changes and the health of the store. Nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.intake.fields import Kind
from db.versions import newest_version
from meeting.health import PROGRAM
from meeting.settings import Settings
from pages import _store
from pages._web.cookies import SESSION
from tests.pages.conftest import all_text
from tests.people import signed_in

PAGES = Path(__file__).parents[2] / "pages"
Bring = Callable[[Kind, list[dict[str, str]]], Settings]
OpenAs = Callable[..., AppTest]


@pytest.fixture
def open_as(monkeypatch: pytest.MonkeyPatch) -> OpenAs:
    def open_at(page: str, settings: Settings, name: str = "Dev", **address: str) -> AppTest:
        _store.serve(settings)
        monkeypatch.setattr("pages._actor._cookies", lambda: {SESSION: signed_in(settings, name)})
        found = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=20)
        for field, value in address.items():
            found.query_params[field] = value
        return found.run()

    return open_at


CUSTOMERS = [{"reference": str(number), "name": f"*Customer* {number}"} for number in range(60)]


def test_the_log_is_read_a_page_at_a_time(open_as: OpenAs, bring: Bring) -> None:
    page = open_as("log", bring(Kind.CUSTOMERS, CUSTOMERS))
    assert not page.exception
    assert "newest first" in all_text(page)
    assert "“*Customer* 59”" in all_text(page)
    assert "“*Customer* 1”" not in all_text(page)
    page.button(key="log.older").click().run()
    assert "“*Customer* 1”" in all_text(page)
    assert page.button(key="log.older").disabled
    page.button(key="log.newest").click().run()
    assert "“*Customer* 59”" in all_text(page)


def test_another_filter_begins_at_the_newest(open_as: OpenAs, bring: Bring) -> None:
    page = open_as("log", bring(Kind.CUSTOMERS, CUSTOMERS))
    page.button(key="log.older").click().run()
    page.selectbox(key="log.what").set_value("customer").run()
    assert "60 changes" in all_text(page)
    assert "“*Customer* 59”" in all_text(page)
    page.text_input(key="log.who").set_value("nobody").run()
    assert "Nothing was changed that fits" in all_text(page)


def test_the_address_may_name_a_record(open_as: OpenAs, bring: Bring) -> None:
    page = open_as("log", bring(Kind.CUSTOMERS, CUSTOMERS), what="customer", record="7")
    assert "1 change" in all_text(page)
    assert "“*Customer* 6”" in all_text(page)


def test_an_address_that_means_nothing_shows_everything(open_as: OpenAs, empty: Settings) -> None:
    page = open_as("log", empty, what="wish", record="-3", **{"from": "yesterday"})
    assert not page.exception


def test_the_log_is_offered_as_csv(open_as: OpenAs, bring: Bring) -> None:
    page = open_as("log", bring(Kind.CUSTOMERS, CUSTOMERS[:2]))
    page.button(key="log.export").click().run()
    assert not page.exception
    assert len(page.get("download_button")) == 1


def test_health_tells_facts_and_what_needs_looking_after(open_as: OpenAs, empty: Settings) -> None:
    page = open_as("health", empty)
    said = all_text(page)
    assert not page.exception
    # A store that began just now had no night yet.
    assert "Nothing needs looking after." in [each.value for each in page.success]
    later = open_as("health", replace(empty, test_now="2026-11-27T08:00:00+00:00"))
    assert "There is no backup yet" in all_text(later)
    for word in (
        "Open to: ",
        f"Program: {PROGRAM}, tables of version {newest_version()}",
        "Sign-ins that failed within a day: 0",
        "SQLite 3",
        "Last file brought in: never",
        "streamlit 1.",
    ):
        assert word in said.replace("**", "")


@pytest.mark.parametrize("name", ["Ana", "Ben", "Chloe"])
@pytest.mark.parametrize("page", ["log", "health"])
def test_nobody_else_gets_in(
    open_as: OpenAs, empty: Settings, page: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = open_as(page, empty, name)
    assert len(found.exception) == 1
    assert f"NotAllowed: {name} may not " in caplog.text
    assert (len(found.title), len(found.markdown)) == (0, 0)
