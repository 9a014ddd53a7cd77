"""The customer that something is logged for or about: a few letters find it, and nobody is made twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from db.engine import Look
from db.queries.customer_names import CustomerName, customer_name, customers_like
from meeting.errors import NotUnderstood
from pages import _empty
from pages._customers import tier_words
from pages._plain import plain

LOG_IT = "log_it"
PICKED = f"{LOG_IT}.picked"
LONGEST = 200
Named = tuple[int, str]
"""A customer by number and name."""


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


def asked(session: Look, *, page: str = LOG_IT, start: Named | None = None) -> Meant:
    """Who is meant by what was typed and picked until now, read before anything is drawn.

    `page` is the prefix of the field's keys, `start` who stands there before anybody picks: it stays as it is called,
    merged or taken back or not.
    """
    state = st.session_state
    number = state.setdefault(f"{page}.picked", start[0] if start else None)
    picked = customer_name(session, int(number)) if number else None
    if start and number == start[0]:
        tier = picked.tier if picked else None
        return Meant(CustomerName(*start, tier, is_exact=True))
    if picked is not None:
        return Meant(picked)
    typed = " ".join(str(state.get(f"{page}.customer") or "").split())[:LONGEST]
    found = customers_like(session, typed)
    return Meant(None, typed, found, is_new=bool(typed) and state.get(f"{page}.is_new") == typed)


def act(*, page: str = LOG_IT) -> None:
    """What was picked by the press that led to this run. Call it before anything is read."""
    state, pick = st.session_state, f"{page}.pick."
    if state.get(f"{page}.unpick"):
        state[f"{page}.picked"] = None
    elif state.get(f"{page}.new_customer"):
        state[f"{page}.is_new"] = " ".join(str(state.get(f"{page}.customer") or "").split())
    else:
        pressed = (name for name in state if str(name).startswith(pick) and state[name])
        number = next((str(name).removeprefix(pick) for name in pressed), "")
        if number:
            state[f"{page}.picked"] = int(number)


def clear() -> None:
    """The next is about nobody yet. Call it before anything is drawn."""
    st.session_state.update({PICKED: None, f"{LOG_IT}.customer": "", f"{LOG_IT}.is_new": None})


def known(meant: Meant) -> dict[str, Any]:
    """Who is meant, for a form that names nobody new: by name, and by number where it is clear."""
    name = meant.picked.name if meant.picked else meant.typed
    return {"customer": name or None, "customer_id": meant.known_id}


def known_id(typed: Mapping[str, Any]) -> int | None:
    """The number in what `known` gave; None for nobody. Raises NotUnderstood for a name that leads to nobody."""
    number: int | None = typed["customer_id"]
    if typed["customer"] and number is None:
        raise NotUnderstood(
            f"There is no customer “{typed['customer']}”, or there are several. Nothing was saved. "
            "Take one of those that are found, or leave the field empty."
        )
    return number


def draw(meant: Meant, *, page: str = LOG_IT, may_be_new: bool = True, is_needed: bool = False) -> None:
    """The field, and below it who may be meant by what stands there."""
    if meant.picked is not None:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{page}.customer_line"):
            name = f"**{plain(meant.picked.name)}**{tier_words(meant.picked.tier)}"
            st.markdown(f":material/storefront: {name}", width="content")
            st.button("Another customer", key=f"{page}.unpick", type="tertiary")
        return
    st.text_input(
        "Customer" if is_needed else "Customer (can stay empty)",
        key=f"{page}.customer",
        max_chars=LONGEST,
        live=True,
        icon=":material/storefront:",
        placeholder="A few letters of the name",
    )
    if not meant.typed:
        return
    if not may_be_new and not meant.found:
        _empty.draw(":small[Nobody is called so. A new customer is made with Log it.]")
        return
    if meant.is_new or not meant.found:
        st.markdown(f":small[“{plain(meant.typed)}” will be a new customer.]")
        return
    with st.container(gap="xxsmall", key=f"{page}.found"):
        for one in meant.found:
            label = f"{plain(one.name, most=80)}{tier_words(one.tier)}"
            st.button(label, key=f"{page}.pick.{one.id}", width="stretch", icon=":material/storefront:")
        if may_be_new and not any(one.is_exact for one in meant.found):
            label = f"New customer “{plain(meant.typed, most=60)}”"
            st.button(label, key=f"{page}.new_customer", icon=":material/add:", type="tertiary")


def chosen() -> Mapping[str, int]:
    """What the tab keeps besides what is typed."""
    number = st.session_state.get(PICKED)
    return {"picked": int(number)} if number else {}
