"""Searching on the screen: by words, by kind, from an address; what was typed is shown as text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes.actions import add_action
from db.changes.field import log_note
from db.engine import open_store, transaction
from meeting.permissions import COMMAND_LINE
from meeting.search import words_of
from meeting.settings import Settings
from meeting.words import NoteKind
from pages._found import words_found
from tests.hostile import TEXTS
from tests.pages.conftest import OpenPage, all_text
from tests.people import signed_in


@pytest.fixture
def said(empty: Settings) -> Settings:
    signed_in(empty, "Dev")
    store = open_store(empty)
    try:
        with transaction(store) as session:
            about: dict[str, Any] = {
                "actor": COMMAND_LINE,
                "now": store.clock.now(),
                "today": store.clock.now().date(),
            }
            log_note(session, kind=NoteKind.HEARD, text="The *Pümp* came [late](x)", **about)
            log_note(session, kind=NoteKind.HEARD, text="Nobody rang back", **about)
            add_action(session, what="Order the pump", owner_id=1, due_on=about["today"], **about)
    finally:
        store.close()
    return empty


def opened(open_page: OpenPage, settings: Settings, **address: str) -> AppTest:
    page = open_page(settings, **address)
    page.switch_page("search.py")
    return page.run()


def found(page: AppTest) -> list[str]:
    """What stands on each line that was found."""
    return [text.partition("\n")[2] for text in all_text(page).split(":material/")[1:]]


def test_a_word_finds_all_that_holds_it_and_is_marked(open_page: OpenPage, said: Settings) -> None:
    page = opened(open_page, said)
    page.text_input[0].set_value("pump").run()
    assert {text.strip() for text in found(page)} == {
        "Order the :yellow-background[pump]",
        "The *:yellow-background[Pümp]* came [late](x)",
    }
    assert page.query_params["q"] == "pump"


def test_an_address_is_a_search(open_page: OpenPage, said: Settings) -> None:
    page = open_page(said)
    page.query_params["q"], page.query_params["kind"] = "pump", "note"
    page.switch_page("search.py")
    page.run()
    assert page.text_input[0].value == "pump"
    assert len(found(page)) == 1
    assert "Pümp" in found(page)[0]


def test_a_kind_is_picked_and_stands_in_the_address(open_page: OpenPage, said: Settings) -> None:
    page = opened(open_page, said)
    page.text_input[0].set_value("pump").run()
    page.pills[0].set_value("action item").run()
    assert [text.strip() for text in found(page)] == ["Order the :yellow-background[pump]"]
    assert page.query_params["kind"] == "action item"


def test_what_is_nowhere_says_how_to_find_more(open_page: OpenPage, said: Settings) -> None:
    page = opened(open_page, said)
    page.text_input[0].set_value("pump nowhere").run()
    assert "Nothing holds all of these words" in all_text(page)


def test_without_a_word_the_page_says_what_can_be_found(open_page: OpenPage, said: Settings) -> None:
    assert "from the first day on" in all_text(opened(open_page, said))


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_typed_is_text_also_where_words_in_it_are_marked(text: str) -> None:
    asked: tuple[str, ...]
    for asked in {(), *((word,) for word in words_of(text))}:
        shown = words_found(text, asked)
        bare = re.sub(r":yellow-background\[((?:[^\]\\]|\\.)*)\]", r"\1", shown)
        assert re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|~$:&!{}]", bare) is None, shown
