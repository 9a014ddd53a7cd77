"""Congratulate from any screen: a press that counts for a hit or a strength, and how often it was pressed by all.

Draw it in a part that follows what others write, and it shows everybody's applause.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from db.changes.applause import applaud
from db.engine import Look, Store, reading
from db.queries.strengths import applause_of, given_by, is_by, running_meeting
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, allowed
from meeting.strengths import MOST_APPLAUSE, Applauded, Thing
from pages._plain import plain
from pages._waiting import saving

KEY = "applause."
HEARD, COUNTER, SESSION = "applauding.heard", "applauding", "applauding.session"
_KEY = re.compile(r"applause\.(?:win|strength)\.[0-9]{1,9}")
RULE = f"Press Applaud up to {MOST_APPLAUSE} times for one thing: it is thanks, not a vote, and nothing is ranked."


# The framework takes presses of one button that come while it draws for one. So they are counted here and sent as
# totals, a few times a second at most: what comes late or twice is counted once, and many presses are one save.
_COUNTER = st.components.v2.component(
    "applause",
    js="""
const APART = 400;
const state = (window.mondayApplause ??= { of: null, heard: {}, pending: {}, last: 0, waiting: null });

export default function ({ data, setStateValue }) {
  if (state.of === data.of) {
    for (const [key, count] of Object.entries(data.heard)) {
      const more = count - (state.heard[key] ?? 0);
      if (more > 0) state.pending[key] = Math.max(0, (state.pending[key] ?? 0) - more);
    }
  }
  const isAnother = state.of !== null && state.of !== data.of;
  state.of = data.of;
  state.heard = data.heard;
  state.send = () => {
    state.waiting = null;
    state.last = performance.now();
    const totals = { ...state.heard };
    for (const [key, count] of Object.entries(state.pending)) totals[key] = (totals[key] ?? 0) + count;
    setStateValue("counted", { of: state.of, totals });
  };
  const soon = () => {
    state.waiting ??= setTimeout(() => state.send(), Math.max(0, state.last + APART - performance.now()));
  };
  if (isAnother && Object.values(state.pending).some((count) => count > 0)) soon();
  // Drawn anew, it listens anew: two listeners would count each press twice.
  if (state.pressed) document.removeEventListener("click", state.pressed, true);
  const mine = (event) => {
    const button = event.target.closest?.("button");
    const name = button?.closest("[class*=st-key-applause-]")?.className.match(/st-key-applause-(win|strength)-(\\d+)/);
    if (!name || button.disabled) return;
    event.preventDefault();
    event.stopPropagation();
    const key = `applause.${name[1]}.${name[2]}`;
    state.pending[key] = (state.pending[key] ?? 0) + 1;
    soon();
  };
  state.pressed = mine;
  document.addEventListener("click", mine, true);
  return () => document.removeEventListener("click", mine, true);
}
""",
)


@dataclass(frozen=True)
class Given:
    """How often each thing was applauded by all, and by whoever sits here in this meeting."""

    by_all: Mapping[Thing, int]
    by_me: Mapping[Thing, int]


def read(session: Look, actor: Actor, things: Iterable[Thing]) -> Given:
    if is_by(actor) is None:
        # Who looks around the example is nobody: the tab knows what was pressed in it.
        mine: Mapping[Thing, int] = {
            _thing(key): count for key, count in st.session_state.get(HEARD, {}).items()
        }
    else:
        mine = given_by(session, actor, meeting_id=running_meeting(session))
    return Given(applause_of(session, things), mine)


def press(store: Store, actor: Actor, *, now: datetime) -> str:
    """Write what was pressed before this run; returns what went wrong. Call it before anything is read."""
    heard: dict[str, int] = st.session_state.setdefault(HEARD, {})
    wrong = ""
    for key, total in _pressed().items():
        times = total - heard.get(key, 0)
        if is_by(actor) is None:
            times = min(times, MOST_APPLAUSE - heard.get(key, 0))
        if times <= 0:
            continue
        try:
            with saving(store) as session:
                applaud(session, about=_thing(key), times=times, actor=actor, now=now)
        except MeetingError as error:
            wrong = str(error)
        # Only now: a run that is cut off before has written nothing, and the next one does.
        heard[key] = total
    return wrong


def _pressed() -> dict[str, int]:
    """How often each button was pressed in this session, by what the browser counts; or by a press that it did not."""
    state = st.session_state.get(COUNTER) or {}
    told = state.get("counted") or {}
    # What a browser counted before the server was started again is of another session, and was heard there.
    is_ours = told.get("of") == st.session_state.get(SESSION)
    counted: dict[str, int] = {
        key: int(total)
        for key, total in (told.get("totals") or {}).items()
        if is_ours and _KEY.fullmatch(key) and isinstance(total, int | float)
    }
    heard = st.session_state[HEARD]
    for key in st.session_state:
        if _KEY.fullmatch(str(key)) and st.session_state[key] is True:
            counted[str(key)] = max(counted.get(str(key), 0), heard.get(str(key), 0)) + 1
    return counted


def listen() -> None:
    """Count presses in the browser, so that quick ones are not lost. Call it once, below the buttons."""
    of = st.session_state.setdefault(SESSION, secrets.token_hex(8))
    _COUNTER(
        data={"of": of, "heard": dict(st.session_state.get(HEARD, {}))},
        default={"counted": {}},
        key=COUNTER,
        on_counted_change=lambda: None,
    )


def button(actor: Actor, given: Given, about: Thing) -> None:
    """Of a thing that `read` was asked of. `press` hears it in the next run."""
    count = given.by_all.get(about, 0)
    is_enough = given.by_me.get(about, 0) >= MOST_APPLAUSE
    label = f"Applaud · {count}" if count else "Applaud"
    st.button(
        f"{label} · thank you, that is {MOST_APPLAUSE}" if is_enough else label,
        key=_key(about),
        disabled=is_enough or not allowed(actor, Action.APPLAUD),
        icon=":material/celebration:",
        type="tertiary",
    )


def draw(store: Store, actor: Actor, *, about: Thing, now: datetime) -> None:
    """All of it for one thing, for a page that draws nothing else of the kind."""
    wrong = press(store, actor, now=now)
    with reading(store) as session:
        given = read(session, actor, [about])
    if wrong:
        st.error(plain(wrong), icon=":material/error:")
    button(actor, given, about)
    listen()


def _key(about: Thing) -> str:
    return f"{KEY}{about[0]}.{about[1]}"


def _thing(key: object) -> Thing:
    _, kind, number = str(key).split(".")
    return Applauded(kind), int(number)
