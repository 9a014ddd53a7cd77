"""Who and what a file may mean: customers, people, teams and promises already in the store, and new ones."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import Changes, table_of
from db.models import Customer, Person, Promise, Team
from meeting.words import Side, name_key

_SALES_WORDS = re.compile(r"\b(sales|sell|selling|account|vertrieb|verkauf|ventes|ventas)", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What is needed of a customer or person to recognise it again."""

    id: int
    source: str | None
    reference: str | None
    email: str | None
    key: str

    @property
    def has_only_a_name(self) -> bool:
        """Nobody gave it a reference yet: what stands there is its name, from a file that had nothing else."""
        return self.reference is None or name_key(self.reference) == self.key


class Register:
    """Customers or people by reference, e-mail and name. Reads the table once, then keeps up by itself."""

    def __init__(self, session: Session, model: type[Customer] | type[Person]) -> None:
        self._by_id: dict[int, Known] = {}
        self._by_source: dict[tuple[str | None, str], int] = {}
        self._by_reference: dict[str, list[int]] = defaultdict(list)
        self._by_email: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        columns = table_of(model).c
        query = select(columns.id, columns.source, columns.reference, columns.email, columns.name_key)
        for row in session.execute(query.where(~columns.hidden)):
            self.add(Known(*row))

    def add(self, known: Known) -> None:
        before = self._by_id.get(known.id)
        if before is not None:
            self._forget(before)
        self._by_id[known.id] = known
        if known.reference is not None:
            self._by_source[known.source, known.reference] = known.id
            self._by_reference[known.reference].append(known.id)
        if known.email:
            self._by_email[known.email].append(known.id)
        self._by_name[known.key].append(known.id)

    def _forget(self, known: Known) -> None:
        if known.reference is not None:
            del self._by_source[known.source, known.reference]
            self._by_reference[known.reference].remove(known.id)
        if known.email:
            self._by_email[known.email].remove(known.id)
        self._by_name[known.key].remove(known.id)

    def __getitem__(self, record_id: int) -> Known:
        return self._by_id[record_id]

    def owner_of(self, email: str) -> int | None:
        return next(iter(self._by_email.get(email, ())), None)

    def find(self, *, source: str, reference: str | None, email: str | None, name: str | None) -> int | None:
        """By source + reference, else reference if only one source has it, else e-mail, else exact name if just
        one has it. A record that the same source knows by another reference is somebody else."""
        if reference is not None:
            found = self._by_source.get((source, reference))
            if found is not None:
                return found
            same = self._by_reference.get(reference, ())
            if len(same) == 1:
                return same[0]
        named = name_key(name or reference or "")
        for candidates in (self._by_email.get(email or "", ()), self._by_name.get(named, ())):
            if len(candidates) == 1 and self._may_be(candidates[0], source, reference, name):
                return candidates[0]
        return None

    def _may_be(self, candidate: int, source: str, reference: str | None, name: str | None) -> bool:
        known = self._by_id[candidate]
        is_reference = reference is not None and name is not None
        return not is_reference or known.has_only_a_name or known.source != source


class Names:
    """Turns the names in a file into ids, adding those nobody knows yet and remembering them for the report."""

    def __init__(self, session: Session, changes: Changes, *, source: str) -> None:
        self._session = session
        self._changes = changes
        self._source = source
        self.customers = Register(session, Customer)
        self.people = Register(session, Person)
        teams = table_of(Team).c
        self._teams: dict[str, int] = dict(session.execute(select(teams.name_key, teams.id)).all())
        self._promises: dict[str, int | None] = {}
        self._customer_seen: dict[tuple[str | None, ...], int] = {}
        self.new_customers: list[str] = []
        self.new_people: list[str] = []
        self.new_teams: list[str] = []

    def customer(
        self, reference: str | None, *, name: str | None = None, email: str | None = None
    ) -> int | None:
        if reference is None and name is None and email is None:
            return None
        asked = (reference, name, email)
        if asked not in self._customer_seen:
            self._customer_seen[asked] = self._customer(reference, name, email)
        return self._customer_seen[asked]

    def _customer(self, reference: str | None, name: str | None, email: str | None) -> int:
        found = self.customers.find(source=self._source, reference=reference, email=email, name=name)
        if found is not None:
            return found
        called = name or reference or email or ""
        self.new_customers.append(called)
        return self._add(Customer, self.customers, reference, called, email)

    def person(self, written: str | None) -> int | None:
        """A person by reference, e-mail or name. Somebody new cannot sign in until invited."""
        if written is None:
            return None
        email = written.lower() if "@" in written else None
        found = self.people.find(source=self._source, reference=written, email=email, name=None)
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
        record_id = self._changes.create(model, values, action="bring in")
        register.add(Known(record_id, self._source, reference, email, key))
        return record_id

    def team(self, name: str | None) -> int | None:
        """A team by name. The side of a new one is told by its name, and is to be checked."""
        if name is None:
            return None
        key = name_key(name)
        if key not in self._teams:
            side = Side.SALES if _SALES_WORDS.search(name) else Side.SERVICE
            values = {"name": name, "name_key": key, "side": str(side)}
            self._teams[key] = self._changes.create(Team, values, action="bring in")
            self.new_teams.append(f"{name} ({side})")
        return self._teams[key]

    def promise(self, reference: str | None) -> int | None:
        """A promise by reference: of this source, else of the only source that has it; None when unknown."""
        if reference is None:
            return None
        if reference not in self._promises:
            columns = table_of(Promise).c
            query = select(columns.source, columns.id).where(columns.reference == reference)
            found = dict(self._session.execute(query).all())
            only = next(iter(found.values())) if len(found) == 1 else None
            self._promises[reference] = found.get(self._source, only)
        return self._promises[reference]
