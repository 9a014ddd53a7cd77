"""People changed after set-up: role, team, name and e-mail, with a way back; somebody stays who can set things up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db import accounts
from db.changes import ChangedMeanwhile, add_team
from db.changes.people import add_person, change_person, disable_person, keeping_an_administrator
from db.changes.records import set_turn_to
from db.changes.undo import undo_change
from db.changes.undo_import import undo_import
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Person
from db.queries.history import changed_together, customer_history, person_history
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.words import Role, Side
from tests.db.stores import NOW, Bring, one_of, rows_of, wrong

HASHED = accounts.hashed("correct horse battery")
DEV = Actor("Dev", Role.ADMIN)


def added(store: Store, name: str, role: Role = Role.MEMBER, *, has_account: bool = False) -> int:
    with transaction(store) as session:
        person_id = add_person(
            session, name=name, email=f"{name}@example.com", role=role, actor=COMMAND_LINE, now=NOW
        )
        if has_account:
            accounts.open_account(session, person_id, hashed=HASHED, now=NOW)
    return person_id


def change(store: Store, person_id: int, *, seen: int = 1, **fields: Any) -> str:
    row = one_of(store, Person, id=person_id)
    given = {"name": row["name"], "email": row["email"] or "", "role": Role(row["role"]), "team": ""} | fields
    with transaction(store) as session:
        return change_person(session, person_id, seen=seen, actor=DEV, now=NOW, **given)


def undo(store: Store, operation: str) -> None:
    with transaction(store) as session, keeping_an_administrator(session):
        undo_change(session, operation, actor=DEV, now=NOW)


def test_name_email_role_and_team_are_changed_told_and_undone(store: Store) -> None:
    with transaction(store) as session:
        team_id = add_team(session, actor=COMMAND_LINE, now=NOW, name="Service", side=Side.SERVICE)
    ana = added(store, "Ana")
    before = one_of(store, Person, id=ana)
    operation = change(
        store, ana, name=" Ana  Silva ", email="ANA.Silva@example.com", role=Role.MANAGER, team="service"
    )
    row = one_of(store, Person, id=ana)
    assert (row["name"], row["name_key"], row["email"]) == ("Ana Silva", "anasilva", "ana.silva@example.com")
    assert (row["role"], row["team_id"], row["version"]) == ("manager", team_id, 2)
    with reading(store) as session:
        found = person_history(session, ana)
    assert found is not None
    assert found.changes[0].fields == {
        "name": ("Ana", "Ana Silva"),
        "email": ("ana@example.com", "ana.silva@example.com"),
        "team": (None, "Service"),
        "role": ("member", "manager"),
    }
    undo(store, operation)
    assert one_of(store, Person, id=ana) == {**before, "version": 3}
    assert wrong(store) == []


def test_who_saw_an_older_version_is_told_and_saves_nothing(store: Store) -> None:
    ana = added(store, "Ana")
    change(store, ana, role=Role.MANAGER)
    with pytest.raises(ChangedMeanwhile, match="Somebody else changed this person"):
        change(store, ana, name="Anna")
    assert one_of(store, Person, id=ana)["name"] == "Ana"
    assert change(store, ana, seen=2) == ""
    assert one_of(store, Person, id=ana)["version"] == 2


def test_a_role_counts_for_who_is_signed_in_already(store: Store) -> None:
    ben = added(store, "Ben")
    with transaction(store) as session:
        token = accounts.open_account(session, ben, hashed=HASHED, now=NOW).token
    change(store, ben, role=Role.ADMIN)
    with reading(store) as session:
        assert accounts.who(session, token, now=NOW) == Actor("Ben", Role.ADMIN, ben)


def test_the_last_administrator_who_can_come_in_stays_one(store: Store) -> None:
    dev = added(store, "Dev", Role.ADMIN, has_account=True)
    added(store, "Eva", Role.ADMIN)
    with pytest.raises(NotUnderstood, match=r"Dev is the last administrator\. Nothing was saved"):
        change(store, dev, role=Role.MANAGER)
    assert one_of(store, Person, id=dev)["version"] == 1
    assert change(store, dev, name="Devi")


def test_the_last_administrator_is_not_added_again_as_something_else(store: Store) -> None:
    dev = added(store, "Dev", Role.ADMIN, has_account=True)
    with pytest.raises(NotUnderstood, match="Dev is the last administrator"):
        added(store, "Dev")
    assert one_of(store, Person, id=dev)["role"] == "admin"


def test_a_team_that_was_taken_back_stays_with_who_is_in_it(store: Store) -> None:
    with transaction(store) as session:
        add_team(session, actor=DEV, now=NOW, name="Garage", side=Side.SERVICE, operation="garage")
    ana = added(store, "Ana")
    change(store, ana, team="Garage")
    undo(store, "garage")
    assert change(store, ana, seen=2, name="Anna", team="Garage")
    assert one_of(store, Person, id=ana)["team_id"] == 1
    with pytest.raises(NotUnderstood, match="no team"):
        change(store, added(store, "Ben"), team="Garage")


def test_nobody_undoes_what_made_the_last_administrator(store: Store) -> None:
    dev = added(store, "Dev", Role.ADMIN, has_account=True)
    ana = added(store, "Ana", has_account=True)
    made = change(store, ana, role=Role.ADMIN)
    change(store, dev, role=Role.MEMBER)
    with pytest.raises(NotUnderstood, match="last administrator"):
        undo(store, made)
    assert one_of(store, Person, id=ana)["role"] == "admin"


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"name": " "}, "needs a name"),
        ({"email": ""}, "no e-mail|not an e-mail"),
        ({"email": "ana"}, "not an e-mail"),
        ({"email": "BEN@example.com"}, "Ben has the e-mail"),
        ({"team": "Garage"}, "no team"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(store: Store, fields: dict[str, Any], word: str) -> None:
    ana = added(store, "Ana")
    added(store, "Ben")
    with pytest.raises(NotUnderstood, match=word) as refused:
        change(store, ana, **fields)
    assert "Nothing was saved" in str(refused.value)
    assert one_of(store, Person, id=ana)["version"] == 1


def test_the_next_file_leaves_what_was_changed_by_hand(store: Store, bring: Bring) -> None:
    row = {"reference": "E1", "name": "Ana", "role": "member"}
    bring(Kind.PEOPLE, [row])
    ana = one_of(store, Person, reference="E1")["id"]
    change(store, ana, role=Role.FACILITATOR, name="Ana Silva")
    bring(Kind.PEOPLE, [{**row, "role": "manager"}])
    found = one_of(store, Person, reference="E1")
    assert (found["role"], found["name"]) == ("facilitator", "Ana Silva")


def test_undoing_a_closed_account_brings_person_and_work_back_in_one_go(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "C1", "name": "Acme"}])
    ana, ben = added(store, "Ana", has_account=True), added(store, "Ben")
    with transaction(store) as session:
        set_turn_to(session, 1, seen=1, person_id=ana, actor=DEV, now=NOW)
        disable_person(session, ana, taken_over_by=ben, actor=DEV, now=NOW, operation="closing")
        accounts.shut_out(session, ana)
    with reading(store) as session:
        history = customer_history(session, 1)
        assert changed_together(session, "closing") == 2
    assert history is not None
    assert (history.changes[0].action, history.changes[0].operation) == ("take over", "closing")
    assert history.changes[0].fields == {"turn_to": ("Ana", "Ben")}
    undo(store, "closing")
    assert not one_of(store, Person, id=ana)["disabled"]
    assert one_of(store, Person, id=ana)["version"] == 3
    with reading(store) as session:
        history = customer_history(session, 1)
    assert history is not None
    assert history.text("turn_to") == "Ana"


def test_adding_somebody_is_undone(store: Store) -> None:
    with transaction(store) as session:
        add_person(
            session,
            name="Fay",
            email="fay@example.com",
            role=Role.MEMBER,
            actor=DEV,
            now=NOW,
            operation="fay",
        )
    undo(store, "fay")
    assert [row["hidden"] for row in rows_of(store, Person)] == [True]
    added(store, "Fay")
    assert [row["hidden"] for row in rows_of(store, Person)] == [False]


PEOPLE = [{"reference": "E1", "name": "Chloe", "email": "chloe@example.com", "role": "admin"}]


def test_a_people_file_takes_an_administrator_as_it_gives_roles(sqlite_store: Store, tmp_path: Path) -> None:
    chloe = Actor("Chloe", Role.MANAGER)
    with pytest.raises(NotAllowed, match=r"Nothing was saved"):
        Bring(sqlite_store, tmp_path)(Kind.PEOPLE, PEOPLE, actor=chloe)
    assert rows_of(sqlite_store, Person) == []


def test_a_manager_does_not_take_back_what_an_administrator_brought_in(
    sqlite_store: Store, tmp_path: Path
) -> None:
    Bring(sqlite_store, tmp_path)(Kind.PEOPLE, PEOPLE)
    with transaction(sqlite_store) as session, pytest.raises(NotAllowed):
        undo_import(session, 1, actor=Actor("Chloe", Role.MANAGER), now=NOW)


def test_no_file_takes_the_last_administrator_away(sqlite_store: Store, tmp_path: Path) -> None:
    added(sqlite_store, "chloe", Role.ADMIN, has_account=True)
    with pytest.raises(NotUnderstood, match="last administrator"):
        Bring(sqlite_store, tmp_path)(Kind.PEOPLE, [{**PEOPLE[0], "role": "member"}])
    assert one_of(sqlite_store, Person, email="chloe@example.com")["role"] == "admin"


def test_undoing_a_file_does_not_take_the_last_administrator_away(
    sqlite_store: Store, tmp_path: Path
) -> None:
    Bring(sqlite_store, tmp_path)(Kind.PEOPLE, PEOPLE)
    with transaction(sqlite_store) as session:
        accounts.open_account(session, 1, hashed=HASHED, now=NOW)
    with transaction(sqlite_store) as session, pytest.raises(NotUnderstood, match="last administrator"):
        undo_import(session, 1, actor=DEV, now=NOW)


def test_a_role_given_by_hand_is_not_taken_back_by_the_next_file(sqlite_store: Store, tmp_path: Path) -> None:
    bring = Bring(sqlite_store, tmp_path)
    bring(Kind.PEOPLE, PEOPLE)
    added(sqlite_store, "chloe", Role.MANAGER)
    bring(Kind.PEOPLE, PEOPLE)
    assert one_of(sqlite_store, Person, email="chloe@example.com")["role"] == "manager"
