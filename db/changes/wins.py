"""Wins by hand: who made something good happen, what the customer said, and what shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.by_hand import not_to_come, taken, there
from db.changes.core import Changes, already_done, table_of, with_lists
from db.changes.guests import require_still_in
from db.changes.own import require_to_correct
from db.changes.records import edit
from db.models import Complaint, Customer, Person, Promise, Record, Team, Win
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.weeks import week_of
from meeting.words import NamedBy, Origin, WinKind

LONGEST = 2000
CITED: Mapping[Origin, tuple[type[Record], str]] = {
    Origin.PROMISE: (Promise, "promise_id"),
    Origin.COMPLAINT: (Complaint, "complaint_id"),
}


def log_win(
    session: Session,
    *,
    text: str,
    kind: WinKind | None = None,
    customer_id: int | None = None,
    team_ids: Iterable[int] = (),
    person_ids: Iterable[int] = (),
    named_by: NamedBy | None = None,
    said: str = "",
    evidence: str = "",
    cited: tuple[Origin, int] | None = None,
    happened_on: date | None = None,
    operation: str | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Log something good; returns the operation, for undoing it. A button pressed twice logs once.

    `said` are the customer's own words, `cited` the promise or complaint that shows it, `evidence` the same in words.
    Without another day it happened today.
    """
    require(actor, Action.LOG_HIT_OR_NOTE)
    require_still_in(session, actor, now=now)
    if operation is not None and already_done(session, operation):
        return operation
    values = _win(
        session,
        {},
        text=text,
        kind=kind,
        customer_id=customer_id,
        team_ids=team_ids,
        person_ids=person_ids,
        named_by=named_by,
        said=said,
        evidence=evidence,
        cited=cited,
        happened_on=happened_on or today,
        today=today,
    )
    values["happened_week"] = str(week_of(values["happened_on"]))
    changes = Changes(session, actor=actor, now=now, operation=operation)
    changes.create(Win, values, action="log win")
    changes.write()
    return changes.operation


def correct_win(
    session: Session,
    win_id: int,
    *,
    seen: int,
    text: str,
    kind: WinKind | None,
    customer_id: int | None,
    team_ids: Iterable[int],
    person_ids: Iterable[int],
    named_by: NamedBy | None,
    said: str,
    evidence: str,
    cited: tuple[Origin, int] | None,
    happened_on: date,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Set right what is said of a win: by whoever logged it, or by those who correct any."""
    require_to_correct(session, Win, win_id, actor=actor)
    table = table_of(Win)
    row = session.execute(select(table).where(table.c.id == win_id)).mappings().first()
    (kept,) = with_lists(session, Win, [dict(row)]) if row else ({},)
    fields = _win(
        session,
        kept,
        text=text,
        kind=kind,
        customer_id=customer_id,
        team_ids=team_ids,
        person_ids=person_ids,
        named_by=named_by,
        said=said,
        evidence=evidence,
        cited=cited,
        happened_on=happened_on,
        today=today,
    )
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(changes, Win, win_id, seen=seen, fields=fields, action="correct win")
    changes.write()
    return changes.operation if is_different else ""


def _win(
    session: Session,
    kept: Mapping[str, Any],
    *,
    text: str,
    kind: WinKind | None,
    customer_id: int | None,
    team_ids: Iterable[int],
    person_ids: Iterable[int],
    named_by: NamedBy | None,
    said: str,
    evidence: str,
    cited: tuple[Origin, int] | None,
    happened_on: date,
    today: date,
) -> dict[str, Any]:
    """The fields as they are stored. What is `kept` as it was is not asked whether it is still there."""
    return {
        "happened_on": not_to_come(happened_on, today=today),
        "kind": str(WinKind(kind)) if kind else None,
        "customer_id": there(session, Customer, customer_id, "customer", kept=kept.get("customer_id")),
        "text": taken(text, what="what went well", most=LONGEST, kept=kept.get("text")),
        "named_by": str(NamedBy(named_by)) if named_by else None,
        "said": _some(said, what="what the customer said", kept=kept.get("said")),
        "evidence": _some(evidence, what="what shows it", kept=kept.get("evidence")),
        **_cited(session, cited, kept),
        "teams": _all_there(session, Team, team_ids, "team", kept=kept.get("teams", ())),
        "people": _all_there(session, Person, person_ids, "person", kept=kept.get("people", ())),
    }


def _some(text: str, *, what: str, kept: str | None) -> str:
    return taken(text, what=what, most=LONGEST, kept=kept) if text.strip() else ""


def _cited(
    session: Session, cited: tuple[Origin, int] | None, kept: Mapping[str, Any]
) -> dict[str, int | None]:
    found: dict[str, int | None] = dict.fromkeys((column for _, column in CITED.values()))
    if cited is not None:
        if cited[0] not in CITED:
            raise NotUnderstood(
                "A win cites a promise or a complaint. Nothing was saved. Choose one of them, or none."
            )
        model, column = CITED[cited[0]]
        found[column] = there(session, model, cited[1], str(cited[0]), kept=kept.get(column))
    return found


def _all_there(
    session: Session, model: type[Record], ids: Iterable[int], called: str, *, kept: Iterable[int]
) -> list[int]:
    before = set(kept)
    chosen = sorted(set(ids))
    for number in chosen:
        there(session, model, number, called, kept=number if number in before else None)
    return chosen
