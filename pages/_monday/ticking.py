"""The clock of a step on a phone: it runs in the browser, so nothing is asked of the server each second."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from meeting.meetings import Meeting

WORDS = """
const words = (seconds) => {
  const whole = Math.floor(Math.abs(seconds));
  const time = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  return seconds >= 0 ? `${time} left` : `over by ${time}`;
};
"""
"""What a clock says, in the browser."""

_CLOCK = st.components.v2.component(
    "clock",
    html='<div class="ticking" role="timer" aria-live="off"></div>',
    css="""
.ticking { font-family: var(--st-font); color: var(--st-text-color); font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.over { font-weight: 700; color: var(--st-red-text-color, #9b1c31); }
""",
    js=WORDS
    + """
export default function ({ data, parentElement }) {
  const from = performance.now();
  const clock = parentElement.querySelector(".ticking");
  const tick = () => {
    const left = data.left - (data.running ? (performance.now() - from) / 1000 : 0);
    const said = words(left) + (data.running ? "" : ", clock stopped");
    if (clock.textContent !== said) clock.textContent = said;
    clock.classList.toggle("over", left < 0);
  };
  tick();
  // Drawn anew, it starts anew: the one before would count on from what is no longer so.
  clearInterval(window.mondayTicking);
  window.mondayTicking = setInterval(tick, 250);
  return () => clearInterval(window.mondayTicking);
}
""",
)


def draw(meeting: Meeting, *, now: datetime) -> None:
    """What is left of the step the meeting stands at."""
    clock = meeting.clock
    data = {"left": round(clock.left(now), 1), "running": clock.running_since is not None}
    _CLOCK(data=data, key="monday.ticking")
