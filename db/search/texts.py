"""What can be found of each kind: the words of a record, those of what it is about, and its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, case, func, null, select
from sqlalchemy.orm import Session

from db.models import (
    ActionItem,
    Base,
    Complaint,
    Customer,
    Decision,
    FieldNote,
    Meeting,
    Minutes,
    Person,
    Stand,
    Topic,
    Win,
    WinPerson,
)
from meeting.consensus import Answer, told_as
from meeting.minutes import from_json
from meeting.minutes_words import what_happened
from meeting.search import EntryKind


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[str(model.__tablename__)]


wins, complaints, notes = _table(Win), _table(Complaint), _table(FieldNote)
decisions, items, meetings = _table(Decision), _table(ActionItem), _table(Meeting)
minutes, stands = _table(Minutes), _table(Stand)
customers, people, topics, credited = _table(Customer), _table(Person), _table(Topic), _table(WinPerson)

AT_ONCE = 500


@dataclass(frozen=True)
class Text:
    """A record as it is searched: `about` is whom or what it is about, `more` is searched and not shown."""

    record_id: int
    day: date
    about: str
    text: str
    more: str = ""
    meeting_id: int | None = None

    @property
    def whole(self) -> str:
        return f"{self.about}\n{self.text}\n{self.more}"


@dataclass(frozen=True)
class Source:
    """Where entries of a kind come from: columns of `table`, and whom or what its records are about."""

    table: Table
    day: ColumnElement[date]
    about: ColumnElement[str]
    shown: tuple[ColumnElement[str], ...]
    more: tuple[ColumnElement[str], ...] = ()
    beside: tuple[tuple[Table, ColumnElement[bool]], ...] = ()
    meeting_id: ColumnElement[int] | None = None

    def query(self) -> Select[*tuple[Any, ...]]:
        joined: FromClause = self.table
        for other, condition in self.beside:
            joined = joined.outerjoin(other, condition)
        meeting_id = null() if self.meeting_id is None else self.meeting_id
        columns = (self.table.c.id, self.day, self.about, meeting_id, *self.shown, *self.more)
        return select(*columns).select_from(joined).where(~self.table.c.hidden).order_by(self.table.c.id)


def _of_customer(table: Table) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    return ((customers, customers.c.id == table.c.customer_id),)


_is_refused = (
    select(stands.c.id)
    .where(stands.c.decision_id == decisions.c.id, stands.c.answer == str(Answer.NO), ~stands.c.hidden)
    .exists()
)
SOURCES: dict[EntryKind, Source] = {
    EntryKind.WIN: Source(
        wins,
        wins.c.happened_on,
        customers.c.name,
        (wins.c.text, wins.c.said),
        (wins.c.evidence,),
        _of_customer(wins),
    ),
    EntryKind.COMPLAINT: Source(
        complaints,
        complaints.c.received_on,
        customers.c.name,
        (complaints.c.text,),
        (complaints.c.breakdown, complaints.c.cause),
        _of_customer(complaints),
    ),
    EntryKind.NOTE: Source(
        notes, notes.c.noted_on, customers.c.name, (notes.c.text, notes.c.answer), (), _of_customer(notes)
    ),
    EntryKind.DECISION: Source(
        decisions,
        meetings.c.held_on,
        topics.c.title,
        (case((_is_refused, told_as("", is_refused=True) + decisions.c.text), else_=decisions.c.text),),
        (),
        ((meetings, meetings.c.id == decisions.c.meeting_id), (topics, topics.c.id == decisions.c.topic_id)),
        decisions.c.meeting_id,
    ),
    EntryKind.ACTION: Source(
        items,
        items.c.made_on,
        people.c.name,
        (items.c.what,),
        (items.c.left_to_do, items.c.notes),
        ((people, people.c.id == items.c.owner_id),),
    ),
}
"""By kind. Whom a win thanks is searched too, see `texts`."""


def kind_of(table: str) -> EntryKind | None:
    """The kind of entry a table's records give; minutes go by the number of their meeting."""
    if table == minutes.name:
        return EntryKind.MINUTES
    return next((kind for kind, source in SOURCES.items() if source.table.name == table), None)


