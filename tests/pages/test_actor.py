"""Who sits before the screen: asked at every run, and nothing of one person is left for the next."""

from __future__ import annotations

import pytest

from db import accounts
from db.engine import open_store, transaction
from db.models import Mark
from meeting.settings import Settings
from pages import _actor
from pages._web.cookies import LOOK, SESSION
from tests.pages.conftest import OpenPage, all_text
from tests.people import signed_in


def test_a_tab_that_comes_back_as_somebody_else_starts_clean(
    open_page: OpenPage, empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(empty, name="Ben")
    page.session_state["home.draft"] = "what Ben typed"
    assert "home.draft" in page.run().session_state
    ana = {SESSION: signed_in(empty, "Ana")}
    monkeypatch.setattr(_actor, "_cookies", lambda: ana)
    assert "home.draft" not in page.run().session_state


def test_whoever_was_signed_out_sees_nothing_more(open_page: OpenPage, empty: Settings) -> None:
    page = open_page(empty, name="Ben")
    assert "Nothing here yet" in all_text(page)
    store = open_store(empty)
    with transaction(store) as session:
        accounts.sign_out(session, _actor.token())
    store.close()
    assert "You are signed out. Nothing was saved. Sign in again." in all_text(page.run())
    assert not page.title


@pytest.mark.parametrize("script", ["people.py", "log.py", "health.py"])
def test_only_administrators_have_people_log_and_health(
    open_page: OpenPage, empty: Settings, script: str
) -> None:
    page = open_page(empty, name="Dev").switch_page(script).run()
    assert page.title[0].value in ("People", "Log of changes", "Health")
    for name in ("Ana", "Ben", "Chloe"):
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            open_page(empty, name=name).switch_page(script)


@pytest.mark.parametrize("look", ["member", "manager", "facilitator"])
def test_the_example_is_looked_at_in_the_role_of_ones_choice(
    example: Settings, look: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page(example)
    monkeypatch.setattr(_actor, "_cookies", lambda: {LOOK: look})
    assert _actor.current().role == look


@pytest.mark.parametrize("look", ["", "admin", "king"])
def test_nobody_looks_around_as_administrator(
    example: Settings, look: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page(example)
    monkeypatch.setattr(_actor, "_cookies", lambda: {LOOK: look})
    assert _actor.current().role == "manager"


def test_the_cookie_of_the_example_opens_no_real_store(
    empty: Settings, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page(empty)
    monkeypatch.setattr(_actor, "_cookies", lambda: {LOOK: "manager"})
    with pytest.raises(_actor.SignedOut):
        _actor.current()
    store = open_store(empty)
    assert store.mark is Mark.TEST
    store.close()
