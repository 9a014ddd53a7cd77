"""You: who is signed in, and signing out here or everywhere."""

from __future__ import annotations

import streamlit as st

from db import accounts
from db.engine import transaction
from db.models import Mark
from pages import _actor, _store
from pages._leave import leave
from pages._plain import plain


def main() -> None:
    actor, store = _actor.current(), _store.current()
    st.title("You", anchor=False)
    if store.mark is Mark.EXAMPLE:
        st.markdown(f"You are {plain(actor.name)}. Nothing here is real, and nobody signs in.")
        if st.button("Look around as somebody else", key="account.look"):
            leave("/look")
        return
    st.markdown(f"**{plain(actor.name)}** · {actor.role}")
    here = st.button("Sign out", key="account.out", type="primary")
    everywhere = st.button("Sign out everywhere", key="account.everywhere")
    st.markdown(":small[Everywhere: on every phone and computer you are signed in on, within two seconds.]")
    if here or everywhere:
        with transaction(store) as session:
            if everywhere and actor.person_id is not None:
                accounts.sign_out_everywhere(session, actor.person_id)
            else:
                accounts.sign_out(session, _actor.token())
        leave("/login")


main()
