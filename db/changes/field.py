"""Changes of field notes: what was heard, ideas and barriers and where they stand, questions and their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, already_done, table_of
from db.changes.guests import require_still_in
from db.changes.records import edit
from db.models import Complaint, Customer, Event, FieldNote, NoteOutcome, Person, Promise, Record, Team, Win
from meeting.errors import NotUnderstood
from meeting.field import FOLLOWED_UP, may_answer
from meeting.permissions import Action, Actor, require
from meeting.weeks import week_of
from meeting.words import Idea, NoteKind, NoteState, Outcome, Side

notes, outcomes = table_of(FieldNote), table_of(NoteOutcome)
people, teams = table_of(Person), table_of(Team)
LONGEST = 2000
MADE: dict[Outcome, type[Record]] = {
    Outcome.COMPLAINT: Complaint,
    Outcome.PROMISE: Promise,
    Outcome.WIN: Win,
}
"""Records that do not say themselves which note they come from."""


def log_note(
    session: Session,
    *,
    kind: NoteKind,
    text: str,
    customer_id: int | None = None,
    team_id: int | None = None,
    idea: Idea | None = None,
    from_team_id: int | None = None,
    to_team_id: int | None = None,
    operation: str | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Log something heard in the field. A ready idea needs no words of its own."""
    require(actor, Action.LOG_HIT_OR_NOTE)
    require_still_in(session, actor, now=now)
    if operation is not None and already_done(session, operation):
        return operation
    values = {
        "noted_on": today,
        "noted_week": str(week_of(today)),
        **_said(
            session,
            kind=kind,
            text=text,
            customer_id=customer_id,
            team_id=team_id,
            idea=idea,
            from_team_id=from_team_id,
            to_team_id=to_team_id,
        ),
        "person_id": actor.person_id,
    }
    changes = Changes(session, actor=actor, now=now, operation=operation)
    changes.create(FieldNote, values, action="log note")
    changes.write()
    return changes.operation


