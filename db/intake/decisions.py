"""What was decided of a file's meaning, one sentence each: to be read, and changed, before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.intake.candidates import Hint, could_be
from db.intake.columns import Match
from db.intake.fields import DELIVERED, STATUS, WISHED, Kind

_SAYS: dict[Kind, dict[str, str]] = {
    Kind.PROMISES: {
        "reference": "{} is the number of a promise",
        "customer": "{} is the customer",
        "promised_on": "{} is the promise",
        DELIVERED: "{} is the day of delivery",
        "withdrawn_on": "{} is the day it was withdrawn",
        STATUS: "{} says where an order stands",
    },
    Kind.COMPLAINTS: {
        "customer": "{} is the customer",
        "customer_name": "{} is the customer's name",
        "received_on": "{} is the day it was received",
        "resolved_on": "{} is the day it was resolved",
        "text": "{} are the customer's words",
    },
    Kind.WINS: {
        "happened_on": "{} is the day it happened",
        "customer": "{} is the customer",
        STATUS: "{} says whether it is won",
    },
}
_BESIDE = {"resolved_on": Hint.CLOSED_ON}
_NOT_TAKEN = {
    Hint.CLOSED_ON: "{} is the day it was closed, which may be later",
}
_NONE = {
    DELIVERED: "No column is the day of delivery: promises of past days count as missed",
    "resolved_on": "No column is the day it was resolved: all of them count as open",
}


@dataclass(frozen=True)
class Decision:
    """Which column a field takes, empty for none; `others` are those it could be as well."""

    field: str
    column: str
    says: str
    others: tuple[str, ...] = ()


def decisions(kind: Kind, heading: Sequence[str], matches: Sequence[Match]) -> list[Decision]:
    taken = {match.field.name: match for match in matches}
    used = {match.columns for match in matches}
    every = could_be(kind, heading)
    found = []
    for name, words in _SAYS.get(kind, {}).items():
        match = taken.get(name)
        others = [each for each in every[name] if match is None or each.columns != match.columns]
        if match is None:
            if name in _NONE:
                found.append(Decision(name, "", f"{_NONE[name]}.", tuple(each.heading for each in others)))
            continue
        says = words.format(match.heading)
        if name == "promised_on" and WISHED in taken:
            says += f"; {taken[WISHED].heading} is kept as the wish"
        hint = _BESIDE.get(name)
        beside = [each for each in (every[hint] if hint else ()) if each.columns not in used]
        says += "".join(f"; {_NOT_TAKEN[hint].format(each.heading)}" for each in beside if hint)
        left = [each for each in others if each.columns not in used and each not in beside]
        names = {each.heading for each in beside}
        says += "".join(f"; {each.heading} is not used" for each in left if each.heading not in names)
        found.append(Decision(name, match.heading, f"{says}.", tuple(each.heading for each in others)))
    return found
