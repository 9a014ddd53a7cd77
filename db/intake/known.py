"""Who and what a file may mean: customers, people, teams and promises already in the store, and new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import Changes, table_of
from db.intake.beside import Completing, is_better_spelled
from db.intake.fields import EMAIL
from db.intake.promised import Called, Whose, meant_by, promises_called, why_not
from db.intake.register import Known, Register
from db.models import Customer, Person, Record, Team
from meeting.words import Side, name_key

_SALES_WORDS = re.compile(r"\b(sales|sell|selling|account|vertrieb|verkauf|ventes|ventas)", re.IGNORECASE)


def email_in(written: str) -> str | None:
    """The e-mail address that stands where somebody is named; “@Ana” and “Ana @ shop” are names."""
    return written.lower() if EMAIL.fullmatch(written) else None


class Names:
    """Turns the names in a file into ids, adding those nobody knows yet and remembering them for the report."""

    def __init__(self, session: Session, changes: Changes, *, source: str) -> None:
        self._session = session
        self._changes = changes
        self._source = source
        self.customers = Register(session, Customer)
        self.people = Register(session, Person)
        teams = table_of(Team).c
        self._teams: dict[str, int] = {}
        self._hidden_teams: dict[str, int] = {}
        self._spelled: dict[str, str] = {}
        for key, team_id, hidden, name in session.execute(
            select(teams.name_key, teams.id, teams.hidden, teams.name)
        ):
            (self._hidden_teams if hidden else self._teams)[key] = team_id
            self._spelled[key] = name
        self._promises: dict[str, dict[str | None, Called]] = {}
        self.why_not = ""
        """Why the promise that the last row named is none of those with that number."""
        self.promised_by: str | None = None
        """The source of the promise that the last row is about."""
        self._customer_seen: dict[tuple[str | None, ...], int] = {}
        self._noted: set[tuple[Any, ...]] = set()
        self.named: int | None = None
        """The customer that the last row named, where that became part of the one the row is about."""
        self.added: set[int] = set()
        """Customers this file made."""
        self.completing = Completing(session, changes, self.customers, source=source)
        self.new_customers: list[str] = []
        self.new_people: list[str] = []
        self.new_teams: list[str] = []

    def customer(
        self,
        reference: str | None,
        *,
        name: str | None = None,
        email: str | None = None,
        now: int | None = None,
    ) -> int | None:
        """`now` is the customer of the record that the row speaks about."""
        self.named = None
        if reference is None and name is None and email is None:
            return None
        asked = (reference, name, email)
        found = self.customers.still([now], source=self._source, reference=reference, email=email, name=name)
        if found is None and asked not in self._customer_seen:
            self._customer_seen[asked] = self._customer(reference, name, email)
        if found is None:
            found = self._customer_seen[asked]
        stays = self.customers.stays(found)
        self.named = found if found != stays else None
        if (stays, *asked) not in self._noted:
            self._noted.add((stays, *asked))
            self.completing.note(stays, *asked)
        return stays

    def _customer(self, reference: str | None, name: str | None, email: str | None) -> int:
        asked: dict[str, Any] = {"source": self._source, "reference": reference, "email": email, "name": name}
        found = self.customers.find(**asked)
        if found is not None:
            return found
        called = name or reference or email or ""
        self.new_customers.append(called)
        added = self._add(Customer, self.customers, reference, called, email)
        # What a row names may be part of what came back.
        return self.customers.find(**asked) or added

    def person(self, written: str | None, *, now: Iterable[int | None] = ()) -> int | None:
        """A person by reference, e-mail or name. Somebody new cannot sign in until invited.

        `now` are the people of the record that the row speaks about.
        """
        if written is None:
            return None
        email = email_in(written)
        asked: dict[str, Any] = {"source": self._source, "reference": written, "email": email, "name": None}
        found = self.people.still(now, **asked) or self.people.find(**asked)
        if found is not None:
            return found
        self.new_people.append(written)
        return self._add(Person, self.people, written, written, email)

    def _add(
        self,
        model: type[Customer] | type[Person],
        register: Register,
        reference: str | None,
        name: str,
        email: str | None,
    ) -> int:
        key = name_key(name)
        values: dict[str, Any] = {"source": self._source, "reference": reference, "email": email}
        values |= {"name": name, "name_key": key}
        gone = register.hidden(source=self._source, reference=reference, email=email)
        if gone is not None:
            self._bring_back(model, gone)
            return gone
        record_id = self._changes.create(model, values, action="bring in")
        if model is Customer:
            self.added.add(record_id)
        register.add(Known(record_id, self._source, reference, email, key))
        return record_id

    def _bring_back(self, model: type[Record], record_id: int) -> None:
        columns = table_of(model).c
        version = self._session.scalars(select(columns.version).where(columns.id == record_id)).one()
        self._changes.update(
            model,
            record_id,
            version=version,
            before={"hidden": True},
            after={"hidden": False},
            action="bring in",
        )

    def team(self, name: str | None) -> int | None:
        """A team by name. The side of a new one is told by its name, and is to be checked."""
        if name is None:
            return None
        key = name_key(name)
        if key in self._hidden_teams:
            self._teams[key] = self._hidden_teams.pop(key)
            self._bring_back(Team, self._teams[key])
        if key not in self._teams:
            side = Side.SALES if _SALES_WORDS.search(name) else Side.SERVICE
            values = {"name": name, "name_key": key, "side": str(side)}
            self._teams[key] = self._changes.create(Team, values, action="bring in")
            self._spelled[key] = name
            self.new_teams.append(f"{name} ({side})")
        if name != self._spelled[key] and is_better_spelled(name, self._spelled[key]):
            self._spelled[key] = name
            self.completing.note_spelling(self._teams[key], name)
        return self._teams[key]

    def promise(
        self, reference: str | None, *, whose: int | None, name: str | None, now: int | None = None
    ) -> int | None:
        """A promise by reference: of this source, else the only one that can be meant; None when that is not certain.

        `whose` is the customer of the complaint about it and `name` what its row calls that one; `now` is the promise
        it is tied to: by the same words the same file again means the same.
        """
        self.why_not, self.promised_by = "", None
        if reference is None:
            return None
        if reference not in self._promises:
            self._promises[reference] = promises_called(self._session, [reference])[reference]
        found = self._promises[reference]
        possible = {source: one for source, one in found.items() if one.id == now} or found
        customer = self.customers.get(whose) if whose is not None else None
        if name is None and customer is not None and not customer.has_only_a_number:
            name = customer.key
        meant = meant_by(self._source, found if self._source in found else possible, whose=Whose(whose, name))
        self.promised_by = next((source for source, one in found.items() if one.id == meant), None)
        self.why_not = why_not(found) if meant is None else ""
        return meant
