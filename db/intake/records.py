"""What the values of a row mean for the record they speak about: ids for names, weeks for days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from db.intake.fields import STATUS, Kind
from db.intake.known import Names
from db.intake.lists import names_in
from db.models import Complaint, Customer, Person, Promise, Sourced, Win
from meeting.standing import WITHDRAWN, withdrawn_on
from meeting.weeks import week_of
from meeting.words import Role, Severity, name_key

MODELS: dict[Kind, type[Sourced]] = {
    Kind.PROMISES: Promise,
    Kind.COMPLAINTS: Complaint,
    Kind.WINS: Win,
    Kind.CUSTOMERS: Customer,
    Kind.PEOPLE: Person,
}

Said = Mapping[str, Any]
Meaning = Callable[[Said, Names, Said], dict[str, Any]]
"""From what a row says, who is known, and the record it speaks about as it is now (empty for a new one)."""

# Columns that follow from a field and are never compared or kept by hand on their own.
FOLLOWS = {
    "promised_on": ("promised_week",),
    "first_promised_on": ("first_promised_week",),
    "received_on": ("received_week",),
    "happened_on": ("happened_week",),
    "name": ("name_key",),
    "breakdown": ("breakdown_said",),
}


def promise(said: Said, names: Names, now: Said) -> dict[str, Any]:
    found = _plain(said, "kind", "cause", empty="") | _plain(
        said, "made_on", "wished_on", "delivered_on", "withdrawn_on", "withdrawn_by", "need"
    )
    found |= _withdrawn(said, now)
    found["customer_id"] = names.customer(
        said["customer"], name=said.get("customer_name"), now=now.get("customer_id")
    )
    found["what"] = said.get("what") or f"Order {said['reference']}"
    found |= _day("promised_on", "promised_week", said["promised_on"])
    if "team" in said:
        found["team_id"] = names.team(said["team"])
    if "sales_person" in said:
        found["sales_person_id"] = names.person(said["sales_person"], now=[now.get("sales_person_id")])
    return found


def _withdrawn(said: Said, now: Said) -> dict[str, Any]:
    """What the status of an order says of its promise. One that stands again takes back what a status said."""
    if STATUS not in said:
        return {}
    by = WITHDRAWN.get(said[STATUS])
    if by is None or said.get("delivered_on") is not None:
        return (
            {} if "withdrawn_on" in said else {"withdrawn_on": None, "withdrawn_by": said.get("withdrawn_by")}
        )
    day = withdrawn_on(
        said.get("withdrawn_on"),
        promised_on=said["promised_on"],
        today=said["today"],
        before=now.get("withdrawn_on"),
    )
    return {"withdrawn_on": day, "withdrawn_by": said.get("withdrawn_by") or by}


def complaint(said: Said, names: Names, now: Said) -> dict[str, Any]:
    found = _plain(said, "text", empty="") | _plain(said, "answered_on", "resolved_on")
    found |= _day("received_on", "received_week", said["received_on"])
    if {"customer", "customer_name", "customer_email"} & said.keys():
        found["customer_id"] = names.customer(
            said.get("customer"),
            name=said.get("customer_name"),
            email=said.get("customer_email"),
            now=now.get("customer_id"),
        )
    if "breakdown" in said:
        found["breakdown"], found["breakdown_said"] = said["breakdown"] or ("other", "")
    if "severity" in said:
        found["severity"] = said["severity"] or str(Severity.MINOR)
    if "team" in said:
        found["team_id"] = names.team(said["team"])
    if "owner" in said:
        found["owner_id"] = names.person(said["owner"], now=[now.get("owner_id")])
    if "promise" in said:
        found["promise_id"] = names.promise(
            said["promise"],
            whose=found.get("customer_id", now.get("customer_id")),
            name=said.get("customer_name"),
            now=now.get("promise_id"),
        )
    return found


def win(said: Said, names: Names, now: Said) -> dict[str, Any]:
    found = _plain(said, "text", "evidence", empty="") | _plain(said, "kind", "named_by")
    found |= _day("happened_on", "happened_week", said["happened_on"])
    if "customer" in said:
        found["customer_id"] = names.customer(said["customer"], now=now.get("customer_id"))
    if "team" in said:
        found["teams"] = sorted({names.team(name) or 0 for name in names_in(said["team"])})
    if "person" in said:
        people = now.get("people", ())
        found["people"] = sorted({names.person(name, now=people) or 0 for name in names_in(said["person"])})
    return found


def customer(said: Said, names: Names, now: Said) -> dict[str, Any]:
    return _plain(said, "tier") | {"name": said["name"], "name_key": name_key(said["name"])}


def person(said: Said, names: Names, now: Said) -> dict[str, Any]:
    found = _plain(said, "email") | {"name": said["name"], "name_key": name_key(said["name"])}
    if "team" in said:
        found["team_id"] = names.team(said["team"])
    if "role" in said:
        found["role"] = said["role"] or str(Role.MEMBER)
    return found


MEANINGS: dict[Kind, Meaning] = {
    Kind.PROMISES: promise,
    Kind.COMPLAINTS: complaint,
    Kind.WINS: win,
    Kind.CUSTOMERS: customer,
    Kind.PEOPLE: person,
}


def _plain(said: Said, *fields: str, empty: Any = None) -> dict[str, Any]:
    return {name: empty if said[name] is None else said[name] for name in fields if name in said}


def _day(field: str, week: str, day: Any) -> dict[str, Any]:
    return {field: day, week: str(week_of(day))}
