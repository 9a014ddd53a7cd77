"""The log of changes: who changed what and when, in words; by person, record and day; a page at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from db import changes
from db.changes.records import move
from db.changes.rota import say_away
from db.changes.talk import raise_topic
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Event, Promise, Win
from db.queries.log import log, whats
from meeting.log import FieldChange, LogFilter, LogPage
from meeting.permissions import COMMAND_LINE, Actor
from meeting.words import Role, Side
from tests.db.stores import NOW, TODAY, Bring, one_of, rows_of

PROMISES = [
    {
        "reference": "1",
        "customer": "C1",
        "customer_name": "Alpha",
        "promised_on": "2026-11-25",
        "team": "Workshop",
    },
    {
        "reference": "2",
        "customer": "C2",
        "customer_name": "Beta",
        "promised_on": "2026-11-26",
        "team": "Workshop",
    },
]
WINS = [
    {
        "reference": "1",
        "happened_on": "2026-11-17",
        "team": "Sales; Workshop",
        "person": "Ana",
        "text": "Saved it",
    }
]
CHLOE = Actor("Chloe 100%", Role.MANAGER)


@pytest.fixture
def lived_in(store: Store, bring: Bring) -> Store:
    bring(Kind.PROMISES, PROMISES, name="orders.csv")
    bring(Kind.WINS, WINS, name="wins.csv")
    promise = one_of(store, Promise, reference="1")
    with transaction(store) as session:
        move(
            session,
            promise["id"],
            seen=1,
            to=date(2026, 11, 27),
            today=TODAY,
            reason="The van broke",
            actor=CHLOE,
            now=datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
        )
    return store


def look(
    store: Store,
    asked: LogFilter = LogFilter(),  # noqa: B008
    *,
    zone: str = "Europe/Berlin",
    before: int | None = None,
    most: int = 50,
) -> LogPage:
    with reading(store) as session:
        return log(session, asked, zone=zone, before=before, most=most)


def test_an_entry_tells_before_and_after_in_words(lived_in: Store) -> None:
    entry = look(lived_in).entries[0]
    assert (entry.who, entry.action, entry.what, entry.reason) == (
        "Chloe 100%",
        "move",
        "promise",
        "The van broke",
    )
    assert FieldChange("promised on", "25 November 2026", "27 November 2026") in entry.changes
    days = "25 November 2026, then 27 November 2026 (said 22 November 2026)"
    assert FieldChange("days", "nothing", days) in entry.changes
    assert not any("week" in change.field or "says" in change.field for change in entry.changes)


def test_numbers_of_other_records_are_their_names(lived_in: Store) -> None:
    found = look(lived_in, LogFilter(what="promise")).entries
    fields = {change.field: change.after for change in found[-1].changes}
    assert (fields["customer"], fields["team"]) == ("Alpha", "Workshop")
    win = one_of(lived_in, Win, reference="1")
    (entry,) = look(lived_in, LogFilter(what="win", record_id=win["id"])).entries
    assert entry.name == "Saved it"
    assert entry.file == "wins.csv"
    assert {change.field: change.after for change in entry.changes}["people"] == "Ana"
    assert {change.field: change.after for change in entry.changes}["teams"] in (
        "Sales, Workshop",
        "Workshop, Sales",
    )


def test_the_newest_come_first_and_pages_leave_nothing_out(lived_in: Store) -> None:
    seen: list[int] = []
    before: int | None = None
    while True:
        page = look(lived_in, before=before, most=3)
        seen += [entry.seq for entry in page.entries]
        before = page.older
        if before is None:
            break
    assert seen == sorted((event["seq"] for event in rows_of(lived_in, Event)), reverse=True)
    assert page.total == len(seen)


@pytest.mark.parametrize("who", ["chloe", "100%", "Chloe 100%"])
def test_a_person_is_found_by_part_of_the_name(lived_in: Store, who: str) -> None:
    assert {entry.who for entry in look(lived_in, LogFilter(who=who)).entries} == {"Chloe 100%"}


@pytest.mark.parametrize("who", ["1%0", "_hloe", "Zoe"])
def test_marks_of_a_search_are_letters_like_others(lived_in: Store, who: str) -> None:
    assert look(lived_in, LogFilter(who=who)) == LogPage((), 0, None)


def test_days_are_those_of_the_organisation(lived_in: Store) -> None:
    monday = LogFilter(first=date(2026, 11, 23), last=date(2026, 11, 23))
    assert [entry.action for entry in look(lived_in, monday).entries] == ["move"]
    assert look(lived_in, monday, zone="UTC").entries == ()
    sunday = LogFilter(first=date(2026, 11, 22), last=date(2026, 11, 22))
    assert len(look(lived_in, sunday, zone="UTC").entries) == len(rows_of(lived_in, Event))


def test_a_record_is_found_by_its_number(lived_in: Store) -> None:
    promise = one_of(lived_in, Promise, reference="1")
    found = look(lived_in, LogFilter(what="promise", record_id=promise["id"])).entries
    assert [entry.action for entry in found] == ["move", "bring in"]
    assert [entry.is_first for entry in found] == [False, True]


def test_every_kind_of_record_can_be_asked_for(store: Store) -> None:
    with transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name="Service", side=Side.SERVICE)
    with reading(store) as session:
        assert {"promise", "team", "person", "organisation"} <= set(whats(session))
    assert [entry.name for entry in look(store, LogFilter(what="team")).entries] == ["Service"]


def test_what_has_a_title_or_no_name_at_all_is_listed(lived_in: Store) -> None:
    about: dict[str, Any] = {"actor": CHLOE, "now": NOW}
    with transaction(lived_in) as session:
        raise_topic(session, title="Parts come late", **about)
        say_away(session, 1, first=TODAY, last=TODAY, **about)
    away, topic, *_ = look(lived_in).entries
    assert (topic.what, topic.name) == ("topic", "Parts come late")
    assert (away.what, away.name) == ("absence", "")
