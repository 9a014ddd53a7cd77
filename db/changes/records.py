"""Changes of one record by hand: deliver, move, withdraw, correct, tier, "same as".

Every change names the version its person saw, and gives back its operation, by which it can be undone; an empty one
where nothing was different. A field that a file speaks about remembers the file's last word, so
that the next file does not undo what was changed by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import ChangedMeanwhile, Changes, as_json, table_of, with_lists
from db.changes.lists import as_told, days_told
from db.changes.own import require_to_correct
from db.models import Complaint, Customer, Person, Promise, Record, Win
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.promise_days import corrected, moved
from meeting.promises import move_takes_a_reason, over_since
from meeting.weeks import in_words, week_of
from meeting.words import Tier, WithdrawnBy

WEEK_OF = {
    "promised_on": "promised_week",
    "first_promised_on": "first_promised_week",
    "received_on": "received_week",
    "happened_on": "happened_week",
    "noted_on": "noted_week",
}
"""The ISO week stored beside a day: it follows the day and is never set by itself."""

_NEVER = frozenset(
    {"hidden", "disabled", "days", "told_on", "told_by", "told_top"}
    | {"introduced_on", "introduced_by_id", "introduced_to_id"}
)
NOT_IN_FILES: dict[type[Record], frozenset[str]] = {
    Complaint: _NEVER | {"cause"},
    Win: _NEVER | {"said", "promise_id", "complaint_id"},
}
"""What no file ever speaks about."""


def edit(
    changes: Changes,
    model: type[Record],
    record_id: int,
    *,
    seen: int,
    fields: Mapping[str, Any],
    action: str,
    reason: str = "",
) -> bool:
    """Set fields of a record that its person saw at version `seen`; returns whether anything is different.

    Raises ChangedMeanwhile when it was changed since, NotUnderstood when it is not there. Call `changes.write`.
    """
    table = table_of(model)
    found = changes.session.execute(select(*table.c).where(table.c.id == record_id)).mappings().first()
    row = with_lists(changes.session, model, [dict(found)])[0] if found else None
    if row is None or (row["hidden"] and "hidden" not in fields):
        raise NotUnderstood(
            f"This {table.name} is not there any more. Nothing was saved. Look at the list again."
        )
    if row["version"] != seen:
        raise ChangedMeanwhile(
            f"Somebody else changed this {table.name} while you looked at it. Nothing was saved. Look again, then "
            "repeat your change."
        )
    after = {name: value for name, value in fields.items() if row[name] != value}
    if not after:
        return False
    if row.get("reference") is not None:
        says = json.loads(row["file_says"] or "{}")
        for name, value in after.items():
            if name not in NOT_IN_FILES.get(model, _NEVER) and says.setdefault(
                name, _plain(row[name])
            ) == _plain(value):
                del says[name]
        file_says = as_json(says) if says else None
        if file_says != row["file_says"]:
            after["file_says"] = file_says
    for day, week in WEEK_OF.items():
        if day in after:
            after[week] = str(week_of(after[day]))
    before = {name: row[name] for name in after}
    changes.update(model, record_id, version=seen, before=before, after=after, action=action, reason=reason)
    return True


def _plain(value: Any) -> Any:
    """A value as the file's last word is kept: days as text."""
    return value.isoformat() if isinstance(value, date) else value


def deliver(
    session: Session, promise_id: int, *, seen: int, on: date, today: date, actor: Actor, now: datetime
) -> str:
    """Say that a promise was delivered on a day that has come."""
    require_to_correct(session, Promise, promise_id, actor=actor)
    if on > today:
        raise NotUnderstood(
            f"{in_words(on)} is still to come: nothing can be delivered then yet. Nothing was saved. Take a "
            "day up to today."
        )
    return _change(
        session, promise_id, seen=seen, fields={"delivered_on": on}, action="deliver", actor=actor, now=now
    )


