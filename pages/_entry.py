"""Something new that is being written down on a form of the meeting, from the first letter to the save.

What was refused stays in its fields, every word of it. After a save the next form begins empty.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from db.engine import Look, Store
from meeting.errors import MeetingError
from pages import _saving
from pages._plain import plain
from pages._waiting import saving

# Fields that begin anew lose the focus: whoever writes down one thing after the other types on at once.
_FOCUS = st.components.v2.component(
    "entry_focus",
    js="""
const focus = (operation, end) => {
  const field = document.querySelector(`[class*="${operation}"] [data-testid=stTextInput] input`);
  if (field) field.focus();
  else if (performance.now() < end) requestAnimationFrame(() => focus(operation, end));
};

export default function ({ data }) {
  const drawn = (window.entries ??= {});
  const last = drawn[data.name];
  drawn[data.name] = data.operation;
  if (!last || last === data.operation) return;
  const at = document.activeElement;
  const wasThere = !at || at === document.body || at.closest(`[class*="${last}"]`);
  // Whoever is in another field already stays there.
  const mayGo = data.always && !at?.matches("input, textarea, [role]");
  if (wasThere || mayGo) focus(data.operation, performance.now() + 5000);
}
""",
)


@dataclass(frozen=True)
class Entry:
    """`operation` saves it once, however often it is sent."""

    name: str
    operation: str

    def key(self, field: str) -> str:
        """Of a field. Another entry has other fields: the browser cannot miss that they are empty again."""
        return f"{self.name}.{field}.{self.operation}"


def begun(name: str) -> Entry:
    """The entry that is being written, or a new one."""
    return Entry(name, st.session_state.setdefault(f"{name}.operation", secrets.token_hex(8)))


def over(name: str) -> None:
    """The next time another one begins."""
    st.session_state.pop(f"{name}.operation", None)


def focus_next(entry: Entry, *, always: bool = False) -> None:
    """Whoever saved one by Enter types on in the next, `always` also who pressed a button. Call it before its form."""
    data = {"name": entry.name, "operation": entry.operation, "always": always}
    _FOCUS(data=data, key=f"{entry.name}.focus")


@contextmanager
def line(entry: Entry) -> Iterator[None]:
    """A form of one line, below each other on a phone."""
    focus_next(entry)
    with (
        st.form(f"{entry.name}.form", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"{entry.name}.line"),
    ):
        yield


def save(
    entry: Entry,
    store: Store,
    write: Callable[[Look], str],
    *,
    said: str,
    place: str,
    done: Collection[str] = (),
) -> None:
    """Save it, say `said` at `place` and draw the page anew; a refusal is said below the form.

    `done` is what the session need not keep once it is saved.
    """
    try:
        with saving(store) as session:
            operation = write(session)
    except MeetingError as error:
        with st.container(key=f"{entry.name}.wrong"):
            st.error(plain(str(error)), icon=":material/error:")
        return
    over(entry.name)
    for name in done:
        st.session_state.pop(name, None)
    _saving.saved(said, place=place, operation=operation)
