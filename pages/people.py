"""People: who may come in, as what; links to set a password; closing the account of somebody who leaves."""

from __future__ import annotations

import streamlit as st

from db import accounts
from db.changes.people import add_person, disable_person
from db.engine import reading
from db.queries import house
from db.queries.people import PersonRow, everybody
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, require
from meeting.words import Role
from pages import _actor, _store
from pages._plain import plain
from pages._waiting import saving

NO_TEAM, NOBODY = "No team", "Nobody"


def main() -> None:
    actor, store = _actor.current(), _store.current()
    require(actor, Action.SET_UP)
    with reading(store) as session:
        people, teams = everybody(session), house.team_names(session)
    st.title("People", anchor=False)
    _said()
    _list(people)
    _add(actor, teams)
    _change(actor, people)


def _said() -> None:
    """What the last press did: the page was drawn anew since."""
    said = st.session_state.pop("people.said", None)
    if said:
        st.success(plain(said["text"]), icon=":material/check:")
        if said["link"]:
            st.markdown(
                "The link goes on working for 7 days, or until a password is set. It is shown this once:"
            )
            st.code(said["link"], language=None, wrap_lines=True)


def _list(people: tuple[PersonRow, ...]) -> None:
    lines = [
        f"- **{plain(each.name)}** · {each.role}"
        + (f" · {plain(each.team)}" if each.team else "")
        + (f" · {plain(each.email)}" if each.email else " · no e-mail yet")
        + f" · {each.standing}"
        for each in people
    ]
    st.markdown("\n".join(lines) or "Nobody yet. Add the first person below.")


def _add(actor: Actor, teams: tuple[str, ...]) -> None:
    st.subheader("Add a person", anchor=False)
    with st.form("people.add"):
        name = st.text_input("Name", max_chars=200)
        email = st.text_input("E-mail", max_chars=254)
        team = st.selectbox("Team", (NO_TEAM, *teams))
        role = st.selectbox("Role", [str(role) for role in Role])
        pressed = st.form_submit_button("Add and make a link", type="primary")
    if not pressed:
        return
    store = _store.current()
    now = store.clock.now()
    with saving(store) as session:
        person_id = add_person(
            session,
            name=name,
            email=email,
            role=Role(role),
            team="" if team == NO_TEAM else team,
            actor=actor,
            now=now,
        )
        token = accounts.invite(session, person_id, actor=actor, now=now)
    _say(f"Saved. Give {name.strip()} this link.", token=token)


def _change(actor: Actor, people: tuple[PersonRow, ...]) -> None:
    there = {f"{each.name} ({each.email or each.id})": each for each in people if not each.disabled}
    if not there:
        return
    st.subheader("A new link, or closing an account", anchor=False)
    # Nobody is chosen before somebody chooses: one button ends an account.
    name = st.selectbox("Person", list(there), index=None, placeholder="Choose a person", key="people.who")
    if name is None:
        return
    chosen = there[name]
    if st.button("Make a new link", key="people.link", disabled=not chosen.email):
        store = _store.current()
        with saving(store) as session:
            token = accounts.invite(session, chosen.id, actor=actor, now=store.clock.now())
        _say(f"Give {chosen.name} this link. The old password works until a new one is set.", token=token)
    others = {name: each.id for name, each in there.items() if each is not chosen}
    taker = st.selectbox(
        f"Who takes over open work ({chosen.open_work})", [NOBODY, *others], key="people.taker"
    )
    sure = st.checkbox(
        f"Close the account of {plain(chosen.name)} now, in every open tab", key=f"people.sure.{chosen.id}"
    )
    if st.button("Close the account", key="people.close", disabled=not sure):
        store = _store.current()
        try:
            with saving(store) as session:
                taken = disable_person(
                    session, chosen.id, taken_over_by=others.get(taker), actor=actor, now=store.clock.now()
                )
                accounts.shut_out(session, chosen.id)
        except MeetingError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        _say(f"Closed. {chosen.name} is signed out everywhere; {taken} pieces of open work were handed over.")


def _say(text: str, *, token: str = "") -> None:
    link = f"{_store.public_url() or _origin()}/invite#{token}" if token else ""
    st.session_state["people.said"] = {"text": text, "link": link}
    st.rerun()


def _origin() -> str:
    """Where this page was opened, without its path."""
    address = st.context.url or ""
    return "/".join(address.split("/")[:3])


main()
