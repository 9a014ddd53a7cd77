"""One promise or complaint with all that is known of it: what it is now, who made it so, what its file says."""

from __future__ import annotations

from datetime import date

import pytest

from db.changes.merging import merge_customers
from db.changes.records import correct_day, deliver, mark_same_as, move, set_tier
from db.changes.undo import undo_change
from db.changes.undo_import import undo_import
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, IntakeRun, Promise
from db.queries.history import changed_together, complaint_history, customer_history, promise_history
from meeting.permissions import COMMAND_LINE, Actor
from meeting.records import RecordHistory
from meeting.words import Role, Tier
from tests.db.stores import NOW, TODAY, Bring, one_of, rows_of

CHLOE = Actor("Chloe", Role.MANAGER)
FIRST, LATER = date(2026, 11, 18), date(2026, 12, 1)
ROW = {"reference": "P-1", "customer": "Acme", "promised_on": "2026-11-18", "what": "Oven", "team": "Service"}


@pytest.fixture
def promise_id(store: Store, bring: Bring) -> int:
    bring(Kind.PROMISES, [ROW])
    found: int = one_of(store, Promise, reference="P-1")["id"]
    return found


def history(store: Store, promise_id: int) -> RecordHistory:
    with reading(store) as session:
        found = promise_history(session, promise_id)
    assert found is not None
    return found


def moved(store: Store, promise_id: int, seen: int = 1) -> str:
    with transaction(store) as session:
        return move(
            session,
            promise_id,
            seen=seen,
            to=LATER,
            reason="Parts are late",
            today=TODAY,
            actor=CHLOE,
            now=NOW,
        )


def test_a_promise_from_a_file_names_its_file_and_everything_in_it(store: Store, promise_id: int) -> None:
    found = history(store, promise_id)
    assert (found.version, found.hidden, found.source, found.reference) == (1, False, "main", "P-1")
    assert (found.text("customer"), found.text("what"), found.text("team")) == ("Acme", "Oven", "Service")
    assert (found.day("promised_on"), found.day("delivered_on")) == (FIRST, None)
    assert found.numbers["customer"] == one_of(store, Customer, reference="Acme")["id"]
    (change,) = found.changes
    assert (change.actor, change.action, change.file, change.is_first) == (
        COMMAND_LINE.name,
        "bring in",
        "file.csv",
        True,
    )
    assert change.fields["promised_on"] == (None, FIRST)
    assert found.set_by("promised_on") == change
    assert found.file_says == {}


def test_a_change_by_hand_is_told_with_its_reason_and_what_the_file_says(
    store: Store, bring: Bring, promise_id: int
) -> None:
    moved(store, promise_id)
    found = history(store, promise_id)
    newest, first = found.changes
    assert (newest.actor, newest.action, newest.reason, newest.file) == (
        "Chloe",
        "move",
        "Parts are late",
        None,
    )
    days = "18 November 2026, then 1 December 2026 (said 22 November 2026)"
    assert newest.fields == {"promised_on": (FIRST, LATER), "days": (None, days)}
    assert (found.set_by("promised_on"), found.set_by("what")) == (newest, first)
    assert found.file_says == {"promised_on": FIRST}
    assert (found.since(1), found.since(2)) == ((newest,), ())
    # The file changes its mind: it is heard, and the hand still decides.
    bring(Kind.PROMISES, [{**ROW, "promised_on": "2026-11-20"}])
    found = history(store, promise_id)
    assert found.file_says == {"promised_on": date(2026, 11, 20)}
    assert found.set_by("promised_on") == newest


def test_what_was_undone_is_from_the_file_again(store: Store, promise_id: int) -> None:
    operation = moved(store, promise_id)
    with transaction(store) as session:
        undo_change(session, operation, actor=CHLOE, now=NOW)
    found = history(store, promise_id)
    assert [change.action for change in found.changes] == ["undo", "move", "bring in"]
    assert found.set_by("promised_on") == found.changes[-1]
    assert found.file_says == {}


def test_a_promise_taken_back_with_its_import_is_told_so(store: Store, promise_id: int) -> None:
    run = one_of(store, IntakeRun, kind="promises")["id"]
    with transaction(store) as session:
        undo_import(session, run, actor=COMMAND_LINE, now=NOW)
    found = history(store, promise_id)
    assert found.hidden
    assert found.changes[0].action == "undo import"
    with reading(store) as session:
        assert promise_history(session, 999) is None


