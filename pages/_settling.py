"""Two people changed one record: the second sees both versions field by field, chooses, and loses no typed word.

What somebody could not save is kept for their session as a draft of its place, such as `promise 12`, until they save
it on top of the other version or give it up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from db.changes import ChangedMeanwhile
from db.engine import Look, Store
from meeting.errors import MeetingError
from meeting.records import RecordHistory, Value
from pages import _records as words
from pages import _saving
from pages._plain import plain
from pages._waiting import saving

Fields = Mapping[str, Value]


@dataclass(frozen=True)
class Attempt:
    """A save somebody asked for: `typed` is what they put into `form`, of a record they saw at `seen`.

    `fields` are the fields it would set, as people read them; `write` does it and gives back its operation.
    """

    place: str
    form: str
    typed: dict[str, Any]
    fields: Fields
    seen: int
    said: str
    write: Callable[[Look], str]
    done: Sequence[str] = ()
    """What the session kept for the form, and need not after the save."""


@dataclass(frozen=True)
class Conflict:
    """What stands on the screen: the record as it is, and a draft of `fields` made when it was at `seen`.

    Fields that make sense only together are chosen together. `more` is what was typed besides, such as a reason.
    """

    place: str
    called: str
    record: RecordHistory
    zone: str
    seen: int
    fields: Fields
    are_together: bool = True
    more: Mapping[str, str] = field(default_factory=dict)


def draft(place: str) -> dict[str, Any] | None:
    """What could not be saved: `form`, `typed` and the version `seen`; None where nothing waits."""
    found: dict[str, Any] | None = st.session_state.get(_key(place))
    return found


def drop(place: str) -> None:
    """What was not saved is given up, and the next form begins with the record as it is."""
    st.session_state.pop(_key(place), None)
    _saving.unsee(place)


def to_note(place: str, *, record: RecordHistory, seen: int) -> int:
    """The version a page notes: an open form keeps the one it began with, whoever settles sees the one there is."""
    return record.version if draft(place) else seen


def save(store: Store, attempt: Attempt, *, record: RecordHistory) -> None:
    """Save and say so, or keep a draft when somebody was quicker; both draw the page anew. What is refused is said.

    `record` is what this run has read: the very same saved by somebody else is no conflict.
    """
    operation = ""
    try:
        with saving(store) as session:
            operation = attempt.write(session)
    except ChangedMeanwhile:
        is_same = all(record.fields.get(name) == value for name, value in attempt.fields.items())
        if record.version == attempt.seen or not is_same:
            kept = {"form": attempt.form, "typed": attempt.typed, "seen": attempt.seen}
            st.session_state[_key(attempt.place)] = kept
            st.rerun()
        # Otherwise somebody saved the very same, or a button was pressed twice.
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    drop(attempt.place)
    for name in attempt.done:
        st.session_state.pop(name, None)
    _saving.saved(attempt.said, place=attempt.place, operation=operation)


def as_seen(record: RecordHistory, *, version: int) -> dict[str, Value]:
    """The fields as they stood when somebody saw `version`."""
    then = dict(record.fields)
    for change in record.since(version):
        then |= {name: before for name, (before, _) in change.fields.items()}
    return then


def changed(record: RecordHistory, typed: Fields, *, seen: int) -> dict[str, Value]:
    """What of a form, drawn with the fields as they were at `seen`, somebody has changed."""
    then = as_seen(record, version=seen)
    return {name: value or None for name, value in typed.items() if (value or None) != then.get(name)}


def ask(conflict: Conflict) -> dict[str, Value] | None:
    """Show both versions; the fields to save on top once that is pressed, None before."""
    record, place = conflict.record, conflict.place
    who = (
        " and ".join(dict.fromkeys(change.actor for change in record.since(conflict.seen))) or "somebody else"
    )
    st.warning(
        plain(
            f"Meanwhile {who} changed {conflict.called}. Yours is not saved yet. Look at both, then decide."
        ),
        icon=":material/call_split:",
    )
    table = words.both_versions(record, conflict.fields, version=conflict.seen, zone=conflict.zone)
    more = "".join(f"\n\n{label}: {plain(text)}" for label, text in conflict.more.items() if text)
    st.markdown(table + more)
    chosen = dict(conflict.fields) if conflict.are_together else _chosen(conflict)
    with st.container(horizontal=True, key="settling"):
        is_on_top = st.button("Save mine on top", type="primary", key=f"settling.on_top.{place}")
        is_given_up = st.button("Give up mine", key=f"settling.give_up.{place}")
    if is_given_up:
        drop(place)
        st.rerun()
    return chosen if is_on_top else None


def _chosen(conflict: Conflict) -> dict[str, Value]:
    """Where both changed a field, one of the two is chosen; where only one did, that stays."""
    record, then = conflict.record, as_seen(conflict.record, version=conflict.seen)
    chosen = dict(conflict.fields)
    for name, mine in conflict.fields.items():
        now = record.fields.get(name)
        if now in (mine, then.get(name)):
            continue
        choices = {"mine": f"Mine: {words.value_words(mine)}", "now": f"As now: {words.value_words(now)}"}
        picked = st.radio(
            words.field_name(name),
            list(choices),
            format_func=choices.__getitem__,
            horizontal=True,
            key=f"settling.{conflict.place}.{name}.{record.version}",
        )
        if picked == "now":
            del chosen[name]
    return chosen


def _key(place: str) -> str:
    return f"settling.draft.{place}"
