"""Two customers of two sources: the same once somebody says so, and parted again at any time."""

from __future__ import annotations

from typing import Any

import pytest

from db.changes import ChangedMeanwhile
from db.changes.by_hand import log_complaint
from db.changes.merging import merge_customers, merge_pairs, tell_apart
from db.changes.parting import part_customers
from db.changes.records import set_tier
from db.changes.undo import undo_change
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Promise, ToldApart
from db.queries.alike import alike
from db.redact import find, redact
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.words import Role, Tier
from tests.db.round_trip import as_csv, bring_bytes, exported
from tests.db.stores import NOW, TODAY, Bring, counts, one_of, rows_of, tables, wrong

ORDERS = [
    {"reference": "X1", "customer": "77", "customer_name": "Alpha", "promised_on": "2026-11-24"},
    {"reference": "X2", "customer": "77", "customer_name": "Alpha", "promised_on": "2026-11-25"},
]
LATER = [{**ORDERS[0], "reference": "X3"}, {**ORDERS[0], "reference": "X4", "customer": "78"}]


@pytest.fixture
def two(store: Store, bring: Bring) -> tuple[int, int]:
    """Alpha of the order system, and Alpha of the list of customers."""
    bring(Kind.CUSTOMERS, [{"reference": "103", "name": "Alpha", "tier": "A"}], source="crm")
    bring(Kind.PROMISES, ORDERS, source="erp")
    return _id(store, "77"), _id(store, "103")


def _id(store: Store, reference: str) -> int:
    found: int = one_of(store, Customer, reference=reference)["id"]
    return found


def _seen(store: Store, customer_id: int) -> tuple[int, int]:
    return customer_id, one_of(store, Customer, id=customer_id)["version"]


def merge(store: Store, gone: int, keep: int) -> str:
    with transaction(store) as session:
        return merge_customers(
            session, keep=_seen(store, keep), gone=_seen(store, gone), actor=COMMAND_LINE, now=NOW
        )


def part(store: Store, customer_id: int, *, actor: Actor = COMMAND_LINE) -> str:
    with transaction(store) as session:
        return part_customers(session, customer_id, seen=_seen(store, customer_id)[1], actor=actor, now=NOW)


def undo(store: Store, operation: str) -> int:
    with transaction(store) as session:
        return undo_change(session, operation, actor=COMMAND_LINE, now=NOW)


def of(store: Store) -> dict[str, str]:
    """By which number the customer of each promise is known."""
    names = {row["id"]: row["reference"] for row in rows_of(store, Customer)}
    return {row["reference"]: names[row["customer_id"]] for row in rows_of(store, Promise)}


def pairs(store: Store) -> list[str]:
    with reading(store) as session:
        return [pair.told for pair in alike(session)]


def plain(store: Store) -> dict[str, Any]:
    """Every record without its version."""
    return {
        table: {key: {**row, "version": 0} for key, row in rows.items()}
        for table, rows in tables(store).items()
    }


