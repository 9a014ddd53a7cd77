"""Which promise a number means: of the same source, or of the only other one that can be meant.

A help desk that names orders is the usual case: its file speaks of the order system's numbers. Where several have that
number, or the order is another customer's, nobody guesses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.intake.register import is_number
from db.models import Customer, Promise
from meeting.alike import look_alike
from meeting.words import name_key

AT_ONCE = 500


@dataclass(frozen=True)
class Whose:
    """A customer as far as it is known: by number here, and by what it is called."""

    customer_id: int | None
    name: str | None


@dataclass(frozen=True)
class Called:
    """A promise that has the number asked for; `name` is None where its customer is known by a number alone."""

    id: int
    customer_id: int
    name: str | None

    def may_be_of(self, whose: Whose) -> bool:
        return whose.name is None or self.name is None or self.is_of(whose)

    def is_of(self, whose: Whose) -> bool:
        if self.customer_id == whose.customer_id:
            return True
        return self.name is not None and whose.name is not None and look_alike(self.name, whose.name)


def known_name(name: str | None, number: str | None) -> str | None:
    """What a customer is called, unless it is by its number alone."""
    is_unnamed = number is not None and is_number(number) and name_key(name or "") == name_key(number)
    return None if is_unnamed else name


Found = Mapping[str | None, Called]
"""The promises of one number, by source."""


def promises_called(session: Session, references: Iterable[str]) -> dict[str, dict[str | None, Called]]:
    """The promises with these references."""
    wanted = sorted(references)
    found: dict[str, dict[str | None, Called]] = defaultdict(dict)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        for reference, source, one in _read(
            session, _promises().where(table_of(Promise).c.reference.in_(some))
        ):
            found[reference][source] = one
    return found


def promises_by_reference(session: Session) -> dict[str, dict[str | None, Called]]:
    """All that have a reference."""
    found: dict[str, dict[str | None, Called]] = defaultdict(dict)
    for reference, source, one in _read(
        session, _promises().where(table_of(Promise).c.reference.is_not(None))
    ):
        found[reference][source] = one
    return found


def meant_by(source: str | None, found: Found, *, whose: Whose) -> int | None:
    """Of this source, else of the only one whose customer it can be, else of the only one whose customer it is."""
    if source in found:
        return found[source].id
    possible = [one for one in found.values() if one.may_be_of(whose)]
    if len(possible) > 1:
        possible = [one for one in possible if one.is_of(whose)]
    return possible[0].id if len(possible) == 1 else None


def why_not(found: Found) -> str:
    """Why none of these is meant, for the report; nothing where there is none."""
    if len(found) > 1:
        *first, last = sorted(str(source or "by hand") for source in found)
        return f", which {', '.join(first)} and {last} have"
    for source, one in found.items():
        return f", which {source or 'somebody'} promised to {one.name}"
    return ""


def _promises() -> Select[Any]:
    promises, customers = table_of(Promise), table_of(Customer)
    return (
        select(
            promises.c.reference,
            promises.c.source,
            promises.c.id,
            promises.c.customer_id,
            customers.c.name,
            customers.c.reference.label("number"),
        )
        .join_from(promises, customers, customers.c.id == promises.c.customer_id)
        .where(~promises.c.hidden)
    )


def _read(session: Session, query: Select[Any]) -> Iterator[tuple[str, str | None, Called]]:
    for reference, source, promise_id, customer_id, name, number in session.execute(query):
        yield reference, source, Called(promise_id, customer_id, known_name(name, number))
