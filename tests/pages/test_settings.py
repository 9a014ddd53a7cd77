"""The page Settings: company and teams are changed after set-up, taken back, and by two people at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import add_team
from db.changes.house import change_organisation, change_team
from db.engine import Store, open_store, transaction
from db.models import Organisation, Team
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.words import Role, Side
from tests.db.stores import rows_of
from tests.pages.conftest import OpenPage, all_text

EVA = Actor("Eva", Role.ADMIN)
GIVEN: dict[str, Any] = {
    "name": "Halden",
    "zone": "Europe/Berlin",
    "common_goal": "",
    "ground_rules": "",
    "holidays": [],
}


@contextmanager
def at(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


def meanwhile(settings: Settings, write: Callable[[Any, Store], object]) -> None:
    """Somebody else writes while a page stands on a screen."""
    with at(settings) as store, transaction(store) as session:
        write(session, store)


def company(settings: Settings) -> dict[str, Any]:
    with at(settings) as store:
        return rows_of(store, Organisation)[0]


def teams(settings: Settings) -> list[tuple[str, str, bool]]:
    with at(settings) as store:
        return [(row["name"], row["side"], row["hidden"]) for row in rows_of(store, Team)]


def by_eva(settings: Settings, **fields: Any) -> None:
    seen = company(settings)["version"]
    meanwhile(
        settings,
        lambda session, store: change_organisation(
            session, seen=seen, actor=EVA, now=store.clock.now(), **GIVEN | fields
        ),
    )


@pytest.fixture
def settings(empty: Settings) -> Settings:
    by_eva(empty)
    meanwhile(
        empty,
        lambda session, store: add_team(
            session, actor=COMMAND_LINE, now=store.clock.now(), name="Service", side=Side.SERVICE
        ),
    )
    return empty


def opened(open_page: OpenPage, settings: Settings, what: int = 0) -> AppTest:
    page = open_page(settings).switch_page("settings.py").run()
    field(page, "settings.what.").set_value(what).run()
    return page


def field(page: AppTest, name: str) -> Any:
    found = [*page.text_input, *page.text_area, *page.selectbox, *page.radio, *page.button]
    (one,) = [each for each in found if str(each.key).startswith(name)]
    return one


def save(page: AppTest) -> AppTest:
    field(page, "settings.save.").click().run()
    return page


def successes(page: AppTest) -> list[str]:
    return [element.value.replace("\\", "") for element in page.success]


def test_what_the_company_said_is_changed_told_and_undone(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    field(page, "settings.name.").set_value("Halden Kitchens")
    field(page, "settings.zone.").set_value("America/New_York")
    field(page, "settings.goal.").set_value("We promise what we keep.")
    field(page, "settings.rules.").set_value(" Listen first \n\nNo phones")
    field(page, "settings.holidays.").set_value("2026-12-26 2026-12-25")
    save(page)
    row = company(settings)
    assert (row["name"], row["zone"]) == ("Halden Kitchens", "America/New_York")
    assert (row["common_goal"], row["ground_rules"]) == (
        "We promise what we keep.",
        "Listen first\nNo phones",
    )
    assert row["holidays"] == '["2026-12-25", "2026-12-26"]'
    assert successes(page) == ["Saved: the settings of the company."]
    text = all_text(page)
    assert "Dev changed the settings: name Halden → **Halden Kitchens**" in text
    assert "holidays nothing → **2026-12-25, 2026-12-26**" in text
    # Moments are told on the clocks of the new zone.
    assert "**23 November 2026, 03:00** · Dev" in text
    page.button(key="saving.undo").click().run()
    assert {name: company(settings)[name] for name in GIVEN} == GIVEN | {"holidays": "[]"}
    assert not page.exception


def test_the_second_of_two_sees_both_versions_and_chooses_field_by_field(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    field(page, "settings.goal.").set_value("Mine")
    field(page, "settings.holidays.").set_value("2026-12-25")
    by_eva(settings, name="Halden & Sons", common_goal="Eva's")
    save(page)
    text = all_text(page)
    assert "Meanwhile Eva changed the company. Yours is not saved yet." in text
    assert "| Common goal | nothing | **Eva's** | **Mine** |" in text
    (choice,) = [one for one in page.radio if str(one.key).startswith("settling.")]
    assert choice.options == ["Mine: Mine", "As now: Eva's"]
    field(page, "settling.on_top.").click().run()
    row = company(settings)
    assert (row["name"], row["common_goal"]) == ("Halden & Sons", "Mine")
    assert row["holidays"] == '["2026-12-25"]'


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("settings.name.", " ", "needs a name"),
        ("settings.holidays.", "Christmas", "The holiday “Christmas” is no day"),
    ],
)
def test_what_is_not_understood_saves_nothing_and_stays_typed(
    open_page: OpenPage, settings: Settings, name: str, value: str, said: str
) -> None:
    page = opened(open_page, settings)
    field(page, name).set_value(value)
    save(page)
    assert said in page.error[0].value
    assert "Nothing was saved" in page.error[0].value
    assert field(page, name).value == value
    assert company(settings)["version"] == 2


def test_a_team_is_renamed_given_another_side_and_back(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings, 1)
    field(page, "settings.name.").set_value("Workshop")
    field(page, "settings.side.").set_value("sales")
    save(page)
    assert teams(settings) == [("Workshop", "sales", False)]
    assert successes(page) == ["Saved: Workshop is changed."]
    again = opened(open_page, settings, 1)
    again.button(key="saving.undo_latest").click().run()
    assert teams(settings) == [("Service", "service", False)]


def test_two_who_change_one_team_are_told(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings, 1)
    field(page, "settings.name.").set_value("Workshop")
    meanwhile(
        settings,
        lambda session, store: change_team(
            session, 1, seen=1, name="Garage", side=Side.SERVICE, actor=EVA, now=store.clock.now()
        ),
    )
    save(page)
    assert teams(settings) == [("Garage", "service", False)]
    assert "| Name | Service | **Garage** | **Workshop** |" in all_text(page)


def test_a_team_is_added_once_taken_back_and_added_again(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings, -1)
    for _ in range(2):
        field(page, "settings.add.name.").set_value("Outdoor sales")
        field(page, "settings.add.side.").set_value("sales")
        field(page, "settings.add.save.").click().run()
        assert teams(settings)[1:] == [("Outdoor sales", "sales", False)]
        assert "Outdoor sales" in field(page, "settings.what.").options
        page.button(key="saving.undo").click().run()
        assert teams(settings)[1:] == [("Outdoor sales", "sales", True)]
    field(page, "settings.add.name.").set_value("service")
    field(page, "settings.add.save.").click().run()
    assert "There is a team “service” already. Nothing was saved." in page.error[0].value


def test_only_administrators_have_it(open_page: OpenPage, settings: Settings) -> None:
    for name in ("Ana", "Ben", "Chloe"):
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            open_page(settings, name=name).switch_page("settings.py")
