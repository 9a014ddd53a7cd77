"""People: who may come in, as what; one of them with what can be changed, and what happened to it."""

from __future__ import annotations

import secrets
from collections.abc import Collection

import streamlit as st

from db import accounts
from db.changes.people import add_person
from db.engine import Store, reading
from db.queries import house
from db.queries.history import changed_together, person_history
from db.queries.people import PersonRow, everybody
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, require
from meeting.words import Role
from pages import _actor, _address, _person, _picking, _saving, _settling, _store
from pages._person import NO_TEAM
from pages._plain import plain
from pages._waiting import saving

PLACE, LINK, TURN, WHO = "people", "people.made", "people.turn", "people.who"


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
    _saving.offer_undo(store, actor, place=PLACE)
    _show_link(wanted, there=labels)
    _list(people)
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
            _keep_link(token, of=record.id, chosen=chosen)
            st.rerun()
        versions[place] = _settling.to_note(place, record=record, seen=seen)
    _add(store, actor, teams, chosen)
    _saving.note(versions)


def _list(people: tuple[PersonRow, ...]) -> None:
    lines = [
        f"- **{plain(each.name)}** · {each.role}"
        + (f" · {plain(each.team)}" if each.team else "")
        + (f" · {plain(each.email)}" if each.email else " · no e-mail yet")
        + f" · {each.standing}"
        for each in people
    ]
    st.markdown("\n".join(lines) or "Nobody yet. Add the first person below.")


def _add(store: Store, actor: Actor, teams: tuple[str, ...], chosen: int | None) -> None:
    st.subheader("Add a person", anchor=False)
    # Counted up by each save, so that the next begins with nothing typed.
    turn = st.session_state.get(TURN, 0)
    with st.form(f"people.add.{turn}"):
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
    _keep_link(token, of=person_id, chosen=chosen)
    _saving.saved(f"{name.strip()} is added.", place=PLACE, operation=operation if is_new else "")


def _keep_link(token: str, *, of: int, chosen: int | None) -> None:
    """For the next runs, which show it: the page is drawn anew after each save."""
    link = f"{_address.address()}/invite#{token}"
    st.session_state[LINK] = {"link": link, "of": of, "chosen": chosen}


def _show_link(chosen: int | None, *, there: Collection[int]) -> None:
    """Until somebody else is chosen: a run may end before anybody has seen what it shows."""
    kept = st.session_state.get(LINK)
    if kept and (kept["chosen"] != chosen or kept["of"] not in there):
        del st.session_state[LINK]
    elif kept:
        link = kept["link"]
        st.markdown(
            "The link goes on working for 7 days, or until a password is set; until then an old password works, too. "
            "Give it to them alone. It stands here until you choose somebody else:"
        )
        st.code(link, language=None, wrap_lines=True)


main()
