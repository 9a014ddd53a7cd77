"""What the fields of a file are called on a screen, and which of them stand in front."""

from __future__ import annotations

from collections.abc import Collection

from db.intake.fields import DELIVERED, STATUS, Field, Kind, read_of

_LABELS: dict[Kind, dict[str, str]] = {
    Kind.PROMISES: {
        "reference": "Order or job number",
        "customer": "Customer",
        "promised_on": "Promised for (day)",
        DELIVERED: "Delivered on (day)",
        "what": "What was promised",
        "team": "Team",
        "sales_person": "Sales person",
        "customer_name": "Customer's name, beside a number",
        "kind": "Kind of promise",
        "made_on": "Given on (day)",
        "wished_on": "Wished for by the customer (day)",
        "first_promised_on": "First promised for (day)",
        "moved_on": "Moved on (day)",
        "days": "All days it was promised for",
        "withdrawn_on": "Withdrawn on (day)",
        "withdrawn_by": "Withdrawn by (customer or us)",
        "cause": "Cause",
        "need": "Need or preference",
        STATUS: "Where the order stands (status)",
    },
    Kind.COMPLAINTS: {
        "reference": "Ticket or case number",
        "received_on": "Received on (day)",
        "customer": "Customer",
        "breakdown": "What broke",
        "severity": "Severity",
        "text": "The customer's words",
        "team": "Team",
        "customer_name": "Customer's name, beside a number",
        "customer_email": "Customer's e-mail",
        "owner": "Owner",
        "answered_on": "Answered on (day)",
        "resolved_on": "Resolved on (day)",
        "promise": "Order or job it is about",
    },
    Kind.WINS: {
        "reference": "Number of the win",
        "happened_on": "Happened on (day)",
        "text": "What happened",
        "kind": "Kind of win",
        "customer": "Customer",
        "team": "Teams",
        "person": "People",
        "named_by": "Named by (customer or colleague)",
        "evidence": "What shows it",
        STATUS: "Whether it is won (status)",
    },
    Kind.CUSTOMERS: {"reference": "Customer number", "name": "Name", "tier": "Tier (A, B or C)"},
    Kind.PEOPLE: {
        "reference": "Personnel number",
        "name": "Name",
        "email": "E-mail",
        "team": "Team",
        "role": "Role",
    },
}
_IN_FRONT = 8
"""Fields that stand there at once, in the order above; the others only where the file seems to have them."""


def label(kind: Kind, name: str) -> str:
    return _LABELS[kind].get(name, name)


def in_order(kind: Kind) -> list[Field]:
    """The needed and usual ones first."""
    place = list(_LABELS[kind])
    return sorted(read_of(kind), key=lambda field: place.index(field.name))


def in_front(kind: Kind, found: Collection[str]) -> tuple[list[Field], list[Field]]:
    """The fields to show at once, and the rest; `found` are those the file seems to have."""
    fields = in_order(kind)
    front = [
        field
        for place, field in enumerate(fields)
        if place < _IN_FRONT or field.required or field.name in found
    ]
    return front, [field for field in fields if field not in front]


def named(kind: Kind, written: str) -> str | None:
    """The field somebody means, by its label or its name; None where there is no such field."""
    said = written.strip().casefold()
    for field in read_of(kind):
        if said in (field.name, label(kind, field.name).casefold()):
            return field.name
    return None
