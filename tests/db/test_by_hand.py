"""What people log by hand: complaints, promises, wins, and customers nobody knew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.changes import by_hand, records, wins
from db.changes.core import ChangedMeanwhile
from db.changes.house import add_team
from db.changes.merging import merge_customers
from db.changes.undo import undo_change
from db.engine import reading, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Event, Promise, PromiseDay, Win
from db.queries.customer_names import customers_like
from db.queries.logged import Logged, evidence_for, logged
from db.redact import REMOVED, find, redact
from meeting.errors import MeetingError, NotAllowed, NotUnderstood
from meeting.permissions import Actor
from meeting.words import NamedBy, Origin, Role, Severity, Side, WinKind
from tests.db.monday import EIGHT, MONDAY, Monday, at_the_same_moment
from tests.db.stores import Bring, contents, rows_of, tables

WEDNESDAY, TUESDAY = date(2026, 11, 18), date(2026, 11, 24)
COMPLAINT: dict[str, Any] = {
    "words": "The door does not close",
    "customer_id": None,
    "received_on": WEDNESDAY,
    "breakdown": "quality",
    "severity": Severity.SERIOUS,
    "team_id": None,
    "owner_id": None,
    "today": MONDAY,
}
WIN: dict[str, Any] = {
    "text": "Ana stayed until the oven was hot",
    "kind": WinKind.SAVE,
    "customer_id": None,
    "team_ids": [],
    "person_ids": [],
    "named_by": None,
    "said": "",
    "evidence": "",
    "cited": None,
    "happened_on": WEDNESDAY,
    "today": MONDAY,
}


def refused(monday: Monday, error: type[MeetingError], match: str, call: Callable[[], object]) -> None:
    before = contents(monday.store)
    with pytest.raises(error, match=match):
        call()
    assert contents(monday.store) == before


def customer(monday: Monday, name: str = "Hotel Alpenblick", **about: Any) -> int:
    number: int = monday(by_hand.new_customer, name=name, **about)
    return number


def promise(monday: Monday, **fields: Any) -> str:
    given: dict[str, Any] = {
        "what": "Oven",
        "customer_id": customer(monday),
        "promised_on": WEDNESDAY,
        "made_on": date(2026, 11, 9),
        "today": MONDAY,
        "by": "Ben",
    }
    done: str = monday(by_hand.record_promise, **given | fields)
    return done


def test_a_complaint_by_hand_counts_in_the_week_it_was_received(monday: Monday) -> None:
    number = customer(monday)
    operation = monday(by_hand.log_complaint, **COMPLAINT | {"customer_id": number}, by="Ben")
    (row,) = rows_of(monday.store, Complaint)
    assert (row["text"], row["received_week"], row["severity"]) == (COMPLAINT["words"], "2026-W47", "serious")
    assert (row["customer_id"], row["source"], row["reference"]) == (number, None, None)
    assert monday.look(logged, operation) == Logged("complaint", row["id"])


def test_a_promise_by_hand_is_due_on_its_day_and_was_never_moved(monday: Monday) -> None:
    promise(monday)
    (row,) = rows_of(monday.store, Promise)
    assert (row["promised_on"], row["first_promised_on"]) == (WEDNESDAY, WEDNESDAY)
    (day,) = rows_of(monday.store, PromiseDay)
    assert (day["day"], day["week"], day["said_on"], day["replaced_on"]) == (
        WEDNESDAY,
        "2026-W47",
        None,
        None,
    )
    assert (row["promised_week"], row["first_promised_week"]) == ("2026-W47", "2026-W47")
    assert (row["made_on"], row["breakdown"]) == (date(2026, 11, 9), "late")


def test_a_win_by_hand_names_people_and_teams_and_shows_what_it_stands_on(monday: Monday) -> None:
    promise(monday)
    team = monday(add_team, name="Workshop", side=Side.SERVICE, by="Dev")
    people = [monday.id_of("Ben"), monday.id_of("Ana"), monday.id_of("Ana")]
    about: dict[str, Any] = {
        "customer_id": 1,
        "team_ids": [team],
        "person_ids": people,
        "named_by": NamedBy.CUSTOMER,
    }
    about |= {"said": "Nobody else came at night", "cited": (Origin.PROMISE, 1)}
    monday(wins.log_win, **WIN | about, by="Ben")
    row = tables(monday.store)["win"][1]
    assert (row["people"], row["teams"]) == (sorted(set(people)), [team])
    assert (row["said"], row["promise_id"], row["complaint_id"]) == ("Nobody else came at night", 1, None)
    assert (row["happened_on"], row["happened_week"]) == (WEDNESDAY, "2026-W47")


LOGS: list[tuple[Callable[..., str], dict[str, Any]]] = [
    (by_hand.log_complaint, COMPLAINT),
    (wins.log_win, WIN),
]


@pytest.mark.parametrize(("log", "given"), LOGS)
def test_a_button_pressed_twice_logs_once_and_undo_takes_it_back(
    monday: Monday, log: Callable[..., str], given: dict[str, Any]
) -> None:
    for _ in range(2):
        assert monday(log, **given, by="Ben", operation="pressed twice") == "pressed twice"
    assert monday(undo_change, "pressed twice", by="Ben") == 1
    model = Win if log is wins.log_win else Complaint
    assert [row["hidden"] for row in rows_of(monday.store, model)] == [True]


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"words": "  "}, "Say what was said"),
        ({"words": "x" * 2001}, "at most 2000"),
        ({"words": "a\0b"}, "cannot be stored"),
        ({"received_on": TUESDAY}, "still to come"),
        ({"received_on": date(1026, 11, 18)}, "is too far away. Nothing was saved. Check the year"),
        ({"breakdown": "explosion"}, "What broke is one of"),
        ({"customer_id": 77}, "This customer is not there"),
        ({"team_id": 77}, "This team is not there"),
        ({"owner_id": 77}, "This person is not there"),
    ],
)
def test_a_complaint_that_cannot_be_is_refused(monday: Monday, changed: dict[str, Any], match: str) -> None:
    refused(
        monday, NotUnderstood, match, lambda: monday(by_hand.log_complaint, **COMPLAINT | changed, by="Ben")
    )


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"text": ""}, "Say what went well"),
        ({"said": "x" * 2001}, "what the customer said"),
        ({"happened_on": TUESDAY}, "still to come"),
        ({"person_ids": [77]}, "This person is not there"),
        ({"team_ids": [77]}, "This team is not there"),
        ({"cited": (Origin.PROMISE, 77)}, "This promise is not there"),
        ({"cited": (Origin.NOTE, 1)}, "cites a promise or a complaint"),
    ],
)
def test_a_win_that_cannot_be_is_refused(monday: Monday, changed: dict[str, Any], match: str) -> None:
    refused(monday, NotUnderstood, match, lambda: monday(wins.log_win, **WIN | changed, by="Ben"))


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"what": ""}, "Say what was promised"),
        ({"made_on": TUESDAY}, "still to come"),
        ({"promised_on": date(2999, 1, 1)}, "is too far away. Nothing was saved. Check the year"),
        ({"customer_id": 77}, "This customer is not there"),
    ],
)
def test_a_promise_that_cannot_be_is_refused(monday: Monday, changed: dict[str, Any], match: str) -> None:
    number = customer(monday)
    refused(monday, NotUnderstood, match, lambda: promise(monday, **{"customer_id": number, **changed}))


def test_a_new_customer_is_never_made_twice_however_it_is_spelled(monday: Monday, bring: Bring) -> None:
    bring(Kind.PROMISES, [{"reference": "1", "customer": "Hotel Alpenblick", "promised_on": "2026-11-18"}])
    before = contents(monday.store)
    for name in ("Hotel Alpenblick", "hotel  alpenblick", " HOTELALPENBLICK "):
        assert customer(monday, name, by="Ben") == 1
    assert contents(monday.store) == before
    assert customer(monday, "Hotel  Sonne", by="Ben") != 1
    assert [row["name"] for row in rows_of(monday.store, Customer)] == ["Hotel Alpenblick", "Hotel Sonne"]


def test_a_name_from_before_a_merge_is_the_customer_it_became(monday: Monday) -> None:
    keep, gone = customer(monday, "Hotel Alpenblick"), customer(monday, "Alpenblick Hotel GmbH")
    monday(merge_customers, keep=(keep, 1), gone=(gone, 1), by="Chloe")
    assert customer(monday, "Alpenblick Hotel GmbH", by="Ben") == keep
    assert [(one.id, one.name) for one in monday.look(customers_like, "gmbh")] == [(keep, "Hotel Alpenblick")]


def test_a_new_customer_another_was_merged_into_stays(monday: Monday) -> None:
    keep, gone = customer(monday, "Hotel Alpenblick"), customer(monday, "Alpenblick Hotel GmbH")
    (made,) = [
        row["operation"]
        for row in rows_of(monday.store, Event)
        if row["record_id"] == keep and row["what"] == "customer"
    ]
    monday(merge_customers, keep=(keep, 1), gone=(gone, 1), by="Chloe")
    refused(
        monday,
        MeetingError,
        "Nothing was undone",
        lambda: monday(undo_change, made.rpartition("/")[0], by="Chloe"),
    )


def test_two_who_log_for_the_same_new_customer_at_once_make_one(monday: Monday) -> None:
    def log() -> int:
        return customer(monday, "Bakery", by="Ben")

    first, second = at_the_same_moment(monday.store, log, log, before=["INSERT INTO customer"])
    assert first == second
    assert len(rows_of(monday.store, Customer)) == 1


def test_undoing_what_was_logged_leaves_its_customer_and_one_in_use_stays(monday: Monday) -> None:
    number = customer(monday, by="Ben")
    operation = monday(by_hand.log_complaint, **COMPLAINT | {"customer_id": number}, by="Ben")
    (made,) = {
        row["operation"].partition("/")[0]
        for row in rows_of(monday.store, Event)
        if row["action"] == "new customer"
    }
    refused(monday, NotUnderstood, "Something is told", lambda: monday(undo_change, made, by="Chloe"))
    monday(undo_change, operation, by="Ben")
    assert [row["hidden"] for row in rows_of(monday.store, Customer)] == [False]
    monday(undo_change, made, by="Chloe")
    assert [row["hidden"] for row in rows_of(monday.store, Customer)] == [True]


def test_those_whose_name_begins_so_come_before_those_that_hold_it_and_no_more_than_asked(
    monday: Monday,
) -> None:
    for name in ("Neue Sonne", "Sonne", "Sonnenhof", "Sonnenschein", "Am Sonnenhang", "Mond"):
        customer(monday, name)
    found = monday.look(customers_like, " sonne", most=4)
    assert [one.name for one in found] == ["Sonne", "Sonnenhof", "Sonnenschein", "Am Sonnenhang"]
    assert [one.is_exact for one in found] == [True, False, False, False]
    assert monday.look(customers_like, "  ") == ()
    assert monday.look(customers_like, "%") == ()


def correct(monday: Monday, what: str, *, by: str, seen: int = 1, words: str = "Other words") -> str:
    if what == "win":
        fields = {name: value for name, value in WIN.items() if name != "text"}
        done: str = monday(wins.correct_win, 1, seen=seen, text=words, **fields, by=by)
    else:
        fields = {name: value for name, value in COMPLAINT.items() if name != "words"}
        done = monday(by_hand.correct_complaint, 1, seen=seen, words=words, **fields, by=by)
    return done


@pytest.mark.parametrize("what", ["win", "complaint"])
def test_a_member_corrects_and_undoes_what_they_logged_and_nobody_elses(monday: Monday, what: str) -> None:
    log, given = LOGS[1] if what == "win" else LOGS[0]
    monday(log, **given, by="Ben", operation="logged")
    refused(monday, NotAllowed, "Finn may not", lambda: correct(monday, what, by="Finn"))
    refused(monday, NotAllowed, "Finn may not", lambda: monday(undo_change, "logged", by="Finn"))
    done = correct(monday, what, by="Ben")
    refused(
        monday, ChangedMeanwhile, "Nothing was saved", lambda: correct(monday, what, by="Chloe", words="x")
    )
    assert tables(monday.store)[what][1]["text"] == "Other words"
    assert correct(monday, what, by="Ana", seen=2) == ""
    monday(undo_change, done, by="Ben")
    assert tables(monday.store)[what][1]["text"] == given.get("text", given.get("words"))


def test_nobody_corrects_what_a_file_brought_as_their_own(monday: Monday, bring: Bring) -> None:
    was_manager = replace(monday.cast["Ben"], role=Role.MANAGER)
    bring(Kind.COMPLAINTS, [{"reference": "1", "received_on": "2026-11-18"}], actor=was_manager)
    refused(monday, NotAllowed, "Ben may not", lambda: correct(monday, "complaint", by="Ben"))


def test_who_recorded_a_promise_delivers_and_withdraws_it_and_a_stranger_does_not(monday: Monday) -> None:
    promise(monday)
    deliver: dict[str, Any] = {"seen": 1, "on": WEDNESDAY, "today": MONDAY}
    refused(monday, NotAllowed, "Finn may not", lambda: monday(records.deliver, 1, **deliver, by="Finn"))
    done = monday(records.deliver, 1, **deliver, by="Ben")
    assert rows_of(monday.store, Promise)[0]["delivered_on"] == WEDNESDAY
    monday(undo_change, done, by="Ben")
    assert rows_of(monday.store, Promise)[0]["delivered_on"] is None


def test_what_was_kept_from_before_is_not_asked_for_again(monday: Monday) -> None:
    team = monday(add_team, name="Workshop", side=Side.SERVICE, by="Dev")
    monday(wins.log_win, **WIN | {"team_ids": [team]}, by="Ben")
    undo = [row["operation"] for row in rows_of(monday.store, Event) if row["action"] == "add team"]
    monday(undo_change, undo[0].partition("/")[0], by="Dev")
    fields = WIN | {"team_ids": [team], "text": "Other words"}
    assert monday(wins.correct_win, 1, seen=1, **fields, by="Ben")
    fields["team_ids"] = []
    assert monday(wins.correct_win, 1, seen=2, **fields, by="Ben")
    fields["team_ids"] = [team]
    refused(
        monday, NotUnderstood, "not there", lambda: monday(wins.correct_win, 1, seen=3, **fields, by="Ben")
    )


def test_a_win_may_cite_the_latest_of_its_customer(monday: Monday) -> None:
    promise(monday)
    monday(by_hand.log_complaint, **COMPLAINT | {"customer_id": 1, "received_on": MONDAY}, by="Ben")
    found = monday.look(evidence_for, 1)
    assert [(one.kind, one.words) for one in found] == [
        (Origin.COMPLAINT, "The door does not close"),
        (Origin.PROMISE, "Oven"),
    ]
    assert monday.look(evidence_for, 1, most=1) == found[:1]


def test_the_words_of_a_forgotten_customer_are_gone_from_their_wins_too(monday: Monday) -> None:
    number = customer(monday, "Bakery Holm")
    about = {"customer_id": number, "said": "We love it, says Holm", "evidence": "our mail"}
    monday(wins.log_win, **WIN | about, by="Ben")
    about = {"said": "So says Bakery Holm, too", "evidence": ""}
    monday(wins.log_win, **WIN | about, by="Ben")
    with reading(monday.store) as session:
        found = find(session, "customer", str(number))
    redact(monday.store, found, actor=monday.cast["Dev"], now=EIGHT)
    one, two = rows_of(monday.store, Win)
    assert (one["text"], one["said"], one["evidence"]) == (REMOVED, REMOVED, REMOVED)
    assert two["said"] == f"So says {REMOVED}, too"
    assert not any("Holm" in str(row) for row in rows_of(monday.store, Event))


def test_who_looks_around_the_example_undoes_what_they_did_and_nobody_elses(monday: Monday) -> None:
    member, manager = (
        Actor(f"somebody looking around as {role}", role) for role in (Role.MEMBER, Role.MANAGER)
    )

    def undone(operation: str, actor: Actor) -> None:
        with transaction(monday.store) as session:
            undo_change(session, operation, actor=actor, now=EIGHT)

    def did(change: Callable[..., str], actor: Actor, **named: Any) -> str:
        with transaction(monday.store) as session:
            return change(session, actor=actor, now=EIGHT, **named)

    for operation in (did(wins.log_win, manager, **WIN), monday(wins.log_win, by="Ben", **WIN)):
        with pytest.raises(NotAllowed, match="correct an entry"):
            undone(operation, member)
    mine = did(by_hand.log_complaint, member, **COMPLAINT)
    ben = Actor("Ben", Role.MEMBER, monday.id_of("Ben"))
    # The same name is not enough for anybody who has a number.
    with pytest.raises(NotAllowed, match="correct an entry"):
        undone(mine, replace(ben, name=member.name))
    undone(mine, member)
    assert [row["hidden"] for row in rows_of(monday.store, Complaint)] == [True]
    assert [row["hidden"] for row in rows_of(monday.store, Win)] == [False, False]
