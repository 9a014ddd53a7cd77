"""Adding an action item, the same on every page: what, owner, due."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import streamlit as st

from db.changes.actions import add_action
from db.engine import Store
from meeting.errors import MeetingError
from meeting.meetings import Pick
from meeting.permissions import Action, Actor, allowed
from meeting.words import Origin
from pages import _saving
from pages._live import again
from pages._plain import plain
from pages._waiting import saving

ABOUT = "action.about"
PLACE = "action"


# Ctrl+Enter saves from every field of the line, and after a save the next item can be typed at once.
_KEYS = st.components.v2.component(
    "action_keys",
    js="""
const find = (name, what) => document.querySelector(`[class*=st-key-action-${name}] ${what}`);

export default function ({ data }) {
  const state = (window.actionKeys ??= {});
  const isNews = state.next && (state.next !== data.next || data.about !== state.about);
  // Whoever is in another field already stays there.
  if (isNews && !document.activeElement?.matches("input, textarea, [role]")) find("what", "input")?.focus();
  state.next = data.next;
  state.about = data.about;
  const save = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (!event.target.closest?.("[class*=st-key-action-line]")) return;
    event.preventDefault();
    event.stopPropagation();
    // What is being typed counts once its field is left.
    event.target.blur();
    find("add", "button")?.click();
  };
  document.addEventListener("keydown", save, true);
  return () => document.removeEventListener("keydown", save, true);
}
""",
)


@dataclass(frozen=True)
class Form:
    """Whom an item can be given to, and the day it is due unless somebody says otherwise."""

    store: Store
    actor: Actor
    owners: tuple[Pick, ...]
    due: date
    today: date
    now: datetime
    meeting_id: int | None


def about(origin: Origin, record_id: int, *, text: str, what: str = "") -> None:
    """The next item comes from this record; the form says so. Call it before the form is drawn."""
    st.session_state[ABOUT] = {"origin": str(origin), "id": record_id, "text": text}
    st.session_state["action.suggested"] = what


@st.fragment
def draw(form: Form) -> None:
    """A line to add an item, in a fragment of its own: what others write never touches what is being typed."""
    state = st.session_state
    origin = state.get(ABOUT)
    if (suggested := state.pop("action.suggested", None)) is not None:
        state["action.what"], state["action.owner"] = suggested, None
    if origin:
        with st.container(horizontal=True, vertical_alignment="center", key="action.about.line"):
            st.markdown(f":material/link: About: **{plain(origin['text'], most=120)}**", width="content")
            if st.button("Not about this", key="action.unlink", type="tertiary"):
                del state[ABOUT]
                again()
    operation = state.setdefault("action.operation", secrets.token_hex(8))
    names = {pick.id: pick.label for pick in form.owners}
    with (
        st.form("action", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="action.line"),
    ):
        what = st.text_input(
            "What",
            key="action.what",
            max_chars=500,
            placeholder="Add an action item: what is to be done",
            width="stretch",
        )
        owner = st.selectbox(
            "Owner",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="action.owner",
            width=260,
            placeholder="Who",
        )
        due = st.date_input(
            "Due",
            form.due,
            key=f"action.due.{form.due}",
            format="YYYY-MM-DD",
            width=190,
            min_value=form.today,
            max_value=form.today + timedelta(days=3660),
        )
        is_asked = st.form_submit_button("Add action", type="primary", key="action.add")
    _KEYS(data={"next": operation, "about": origin["text"] if origin else ""}, key="action.keys")
    _saving.offer_undo(form.store, form.actor, place=PLACE)
    if is_asked:
        _add(form, what=what, owner=owner, due=due, operation=operation)


def _add(form: Form, *, what: str, owner: int | None, due: date | None, operation: str) -> None:
    origin = st.session_state.get(ABOUT)
    who = next((pick.name for pick in form.owners if pick.id == owner), "nobody yet")
    try:
        with saving(form.store) as session:
            done = add_action(
                session,
                what=what,
                owner_id=owner,
                due_on=due,
                origin=(Origin(origin["origin"]), origin["id"]) if origin else None,
                meeting_id=form.meeting_id,
                operation=operation,
                today=form.today,
                actor=form.actor,
                now=form.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    state = st.session_state
    state["action.operation"] = secrets.token_hex(8)
    state.pop(ABOUT, None)
    # The day may well be the same for the next; what and who are asked anew.
    state["action.suggested"] = ""
    _saving.saved(f"{' '.join(what.split())} ({who})", place=PLACE, operation=done)


def owners_for(actor: Actor, picks: tuple[Pick, ...], *, here: frozenset[int]) -> tuple[Pick, ...]:
    """Those this person may give an item to: anyone, or in a meeting those who are there, and oneself."""
    if allowed(actor, Action.ADD_ACTION):
        return picks
    return tuple(pick for pick in picks if pick.id in here or pick.id == actor.person_id)
