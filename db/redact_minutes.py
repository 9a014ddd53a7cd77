"""Removing words from minutes. They are frozen, and this is the one thing that changes them: a right weighs more.

The document then says how often it was done, and its digest is of what it holds by now.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import Minutes
from meeting.minutes import digest_of

RECORDS = {
    **dict.fromkeys(("kept", "missed", "pending", "withdrawn", "moved", "owed_rows"), "promise"),
    "complaints": "complaint",
    "wins": "win",
}
"""Which lists of the document are rows of which records."""
NAMED_BY = {"owner": "owner_id", "leader": "leader_id", "name": "person_id"}
"""Names of people, and the number beside each."""
FREE = frozenset(
    "about breakdown_said cause customer dropped_because leader left_to_do name owner people person said text title "
    "told_by told_top topic what why words".split()
)
"""Where anybody may have written a name; of a promise its kind, too."""


@dataclass(frozen=True)
class Blacked:
    """What goes. `about` are records whose `words` go as a whole; `without_names` takes names out of all the others."""

    what: str
    ids: Collection[int]
    about: Collection[tuple[str, int]]
    words: dict[str, tuple[str, ...]]
    removed: str
    without_names: Callable[[Any], Any]


def black_minutes(session: Session, blacked: Blacked) -> int:
    """Returns how many documents hold something else by now."""
    table = table_of(Minutes)
    changed = 0
    for number in session.scalars(select(table.c.id).order_by(table.c.id)).all():
        document = session.scalar(select(table.c.document).where(table.c.id == number)) or "{}"
        before = json.loads(document)
        after = _Walk(blacked).of(before, "", "")
        if after == before:
            continue
        after["redactions"] = before.get("redactions", 0) + 1
        written = json.dumps(after, ensure_ascii=False, separators=(",", ":"))
        values = {"document": written, "digest": digest_of(written)}
        session.execute(update(table).where(table.c.id == number).values(values))
        changed += 1
    return changed


class _Walk:
    def __init__(self, blacked: Blacked) -> None:
        self._blacked = blacked

    def of(self, value: Any, name: str, kind: str) -> Any:
        """`name` is that of the field, `kind` of the record it belongs to, if it is one."""
        if isinstance(value, dict):
            return {key: self._field(value, key, kind) for key in value}
        if isinstance(value, list):
            return [self.of(one, name, RECORDS.get(name, kind)) for one in value]
        is_free = name in FREE or (kind == "promise" and name == "kind")
        return self._blacked.without_names(value) if is_free else value

    def _field(self, row: dict[str, Any], name: str, kind: str) -> Any:
        value, blacked = row[name], self._blacked
        if isinstance(value, str) and value:
            is_about = (kind, row.get("id")) in blacked.about
            if is_about and name in blacked.words.get(kind, ()):
                return blacked.removed
            if is_about and name == "customer" and blacked.what == "customer":
                return blacked.removed
            if name == "about" and (row.get("origin"), row.get("origin_id")) in blacked.about:
                return blacked.removed
            # What is noted of a miss, and what a win cites as showing it.
            named = (row.get("kind"), row.get("id"))
            if named in blacked.about and name in ("words", *blacked.words.get(str(named[0]), ())):
                return blacked.removed
            if blacked.what == "person" and row.get(NAMED_BY.get(name, ""), 0) in blacked.ids:
                return blacked.removed
        return self.of(value, name, kind if not isinstance(value, list | dict) else "")
