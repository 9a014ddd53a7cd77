"""The bar on top of a running meeting: where it stands, its clock, and the keys of keyboard and clicker.

The clock runs in the browser from what the server said last, so nothing is asked of the server each second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from db.engine import Store
from meeting.agenda import minutes_and_seconds
from meeting.meetings import Meeting
from meeting.permissions import Actor
from meeting.weeks import Week
from pages._monday.filling import FILL
from pages._monday.ticking import WORDS

KEY = "monday.stage"


@dataclass(frozen=True)
class Stage:
    """A running meeting before one person: `at` is the step on their screen, the meeting's unless they look around."""

    store: Store
    actor: Actor
    meeting: Meeting
    at: int
    today: date
    now: datetime
    zone: str

    @property
    def leads(self) -> bool:
        return self.meeting.is_led_by(self.actor)

    @property
    def follows(self) -> bool:
        return self.at == self.meeting.step

    @property
    def week(self) -> Week:
        """The last of the weeks it reviews."""
        return self.meeting.weeks[-1]


_STAGE = st.components.v2.component(
    "stage",
    html='<div class="stage"><span class="place"></span><span class="clock" role="timer" aria-live="off"></span>'
    '<button class="full" hidden>Full screen</button></div>',
    css="""
.stage { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; font-family: var(--st-font);
  color: var(--st-text-color); }
.place { font-size: 1.375rem; font-weight: 600; }
.clock { font-size: 1.125rem; font-variant-numeric: tabular-nums; }
.full { font: inherit; font-size: 1rem; color: inherit; background: none; border: 1px solid currentcolor;
  border-radius: 0.5rem; padding: 0.25rem 0.75rem; cursor: pointer; }
.over { font-weight: 700; color: var(--st-red-text-color, #9b1c31); }
""",
    js=WORDS
    + FILL
    + """
const typing = (element) =>
  element?.closest?.("input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox], " +
    "[role=radiogroup], [role=spinbutton], [role=slider]");
const KEYS = {
  ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back", t: "stop", m: "more", k: "keys",
};

const fullScreen = () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();

export default function ({ data, parentElement, setTriggerValue }) {
  const state = (window.mondayStage ??= {});
  const from = performance.now();
  const place = parentElement.querySelector(".place");
  const clock = parentElement.querySelector(".clock");
  const tick = () => {
    const passed = data.running ? (performance.now() - from) / 1000 : 0;
    const left = data.left - passed;
    const said = words(left) + (data.running ? "" : ", clock stopped") + ` · in all ${words(data.all - passed)}`;
    if (clock.textContent !== said) clock.textContent = said;
    clock.classList.toggle("over", left < 0);
  };
  place.textContent = data.place;
  const full = parentElement.querySelector(".full");
  full.hidden = !data.big || document.fullscreenElement !== null;
  full.onclick = fullScreen;
  tick();
  clearInterval(state.ticking);
  state.ticking = setInterval(tick, 250);
  state.unfill?.();
  state.unfill = data.big ? fill(state, data.step) : null;
  if (data.opened && data.opened !== state.opened) {
    document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
  }
  state.opened = data.opened;
  if (state.keys) document.removeEventListener("keydown", state.keys, true);
  state.keys = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.composedPath()[0];
    const paging = event.key === "PageDown" || event.key === "PageUp";
    if (event.key === "Escape" && typing(target)) return target.blur();
    // A clicker goes on wherever the cursor stands; no field needs its two keys, and one would change a day by them.
    if (typing(target) && !paging) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "a") {
      event.preventDefault();
      return document.querySelector("[class*=st-key-action-what] input")?.focus();
    }
    if (key === "f") return fullScreen();
    const what = KEYS[key];
    if (!what || event.repeat) return;
    event.preventDefault();
    event.stopPropagation();
    // No frame around what the focus happens to be on: everybody in the room would see it.
    document.activeElement?.blur?.();
    setTriggerValue("pressed", { what, step: data.step });
  };
  document.addEventListener("keydown", state.keys, true);
  return () => {
    clearInterval(state.ticking);
    document.removeEventListener("keydown", state.keys, true);
    state.unfill?.();
    state.unfill = null;
  };
}
""",
)


def draw(stage: Stage, *, big: bool, opened: str = "") -> None:
    """The bar. `big` is for the back row: everything on the page grows with it.

    `opened` names what was opened below it: whoever stands further down on the page is taken there.
    """
    meeting = stage.meeting
    clock = meeting.clock
    _STAGE(
        data={
            "place": place_in_words(stage),
            "step": stage.at,
            "left": round(clock.left(stage.now), 1),
            "all": round(clock.left_in_all(stage.now), 1),
            "running": clock.running_since is not None,
            "big": big,
            "opened": opened,
        },
        key=KEY,
        on_pressed_change=lambda: None,
    )


def place_in_words(stage: Stage) -> str:
    steps = stage.meeting.steps
    return f"{stage.at + 1} of {len(steps)} · {steps[stage.at].title}"


def pressed() -> dict[str, Any]:
    """The key that led to this run: `what` and the `step` that was on the screen; empty without one."""
    state = st.session_state.get(KEY)
    found = state.get("pressed") if state is not None else None
    return dict(found) if found else {}


def spent_in_words(stage: Stage) -> str:
    """Planned and used minutes of each step, for who wants to see them."""
    used = stage.meeting.clock.used_by(stage.now)
    lines = [
        f"- {'**' if place == stage.meeting.step else ''}{step.title}"
        f"{'**, now' if place == stage.meeting.step else ''}: {minutes_and_seconds(used[place])} of {step.minutes}"
        f"{f' + {step.more}' if step.more else ''} minutes"
        for place, step in enumerate(stage.meeting.steps)
    ]
    return "\n".join(lines)
