"""Customers or people as a file may mean them: by the number its own source gives them, by e-mail or by name.

A number says nothing of another source's number: each source counts by itself.
"""

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


def is_number(word: str) -> bool:
    """Whether it may be a number of some list; a word without any digit may as well be a name."""
    return any(letter.isdigit() for letter in word)


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

    @property
    def has_only_a_number(self) -> bool:
        return self.reference is not None and self.has_only_a_name and is_number(self.reference)


class Register:
    """Customers or people by reference, e-mail and name. Reads the table once, then keeps up by itself.

    One that became part of another is still found by its own words: `stays` is the one it became part of.
    """

    def __init__(self, session: Session, model: type[Customer] | type[Person]) -> None:
        self._by_id: dict[int, Known] = {}
        self._by_source: dict[tuple[str | None, str], int] = {}
        self._by_email: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._gone: dict[int, Known] = {}
        self._hidden: dict[tuple[str | None, str], tuple[int, int]] = {}
        """Of those taken back: which one comes back, and whose number it is."""
        self._hidden_by_email: dict[str, int] = {}
        self._into: dict[int, int] = {}
        self._merged_by_word: dict[str, list[int]] = defaultdict(list)
        columns = table_of(model).c
        fields = (columns.id, columns.source, columns.reference, columns.email, columns.name_key)
        for *known, says in session.execute(select(*fields, columns.file_says).where(~columns.hidden)):
            by_hand = frozenset(json.loads(says)) if says else frozenset[str]()
            self.add(replace(Known(*known), by_hand=by_hand))
        merged_into = columns.get("merged_into_id", null())
        query = select(*fields, merged_into).where(columns.hidden).order_by(columns.id)
        for *known, merged in session.execute(query):
            self._add_hidden(Known(*known), merged)

    def _add_hidden(self, known: Known, merged: int | None) -> None:
        number = known.source, known.reference or ""
        self._gone[known.id] = known
        if merged in self._by_id:
            self._into[known.id] = merged
            if known.reference is not None:
                self._by_source.setdefault(number, known.id)
            for word in {known.key, known.email or ""} - {""}:
                self._merged_by_word[word].append(known.id)
        elif known.reference is not None:
            # What it became part of was taken back: that comes back when a file names this one.
            self._hidden[number] = (merged or known.id, known.id)
        if known.email and merged is None:
            self._hidden_by_email[known.email] = known.id

    def add(self, known: Known) -> None:
        before = self._by_id.get(known.id)
        if before is not None:
            self._forget(before)
        self._by_id[known.id] = known
        if known.reference is not None:
            self._by_source[known.source, known.reference] = known.id
        if known.email:
            self._by_email[known.email].append(known.id)
        self._by_name[known.key].append(known.id)

    def _forget(self, known: Known) -> None:
        if known.reference is not None:
            del self._by_source[known.source, known.reference]
        if known.email:
            self._by_email[known.email].remove(known.id)
        self._by_name[known.key].remove(known.id)

    def __getitem__(self, record_id: int) -> Known:
        return self._by_id[record_id]

    def get(self, record_id: int) -> Known | None:
        return self._by_id.get(record_id)

    def stays(self, record_id: int) -> int:
        """The customer that this one became part of; itself where it did not."""
        return self._into.get(record_id, record_id)

    def is_merged(self, *, source: str, reference: str) -> bool:
        """Whether this is the old reference of a customer that became part of another."""
        return self._by_source.get((source, reference)) in self._into

    def numbers_of(self, source: str) -> dict[int, dict[str, int]]:
        """By which references a source means each, and whose these are: its own, or of what became part of it."""
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for (of, reference), record_id in self._by_source.items():
            if of == source:
                found[self.stays(record_id)][reference] = record_id
        return found

    def hidden(self, *, source: str, reference: str | None, email: str | None) -> int | None:
        """A record that was taken back: it comes back when a file names its reference or e-mail again."""
        found, named = self._hidden.pop((source, reference or ""), (None, None))
        if found is None:
            found = named = self._hidden_by_email.pop(email or "", None)
        if found in self._gone:
            self.add(self._gone.pop(found))
        if found is not None and named is not None and named != found:
            self._into[named] = found
            self._by_source[source, reference or ""] = named
        return found

    def owner_of(self, email: str) -> int | None:
        return next(iter(self._by_email.get(email, ())), None)

    def find(self, *, source: str, reference: str | None, email: str | None, name: str | None) -> int | None:
        """By source + reference, else e-mail, else exact name if just one has it.

        Who has a number of its own, of whatever source, is nobody else's: a row that says another is about somebody
        else. What it says of the name makes the two look alike, and a person says whether they are the same.
        """
        if reference is not None:
            found = self._by_source.get((source, reference))
            if found is not None or (source, reference) in self._hidden:
                return found
        key = name_key(name or reference or "")
        says_number = _says_number(reference, name=name, email=email)
        for candidates in (self._by_email.get(email or "", ()), self._by_name.get(key, ())):
            fitting = [
                one for one in candidates if self._may_be(one, source, key, name, says_number=says_number)
            ]
            if len(fitting) > 1:
                # Several have it: one was made for just that name by an earlier file of this source, or is its only.
                own = [one for one in fitting if self._by_id[one].source == source]
                fitting = [one for one in own if self._by_id[one].has_only_a_name] or own
            if len(fitting) == 1:
                return fitting[0]
        return None if name is not None and says_number else self._merged(key, email)

    def _merged(self, key: str, email: str | None) -> int | None:
        """One that became part of another, by words that nobody else has."""
        for word in (email or "", key):
            found = self._merged_by_word.get(word, ())
            if found and not self._by_name.get(word) and len({self.stays(one) for one in found}) == 1:
                return found[0]
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
            if reference is not None and known.reference == reference and name is None:
                return known.id
            if (email and known.email == email) or known.key == key:
                is_another = known.source == source and not known.has_only_a_name
                if reference is not None and name is not None and (is_another or known.key != key):
                    return None
                return known.id
        return None

    def _may_be(self, candidate: int, source: str, key: str, name: str | None, *, says_number: bool) -> bool:
        known = self._by_id[candidate]
        if known.source != source and known.has_only_a_number and says_number:
            return False
        if not says_number:
            return True
        if name is None:
            # A word with a digit: a number, unless somebody is really called so.
            return known.key == key and (known.source == source or not known.has_only_a_number)
        return known.has_only_a_name and (known.key == key or known.is_unnamed)


def _says_number(reference: str | None, *, name: str | None, email: str | None) -> bool:
    if reference is None or reference.lower() == email:
        return False
    return is_number(reference) or (name is not None and name_key(name) != name_key(reference))
