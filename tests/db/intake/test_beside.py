"""What rows tell of records that other rows only named is kept, whichever comes first."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from sqlalchemy.orm import Session

from db.changes import Changes, add_team
from db.changes.records import edit
from db.changes.undo_import import undo_import
from db.engine import Store, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Promise, Team
from meeting.permissions import COMMAND_LINE
from meeting.words import Side
from tests.db.round_trip import as_csv, bring_bytes
from tests.db.stores import NOW, Bring, counts, one_of, rows_of, wrong

PROMISE = {"reference": "1", "customer": "C1", "promised_on": "2026-11-20"}
COMPLAINT = {"reference": "1", "received_on": "2026-11-16", "customer": "C1"}


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_customer_gets_the_name_that_only_some_rows_tell(
    store: Store, bring: Bring, is_first: bool, at_once: bool
) -> None:
    rows = [
        {**PROMISE, "customer_name": "Alpha" if is_first else ""},
        {**PROMISE, "reference": "2", "customer_name": "" if is_first else "Alpha"},
    ]
    reports = [bring(Kind.PROMISES, part) for part in ([rows] if at_once else [rows[:1], rows[1:]])]
    (customer,) = rows_of(store, Customer)
    assert (customer["name"], customer["name_key"], customer["reference"]) == ("Alpha", "alpha", "C1")
    assert reports[-1].completed == ([] if is_first else ["customer C1: Alpha"])
    assert wrong(store) == []


def test_a_customer_that_has_a_name_keeps_it(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "C1", "name": "Alpha"}])
    assert bring(Kind.PROMISES, [{**PROMISE, "customer_name": "Alpha and Sons"}]).completed == []
    assert one_of(store, Customer)["name"] == "Alpha"


def test_a_name_given_by_hand_stays(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [PROMISE])
    with transaction(store) as session:
        _rename(session, "Alpha")
    with transaction(store) as session:
        _rename(session, "c1")
    bring(Kind.PROMISES, [{**PROMISE, "customer_name": "Beta"}])
    assert one_of(store, Customer)["name"] == "c1"


def _rename(session: Session, name: str) -> None:
    changes = Changes(session, actor=COMMAND_LINE, now=NOW)
    seen = 1 if name == "Alpha" else 2
    edit(changes, Customer, 1, seen=seen, fields={"name": name, "name_key": name.lower()}, action="rename")
    changes.write()


def test_a_known_customer_without_an_address_gets_it_and_one_that_has_one_keeps_it(
    store: Store, bring: Bring
) -> None:
    bring(Kind.PROMISES, [{**PROMISE, "customer_name": "Alpha"}])
    rows = [
        {**COMPLAINT, "customer_email": ""},
        {**COMPLAINT, "reference": "2", "customer_email": "a@example.com"},
        {**COMPLAINT, "reference": "3", "customer_email": "b@example.com"},
    ]
    assert bring(Kind.COMPLAINTS, rows).completed == ["customer C1: a@example.com"]
    assert one_of(store, Customer)["email"] == "a@example.com"
    # And is known by it from now on.
    bring(
        Kind.COMPLAINTS, [{"reference": "4", "received_on": "2026-11-16", "customer_email": "a@example.com"}]
    )
    assert len(rows_of(store, Customer)) == 1
    assert wrong(store) == []


def test_a_customer_known_by_an_address_alone_gets_its_name(store: Store, bring: Bring) -> None:
    rows = [
        {"reference": "1", "received_on": "2026-11-16", "customer_email": "a@example.com"},
        {
            **{"reference": "2", "received_on": "2026-11-16", "customer_email": "a@example.com"},
            "customer_name": "Alpha",
        },
    ]
    for row in rows:
        bring(Kind.COMPLAINTS, [row])
    customer = one_of(store, Customer)
    assert (customer["name"], customer["email"]) == ("Alpha", "a@example.com")


def test_a_customer_taken_back_comes_back_once_however_many_ways_rows_name_it(
    store: Store, bring: Bring
) -> None:
    run = bring(Kind.PROMISES, [PROMISE]).run_id
    assert run is not None
    with transaction(store) as session:
        undo_import(session, run, actor=COMMAND_LINE, now=NOW)
    rows = [{**PROMISE, "customer_name": ""}, {**PROMISE, "reference": "2", "customer_name": "Alpha"}]
    assert bring(Kind.PROMISES, rows).refusals == []
    customer = one_of(store, Customer)
    assert (customer["name"], customer["hidden"]) == ("Alpha", False)
    assert wrong(store) == []


def test_what_a_file_completed_goes_back_with_it(store: Store, bring: Bring) -> None:
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "1"}])
    before = [rows_of(store, model) for model in (Complaint, Customer)]
    run = bring(Kind.PROMISES, [{**PROMISE, "customer_name": "Alpha"}]).run_id
    assert one_of(store, Complaint)["promise_id"] == one_of(store, Promise)["id"]
    assert run is not None
    with transaction(store) as session:
        assert undo_import(session, run, actor=COMMAND_LINE, now=NOW).kept == ()
    after = [rows_of(store, model) for model in (Complaint, Customer)]
    assert [[{**row, "version": 1} for row in rows] for rows in after] == before
    # And it waits again.
    bring(Kind.PROMISES, [PROMISE])
    assert one_of(store, Complaint)["promise_id"] is not None
    assert wrong(store) == []


def test_a_complaint_waits_for_the_promise_its_file_named_last(store: Store, bring: Bring) -> None:
    for promise in ("8", "9"):
        bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": promise}])
    bring(Kind.PROMISES, [{**PROMISE, "reference": "8"}])
    assert one_of(store, Complaint)["promise_id"] is None
    # What goes out and comes in again still waits.
    assert counts(bring_bytes(bring, Kind.COMPLAINTS, as_csv(store, Kind.COMPLAINTS))) == (0, 0, 1, 0)
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "reference": "2", "promise": ""}])
    bring(Kind.PROMISES, [{**PROMISE, "reference": "9"}])
    complaint, other = rows_of(store, Complaint)
    assert complaint["promise_id"] == one_of(store, Promise, reference="9")["id"]
    assert (complaint["file_says"], other["promise_id"]) == (None, None)


def test_a_complaint_that_names_no_promise_any_more_does_not_wait(store: Store, bring: Bring) -> None:
    for promise in ("9", ""):
        bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": promise}])
    bring(Kind.PROMISES, [{**PROMISE, "reference": "9"}])
    assert one_of(store, Complaint)["promise_id"] is None


def test_a_link_made_by_hand_stays_when_the_promise_of_the_file_comes(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [PROMISE])
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "9"}])
    for seen, promise_id in ((1, one_of(store, Promise)["id"]), (2, None)):
        with transaction(store) as session:
            changes = Changes(session, actor=COMMAND_LINE, now=NOW)
            edit(changes, Complaint, 1, seen=seen, fields={"promise_id": promise_id}, action="link")
            changes.write()
    with transaction(store) as session:
        changes = Changes(session, actor=COMMAND_LINE, now=NOW)
        promise_id = one_of(store, Promise)["id"]
        edit(changes, Complaint, 1, seen=3, fields={"promise_id": promise_id}, action="link")
        changes.write()
    bring(Kind.PROMISES, [{**PROMISE, "reference": "9"}])
    complaint = one_of(store, Complaint)
    assert complaint["promise_id"] == one_of(store, Promise, reference="1")["id"]
    assert json.loads(complaint["file_says"]) == {"promise": "9", "promise_id": None}


def test_a_complaint_waits_for_a_promise_of_its_own_source_or_of_the_only_one(
    store: Store, bring: Bring
) -> None:
    for source in ("desk", "main", "field"):
        bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "9"}], source=source)
    bring(Kind.PROMISES, [{**PROMISE, "reference": "9"}], source="main")
    links = {row["source"]: row["promise_id"] for row in rows_of(store, Complaint)}
    (promise,) = rows_of(store, Promise)
    assert links == dict.fromkeys(("desk", "main", "field"), promise["id"])


@pytest.mark.parametrize("spellings", [*permutations(["SERVICE NORTH", "Service North", "service north"])])
def test_of_several_spellings_of_a_team_the_same_is_taken_whichever_comes_first(
    store: Store, bring: Bring, spellings: tuple[str, ...]
) -> None:
    for at, spelling in enumerate(spellings):
        bring(Kind.PROMISES, [{**PROMISE, "reference": str(at), "team": spelling}])
    assert [team["name"] for team in rows_of(store, Team)] == ["Service North"]
    rows = [{**PROMISE, "reference": str(at), "team": spelling} for at, spelling in enumerate(spellings)]
    assert bring(Kind.PROMISES, rows).completed == []
    assert wrong(store) == []


def test_a_team_named_by_a_person_keeps_its_spelling(store: Store, bring: Bring) -> None:
    with transaction(store) as session:
        add_team(session, actor=COMMAND_LINE, now=NOW, name="SERVICE", side=Side.SERVICE)
    bring(Kind.PROMISES, [{**PROMISE, "team": "Service"}])
    assert one_of(store, Team)["name"] == "SERVICE"
