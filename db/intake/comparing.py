"""One row against the record it speaks about: new, changed, unchanged, or changed by hand since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import LISTS, Changes, as_json, table_of
from db.changes.core import lists_of
from db.changes.lists import as_told, days_told
from db.changes.merging import NAMED
from db.intake.beside import WAITS_FOR
from db.intake.fields import STATUS, Kind
from db.intake.known import Names
from db.intake.records import FOLLOWS, MEANINGS, MODELS
from db.intake.register import Known, Register
from db.intake.report import Report
from db.intake.rows import Refusal, Row
from meeting.doubts import dates_to_check
from meeting.promise_days import as_a_file_says, read_line
from meeting.standing import Standing, holds_no_more
from meeting.weeks import week_of

_FOLLOWERS = frozenset(column for columns in FOLLOWS.values() for column in columns)
Record = Mapping[str, Any]


class Taker:
    """Compares rows with the store and gathers what is to be written; counts into the report."""

    def __init__(
        self, session: Session, changes: Changes, *, kind: Kind, source: str, today: date, report: Report
    ) -> None:
        self.names = Names(session, changes, source=source)
        self._session = session
        self._changes = changes
        self._kind = kind
        self._model = MODELS[kind]
        self._source = source
        self._today = today
        self._report = report
        self._spoken_for: dict[int, str] = {}
        self._register: Register | None = {
            Kind.CUSTOMERS: self.names.customers,
            Kind.PEOPLE: self.names.people,
        }.get(kind)

    def take(self, rows: Sequence[Row]) -> list[Refusal]:
        """Take a batch; returns the rows that only a look into the store shows to be wrong."""
        here = self._here([row.values for row in rows])
        done: set[str] = set()
        refusals = []
        for row in rows:
            reference = row.values["reference"]
            if reference in done:  # The same line twice: lines that differ were refused before.
                self._report.unchanged += 1
                continue
            done.add(reference)
            if self._register is not None and self._register.is_merged(
                source=self._source, reference=reference
            ):
                # It became part of another, of which its own list says nothing.
                self._report.unchanged += 1
                continue
            refusal = self._take(row, self._own(here.get(reference), reference))
            if refusal is not None:
                refusals.append(refusal)
        return refusals

    def _own(self, record: Record | None, reference: str) -> Record | None:
        """The record, unless another row of this file spoke for it: two rows with one name are two people."""
        if record is None or self._spoken_for.setdefault(record["id"], reference) != reference:
            return None
        return record

    def _take(self, row: Row, record: Record | None) -> Refusal | None:
        if self._kind is Kind.PEOPLE and (refusal := self._email_clash(row, record)):
            return refusal
        if row.values.get(STATUS) == Standing.ON_HOLD:
            self._hold(row, record)
            return None
        if self._kind is Kind.PROMISES and (refusal := _days_clash(row)):
            return refusal
        self.names.named = None
        meaning = MEANINGS[self._kind]({**row.values, "today": self._today}, self.names, record or {})
        self._note_doubts(row, meaning, record)
        if self._kind is Kind.PROMISES:
            meaning |= self._days(row, record)
        if record is None:
            self._create(row, meaning)
        else:
            self._compare(row, meaning, record)
        return None

    def _hold(self, row: Row, record: Record | None) -> None:
        """No promise until it has a day again: none is made, and one that is still to come is withdrawn today."""
        facts = ("promised_on", "delivered_on", "withdrawn_on")
        is_off = (
            record is not None
            and not record["hidden"]
            and holds_no_more(self._today, **{name: record[name] for name in facts})
        )
        if record is not None and is_off:
            self._compare(row, {"withdrawn_on": self._today}, record)
        else:
            self._report.unchanged += 1

    def _create(self, row: Row, meaning: dict[str, Any]) -> None:
        values = {"source": self._source, "reference": row.values["reference"], **meaning}
        says = {WAITS_FOR: _waits_for(row, meaning), NAMED: self.names.named}
        if any(says.values()):
            values["file_says"] = as_json({name: said for name, said in says.items() if said})
        record_id = self._changes.create(self._model, values, action="bring in")
        self._report.new += 1
        if self._kind is Kind.CUSTOMERS:
            self.names.added.add(record_id)
        self._remember(record_id, values)

    def _compare(self, row: Row, meaning: dict[str, Any], record: Record) -> None:
        by_hand: dict[str, Any] = json.loads(record["file_says"] or "{}")
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for name, said in meaning.items():
            if name in _FOLLOWERS:
                continue
            if said == record[name]:
                by_hand.pop(name, None)
            elif name in by_hand:
                by_hand[name] = json.loads(as_json({"": said}))[""]
                self._report.kept_by_hand.append(
                    f"line {row.line}, {row.values['reference']}: {name} is {record[name]}, file says {said}"
                )
            else:
                for column in (name, *FOLLOWS.get(name, ())):
                    before[column], after[column] = record[column], meaning[column]
        self._note_words(by_hand, row, meaning)
        self._adopt(row, record, before, after)
        if record["hidden"]:
            before["hidden"], after["hidden"] = True, False
        counted = bool(after)
        file_says = as_json(by_hand) if by_hand else None
        if file_says != record["file_says"]:
            before["file_says"], after["file_says"] = record["file_says"], file_says
        if after:
            self._changes.update(
                self._model,
                record["id"],
                version=record["version"],
                before=before,
                after=after,
                action="bring in",
            )
            self._remember(record["id"], {**record, **after})
        # What was taken back with its import and comes again is new.
        self._report.new += record["hidden"]
        self._report.changed += counted and not record["hidden"]
        self._report.unchanged += not counted

    def _days(self, row: Row, record: Record | None) -> dict[str, Any]:
        """Every day of the promise after this row, the first of them beside; nothing where they were set by hand.

        What was set by hand the file has a say about again once it tells the same.
        """
        said = row.values
        by_hand = json.loads(record["file_says"] or "{}") if record else {}
        if record and "promised_on" in by_hand and said["promised_on"] != record["promised_on"]:
            return {}
        first = said.get("first_promised_on")
        is_set_by_hand = "first_promised_on" in by_hand and record and first != record["first_promised_on"]
        if said.get("days"):
            days = read_line(said["days"])
        else:
            days = as_a_file_says(
                days_told(record["days"]) if record else (),
                promised_on=said["promised_on"],
                first=None if is_set_by_hand else first,
                moved_on=said.get("moved_on"),
                today=self._today,
            )
        found: dict[str, Any] = {"days": as_told(days)}
        if not is_set_by_hand:
            begun = days[0].day
            found |= {"first_promised_on": begun, "first_promised_week": str(week_of(begun))}
        return found

    def _note_words(self, says: dict[str, Any], row: Row, meaning: Record) -> None:
        """What the row names that is not the link itself: a promise to come, a customer that is part of another."""
        words: dict[str, Any] = {}
        if "promise" in row.values:
            words[WAITS_FOR] = _waits_for(row, meaning)
        if "customer_id" in meaning:
            words[NAMED] = None if "customer_id" in says else self.names.named
        for name, said in words.items():
            if said is None:
                says.pop(name, None)
            else:
                # In its place: the same words in another order would be a change.
                says[name] = said

    def _adopt(self, row: Row, record: Record, before: dict[str, Any], after: dict[str, Any]) -> None:
        """A customer or person known by name alone takes the reference its own list gives it."""
        if self._register is None or record["hidden"] or not self._register[record["id"]].has_only_a_name:
            return
        given = {"source": self._source, "reference": row.values["reference"]}
        if any(record[name] != value for name, value in given.items()):
            before.update({name: record[name] for name in given})
            after.update(given)

    def _remember(self, record_id: int, values: Record) -> None:
        if self._register is not None:
            known = (values["source"], values["reference"], values.get("email"), values["name_key"])
            self._register.add(Known(record_id, *known))

    def _email_clash(self, row: Row, record: Record | None) -> Refusal | None:
        email = row.values.get("email")
        owner = self.names.people.owner_of(email) if email else None
        if owner is None or (record is not None and record["id"] == owner):
            return None
        reason = "belongs to another person already"
        return Refusal(row.line, "email", str(email), reason, row.cells)

    def _note_doubts(self, row: Row, meaning: Record, record: Record | None) -> None:
        doubt = dates_to_check(meaning)
        if doubt:
            self._report.check_the_dates.append(f"line {row.line}, {row.values['reference']}: {doubt}")
        if waits_for := _waits_for(row, meaning):
            self._report.unknown_promises.append(f"line {row.line}: promise {waits_for}{self.names.why_not}")
        tied = meaning.get("promise_id")
        if (
            tied is not None
            and self.names.promised_by != self._source
            and tied != (record or {}).get("promise_id")
        ):
            self._report.of_another_source.append(
                f"line {row.line}: promise {row.values['promise']} of {self.names.promised_by or 'no source'}"
            )

    def _here(self, said: Sequence[Mapping[str, Any]]) -> dict[str, Record]:
        """The records these rows speak about, by the rows' references, with their lists."""
        columns = table_of(self._model).c
        query = select(*columns)
        register = self._register
        if register is None:
            references = [values["reference"] for values in said]
            query = query.where(columns.source == self._source, columns.reference.in_(references))
            found: dict[str, Any] = {
                row["reference"]: dict(row) for row in self._session.execute(query).mappings()
            }
        else:
            ids = {values["reference"]: self._known(register, values) for values in said}
            query = query.where(columns.id.in_({one for one in ids.values() if one is not None}))
            by_id = {row["id"]: dict(row) for row in self._session.execute(query).mappings()}
            found = {reference: by_id[one] for reference, one in ids.items() if one is not None}
        self._add_lists(found)
        return found

    def _known(self, register: Register, values: Mapping[str, Any]) -> int | None:
        reference, email = values["reference"], values.get("email")
        found = register.find(source=self._source, reference=reference, email=email, name=values["name"])
        if found is None:
            found = register.hidden(source=self._source, reference=reference, email=email)
        return found

    def _add_lists(self, found: dict[str, Any]) -> None:
        for name, own in LISTS.get(self._model, {}).items():
            lists = lists_of(self._session, own, [record["id"] for record in found.values()])
            for record in found.values():
                record[name] = lists.get(record["id"], [])


def _days_clash(row: Row) -> Refusal | None:
    """A line of all days has to end with the promised one."""
    said = row.values.get("days")
    if not said:
        return None
    try:
        days = read_line(said)
    except ValueError:
        reason = "is no list of days such as “2026-11-20; 2026-11-25 (said 2026-11-19)”"
        return Refusal(row.line, "days", said, reason, row.cells)
    if days[-1].day != row.values["promised_on"]:
        return Refusal(row.line, "days", said, "does not end with the promised day", row.cells)
    return None


def _waits_for(row: Row, meaning: Record) -> str | None:
    """The promise a complaint names that nobody knows yet."""
    return row.values.get("promise") if meaning.get("promise_id") is None else None
