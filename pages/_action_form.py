"""Adding an action item, the same on every page: what, owner, due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from db.changes.actions import add_action
from db.engine import Store
from meeting.meetings import Pick
from meeting.permissions import Action, Actor, allowed
from meeting.words import Origin
from pages import _entry, _saving, _unexpected
from pages._live import again
from pages._plain import plain

ABOUT = "action.about"
AT = "action.at"
"""What is on the screen around the form."""
SUGGESTED = "action.suggested"
SHOWN, BEFORE = "action.shown", "action.before"
"""What the form says it is about, and what it said before that."""
PLACE = ENTRY = "action"
CHANGED = (
    "The meeting went on meanwhile, so this is about something else now. Nothing was saved. Look at what stands above "
    "the line, then press Add action again."
)


# Enter goes from what is to be done to who does it, and saves once that is said. Ctrl+Enter saves from every field.
_KEYS = st.components.v2.component(
    "action_keys",
    js="""
const find = (name, what) => document.querySelector(`[class*=st-key-action-${name}] ${what}`);

export default function ({ data }) {
  const state = (window.actionKeys ??= {});
  // What became of it is said below the line, which may be the last on the screen.
  if (state.next && (state.next !== data.next || state.wrongs !== data.wrongs)) {
    const said = () => document.querySelector(".st-key-action-wrong, .st-key-saving");
    setTimeout(() => said()?.scrollIntoView({ block: "nearest" }));
  }
  state.wrongs = data.wrongs;
  state.next = data.next;
  const save = (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.closest?.("[class*=st-key-action-line]")) return;
    const [what, owner] = [find("what", "input"), find("owner", "input")];
    const isTold = !data.asks || owner?.value || state.asked === data.next;
    if (!(event.ctrlKey || event.metaKey)) {
      const isListOpen = owner?.getAttribute("aria-expanded") === "true";
      if (event.target !== what && (event.target !== owner || isListOpen || !owner.value)) return;
      if (event.target === what && what.value.trim() && !isTold) {
        event.preventDefault();
        event.stopPropagation();
        // Asked once for each item: Enter in what is to be done again leaves it to be named later.
        state.asked = data.next;
        owner.focus();
        owner.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
        return;
      }
    }
    event.preventDefault();
    event.stopPropagation();
    // What is being typed counts once its field is left.
    event.target.blur();
    find("add", "button")?.click();
  };
  // Drawn anew, this part is not taken away first: one listener takes the place of the other.
  if (state.save) document.removeEventListener("keydown", state.save, true);
  state.save = save;
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
    """The next item comes from this record, as long as the screen stays where it is; the form says so.

    Call it before the form is drawn.
    """
    at = st.session_state.get(AT, "")
    st.session_state[ABOUT] = {"origin": str(origin), "id": record_id, "text": text, "at": at}
    st.session_state[SUGGESTED] = what
    _entry.over(ENTRY)


def leave(at: str) -> bool:
    """Say what is on the screen now, such as `7 misses promise 12`; whether an item was to be about what was on it
    before, and is no more. What was typed stays, but for what was proposed."""
    state = st.session_state
    state[AT] = at
    was = state.get(ABOUT)
    if was is None or was["at"] == at:
        return False
    del state[ABOUT]
    if state.pop(SUGGESTED, ""):
        _entry.over(ENTRY)
    return True


@st.fragment
def draw(form: Form) -> None:
    """A line to add an item, in a fragment of its own: what others write never touches what is being typed."""
    _unexpected.begin()
    state = st.session_state
    origin = state.get(ABOUT)
    was, now = state.get(SHOWN, ""), _name_of(origin)
    if was != now:
        state[BEFORE], state[SHOWN] = was, now
    if origin:
        with st.container(horizontal=True, vertical_alignment="center", key="action.about.line"):
            st.markdown(f":material/link: About: **{plain(origin['text'], most=120)}**", width="content")
            if st.button("Not about this", key="action.unlink", type="tertiary"):
                del state[ABOUT]
                if state.pop(SUGGESTED, ""):
                    _entry.over(ENTRY)
                again()
    entry = _entry.begun(ENTRY)
    _entry.focus_next(entry, always=True)
    names = {pick.id: pick.label for pick in form.owners}
    with (
        # Enter is the browser's part above.
        st.form("action", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="action.line"),
    ):
        what = st.text_input(
            "What",
            state.get(SUGGESTED, ""),
            key=entry.key("what"),
            max_chars=500,
            placeholder="Add an action item: what is to be done, and Enter",
            width="stretch",
        )
        owner = st.selectbox(
            "Owner",
            list(names),
            index=0 if len(names) == 1 else None,
            format_func=names.__getitem__,
            key=entry.key("owner"),
            width=380,
            placeholder="Who; can be named later",
        )
        due = st.date_input(
            "Due",
            form.due,
            # The day may well be the same for the next; what and who are asked anew.
            key=f"action.due.{form.due}",
            format="YYYY-MM-DD",
            width=230,
            min_value=form.today,
            max_value=form.today + timedelta(days=3660),
        )
        is_asked = st.form_submit_button("Add action", type="primary", key=_add_key(now))
    if state.get(BEFORE, now) != now and state.get(_add_key(state[BEFORE])):
        # Whoever pressed read something else above the line: it is saved about that, or not at all.
        with st.container(key="action.wrong"):
            st.warning(CHANGED, icon=":material/call_split:")
        state["action.wrongs"] = state.get("action.wrongs", 0) + 1
    elif is_asked:
        _add(form, entry, what=what, owner=owner, due=due)
        # Still here: it was refused.
        state["action.wrongs"] = state.get("action.wrongs", 0) + 1
    else:
        _saving.offer_undo(form.store, form.actor, place=PLACE)
    _KEYS(
        data={
            "next": entry.operation,
            "asks": len(names) > 1,
            "wrongs": state.get("action.wrongs", 0),
        },
        key="action.keys",
    )


def _add_key(about: str) -> str:
    """A button for each thing it may be about: a press never means another than was read beside it."""
    return f"action.add.{about}" if about else "action.add"


def _name_of(origin: dict[str, Any] | None) -> str:
    return f"{origin['origin']}.{origin['id']}" if origin else ""


def _add(form: Form, entry: _entry.Entry, *, what: str, owner: int | None, due: date | None) -> None:
    origin = st.session_state.get(ABOUT)
    who = next((pick.name for pick in form.owners if pick.id == owner), "nobody yet")
    _entry.save(
        entry,
        form.store,
        lambda session: add_action(
            session,
            what=what,
            owner_id=owner,
            due_on=due,
            origin=(Origin(origin["origin"]), origin["id"]) if origin else None,
            meeting_id=form.meeting_id,
            operation=entry.operation,
            today=form.today,
            actor=form.actor,
            now=form.now,
        ),
        said=f"{' '.join(what.split())} ({who})" + (f", about {origin['text'][:120]}" if origin else ""),
        place=PLACE,
        done=(ABOUT, SUGGESTED),
    )


def owners_for(actor: Actor, picks: tuple[Pick, ...], *, here: frozenset[int]) -> tuple[Pick, ...]:
    """Those this person may give an item to: anyone, or in a meeting those who are there, and oneself."""
    if allowed(actor, Action.ADD_ACTION):
        return picks
    return tuple(pick for pick in picks if pick.id in here or pick.id == actor.person_id)
