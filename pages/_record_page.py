"""What the page of every record has in the same place and the same words: ways to others, columns, its history, and
the forms that change it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.engine import Look, Store
from meeting.permissions import Actor
from meeting.records import Change, RecordHistory, Value
from pages import _records as words
from pages import _saving, _settling

Typed = dict[str, Any]
TITLE = 100
"""Letters of a title: what is longer stands whole below it."""
FORM_WIDTH = 800
"""Pixels at most: lines of a form that goes from edge to edge are hard to follow."""


class Form(Protocol):
    """One thing that can be done with a record. `fields` says which of its fields would have which value."""

    @property
    def fields(self) -> Callable[[Typed], dict[str, Value]]: ...

    @property
    def said(self) -> Callable[[Typed], str]: ...


@dataclass(frozen=True)
class Shown:
    """A record on its page; `seen` is the version on the screen when this run was asked for."""

    store: Store
    record: RecordHistory
    zone: str
    place: str
    called: str
    seen: int


def columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Left stands what is known, right what can be done; on a telephone the one above the other."""
    left, right = st.columns([3, 2], gap="medium")
    return left, right


def way(page: str, label: str, record_id: int, *, icon: str) -> None:
    """To the page of another record."""
    st.page_link(page, label=label, icon=f":material/{icon}:", query_params={"id": str(record_id)})


def say_taken_back(record: RecordHistory, *, called: str) -> None:
    """Nothing for a record that counts."""
    if not record.hidden:
        return
    comes_back = " It comes back when a file names it again." if record.reference is not None else ""
    with_import = " with its import" if comes_back else ""
    st.warning(
        f"This {called} was taken back{with_import}, and counts nowhere.{comes_back}", icon=":material/info:"
    )


def history(
    store: Store,
    actor: Actor,
    changes: Sequence[Change],
    *,
    zone: str,
    place: str,
    is_kept: bool = False,
    does: str = "",
) -> None:
    """What happened, newest first, and a way back from the latest of it, with what that `does`; what `is_kept` cannot
    be unmade."""
    st.markdown(f"#### History\n{words.history_list(changes, zone=zone)}", anchors=False)
    if changes and not (is_kept and changes[0].base.is_first):
        _saving.offer_undo_in_history(store, actor, place=place, latest=changes[0], does=does)


def save(
    shown: Shown,
    name: str,
    form: Form,
    typed: Typed,
    *,
    write: Callable[[Look], str],
    done: Collection[str] = (),
) -> None:
    """Save what was typed into the form called `name`; `done` is what the session need not keep after it."""
    attempt = _settling.Attempt(
        place=shown.place,
        form=name,
        typed=typed,
        fields=form.fields(typed),
        seen=shown.seen,
        said=form.said(typed),
        write=write,
        done=tuple(done),
    )
    _settling.save(shown.store, attempt, record=shown.record)


def is_settled(shown: Shown, form: Form, draft: Typed) -> bool:
    """Show both versions of what somebody else changed meanwhile; whether the draft is to be saved on top."""
    typed = draft["typed"]
    conflict = _settling.Conflict(
        place=shown.place,
        called=shown.called,
        record=shown.record,
        zone=shown.zone,
        seen=draft["seen"],
        fields=form.fields(typed),
        more={"Your reason": typed.get("reason", "")},
    )
    return _settling.ask(conflict) is not None
