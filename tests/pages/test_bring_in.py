"""The page Bring in files: what is unclear is asked at its place before anything is tried, and nothing said is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import open_store
from db.models import Complaint, Promise
from meeting.settings import Settings
from tests.db.stores import rows_of
from tests.pages.conftest import OpenPage, all_text

ORDERS = (
    "Order No;Client;What we told them;Promised for;Parcel day;Crew",
    "A-1;Bakery Stern;Oven door seal;09.11.2026;09.11.2026;Field service",
    "A-2;Hotel Post;Dishwasher;10.11.2026;13.11.2026;Field service",
)
CASES = (
    "Case;When it came;Who complained;What they said;How bad",
    "R-1;17.11.2026;Hotel Post;Nobody came;P1",
    "R-2;19.11.2026;Café Luna;Offer still missing;P3",
)
Dropped = Callable[[str, tuple[str, ...]], AppTest]


@pytest.fixture
def dropped(open_page: OpenPage, empty: Settings, tmp_path: Path) -> Dropped:
    """The page with a file that somebody dropped on it."""

    def drop(name: str, lines: tuple[str, ...]) -> AppTest:
        page = open_page(empty).switch_page("bring_in.py").run()
        page.file_uploader[0].set_value((name, "\n".join(lines).encode(), "text/csv"))
        return page.run()

    return drop


def box(page: AppTest, label: str) -> Any:
    (one,) = [each for each in page.selectbox if each.label == label]
    return one


def button(page: AppTest, label: str) -> Any:
    (one,) = [each for each in page.button if each.label == label]
    return one


def press(page: AppTest, label: str) -> AppTest:
    """And wait for what was begun: the page asks until it is over."""
    button(page, label).click().run()
    while any(each.label == "Cancel, and save nothing" for each in page.button):
        page.run()
    return page


def drop_another(page: AppTest, lines: tuple[str, ...]) -> None:
    button(page, "Another file").click().run()
    page.file_uploader[0].set_value(("another.csv", "\n".join(lines).encode(), "text/csv")).run()


def told(page: AppTest) -> str:
    """The one line that says what would be saved, or what is."""
    (said,) = [each.value for elements in (page.info, page.success) for each in elements]
    return said.replace("\\", "")


def kept(settings: Settings, model: Any) -> list[dict[str, Any]]:
    store = open_store(settings)
    try:
        return rows_of(store, model)
    finally:
        store.close()


def test_when_no_column_says_delivered_it_is_asked_before_anything_is_tried(
    dropped: Dropped, empty: Settings
) -> None:
    page = dropped("orders.csv", ORDERS)
    assert box(page, "Promised for (day) *").value == "Promised for"
    assert box(page, "Delivered on (day)").value is None
    asked = (
        "No column says when it was delivered: all past promises would count as missed. Which column is it?"
    )
    assert asked in all_text(page)
    assert "Not used of your file: What we told them; Parcel day." in all_text(page)
    assert button(page, "Try it (saves nothing)").disabled
    box(page, "Delivered on (day)").set_value("Parcel day").run()
    assert asked not in all_text(page)
    assert "Not used of your file: What we told them." in all_text(page)
    press(page, "Try it (saves nothing)")
    assert "This would be: 2 new" in told(page)
    assert "count as missed" not in all_text(page)
    press(page, "Bring in 2 rows")
    assert [str(row["delivered_on"]) for row in kept(empty, Promise)] == ["2026-11-09", "2026-11-13"]
    # The next file of the system has no such column: that is no answer.
    drop_another(page, tuple(line.replace("Parcel day", "Elsewhere") for line in ORDERS))
    assert box(page, "Delivered on (day)").value is None


def test_that_none_was_delivered_is_an_answer_and_is_said_again_before_saving(
    dropped: Dropped, empty: Settings
) -> None:
    page = dropped("orders.csv", ORDERS)
    box(page, "Delivered on (day)").set_value("(none of them was delivered)").run()
    press(page, "Try it (saves nothing)")
    assert "None of them was delivered, as you say: promises of past days count as missed." in all_text(page)
    press(page, "Bring in 2 rows")
    assert [row["delivered_on"] for row in kept(empty, Promise)] == [None, None]
    drop_another(page, ORDERS)
    assert box(page, "Delivered on (day)").value == "(none of them was delivered)"
    assert "None of them was delivered, as you say" in all_text(page)
    # That none was delivered was said of a file without such a column.
    drop_another(page, tuple(line.replace("Parcel day", "Went out on") for line in ORDERS))
    assert box(page, "Delivered on (day)").value == "Went out on"


def test_a_needed_column_is_chosen_in_the_form_and_the_form_stays(dropped: Dropped) -> None:
    page = dropped("orders.csv", ("Order No;Client;Wish;Went out on", "A-1;Stern;09.11.2026;09.11.2026"))
    box(page, "What is in it").set_value("promises").run()
    assert "Before it can be tried, choose the column of “Promised for (day)”." in all_text(page)
    assert button(page, "Try it (saves nothing)").disabled
    box(page, "Promised for (day) *").set_value("Wish").run()
    press(page, "Try it (saves nothing)")
    assert "This would be: 1 new" in told(page)
    button(page, "Change the columns").click().run()
    assert box(page, "Promised for (day) *").value == "Wish"


def test_each_unknown_word_is_asked_with_its_meanings_and_remembered(
    dropped: Dropped, empty: Settings
) -> None:
    page = dropped("cases.csv", CASES)
    press(page, "Try it (saves nothing)")
    assert "This would be: 0 new, 0 changed, 0 unchanged, 2 refused" in told(page)
    assert not [each for each in page.button if each.label.startswith("Bring in")]
    assert box(page, "Severity: P1").options == ["minor", "serious", "critical"]
    box(page, "Severity: P1").set_value("critical")
    box(page, "Severity: P3").set_value("minor").run()
    press(page, "Try again with these words")
    press(page, "Bring in 2 rows")
    assert [row["severity"] for row in kept(empty, Complaint)] == ["critical", "minor"]
    drop_another(page, CASES)
    assert "Severity: p1 = critical" in str(page.text_area[0].value)


def test_days_that_can_be_read_in_two_ways_are_asked_at_their_place(dropped: Dropped) -> None:
    page = dropped("orders.csv", ("order;customer;due;delivered", "1;A;03/04/2026;03/04/2026"))
    press(page, "Try it (saves nothing)")
    (error,) = page.error
    assert "can be 4 March 2026 or 3 April 2026, and no row decides. Nothing was saved." in error.value
    assert "Choose above how the file writes its days." in error.value
    box(page, "How it writes days").set_value("DD/MM/YYYY").run()
    assert not page.error
    press(page, "Try it (saves nothing)")
    assert "This would be: 1 new" in told(page)


def test_no_text_of_the_page_names_an_option_of_the_command_line(dropped: Dropped) -> None:
    page = dropped("cases.csv", CASES)
    press(page, "Try it (saves nothing)")
    shown = [all_text(page), *(each.value for each in [*page.info, *page.error])]
    assert "--" not in "".join(shown).replace("---", "")
    other = dropped("orders.csv", ("order;customer;due;delivered", "1;A;03/04/2026;"))
    press(other, "Try it (saves nothing)")
    assert "--" not in other.error[0].value


def test_a_picture_is_told_as_such_under_its_own_name(open_page: OpenPage, empty: Settings) -> None:
    page = open_page(empty).switch_page("bring_in.py").run()
    page.file_uploader[0].set_value(("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 80, "text/csv"))
    page.run()
    assert page.error[0].value.replace("\\", "").startswith("picture.csv is a picture")
    assert not page.selectbox


def test_after_saving_the_board_is_one_press_away(dropped: Dropped) -> None:
    page = dropped("orders.csv", ORDERS)
    box(page, "Delivered on (day)").set_value("Parcel day").run()
    press(page, "Try it (saves nothing)")
    press(page, "Bring in 2 rows")
    assert "Saved: 2 new" in told(page)
    assert "digest" not in all_text(page)
    button(page, "Show the board").click().run()
    assert "Bring in files" not in [title.value for title in page.title]


def test_the_example_company_takes_no_files(open_page: OpenPage, example: Settings) -> None:
    page = open_page(example).switch_page("bring_in.py").run()
    assert "never mixed with real work" in all_text(page) + "".join(each.value for each in page.info)
    assert not page.file_uploader


STANDING = (
    "Order,Line,Customer,Requested date,Confirmed date,Delivered,Status",
    "1,10,Acme,2026-11-16,2026-11-19,2026-11-19,Shipped",
    "1,20,Acme,2026-11-16,2026-11-19,2026-11-20,Shipped",
    "2,10,Beta,2026-11-17,2026-11-20,,Cancelled",
    "3,10,Gamma,2026-11-18,2026-11-20,,On Hold",
)


def test_what_a_file_means_is_a_sentence_each_with_the_board_and_asked_with_the_likely_answer(
    dropped: Dropped, empty: Settings
) -> None:
    page = dropped("orders.csv", STANDING)
    press(page, "Try it (saves nothing)")
    text = all_text(page).replace("\\", "")
    assert "Confirmed date is the promise; Requested date is kept as the wish." in text
    assert "kept 1, missed 1, withdrawn 1" in text.replace("*", "")
    means = {
        each.label.split(":")[0].replace("\\", ""): each.value
        for each in page.selectbox
        if "mean" in each.label
    }
    assert means["Status is “Cancelled” in 1 row"] == "cancelled"
    assert means["Status is “On Hold” in 1 row"] == "on hold"
    press(page, "Bring in 4 rows")
    days = {row["reference"]: str(row["withdrawn_on"]) for row in kept(empty, Promise)}
    assert days == {"1 10": "None", "1 20": "None", "2 10": "2026-11-20"}
    # The next file of this system is not asked again, and shows what was answered.
    drop_another(page, STANDING)
    press(page, "Try it (saves nothing)")
    assert not button(page, "Bring in 4 rows").disabled
    assert "4 unchanged" in told(page)


def test_another_answer_is_tried_before_it_is_saved(dropped: Dropped, empty: Settings) -> None:
    page = dropped("orders.csv", STANDING)
    press(page, "Try it (saves nothing)")
    (hold,) = [each for each in page.selectbox if "On Hold" in each.label]
    hold.set_value("open").run()
    assert button(page, "Bring in 4 rows").disabled
    press(page, "Try again with these words")
    assert "kept 1, missed 2, withdrawn 1" in all_text(page).replace("*", "")
    press(page, "Bring in 4 rows")
    assert len(kept(empty, Promise)) == 4


def test_complaints_with_a_status_and_no_day_are_asked_on_the_page(dropped: Dropped, empty: Settings) -> None:
    page = dropped("cases.csv", ("Ticket ID,Customer,Received,Status", "1,Acme,2026-11-16,Closed"))
    press(page, "Try it (saves nothing)")
    (asked,) = [each for each in page.selectbox if "no column which day it was resolved" in each.label]
    assert asked.value == ""
    press(page, "Bring in 1 row")
    assert [row["resolved_on"] for row in kept(empty, Complaint)] == [None]
