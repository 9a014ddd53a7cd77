"""Settings, for administrators: what the company said of itself, and its teams, changed after set-up."""

from __future__ import annotations

import secrets

import streamlit as st

from db.changes.house import add_team
from db.engine import Store, reading
from db.queries import house
from db.queries.history import organisation_history, team_history
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, require
from meeting.words import Side
from pages import _actor, _picking, _record_page, _saving, _settings_forms, _settling, _store
from pages._plain import plain
from pages._record_page import FORM_WIDTH
from pages._waiting import saving

COMPANY, NEW, WHAT = 0, -1, "settings.what"
ADDING, TURN = "a new team", "settings.turn"


def main() -> None:
    actor, store = _actor.current(), _store.current()
    require(actor, Action.SET_UP)
    with reading(store) as session:
        zone, teams = house.organisation(session).zone, house.team_rows(session)
        names = {COMPANY: "The company"} | {one.id: one.name for one in teams} | {NEW: "Add a team"}
        wanted = _picking.picked(WHAT, names) or COMPANY
        is_team = wanted not in (COMPANY, NEW)
        record = team_history(session, wanted) if is_team else organisation_history(session)
    st.title("Settings", anchor=False)
    st.page_link("rota.py", label="Rota: who leads which Monday", icon=":material/event_repeat:")
    chosen = st.radio(
        "What to change",
        list(names),
        index=list(names).index(wanted),
        format_func=lambda one: plain(names[one]),
        horizontal=True,
        key=_picking.key(WHAT, names),
    )
    _picking.keep(WHAT, chosen)
    versions: dict[str, int] = {}
    if chosen == NEW:
        _add(store, actor)
    elif record is not None:
        place = _settings_forms.ORGANISATION if chosen == COMPANY else f"team {chosen}"
        seen = _saving.seen().get(place, record.version)
        page = _settings_forms.SettingsPage(store, actor, record, place, zone, seen)
        _saving.offer_undo(store, actor, place=place)
        _settings_forms.show(page)
        _record_page.history(store, actor, record.changes, zone=zone, place=place, is_kept=True)
        versions[place] = _settling.to_note(place, record=record, seen=seen)
    _saving.note(versions)


def _add(store: Store, actor: Actor) -> None:
    _saving.offer_undo(store, actor, place=ADDING)
    # Counted up by each save, so that the next begins with nothing typed.
    turn = st.session_state.get(TURN, 0)
    with st.form(f"settings.add.{turn}", border=False, width=FORM_WIDTH):
        name = st.text_input("Name of the new team", max_chars=100, key=f"settings.add.name.{turn}")
        side = st.radio("Side", [str(one) for one in Side], horizontal=True, key=f"settings.add.side.{turn}")
        is_asked = st.form_submit_button("Add the team", type="primary", key=f"settings.add.save.{turn}")
    if not is_asked:
        return
    operation = secrets.token_hex(8)
    try:
        with saving(store) as session:
            add_team(
                session,
                name=name,
                side=Side(side),
                actor=actor,
                now=store.clock.now(),
                operation=operation,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[TURN] = turn + 1
    _saving.saved(f"{name.strip()} is a team of {side}.", place=ADDING, operation=operation)


main()
