"""One person, for administrators: name, e-mail, team and role; a link to set a password; closing the account."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from db import accounts
from db.changes.people import change_person, disable_person
from db.engine import Store
from db.queries.people import PersonRow
from meeting.board import handed_over
from meeting.errors import MeetingError
from meeting.permissions import Actor
from meeting.records import RecordHistory, Value
from meeting.words import Role
from pages import _links, _record_page, _saving, _settling
from pages._plain import plain
from pages._waiting import saving

NO_TEAM, NOBODY = "No team", "Nobody"


@dataclass(frozen=True)
class PersonPage:
    """`seen` is the version the form was opened with: what somebody types stays, whatever others save meanwhile."""

    store: Store
    actor: Actor
    person: PersonRow
    record: RecordHistory
    zone: str
    seen: int

    @property
    def place(self) -> str:
        return place_of(self.person.id)

    def key(self, name: str) -> str:
        return f"people.{name}.{self.person.id}.{self.seen}"


def place_of(person_id: int) -> str:
    return f"person {person_id}"


def show(page: PersonPage, *, others: Sequence[PersonRow], teams: Sequence[str]) -> str:
    """Draw all of it; returns the token of a link that was asked for, empty without one."""
    _saving.offer_undo(page.store, page.actor, place=page.place)
    left, right = _record_page.columns()
    with left:
        _change(page, teams)
    with right:
        token = _link(page) if not page.person.disabled else ""
        if page.person.disabled:
            st.markdown("The account is closed. Whoever comes back is added again, with the same e-mail.")
        else:
            _close(page, others)
    _record_page.history(
        page.store, page.actor, page.record.changes, zone=page.zone, place=page.place, is_kept=True
    )
    return token


def _change(page: PersonPage, teams: Sequence[str]) -> None:
    draft = _settling.draft(page.place)
    if draft is not None:
        _settle(page, draft)
        return
    then = _settling.as_seen(page.record, version=page.seen)
    # A team that was taken back stands there as long as somebody is in it.
    known = [*teams] if then.get("team") in (None, *teams) else [*teams, str(then["team"])]
    roles = [str(role) for role in Role]
    with st.form(page.key("form"), border=False):
        name = st.text_input("Name", str(then["name"]), max_chars=200, key=page.key("name"))
        email = st.text_input("E-mail", str(then.get("email") or ""), max_chars=254, key=page.key("email"))
        choices = [NO_TEAM, *known]
        place = choices.index(str(then.get("team") or NO_TEAM))
        team = st.selectbox("Team", choices, index=place, key=page.key("team"))
        role = st.selectbox("Role", roles, index=roles.index(str(then["role"])), key=page.key("role"))
        st.markdown(":small[The role counts at once, in every tab they have open, from what they do next.]")
        is_asked = st.form_submit_button("Save the person", type="primary", key=page.key("save"))
    if is_asked:
        typed: dict[str, Value] = {
            "name": " ".join(name.split()),
            "email": email.strip().casefold(),
            "team": None if team == NO_TEAM else team,
            "role": role,
        }
        _save(page, _settling.changed(page.record, typed, seen=page.seen))


def _save(page: PersonPage, mine: dict[str, Value]) -> None:
    values = {**page.record.fields, **mine}
    attempt = _settling.Attempt(
        place=page.place,
        form="person",
        typed=mine,
        fields=mine,
        seen=page.seen,
        said=f"{values['name']} is changed.",
        write=lambda session: change_person(
            session,
            page.person.id,
            seen=page.seen,
            name=str(values.get("name") or ""),
            email=str(values.get("email") or ""),
            role=Role(str(values["role"])),
            team=str(values.get("team") or ""),
            actor=page.actor,
            now=page.store.clock.now(),
        ),
    )
    _settling.save(page.store, attempt, record=page.record)


def _settle(page: PersonPage, draft: dict[str, Any]) -> None:
    conflict = _settling.Conflict(
        place=page.place,
        called="this person",
        record=page.record,
        zone=page.zone,
        seen=draft["seen"],
        fields=draft["typed"],
        are_together=False,
    )
    chosen = _settling.ask(conflict)
    if chosen is not None:
        _save(page, chosen)


def _link(page: PersonPage) -> str:
    person = page.person
    st.markdown(f"#### {plain(person.name)}: {person.standing}", anchors=False)
    is_asked = st.button("Make a new link", key=f"people.link.{person.id}", disabled=not person.email)
    _links.show(person.id, at=_links.FORM, has_password=person.has_password)
    if not is_asked:
        return ""
    with saving(page.store) as session:
        return accounts.invite(session, person.id, actor=page.actor, now=page.store.clock.now())


def _close(page: PersonPage, others: Sequence[PersonRow]) -> None:
    person = page.person
    takers: dict[int | None, str] = {None: NOBODY} | {
        one.id: f"{one.name} ({one.email or one.id})" for one in others
    }
    taker = st.selectbox(
        f"Who takes over open work ({person.open_work})",
        list(takers),
        format_func=takers.__getitem__,
        key=f"people.taker.{person.id}",
    )
    is_sure = st.checkbox(f"Close the account of {plain(person.name)} now", key=f"people.sure.{person.id}")
    if not st.button("Close the account", key=f"people.close.{person.id}", disabled=not is_sure):
        return
    operation = secrets.token_hex(8)
    try:
        with saving(page.store) as session:
            taken = disable_person(
                session,
                person.id,
                taken_over_by=taker,
                actor=page.actor,
                now=page.store.clock.now(),
                operation=operation,
            )
            accounts.shut_out(session, person.id)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(
        f"{person.name} is signed out everywhere; {handed_over(taken, has_taker=taker is not None)} Undoing brings the "
        "person and the work back, and takes a new link.",
        place=page.place,
        operation=operation,
    )
