"""Two customers that are one: one change, undoable, and the next file knows it."""

from __future__ import annotations

from typing import Any

import pytest

from db.changes import ChangedMeanwhile
from db.changes.by_hand import log_complaint, new_customer
from db.changes.merging import merge_customers
from db.changes.records import set_tier
from db.changes.undo import undo_change
from db.changes.undo_import import undo_import
from db.engine import Store, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Event, Promise
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.words import Role, Tier
from tests.db.monday import at_the_same_moment
from tests.db.stores import NOW, TODAY, Bring, contents, counts, one_of, rows_of, tables, wrong

PROMISES = [
    {"reference": "1", "customer": "ACME", "promised_on": "2026-11-10"},
    {"reference": "2", "customer": "ACME Ltd", "promised_on": "2026-11-10"},
]


@pytest.fixture
def two(store: Store, bring: Bring) -> tuple[int, int]:
    bring(Kind.PROMISES, PROMISES)
    bring(Kind.COMPLAINTS, [{"reference": "1", "customer": "ACME Ltd", "received_on": "2026-11-10"}])
    keep, gone = (one_of(store, Customer, reference=name)["id"] for name in ("ACME", "ACME Ltd"))
    with transaction(store) as session:
        set_tier(session, [(gone, 1)], tier=Tier.B, actor=COMMAND_LINE, now=NOW)
    return keep, gone


def merge(
    store: Store, two: tuple[int, int], actor: Actor = COMMAND_LINE, seen: tuple[int, int] = (1, 2)
) -> str:
    with transaction(store) as session:
        return merge_customers(session, keep=(two[0], seen[0]), gone=(two[1], seen[1]), actor=actor, now=NOW)


def test_everything_of_the_second_becomes_the_firsts(store: Store, two: tuple[int, int]) -> None:
    merge(store, two)
    assert {row["customer_id"] for model in (Promise, Complaint) for row in rows_of(store, model)} == {two[0]}
    gone = one_of(store, Customer, id=two[1])
    assert (gone["hidden"], gone["merged_into_id"]) == (True, two[0])
    assert one_of(store, Customer, id=two[0])["tier"] == "B"
    assert wrong(store) == []


