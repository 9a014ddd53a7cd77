"""What a file tells of records beside its own: the same rows in another order must lead to the same store.

The name of a customer that was known by a reference or an e-mail alone; the e-mail of one that had none; the better
of two spellings of a team; the promise that a complaint named before it came.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from db.changes import Changes, as_json, table_of
from db.intake.promised import Whose, known_name, meant_by, promises_called
from db.intake.register import Known, Register
from db.models import Complaint, Customer, Event, Record, Team
from meeting.words import name_key

WAITS_FOR = "promise"
"""In a complaint's `file_says`: the reference of the promise it is about, as long as no file brought that promise."""
_AT_ONCE = 500


class Completing:
    """Gathers what rows tell of customers and teams that other rows only named. Nothing is written before `write`."""

    def __init__(self, session: Session, changes: Changes, customers: Register, *, source: str) -> None:
        self._session = session
        self._changes = changes
        self._customers = customers
        self._source = source
        self._more: dict[int, dict[str, Any]] = defaultdict(dict)
        self._spelled: dict[int, dict[str, Any]] = {}
        self.told: list[str] = []

    def note_spelling(self, team_id: int, name: str) -> None:
        """That a team made by files alone is better spelled so; what a person named keeps its name."""
        events = table_of(Event).c
        by_hand = select(events.seq).where(
            events.what == "team", events.record_id == team_id, events.run_id.is_(None)
        )
        if self._session.scalar(by_hand.limit(1)) is None:
            self._spelled[team_id] = {"name": name}

    def note(self, customer_id: int, reference: str | None, name: str | None, email: str | None) -> None:
        """Only where nothing stood yet: who has a name, an e-mail or a number keeps it."""
        known = self._customers.get(customer_id)
        if known is None:
            return
        if reference is not None and self._takes(known, reference, name):
            self._more[customer_id] |= {"source": self._source, "reference": reference}
            known = replace(known, source=self._source, reference=reference)
        elif reference is not None and known.reference not in (reference, None):
            return
        if (
            name is not None
            and known.is_unnamed
            and name_key(name) != known.key
            and "name" not in known.by_hand
        ):
            self._more[customer_id] |= {"name": name, "name_key": name_key(name)}
            known = replace(known, key=name_key(name))
        if email is not None and known.email is None and "email" not in known.by_hand:
            self._more[customer_id]["email"] = email
            known = replace(known, email=email)
        if customer_id in self._more:
            self._customers.add(known)

    def _takes(self, known: Known, reference: str, name: str | None) -> bool:
        """Who was known by just this name takes the number that a row gives it, and is known by it from then on."""
        is_named_so = name is not None and name_key(name) == known.key != name_key(reference)
        return is_named_so and known.has_only_a_name and not known.has_only_a_number

    def write(self) -> None:
        """Call it when the changes gathered before are written: a customer may be as new as they are."""
        if not self._more and not self._spelled:
            return
        for row, after in self._update(Customer, self._more):
            said = ", ".join(after[name] for name in ("reference", "name", "email") if name in after)
            self.told.append(f"customer {row['reference'] or row['name']}: {said}")
        for row, after in self._update(Team, self._spelled):
            self.told.append(f"team {row['name']}: {after['name']}")
        self._changes.write()

    def _update(
        self, model: type[Record], more: dict[int, dict[str, Any]]
    ) -> Iterator[tuple[RowMapping, dict[str, Any]]]:
        table = table_of(model)
        for some in _some(sorted(more)):
            query = select(*table.c).where(table.c.id.in_(some)).order_by(table.c.id)
            for row in self._session.execute(query).mappings():
                after = more[row["id"]]
                before = {name: row[name] for name in after}
                self._changes.update(
                    model, row["id"], version=row["version"], before=before, after=after, action="bring in"
                )
                yield row, after
        more.clear()


def is_better_spelled(name: str, than: str) -> bool:
    """Of spellings that are one name the same is always taken: in both cases, short, then as letters are numbered."""
    return _spelling(name) < _spelling(than)


def _spelling(name: str) -> tuple[bool, int, str]:
    return name in (name.upper(), name.lower()), len(name), name


def link_complaints(session: Session, changes: Changes) -> list[str]:
    """Tie complaints to the promises they named, now that these are here; says which."""
    columns, customers = table_of(Complaint).c, table_of(Customer)
    query = (
        select(
            *(columns[name] for name in ("id", "version", "source", "reference", "file_says", "customer_id")),
            customers.c.name,
            customers.c.reference.label("number"),
        )
        .join_from(table_of(Complaint), customers, customers.c.id == columns.customer_id, isouter=True)
        .where(~columns.hidden, columns.promise_id.is_(None), columns.file_says.like(f'%"{WAITS_FOR}":%'))
    )
    waiting = [
        (row, json.loads(row["file_says"])) for row in session.execute(query.order_by(columns.id)).mappings()
    ]
    # What a person said about it stays.
    waiting = [(row, says) for row, says in waiting if WAITS_FOR in says and "promise_id" not in says]
    found = promises_called(session, {says[WAITS_FOR] for _, says in waiting})
    told = []
    for row, says in waiting:
        reference = says.pop(WAITS_FOR)
        whose = Whose(row["customer_id"], known_name(row["name"], row["number"]))
        meant = meant_by(row["source"], found[reference], whose=whose)
        if meant is not None:
            before = {"promise_id": None, "file_says": row["file_says"]}
            after = {"promise_id": meant, "file_says": as_json(says) if says else None}
            changes.update(
                Complaint, row["id"], version=row["version"], before=before, after=after, action="bring in"
            )
            told.append(f"complaint {row['reference']}: about promise {reference}")
    changes.write()
    return told


def _some(entries: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (entries[start : start + _AT_ONCE] for start in range(0, len(entries), _AT_ONCE))
