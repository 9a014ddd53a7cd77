"""People: who may come in, as what; one of them with what can be changed, and what happened to it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from db import accounts
from db.changes.people import add_person
from db.engine import Store, reading
from db.queries import house
from db.queries.history import changed_together, person_history
from db.queries.people import PersonRow, everybody
from meeting.board import counted
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, require
from meeting.words import Role
from pages import _actor, _links, _person, _picking, _saving, _settling, _store
from pages._person import NO_TEAM
from pages._plain import plain
from pages._record_page import FORM_WIDTH
from pages._waiting import saving

PLACE, TURN, WHO = "people", "people.turn", "people.who"
MOST_ROWS = 30


def main() -> None:
    actor, store = _actor.current(), _store.current()
    require(actor, Action.SET_UP)
    with reading(store) as session:
        people, teams = everybody(session), house.team_names(session)
        zone = house.organisation(session).zone
        labels = {each.id: f"{each.name} ({each.email or each.id})" for each in people}
        wanted = _picking.picked(WHO, labels)
        record = person_history(session, wanted) if wanted is not None else None
    st.title("People", anchor=False)
    _links.forget(wanted, there=labels)
    if waiting := [each for each in people if not (each.has_password or each.disabled)]:
        _invite(store, actor, waiting, chosen=wanted)
    _list([each for each in people if each.has_password or each.disabled])
    # Nobody is chosen before somebody chooses: one button ends an account.
    chosen = st.selectbox(
        "Person",
        list(labels),
        index=list(labels).index(wanted) if wanted is not None else None,
        format_func=labels.__getitem__,
        placeholder="Choose a person to change, to give a link, or whose account to close",
        key=_picking.key(WHO, labels),
    )
    _picking.keep(WHO, chosen)
    versions: dict[str, int] = {}
    if record is not None and chosen == record.id:
        place = _person.place_of(record.id)
        seen = _saving.seen().get(place, record.version)
        (person,) = [each for each in people if each.id == chosen]
        page = _person.PersonPage(store, actor, person, record, zone, seen)
        others = [each for each in people if each.id != chosen and not each.disabled]
        if token := _person.show(page, others=others, teams=teams):
            _links.keep(token, of=record.id, chosen=chosen, at=_links.FORM)
            st.rerun()
        versions[place] = _settling.to_note(place, record=record, seen=seen)
    _add(store, actor, teams, chosen)
    _saving.note(versions)


def _invite(store: Store, actor: Actor, waiting: list[PersonRow], *, chosen: int | None) -> None:
    """Who has no password yet, each with the button that makes a link, and the link where it was asked for."""
    st.markdown(f"#### {counted(len(waiting), 'person has', 'people have')} no password yet", anchors=False)
    for each in waiting[:MOST_ROWS]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"people.row.{each.id}"):
            is_asked = st.button("Make a link", key=f"people.invite.{each.id}", disabled=not each.email)
            st.markdown(_line(each), width="stretch")
        if is_asked:
            with saving(store) as session:
                token = accounts.invite(session, each.id, actor=actor, now=store.clock.now())
            _links.keep(token, of=each.id, chosen=chosen, at=_links.ROW)
            st.rerun()
        _links.show(each.id, at=_links.ROW)
    if rest := waiting[MOST_ROWS:]:
        _list(rest)


def _list(people: Sequence[PersonRow]) -> None:
    if people:
        st.markdown("\n".join(f"- {_line(each)}" for each in people))


def _line(each: PersonRow) -> str:
    return (
        f"**{plain(each.name)}** · {each.role}"
        + (f" · {plain(each.team)}" if each.team else "")
        + (f" · {plain(each.email)}" if each.email else " · no e-mail yet")
        + f" · {each.standing}"
    )


def _add(store: Store, actor: Actor, teams: tuple[str, ...], chosen: int | None) -> None:
    st.subheader("Add a person", anchor=False)
    _saving.offer_undo(store, actor, place=PLACE)
    _links.show(None, at=_links.ADDED)
    # Counted up by each save, so that the next begins with nothing typed.
    turn = st.session_state.get(TURN, 0)
    with st.form(f"people.add.{turn}", border=False, width=FORM_WIDTH):
        name = st.text_input("Name", max_chars=200, key=f"people.add.name.{turn}")
        email = st.text_input("E-mail", max_chars=254, key=f"people.add.email.{turn}")
        team = st.selectbox("Team", (NO_TEAM, *teams), key=f"people.add.team.{turn}")
        role = st.selectbox("Role", [str(role) for role in Role], key=f"people.add.role.{turn}")
        pressed = st.form_submit_button("Add and make a link", type="primary", key=f"people.add.save.{turn}")
    if not pressed:
        return
    now, operation = store.clock.now(), secrets.token_hex(8)
    try:
        with saving(store) as session:
            person_id = add_person(
                session,
                name=name,
                email=email,
                role=Role(role),
                team="" if team == NO_TEAM else team,
                actor=actor,
                now=now,
                operation=operation,
            )
            token = accounts.invite(session, person_id, actor=actor, now=now)
            is_new = bool(changed_together(session, operation))
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[TURN] = turn + 1
    _links.keep(token, of=person_id, chosen=chosen, at=_links.ADDED)
    _saving.saved(f"{name.strip()} is added.", place=PLACE, operation=operation if is_new else "")


main()
