"""Action items: lists of them, one of them, and what was done on time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import ActionItem, Complaint, Customer, Decision, FieldNote, Person, Promise, Team, Topic
from meeting.actions import NO_ORIGIN, ActionFilter, ActionList, ActionRow, Due
from meeting.weeks import week_of
from meeting.words import ActionState, Origin

items, people, teams = table_of(ActionItem), table_of(Person), table_of(Team)
customers, topics, notes = table_of(Customer), table_of(Topic), table_of(FieldNote)
promises, complaints, decisions = table_of(Promise), table_of(Complaint), table_of(Decision)
OPEN = str(ActionState.OPEN)
AT_ONCE = 500


def open_actions(session: Session) -> tuple[ActionRow, ...]:
    """Every action item that is open, by due day."""
    return actions_where(session, items.c.state == OPEN)


def all_actions(session: Session, *, most: int = 1000) -> tuple[ActionRow, ...]:
    """Every action item, the newest `most`, by due day."""
    newest = select(items.c.id).where(~items.c.hidden).order_by(items.c.id.desc()).limit(most)
    return actions_where(session, items.c.id.in_(newest.scalar_subquery()))


def actions_of(session: Session, meeting_id: int) -> tuple[ActionRow, ...]:
    """Action items added in a meeting, in the order in which they were added."""
    found = actions_where(session, items.c.meeting_id == meeting_id)
    return tuple(sorted(found, key=lambda row: row.id))


def actions_about(session: Session, origin: Origin, ids: Sequence[int]) -> Counter[int]:
    """How many action items, whatever their state, are about each of these records."""
    query = (
        select(items.c.origin_id, func.count())
        .where(items.c.origin == str(origin), items.c.origin_id.in_(list(ids)), ~items.c.hidden)
        .group_by(items.c.origin_id)
    )
    return Counter({row[0]: row[1] for row in session.execute(query)})


def one_action(session: Session, item_id: int) -> ActionRow | None:
    return next(iter(actions_where(session, items.c.id == item_id)), None)


def owner_names(session: Session) -> tuple[str, ...]:
    """Everybody who owns an action item, by name."""
    own = select(items.c.owner_id).where(~items.c.hidden)
    found = session.scalars(select(people.c.name).where(people.c.id.in_(own)))
    return tuple(sorted(set(found), key=str.casefold))


def found_actions(
    session: Session, wanted: ActionFilter, *, today: date, me: int | None = None, most: int | None = None
) -> ActionList:
    """The first `most` items that fit, those of `me` before all others; open ones by day, others the newest first."""
    columns = items.c
    condition = _condition(wanted, today=today)
    is_over = and_(columns.state == OPEN, columns.due_on < today)
    ordered = (
        select(columns.id, is_over).select_from(_joined()).where(condition).order_by(*_order(wanted, me=me))
    )
    if wanted.text:
        # Compared here: the databases know upper and lower case of few alphabets.
        texts = session.execute(ordered.add_columns(columns.what, columns.notes, people.c.name))
        sought = wanted.text.casefold()
        fitting = [row for row in texts if any(sought in (part or "").casefold() for part in row[2:])]
        ids, total, over = (
            [row[0] for row in fitting[:most]],
            len(fitting),
            sum(bool(row[1]) for row in fitting),
        )
    else:
        counts = select(func.count(), func.count().filter(is_over)).select_from(_joined()).where(condition)
        total, over = session.execute(counts).one()
        ids = list(session.scalars(ordered.limit(most) if most else ordered))
    rows = {row.id: row for row in _by_ids(session, ids)}
    return ActionList(tuple(rows[number] for number in ids), total, over)


def _order(wanted: ActionFilter, *, me: int | None) -> list[ColumnElement[Any]]:
    columns = items.c
    order: list[ColumnElement[Any]] = [case((columns.owner_id == me, 0), else_=1)] if me is not None else []
    order.append(case((columns.state == OPEN, 0), else_=1))
    if wanted.state in ("", OPEN):
        return [*order, case((columns.due_on.is_(None), 1), else_=0), columns.due_on, columns.id]
    return [*order, columns.done_on.desc(), columns.id.desc()]


def _by_ids(session: Session, ids: Sequence[int]) -> Iterable[ActionRow]:
    for start in range(0, len(ids), AT_ONCE):
        yield from actions_where(session, items.c.id.in_(list(ids[start : start + AT_ONCE])))


def _condition(wanted: ActionFilter, *, today: date) -> ColumnElement[bool]:
    columns, sunday = items.c, week_of(today).sunday
    days: dict[Due, ColumnElement[bool]] = {
        Due.OVER: columns.due_on < today,
        Due.WEEK: columns.due_on.between(today, sunday),
        Due.LATER: columns.due_on > sunday,
        Due.NO_DAY: columns.due_on.is_(None),
    }
    asked: list[ColumnElement[bool]] = [~columns.hidden]
    if wanted.state:
        asked.append(columns.state == wanted.state)
    if wanted.owner:
        asked.append(people.c.name == wanted.owner)
    if wanted.owner_id is not None:
        asked.append(columns.owner_id == wanted.owner_id)
    if wanted.team:
        asked.append(columns.owner_id.in_(_members(wanted.team)))
    if wanted.due is not None:
        asked.append(days[wanted.due])
    if wanted.due_by is not None:
        asked.append(columns.due_on <= wanted.due_by)
    if wanted.origin:
        is_without = wanted.origin == NO_ORIGIN
        asked.append(columns.origin.is_(None) if is_without else columns.origin == wanted.origin)
    return and_(*asked)


def _members(team: str) -> Select[Any]:
    return select(people.c.id).join(teams, teams.c.id == people.c.team_id).where(teams.c.name == team)


def _joined() -> Any:
    return items.outerjoin(people, people.c.id == items.c.owner_id)


def _with_teams() -> Any:
    return _joined().outerjoin(teams, teams.c.id == people.c.team_id)


def actions_where(session: Session, condition: ColumnElement[bool]) -> tuple[ActionRow, ...]:
    rows = session.execute(_action_query().where(condition, ~items.c.hidden)).mappings().all()
    origins = _origin_texts(session, [(row["origin"], row["origin_id"]) for row in rows if row["origin"]])
    found = (ActionRow(**row, origin_text=origins.get((row["origin"], row["origin_id"]), "")) for row in rows)
    return tuple(sorted(found, key=lambda row: (row.due_on is None, row.due_on, row.id)))


def _action_query() -> Select[Any]:
    names = (
        "id version what owner_id made_on due_on first_due_on state done_on dropped_because notes left_to_do"
    )
    own = (items.c[name] for name in [*names.split(), "origin", "origin_id", "meeting_id"])
    query = select(*own, people.c.name.label("owner"), teams.c.name.label("team"))
    return query.select_from(_with_teams())


def _origin_texts(session: Session, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Where each item comes from, in full, so that it makes sense weeks later."""
    found: dict[tuple[str, int], str] = {}
    for kind, query in _ORIGINS.items():
        ids = [number for name, number in wanted if name == kind]
        for start in range(0, len(ids), AT_ONCE):
            for number, *parts in session.execute(query, {"ids": ids[start : start + AT_ONCE]}):
                found[kind, number] = ": ".join(part for part in parts if part)
    return found


def _origin_queries() -> dict[str, Select[Any]]:
    ids = bindparam("ids", type_=Integer, expanding=True)
    of_promise = promises.join(customers, customers.c.id == promises.c.customer_id)
    of_complaint = complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id)
    return {
        "promise": select(promises.c.id, customers.c.name, promises.c.what)
        .select_from(of_promise)
        .where(promises.c.id.in_(ids)),
        "complaint": select(complaints.c.id, customers.c.name, complaints.c.text)
        .select_from(of_complaint)
        .where(complaints.c.id.in_(ids)),
        "note": select(notes.c.id, notes.c.text).where(notes.c.id.in_(ids)),
        "topic": select(topics.c.id, topics.c.title).where(topics.c.id.in_(ids)),
        "decision": select(decisions.c.id, decisions.c.text).where(decisions.c.id.in_(ids)),
    }


_ORIGINS = _origin_queries()
