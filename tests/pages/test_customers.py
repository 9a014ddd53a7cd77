"""Customers on the screen: found, given a tier, merged, and their complaints counted once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes.records import set_tier
from db.engine import Store, open_store, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Promise
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Tier
from tests.db.stores import Bring, one_of, rows_of
from tests.pages.conftest import OpenPage, all_text

Fill = Callable[[Kind, list[dict[str, str]]], Settings]
CUSTOMERS = [
    {"reference": "C-1", "name": "Acme", "tier": "A"},
    {"reference": "C-2", "name": "ACME *Ltd*", "tier": "B"},
    {"reference": "D-3", "name": "Bakery", "tier": ""},
]
PROMISES = [
    {"reference": "1", "customer": "C-1", "promised_on": "2026-11-18", "delivered_on": "2026-11-18"},
    {"reference": "2", "customer": "C-2", "promised_on": "2026-11-18", "delivered_on": ""},
]
COMPLAINTS = [
    {"reference": str(number), "customer": "C-1", "received_on": "2026-11-19", "text": text}
    for number, text in enumerate(("Bent", "Bent again", "Loud"))
]


@pytest.fixture
def settings(bring: Fill) -> Settings:
    bring(Kind.CUSTOMERS, CUSTOMERS)
    bring(Kind.PROMISES, PROMISES)
    return bring(Kind.COMPLAINTS, COMPLAINTS)


def read(settings: Settings, look: Callable[[Store], Any]) -> Any:
    store = open_store(settings)
    try:
        return look(store)
    finally:
        store.close()


def customer(settings: Settings, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = read(settings, lambda store: one_of(store, Customer, reference=reference))
    return found


def opened(open_page: OpenPage, settings: Settings, *, name: str = "Dev", number: str = "") -> AppTest:
    page = open_page(settings, name=name)
    page.switch_page("customers.py")
    if number:
        page.query_params["id"] = number
    return page.run()


def opened_as(open_page: OpenPage, settings: Settings, reference: str, *, name: str = "Dev") -> AppTest:
    return opened(open_page, settings, name=name, number=str(customer(settings, reference)["id"]))


def meanwhile(settings: Settings, reference: str, tier: Tier) -> None:
    """Somebody else sets a tier while a page stands on a screen."""
    row, store = customer(settings, reference), open_store(settings)
    try:
        with transaction(store) as session:
            who = [(row["id"], row["version"])]
            set_tier(session, who, tier=tier, actor=COMMAND_LINE, now=store.clock.now())
    finally:
        store.close()


def listed(page: AppTest) -> list[str]:
    return [label.replace("\\", "").removeprefix(":violet[").partition("] ·")[0] for label in _labels(page)]


def _labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button if str(button.key).startswith("customers.open.")]


def successes(page: AppTest) -> list[str]:
    return [element.value.replace("\\", "") for element in page.success]


def save_tier(page: AppTest) -> AppTest:
    (button,) = [one for one in page.button if str(one.key).startswith("customers.save_tier.")]
    return button.click().run()


def tier_picker(page: AppTest) -> Any:
    (picker,) = [one for one in page.selectbox if str(one.key).startswith("customers.tier_of.")]
    return picker


def test_customers_are_listed_searched_and_narrowed_to_a_tier(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    assert listed(page) == ["**Acme** (A)", "**ACME *Ltd*** (B)", "**Bakery**"]
    assert "**3 customers**" in all_text(page)
    counts = "1 promise: 1 kept, 0 missed · 3 complaints · no hit yet · first seen 18 November 2026"
    assert [label.endswith(f" · :small[{counts}]") for label in _labels(page)] == [True, False, False]
    page.text_input(key="customers.search").set_value("d-").run()
    assert listed(page) == ["**Bakery**"]
    page.text_input(key="customers.search").set_value("").run()
    page.selectbox(key="customers.tier").set_value("B").run()
    assert listed(page) == ["**ACME *Ltd*** (B)"]
    page.selectbox(key="customers.tier").set_value("C").run()
    assert "Nobody of that name" in all_text(page)


def test_a_press_on_a_customer_opens_it(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    number = customer(settings, "C-2")["id"]
    page.button(key=f"customers.open.{number}").click().run()
    assert page.title[0].value.replace("\\", "") == "ACME *Ltd* (B)"
    assert page.query_params["id"] == str(number)


def test_more_customers_than_fit_are_counted_and_shown_when_asked_for(
    open_page: OpenPage, bring: Fill
) -> None:
    rows = [{"reference": f"C-{number:03}", "name": f"Customer {number:03}"} for number in range(60)]
    page = opened(open_page, bring(Kind.CUSTOMERS, rows))
    assert len(listed(page)) == 50
    assert "… and 10 more: search to see fewer." in all_text(page)
    page.toggle(key="customers.longer").set_value(True).run()
    assert len(listed(page)) == 60
    assert "… and" not in all_text(page)


def test_without_customers_the_page_says_where_they_come_from(open_page: OpenPage, empty: Settings) -> None:
    text = all_text(opened(open_page, empty))
    assert "No customers yet" in text


@pytest.mark.parametrize("number", ["999", "x", "99999999999999999999"])
def test_an_unknown_customer_is_said_and_all_are_shown(
    open_page: OpenPage, settings: Settings, number: str
) -> None:
    page = opened(open_page, settings, number=number)
    assert "There is no such customer" in all_text(page)
    assert len(listed(page)) == 3


def test_many_get_a_tier_in_one_go_and_back(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    page.toggle(key="customers.ticking").set_value(True).run()
    page.button(key="customers.set_tier").click().run()
    assert "Nobody is picked yet" in "".join(element.value for element in page.info)
    for reference in ("C-1", "D-3"):
        page.checkbox(key=f"customers.tick.0.{customer(settings, reference)['id']}").check()
    page.selectbox(key="customers.new_tier").set_value("C")
    page.button(key="customers.set_tier").click().run()
    assert [customer(settings, one)["tier"] for one in ("C-1", "C-2", "D-3")] == ["C", "B", "C"]
    assert successes(page) == ["Saved: 2 customers now with tier C."]
    assert not any(box.value for box in page.checkbox)
    page.button(key="saving.undo").click().run()
    assert [customer(settings, one)["tier"] for one in ("C-1", "C-2", "D-3")] == ["A", "B", None]


def test_many_get_no_tier_where_somebody_else_was_quicker(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    page.toggle(key="customers.ticking").set_value(True).run()
    ids = {one: customer(settings, one)["id"] for one in ("C-1", "D-3")}
    for number in ids.values():
        page.checkbox(key=f"customers.tick.0.{number}").check()
    page.selectbox(key="customers.new_tier").set_value("C")
    meanwhile(settings, "D-3", Tier.B)
    page.button(key="customers.set_tier").click().run()
    assert "Somebody else changed" in all_text(page)
    assert [customer(settings, one)["tier"] for one in ("C-1", "D-3")] == ["A", "B"]
    # What was ticked is still ticked, and can be saved on top of what is shown now.
    assert all(page.checkbox(key=f"customers.tick.0.{number}").value for number in ids.values())
    page.button(key="customers.set_tier").click().run()
    assert [customer(settings, one)["tier"] for one in ("C-1", "D-3")] == ["C", "C"]


def test_one_customer_shows_what_became_of_it_and_its_references(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened_as(open_page, settings, "C-1")
    text = all_text(page)
    assert page.title[0].value == "Acme (A)"
    for told in ("Promises: 1", "Complaints: 3", "No hit yet", "main: **C-1**", "nobody is named yet"):
        assert told in text
    assert "Bent again" in text


def test_a_tier_is_set_undone_and_drawn_as_it_is(open_page: OpenPage, settings: Settings) -> None:
    page = opened_as(open_page, settings, "C-1")
    tier_picker(page).set_value("No tier")
    save_tier(page)
    assert customer(settings, "C-1")["tier"] is None
    assert successes(page) == ["Saved: Acme has no tier."]
    page.button(key="saving.undo").click().run()
    assert customer(settings, "C-1")["tier"] == "A"
    assert tier_picker(page).value == "A"


def test_the_second_of_two_who_set_a_tier_is_told(open_page: OpenPage, settings: Settings) -> None:
    page = opened_as(open_page, settings, "C-1")
    tier_picker(page).set_value("B")
    meanwhile(settings, "C-1", Tier.C)
    save_tier(page)
    text = all_text(page)
    assert "Meanwhile command line changed this customer. Yours is not saved yet." in text
    assert "| Tier | A | **C** | **B** |" in text
    assert customer(settings, "C-1")["tier"] == "C"
    assert page.title[0].value == "Acme (C)"
    (on_top,) = [one for one in page.button if one.label == "Save mine on top"]
    on_top.click().run()
    assert customer(settings, "C-1")["tier"] == "B"
    assert successes(page) == ["Saved: Acme has tier B."]
    assert tier_picker(page).value == "B"


def test_whom_a_customer_turns_to_is_kept_when_somebody_was_quicker(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened_as(open_page, settings, "C-1")
    (picker,) = [one for one in page.selectbox if str(one.key).startswith("customers.turn_to.")]
    picker.select_index(1)
    meanwhile(settings, "C-1", Tier.C)
    (button,) = [one for one in page.button if str(one.key).startswith("customers.save_turn_to.")]
    button.click().run()
    text = all_text(page)
    assert "| Tier | A | **C** | as now |" in text
    assert "| Who to turn to | nothing | **nothing** | **Dev** |" in text
    (on_top,) = [one for one in page.button if one.label == "Save mine on top"]
    on_top.click().run()
    row = customer(settings, "C-1")
    assert (row["tier"], row["turn_to_id"] is not None) == ("C", True)


def test_the_history_takes_back_a_tier_set_for_many_in_one_go(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    page.toggle(key="customers.ticking").set_value(True).run()
    for reference in ("C-1", "D-3"):
        page.checkbox(key=f"customers.tick.0.{customer(settings, reference)['id']}").check()
    page.selectbox(key="customers.new_tier").set_value("C")
    page.button(key="customers.set_tier").click().run()
    page = opened_as(open_page, settings, "C-1")
    assert "Dev set the tier: tier A → **C**" in all_text(page)
    button = page.button(key="saving.undo_latest")
    assert button.label == "Undo the latest change (of 2 records, done in one go)"
    button.click().run()
    assert [customer(settings, one)["tier"] for one in ("C-1", "D-3")] == ["A", None]


def test_the_history_takes_back_a_merge(open_page: OpenPage, settings: Settings) -> None:
    page = fill_in_merge(open_page, settings)
    page.button(key="customers.merge").click().run()
    page = opened_as(open_page, settings, "C-1")
    assert "Dev merged customers: with nothing → **ACME *Ltd***" in all_text(page)
    page.button(key="saving.undo_latest").click().run()
    assert not customer(settings, "C-2")["hidden"]
    assert "Promises: 1" in all_text(page)
    assert successes(page) == ["Undone: the change of Dev."]


def test_a_tier_somebody_else_set_is_drawn_with_the_next_look(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened_as(open_page, settings, "C-1")
    meanwhile(settings, "C-1", Tier.C)
    page.run()
    assert tier_picker(page).value == "C"


def test_a_person_to_turn_to_is_named(open_page: OpenPage, settings: Settings) -> None:
    page = opened_as(open_page, settings, "C-1")
    # Right after another save: no press on a form that stands on the screen is lost.
    tier_picker(page).set_value("B")
    save_tier(page)
    (picker,) = [one for one in page.selectbox if str(one.key).startswith("customers.turn_to.")]
    assert picker.options == ["Nobody", "Dev"]
    picker.select_index(1)
    (button,) = [one for one in page.button if str(one.key).startswith("customers.save_turn_to.")]
    button.click().run()
    assert "Who to turn to: **Dev**" in all_text(page)


def fill_in_merge(open_page: OpenPage, settings: Settings) -> AppTest:
    page = opened_as(open_page, settings, "C-1")
    page.toggle(key="customers.merge.0.open").set_value(True).run()
    page.text_input(key="customers.merge.0.search").set_value("acme").run()
    return page


def test_two_customers_are_merged_with_a_way_back(open_page: OpenPage, settings: Settings) -> None:
    page = fill_in_merge(open_page, settings)
    text = all_text(page)
    assert "| | Acme (stays) | ACME *Ltd* |" in text
    assert "| Promises | 1 | 1 |" in text
    assert "Tier A stays, tier B is given up. It can be undone." in text
    page.button(key="customers.merge").click().run()
    keep, gone = customer(settings, "C-1"), customer(settings, "C-2")
    assert (gone["hidden"], gone["merged_into_id"]) == (True, keep["id"])
    assert successes(page) == ["Saved: ACME *Ltd* is merged into Acme."]
    text = all_text(page)
    assert "Promises: 2" in text
    assert "main: **C-2** (was ACME *Ltd*, merged into this one)" in text
    old = opened(open_page, settings, number=str(gone["id"]))
    assert old.title[0].value == "Acme (A)"
    assert "was merged into **Acme**" in "".join(element.value for element in old.info)
    page.button(key="saving.undo").click().run()
    assert not customer(settings, "C-2")["hidden"]
    assert "Promises: 1" in all_text(page)


def test_the_other_customer_may_be_the_one_that_stays(open_page: OpenPage, settings: Settings) -> None:
    page = fill_in_merge(open_page, settings)
    other = customer(settings, "C-2")["id"]
    (stays,) = [one for one in page.radio if one.label == "Which one stays"]
    stays.set_value(other).run()
    page.button(key="customers.merge").click().run()
    assert customer(settings, "C-1")["merged_into_id"] == other
    assert page.title[0].value.replace("\\", "") == "ACME *Ltd* (B)"
    assert successes(page) == ["Saved: Acme is merged into ACME *Ltd*."]
    owners = read(settings, lambda store: {row["customer_id"] for row in rows_of(store, Promise)})
    assert owners == {other}


def test_a_customer_changed_while_it_was_looked_at_is_not_merged(
    open_page: OpenPage, settings: Settings
) -> None:
    page = fill_in_merge(open_page, settings)
    meanwhile(settings, "C-2", Tier.C)
    page.button(key="customers.merge").click().run()
    assert "Nothing was saved" in all_text(page)
    assert not customer(settings, "C-2")["hidden"]


def test_two_complaints_are_counted_once_and_again_by_themselves(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened_as(open_page, settings, "C-1")
    page.toggle(key="customers.same").set_value(True).run()
    page.button(key="customers.save_same").click().run()

    def marked() -> list[bool]:
        rows = read(settings, lambda store: rows_of(store, Complaint))
        return sorted(row["same_as_id"] is not None for row in rows)

    assert marked() == [False, False, True]
    assert "2 complaints ·" in all_text(page)
    # The one that others are the same as is not offered to be the same as a third.
    assert len(page.selectbox(key="customers.same_one").options) == 1
    page.button(key="customers.save_apart").click().run()
    assert not any(marked())
    page.button(key="saving.undo").click().run()
    assert marked() == [False, False, True]


def test_each_sees_only_what_they_may_do(open_page: OpenPage, settings: Settings) -> None:
    member = opened_as(open_page, settings, "C-1", name="Ben")
    assert (len(member.selectbox), len(member.toggle)) == (0, 0)
    facilitator = opened_as(open_page, settings, "C-1", name="Ana")
    assert (len(facilitator.selectbox), len(facilitator.toggle)) == (2, 0)
    manager = opened_as(open_page, settings, "C-1", name="Chloe")
    assert (len(manager.selectbox), len(manager.toggle)) == (2, 2)
    assert not [
        one for one in opened(open_page, settings, name="Ben").toggle if one.key == "customers.ticking"
    ]
    assert [one for one in opened(open_page, settings, name="Ana").toggle if one.key == "customers.ticking"]


ORDERS = "\n".join(
    [
        "reference,customer,customer_name,promised_on",
        "X1,77,Bakery,2026-11-18",
        "X2,78,Acme,2026-11-18",
        "X3,79,Nobody else,2026-11-18",
    ]
)


@pytest.fixture
def of_two_sources(settings: Settings, tmp_path: Path) -> Settings:
    def look(store: Store) -> None:
        Bring(store, tmp_path)(Kind.PROMISES, ORDERS, source="erp")

    read(settings, look)
    return settings


def test_who_is_called_alike_in_two_sources_is_offered_as_the_same_once(
    open_page: OpenPage, of_two_sources: Settings
) -> None:
    page = opened(open_page, of_two_sources)
    assert "Perhaps the same customer: 2 pairs" in all_text(page)
    erp, main = (customer(of_two_sources, number)["id"] for number in ("77", "D-3"))
    page.button(key=f"customers.alike.same.{main}.{erp}").click().run()
    assert successes(page) == ["Saved: Bakery (77 of erp) is the same as Bakery (D-3 of main)."]
    assert customer(of_two_sources, "77")["merged_into_id"] == main
    erp, main = (customer(of_two_sources, number)["id"] for number in ("78", "C-1"))
    page.button(key=f"customers.alike.two.{main}.{erp}").click().run()
    assert "Perhaps the same" not in all_text(page)
    page.button(key="saving.undo").click().run()
    assert "Perhaps the same customer: 1 pair" in all_text(page)


def test_all_that_are_called_alike_are_said_to_be_the_same_with_one_press(
    open_page: OpenPage, of_two_sources: Settings
) -> None:
    page = opened(open_page, of_two_sources)
    page.button(key="customers.alike.all").click().run()
    assert "Perhaps the same" not in all_text(page)
    assert successes(page) == ["Saved: 2 customers merged into those they are the same as."]
    assert customer(of_two_sources, "78")["hidden"]
    page.button(key="saving.undo").click().run()
    assert not customer(of_two_sources, "78")["hidden"]


def test_who_may_not_merge_is_not_asked_who_is_the_same(
    open_page: OpenPage, of_two_sources: Settings
) -> None:
    assert "Perhaps the same" not in all_text(opened(open_page, of_two_sources, name="Ana"))


def test_a_merged_customer_is_parted_with_a_way_back(open_page: OpenPage, settings: Settings) -> None:
    page = fill_in_merge(open_page, settings)
    page.button(key="customers.merge").click().run()
    keep, gone = (customer(settings, number)["id"] for number in ("C-1", "C-2"))
    page.toggle(key=f"customers.part.open.{keep}").set_value(True).run()
    page.button(key=f"customers.part.{gone}").click().run()
    assert successes(page) == ["Saved: ACME *Ltd* is a customer of its own again."]
    assert not customer(settings, "C-2")["hidden"]
    page.button(key="saving.undo").click().run()
    assert customer(settings, "C-2")["merged_into_id"] == keep
