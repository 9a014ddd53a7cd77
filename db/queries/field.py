"""Field notes with what became of them, answers, hand-offs between teams, and customers who are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import (
    ActionItem,
    Complaint,
    Customer,
    FieldNote,
    NoteOutcome,
    Person,
    Promise,
    Team,
    Topic,
    Win,
)
from meeting.field import FOLLOWED_UP, Made, Note, NoteFilter, Standing
from meeting.weeks import Week
from meeting.words import NoteKind, NoteState, Origin, Outcome, Side

notes, outcomes = table_of(FieldNote), table_of(NoteOutcome)
people, teams, customers = table_of(Person), table_of(Team), table_of(Customer)
topics, items = table_of(Topic), table_of(ActionItem)
_AT_ONCE = 500
_MADE = {
    Outcome.COMPLAINT: (table_of(Complaint), table_of(Complaint).c.text),
    Outcome.PROMISE: (table_of(Promise), table_of(Promise).c.what),
    Outcome.WIN: (table_of(Win), table_of(Win).c.text),
}
_SAY_THEMSELVES = {Outcome.TOPIC: (topics, topics.c.title), Outcome.ACTION: (items, items.c.what)}


def notes_of_weeks(session: Session, weeks: Sequence[Week]) -> tuple[Note, ...]:
    """Notes of these weeks, oldest first."""
    return _notes(session, notes.c.noted_week.in_([str(week) for week in weeks]))


def one_note(session: Session, note_id: int) -> Note | None:
    return next(iter(_notes(session, notes.c.id == note_id)), None)


def found_notes(session: Session, wanted: NoteFilter, *, most: int) -> tuple[tuple[Note, ...], int]:
    """The newest `most` that fit, and how many fit in all."""
    columns = notes.c
    condition = and_(~columns.hidden, *_conditions(wanted))
    joined = _joined()
    ordered = select(columns.id).select_from(joined).where(condition)
    ordered = ordered.order_by(columns.noted_on.desc(), columns.id.desc())
    if wanted.text:
        # Compared here: the databases know upper and lower case of few alphabets.
        sought = wanted.text.casefold()
        texts = session.execute(
            ordered.add_columns(columns.text, columns.answer, customers.c.name, people.c.name)
        )
        fitting = [row[0] for row in texts if any(sought in (part or "").casefold() for part in row[1:])]
        ids, total = fitting[:most], len(fitting)
    else:
        ids = list(session.scalars(ordered.limit(most)))
        total = session.scalar(select(func.count()).select_from(joined).where(condition)) or 0
    rows: dict[int, Note] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        rows |= {note.id: note for note in _notes(session, columns.id.in_(part))}
    return tuple(rows[number] for number in ids), total


def waiting_for_an_answer(session: Session, *, side: Side | None = None) -> tuple[Note, ...]:
    """Questions nobody has answered, oldest first; with a side, those it is asked."""
    found = _notes(session, *_conditions(NoteFilter(standing=Standing.ASKED)))
    return tuple(note for note in found if side is None or note.side is not side)


def answers_for(session: Session, person_id: int, *, since: date) -> tuple[Note, ...]:
    """What somebody asked and was told on or after a day, the latest answer first."""
    columns = notes.c
    found = _notes(session, columns.person_id == person_id, columns.answered_on >= since)
    return tuple(sorted(found, key=lambda note: (note.answered_on or since, note.id), reverse=True))


def note_of(session: Session, what: Outcome, made_id: int) -> Note | None:
    """The note a record was made of."""
    if what in _SAY_THEMSELVES:
        table, _ = _SAY_THEMSELVES[what]
        query = select(table.c.origin_id).where(table.c.id == made_id, table.c.origin == Origin.NOTE.value)
    else:
        query = select(outcomes.c.note_id).where(
            outcomes.c.what == str(what), outcomes.c.made_id == made_id, ~outcomes.c.hidden
        )
    note_id = session.scalar(query.limit(1))
    return one_note(session, note_id) if note_id is not None else None


def _conditions(wanted: NoteFilter) -> Iterable[ColumnElement[bool]]:
    columns = notes.c
    if wanted.kind:
        yield columns.kind == wanted.kind
    if wanted.week:
        yield columns.noted_week == wanted.week
    if wanted.team:
        yield teams.c.name == wanted.team
    if wanted.standing:
        yield _stands(Standing(wanted.standing))


def _stands(at: Standing) -> ColumnElement[bool]:
    """meeting.field.Note.standing in SQL."""
    columns = notes.c
    is_question = columns.kind == NoteKind.QUESTION.value
    is_followed_up = columns.kind.in_([str(kind) for kind in FOLLOWED_UP])
    if at in (Standing.ASKED, Standing.ANSWERED):
        is_open = columns.answered_on.is_(None)
        return and_(is_question, is_open if at is Standing.ASKED else ~is_open)
    if str(at) in tuple(NoteState):
        return and_(is_followed_up, columns.state == str(at))
    became = or_(
        *(
            select(table.c.id)
            .where(table.c.origin == Origin.NOTE.value, table.c.origin_id == columns.id, ~table.c.hidden)
            .exists()
            for table, _ in _SAY_THEMSELVES.values()
        ),
        *(
            select(outcomes.c.id)
            .join(table, table.c.id == outcomes.c.made_id)
            .where(
                outcomes.c.note_id == columns.id,
                outcomes.c.what == str(what),
                ~outcomes.c.hidden,
                ~table.c.hidden,
            )
            .exists()
            for what, (table, _) in _MADE.items()
        ),
    )
    return and_(~is_question, ~is_followed_up, became if at is Standing.BECAME else ~became)


_owners, _answerers = people.alias("owners"), people.alias("answerers")
_authors_teams, _from, _to = teams.alias("authors_teams"), teams.alias("from_teams"), teams.alias("to_teams")


def _joined() -> Any:
    columns = notes.c
    return (
        notes.outerjoin(customers, customers.c.id == columns.customer_id)
        .outerjoin(people, people.c.id == columns.person_id)
        .outerjoin(teams, teams.c.id == func.coalesce(columns.team_id, people.c.team_id))
    )


def _query() -> Select[Any]:
    columns = notes.c
    own = "id version noted_on kind text customer_id team_id person_id idea state owner_id from_team_id to_team_id"
    return select(
        *(columns[name] for name in own.split()),
        columns.answer,
        columns.answered_on,
        *(
            func.coalesce(table.c.name, "").label(name)
            for name, table in (
                ("customer", customers),
                ("person", people),
                ("team", teams),
                ("owner", _owners),
                ("answered_by", _answerers),
                ("from_team", _from),
                ("to_team", _to),
            )
        ),
        func.coalesce(_authors_teams.c.side, teams.c.side).label("side"),
    ).select_from(
        _joined()
        .outerjoin(_authors_teams, _authors_teams.c.id == people.c.team_id)
        .outerjoin(_owners, _owners.c.id == columns.owner_id)
        .outerjoin(_answerers, _answerers.c.id == columns.answered_by_id)
        .outerjoin(_from, _from.c.id == columns.from_team_id)
        .outerjoin(_to, _to.c.id == columns.to_team_id)
    )


def _notes(session: Session, *conditions: ColumnElement[bool]) -> tuple[Note, ...]:
    query = _query().where(~notes.c.hidden, *conditions).order_by(notes.c.noted_on, notes.c.id)
    rows = [dict(row) for row in session.execute(query).mappings()]
    became = _became(session, [row["id"] for row in rows])
    return tuple(_note(row, became) for row in rows)


def _note(row: Mapping[str, Any], became: Mapping[int, Sequence[Made]]) -> Note:
    return Note(
        **{
            **row,
            "kind": NoteKind(row["kind"]),
            "state": NoteState(row["state"]),
            "side": Side(row["side"]) if row["side"] else None,
            "became": tuple(became.get(row["id"], ())),
        }
    )


def _became(session: Session, ids: Sequence[int]) -> dict[int, list[Made]]:
    found: dict[int, list[Made]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        part = list(ids[start : start + _AT_ONCE])
        for what, (table, words) in _SAY_THEMSELVES.items():
            query = select(table.c.origin_id, table.c.id, words).where(
                table.c.origin == Origin.NOTE.value, table.c.origin_id.in_(part), ~table.c.hidden
            )
            for note_id, made_id, said in session.execute(query.order_by(table.c.id)):
                found[note_id].append(Made(what, made_id, said))
        for what, (table, words) in _MADE.items():
            query = (
                select(outcomes.c.note_id, table.c.id, words)
                .join(table, table.c.id == outcomes.c.made_id)
                .where(
                    outcomes.c.note_id.in_(part),
                    outcomes.c.what == str(what),
                    ~outcomes.c.hidden,
                    ~table.c.hidden,
                )
            )
            for note_id, made_id, said in session.execute(query.order_by(table.c.id)):
                found[note_id].append(Made(what, made_id, said))
    return found