def withdraw(
    session: Session,
    promise_id: int,
    *,
    seen: int,
    on: date,
    by: WithdrawnBy,
    today: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Take a promise back, by the customer or by us."""
    require_to_correct(session, Promise, promise_id, actor=actor)
    if on > today:
        raise NotUnderstood(f"{in_words(on)} is still to come. Nothing was saved. Take a day up to today.")
    _refuse_if_over(_promise(session, promise_id), seen=seen)
    fields = {"withdrawn_on": on, "withdrawn_by": str(by)}
    return _change(
        session, promise_id, seen=seen, fields=fields, action="withdraw", reason=reason, actor=actor, now=now
    )


def move(
    session: Session,
    promise_id: int,
    *,
    seen: int,
    to: date,
    today: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Promise another day, said today. A day that is over already stands, and was missed.

    A promise that was delivered or withdrawn is over: there is nothing left to promise.
    """
    require_to_correct(session, Promise, promise_id, actor=actor)
    row = _promise(session, promise_id)
    _refuse_if_over(row, seen=seen)
    takes_a_reason = move_takes_a_reason(today, promised_on=row["promised_on"])
    if row["version"] == seen and takes_a_reason and not reason.strip():
        raise NotUnderstood(
            "The promised day is over: promising another takes a reason, as the customer was told. Nothing "
            "was saved. Say why."
        )
    days = moved(days_told(row["days"]), to=to, said_on=today)
    fields = {"promised_on": to, "days": as_told(days)}
    return _change(
        session, promise_id, seen=seen, fields=fields, action="move", reason=reason, actor=actor, now=now
    )


def correct_day(
    session: Session,
    promise_id: int,
    *,
    seen: int,
    to: date,
    reason: str,
    actor: Actor,
    now: datetime,
    number: int | None = None,
) -> str:
    """Mend a wrongly typed day: not a move, it was said when the wrong one was. Takes a reason.

    `number` is the place of the day among all the promise had, from 0; None for the last.
    """
    require(actor, Action.CORRECT_DAY)
    if not reason.strip():
        raise NotUnderstood(
            "Correcting a promised day takes a reason. Nothing was saved. Say what was wrong."
        )
    was = days_told(_promise(session, promise_id)["days"])
    days = corrected(was, number=len(was) - 1 if number is None else number, to=to)
    fields = {
        "promised_on": days[-1].day,
        "first_promised_on": days[0].day,
        "days": as_told(days),
    }
    return _change(
        session,
        promise_id,
        seen=seen,
        fields=fields,
        action="correct day",
        reason=reason,
        actor=actor,
        now=now,
    )


def set_tier(
    session: Session, customers: Iterable[tuple[int, int]], *, tier: Tier | None, actor: Actor, now: datetime
) -> str:
    """Set the tier of customers, given as (id, version seen). All or none."""
    require(actor, Action.CORRECT)
    changes = Changes(session, actor=actor, now=now)
    fields = {"tier": str(tier) if tier else None}
    changed = [
        edit(changes, Customer, customer_id, seen=seen, fields=fields, action="set tier")
        for customer_id, seen in customers
    ]
    return _written(changes, is_different=any(changed))


def set_turn_to(
    session: Session, customer_id: int, *, seen: int, person_id: int | None, actor: Actor, now: datetime
) -> str:
    """Say whom of ours a customer turns to; None for nobody."""
    require(actor, Action.CORRECT)
    if person_id is not None:
        _require_person(session, person_id)
    changes = Changes(session, actor=actor, now=now)
    fields = {"turn_to_id": person_id}
    is_different = edit(changes, Customer, customer_id, seen=seen, fields=fields, action="set who to turn to")
    return _written(changes, is_different=is_different)


def say_introduced(
    session: Session,
    customer_id: int,
    *,
    seen: int,
    on: date | None,
    to_id: int | None = None,
    by_id: int | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Say on which day a customer was introduced, to whom of ours and by whom: where nobody is named, by whoever says
    so. No day takes it back."""
    require(actor, Action.LOG)
    if on is not None and on > today:
        raise NotUnderstood("That day is still to come. Nothing was saved. Take a day up to today.")
    by_id = by_id if by_id is not None else actor.person_id
    if on is not None:
        for called, person_id in (("to whom of ours", to_id), ("by whom", by_id)):
            if person_id is None:
                raise NotUnderstood(f"Say {called} the customer was introduced. Nothing was saved.")
            _require_person(session, person_id)
    changes = Changes(session, actor=actor, now=now)
    fields = {
        "introduced_on": on,
        "introduced_by_id": by_id if on is not None else None,
        "introduced_to_id": to_id if on is not None else None,
    }
    is_different = edit(changes, Customer, customer_id, seen=seen, fields=fields, action="introduce customer")
    return _written(changes, is_different=is_different)


def mark_same_as(
    session: Session, complaint_id: int, *, seen: int, other_id: int | None, actor: Actor, now: datetime
) -> str:
    """Say that a complaint is about the same thing as another, which then counts for both; None takes it back."""
    require(actor, Action.CORRECT_DAY)
    if other_id is not None:
        columns = table_of(Complaint).c
        query = select(columns.id, columns.same_as_id).where(columns.id == other_id, ~columns.hidden)
        other = session.execute(query).first()
        is_first = (
            session.scalar(select(columns.id).where(columns.same_as_id == complaint_id).limit(1)) is None
        )
        if other is None or other_id == complaint_id:
            raise NotUnderstood("There is no such other complaint. Nothing was saved. Choose another.")
        if other.same_as_id is not None or not is_first:
            raise NotUnderstood(
                "One of the two is the same as a third already. Nothing was saved. Name the first of them."
            )
    changes = Changes(session, actor=actor, now=now)
    fields = {"same_as_id": other_id}
    is_different = edit(changes, Complaint, complaint_id, seen=seen, fields=fields, action="same as")
    return _written(changes, is_different=is_different)


def _require_person(session: Session, person_id: int) -> None:
    people = table_of(Person).c
    known = select(people.id).where(people.id == person_id, ~people.hidden, ~people.disabled)
    if session.scalar(known) is None:
        raise NotUnderstood("This person is not there any more. Nothing was saved. Choose another.")


def _promise(session: Session, promise_id: int) -> Mapping[str, Any]:
    table = table_of(Promise)
    row = session.execute(select(*table.c).where(table.c.id == promise_id)).mappings().first()
    if row is None:
        raise NotUnderstood("This promise is not there any more. Nothing was saved. Look at the list again.")
    (found,) = with_lists(session, Promise, [dict(row)])
    return found


def _refuse_if_over(row: Mapping[str, Any], *, seen: int) -> None:
    # Whoever saw another version is told of that first.
    if row["version"] != seen:
        return
    if since := over_since(delivered_on=row["delivered_on"], withdrawn_on=row["withdrawn_on"]):
        raise NotUnderstood(
            f"This promise was {since}, so it is over. Nothing was saved. Undo that in its history first, or correct "
            "the day if it was typed wrongly."
        )


def _change(
    session: Session,
    promise_id: int,
    *,
    seen: int,
    fields: Mapping[str, Any],
    action: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> str:
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(
        changes, Promise, promise_id, seen=seen, fields=fields, action=action, reason=reason.strip()
    )
    return _written(changes, is_different=is_different)


def _written(changes: Changes, *, is_different: bool) -> str:
    changes.write()
    return changes.operation if is_different else ""
