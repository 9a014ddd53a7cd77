"""Hand-offs: where misses and complaints arise between teams, both ways, each number opening to its rows."""

from __future__ import annotations

import hashlib

import streamlit as st

from meeting.board import counted
from meeting.handoffs import PERIODS, RULE, Arose, HandOff, Table, Trouble
from pages import _empty, _field
from pages._plain import plain

PERIOD, OPENED = "field.period", "field.opened"
USUAL = 13
ELSEWHERE = "elsewhere"
SHOWN = 50


def weeks_asked() -> int:
    """How many weeks to look back over, known before anything is read."""
    found = st.session_state.get(PERIOD, USUAL)
    return found if found in PERIODS else USUAL


def draw(found: Table, *, period: str) -> None:
    """`period` says which weeks these are."""
    st.selectbox(
        "Weeks to look back over",
        PERIODS,
        PERIODS.index(USUAL),
        format_func=lambda weeks: f"Last {weeks} weeks",
        key=PERIOD,
        width=200,
    )
    _act()
    if not found.hand_offs:
        _empty.draw(
            f"Nothing arose between two teams, {period}. A missed promise stands here once it names the team that "
            "delivers and a sales person with a team; a barrier once it says which team hands on to which."
        )
    for hand_off in found.hand_offs:
        if hand_off.rows:
            _row(hand_off)
    # Ways back at which nothing arose: they open nothing, and stand in one line.
    if nothing := [f"**{plain(one.name)}** · 0" for one in found.hand_offs if not one.rows]:
        st.markdown("; ".join(nothing))
    if found.elsewhere:
        _number(ELSEWHERE, None, f"{len(found.elsewhere)} at no hand-off", found.elsewhere)
    st.markdown(f":small[{period}. {RULE}]")


def _row(hand_off: HandOff) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"field.way.{_key(hand_off)}"):
        st.markdown(f"**{plain(hand_off.name)}** · {len(hand_off.rows)}", width="content")
        for what in Arose:
            rows = hand_off.of(what)
            if rows:
                _button(_key(hand_off), what, counted(len(rows), str(what)))
    opened = st.session_state.get(OPENED)
    for what in Arose:
        if opened == _name(_key(hand_off), what):
            _rows(hand_off.of(what))


def _number(key: str, what: Arose | None, label: str, rows: tuple[Trouble, ...]) -> None:
    _button(key, what, label)
    if st.session_state.get(OPENED) == _name(key, what):
        _rows(rows)


def _button(key: str, what: Arose | None, label: str) -> None:
    st.button(f":violet[{label}]", key=f"field.open.{_name(key, what)}", type="tertiary")


def _act() -> None:
    """Which number was pressed; pressed again it closes."""
    state = st.session_state
    start = "field.open."
    pressed = next((str(name) for name in state if str(name).startswith(start) and state[name]), None)
    if pressed is not None:
        name = pressed.removeprefix(start)
        state[OPENED] = None if state.get(OPENED) == name else name


def _rows(rows: tuple[Trouble, ...]) -> None:
    lines = [f"- {_field.trouble_line(row)}" for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        lines.append(f"- … and {len(rows) - SHOWN} older")
    st.markdown("\n".join(lines) or _empty.words("Nothing any more: it was taken back meanwhile."))


def _key(hand_off: HandOff) -> str:
    return hashlib.sha256(hand_off.name.encode()).hexdigest()[:12]


def _name(key: str, what: Arose | None) -> str:
    return f"{key}.{what.name if what else ''}"
