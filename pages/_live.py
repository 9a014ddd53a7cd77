"""Parts of a page that follow what others write, and leave when the sign-in has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException

from meeting.errors import MeetingError
from pages import _actor, _unexpected
from pages._cursor import CURSOR
from pages._leave import leave
from pages._plain import plain

# One socket a tab. `told` is what the server said last, `data.shown` what the page was drawn from.
_BELL = st.components.v2.component(
    "bell",
    js=CURSOR
    + """
const state = (window.mondayBell ??= { told: null, socket: null, wait: 250, pressed: 0 });
// Whoever just pressed something is drawn anew by that already; only what is still news afterwards rings here.
const OWN = 400;
if (!state.notes) {
  // A letter typed into a field asks for nothing: news does not wait until somebody has finished writing.
  const types = (event) => event.key?.length === 1 && event.composedPath()[0].matches?.("input, textarea");
  state.notes = (event) => { if (!types(event)) state.pressed = performance.now(); };
  for (const kind of ["pointerdown", "keydown", "click"]) document.addEventListener(kind, state.notes, true);
  keepCursor();
}

// Whoever joined by code comes in again by code.
const out = () =>
  location.replace(location.pathname === "/taking-part" ? "/join"
    : "/login?next=" + encodeURIComponent(location.pathname + location.search));

function ring() {
  clearTimeout(state.ringing);
  const quiet = state.pressed + OWN - performance.now();
  if (quiet <= 0) state.heard?.();
  else state.ringing = setTimeout(ring, quiet);
}

function listen() {
  state.socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/_live");
  state.socket.onmessage = (message) => {
    state.told = Number(message.data);
    state.wait = 250;
    ring();
  };
  state.socket.onclose = async (closed) => {
    if (closed.code === 4401) return out();
    state.wait = Math.min(2 * state.wait, 8000);
    setTimeout(async () => {
      const answer = await fetch("/_stcore/host-config").catch(() => null);
      if (answer?.status === 401) out();
      else listen();
    }, state.wait);
  };
}

// One region for as long as the tab lives: a screen reader tells what changes in it, not one that comes with its words.
function announce(words) {
  const at = location.pathname + location.search.replace(/[?&]week=[^&]*/, "");
  if (!state.region) {
    state.region = document.body.appendChild(document.createElement("div"));
    state.region.setAttribute("role", "status");
    state.region.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
  }
  if (state.at === at && words && words !== state.said) state.region.textContent = words;
  Object.assign(state, { at, said: words });
}

export default function ({ data, setTriggerValue }) {
  announce(data.words);
  state.heard = () => {
    if (data.shown !== null && state.told !== null && state.told !== data.shown && state.told !== state.asked) {
      state.asked = state.told;
      setTriggerValue("rang", state.told);
    }
  };
  // The framework also calls this with what it had, as soon as a run begins.
  if (state.socket) ring();
  else listen();
}
""",
)


@dataclass(frozen=True)
class Drawn:
    """What a live part has drawn: up to which event it knows, and its gist for those who do not see it change."""

    known: int
    words: str


def bell(shown: Drawn | None = None) -> None:
    """Listen for writes; `shown` is what the page was drawn from, None for a page that need not follow."""
    data = {"shown": shown.known, "words": shown.words} if shown else {"shown": None, "words": ""}
    _BELL(data=data, key="bell", on_rang_change=lambda: None)


def again() -> NoReturn:
    """Draw this part anew, as what it shows was just changed; the whole page where a press came with it."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        # A press that met a run of the whole page is served by that one.
        st.rerun()


@st.fragment(run_every="20s")
def live(show: Callable[[], Drawn]) -> None:
    """Run `show` now, whenever somebody wrote something, and after a lost connection."""
    _unexpected.begin()
    try:
        _actor.current()
        shown = show()
    except _actor.SignedOut as error:
        st.error(plain(str(error)), icon=":material/logout:")
        leave(error.leads_to, back=error.leads_to == "/login")
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
    else:
        bell(shown)