def test_the_old_reference_means_the_customer_that_stays(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    merge(store, two)
    assert counts(bring(Kind.PROMISES, PROMISES)) == (0, 0, 2, 0)
    report = bring(Kind.PROMISES, [{"reference": "3", "customer": "ACME Ltd", "promised_on": "2026-11-10"}])
    assert report.new_customers == []
    assert one_of(store, Promise, reference="3")["customer_id"] == two[0]
    assert counts(bring(Kind.CUSTOMERS, [{"reference": "ACME Ltd", "name": "ACME"}])) == (0, 0, 1, 0)


def test_a_merge_is_undone_as_one_change(store: Store, two: tuple[int, int]) -> None:
    before = tables(store)
    operation = merge(store, two)
    with transaction(store) as session:
        done = undo_change(session, operation, actor=COMMAND_LINE, now=NOW)
    assert done == 4
    after = tables(store)
    for table, rows in before.items():
        for key, row in rows.items():
            assert {**row, "version": 0} == {**after[table][key], "version": 0}
    assert wrong(store) == []


def test_a_merge_whose_records_were_changed_since_is_not_undone(store: Store, two: tuple[int, int]) -> None:
    operation = merge(store, two)
    with transaction(store) as session:
        set_tier(session, [(two[0], 2)], tier=Tier.A, actor=COMMAND_LINE, now=NOW)
    before = contents(store)
    with pytest.raises(ChangedMeanwhile), transaction(store) as session:
        undo_change(session, operation, actor=COMMAND_LINE, now=NOW)
    assert contents(store) == before


def test_who_looked_at_an_older_version_or_may_not_changes_nothing(
    store: Store, two: tuple[int, int]
) -> None:
    before = contents(store)
    with pytest.raises(ChangedMeanwhile):
        merge(store, two, seen=(1, 1))
    with pytest.raises(NotAllowed):
        merge(store, two, Actor("Fay", Role.FACILITATOR))
    with pytest.raises(NotUnderstood):
        merge(store, (two[0], two[0]), seen=(1, 1))
    assert contents(store) == before


LIST = [{"reference": "C1", "name": "One"}, {"reference": "C2", "name": "Two"}]


def merged_from_a_list(store: Store, bring: Bring) -> int | None:
    """C2 became part of C1; returns the run that brought both."""
    run_id = bring(Kind.CUSTOMERS, LIST).run_id
    ids = [one_of(store, Customer, reference=name)["id"] for name in ("C1", "C2")]
    merge(store, (ids[0], ids[1]), seen=(1, 1))
    return run_id


def test_of_two_merges_at_once_that_go_opposite_ways_one_is_refused(
    store: Store, two: tuple[int, int]
) -> None:
    said = at_the_same_moment(
        store,
        lambda: merge(store, two),
        lambda: merge(store, (two[1], two[0]), seen=(2, 1)),
        before=("UPDATE",),
    )
    assert sorted(type(each).__name__ for each in said) == ["NotUnderstood", "str"]
    assert sorted(row["hidden"] for row in rows_of(store, Customer)) == [False, True]
    assert wrong(store) == []


def test_what_is_logged_while_a_customer_goes_does_not_go_with_it(store: Store, two: tuple[int, int]) -> None:
    def log() -> str:
        with transaction(store) as session:
            about: dict[str, Any] = {"today": TODAY, "received_on": TODAY, "actor": COMMAND_LINE, "now": NOW}
            return log_complaint(session, words="Late", customer_id=two[1], **about)

    at_the_same_moment(store, lambda: merge(store, two), log, before=("INSERT INTO", "UPDATE"))
    assert {row["customer_id"] for row in rows_of(store, Complaint)} == {two[0]}


def test_a_customer_is_not_taken_back_while_something_is_logged_for_it(store: Store) -> None:
    with transaction(store) as session:
        customer_id = new_customer(session, name="Acme", actor=COMMAND_LINE, now=NOW)
    (event,) = (row for row in rows_of(store, Event) if row["action"] == "new customer")

    def take_back() -> int:
        with transaction(store) as session:
            operation = event["operation"].partition("/")[0]
            return undo_change(session, operation, actor=COMMAND_LINE, now=NOW)

    def log() -> str:
        with transaction(store) as session:
            about: dict[str, Any] = {"today": TODAY, "received_on": TODAY, "actor": COMMAND_LINE, "now": NOW}
            return log_complaint(session, words="Late", customer_id=customer_id, **about)

    said = at_the_same_moment(store, take_back, log, before=("INSERT INTO", "UPDATE"))
    assert sum(isinstance(each, NotUnderstood) for each in said) == 1
    assert one_of(store, Customer, id=customer_id)["hidden"] is (rows_of(store, Complaint) == [])


@pytest.mark.parametrize("rows", [LIST, LIST[1:]], ids=["both", "the one that went"])
def test_the_same_list_of_customers_again_changes_nothing_after_a_merge(
    store: Store, bring: Bring, rows: list[dict[str, str]]
) -> None:
    merged_from_a_list(store, bring)
    before = rows_of(store, Customer)
    assert counts(bring(Kind.CUSTOMERS, rows)) == (0, 0, len(rows), 0)
    assert rows_of(store, Customer) == before


def test_a_customer_that_was_taken_back_comes_back_when_a_file_names_what_became_part_of_it(
    store: Store, bring: Bring
) -> None:
    run_id = merged_from_a_list(store, bring)
    with transaction(store) as session:
        undo_import(session, run_id or 0, actor=COMMAND_LINE, now=NOW)
    bring(Kind.PROMISES, [{"reference": "1", "customer": "C2", "promised_on": "2026-11-10"}])
    stays = one_of(store, Customer, reference="C1")
    assert not stays["hidden"]
    assert one_of(store, Promise, reference="1")["customer_id"] == stays["id"]
    assert wrong(store) == []
