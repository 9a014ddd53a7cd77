"""Saying of a complaint that it was answered or resolved, and on which day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from db.changes.complaints import say_answered, say_resolved
from db.engine import Store
from meeting.permissions import Actor
from meeting.records import RecordHistory, Value
from meeting.weeks import in_words
from pages import _record_page, _settling

Typed = dict[str, Any]
FIRST_DAY = date(1900, 1, 1)


@dataclass(frozen=True)
class Answering:
    """`may` is whether whoever looks may say so: it is their own, or they correct any."""

    store: Store
    actor: Actor
    record: RecordHistory
    seen: int
    today: date
    zone: str
    may: bool

    @property
    def page(self) -> _record_page.Shown:
        place = f"complaint {self.record.id}"
        return _record_page.Shown(self.store, self.record, self.zone, place, "this complaint", self.seen)


@dataclass(frozen=True)
class Form:
    field: str
    label: str
    button: str
    write: Callable[..., str]

    @property
    def fields(self) -> Callable[[Typed], dict[str, Value]]:
        return lambda typed: {self.field: typed["on"]}

    @property
    def said(self) -> Callable[[Typed], str]:
        word = self.field.removesuffix("_on")
        return lambda typed: f"{word} on {in_words(typed['on'])}." if typed["on"] else f"not {word} yet."


FORMS = {
    "answered": Form("answered_on", "Answered on", "It was answered", say_answered),
    "resolved": Form("resolved_on", "Resolved on", "It was resolved", say_resolved),
}


def draw(about: Answering) -> None:
    """Both days, each with its button; an empty day takes it back. Nothing for who may not say so."""
    if not about.may:
        return
    draft = _settling.draft(about.page.place)
    if draft is not None:
        if draft["form"] in FORMS and _record_page.is_settled(about.page, FORMS[draft["form"]], draft):
            _save(about, draft["form"], draft["typed"])
        return
    for name, form in FORMS.items():
        key = f"complaint.{name}.{about.record.id}.{about.seen}"
        with (
            st.form(f"{key}.form", border=False),
            st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}.line"),
        ):
            known = about.record.day(form.field)
            on = st.date_input(
                form.label,
                known or about.today,
                key=key,
                format="YYYY-MM-DD",
                min_value=FIRST_DAY,
                max_value=max(about.today, known or about.today),
                width=200,
            )
            is_asked = st.form_submit_button(
                "Save the day" if known else form.button, key=f"complaint.save_{name}"
            )
            is_back = known is not None and st.form_submit_button(
                f"Not {name} yet", key=f"complaint.un_{name}", type="tertiary"
            )
        if is_asked or is_back:
            _save(about, name, {"on": None if is_back else on})


def _save(about: Answering, name: str, typed: Typed) -> None:
    now = about.store.clock.now()
    _record_page.save(
        about.page,
        name,
        FORMS[name],
        typed,
        write=lambda session: FORMS[name].write(
            session,
            about.record.id,
            seen=about.seen,
            on=typed["on"],
            today=about.today,
            actor=about.actor,
            now=now,
        ),
    )
