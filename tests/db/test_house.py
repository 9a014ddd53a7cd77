"""The organisation and its teams, changed after set-up: by who saw the latest, told, with a way back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.changes import ChangedMeanwhile, add_team
from db.changes.house import change_organisation, change_team, days_in
from db.changes.undo import undo_change
from db.engine import Store, reading, transaction
from db.models import Organisation, Team
from db.queries.history import organisation_history, team_history
from meeting.errors import NotUnderstood
from meeting.permissions import Actor
from meeting.words import Role, Side
from tests.db.stores import NOW, one_of, rows_of, wrong

DEV = Actor("Dev", Role.ADMIN)
GIVEN: dict[str, Any] = {
    "name": "Halden",
    "zone": "Europe/Berlin",
    "common_goal": "",
    "ground_rules": "Listen first",
    "holidays": [date(2026, 12, 26), date(2026, 12, 25), date(2026, 12, 25)],
}


def organise(store: Store, *, seen: int = 1, **fields: Any) -> str:
    with transaction(store) as session:
        return change_organisation(session, seen=seen, actor=DEV, now=NOW, **GIVEN | fields)


def added(store: Store, name: str = "Service", operation: str | None = None) -> int:
    with transaction(store) as session:
        return add_team(session, actor=DEV, now=NOW, name=name, side=Side.SERVICE, operation=operation)


def change(store: Store, team_id: int, *, seen: int, name: str, side: Side = Side.SERVICE) -> str:
    with transaction(store) as session:
        return change_team(session, team_id, seen=seen, name=name, side=side, actor=DEV, now=NOW)


def undo(store: Store, operation: str) -> None:
    with transaction(store) as session:
        undo_change(session, operation, actor=DEV, now=NOW)


def test_the_company_is_changed_told_and_undone(store: Store) -> None:
    before = one_of(store, Organisation)
    operation = organise(store)
    assert one_of(store, Organisation)["holidays"] == '["2026-12-25", "2026-12-26"]'
    with reading(store) as session:
        found = organisation_history(session)
    assert found is not None
    assert found.changes[0].fields["holidays"] == (None, "2026-12-25, 2026-12-26")
    assert "mark" not in found.fields
    assert organise(store, seen=2) == ""
    undo(store, operation)
    assert one_of(store, Organisation) == {**before, "version": 3}
    assert wrong(store) == []


def test_who_saw_an_older_company_is_told(store: Store) -> None:
    organise(store)
    with pytest.raises(ChangedMeanwhile, match="Somebody else changed this organisation"):
        organise(store, name="Another")
    assert one_of(store, Organisation)["name"] == "Halden"


@pytest.mark.parametrize(
    "fields",
    [{"zone": "Berlin"}, {"name": " "}, {"common_goal": "x" * 501}, {"ground_rules": "x" * 2001}],
)
def test_what_no_company_says_is_refused(store: Store, fields: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood, match="Nothing was saved"):
        organise(store, **fields)
    assert one_of(store, Organisation)["version"] == 1


def test_a_team_is_renamed_told_and_undone(store: Store) -> None:
    service, sales = added(store), added(store, "Sales")
    operation = change(store, service, seen=1, name=" Workshop ", side=Side.SALES)
    row = one_of(store, Team, id=service)
    assert (row["name"], row["name_key"], row["side"]) == ("Workshop", "workshop", "sales")
    with pytest.raises(ChangedMeanwhile):
        change(store, service, seen=1, name="Garage")
    with pytest.raises(NotUnderstood, match="a team “SALES” already"):
        change(store, service, seen=2, name="SALES")
    with reading(store) as session:
        found = team_history(session, service)
    assert found is not None
    assert found.changes[0].fields == {"name": ("Service", "Workshop"), "side": ("service", "sales")}
    undo(store, operation)
    assert one_of(store, Team, id=service)["name"] == "Service"
    assert one_of(store, Team, id=sales)["version"] == 1
    assert wrong(store) == []


def test_a_team_taken_back_comes_back_when_it_is_added_again(store: Store) -> None:
    first = added(store, operation="adding")
    undo(store, "adding")
    assert one_of(store, Team, id=first)["hidden"]
    assert added(store, "SERVICE") == first
    assert [(row["name"], row["hidden"]) for row in rows_of(store, Team)] == [("SERVICE", False)]
    assert wrong(store) == []


def test_days_are_read_in_any_order_and_once() -> None:
    assert days_in(" 2026-12-26, 2026-12-25\n2026-12-26") == (date(2026, 12, 25), date(2026, 12, 26))
    with pytest.raises(NotUnderstood, match=r"“25\.12\.2026” is no day"):
        days_in("25.12.2026")
