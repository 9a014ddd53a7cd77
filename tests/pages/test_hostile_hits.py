"""What is logged by hand stands on the board, on its page and in Log it as it was typed."""

from __future__ import annotations

from typing import Any

import pytest

from db.changes import by_hand, wins
from db.engine import open_store, transaction
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import OTHER, Origin
from tests.hostile import TEXTS, typed
from tests.hostile_company import DAY, MONDAY, TODAY
from tests.pages.conftest import OpenPage
from tests.pages.test_hostile import at, loose, seen
from tests.people import signed_in
from tests.stores import new_store

BY_HAND = 97_000_000


def said(place: int, number: int) -> str:
    """Each text once in each place."""
    return typed(BY_HAND + (place * len(TEXTS) + number) * len(TEXTS) + number)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(tmp_path_factory.mktemp("by_hand") / "meeting.db", None, MONDAY)
    new_store(settings)
    signed_in(settings, "Dev")
    store = open_store(settings)
    about: dict[str, Any] = {"today": TODAY, "actor": COMMAND_LINE, "now": store.clock.now()}
    with transaction(store) as session:
        for number in range(len(TEXTS)):
            name = f"a {said(0, number)}"[:200]
            customer = by_hand.new_customer(session, name=name, actor=COMMAND_LINE, now=about["now"])
            by_hand.record_promise(
                session,
                what=said(1, number)[:500],
                customer_id=customer,
                promised_on=DAY,
                made_on=None,
                kind=said(2, number),
                **about,
            )
            by_hand.log_complaint(
                session,
                words=said(3, number),
                customer_id=customer,
                received_on=DAY,
                breakdown=OTHER,
                **about,
            )
            wins.log_win(
                session,
                text=said(4, number),
                customer_id=customer,
                person_ids=[1],
                said=said(5, number),
                evidence=said(6, number),
                cited=(Origin.COMPLAINT if number % 2 else Origin.PROMISE, number + 1),
                happened_on=DAY,
                **about,
            )
    store.close()
    return settings


@pytest.mark.parametrize("show", ["Hits", "Misses"])
def test_the_board_shows_it_as_the_helper_makes_it(logged: Settings, open_page: OpenPage, show: str) -> None:
    page = open_page(logged, show=show)
    assert loose(page) == []
    assert {number % len(TEXTS) for number in seen(page)} == set(range(len(TEXTS)))


@pytest.mark.parametrize("number", [1, 2])
def test_the_page_of_a_win_shows_it_as_the_helper_makes_it(
    logged: Settings, open_page: OpenPage, number: int
) -> None:
    page = open_page(logged)
    at(page, "win.py", id=str(number))
    assert loose(page) == []
    page.toggle(key=f"win.correct.{number}").set_value(True).run()
    assert loose(page) == []
    assert len(seen(page)) >= 5


def test_log_it_offers_customers_as_the_helper_makes_them(logged: Settings, open_page: OpenPage) -> None:
    page = open_page(logged)
    at(page, "log_it.py")
    page.button(key="log_it.kind.hit").click().run()
    page.text_input(key="log_it.customer").set_value("a ").run()
    assert loose(page) == []
    assert len(seen(page)) == 5
    next(one for one in page.button if (one.key or "").startswith("log_it.pick.")).click().run()
    assert loose(page) == []
    page.text_area(key="log_it.words").set_value(said(7, 1))
    page.button(key="log_it.save").click().run()
    assert loose(page) == []
    assert page.success[0].value.startswith("Saved")
