"""The page People: roles and names are changed, two who do it at once are told, accounts are opened and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import add_team
from db.changes.people import add_person, change_person, disable_person
from db.engine import Store, open_store, transaction
from db.models import Person
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.words import Role, Side
from tests.db.stores import one_of
from tests.pages.conftest import OpenPage, all_text
from tests.people import email_of, signed_in

EVA = Actor("Eva", Role.ADMIN)


@contextmanager
def at(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


def meanwhile(settings: Settings, write: Callable[[Any, Store], object]) -> None:
    """Somebody else writes while a page stands on a screen."""
    with at(settings) as store, transaction(store) as session:
        write(session, store)


def person(settings: Settings, name: str = "Ben") -> dict[str, Any]:
    with at(settings) as store:
        return one_of(store, Person, email=email_of(name))


def by_eva(settings: Settings, **fields: Any) -> None:
    row = person(settings)
    given = {"name": row["name"], "email": row["email"], "role": Role(row["role"]), "team": ""} | fields
    meanwhile(
        settings,
        lambda session, store: change_person(
            session, row["id"], seen=row["version"], actor=EVA, now=store.clock.now(), **given
        ),
    )


@pytest.fixture
def settings(empty: Settings) -> Settings:
    """Ben sells; there is a team of service."""
    signed_in(empty, "Dev")
    signed_in(empty, "Ben")
    meanwhile(
        empty,
        lambda session, store: add_team(
            session, actor=COMMAND_LINE, now=store.clock.now(), name="Service", side=Side.SERVICE
        ),
    )
    return empty


def opened(open_page: OpenPage, settings: Settings, *, name: str = "Ben") -> AppTest:
    page = open_page(settings).switch_page("people.py").run()
    field(page, "people.who.").set_value(person(settings, name)["id"]).run()
    return page


def field(page: AppTest, name: str) -> Any:
    found = [*page.text_input, *page.selectbox, *page.checkbox, *page.radio, *page.button]
    (one,) = [each for each in found if str(each.key).startswith(name)]
    return one


def save(page: AppTest) -> AppTest:
    field(page, "people.save.").click().run()
    return page


def successes(page: AppTest) -> list[str]:
    return [element.value.replace("\\", "") for element in page.success]


def test_a_person_is_changed_told_in_the_history_and_undone(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    field(page, "people.role.").set_value("manager")
    field(page, "people.team.").set_value("Service")
    field(page, "people.name.").set_value("Ben Ode")
    save(page)
    row = person(settings)
    assert (row["name"], row["role"], row["team_id"]) == ("Ben Ode", "manager", 1)
    assert successes(page) == ["Saved: Ben Ode is changed."]
    text = all_text(page)
    assert "Dev changed this person: " in text
    assert "team nothing → **Service**" in text
    assert "- **Ben Ode** · manager · Service · ben@example.com · can sign in" in text
    page.button(key="saving.undo").click().run()
    assert (person(settings)["name"], person(settings)["role"]) == ("Ben", "member")
    assert field(page, "people.name.").value == "Ben"
    assert not page.exception


def test_the_latest_change_is_undone_from_the_history_on_another_day(
    open_page: OpenPage, settings: Settings
) -> None:
    by_eva(settings, role=Role.FACILITATOR)
    page = opened(open_page, settings)
    page.button(key="saving.undo_latest").click().run()
    assert person(settings)["role"] == "member"
    assert successes(page) == ["Undone: the change of Eva."]


def test_a_change_made_since_is_not_undone_for_the_one_that_stood_there(
    open_page: OpenPage, settings: Settings
) -> None:
    by_eva(settings, role=Role.FACILITATOR)
    page = opened(open_page, settings)
    by_eva(settings, name="Benno")
    page.button(key="saving.undo_latest").click().run()
    assert (person(settings)["name"], person(settings)["role"]) == ("Benno", "facilitator")
    assert "Somebody changed this meanwhile. Nothing was undone." in all_text(page)
    page.run()
    page.button(key="saving.undo_latest").click().run()
    assert (person(settings)["name"], person(settings)["role"]) == ("Ben", "facilitator")


def test_the_second_of_two_sees_both_versions_and_chooses_field_by_field(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    field(page, "people.name.").set_value("Ben Ode")
    field(page, "people.role.").set_value("manager")
    by_eva(settings, name="Benno", team="Service")
    save(page)
    assert person(settings)["name"] == "Benno"
    text = all_text(page)
    assert "Meanwhile Eva changed this person. Yours is not saved yet." in text
    assert "| Name | Ben | **Benno** | **Ben Ode** |" in text
    assert "| Role | member | **member** | **manager** |" in text
    assert "| Team | nothing | **Service** | as now |" in text
    # Only the name was changed by both.
    (choice,) = page.radio
    assert choice.options == ["Mine: Ben Ode", "As now: Benno"]
    choice.set_value("now").run()
    field(page, "settling.on_top.").click().run()
    row = person(settings)
    assert (row["name"], row["role"], row["team_id"], row["version"]) == ("Benno", "manager", 1, 3)
    assert successes(page) == ["Saved: Benno is changed."]
    assert "Meanwhile" not in all_text(page)


def test_who_gives_up_begins_with_what_is_there_now(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    field(page, "people.name.").set_value("Ben Ode")
    by_eva(settings, name="Benno")
    save(page)
    field(page, "settling.give_up.").click().run()
    assert person(settings)["version"] == 2
    assert field(page, "people.name.").value == "Benno"


def test_what_is_being_filled_in_stays_when_the_page_is_drawn_again(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    by_eva(settings, name="Benno")
    page.run()
    field(page, "people.role.").set_value("manager")
    save(page)
    # Nothing of this form speaks of the name, so it is not set back to what it was.
    assert "| Name | Ben | **Benno** | as now |" in all_text(page)
    assert not page.radio
    field(page, "settling.on_top.").click().run()
    assert (person(settings)["name"], person(settings)["role"]) == ("Benno", "manager")


def test_nothing_changed_is_nothing_saved(open_page: OpenPage, settings: Settings) -> None:
    page = save(opened(open_page, settings))
    assert person(settings)["version"] == 1
    assert successes(page) == ["It was so already. Nothing was saved."]


def test_the_last_administrator_stays_one_and_what_was_typed_stays_typed(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings, name="Dev")
    field(page, "people.name.").set_value("Devi")
    field(page, "people.role.").set_value("member")
    save(page)
    assert "Dev is the last administrator. Nothing was saved." in page.error[0].value
    assert (field(page, "people.name.").value, person(settings, "Dev")["version"]) == ("Devi", 1)


def test_undoing_never_takes_the_last_administrator(open_page: OpenPage, settings: Settings) -> None:
    by_eva(settings, role=Role.ADMIN)
    dev = person(settings, "Dev")
    meanwhile(
        settings,
        lambda session, store: change_person(
            session,
            dev["id"],
            seen=1,
            name="Dev",
            email=dev["email"],
            role=Role.MEMBER,
            team="",
            actor=EVA,
            now=store.clock.now(),
        ),
    )
    page = open_page(settings, name="Ben").switch_page("people.py").run()
    field(page, "people.who.").set_value(person(settings)["id"]).run()
    page.button(key="saving.undo_latest").click().run()
    assert "is the last administrator. Nothing was saved." in page.error[0].value
    assert person(settings)["role"] == "admin"


def test_a_new_role_counts_in_the_tabs_that_are_open(open_page: OpenPage, settings: Settings) -> None:
    page = open_page(settings, name="Ben")
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        page.switch_page("people.py")
    by_eva(settings, role=Role.ADMIN)
    page.run()
    assert page.switch_page("people.py").run().title[0].value == "People"
    by_eva(settings, role=Role.MEMBER)
    page.button[0].click().run()
    assert "People" not in [title.value for title in page.title]


def test_somebody_is_added_with_a_link_and_a_way_back(open_page: OpenPage, settings: Settings) -> None:
    page = open_page(settings).switch_page("people.py").run()
    field(page, "people.add.name.").set_value("Fay")
    field(page, "people.add.email.").set_value("fay@example.com")
    field(page, "people.add.save.").click().run()
    assert successes(page) == ["Saved: Fay is added."]
    assert "/invite#" in page.code[0].value
    assert field(page, "people.add.name.").value == ""
    page.button(key="saving.undo").click().run()
    assert person(settings, "Fay")["hidden"]
    assert not page.code


def test_who_has_no_password_has_a_button_for_a_link_and_the_link_beside_it(
    open_page: OpenPage, settings: Settings
) -> None:
    meanwhile(
        settings,
        lambda session, store: add_person(
            session,
            name="Ana",
            email=email_of("Ana"),
            role=Role.FACILITATOR,
            actor=COMMAND_LINE,
            now=store.clock.now(),
        ),
    )
    page = open_page(settings).switch_page("people.py").run()
    assert "1 person has no password yet" in all_text(page)
    assert [button.key for button in page.button if button.label == "Make a link"] == ["people.invite.3"]
    page.button(key="people.invite.3").click().run()
    text = all_text(page)
    assert "· invited, no password yet" in text
    assert "old password" not in text
    assert text.index("**Ana**") < text.index("The link goes on working") < text.index("**Ben**")
    assert "/invite#" in page.code[0].value


def test_a_link_stands_there_until_somebody_else_is_chosen(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    field(page, "people.link.").click().run()
    assert "/invite#" in page.run().code[0].value
    assert "until then the old password works, too" in all_text(page)
    field(page, "people.who.").set_value(person(settings, "Dev")["id"]).run()
    assert not page.code


def test_an_account_is_closed_and_given_back(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    field(page, "people.sure.").check().run()
    field(page, "people.close.").click().run()
    assert person(settings)["disabled"]
    assert "Saved: Ben is signed out everywhere; there was no open work." in successes(page)[0]
    assert "The account is closed." in all_text(page)
    page.button(key="saving.undo").click().run()
    assert not person(settings)["disabled"]
    assert "not invited yet" in all_text(page)


def test_closing_what_somebody_else_closed_is_told(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    field(page, "people.sure.").check().run()
    ben = person(settings)["id"]
    meanwhile(
        settings,
        lambda session, store: disable_person(
            session, ben, taken_over_by=None, actor=EVA, now=store.clock.now()
        ),
    )
    field(page, "people.close.").click().run()
    assert "The account is closed." in all_text(page)
