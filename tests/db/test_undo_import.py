"""A whole file can be taken back, except what somebody changed or used since."""

from __future__ import annotations

from datetime import date

import pytest

from db.changes import Changes
from db.changes.records import deliver, edit
from db.changes.undo_import import Kept, Undone, undo_import
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Customer, IntakeRun, Person, Promise, Team, Win
from db.queries.figures import week_figures
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.weeks import parse_week
from meeting.words import Role
from tests.db.stores import NOW, TODAY, Bring, contents, counts, one_of, rows_of, tables, wrong

WEEK = parse_week("2026-W46")
PROMISES = [
    {"reference": str(number), "customer": f"C{number % 2}", "promised_on": "2026-11-10", "team": "Service"}
    for number in range(5)
]


def undo(store: Store, run_id: int | None, actor: Actor = COMMAND_LINE) -> Undone:
    with transaction(store) as session:
        return undo_import(session, run_id or 0, actor=actor, now=NOW)


def missed(store: Store) -> int:
    with reading(store) as session:
        return week_figures(session, [WEEK], as_of=TODAY)[0].promises.missed


def test_an_undone_file_is_off_the_board_with_all_it_added(store: Store, bring: Bring) -> None:
    report = bring(Kind.PROMISES, PROMISES)
    assert missed(store) == 5
    assert undo(store, report.run_id) == Undone(5 + 2 + 1, 0, ())
    assert missed(store) == 0
    for model in (Promise, Customer, Team):
        assert all(row["hidden"] for row in rows_of(store, model))
    assert wrong(store) == []
    (run,) = rows_of(store, IntakeRun)
    assert (run["undone_at"], run["undone_by"]) == (NOW, "command line")


