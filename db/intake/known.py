"""Who and what a file may mean: customers, people, teams and promises already in the store, and new ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from db.changes import Changes, table_of
from db.intake.fields import EMAIL
from db.models import Customer, Person, Promise, Record, Team
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
        self._hidden: dict[tuple[str | None, str], int] = {}
        self._hidden_by_email: dict[str, int] = {}
        self._merged: set[tuple[str | None, str]] = set()
        columns = table_of(model).c
        query = select(columns.id, columns.source, columns.reference, columns.email, columns.name_key)
        for row in session.execute(query.where(~columns.hidden)):
            self.add(Known(*row))
        merged_into = columns.get("merged_into_id", null())
        gone = select(columns.source, columns.reference, columns.email, columns.id, merged_into)
        for source, reference, email, record_id, merged in session.execute(gone.where(columns.hidden)):
            if reference is not None and merged is not None:
                self._by_source.setdefault((source, reference), merged)
                self._merged.add((source, reference))
            elif reference is not None:
                self._hidden[source, reference] = record_id
            if email and merged is None:
                self._hidden_by_email[email] = record_id

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

    def is_merged(self, *, source: str, reference: str) -> bool:
        """Whether this is the old reference of a customer that became part of another."""
        return (source, reference) in self._merged

    def hidden(self, *, source: str, reference: str | None, email: str | None) -> int | None:
        """A record that was taken back: it comes back when a file names its reference or e-mail again."""
        found = self._hidden.pop((source, reference or ""), None)
        return found if found is not None else self._hidden_by_email.pop(email or "", None)

    def owner_of(self, email: str) -> int | None:
        return next(iter(self._by_email.get(email, ())), None)

    def find(
        self,
        *,
        source: str,
        reference: str | None,
        email: str | None,
        name: str | None,
        is_its_list: bool = False,
    ) -> int | None:
        """By source + reference, else reference if only one source has it, else e-mail, else exact name if just
        one has it. A record that the same source knows by another reference is somebody else; so is one that
        another source's own list knows by this reference, when this row `is_its_list` too."""
        if reference is not None:
            found = self._by_source.get((source, reference))
            if found is not None:
                return found
            same = self._by_reference.get(reference, ())
            if len(same) == 1 and (not is_its_list or self._by_id[same[0]].has_only_a_name):
                return same[0]
        named = name_key(name or reference or "")
        for candidates in (self._by_email.get(email or "", ()), self._by_name.get(named, ())):
            fitting = [one for one in candidates if self._may_be(one, source, reference, name)]
            if len(fitting) > 1:
                # Several have it, and one was made for just that name by an earlier file of this source.
                fitting = [one for one in fitting if self._is_a_name_of(source, one)]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def still(
        self,
        candidates: Iterable[int | None],
        *,
        source: str,
        reference: str | None,
        email: str | None,
        name: str | None,
    ) -> int | None:
        """The one of these that an earlier file meant by the same words: whoever else they could mean by now, the
        same file again changes nothing."""
        if reference is not None and (source, reference) in self._by_source:
            return None
        key = name_key(name or reference or "")
        for candidate in candidates:
            known = self._by_id.get(candidate or 0)
            if known is None:
                continue
            if reference is not None and known.reference == reference:
                return known.id
            if (email and known.email == email) or known.key == key:
                return known.id if self._may_be(known.id, source, reference, name) else None
        return None

    def _is_a_name_of(self, source: str, candidate: int) -> bool:
        known = self._by_id[candidate]
        return known.source == source and known.has_only_a_name

    def _may_be(self, candidate: int, source: str, reference: str | None, name: str | None) -> bool:
        known = self._by_id[candidate]
        is_reference = reference is not None and name is not None
        return not is_reference or known.has_only_a_name or known.source != source


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
        for key, team_id, hidden in session.execute(select(teams.name_key, teams.id, teams.hidden)):
            (self._hidden_teams if hidden else self._teams)[key] = team_id
        self._promises: dict[str, int | None] = {}
        self._customer_seen: dict[tuple[str | None, ...], int] = {}
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
        if reference is None and name is None and email is None:
            return None
        still = self.customers.still([now], source=self._source, reference=reference, email=email, name=name)
        if still is not None:
            return still
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
            self.new_teams.append(f"{name} ({side})")
        return self._teams[key]

    def promise(self, reference: str | None) -> int | None:
        """A promise by reference: of this source, else of the only source that has it; None when unknown."""
        if reference is None:
            return None
        if reference not in self._promises:
            columns = table_of(Promise).c
            query = select(columns.source, columns.id).where(columns.reference == reference, ~columns.hidden)
            found = dict(self._session.execute(query).all())
            only = next(iter(found.values())) if len(found) == 1 else None
            self._promises[reference] = found.get(self._source, only)
        return self._promises[reference]