def test_who_is_said_to_be_the_same_is_the_same_in_every_later_file(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    assert pairs(store) == ["Alpha (77 of erp): Alpha (103 of crm)"]
    merge(store, *two)
    assert pairs(store) == []
    assert counts(bring(Kind.PROMISES, ORDERS, source="erp")) == (0, 0, 2, 0)
    report = bring(Kind.PROMISES, LATER[:1], source="erp")
    assert (report.new_customers, report.perhaps_the_same) == ([], [])
    assert of(store) == {"X1": "103", "X2": "103", "X3": "103"}
    assert wrong(store) == []


def test_the_same_file_again_leaves_the_merge_to_be_undone(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    before = plain(store)
    operation = merge(store, *two)
    bring(Kind.PROMISES, ORDERS, source="erp")
    undo(store, operation)
    assert plain(store) == before
    assert wrong(store) == []


def test_who_is_said_to_be_another_is_never_offered_again(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    with transaction(store) as session:
        operation = tell_apart(session, *two, actor=COMMAND_LINE, now=NOW)
    with transaction(store) as session:
        assert tell_apart(session, *two[::-1], actor=COMMAND_LINE, now=NOW) == ""
    assert pairs(store) == []
    assert bring(Kind.PROMISES, LATER[:1], source="erp").perhaps_the_same == []
    assert of(store)["X3"] == "77"
    undo(store, operation)
    assert pairs(store) == ["Alpha (77 of erp): Alpha (103 of crm)"]
    with transaction(store) as session:
        assert tell_apart(session, *two, actor=COMMAND_LINE, now=NOW)
    assert (pairs(store), len(rows_of(store, ToldApart))) == ([], 1)
    assert wrong(store) == []


def test_who_was_told_apart_from_a_customer_is_told_apart_from_what_it_became_part_of(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    with transaction(store) as session:
        tell_apart(session, *two, actor=COMMAND_LINE, now=NOW)
    bring(Kind.CUSTOMERS, [{"reference": "9", "name": "Alpha"}], source="shop")
    merge(store, two[1], _id(store, "9"))
    assert pairs(store) == []


def test_all_that_are_offered_are_merged_in_one_change(store: Store, bring: Bring) -> None:
    names = ["Alpha", "Beta", "Gamma"]
    rows = [{"reference": str(number), "name": name} for number, name in enumerate(names)]
    for source in ("crm", "erp", "shop"):
        bring(Kind.CUSTOMERS, rows, source=source)
    with reading(store) as session:
        found = alike(session)
    assert len(found) == 9
    gone: dict[int, Any] = {pair.second.id: pair for pair in reversed(found)}
    with transaction(store) as session:
        operation = merge_pairs(
            session,
            [
                ((pair.first.id, pair.first.version), (pair.second.id, pair.second.version))
                for pair in gone.values()
            ],
            actor=COMMAND_LINE,
            now=NOW,
        )
    assert [row["source"] for row in rows_of(store, Customer) if not row["hidden"]] == ["crm"] * 3
    assert (pairs(store), wrong(store)) == ([], [])
    undo(store, operation)
    assert not any(row["hidden"] for row in rows_of(store, Customer))
    assert len(pairs(store)) == 9


def test_two_are_parted_with_what_came_since_where_its_own_number_says(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    merge(store, *two)
    bring(Kind.PROMISES, [{**ORDERS[0], "reference": "C1", "customer": "103"}], source="crm")
    bring(Kind.PROMISES, LATER, source="erp")
    part(store, two[0])
    assert of(store) == {"X1": "77", "X2": "77", "X3": "77", "X4": "78", "C1": "103"}
    customer = one_of(store, Customer, id=two[0])
    assert (customer["hidden"], customer["merged_into_id"]) == (False, None)
    assert counts(bring(Kind.PROMISES, [*ORDERS, *LATER], source="erp")) == (0, 0, 4, 0)
    assert not any(row["file_says"] for row in rows_of(store, Promise))
    assert wrong(store) == []


def test_parting_is_undone_as_one_change(store: Store, bring: Bring, two: tuple[int, int]) -> None:
    merge(store, *two)
    bring(Kind.PROMISES, LATER[:1], source="erp")
    before = plain(store)
    operation = part(store, two[0])
    undo(store, operation)
    assert plain(store) == before
    assert wrong(store) == []


def test_undoing_a_merge_gives_back_what_came_since(store: Store, bring: Bring, two: tuple[int, int]) -> None:
    operation = merge(store, *two)
    bring(Kind.PROMISES, LATER[:1], source="erp")
    undo(store, operation)
    assert of(store) == {"X1": "77", "X2": "77", "X3": "77"}
    assert wrong(store) == []


def test_a_parting_is_not_undone_once_something_more_is_told_of_the_customer(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    merge(store, *two)
    operation = part(store, two[0])
    bring(Kind.PROMISES, LATER[:1], source="erp")
    with pytest.raises(NotUnderstood):
        undo(store, operation)
    merge(store, *two)
    assert set(of(store).values()) == {"103"}


def test_what_was_logged_by_hand_stays_where_a_person_put_it(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    def log(customer_id: int) -> None:
        with transaction(store) as session:
            about: dict[str, Any] = {"today": TODAY, "received_on": TODAY, "actor": COMMAND_LINE, "now": NOW}
            log_complaint(session, words="Late", customer_id=customer_id, **about)

    log(two[0])
    merge(store, *two)
    log(two[1])
    part(store, two[0])
    assert [row["customer_id"] for row in rows_of(store, Complaint)] == [*two]


def test_what_the_one_that_stays_took_over_goes_back_unless_somebody_said_otherwise(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    merge(store, two[1], two[0])
    assert one_of(store, Customer, id=two[0])["tier"] == "A"
    operation = part(store, two[1])
    assert one_of(store, Customer, id=two[0])["tier"] is None
    undo(store, operation)
    with transaction(store) as session:
        set_tier(session, [_seen(store, two[0])], tier=Tier.B, actor=COMMAND_LINE, now=NOW)
    part(store, two[1])
    assert [one_of(store, Customer, id=one)["tier"] for one in two] == ["B", "A"]
    assert wrong(store) == []


def test_a_chain_of_merges_is_parted_at_each_link(store: Store, bring: Bring, two: tuple[int, int]) -> None:
    bring(Kind.PROMISES, [{**ORDERS[0], "reference": "S1", "customer": "5"}], source="shop")
    shop, (erp, crm) = _id(store, "5"), two
    merge(store, shop, erp)
    merge(store, erp, crm)
    bring(Kind.PROMISES, [{**ORDERS[0], "reference": "S2", "customer": "5"}], source="shop")
    bring(Kind.PROMISES, LATER[:1], source="erp")
    assert set(of(store).values()) == {"103"}
    operation = part(store, erp)
    assert of(store) == dict.fromkeys(("X1", "X2", "X3", "S1", "S2"), "77")
    assert one_of(store, Customer, id=shop)["merged_into_id"] == erp
    assert wrong(store) == []
    undo(store, operation)
    part(store, shop)
    assert of(store) == {**dict.fromkeys(("X1", "X2", "X3"), "103"), "S1": "5", "S2": "5"}
    part(store, erp)
    assert of(store) == {**dict.fromkeys(("X1", "X2", "X3"), "77"), "S1": "5", "S2": "5"}
    assert counts(bring(Kind.PROMISES, ORDERS, source="erp")) == (0, 0, 2, 0)
    assert wrong(store) == []


def test_who_is_no_part_of_another_or_changed_meanwhile_or_may_not_is_not_parted(
    store: Store, two: tuple[int, int]
) -> None:
    with pytest.raises(NotUnderstood):
        part(store, two[0])
    merge(store, *two)
    with pytest.raises(ChangedMeanwhile), transaction(store) as session:
        part_customers(session, two[0], seen=1, actor=COMMAND_LINE, now=NOW)
    with pytest.raises(NotAllowed):
        part(store, two[0], actor=Actor("Fay", Role.FACILITATOR))
    assert set(of(store).values()) == {"103"}


def test_who_was_known_by_a_name_alone_is_known_by_it_after_a_merge(store: Store, bring: Bring) -> None:
    complaint = {"reference": "1", "received_on": "2026-11-16", "customer_name": "Alfa"}
    bring(Kind.CUSTOMERS, [{"reference": "103", "name": "Alpha"}], source="crm")
    bring(Kind.COMPLAINTS, [complaint], source="desk")
    merge(store, one_of(store, Customer, name="Alfa")["id"], _id(store, "103"))
    assert counts(bring(Kind.COMPLAINTS, [complaint], source="desk")) == (0, 0, 1, 0)
    report = bring(Kind.COMPLAINTS, [{**complaint, "reference": "2"}], source="desk")
    assert report.new_customers == []
    assert {row["customer_id"] for row in rows_of(store, Complaint)} == {_id(store, "103")}
    part(store, one_of(store, Customer, name="Alfa")["id"])
    assert {row["customer_id"] for row in rows_of(store, Complaint)} == {
        one_of(store, Customer, name="Alfa")["id"]
    }


def test_customers_whose_names_were_taken_away_are_not_offered_as_one(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alpha"}, {"reference": "2", "name": "Beta"}])
    for name in ("Alpha", "Beta"):
        with reading(store) as session:
            found = find(session, "customer", name)
        redact(store, found, actor=COMMAND_LINE, now=NOW)
    assert pairs(store) == []


def test_a_merged_customer_whose_name_was_taken_away_is_parted(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    merge(store, *two)
    with reading(store) as session:
        found = find(session, "customer", str(two[1]))
    redact(store, found, actor=COMMAND_LINE, now=NOW)
    part(store, two[0])
    assert {row["customer_id"] for row in rows_of(store, Promise)} == {two[0]}
    assert wrong(store) == []


def test_an_export_of_a_source_names_a_merged_customer_as_that_source_does(
    store: Store, bring: Bring, two: tuple[int, int]
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "103", "name": "Alpha Group"}], source="crm")
    merge(store, *two)
    before = tables(store)
    found = exported(store, Kind.PROMISES, source="erp")
    assert (found.unclear, {row[1:3] for row in found.rows}) == ((), {("77", "Alpha")})
    content = as_csv(store, Kind.PROMISES, source="erp")
    assert counts(bring_bytes(bring, Kind.PROMISES, content, source="erp")) == (0, 0, 2, 0)
    assert tables(store) == before