def test_a_merge_names_both_customers(store: Store, bring: Bring, promise_id: int) -> None:
    bring(Kind.PROMISES, [{**ROW, "reference": "P-2", "customer": "ACME Ltd"}])
    keep, gone = (one_of(store, Customer, reference=name)["id"] for name in ("ACME Ltd", "Acme"))
    with transaction(store) as session:
        merge_customers(session, keep=(keep, 1), gone=(gone, 1), actor=CHLOE, now=NOW)
    found = history(store, promise_id)
    assert found.changes[0].fields == {"customer": ("Acme", "ACME Ltd")}
    assert found.set_by("customer") == found.changes[0]


def test_the_customer_that_stays_tells_of_the_merge_and_of_its_own_changes(
    store: Store, bring: Bring, promise_id: int
) -> None:
    bring(Kind.PROMISES, [{**ROW, "reference": "P-2", "customer": "ACME Ltd"}])
    keep, gone = (one_of(store, Customer, reference=name)["id"] for name in ("ACME Ltd", "Acme"))
    with transaction(store) as session:
        set_tier(session, [(keep, 1)], tier=Tier.A, actor=CHLOE, now=NOW)
        set_tier(session, [(gone, 1)], tier=Tier.B, actor=CHLOE, now=NOW)
    with transaction(store) as session:
        operation = merge_customers(session, keep=(keep, 2), gone=(gone, 2), actor=CHLOE, now=NOW)
    with reading(store) as session:
        found = customer_history(session, keep)
        # A promise, and the customer that is gone.
        assert changed_together(session, operation) == 2
    assert found is not None
    assert [change.action for change in found.changes] == ["merge customers", "set tier", "bring in"]
    assert found.changes[0].fields == {"merged_with": (None, "Acme")}
    assert found.changes[0].operation == operation
    assert found.fields["tier"] == "A"
    # What was changed of the other is no change of this one.
    assert found.since(2) == ()
    with transaction(store) as session:
        undo_change(session, operation, actor=CHLOE, now=NOW)
    with reading(store) as session:
        found = customer_history(session, keep)
        other = customer_history(session, gone)
    assert found is not None
    assert other is not None
    assert [change.action for change in found.changes] == ["set tier", "bring in"]
    assert [change.action for change in other.changes] == ["undo", "merge customers", "set tier", "bring in"]


def test_every_field_of_a_corrected_day_is_told(store: Store, promise_id: int) -> None:
    with transaction(store) as session:
        correct_day(session, promise_id, seen=1, to=LATER, reason="Typed wrongly", actor=CHLOE, now=NOW)
    with transaction(store) as session:
        deliver(session, promise_id, seen=2, on=TODAY, today=TODAY, actor=CHLOE, now=NOW)
    delivered, corrected, _ = history(store, promise_id).changes
    assert delivered.fields == {"delivered_on": (None, TODAY)}
    assert corrected.fields == {"promised_on": (FIRST, LATER), "first_promised_on": (FIRST, LATER)}


def test_a_complaint_names_its_promise_and_the_one_it_is_the_same_as(
    store: Store, bring: Bring, promise_id: int
) -> None:
    rows = [
        {"reference": str(number), "received_on": "2026-11-19", "text": text, "promise": "P-1"}
        for number, text in enumerate(("No oven came", ""))
    ]
    bring(Kind.COMPLAINTS, rows)
    first, second = (row["id"] for row in rows_of(store, Complaint))
    for one, seen, other in ((second, 1, first), (second, 2, None), (first, 1, second)):
        with transaction(store) as session:
            mark_same_as(session, one, seen=seen, other_id=other, actor=CHLOE, now=NOW)
    with reading(store) as session:
        found, other_found = complaint_history(session, first), complaint_history(session, second)
    assert found is not None
    assert other_found is not None
    assert found.text("promise") == "Oven"
    # One without words is called by its reference.
    assert found.text("same_as") == "1"
    assert [change.fields["same_as"] for change in other_found.changes[:2]] == [
        ("No oven came", None),
        (None, "No oven came"),
    ]
