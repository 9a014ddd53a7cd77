"""Closing freezes what the meeting left: byte for byte, whatever changes afterwards; a version for each Close."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from db.__main__ import main
from db.changes import actions, attendance, consensus, house, meetings, records, strengths, table_of, talk
from db.changes.minutes import say_read
from db.changes.undo import undo_change
from db.engine import Store, open_store, transaction
from db.intake.fields import Kind
from db.models import Event, Minutes, Promise, ReadTick
from db.queries import minutes as queries
from db.redact import REMOVED, find, redact
from meeting.consensus import Answer
from meeting.documents.minutes_files import KINDS
from meeting.documents.minutes_html import minutes_html
from meeting.documents.minutes_markdown import minutes_markdown
from meeting.documents.minutes_tables import minutes_csv
from meeting.errors import NotUnderstood
from meeting.minutes import Kept, digest_of
from meeting.minutes_words import led_in_words, noted_in_words
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Origin, Side
from tests.db.monday import FRIDAY, MONDAY, Monday, gathered
from tests.db.stores import NOW, Bring, rows_of, wrong

TUESDAY = date(2026, 11, 24)
PROMISES = [
    {"reference": "P1", "customer": "C1", "customer_name": "Zoltan Quay", "promised_on": "2026-11-17"}
    | {"what": "Blue kitchen", "delivered_on": "2026-11-16"},
    {"reference": "P2", "customer": "C1", "customer_name": "Zoltan Quay", "promised_on": "2026-11-18"}
    | {"what": "Green fridge, ring the back door", "delivered_on": ""},
    {"reference": "P3", "customer": "C2", "customer_name": "Beta", "promised_on": "2026-11-19"}
    | {"what": "Oven", "delivered_on": ""},
]
COMPLAINTS = [
    {
        "reference": "K1",
        "customer": "C1",
        "received_on": "2026-11-18",
        "text": "It hums",
        "breakdown": "quality",
    }
]
WINS = [
    {
        "reference": "W1",
        "customer": "C2",
        "happened_on": "2026-11-18",
        "text": "A card",
        "person": "Ben",
        "kind": "praise",
    }
]


@pytest.fixture
def held(monday: Monday, bring: Bring) -> Monday:
    """A meeting about a week with a kept and two missed promises, a complaint and a win; closed."""
    bring(Kind.PROMISES, PROMISES)
    bring(Kind.COMPLAINTS, COMPLAINTS)
    bring(Kind.WINS, WINS)
    number = monday.start("Ana", "Ben", "Chloe")
    monday.topic("Parts come late")
    monday.topic("Who answers at noon")
    first = monday.topics()[0].id
    monday(talk.decide, number, text="One list for both", topic_id=first, minute=5)
    monday.add("Ring Zoltan Quay", "Ben", meeting_id=number, origin=(Origin.PROMISE, 2))
    monday(meetings.close_meeting, number, minute=30)
    return monday


def documents(store: Store) -> list[str]:
    return [row["document"] for row in rows_of(store, Minutes)]


def kept_of(monday: Monday, version: int | None = None) -> Kept:
    found: Kept | None = monday.look(queries.kept_minutes, 1, version)
    assert found is not None
    return found


def told(monday: Monday) -> dict[str, tuple[int, int]]:
    found = monday.look(queries.different_today, kept_of(monday).minutes, today=TUESDAY)
    return {one.figure: (one.then, one.now) for one in found}


def test_closing_keeps_figures_with_their_rows_and_what_was_agreed(held: Monday) -> None:
    minutes = kept_of(held).minutes
    (week,) = minutes.weeks
    assert (week.figures.hits, week.figures.runs, week.figures.misses) == (1, 1, 3)
    assert [row.what for row in week.kept] == ["Blue kitchen"]
    assert [row.customer for row in week.missed] == ["Zoltan Quay", "Beta"]
    assert [row.text for row in week.complaints] == ["It hums"]
    assert [(row.text, row.people) for row in week.wins] == [("A card", ("Ben",))]
    assert (minutes.owed.count, [row.id for row in minutes.owed_rows]) == (2, [2, 3])
    assert [(one.name, one.is_here) for one in minutes.attendance] == [
        ("Ana", True),
        ("Ben", False),
        ("Chloe", False),
    ]
    assert [(one.text, one.topic) for one in minutes.decisions] == [("One list for both", "Parts come late")]
    (item,) = minutes.actions
    assert (item.what, item.owner, item.due_on) == ("Ring Zoltan Quay", "Ben", FRIDAY)
    assert item.about == "Zoltan Quay: Green fridge, ring the back door"
    assert [one.title for one in minutes.waiting] == ["Who answers at noon"]
    assert (minutes.minutes_used, len(minutes.steps), len(minutes.trend)) == (30, 9, 13)


def test_what_was_read_aloud_and_how_people_stood_is_kept_by_name(monday: Monday) -> None:
    monday(house.add_team, name="Garage", side=Side.SERVICE, by="Dev")
    monday(strengths.add_strength, team_id=1, text="We ring back within the hour", today=MONDAY, by="Ana")
    number = monday.start("Ana", "Ben")
    for step in (1, 2):
        monday(meetings.go_to_step, number, pressed_on=step - 1, to=step, minute=step)
    monday(talk.decide, number, text="One list for both", minute=5)
    monday(attendance.set_here, number, monday.id_of("Ben"), is_here=True, by="Ben", minute=6)
    monday(consensus.stand, 1, answer=Answer.NO, why="No time", by="Ben", minute=7)
    monday(consensus.stand, 1, answer=Answer.YES, minute=8)
    monday(meetings.close_meeting, number, minute=30)
    minutes = kept_of(monday).minutes
    assert [(one.team, one.text) for one in minutes.read or ()] == [
        ("Garage", "We ring back within the hour")
    ]
    (decision,) = minutes.decisions
    stood = [(one.name, one.answer, one.why) for one in decision.stood or ()]
    assert stood == [("Ben", "no", "No time"), ("Ana", "yes", "")]
    assert not decision.is_agreed


def test_what_is_noted_of_a_miss_and_what_happened_again_is_kept_and_told_in_every_document(
    monday: Monday, bring: Bring
) -> None:
    before = {**PROMISES[1], "reference": "P0", "promised_on": "2026-11-05", "what": "Red lamp"}
    bring(Kind.PROMISES, [before, *PROMISES])
    bring(Kind.COMPLAINTS, [COMPLAINTS[0] | {"severity": "critical"}])
    number = monday.start("Ana", "Ben")
    about: dict[str, Any] = {"told_on": MONDAY, "today": MONDAY, "seen": 1}
    fridge = next(row["id"] for row in rows_of(monday.store, Promise) if row["reference"] == "P2")
    monday(talk.note_miss, Origin.PROMISE, fridge, told_by="Chloe", told_top="", cause="No parts", **about)
    monday(
        talk.note_miss, Origin.COMPLAINT, 1, told_by="Ben", told_top="Eve Top", cause="A loose screw", **about
    )
    monday(meetings.close_meeting, number, minute=30)
    minutes = kept_of(monday).minutes
    told = {miss.customer + str(bool(miss.promise)): minutes.noted_of(miss) for miss in minutes.misses}
    said = {name: noted_in_words(noted, beside=MONDAY) for name, noted in told.items()}
    assert said == {
        "Zoltan QuayTrue": "the customer was told Mon 23 Nov by Chloe · again: late, 2 times in 8 weeks",
        "Zoltan QuayFalse": "the customer was told Mon 23 Nov by Ben · at the top: Eve Top",
        "BetaTrue": "the customer was not told yet",
    }
    for document in (minutes_html(minutes).decode(), minutes_markdown(minutes).decode().replace("\\", "")):
        for text in (*said.values(), "what broke: A loose screw", "what broke: No parts"):
            assert text in document
    rows = minutes_csv(minutes).decode()
    assert "2026-11-23,Ben,Eve Top" in rows
    assert '2026-11-23,Chloe,,"late, 2 times"' in rows


def test_what_was_typed_of_an_item_that_is_not_done_is_kept_and_what_was_undone_is_not(
    monday: Monday,
) -> None:
    for what in ("Ring", "Write", "Ask"):
        monday.add(what, "Ben", due_on=MONDAY)
    number = monday.start("Ana", "Ben")
    about: dict[str, Any] = {"today": MONDAY, "minute": 5}
    monday(actions.move_action, 1, seen=1, due_on=FRIDAY, reason="The quotes are late", **about)
    undone = monday(actions.move_action, 2, seen=1, due_on=FRIDAY, reason="A mistake", **about)
    monday(undo_change, undone, minute=6)
    monday(actions.move_action, 2, seen=3, due_on=FRIDAY, reason="No time", today=MONDAY, minute=7)
    monday(actions.do_a_part, 3, seen=1, rest="Ask the other half", due_on=FRIDAY, **about)
    monday(meetings.close_meeting, number, minute=30)
    minutes = kept_of(monday).minutes
    said = {one.what: one.said for one in minutes.carried or ()}
    assert said == {
        "Ring": ("The quotes are late",),
        "Write": ("No time",),
        "Ask": ("left to do: Ask the other half",),
    }
    document = minutes_markdown(minutes).decode().replace("\\", "")
    assert "open, due Fri 27 Nov · “The quotes are late”" in document
    assert "No time" in minutes_csv(minutes).decode()


def test_who_took_the_meeting_over_is_kept_with_the_moment(monday: Monday) -> None:
    number = monday.start("Ana", "Ben", "Chloe")
    monday(meetings.take_over, number, by="Chloe", minute=12)
    monday(meetings.close_meeting, number, by="Chloe", minute=30)
    minutes = kept_of(monday).minutes
    assert led_in_words(minutes) == "Ana began it. Chloe took it over after 12 minutes."
    assert "Chloe took it over after 12 minutes" in minutes_html(minutes).decode()
    monday(meetings.reopen_meeting, number, by="Dev", minute=40)
    monday(meetings.close_meeting, number, by="Dev", minute=45)
    assert led_in_words(kept_of(monday).minutes).endswith("after 12 minutes. Dev opened it again.")


def test_what_was_noted_is_blacked_with_the_names_in_it(monday: Monday, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    number = monday.start("Ana", "Ben")
    note: dict[str, Any] = {
        "told_on": MONDAY,
        "today": MONDAY,
        "seen": 1,
        "told_top": "the chief of Zoltan Quay",
    }
    monday(talk.note_miss, Origin.PROMISE, 2, told_by="Ben", cause="Ben slept", **note)
    monday(meetings.take_over, number, by="Chloe", minute=3)
    monday(meetings.close_meeting, number, by="Chloe", minute=30)
    for what, who in (("person", "Ben"), ("customer", "Zoltan Quay"), ("person", "Chloe")):
        found = monday.look(find, what, who)
        redact(monday.store, found, actor=COMMAND_LINE, now=NOW)
    (document,) = documents(monday.store)
    assert [name for name in ("Ben", "Zoltan", "Chloe") if name in document] == []


def test_nothing_that_happens_later_changes_a_byte(held: Monday) -> None:
    before = documents(held.store)
    held(records.deliver, 2, seen=1, on=date(2026, 11, 18), today=TUESDAY, by="Chloe", minute=60)
    held(actions.tick, 1, seen=1, is_done=True, today=TUESDAY, by="Ben", minute=61)
    held.topic("Another", minute=62)
    held(say_read, 1, by="Ben", minute=63)
    assert documents(held.store) == before
    assert [row["digest"] for row in rows_of(held.store, Minutes)] == [digest_of(before[0])]


def test_what_would_be_counted_otherwise_today_is_said_with_who_or_which_file_changed_it(
    held: Monday, bring: Bring
) -> None:
    assert told(held) == {}
    held(records.deliver, 2, seen=1, on=date(2026, 11, 18), today=TUESDAY, by="Chloe", minute=60)
    assert told(held) == {"kept": (1, 2), "missed": (2, 1)}
    found = held.look(queries.different_today, kept_of(held).minutes, today=TUESDAY)
    (moved,) = found[0].moved
    assert (moved.was, moved.now, moved.called) == (
        *("missed", "kept"),
        "Zoltan Quay, Green fridge, ring the back door",
    )
    assert [(one.actor, one.action) for one in moved.changes] == [("Chloe", "deliver")]
    assert held.look(queries.owed_still, kept_of(held).minutes, today=TUESDAY) == 1
    late = {
        "reference": "K2",
        "customer": "C2",
        "received_on": "2026-11-20",
        "text": "No call",
        "breakdown": "",
    }
    bring(Kind.COMPLAINTS, [late], name="late.csv")
    found = held.look(queries.different_today, kept_of(held).minutes, today=TUESDAY)
    assert (found[-1].figure, found[-1].then, found[-1].now) == ("complaints", 1, 2)
    assert [each.file for each in found[-1].moved[0].changes] == ["late.csv"]


def test_closed_again_there_is_a_version_beside_the_first(held: Monday) -> None:
    first = documents(held.store)
    held(meetings.reopen_meeting, 1, by="Dev", minute=40)
    held(talk.decide, 1, text="Noon is shared", by="Dev", minute=41)
    held(meetings.close_meeting, 1, by="Dev", minute=45)
    assert documents(held.store)[:1] == first
    assert [row["version"] for row in rows_of(held.store, Minutes)] == [1, 2]
    assert [len(kept_of(held, version).minutes.decisions) for version in (1, 2)] == [1, 2]
    assert kept_of(held).minutes.version == 2
    assert kept_of(held).minutes.leader == "Ana"
    (past,) = held.look(queries.past_meetings)
    assert (past.versions, past.is_open, past.leader) == ((1, 2), False, "Ana")


def test_a_close_that_fails_leaves_no_minutes(monday: Monday) -> None:
    number = monday.start("Ana")
    monday.add("Nobody's", None, meeting_id=number)
    with pytest.raises(NotUnderstood, match="still open"):
        monday(meetings.close_meeting, number, minute=30)
    assert documents(monday.store) == []


def test_each_reader_counts_once_and_no_event_names_one(held: Monday) -> None:
    assert held(say_read, 1, by="Ben", minute=50) is True
    assert held(say_read, 1, by="Ben", minute=51) is False
    assert held(say_read, 1, by="Chloe", minute=52) is True
    assert held.look(queries.times_read, 1) == 2
    assert held.look(queries.has_read, 1, held.id_of("Ben")) is True
    events = [row for row in rows_of(held.store, Event) if row["action"] == "read"]
    assert {(row["actor"], row["actor_id"]) for row in events} == {("somebody who read it", None)}
    assert len(events) == len(rows_of(held.store, ReadTick)) == 2


def test_who_was_not_expected_is_no_reader_and_an_open_meeting_has_none(held: Monday) -> None:
    with pytest.raises(NotUnderstood, match="Nothing was saved"):
        held(say_read, 1, by="Finn", minute=50)
    number = held.start("Ben", day=date(2026, 11, 30))
    with pytest.raises(NotUnderstood, match="not closed yet"):
        held(say_read, number, by="Ben", minute=50)
    assert rows_of(held.store, ReadTick) == []


def removed(held: Monday, what: str, who: str) -> Kept:
    found = held.look(find, what, who)
    redact(held.store, found, actor=COMMAND_LINE, now=NOW)
    return kept_of(held)


def test_a_removed_customer_is_gone_from_minutes_and_every_figure_stays(held: Monday) -> None:
    before = kept_of(held).minutes
    kept = removed(held, "customer", "Zoltan Quay")
    minutes = kept.minutes
    for words in ("Zoltan", "Quay", "fridge", "Blue kitchen", "It hums"):
        assert words.lower() not in kept.document.lower()
    assert [row.customer for row in minutes.weeks[0].missed] == [REMOVED, "Beta"]
    assert [(one.what, one.about) for one in minutes.actions] == [(f"Ring {REMOVED}", REMOVED)]
    assert [week.figures for week in minutes.weeks] == [week.figures for week in before.weeks]
    assert (minutes.redactions, before.redactions) == (1, 0)
    assert digest_of(kept.document) == rows_of(held.store, Minutes)[0]["digest"]
    for kind in KINDS.values():
        assert b"Zoltan" not in kind.write(minutes)


def test_a_removed_person_is_gone_from_minutes_wherever_they_stood_and_nobody_else(held: Monday) -> None:
    before = documents(held.store)
    removed(held, "person", "Finn")
    assert documents(held.store) == before
    minutes = removed(held, "person", "Ben").minutes
    assert [one.name for one in minutes.attendance] == ["Ana", REMOVED, "Chloe"]
    assert [one.owner for one in minutes.actions] == [REMOVED]
    assert [win.people for win in minutes.hits] == [(REMOVED,)]
    assert minutes.leader == "Ana"


def test_the_check_finds_minutes_that_somebody_changed_past_the_program(held: Monday) -> None:
    assert wrong(held.store) == []
    changed = documents(held.store)[0].replace("Oven", "Iron")
    with transaction(held.store) as session:
        session.execute(update(table_of(Minutes)).values(document=changed))
    assert wrong(held.store) == ["minutes 1 document: is not what its digest was made of"]


def test_a_meeting_from_before_minutes_were_kept_has_none(monday: Monday) -> None:
    monday(meetings.close_meeting, monday.start("Ana"), minute=30)
    with transaction(monday.store) as session:
        session.execute(delete(table_of(Minutes)))
    (past,) = monday.look(queries.past_meetings)
    assert (past.id, past.versions) == (1, ())
    assert monday.look(queries.kept_minutes, 1) is None


def test_the_command_writes_every_kind_and_never_over_a_file(
    sqlite_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{sqlite_settings.sqlite_path}")
    assert main(["minutes"]) == 2
    assert "No meeting was closed yet" in capsys.readouterr().err
    _hold(sqlite_settings)
    assert main(["minutes"]) == 0
    assert "# Monday 23 November 2026" in capsys.readouterr().out
    for ending in KINDS:
        path = tmp_path / f"out.{ending}"
        assert main(["minutes", "--meeting", "1", "--out", str(path)]) == 0
        content = path.read_bytes()
        assert content
        assert main(["minutes", "--format", ending, "--out", str(path)]) == 2
        assert path.read_bytes() == content
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert main(["minutes", "--meeting", "7"]) == 2
    assert "There is no closed meeting 7" in capsys.readouterr().err
    assert main(["minutes", "--version", "3"]) == 2
    assert "There are no minutes" in capsys.readouterr().err


def _hold(settings: Settings) -> None:
    store = open_store(settings)
    monday = gathered(store)
    monday(meetings.close_meeting, monday.start("Ana"), minute=30)
    store.close()
