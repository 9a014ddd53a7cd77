"""Which action items a person looks at: read from the address and what was just picked, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from meeting.actions import NO_ORIGIN, ActionFilter, Due
from meeting.permissions import Actor
from meeting.words import ActionState, Origin

EVERYBODY, MINE = "everybody", "me"
ALL_TEAMS, ANY_DAY, ANYTHING = "all teams", "any day", "anything"
STATES = tuple(str(word) for word in ActionState)
DUE = tuple(str(word) for word in Due)
ORIGINS = (*(str(word) for word in Origin), NO_ORIGIN)
LONGEST = 100


@dataclass(frozen=True)
class Choice:
    """What is picked, as the address writes it; what is empty or the default is left out of it."""

    state: str
    owner: str
    text: str
    team: str
    due: str
    origin: str
    has_more: bool

    @property
    def is_mine(self) -> bool:
        return self.owner == MINE and self.state == ActionState.OPEN

    def wanted(self, actor: Actor) -> ActionFilter:
        return ActionFilter(
            state=self.state,
            owner=self.owner if self.owner != MINE else "",
            owner_id=actor.person_id if self.owner == MINE else None,
            team=self.team,
            due=Due(self.due) if self.due else None,
            origin=self.origin,
            text=self.text,
        )


def choose(actor: Actor, *, names: Sequence[str], teams: Sequence[str]) -> Choice:
    """The choice after the pick that led to this run, written back into the address."""
    owners = [*([MINE] if actor.person_id is not None else []), *names]
    state = _picked("state", STATES, default=str(ActionState.OPEN))
    text = " ".join(str(st.session_state.get(key_of("search", _asked("search")), _asked("search"))).split())
    choice = Choice(
        state or str(ActionState.OPEN),
        _picked("owner", owners),
        text[:LONGEST],
        _picked("team", teams),
        _picked("due", DUE),
        _picked("origin", ORIGINS),
        _has_more(),
    )
    said = {"owner": choice.owner, "search": choice.text, "team": choice.team}
    said |= {"due": choice.due, "origin": choice.origin}
    for name, value in said.items():
        _say(name, value)
    _say("state", "" if choice.state == ActionState.OPEN else choice.state)
    return choice


def draw(choice: Choice, actor: Actor, *, names: Sequence[str], teams: Sequence[str]) -> None:
    """State and owner; the others only when asked for, as each costs as much as several rows."""
    owners = [EVERYBODY, *([MINE] if actor.person_id is not None else []), *names]
    with st.container(horizontal=True, vertical_alignment="bottom", key="actions.choice"):
        st.segmented_control(
            "State",
            STATES,
            default=choice.state,
            key=key_of("state", "" if choice.state == ActionState.OPEN else choice.state),
            required=True,
        )
        _select("Owner", "owner", owners, choice.owner or EVERYBODY)
        st.button("Fewer filters" if choice.has_more else "Search and filters", key="actions.more")
    if choice.has_more:
        with st.container(horizontal=True, vertical_alignment="bottom", key="actions.choice.more"):
            st.text_input(
                "Search",
                choice.text,
                key=key_of("search", choice.text),
                max_chars=LONGEST,
                width=220,
                placeholder="In what, notes, owner",
            )
            _select("Team", "team", (ALL_TEAMS, *teams), choice.team or ALL_TEAMS)
            _select("Due", "due", (ANY_DAY, *DUE), choice.due or ANY_DAY)
            _select("Comes from", "origin", (ANYTHING, *ORIGINS), choice.origin or ANYTHING)


def _select(label: str, name: str, values: Sequence[str], value: str) -> None:
    asked = value if value not in (EVERYBODY, ALL_TEAMS, ANY_DAY, ANYTHING) else ""
    st.selectbox(label, values, values.index(value), key=key_of(name, asked), width=220)


def key_of(name: str, asked: str) -> str:
    """A key holds what was chosen before, so that the widget follows the address."""
    return f"actions.{name}.{asked}"


def _asked(name: str) -> str:
    return st.query_params.get(name, "")


def _picked(name: str, values: Sequence[str], *, default: str = "") -> str:
    """What means nothing, in the address or as "all of them" in the list, asks for nothing."""
    asked = _asked(name)
    known = asked if asked in values else ""
    picked = st.session_state.get(key_of(name, "" if known == default else known), known)
    return picked if picked in values else default


def _has_more() -> bool:
    state = st.session_state
    if state.get("actions.more"):
        state["actions.has_more"] = not state.get("actions.has_more", _needs_more())
    return bool(state.get("actions.has_more", _needs_more()))


def _needs_more() -> bool:
    return any(_asked(name) for name in ("search", "team", "due", "origin"))


def _say(name: str, value: str) -> None:
    if value != _asked(name):
        if value:
            st.query_params[name] = value
        else:
            del st.query_params[name]
