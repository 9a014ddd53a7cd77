"""Outcomes: the last closed meeting for whoever was not there, one's own items to tick, and every meeting before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from streamlit.testing.v1 import AppTest

from db.changes import actions, meetings, records, table_of, talk
from db.engine import Look, open_store, reading, transaction
from db.intake.fields import Kind
from db.models import FieldNote, Minutes
from db.queries import actions as action_queries
from db.queries import meetings as queries
from meeting.permissions import Actor
from meeting.progress import NO_FILE_LEFT
from meeting.settings import Settings
from meeting.weeks import week_of
from meeting.words import Role
from pages import _jobs
from tests.db.stores import Bring
from tests.pages.conftest import MONDAY, OpenPage, all_text
from tests.people import signed_in
from tests.stores import new_store

TODAY = date(2026, 11, 23)
PROMISES = (
    "reference,customer,what,promised_on,delivered_on\n"
    "1,Acme,Oven,2026-11-17,\n"
    "2,Beta,Fridge,2026-11-18,2026-11-18\n"
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two meetings, today's and the one a week before; Ben owns an item of each."""
    folder = tmp_path_factory.mktemp("held")
    settings = Settings(folder / "meeting.db", None, MONDAY)
    new_store(settings)
    for name in ("Ana", "Ben"):
        signed_in(settings, name)
    store = open_store(settings)
    Bring(store, folder)(Kind.PROMISES, PROMISES)
    store.close()
    for weeks in (1, 0):
        day = TODAY - timedelta(weeks=weeks)
        wrote(settings, lambda session, now, day=day: _hold(session, day, now=now))
    return folder / "meeting.db"


@pytest.fixture
def closed(held: Path, tmp_path: Path) -> Settings:
    """The same two meetings in a store of its own."""
    shutil.copy(held, tmp_path / "meeting.db")
    return Settings(tmp_path / "meeting.db", None, MONDAY)


def _hold(session: Look, day: date, *, now: Any) -> None:
    ids = {pick.name: pick.id for pick in queries.picks(session)}
    ana = Actor("Ana", Role.FACILITATOR, ids["Ana"])
    about: dict[str, Any] = {"actor": ana, "now": now}
    number = meetings.start_meeting(
        session, weeks=[week_of(day).shifted(-1)], expected=[ids["Ben"], ids["Ana"]], today=day, **about
    )
    for what, owner in ((f"Ring Acme {day}", "Ben"), (f"Order parts {day}", "Ana")):
        actions.add_action(
            session,
            what=what,
            owner_id=ids[owner],
            due_on=day + timedelta(days=4),
            meeting_id=number,
            today=day,
            **about,
        )
    talk.decide(session, number, text=f"One list for both from {day}", **about)
    meetings.close_meeting(session, number, **about)


def wrote(settings: Settings, write: Callable[..., object]) -> None:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            write(session, now=store.clock.now())
    finally:
        store.close()


def looked(settings: Settings, query: Callable[..., Any], *given: object) -> Any:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return query(session, *given)
    finally:
        store.close()


def documents(settings: Settings) -> list[str]:
    found: list[str] = looked(
        settings, lambda session: session.scalars(select(table_of(Minutes).c.document)).all()
    )
    return found


def at_outcomes(open_page: OpenPage, settings: Settings, *, name: str = "Ben", **address: str) -> AppTest:
    page = open_page(settings, name=name, **address)
    page.switch_page("outcomes.py")
    for field, value in address.items():
        page.query_params[field] = value
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def test_without_a_closed_meeting_it_teaches_what_will_stand_here(
    open_page: OpenPage, empty: Settings
) -> None:
    said = all_text(at_outcomes(open_page, empty))
    assert "stands here as soon as it is closed" in said


def test_it_opens_on_the_last_meeting_with_ones_own_items_first(
    open_page: OpenPage, closed: Settings
) -> None:
    page = at_outcomes(open_page, closed)
    said = all_text(page)
    assert "Monday 23 November 2026" in page.title[0].value
    assert "16 to 22 November 2026: " in said
    assert "**1** miss :small[1 missed promise, 0 complaints]" in said
    assert "brought" not in said
    for words in ("One list for both from 2026-11-23", "Acme", "Oven", "Order parts 2026-11-23"):
        assert words in said
    assert said.index("Ring Acme 2026-11-23") < said.index("Order parts 2026-11-23")
    assert [each.label for each in page.button if (each.key or "").startswith("outcomes.tick")] == [
        "Mark done"
    ]


