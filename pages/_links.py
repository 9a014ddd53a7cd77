"""The link somebody sets a password with, shown where it was asked for until another is, or somebody else is chosen."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from pages import _address

KEPT = "people.made"
ROW, FORM, ADDED = "row", "form", "added"
"""Where a link was asked for."""


def keep(token: str, *, of: int, chosen: int | None, at: str) -> None:
    """For the next runs, which show it: the page is drawn anew after each save."""
    link = f"{_address.address()}/invite#{token}"
    st.session_state[KEPT] = {"link": link, "of": of, "chosen": chosen, "at": at}


def forget(chosen: int | None, *, there: Collection[int]) -> None:
    """Call it first, with who is chosen now."""
    kept = st.session_state.get(KEPT)
    if kept and (kept["chosen"] != chosen or kept["of"] not in there):
        del st.session_state[KEPT]


def show(person_id: int | None, *, at: str, has_password: bool = False) -> None:
    """None is whoever was added. A run may end before anybody has seen what it shows, so it stays."""
    kept = st.session_state.get(KEPT)
    if not kept or kept["at"] != at or person_id not in (None, kept["of"]):
        return
    still = "; until then the old password works, too" if has_password else ""
    st.markdown(
        f"The link goes on working for 7 days, or until a password is set{still}. Give it to them alone. It stands "
        "here until you make another or choose somebody else:"
    )
    st.code(kept["link"], language=None, wrap_lines=True)
