"""By which words a file means a customer, person, team or promise of the store: the way back of `known`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.intake.known import email_in
from db.intake.promised import Whose, known_name, meant_by, promises_by_reference
from db.intake.register import Register
from db.models import Customer, Person, Team


class Called:
    """The words of one source. `row` is the reference of the record they stand in, for what is `unclear`."""

    def __init__(self, session: Session, source: str) -> None:
        self.row = ""
        self.unclear: list[str] = []
        self._source = source
        self._registers = {Customer: Register(session, Customer), Person: Register(session, Person)}
        self._numbers = self._registers[Customer].numbers_of(source)
        self._customers = _by_id(session, table_of(Customer), "source", "reference", "name", "email")
        self._people = _by_id(session, table_of(Person), "reference", "name", "email")
        self._teams = _by_id(session, table_of(Team), "name")
        self._called = promises_by_reference(session)
        self._references = {
            one.id: reference for reference, found in self._called.items() for one in found.values()
        }

    def customer(self, customer_id: int | None, *, has_email: bool = False) -> tuple[str, str, str]:
        """Reference, name and e-mail; reference or name alone where more would be another customer."""
        if customer_id is None:
            return "", "", ""
        record = self._customers[customer_id]
        reference, name, email = (record[field] or "" for field in ("reference", "name", "email"))
        own = [(number, called, email if has_email else "") for number, called in self._own(customer_id)]
        if not has_email:
            ways = [*own, (reference or name, name, ""), (name, "", "")]
        else:
            ways = [*own, (reference, name, email), ("", name, email), ("", name, ""), ("", "", email)]
        return self._first_that_means(Customer, customer_id, ways)

    def customer_in_a_word(self, customer_id: int | None) -> str:
        if customer_id is None:
            return ""
        record = self._customers[customer_id]
        words = [number for number, _ in self._own(customer_id)]
        ways = [(word, "", "") for word in (*words, record["reference"], record["name"]) if word]
        return self._first_that_means(Customer, customer_id, ways)[0]

    def _own(self, customer_id: int) -> list[tuple[str, str]]:
        """How this source numbers and calls a customer that has its number from another."""
        if self._customers[customer_id]["source"] == self._source:
            return []
        return [
            (number, self._customers[one]["name"])
            for number, one in sorted(self._numbers.get(customer_id, {}).items())
        ]

    def person(self, person_id: int | None) -> str:
        if person_id is None:
            return ""
        record = self._people[person_id]
        words = [record[field] for field in ("reference", "email", "name") if record[field]]
        ways = [(word, "", email_in(word) or "") for word in words]
        return self._first_that_means(Person, person_id, ways)[0]

    def team(self, team_id: int | None) -> str:
        return "" if team_id is None else str(self._teams[team_id]["name"])

    def promise(self, promise_id: int | None, *, customer_id: int | None) -> str:
        """`customer_id` is the customer of the complaint about it."""
        reference = self._references.get(promise_id) if promise_id is not None else None
        if reference is None:
            return ""
        whose = Whose(None, None)
        if customer_id is not None:
            customer = self._customers[customer_id]
            whose = Whose(customer_id, known_name(customer["name"], customer["reference"]))
        if meant_by(self._source, self._called[reference], whose=whose) != promise_id:
            self._note(reference)
        return reference

    def _first_that_means(
        self, model: type[Customer] | type[Person], record_id: int, ways: Iterable[tuple[str, str, str]]
    ) -> tuple[str, str, str]:
        ways = list(ways)
        register = self._registers[model]
        for reference, name, email in ways:
            meant = register.find(
                source=self._source, reference=reference or None, name=name or None, email=email or None
            )
            if meant is not None and register.stays(meant) == record_id:
                return reference, name, email
        self._note(" / ".join(filter(None, ways[0])))
        return ways[0]

    def _note(self, word: str) -> None:
        self.unclear.append(f"{self.row}: “{word}” is also what other records are called")


def _by_id(session: Session, table: Table, *fields: str) -> dict[int, Mapping[str, Any]]:
    query = select(table.c.id, *(table.c[field] for field in fields))
    return {row["id"]: dict(row) for row in session.execute(query).mappings()}
