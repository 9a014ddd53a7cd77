"""Who sits before the screen: asked of the store at every run, as a sign-in may have ended since the last."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from db import accounts
from db.engine import reading
from db.models import Mark
from meeting.errors import MeetingError
from meeting.permissions import Actor
from meeting.words import Role
from pages import _store
from pages._web.cookies import LOOK, SESSION

_LOOKS = {
    str(role): Actor(f"somebody looking around as {role}", role) for role in Role if role is not Role.ADMIN
}


class SignedOut(MeetingError):
    """Nobody is signed in here any more."""


def current() -> Actor:
    """Raises SignedOut once the sign-in is over."""
    store, cookies = _store.current(), _cookies()
    if store.mark is Mark.EXAMPLE:
        return _LOOKS.get(cookies.get(LOOK, ""), _LOOKS[Role.MANAGER])
    with reading(store) as session:
        found = accounts.who(session, token(), now=store.clock.now())
    if found is None:
        raise SignedOut("You are signed out. Nothing was saved. Sign in again.")
    return found


def token() -> str:
    """The token of this browser's sign-in; empty without one."""
    return _cookies().get(SESSION, "")


def start_clean_for(actor: Actor) -> None:
    """A tab that comes back as somebody else keeps nothing of the one before."""
    mine = f"{actor.person_id} {actor.role}"
    if st.session_state.get("frame.mine", mine) != mine:
        st.session_state.clear()
    st.session_state["frame.mine"] = mine


def _cookies() -> Mapping[str, str]:
    """Those the browser sent when it opened its socket."""
    return st.context.cookies