def test_a_member_ticks_their_own_item_and_the_minutes_stay(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed)
    before = documents(closed)
    press(page, "outcomes.tick.3.1")
    row = looked(closed, action_queries.one_action, 3)
    assert (row.what, row.state) == ("Ring Acme 2026-11-23", "done")
    assert "Saved: Ring Acme" in page.success[0].value.replace("\\", "")
    assert "by Fri 27 Nov · today: **✓ done**" in all_text(page)
    assert documents(closed) == before
    press(page, "saving.undo")
    assert looked(closed, action_queries.one_action, 3).state == "open"


def test_reading_it_is_counted_once_and_nobody_is_named(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed)
    assert "Read by 0 of 2. Nobody sees who." in all_text(page)
    press(page, "outcomes.read.press")
    assert "Read by 1 of 2" in all_text(page)
    assert "You have read it" in all_text(page)
    assert [each.key for each in page.button if each.key == "outcomes.read.press"] == []
    ana = all_text(at_outcomes(open_page, closed, name="Ana"))
    assert "Read by 1 of 2" in ana
    assert "You have read it" not in ana


def test_what_somebody_says_to_an_item_becomes_a_note(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed)
    page.toggle(key="outcomes.comment").set_value(True).run()
    (about,) = [each for each in page.selectbox if ".about." in (each.key or "")]
    about.set_value(0)
    page.text_area[0].set_value("They are closed on Mondays")
    press(page, "outcomes.comment.save")
    (note,) = looked(closed, lambda session: session.scalars(select(table_of(FieldNote).c.text)).all())
    assert note == "They are closed on Mondays (to: Ring Acme 2026-11-23)"
    assert page.text_area[0].value == ""
    press(page, "outcomes.comment.save")
    assert page.error[0].value == "Say something first. Nothing was saved."


def test_of_each_miss_stands_what_is_noted_of_it_and_what_became_of_it_since(
    open_page: OpenPage, closed: Settings
) -> None:
    said = all_text(at_outcomes(open_page, closed))
    assert ":small[the customer was not told yet]" in said
    assert "since then" not in said
    chloe = Actor("Chloe", Role.MANAGER)
    wrote(
        closed,
        lambda session, now: records.deliver(session, 1, seen=1, on=TODAY, today=TODAY, actor=chloe, now=now),
    )
    assert "since then: **delivered Mon 23 Nov**" in all_text(at_outcomes(open_page, closed))


def test_what_is_typed_to_one_meeting_is_not_said_to_another(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed)
    page.toggle(key="outcomes.comment").set_value(True).run()
    page.text_area[0].set_value("They are closed on Mondays").run()
    page.query_params["meeting"] = "1"
    page.run()
    assert page.text_area[0].value == ""
    press(page, "outcomes.comment.save")
    assert page.error[0].value == "Say something first. Nothing was saved."


def test_what_would_be_counted_otherwise_today_stands_there_with_who_changed_it(
    open_page: OpenPage, closed: Settings
) -> None:
    chloe = Actor("Chloe", Role.MANAGER)
    wrote(
        closed,
        lambda session, now: records.deliver(
            session, 1, seen=1, on=date(2026, 11, 17), today=TODAY, actor=chloe, now=now
        ),
    )
    said = all_text(at_outcomes(open_page, closed))
    assert "Counted today, it would be different" in said
    assert "**Kept 1 → 2** in 2026-W47" in said
    assert "missed → kept (Chloe said that it was delivered, 23 November 2026, 08:00)" in said
    assert "1 of 2 promises kept" in said


def test_an_address_names_a_meeting_and_a_version(open_page: OpenPage, closed: Settings) -> None:
    dev = Actor("Dev", Role.ADMIN)
    wrote(closed, lambda session, now: meetings.reopen_meeting(session, 2, actor=dev, now=now))
    assert "opened again" in at_outcomes(open_page, closed).info[0].value
    wrote(closed, lambda session, now: meetings.close_meeting(session, 2, actor=dev, now=now))
    assert at_outcomes(open_page, closed).title[0].value == "Monday 23 November 2026, version 2"
    page = at_outcomes(open_page, closed, meeting="2", version="1")
    assert page.title[0].value == "Monday 23 November 2026"
    assert "Monday 16 November 2026" in at_outcomes(open_page, closed, meeting="1").title[0].value
    page = at_outcomes(open_page, closed, meeting="99")
    assert "There is no closed meeting “99”" in page.warning[0].value


