"""What can be logged: what each asks for besides the words and the customer, and the write behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from db.changes.by_hand import log_complaint, record_promise
from db.changes.field import log_note
from db.changes.wins import log_win
from db.engine import Look
from meeting.errors import NotUnderstood
from meeting.permissions import Actor
from meeting.words import BREAKDOWNS, OTHER, NamedBy, NoteKind, Origin, Severity, WinKind
from pages import _win_form
from pages._signs import HIT, MISS, Sign
from pages._win_form import Offered

Details = dict[str, Any]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Entry:
    """What somebody asked to log. `details` are those of the kind's own form."""

    words: str
    customer_id: int | None
    day: date
    details: Details
    operation: str
    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Kind:
    """One of the large choices. `first` is asked at once, `more` only when it is opened."""

    label: str
    sign: Sign | str
    hint: str
    called: str
    more_label: str
    first: Callable[[Offered], Details]
    more: Callable[[Offered, Details], Details]
    save: Callable[[Look, Entry], str]


def _nothing(offered: Offered) -> Details:
    return {}


def day_of(offered: Offered) -> date:
    """The day it is about: today, unless somebody takes one before."""
    return st.date_input(
        "Day",
        offered.today,
        key=offered.key("day"),
        format="YYYY-MM-DD",
        min_value=FIRST_DAY,
        max_value=offered.today,
    )


def team_of(offered: Offered) -> int | None:
    names = {team.id: team.name for team in offered.teams}
    return st.selectbox(
        "Team",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=offered.key("team"),
        placeholder="No team",
    )


def _more_hit(offered: Offered, first: Details) -> Details:
    kind = st.selectbox(
        "Kind of win",
        [str(kind) for kind in WinKind],
        index=None,
        key=offered.key("win_kind"),
        placeholder="No kind",
    )
    return {**_win_form.draw(offered), "kind": kind}


def _first_thanks(offered: Offered) -> Details:
    return {"people": _win_form.who(offered)}


def _more_thanks(offered: Offered, first: Details) -> Details:
    return _win_form.draw(offered, people=first["people"])


def _more_complaint(offered: Offered, first: Details) -> Details:
    breakdown = st.selectbox(
        "What broke", BREAKDOWNS, index=BREAKDOWNS.index(OTHER), key=offered.key("breakdown")
    )
    severity = st.radio(
        "Severity", [str(one) for one in Severity], horizontal=True, key=offered.key("severity")
    )
    return {"breakdown": breakdown, "severity": severity, "team": team_of(offered)}


def _more_note(offered: Offered, first: Details) -> Details:
    kind = st.selectbox("Kind of note", [str(kind) for kind in NoteKind], key=offered.key("note_kind"))
    return {"kind": kind, "team": team_of(offered)}


def _first_promise(offered: Offered) -> Details:
    promised_on = st.date_input(
        "Promised for",
        offered.today,
        key=offered.key("promised_on"),
        format="YYYY-MM-DD",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
    )
    return {"promised_on": promised_on}


def _more_promise(offered: Offered, first: Details) -> Details:
    return {"kind": st.text_input("Kind", key=offered.key("kind"), max_chars=100), "team": team_of(offered)}


def _about(entry: Entry) -> dict[str, Any]:
    return {"operation": entry.operation, "actor": entry.actor, "now": entry.now}


def _save_win(session: Look, entry: Entry, *, kind: str | None, named_by: str | None) -> str:
    details = entry.details
    cited: tuple[Origin, int] | None = details.get("cited")
    return log_win(
        session,
        text=entry.words,
        kind=WinKind(kind) if kind else None,
        customer_id=entry.customer_id,
        team_ids=details.get("teams", ()),
        person_ids=details.get("people", ()),
        named_by=NamedBy(named_by) if named_by else None,
        said=details.get("said", ""),
        evidence=details.get("evidence", ""),
        cited=cited,
        happened_on=entry.day,
        today=details["today"],
        **_about(entry),
    )


def _save_hit(session: Look, entry: Entry) -> str:
    return _save_win(session, entry, kind=entry.details.get("kind"), named_by=entry.details.get("named_by"))


def _save_thanks(session: Look, entry: Entry) -> str:
    """Thanks of a customer are named by the customer, all others by a colleague."""
    named_by = entry.details.get("named_by") or str(NamedBy.COLLEAGUE)
    return _save_win(session, entry, kind=str(WinKind.PRAISE), named_by=named_by)


def _save_complaint(session: Look, entry: Entry) -> str:
    details = entry.details
    return log_complaint(
        session,
        words=entry.words,
        customer_id=entry.customer_id,
        received_on=entry.day,
        breakdown=details.get("breakdown", OTHER),
        severity=Severity(details.get("severity", Severity.MINOR)),
        team_id=details.get("team"),
        today=details["today"],
        **_about(entry),
    )


def _save_note(session: Look, entry: Entry) -> str:
    details = entry.details
    return log_note(
        session,
        kind=NoteKind(details.get("kind", NoteKind.HEARD)),
        text=entry.words,
        customer_id=entry.customer_id,
        team_id=details.get("team"),
        today=entry.day,
        **_about(entry),
    )


def _save_promise(session: Look, entry: Entry) -> str:
    details = entry.details
    if entry.customer_id is None:
        raise NotUnderstood("A promise was made to somebody. Nothing was saved yet. Name the customer.")
    return record_promise(
        session,
        what=entry.words,
        customer_id=entry.customer_id,
        promised_on=details["promised_on"],
        made_on=entry.day,
        team_id=details.get("team"),
        kind=details.get("kind", ""),
        today=details["today"],
        **_about(entry),
    )


KINDS: Mapping[str, Kind] = {
    "hit": Kind(
        "Hit",
        HIT,
        "Something good: a sale, praise, a save, a WOW. Whoever made it happen is thanked.",
        "hit",
        "More: who made it happen, the customer's words, evidence, day",
        _nothing,
        _more_hit,
        _save_hit,
    ),
    "miss": Kind(
        "Miss or complaint",
        MISS,
        "What broke, not who. As the customer said it.",
        "complaint",
        "More: what broke, severity, team, day",
        _nothing,
        _more_complaint,
        _save_complaint,
    ),
    "note": Kind(
        "From the field",
        "◌",
        "Heard from a customer, a pressure on your team, an idea, a barrier, a question.",
        "note",
        "More: kind of note, team, day",
        _nothing,
        _more_note,
        _save_note,
    ),
    "thanks": Kind(
        "Thanks",
        "♥",
        "To a colleague or a team: a success belongs to everyone who made it happen.",
        "thank-you",
        "More: teams, the customer's words, evidence, day",
        _first_thanks,
        _more_thanks,
        _save_thanks,
    ),
    "promise": Kind(
        "Record a promise",
        "▹",
        "What was promised to a customer for a day. Is the day over, it counts as missed until it is delivered.",
        "promise",
        "More: kind, team, day it was given",
        _first_promise,
        _more_promise,
        _save_promise,
    ),
}
LARGE = ("hit", "miss", "note", "thanks")