def correct_note(
    session: Session,
    note_id: int,
    *,
    seen: int,
    kind: NoteKind,
    text: str,
    customer_id: int | None = None,
    team_id: int | None = None,
    idea: Idea | None = None,
    from_team_id: int | None = None,
    to_team_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Other words, kind, customer, team or hand-off: one's own note, or anybody's by who corrects entries."""
    row = _note(session, note_id)
    require(actor, Action.CORRECT_OWN if _is_own(row, actor) else Action.CORRECT)
    if row["answered_on"] is not None and kind is not NoteKind.QUESTION:
        raise NotUnderstood(
            "This question was answered: it stays a question. Nothing was saved. Write a new "
            "note for something else."
        )
    fields = _said(
        session,
        kind=kind,
        text=text,
        customer_id=customer_id,
        team_id=team_id,
        idea=idea,
        from_team_id=from_team_id,
        to_team_id=to_team_id,
    )
    return _edited(session, note_id, seen=seen, fields=fields, action="correct note", actor=actor, now=now)


def answer_question(
    session: Session,
    note_id: int,
    *,
    seen: int,
    answer: str,
    by_id: int | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Answer a question before promising, as the other side. Who runs the meeting writes down whose answer it is."""
    require(actor, Action.LOG)
    row = _note(session, note_id)
    if row["kind"] != NoteKind.QUESTION:
        raise NotUnderstood("Only a question is answered. Nothing was saved. Say it in a new note.")
    if by_id is not None and by_id != actor.person_id:
        require(actor, Action.RUN_MEETING)
        _require_person(session, by_id)
    who = by_id if by_id is not None else actor.person_id
    asked_by = _side_of(session, row["person_id"]) or _side_of_team(session, row["team_id"])
    if not may_answer(asked_by, _side_of(session, who)):
        raise NotUnderstood(
            f"A question of {asked_by} is answered by the other side. Nothing was saved. Ask somebody there."
        )
    if row["answered_on"] is not None and row["answered_by_id"] != actor.person_id:
        require(actor, Action.CORRECT)
    words = _words(answer, what="the answer")
    fields: dict[str, Any] = {"answer": words}
    if words != row["answer"] or who != row["answered_by_id"]:
        fields |= {"answered_by_id": who, "answered_on": today}
    return _edited(session, note_id, seen=seen, fields=fields, action="answer question", actor=actor, now=now)


def follow_up(
    session: Session,
    note_id: int,
    *,
    seen: int,
    state: NoteState,
    owner_id: int | None,
    actor: Actor,
    now: datetime,
) -> str:
    """Say where an idea or a barrier stands and who sees to it. Anybody may take on what is nobody's."""
    row = _note(session, note_id)
    is_own = _is_own(row, actor) or (row["owner_id"] is not None and row["owner_id"] == actor.person_id)
    is_taken = row["owner_id"] is None and owner_id is not None and owner_id == actor.person_id
    require(actor, Action.LOG if is_own or is_taken else Action.CORRECT)
    if row["kind"] not in FOLLOWED_UP:
        raise NotUnderstood(
            "Only ideas and barriers are tried and done. Nothing was saved. Leave it as it is, "
            "or make an action item of it."
        )
    if owner_id is not None and owner_id != row["owner_id"]:
        _require_person(session, owner_id)
    fields = {"state": str(state), "owner_id": owner_id}
    return _edited(session, note_id, seen=seen, fields=fields, action="follow up", actor=actor, now=now)


def make_of_note(
    session: Session,
    note_id: int,
    *,
    what: Outcome,
    make: Callable[[Session, str], object],
    operation: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Make a promise, complaint or win of a note: `make` records it under the operation it is given.

    Note and record know each other from then on; undoing the operation takes back both. One of each to a note.
    """
    require(actor, Action.LOG)
    if already_done(session, operation):
        return operation
    _note(session, note_id)
    made = table_of(MADE[what])
    same = (
        select(made.c.id)
        .join(outcomes, outcomes.c.made_id == made.c.id)
        .where(
            outcomes.c.note_id == note_id, outcomes.c.what == str(what), ~outcomes.c.hidden, ~made.c.hidden
        )
    )
    if session.scalar(same.limit(1)) is not None:
        raise NotUnderstood(f"This note became a {what} already. Nothing was saved. Open that instead.")
    make(session, operation)
    events = table_of(Event).c
    told = select(events.record_id).where(
        events.operation.startswith(f"{operation}/", autoescape=True),
        events.what == made.name,
        events.before.is_(None),
    )
    made_id = session.scalars(told.order_by(events.seq)).first()
    if made_id is None:
        raise NotUnderstood(f"No {what} was made of it. Nothing was saved. Look at the note again.")
    # A name within the operation: what undoes the one undoes the other.
    changes = Changes(session, actor=actor, now=now, operation=f"{operation}/note")
    values = {"note_id": note_id, "what": str(what), "made_id": made_id}
    changes.create(NoteOutcome, values, action="make of a note")
    changes.write()
    return operation


def _said(
    session: Session,
    *,
    kind: NoteKind,
    text: str,
    customer_id: int | None,
    team_id: int | None,
    idea: Idea | None,
    from_team_id: int | None,
    to_team_id: int | None,
) -> dict[str, Any]:
    """What a note says, checked. An idea is named on ideas only, a hand-off on barriers only."""
    idea = idea if kind is NoteKind.IDEA else None
    if kind is not NoteKind.BARRIER:
        from_team_id = to_team_id = None
    if not text.strip() and idea is not None:
        text = idea[0].upper() + idea[1:]
    customers = table_of(Customer)
    if customer_id is not None and not _is_there(session, customers, customers.c.id == customer_id):
        raise NotUnderstood("There is no such customer. Nothing was saved. Choose another.")
    for each in (team_id, from_team_id, to_team_id):
        if each is not None and not _is_there(session, teams, teams.c.id == each):
            raise NotUnderstood("There is no such team. Nothing was saved. Choose another.")
    if from_team_id is not None and from_team_id == to_team_id:
        raise NotUnderstood("A hand-off is from one team to another. Nothing was saved. Name two.")
    return {
        "kind": str(kind),
        "text": _words(text, what="what was heard"),
        "customer_id": customer_id,
        "team_id": team_id,
        "idea": str(idea) if idea else None,
        "from_team_id": from_team_id,
        "to_team_id": to_team_id,
    }


def _note(session: Session, note_id: int) -> Mapping[str, Any]:
    query = select(notes).where(notes.c.id == note_id, ~notes.c.hidden).with_for_update()
    found = session.execute(query).mappings().first()
    if found is None:
        raise NotUnderstood("This note is not there any more. Nothing was saved. Look at the list again.")
    return dict(found)


def _is_own(row: Mapping[str, Any], actor: Actor) -> bool:
    return actor.person_id is not None and row["person_id"] == actor.person_id


def _is_there(session: Session, table: Table, *conditions: ColumnElement[bool]) -> bool:
    return session.scalar(select(table.c.id).where(~table.c.hidden, *conditions)) is not None


def _side_of(session: Session, person_id: int | None) -> Side | None:
    if person_id is None:
        return None
    team_id = session.scalar(select(people.c.team_id).where(people.c.id == person_id))
    return _side_of_team(session, team_id)


def _side_of_team(session: Session, team_id: int | None) -> Side | None:
    side = session.scalar(select(teams.c.side).where(teams.c.id == team_id)) if team_id is not None else None
    return Side(side) if side else None


def _require_person(session: Session, person_id: int) -> None:
    if not _is_there(session, people, people.c.id == person_id, ~people.c.disabled):
        raise NotUnderstood("This person is not there any more. Nothing was saved. Name another.")


def _words(text: str, *, what: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise NotUnderstood(f"Say {what}, in at most {LONGEST} characters. Nothing was saved.")
    if "\0" in text:
        raise NotUnderstood(
            "The text holds a character that cannot be stored (number 0). Nothing was saved. "
            "Type it by hand instead of copying it."
        )
    return text


def _edited(
    session: Session,
    note_id: int,
    *,
    seen: int,
    fields: Mapping[str, Any],
    action: str,
    actor: Actor,
    now: datetime,
) -> str:
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(changes, FieldNote, note_id, seen=seen, fields=fields, action=action)
    changes.write()
    return changes.operation if is_different else ""
