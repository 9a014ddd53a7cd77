"""Every change is written with the event that tells of it, once, by somebody who may, on what they saw."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db import changes
from db.changes import ChangedMeanwhile, Changes
from db.engine import Store, transaction
from db.models import Customer, Event, Organisation, Person, Promise, Record, Team, Win
from meeting.errors import NotAllowed, NotUnderstood, StoreRefused
from meeting.permissions import COMMAND_LINE, Actor
from meeting.words import Role, Side
from tests.db.stores import NOW, TODAY, contents, one_of, rows_of, tables

BEN = Actor("Ben", Role.MEMBER)
CUSTOMER = {"name": "Alpha", "name_key": "alpha", "source": "main", "reference": "A1"}
PROMISE = {
    **{"what": "Order 1", "promised_on": TODAY, "promised_week": "2026-W47"},
    **{"first_promised_on": TODAY, "first_promised_week": "2026-W47"},
}


def test_creating_writes_the_record_and_one_event(store: Store) -> None:
    with transaction(store) as session:
        made = Changes(session, actor=COMMAND_LINE, now=NOW, operation="op")
        customer = made.create(Customer, CUSTOMER, action="bring in")
        promise = made.create(Promise, {**PROMISE, "customer_id": customer}, action="bring in")
        made.write()
    row = one_of(store, Promise, id=promise)
    assert (row["customer_id"], row["what"], row["version"], row["hidden"]) == (customer, "Order 1", 1, False)
    first, second = rows_of(store, Event)[1:]
    assert _told(first) == ("command line", None, "bring in", "customer", customer, 1)
    assert _told(second) == ("command line", None, "bring in", "promise", promise, 1)
    assert (second["at"], second["before"]) == (NOW, None)
    assert json.loads(second["after"]) == {
        **PROMISE,
        "customer_id": customer,
        "promised_on": "2026-11-22",
        "first_promised_on": "2026-11-22",
    }


def test_changing_writes_the_fields_the_next_version_and_one_event(store: Store) -> None:
    customer = _create(store, Customer, CUSTOMER)
    _update(store, Customer, customer, version=1, before={"tier": None}, after={"tier": "A"})
    _update(store, Customer, customer, version=2, before={"tier": "A"}, after={"tier": "B"})
    row = one_of(store, Customer, id=customer)
    assert (row["tier"], row["name"], row["version"]) == ("B", "Alpha", 3)
    first, second = rows_of(store, Event)[2:]
    assert _told(first) == ("Ben", None, "edit", "customer", customer, 2)
    assert [json.loads(first[field]) for field in ("before", "after")] == [{"tier": None}, {"tier": "A"}]
    assert _told(second) == ("Ben", None, "edit", "customer", customer, 3)
    assert [json.loads(second[field]) for field in ("before", "after")] == [{"tier": "A"}, {"tier": "B"}]


def test_only_the_fields_named_are_changed(store: Store) -> None:
    customer = _create(store, Customer, {**CUSTOMER, "tier": "A", "email": "a@example.com"})
    before = one_of(store, Customer, id=customer)
    _update(store, Customer, customer, version=1, before={"name": "Alpha"}, after={"name": "Beta"})
    assert one_of(store, Customer, id=customer) == {**before, "name": "Beta", "version": 2}


def test_lists_of_a_win_are_written_and_replaced_with_it(store: Store) -> None:
    teams = [_create(store, Team, _team(name)) for name in ("Sales", "Service")]
    people = [_create(store, Person, {"name": name, "name_key": name}) for name in ("ana", "ben", "chloe")]
    day = {"happened_on": TODAY, "happened_week": "2026-W47"}
    win = _create(store, Win, {**day, "teams": teams, "people": people[:1]})
    other = _create(store, Win, {**day, "teams": teams[:1], "people": people[2:]})
    _update(
        store,
        Win,
        win,
        version=1,
        before={"people": people[:1], "text": ""},
        after={"people": people[1:], "text": "Saved the day"},
    )
    _update(store, Win, win, version=2, before={"teams": teams}, after={"teams": []})
    found = tables(store)["win"]
    assert (found[win]["teams"], found[win]["people"], found[win]["version"]) == ([], people[1:], 3)
    assert (found[other]["teams"], found[other]["people"]) == (teams[:1], people[2:])
    assert json.loads(rows_of(store, Event)[-2]["after"]) == {"people": people[1:], "text": "Saved the day"}


def test_every_event_has_an_operation_of_its_own(store: Store) -> None:
    for number in range(3):
        _create(store, Team, _team(f"Team {number}"))
    operations = [event["operation"] for event in rows_of(store, Event)]
    assert len(set(operations)) == len(operations) == 4
    assert all(operations)


def test_one_operation_is_done_once(store: Store) -> None:
    """Whoever does not know whether a change was saved may repeat it under its own name."""
    _create(store, Team, _team("Service"), operation="the same click")
    before = contents(store)
    with pytest.raises(StoreRefused, match=r"Nothing was saved"):
        _create(store, Team, _team("Workshop"), operation="the same click")
    assert contents(store) == before


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_a_record_that_somebody_changed_meanwhile_is_not_overwritten(store: Store, seen: int) -> None:
    customer = _create(store, Customer, CUSTOMER)
    _update(store, Customer, customer, version=1, before={"tier": None}, after={"tier": "A"})
    before = contents(store)
    with pytest.raises(ChangedMeanwhile, match=r"changed this customer meanwhile\. Nothing was saved"):
        _update(store, Customer, customer, version=seen, before={"tier": None}, after={"tier": "B"})
    assert contents(store) == before


def test_of_many_changes_in_one_write_a_single_stale_one_undoes_all(store: Store) -> None:
    customers = [_create(store, Customer, {**CUSTOMER, "reference": str(number)}) for number in range(3)]
    before = contents(store)
    with pytest.raises(ChangedMeanwhile):
        _update_all(store, customers, versions=[1, 1, 2])
    assert contents(store) == before
    _update_all(store, customers, versions=[1, 1, 1])
    assert [row["tier"] for row in rows_of(store, Customer)] == ["A", "A", "A"]


def test_a_record_that_is_not_there_is_not_changed(store: Store) -> None:
    before = contents(store)
    with pytest.raises(ChangedMeanwhile):
        _update(store, Customer, 99, version=1, before={"tier": None}, after={"tier": "B"})
    assert contents(store) == before


def test_nothing_is_written_before_write_and_nothing_twice(store: Store) -> None:
    before = contents(store)
    with transaction(store) as session:
        made = Changes(session, actor=BEN, now=NOW)
        made.create(Team, _team("Service"), action="add")
    assert {**contents(store), "event": []} == {**before, "event": []}
    assert contents(store)["event"] == before["event"]
    with transaction(store) as session:
        made = Changes(session, actor=BEN, now=NOW)
        made.create(Team, _team("Service"), action="add")
        made.write()
        made.write()
        made.create(Team, _team("Workshop"), action="add")
        made.write()
    assert [team["name"] for team in rows_of(store, Team)] == ["Service", "Workshop"]
    assert len(rows_of(store, Event)) == 3


def test_the_person_who_did_it_is_kept_with_the_event(store: Store) -> None:
    ana = _create(store, Person, {"name": "Ana", "name_key": "ana"})
    with transaction(store) as session:
        made = Changes(session, actor=Actor("Ana", Role.MANAGER, person_id=ana), now=NOW)
        made.create(Team, _team("Service"), action="add")
        made.write()
    event = rows_of(store, Event)[-1]
    assert (event["actor"], event["actor_id"]) == ("Ana", ana)


def test_a_team_is_added_by_an_administrator(store: Store) -> None:
    with transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name=" Workshop ", side=Side.SERVICE)
    assert one_of(store, Team, name="Workshop", name_key="workshop", side="service")
    assert _told(rows_of(store, Event)[-1])[2:4] == ("add team", "team")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGER, Role.FACILITATOR])
def test_who_may_not_set_up_writes_nothing(store: Store, role: Role) -> None:
    before = contents(store)
    eve = Actor("Eve", role)
    with pytest.raises(NotAllowed), transaction(store) as session:
        changes.add_team(session, actor=eve, now=NOW, name="Workshop", side=Side.SERVICE)
    with pytest.raises(NotAllowed), transaction(store) as session:
        changes.set_up_organisation(session, actor=eve, now=NOW, name="Eve's")
    assert contents(store) == before


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "service", " SERVICE "])
def test_a_team_without_a_name_or_with_a_name_that_is_there_is_refused(store: Store, name: str) -> None:
    with transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name="Service", side=Side.SERVICE)
    before = contents(store)
    with pytest.raises(NotUnderstood, match=r"Nothing was saved"), transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name=name, side=Side.SERVICE)
    assert contents(store) == before


def test_the_organisation_is_set_up_with_what_was_before(store: Store) -> None:
    with transaction(store) as session:
        changes.set_up_organisation(
            session, actor=COMMAND_LINE, now=NOW, name="Alpine Tools", zone="Europe/Berlin"
        )
    (row,) = rows_of(store, Organisation)
    assert (row["name"], row["zone"], row["version"]) == ("Alpine Tools", "Europe/Berlin", 2)
    event = rows_of(store, Event)[-1]
    assert json.loads(event["before"]) == {"name": "Our company", "zone": "UTC"}
    assert json.loads(event["after"]) == {"name": "Alpine Tools", "zone": "Europe/Berlin"}


def _told(event: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(event[name] for name in ("actor", "actor_id", "action", "what", "record_id", "version"))


def _team(name: str) -> dict[str, str]:
    return {"name": name, "name_key": name.lower(), "side": "service"}


def _create(
    store: Store, model: type[Record], values: dict[str, Any], *, operation: str | None = None
) -> int:
    with transaction(store) as session:
        made = Changes(session, actor=COMMAND_LINE, now=NOW, operation=operation)
        record = made.create(model, values, action="add")
        made.write()
    return record


def _update(
    store: Store,
    model: type[Record],
    record: int,
    *,
    version: int,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    with transaction(store) as session:
        made = Changes(session, actor=BEN, now=NOW)
        made.update(model, record, version=version, before=before, after=after, action="edit")
        made.write()


def _update_all(store: Store, customers: list[int], *, versions: list[int]) -> None:
    with transaction(store) as session:
        made = Changes(session, actor=BEN, now=NOW)
        for customer, version in zip(customers, versions, strict=True):
            made.update(
                Customer, customer, version=version, before={"tier": None}, after={"tier": "A"}, action="edit"
            )
        made.write()
