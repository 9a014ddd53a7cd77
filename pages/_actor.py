"""Who sits before the screen: asked of the store at every run, as a sign-in may have ended since the last."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from db import accounts
from db.engine import reading
from db.models import Mark
from db.queries import guests
from meeting.errors import MeetingError
from meeting.permissions import Actor
from meeting.words import Role
from pages import _store
from pages._web.cookies import GUEST, LOOK, SESSION

_LOOKS = {
    str(role): Actor(f"somebody looking around as {role}", role) for role in Role if role is not Role.ADMIN
}


class SignedOut(MeetingError):
    """Nobody is signed in here any more. `leads_to` is where to come in again."""

    leads_to = "/login"


class MeetingIsOver(SignedOut):
    """The meeting this phone joined by code was closed, or it was sent out."""

    leads_to = "/join"


def current() -> Actor:
    """Raises SignedOut once the sign-in is over. Whoever is signed in is that, whatever they joined before."""
    store, cookies = _store.current(), _cookies()
    now, guest = store.clock.now(), guest_token()
    if store.mark is Mark.EXAMPLE and not guest:
        return _LOOKS.get(cookies.get(LOOK, ""), _LOOKS[Role.MANAGER])
    with reading(store) as session:
        found = accounts.who(session, token(), now=now) if token() else None
        if found is None and guest:
            found = guests.who(session, guest, now=now)
    if found is None and guest:
        raise MeetingIsOver(
            "The meeting is over, or you left it; what you saved is saved. Close this page. "
            "Thank you for taking part."
        )
    if found is None:
        raise SignedOut("You are signed out. Nothing was saved. Sign in again.")
    return found


def token() -> str:
    """The token of this browser's sign-in; empty without one."""
    return _cookies().get(SESSION, "")


def guest_token() -> str:
    """The token of this phone, of somebody who joined by code; empty without one."""
    return _cookies().get(GUEST, "")


def start_clean_for(actor: Actor) -> None:
    """A tab that comes back as somebody else keeps nothing of the one before."""
    mine = f"{actor.person_id} {actor.role} {actor.guest_id}"
    if st.session_state.get("frame.mine", mine) != mine:
        st.session_state.clear()
    st.session_state["frame.mine"] = mine


def _cookies() -> Mapping[str, str]:
    """Those the browser sent when it opened its socket."""
    return st.context.cookies