def test_earlier_and_later_lead_from_meeting_to_meeting(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed, meeting="99")
    assert page.button(key="outcomes.Later").disabled
    page.button(key="outcomes.Earlier").click().run()
    assert page.title[0].value == "Monday 16 November 2026"
    assert page.query_params["meeting"] == "1"
    assert page.button(key="outcomes.Earlier").disabled
    assert not page.warning
    page.button(key="outcomes.Later").click().run()
    assert page.title[0].value == "Monday 23 November 2026"


def test_a_meeting_from_before_minutes_were_kept_says_so(open_page: OpenPage, closed: Settings) -> None:
    wrote(closed, lambda session, now: session.execute(delete(table_of(Minutes))))
    page = at_outcomes(open_page, closed)
    assert "closed before minutes were kept" in page.info[0].value
    assert "Ring Acme 2026-11-23" in all_text(page)


PAST: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({"view": "past"}, ["All meetings of 2026", "[16](outcomes?meeting=1) · [23](outcomes?meeting=2)"]),
    (
        {"view": "beside"},
        [
            "| Promises kept | 0 of 0 | 1 of 2 |  |",
            "| Decisions | 1 | 1 |  |",
            "One list for both from 2026-11-16",
        ],
    ),
    ({"view": "back"}, ["Looking back: Quarter 4 of 2026", "1 of 2 promises kept", "| late | 0 | 1 |"]),
    ({"view": "back", "span": "2026"}, ["Looking back: 2026", "One list for both from 2026-11-23"]),
    ({"view": "back", "span": "1999"}, ["Nothing is known of these weeks"]),
    ({"view": "back", "span": "soon"}, ["“soon” is neither a year nor a quarter"]),
)


def test_past_meetings_are_found_compared_and_looked_back_on(open_page: OpenPage, closed: Settings) -> None:
    for address, words in PAST:
        said = all_text(at_outcomes(open_page, closed, **address))
        assert [each for each in words if each not in said] == [], address


def test_what_broke_opens_to_its_rows(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed, view="back")
    assert "(promise?id=1)" not in all_text(page)
    page.button_group(key="outcomes.back.rows").set_value("late").run()
    said = all_text(page)
    assert "**16 to 22 November 2026**" in said
    assert "(promise?id=1)" in said
    assert "(promise?id=2)" not in said
    page.query_params["span"] = "1999"
    assert "Nothing is known of these weeks" in all_text(page.run())


def test_minutes_are_offered_as_files_of_every_kind(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed)
    offered = [each.proto.label for each in page.get("download_button")]
    assert offered == ["PDF", "HTML", "Markdown", "XLSX", "CSV"]


def test_a_year_is_made_a_pdf_beside_the_page(open_page: OpenPage, closed: Settings) -> None:
    page = at_outcomes(open_page, closed, view="back", span="2026")
    page.button(key="outcomes.back.pdf").click().run()
    of, number = page.session_state["outcomes.job"]
    job = _jobs.find(number)
    assert job is not None
    assert job.over.wait(60)
    page.run()
    (offered,) = page.get("download_button")
    assert (of, offered.proto.label, job.result[:5]) == ("2026", "Download the PDF", b"%PDF-")
    # Of another span there is none yet, and none of this one.
    assert len(at_outcomes(open_page, closed, view="back").get("download_button")) == 0


def test_a_year_that_is_cancelled_is_not_made_and_the_page_says_so(
    open_page: OpenPage, closed: Settings
) -> None:
    def work(job: _jobs.Job) -> None:
        assert job.stop.wait(60)
        job.tell(1, 2)

    page = at_outcomes(open_page, closed, view="back", span="2026")
    job = _jobs.start("Setting 2026 as a PDF", work, left=NO_FILE_LEFT)
    page.session_state["outcomes.job"] = ("2026", job.id)
    page.run().button(key="outcomes.back.cancel").click().run()
    assert job.over.wait(60)
    assert [each.value for each in page.run().error] == [NO_FILE_LEFT]
    assert page.run().button(key="outcomes.back.pdf").disabled is False


def test_the_example_has_minutes_of_both_its_meetings(open_page: OpenPage, example: Settings) -> None:
    page = at_outcomes(open_page, example)
    said = all_text(page)
    assert "9 to 15 November 2026: " in said
    assert [each for each in page.button if (each.key or "").startswith("outcomes.tick")] == []
    assert "All meetings of 2026" in all_text(at_outcomes(open_page, example, view="past"))
