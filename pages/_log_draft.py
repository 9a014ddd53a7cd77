"""What is being logged is kept by the browser tab until it is known to be saved: a lost connection loses no word.

A draft has the operation it will be saved by. When the answer to a save was lost, pressing again saves nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from meeting.permissions import Actor

KEY = "log_it.draft"
LONGEST = 4000

_DRAFT = st.components.v2.component(
    "log_draft",
    # Four choices large enough for a thumb, which the framework's buttons are not.
    css="""
[data-testid=stMain] .st-key-log_it-kinds button[data-testid] {
  min-height: 4rem;
}
""",
    isolate_styles=False,
    js="""
const tab = (window.logDraft ??= { asked: null });

export default function ({ data, setTriggerValue }) {
  const place = `log it ${data.who}`;
  const fieldOf = (name) => document.querySelector(`.st-key-log_it-${name} textarea, .st-key-log_it-${name} input`);
  const read = () => JSON.parse(sessionStorage.getItem(place) ?? "null");
  const write = (draft) => {
    if (Object.values(draft.fields).some((text) => text)) sessionStorage.setItem(place, JSON.stringify(draft));
    else sessionStorage.removeItem(place);
  };
  const note = (event) => {
    const name = data.names.find((each) => event.target === fieldOf(each));
    if (!name) return;
    const before = read();
    const fields = before?.operation === data.operation ? before.fields : {};
    write({ operation: data.operation, chosen: data.chosen, fields: { ...fields, [name]: event.target.value } });
  };
  // Only what the server says is saved is no draft any more.
  let draft = read();
  if (draft && data.saved.includes(draft.operation)) {
    sessionStorage.removeItem(place);
    draft = null;
  }
  if (draft?.operation === data.operation) write({ ...draft, chosen: data.chosen });
  const isLost = draft && (draft.operation !== data.operation ||
    Object.entries(draft.fields).some(([name, text]) => text && fieldOf(name) && !fieldOf(name).value
      && fieldOf(name) !== document.activeElement));
  const asked = JSON.stringify(draft);
  if (isLost && tab.asked !== asked) {
    tab.asked = asked;
    setTriggerValue("back", draft);
  }
  // Whoever opens the page can type at once; the box may take a moment to stand there.
  const begin = (tries) => {
    if (!document.activeElement?.matches("input, textarea")) fieldOf("words")?.focus();
    if (tries && !document.activeElement?.matches("input, textarea")) setTimeout(() => begin(tries - 1), 50);
  };
  if (!tab.isOpen) begin(20);
  tab.isOpen = true;
  // The framework closes every field while there is no connection. What is typed here is kept all the same.
  const open = () => data.names.map(fieldOf).filter((field) => field?.disabled)
    .forEach((field) => { field.disabled = false; });
  const observer = new MutationObserver(open);
  observer.observe(document.body, { attributes: true, attributeFilter: ["disabled"], subtree: true });
  document.addEventListener("input", note, true);
  return () => {
    tab.asked = null;
    tab.isOpen = false;
    observer.disconnect();
    document.removeEventListener("input", note, true);
  };
}
""",
)


@dataclass(frozen=True)
class Draft:
    """What the tab kept: the operation it is to be saved by, what was chosen, the words by the name of their field."""

    operation: str
    chosen: Mapping[str, Any]
    words: Mapping[str, str]


def brought_back() -> Draft | None:
    """What the tab kept and the page does not know of. Read it before anything is drawn."""
    found = (st.session_state.get(KEY) or {}).get("back")
    if not isinstance(found, Mapping):
        return None
    chosen, fields = found.get("chosen"), found.get("fields")
    if not isinstance(chosen, Mapping) or not isinstance(fields, Mapping):
        return None
    words = {str(name): str(text)[:LONGEST] for name, text in fields.items()}
    return Draft(str(found.get("operation"))[:64], chosen, words)


def keep(
    actor: Actor,
    *,
    operation: str,
    chosen: Mapping[str, Any],
    names: Collection[str],
    saved: Collection[str],
) -> None:
    """Call it last. Drafts are one person's: whoever signs in next in this tab finds none of them.

    `names` are the fields that hold words, `saved` the operations that are on the disk.
    """
    _DRAFT(
        data={
            "who": actor.person_id or actor.name,
            "operation": operation,
            "chosen": dict(chosen),
            "names": list(names),
            "saved": list(saved),
        },
        key=KEY,
        on_back_change=lambda: None,
    )
