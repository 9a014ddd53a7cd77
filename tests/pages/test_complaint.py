"""The page of one complaint."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from db.changes.records import mark_same_as
from db.engine import open_store, reading, transaction
from db.intake.fields import Kind
from db.queries.meetings import picks
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.pages.conftest import OpenPage, all_text
from tests.people import signed_in

Bring = Callable[[Kind, list[dict[str, str]]], Settings]
ROWS = [
    {"reference": f"C-{n}", "received_on": "2026-11-18", "customer": "Acme *Ltd*", "text": f"Broken [{n}]"}
    for n in (1, 2)
]


def opened(open_page: OpenPage, settings: Settings, **address: str) -> AppTest:
    page = open_page(settings)
    for name, value in address.items():
        page.query_params[name] = value
    return page.switch_page("complaint.py").run()


def test_a_complaint_tells_its_fields_and_its_file(open_page: OpenPage, bring: Bring) -> None:
    page = opened(open_page, bring(Kind.COMPLAINTS, ROWS), id="1")
    text = all_text(page)
    assert page.title[0].value == "Complaint of Acme \\*Ltd\\*"
    assert "| :gray[Words] | Broken [1] |" in text
    assert "From file **main**, reference **C-1**" in text
    assert "brought it in with file complaints.csv" in text
    assert not page.exception


def test_what_it_is_the_same_as_is_undone_from_its_history(open_page: OpenPage, bring: Bring) -> None:
    settings = bring(Kind.COMPLAINTS, ROWS)
    store = open_store(settings)
    with transaction(store) as session:
        mark_same_as(session, 2, seen=1, other_id=1, actor=COMMAND_LINE, now=store.clock.now())
    store.close()
    page = opened(open_page, settings, id="2")
    assert "changed which complaint it is the same as" in all_text(page)
    page.button(key="saving.undo_latest").click().run()
    assert "the change of command line." in page.success[0].value
    assert "undid that command line changed which complaint it is the same as" in all_text(page)


def test_a_complaint_is_corrected_on_its_page_and_that_is_undone(open_page: OpenPage, bring: Bring) -> None:
    settings = bring(Kind.COMPLAINTS, ROWS)
    page = opened(open_page, settings, id="1")
    page.toggle(key="complaint.correct.1").set_value(True).run()
    page.text_area[0].set_value("The door, and the bill")
    page.button(key="complaint.save").click().run()
    assert "the correction" in page.success[0].value
    assert "| :gray[Words] | The door, and the bill :small[:gray[by hand: Dev" in all_text(page)
    page.button(key="saving.undo").click().run()
    assert "| :gray[Words] | Broken [1] |" in all_text(page)


def test_the_customer_of_a_complaint_is_set_right(open_page: OpenPage, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "B", "name": "Beta"}])
    page = opened(open_page, bring(Kind.COMPLAINTS, ROWS), id="1")
    page.toggle(key="complaint.correct.1").set_value(True).run()
    page.button(key="complaint.who.1.1.unpick").click().run()
    page.text_input(key="complaint.who.1.1.customer").set_value("gamma").run()
    assert "Nobody is called so" in all_text(page)
    page.button(key="complaint.save").click().run()
    assert "There is no customer “gamma”" in page.error[0].value
    page.text_input(key="complaint.who.1.1.customer").set_value("bet").run()
    page.button(key="complaint.who.1.1.pick.1").click().run()
    page.button(key="complaint.save").click().run()
    assert "the correction" in page.success[0].value
    assert page.title[0].value == "Complaint of Beta"
    assert "| :gray[Words] | Broken [1] |" in all_text(page)
    page.button(key="saving.undo").click().run()
    assert page.title[0].value == "Complaint of Acme \\*Ltd\\*"


def test_the_second_to_correct_a_complaint_is_shown_both_versions(open_page: OpenPage, bring: Bring) -> None:
    settings = bring(Kind.COMPLAINTS, ROWS)
    page = opened(open_page, settings, id="1")
    page.toggle(key="complaint.correct.1").set_value(True).run()
    page.text_area[0].set_value("The door, and the bill")
    store = open_store(settings)
    with transaction(store) as session:
        mark_same_as(session, 1, seen=1, other_id=2, actor=COMMAND_LINE, now=store.clock.now())
    store.close()
    page.button(key="complaint.save").click().run()
    assert "changed this complaint" in page.warning[0].value
    page.button(key="settling.on_top.complaint 1").click().run()
    text = all_text(page)
    assert "| :gray[Words] | The door, and the bill" in text
    assert "| :gray[The same as] | Broken [2]" in text


def test_a_member_corrects_no_complaint_of_others(open_page: OpenPage, bring: Bring) -> None:
    page = open_page(bring(Kind.COMPLAINTS, ROWS), name="Ben")
    page.query_params["id"] = "1"
    assert not page.switch_page("complaint.py").run().toggle


def test_the_board_links_a_complaint_to_its_page(open_page: OpenPage, bring: Bring) -> None:
    page = open_page(bring(Kind.COMPLAINTS, ROWS), show="Complaints")
    (rows,) = [one.value for one in page.markdown if one.value.startswith("#####")]
    assert rows.endswith(":small[[main C-2](complaint?id=2)]")


def test_without_a_number_the_page_teaches(open_page: OpenPage, bring: Bring) -> None:
    settings = bring(Kind.COMPLAINTS, ROWS)
    assert "open a complaint on the board" in all_text(opened(open_page, settings))
    for wrong in ("7", "x", "-1", "9" * 30):
        assert "There is no such complaint" in all_text(opened(open_page, settings, id=wrong))


def test_its_owner_sees_it_in_their_week_and_says_that_it_was_answered_and_resolved(
    open_page: OpenPage, bring: Bring
) -> None:
    settings = bring(Kind.COMPLAINTS, ROWS[:1])
    signed_in(settings, "Ben")
    page = opened(open_page, settings, id="1")
    page.toggle(key="complaint.correct.1").set_value(True).run()
    (owner,) = [each for each in page.selectbox if (each.key or "").startswith("complaint.owner.")]
    owner.set_value(_number_of_ben(settings))
    page.button(key="complaint.save").click().run()
    assert "| :gray[Owner] | Ben" in all_text(page)
    home = open_page(settings, name="Ben")
    assert "#### My complaints: to answer and resolve\n- **Acme *Ltd***: [Broken" in all_text(home)
    home.query_params["id"] = "1"
    page = home.switch_page("complaint.py").run()
    page.button(key="complaint.save_answered").click().run()
    assert "Saved: answered on 23 November 2026." in page.success[0].value.replace("\\", "")
    page.button(key="complaint.save_resolved").click().run()
    assert "| :gray[Resolved] | 23 November 2026" in all_text(page)
    assert "said that it was resolved" in all_text(page)
    assert "My complaints" not in all_text(open_page(settings, name="Ben"))
    page.button(key="complaint.un_resolved").click().run()
    assert "My complaints" in all_text(open_page(settings, name="Ben"))


def test_who_has_nothing_to_do_with_a_complaint_is_not_asked_whether_it_was_answered(
    open_page: OpenPage, bring: Bring
) -> None:
    settings = bring(Kind.COMPLAINTS, ROWS[:1])
    signed_in(settings, "Ben")
    page = open_page(settings, name="Ben")
    page.query_params["id"] = "1"
    page.switch_page("complaint.py").run()
    assert [each.key for each in page.button if (each.key or "").startswith("complaint.")] == []


def _number_of_ben(settings: Settings) -> int:
    store = open_store(settings)
    with reading(store) as session:
        found = {pick.name: pick.id for pick in picks(session)}
    store.close()
    return found["Ben"]
