"""What a field note can become, in one step: a topic, an action item, a complaint, a promise or a win."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from db.changes.actions import add_action
from db.changes.by_hand import log_complaint, record_promise
from db.changes.field import make_of_note
from db.changes.talk import raise_topic
from db.changes.wins import log_win
from db.engine import Look
from meeting.errors import NotUnderstood
from meeting.permissions import Action, allowed
from meeting.weeks import short_day
from meeting.words import BREAKDOWNS, OTHER, Origin, Outcome, Severity, WinKind
from pages import _action_form
from pages._log_customer import known_id
from pages._note_forms import (
    Form,
    Saving,
    Shown,
    Typed,
    person_choice,
    team_choice,
)


def _may(what: Outcome, shown: Shown) -> bool:
    """One of each, but for action items: a note may need several."""
    is_there = any(made.what is what for made in shown.note.became)
    return allowed(shown.actor, Action.LOG) and (what is Outcome.ACTION or not is_there)


def _words(shown: Shown, what: str, label: str, *, most: int) -> str:
    text = " ".join(shown.note.text.split())[:most]
    return st.text_input(label, text, key=shown.key(what), max_chars=most).strip()


def _draw_topic(shown: Shown) -> Typed:
    return {"title": _words(shown, "topic", "What to solve together", most=200)}


def _save_topic(session: Look, saving: Saving) -> str:
    return raise_topic(
        session,
        title=saving.typed["title"],
        origin=(Origin.NOTE, saving.note.id),
        meeting_id=saving.shown.meeting_id,
        operation=saving.operation,
        **saving.about,
    )


def _draw_action(shown: Shown) -> Typed:
    what = _words(shown, "action", "What is to be done", most=500)
    owners = _action_form.owners_for(shown.actor, shown.picks, here=frozenset())
    owner = person_choice("Owner", owners, key=shown.key("action.owner"), chosen=shown.actor.person_id)
    due = _day(shown, "action.due", "Due", shown.due, first=shown.today)
    return {"what": what, "owner": owner, "due": due}


def _save_action(session: Look, saving: Saving) -> str:
    typed = saving.typed
    return add_action(
        session,
        what=typed["what"],
        owner_id=typed["owner"],
        due_on=typed["due"],
        origin=(Origin.NOTE, saving.note.id),
        meeting_id=saving.shown.meeting_id,
        operation=saving.operation,
        today=saving.shown.today,
        **saving.about,
    )


def _draw_complaint(shown: Shown) -> Typed:
    words = _words(shown, "complaint", "What the customer said", most=2000)
    with st.container(horizontal=True):
        breakdown = st.selectbox(
            "What broke", BREAKDOWNS, BREAKDOWNS.index(OTHER), key=shown.key("complaint.breakdown")
        )
        severity = st.selectbox(
            "Severity", [str(one) for one in Severity], key=shown.key("complaint.severity")
        )
    team = team_choice("Team", shown.teams, key=shown.key("complaint.team"))
    return {"words": words, "breakdown": breakdown, "severity": severity, "team": team}


def _save_complaint(session: Look, saving: Saving) -> str:
    typed = saving.typed
    make = partial(
        log_complaint,
        words=typed["words"],
        customer_id=known_id(typed),
        received_on=saving.note.noted_on,
        breakdown=typed["breakdown"],
        severity=Severity(typed["severity"]),
        team_id=typed["team"],
        today=saving.shown.today,
    )
    return _made(session, saving, Outcome.COMPLAINT, make)


def _draw_promise(shown: Shown) -> Typed:
    what = _words(shown, "promise", "What was promised", most=500)
    with st.container(horizontal=True):
        promised_on = _day(shown, "promise.day", "Promised for", shown.due)
        team = team_choice("Team that delivers", shown.teams, key=shown.key("promise.team"))
    return {"what": what, "promised_on": promised_on, "team": team}


def _save_promise(session: Look, saving: Saving) -> str:
    typed = saving.typed
    customer = known_id(typed)
    if customer is None:
        raise NotUnderstood("A promise was made to somebody. Nothing was saved yet. Name the customer.")
    make = partial(
        record_promise,
        what=typed["what"],
        customer_id=customer,
        promised_on=typed["promised_on"],
        made_on=saving.note.noted_on,
        team_id=typed["team"],
        today=saving.shown.today,
    )
    return _made(session, saving, Outcome.PROMISE, make)


def _draw_win(shown: Shown) -> Typed:
    words = _words(shown, "win", "What was good", most=2000)
    kind = st.selectbox("Kind of win", [str(kind) for kind in WinKind], key=shown.key("win.kind"))
    names = {team.id: team.name for team in shown.teams}
    teams = st.multiselect(
        "Teams",
        list(names),
        format_func=names.__getitem__,
        key=shown.key("win.teams"),
        placeholder="Teams that made it happen",
    )
    return {"words": words, "kind": kind, "teams": teams}


def _save_win(session: Look, saving: Saving) -> str:
    typed = saving.typed
    make = partial(
        log_win,
        text=typed["words"],
        kind=WinKind(typed["kind"]),
        customer_id=known_id(typed),
        team_ids=typed["teams"],
        happened_on=saving.note.noted_on,
        today=saving.shown.today,
    )
    return _made(session, saving, Outcome.WIN, make)


def _made(session: Look, saving: Saving, what: Outcome, make: Any) -> str:
    def write(within: Look, operation: str) -> object:
        return make(within, operation=operation, **saving.about)

    return make_of_note(
        session, saving.note.id, what=what, make=write, operation=saving.operation, **saving.about
    )


def _day(shown: Shown, name: str, label: str, proposed: date, *, first: date | None = None) -> date:
    return st.date_input(
        label,
        proposed,
        key=shown.key(name),
        format="YYYY-MM-DD",
        min_value=first or shown.today - timedelta(days=3660),
        max_value=shown.today + timedelta(days=3660),
    )


def _no_fields(typed: Typed) -> dict[str, Any]:
    return {}


MAKES: Mapping[str, Form] = {
    "topic": Form(
        "Make it a topic to solve together",
        "Make it a topic",
        partial(_may, Outcome.TOPIC),
        _draw_topic,
        _no_fields,
        lambda typed: f"the topic “{typed['title']}”.",
        _save_topic,
    ),
    "action": Form(
        "Make it an action item",
        "Make it an action item",
        partial(_may, Outcome.ACTION),
        _draw_action,
        _no_fields,
        lambda typed: f"the action item “{typed['what']}”, due {short_day(typed['due'])}.",
        _save_action,
    ),
    "complaint": Form(
        "Make it a complaint",
        "Make it a complaint",
        partial(_may, Outcome.COMPLAINT),
        _draw_complaint,
        _no_fields,
        lambda typed: "the complaint.",
        _save_complaint,
        picks_customer=True,
    ),
    "promise": Form(
        "Make it a promise",
        "Make it a promise",
        partial(_may, Outcome.PROMISE),
        _draw_promise,
        _no_fields,
        lambda typed: f"the promise for {short_day(typed['promised_on'])}.",
        _save_promise,
        picks_customer=True,
    ),
    "win": Form(
        "Make it a win",
        "Make it a win",
        partial(_may, Outcome.WIN),
        _draw_win,
        _no_fields,
        lambda typed: "the win.",
        _save_win,
        picks_customer=True,
    ),
}
"""What makes something of the note, and leaves it as it is."""
