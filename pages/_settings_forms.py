"""The forms of the page Settings: the company and one team, each with what it would set and the write behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from db.changes.house import change_organisation, change_team, days_in
from db.engine import Look, Store
from meeting.agenda import GROUND_RULES
from meeting.errors import NotUnderstood
from meeting.permissions import Actor
from meeting.records import RecordHistory, Value
from meeting.words import Side
from pages import _settling
from pages._plain import plain
from pages._record_page import FORM_WIDTH

ORGANISATION = "organisation"
Typed = dict[str, Value]


@dataclass(frozen=True)
class SettingsPage:
    """`seen` is the version the form was opened with: what somebody types stays, whatever others save meanwhile."""

    store: Store
    actor: Actor
    record: RecordHistory
    place: str
    zone: str
    seen: int

    @property
    def is_company(self) -> bool:
        return self.place == ORGANISATION

    def key(self, name: str) -> str:
        return f"settings.{name}.{self.place}.{self.seen}"


def show(page: SettingsPage) -> None:
    draft = _settling.draft(page.place)
    if draft is not None:
        conflict = _settling.Conflict(
            place=page.place,
            called="the company" if page.is_company else "this team",
            record=page.record,
            zone=page.zone,
            seen=draft["seen"],
            fields=draft["typed"],
            are_together=False,
        )
        chosen = _settling.ask(conflict)
        if chosen is not None:
            _save(page, chosen)
        return
    then = _settling.as_seen(page.record, version=page.seen)
    with st.form(page.key("form"), border=False, width=FORM_WIDTH):
        typed = _draw_company(page, then) if page.is_company else _draw_team(page, then)
        is_asked = st.form_submit_button("Save the settings", type="primary", key=page.key("save"))
    if not is_asked:
        return
    try:
        if page.is_company:
            typed["holidays"] = _holidays(str(typed["holidays"] or ""))
    except NotUnderstood as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _save(page, _settling.changed(page.record, typed, seen=page.seen))


def _draw_company(page: SettingsPage, then: Typed) -> Typed:
    def was(name: str) -> str:
        return str(then.get(name) or "")

    name = st.text_input("Name", was("name"), max_chars=200, key=page.key("name"))
    zones = sorted({*available_timezones(), was("zone")})
    zone = st.selectbox(
        "Time zone",
        zones,
        index=zones.index(was("zone")),
        key=page.key("zone"),
        help="Weeks and days follow it, wherever somebody looks from.",
    )
    goal = st.text_area(
        "The common goal of both teams", was("common_goal"), max_chars=500, height=80, key=page.key("goal")
    )
    rules = st.text_area(
        "Ground rules, one a line",
        was("ground_rules"),
        max_chars=2000,
        height=160,
        placeholder="\n".join(GROUND_RULES),
        key=page.key("rules"),
    )
    holidays = st.text_area(
        "Holidays, such as 2026-12-25, 2026-12-26", was("holidays"), height=80, key=page.key("holidays")
    )
    lines = [line.strip() for line in rules.splitlines() if line.strip()]
    return {
        "name": name.strip(),
        "zone": zone,
        "common_goal": goal.strip(),
        "ground_rules": "\n".join(lines),
        "holidays": holidays,
    }


def _draw_team(page: SettingsPage, then: Typed) -> Typed:
    sides = [str(side) for side in Side]
    name = st.text_input("Name", str(then["name"]), max_chars=100, key=page.key("name"))
    side = st.radio(
        "Side", sides, index=sides.index(str(then["side"])), horizontal=True, key=page.key("side")
    )
    return {"name": name.strip(), "side": side}


def _save(page: SettingsPage, mine: Typed) -> None:
    values = {name: str(value or "") for name, value in {**page.record.fields, **mine}.items()}
    about: dict[str, Any] = {"seen": page.seen, "actor": page.actor, "now": page.store.clock.now()}

    def write(session: Look) -> str:
        if page.is_company:
            return change_organisation(
                session,
                name=values["name"],
                zone=values["zone"],
                common_goal=values["common_goal"],
                ground_rules=values["ground_rules"],
                holidays=days_in(values["holidays"]),
                **about,
            )
        return change_team(session, page.record.id, name=values["name"], side=Side(values["side"]), **about)

    attempt = _settling.Attempt(
        place=page.place,
        form="settings",
        typed=mine,
        fields=mine,
        seen=page.seen,
        said="the settings of the company." if page.is_company else f"{values['name']} is changed.",
        write=write,
    )
    _settling.save(page.store, attempt, record=page.record)


def _holidays(written: str) -> str:
    return ", ".join(day.isoformat() for day in days_in(written))
