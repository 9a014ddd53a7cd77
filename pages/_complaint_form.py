"""Setting right what is said of a complaint: by whoever logged it, or by those who correct any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from db.changes.by_hand import correct_complaint
from db.changes.own import is_own
from db.engine import Look, Store
from db.models import Complaint
from db.queries import house
from db.queries.meetings import picks
from meeting.permissions import Action, Actor, allowed
from meeting.records import RecordHistory, Value
from meeting.words import BREAKDOWNS, Severity
from pages import _log_customer, _saving, _settling
from pages._log_customer import Meant

Typed = dict[str, Any]
FIRST_DAY = date(1900, 1, 1)
LONGEST = 2000
FORM = "correct"


@dataclass(frozen=True)
class Correcting:
    """`teams` and `people` are names by number, those that stand there among them."""

    store: Store
    actor: Actor
    record: RecordHistory
    teams: Mapping[int, str]
    people: Mapping[int, str]
    may: bool
    today: date
    zone: str
    meant: Meant

    @property
    def place(self) -> str:
        return f"complaint {self.record.id}"

    @property
    def seen(self) -> int:
        return _seen(self.record)

    @property
    def picker(self) -> str:
        return _picker(self.record)


def _seen(record: RecordHistory) -> int:
    return _saving.seen().get(f"complaint {record.id}", record.version)


def _picker(record: RecordHistory) -> str:
    return f"complaint.who.{record.id}.{_seen(record)}"


def asked(
    session: Look, store: Store, actor: Actor, record: RecordHistory, *, today: date, zone: str
) -> Correcting:
    """What the form needs, read before anything is drawn."""
    may = allowed(actor, Action.CORRECT) or (
        allowed(actor, Action.CORRECT_OWN) and is_own(session, Complaint, record.id, actor=actor)
    )
    teams = {team.id: team.name for team in house.team_rows(session)}
    if "team" in record.numbers:
        teams.setdefault(record.numbers["team"], record.text("team"))
    people = {pick.id: pick.label for pick in picks(session)}
    if "owner" in record.numbers:
        people.setdefault(record.numbers["owner"], record.text("owner"))
    number = record.numbers.get("customer")
    start = (number, record.text("customer")) if number else None
    _log_customer.act(page=_picker(record))
    meant = _log_customer.asked(session, page=_picker(record), start=start)
    return Correcting(store, actor, record, teams, people, may and not record.hidden, today, zone, meant)


def draw(about: Correcting) -> int:
    """The form, or both versions where somebody was quicker; returns the version to note."""
    record = about.record
    if not about.may:
        return record.version
    draft = _settling.draft(about.place)
    if draft is not None:
        if draft["form"] == FORM:
            _settle(about, draft)
        return record.version
    if not st.toggle("Correct it", key=f"complaint.correct.{record.id}"):
        return record.version
    _log_customer.draw(about.meant, page=about.picker, may_be_new=False)
    with st.form(f"complaint.form.{record.id}.{about.seen}"):
        typed = _fields_of_form(about) | _log_customer.known(about.meant)
        is_asked = st.form_submit_button("Save the correction", type="primary", key="complaint.save")
    if is_asked:
        _save(about, typed)
    return about.seen


def _fields_of_form(about: Correcting) -> Typed:
    record, turn = about.record, f"{about.record.id}.{about.seen}"
    received = record.day("received_on") or about.today
    severities = [str(one) for one in Severity]
    breakdowns = list(dict.fromkeys([*BREAKDOWNS, record.text("breakdown")]))
    return {
        "text": st.text_area(
            "Words",
            record.text("text"),
            key=f"complaint.text.{turn}",
            max_chars=max(LONGEST, len(record.text("text"))),
        ),
        "received_on": st.date_input(
            "Received",
            received,
            key=f"complaint.received_on.{turn}",
            format="YYYY-MM-DD",
            min_value=FIRST_DAY,
            max_value=max(about.today, received),
        ),
        "breakdown": st.selectbox(
            "What broke",
            breakdowns,
            index=breakdowns.index(record.text("breakdown")),
            key=f"complaint.breakdown.{turn}",
        ),
        "severity": st.radio(
            "Severity",
            severities,
            index=severities.index(record.text("severity")),
            horizontal=True,
            key=f"complaint.severity.{turn}",
        ),
        "team": st.selectbox(
            "Team",
            list(about.teams),
            index=list(about.teams).index(record.numbers["team"]) if "team" in record.numbers else None,
            format_func=about.teams.__getitem__,
            key=f"complaint.team.{turn}",
            placeholder="No team",
        ),
        "owner": st.selectbox(
            "Owner, who sees it in their week and says when it is answered and resolved",
            list(about.people),
            index=list(about.people).index(record.numbers["owner"]) if "owner" in record.numbers else None,
            format_func=about.people.__getitem__,
            key=f"complaint.owner.{turn}",
            placeholder="Nobody",
        ),
    }


def _fields(about: Correcting, typed: Typed) -> dict[str, Value]:
    """As people read them, for comparing."""
    team = about.teams[typed["team"]] if typed["team"] else None
    fields = {name: value for name, value in typed.items() if name != "customer_id"}
    return {**fields, "text": typed["text"].strip() or None, "team": team, "owner": _owner(about, typed)}


def _owner(about: Correcting, typed: Typed) -> str | None:
    """The name as it stands in the record; whoever is chosen anew with their team, as in the list."""
    number, record = typed["owner"], about.record
    if number is None:
        return None
    return record.text("owner") if number == record.numbers.get("owner") else about.people[number]


def _settle(about: Correcting, draft: dict[str, Any]) -> None:
    """Only what somebody changed goes on top: what the other did besides stays."""
    typed, record = draft["typed"], about.record
    conflict = _settling.Conflict(
        place=about.place,
        called="this complaint",
        record=record,
        zone=about.zone,
        seen=draft["seen"],
        fields=_settling.changed(record, _fields(about, typed), seen=draft["seen"]),
        are_together=False,
    )
    chosen = _settling.ask(conflict)
    if chosen is None:
        return
    now: Typed = {name: record.fields.get(name) for name in typed} | {"team": record.numbers.get("team")}
    now |= {"owner": record.numbers.get("owner")}
    now |= {"text": record.text("text"), "customer_id": record.numbers.get("customer")}
    names = {*chosen, *(("customer_id",) if "customer" in chosen else ())}
    _save(about, now | {name: typed[name] for name in names})


def _save(about: Correcting, typed: Typed) -> None:
    record, seen, now = about.record, about.seen, about.store.clock.now()
    attempt = _settling.Attempt(
        place=about.place,
        form=FORM,
        typed=typed,
        fields=_fields(about, typed),
        seen=seen,
        said="the correction.",
        write=lambda session: correct_complaint(
            session,
            record.id,
            seen=seen,
            words=typed["text"],
            customer_id=_log_customer.known_id(typed),
            received_on=typed["received_on"],
            breakdown=typed["breakdown"],
            severity=Severity(typed["severity"]),
            team_id=typed["team"],
            owner_id=typed["owner"],
            today=about.today,
            actor=about.actor,
            now=now,
        ),
        done=(f"complaint.correct.{record.id}",),
    )
    _settling.save(about.store, attempt, record=record)
