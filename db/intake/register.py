"""Customers or people as a file may mean them: by reference, e-mail or name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Customer, Person
from meeting.words import name_key


@dataclass(frozen=True)
class Known:
    """What is needed of a customer or person to recognise it again."""

    id: int
    source: str | None
    reference: str | None
    email: str | None
    key: str
    by_hand: frozenset[str] = frozenset()
    """Fields that a person changed: no file changes them."""

    @property
    def is_unnamed(self) -> bool:
        """Where its name should stand, its reference or its e-mail does."""
        return self.key in (name_key(self.reference or ""), name_key(self.email or ""))

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
        self._gone: dict[int, Known] = {}
        self._hidden: dict[tuple[str | None, str], int] = {}
        self._hidden_by_email: dict[str, int] = {}
        self._merged: set[tuple[str | None, str]] = set()
        columns = table_of(model).c
        fields = (columns.id, columns.source, columns.reference, columns.email, columns.name_key)
        for *known, says in session.execute(select(*fields, columns.file_says).where(~columns.hidden)):
            by_hand = frozenset(json.loads(says)) if says else frozenset[str]()
            self.add(replace(Known(*known), by_hand=by_hand))
        merged_into = columns.get("merged_into_id", null())
        for *known, merged in session.execute(select(*fields, merged_into).where(columns.hidden)):
            record_id, source, reference, email, _ = known
            self._gone[record_id] = Known(*known)
            if reference is not None and merged in self._by_id:
                self._by_source.setdefault((source, reference), merged)
                self._merged.add((source, reference))
            elif reference is not None and merged is not None:
                # What it became part of was taken back: that comes back when a file names this one.
                self._hidden[source, reference] = merged
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

    def get(self, record_id: int) -> Known | None:
        return self._by_id.get(record_id)

    def is_merged(self, *, source: str, reference: str) -> bool:
        """Whether this is the old reference of a customer that became part of another."""
        return (source, reference) in self._merged

    def hidden(self, *, source: str, reference: str | None, email: str | None) -> int | None:
        """A record that was taken back: it comes back when a file names its reference or e-mail again."""
        found = self._hidden.pop((source, reference or ""), None)
        if found is None:
            found = self._hidden_by_email.pop(email or "", None)
        if found in self._gone:
            self.add(self._gone.pop(found))
        return found

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
