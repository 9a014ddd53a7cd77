"""The customer that something is logged for: a few letters find it, and nobody is made twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from db.engine import Look
from db.queries.customer_names import CustomerName, customer_name, customers_like
from pages._customers import tier_words
from pages._plain import plain

PICKED, TYPED, IS_NEW = "log_it.picked", "log_it.customer", "log_it.is_new"
_PICK = "log_it.pick."
LONGEST = 200


@dataclass(frozen=True)
class Meant:
    """`picked` is somebody known; `typed` what was typed instead, with those who may be meant by it."""

    picked: CustomerName | None = None
    typed: str = ""
    found: tuple[CustomerName, ...] = ()
    is_new: bool = False

    @property
    def is_nobody(self) -> bool:
        return self.picked is None and not self.typed

    @property
    def is_unclear(self) -> bool:
        """Whether somebody has to say who is meant: it is nobody's name and a part of some, or the name of two."""
        exact = [one for one in self.found if one.is_exact]
        return self.picked is None and bool(self.found) and not self.is_new and len(exact) != 1

    @property
    def known_id(self) -> int | None:
        """The number of who is meant; None for nobody, and for somebody new."""
        if self.picked is not None:
            return self.picked.id
        exact = [one for one in self.found if one.is_exact]
        return exact[0].id if len(exact) == 1 else None


def asked(session: Look) -> Meant:
    """Who is meant by what was typed and picked until now, read before anything is drawn."""
    state = st.session_state
    number = state.get(PICKED)
    picked = customer_name(session, int(number)) if number else None
    if picked is not None:
        return Meant(picked)
    typed = " ".join(str(state.get(TYPED) or "").split())[:LONGEST]
    found = customers_like(session, typed)
    return Meant(None, typed, found, is_new=bool(typed) and state.get(IS_NEW) == typed)


def act() -> None:
    """What was picked by the press that led to this run. Call it before anything is read."""
    state = st.session_state
    if state.get("log_it.unpick"):
        state[PICKED] = None
    elif state.get("log_it.new_customer"):
        state[IS_NEW] = " ".join(str(state.get(TYPED) or "").split())
    else:
        pressed = (name for name in state if str(name).startswith(_PICK) and state[name])
        number = next((str(name).removeprefix(_PICK) for name in pressed), "")
        if number:
            state[PICKED] = int(number)


def clear() -> None:
    """The next is about nobody yet. Call it before anything is drawn."""
    st.session_state.update({PICKED: None, TYPED: "", IS_NEW: None})


def draw(meant: Meant) -> None:
    """The field, and below it who may be meant by what stands there."""
    if meant.picked is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="log_it.customer_line"):
            name = f"**{plain(meant.picked.name)}**{tier_words(meant.picked.tier)}"
            st.markdown(f":material/storefront: {name}", width="content")
            st.button("Another customer", key="log_it.unpick", type="tertiary")
        return
    st.text_input(
        "Customer (can stay empty)",
        key=TYPED,
        max_chars=LONGEST,
        live=True,
        icon=":material/storefront:",
        placeholder="A few letters of the name",
    )
    if not meant.typed:
        return
    if meant.is_new or not meant.found:
        st.markdown(f":small[“{plain(meant.typed)}” will be a new customer.]")
        return
    with st.container(gap="xxsmall", key="log_it.found"):
        for one in meant.found:
            label = f"{plain(one.name, most=80)}{tier_words(one.tier)}"
            st.button(label, key=f"{_PICK}{one.id}", width="stretch", icon=":material/storefront:")
        if not any(one.is_exact for one in meant.found):
            label = f"New customer “{plain(meant.typed, most=60)}”"
            st.button(label, key="log_it.new_customer", icon=":material/add:", type="tertiary")


def chosen() -> Mapping[str, int]:
    """What the tab keeps besides what is typed."""
    number = st.session_state.get(PICKED)
    return {"picked": int(number)} if number else {}