def _id_of(kind: EntryKind) -> ColumnElement[int]:
    return SOURCES[kind].table.c.id if kind in SOURCES else minutes.c.meeting_id


def number_of_texts(session: Session) -> int:
    """At most that many: those that are hidden are among them."""
    queries = (select(func.count(_id_of(kind).distinct())) for kind in EntryKind)
    return sum(session.scalar(query) or 0 for query in queries)


def texts(session: Session, kind: EntryKind, ids: Sequence[int] | None = None) -> Iterator[Text]:
    """Records of a kind, by id: those asked for that are not hidden, or all."""
    if ids is None:
        ids = session.scalars(select(_id_of(kind)).distinct().order_by(_id_of(kind))).all()
    for start in range(0, len(ids), AT_ONCE):
        yield from _texts(session, kind, ids[start : start + AT_ONCE])


def _texts(session: Session, kind: EntryKind, ids: Sequence[int]) -> Iterator[Text]:
    if kind is EntryKind.MINUTES:
        yield from _minutes(session, ids)
        return
    source = SOURCES[kind]
    shown = 4 + len(source.shown)
    thanked = _thanked(session, ids) if kind is EntryKind.WIN else {}
    for row in session.execute(source.query().where(source.table.c.id.in_(ids))):
        more = " ".join([*(str(each or "") for each in row[shown:]), *thanked.get(row[0], ())])
        yield Text(
            row[0], row[1], row[2] or "", "\n".join(each for each in row[4:shown] if each), more, row[3]
        )


def _minutes(session: Session, ids: Sequence[int]) -> Iterator[Text]:
    """The newest minutes of each meeting: what happened in two sentences, and the topics talked about or not."""
    query = select(minutes.c.document).where(minutes.c.meeting_id.in_(ids)).order_by(minutes.c.version)
    newest = {one.meeting_id: one for one in map(from_json, session.scalars(query))}
    for meeting_id, found in sorted(newest.items()):
        topics = " ".join(
            (*(each.topic for each in found.decisions), *(each.title for each in found.waiting))
        )
        yield Text(meeting_id, found.held_on, "", " ".join(what_happened(found)), topics)


def _thanked(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(credited.c.win_id, people.c.name)
        .join(people, people.c.id == credited.c.person_id)
        .where(credited.c.win_id.in_(ids))
        .order_by(credited.c.win_id, people.c.name)
    )
    found: dict[int, list[str]] = {}
    for win_id, name in session.execute(query):
        found.setdefault(win_id, []).append(name)
    return found


def stood_to(session: Session, ids: Iterable[int]) -> Iterator[tuple[EntryKind, int]]:
    """The decisions these answers are to: a no changes how a decision is told."""
    query = select(stands.c.decision_id).where(stands.c.id.in_(list(ids)))
    for decision_id in session.scalars(query.distinct()):
        yield EntryKind.DECISION, decision_id


def named(session: Session, table: str, ids: Iterable[int]) -> Iterator[tuple[EntryKind, int]]:
    """Entries that are about these customers, people or topics, and so change with their names."""
    users = {
        "customer": (
            (EntryKind.WIN, wins, "customer_id"),
            (EntryKind.COMPLAINT, complaints, "customer_id"),
            (EntryKind.NOTE, notes, "customer_id"),
        ),
        "person": ((EntryKind.ACTION, items, "owner_id"),),
        "topic": ((EntryKind.DECISION, decisions, "topic_id"),),
    }
    wanted = list(ids)
    for kind, user, column in users.get(table, ()):
        for record_id in session.scalars(select(user.c.id).where(user.c[column].in_(wanted))):
            yield kind, record_id
    if table == "person":
        for win_id in session.scalars(select(credited.c.win_id).where(credited.c.person_id.in_(wanted))):
            yield EntryKind.WIN, win_id
