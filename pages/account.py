"""You: who is signed in, the own password, and signing out here or everywhere."""

from __future__ import annotations

import streamlit as st

from db import accounts
from db.engine import Store, transaction
from db.models import Mark
from meeting.errors import MeetingError
from meeting.health import PROGRAM
from meeting.permissions import Actor
from meeting.signing_in import Waiting
from pages import _actor, _store
from pages._leave import leave
from pages._plain import plain
from pages._web.cookies import KNOWN

THIS_MACHINE = "127.0.0.1"
SAID, TURN = "account.said", "account.turn"
CHANGED = (
    "Saved: your new password. Every other phone and computer you were signed in on is out; this one stays."
)
WRONG = (
    "The password you have was not right. Nothing was changed. Try again, or ask an administrator for a link."
)


def main() -> None:
    actor, store = _actor.current(), _store.current()
    st.title("You", anchor=False)
    if store.mark is Mark.EXAMPLE:
        st.markdown(f"You are {plain(actor.name)}. Nothing here is real, and nobody signs in.")
        if st.button("Look around as somebody else", key="account.look"):
            leave("/look")
    else:
        st.markdown(f"**{plain(actor.name)}** · {actor.role}")
        _sign_out(actor, store)
        _change_password(store)
    st.markdown(f":small[Hits, Runs & Misses {PROGRAM}]")


def _sign_out(actor: Actor, store: Store) -> None:
    with st.container(horizontal=True, key="account.ways_out"):
        here = st.button("Sign out", key="account.out", icon=":material/logout:")
        everywhere = st.button("Sign out everywhere", key="account.everywhere")
    st.markdown(":small[Everywhere: on every phone and computer you are signed in on, within two seconds.]")
    if here or everywhere:
        with transaction(store) as session:
            if everywhere and actor.person_id is not None:
                accounts.sign_out_everywhere(session, actor.person_id)
            else:
                accounts.sign_out(session, _actor.token())
        leave("/login")


def _change_password(store: Store) -> None:
    st.subheader("Change your password", anchor=False)
    # It stays until the next press: a run may end before anybody has seen what it said.
    said = st.session_state.get(SAID)
    if said:
        is_saved, text = said
        (st.success if is_saved else st.error)(
            plain(text), icon=":material/check:" if is_saved else ":material/error:"
        )
    # Counted up by each press, so that no password stays in the session.
    turn = st.session_state.get(TURN, 0)
    with st.form(f"account.password.{turn}", border=False, width=480):
        old = _password("The password you have", key=f"account.old.{turn}", autocomplete="current-password")
        new = _password("New password", key=f"account.new.{turn}", autocomplete="new-password")
        again = _password("The same again", key=f"account.again.{turn}", autocomplete="new-password")
        st.markdown(":small[At least 10 characters; a few words in a row are good.]")
        is_asked = st.form_submit_button(
            "Save the new password", type="primary", key=f"account.change.{turn}"
        )
    if is_asked:
        st.session_state[SAID] = _changed(store, old=old, new=new, again=again)
        st.session_state[TURN] = turn + 1
        st.rerun()


def _changed(store: Store, *, old: str, new: str, again: str) -> tuple[bool, str]:
    """Whether it is saved, and what to say of it."""
    address, known = st.context.ip_address, st.context.cookies.get(KNOWN)
    try:
        done = accounts.change_password(
            store,
            _actor.token(),
            old=old,
            new=new,
            again=again,
            # The framework names no address for this machine.
            address=address if isinstance(address, str) else THIS_MACHINE,
            known=known if isinstance(known, str) else "",
            now=store.clock.now(),
        )
    except MeetingError as error:
        return False, str(error)
    if isinstance(done, Waiting):
        return False, str(done)
    return done, CHANGED if done else WRONG


def _password(label: str, *, key: str, autocomplete: str) -> str:
    return st.text_input(label, type="password", max_chars=201, key=key, autocomplete=autocomplete)


main()