def test_undoing_sets_back_what_the_file_changed(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    before = tables(store)["promise"]
    later = [row | {"promised_on": "2026-11-12", "customer": "C9"} for row in PROMISES]
    report = bring(Kind.PROMISES, later)
    assert undo(store, report.run_id) == Undone(1, 5, ())
    after = tables(store)["promise"]
    differences = {
        name
        for old, new in zip(before.values(), after.values(), strict=True)
        for name in old
        if old[name] != new[name]
    }
    assert differences == {"version"}
    assert wrong(store) == []


def test_what_was_changed_by_hand_since_stays_and_is_listed(store: Store, bring: Bring) -> None:
    report = bring(Kind.PROMISES, PROMISES)
    with transaction(store) as session:
        row = one_of(store, Promise, reference="3")
        deliver(session, row["id"], seen=1, on=date(2026, 11, 10), today=TODAY, actor=COMMAND_LINE, now=NOW)
    result = undo(store, report.run_id)
    assert Kept("promise", "3", "changed since") in result.kept
    assert {(one.what, one.reason) for one in result.kept} == {
        ("promise", "changed since"),
        ("customer", "used by 1 promise"),
        ("team", "used by 1 promise"),
    }
    assert one_of(store, Promise, reference="3")["hidden"] is False


def test_what_another_file_uses_stays_and_is_listed(store: Store, bring: Bring) -> None:
    people = bring(Kind.PEOPLE, [{"reference": "7", "name": "Ana Ruiz", "team": "Service"}])
    bring(
        Kind.WINS, [{"reference": "1", "happened_on": "2026-11-17", "person": "Ana Ruiz", "team": "Service"}]
    )
    result = undo(store, people.run_id)
    assert result == Undone(
        0, 0, (Kept("person", "7", "used by 1 win"), Kept("team", "Service", "used by 1 win"))
    )
    assert one_of(store, Person, reference="7")["hidden"] is False


def test_a_win_that_is_set_back_has_its_people_again(store: Store, bring: Bring) -> None:
    win = {"reference": "1", "happened_on": "2026-11-17", "person": "Ana; Ben"}
    bring(Kind.WINS, [win])
    before = tables(store)["win"]
    report = bring(Kind.WINS, [win | {"person": "Chloe"}])
    undo(store, report.run_id)
    (old,), (new,) = before.values(), tables(store)["win"].values()
    assert {**old, "version": 3} == new
    assert len(rows_of(store, Win)) == 1


@pytest.mark.parametrize("kind", [Kind.PROMISES, Kind.CUSTOMERS, Kind.PEOPLE])
def test_an_undone_file_can_be_brought_in_again(store: Store, bring: Bring, kind: Kind) -> None:
    rows = {
        Kind.PROMISES: PROMISES,
        Kind.CUSTOMERS: [{"reference": "C1", "name": "Acme", "tier": "A"}],
        Kind.PEOPLE: [{"reference": "7", "name": "Ana Ruiz", "email": "ana@example.com", "team": "Service"}],
    }[kind]
    first = bring(kind, rows)
    undo(store, first.run_id)
    again = bring(kind, rows)
    assert counts(again) == (len(rows), 0, 0, 0)
    assert counts(bring(kind, rows)) == (0, 0, len(rows), 0)
    assert not any(
        row["hidden"] for model in (Promise, Customer, Person, Team) for row in rows_of(store, model)
    )
    assert wrong(store) == []


def test_an_import_is_undone_once(store: Store, bring: Bring) -> None:
    report = bring(Kind.PROMISES, PROMISES)
    undo(store, report.run_id)
    before = contents(store)
    with pytest.raises(NotUnderstood, match="undone this import already"):
        undo(store, report.run_id)
    with pytest.raises(NotUnderstood, match="no such import"):
        undo(store, 999)
    assert contents(store) == before


def test_only_managers_and_administrators_undo(store: Store, bring: Bring) -> None:
    report = bring(Kind.PROMISES, PROMISES)
    before = contents(store)
    with pytest.raises(NotAllowed):
        undo(store, report.run_id, Actor("Ben", Role.MEMBER))
    assert contents(store) == before


def test_a_field_changed_by_hand_is_not_undone_by_the_next_file(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    row = one_of(store, Promise, reference="3")
    with transaction(store) as session:
        changes = Changes(session, actor=COMMAND_LINE, now=NOW)
        assert edit(changes, Promise, row["id"], seen=1, fields={"what": "By hand"}, action="correct")
        changes.write()
    report = bring(Kind.PROMISES, [each | {"what": "From the file"} for each in PROMISES])
    assert counts(report) == (0, 4, 1, 0)
    assert one_of(store, Promise, reference="3")["what"] == "By hand"
    assert "what is By hand, file says From the file" in report.kept_by_hand[0]


def promise_of(reference: str, customer: str) -> dict[str, str]:
    return {"reference": reference, "customer": customer, "promised_on": "2026-11-10"}


def shown_customers(store: Store) -> set[int]:
    return {row["id"] for row in rows_of(store, Customer) if not row["hidden"]}


def test_what_would_name_a_customer_that_is_gone_stays_and_is_listed(store: Store, bring: Bring) -> None:
    first = bring(Kind.PROMISES, [promise_of("P1", "C1")]).run_id
    second = bring(Kind.PROMISES, [promise_of("P1", "C2")]).run_id
    undo(store, first)
    kept = undo(store, second).kept
    assert [(one.what, one.reason) for one in kept] == [
        ("promise", "the customer it had before was taken back"),
        ("customer", "used by 1 promise"),
    ]
    assert one_of(store, Promise, reference="P1")["customer_id"] in shown_customers(store)


def test_what_a_file_brought_back_stays_while_another_file_uses_it(store: Store, bring: Bring) -> None:
    undo(store, bring(Kind.PROMISES, [promise_of("P1", "C1")]).run_id)
    again = bring(Kind.PROMISES, [promise_of("P2", "C1")]).run_id
    bring(Kind.PROMISES, [promise_of("P3", "C1")])
    assert [(one.what, one.reason) for one in undo(store, again).kept] == [("customer", "used by 1 promise")]
    assert one_of(store, Promise, reference="P3")["customer_id"] in shown_customers(store)
