"""One win: who made it happen, what the customer said, what shows it, and what happened to the entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from db.changes.wins import correct_win
from db.engine import Store, reading
from db.queries import house
from db.queries import meetings as queries
from db.queries.history import win_history
from db.queries.logged import evidence_for
from db.queries.one_win import OneWin, one_win
from meeting.clock import day_in
from meeting.hits import hero_in_words
from meeting.permissions import Action, Actor, allowed
from meeting.records import RecordHistory, Value
from meeting.words import NamedBy, Origin, Outcome, WinKind
from pages import (
    _actor,
    _asked,
    _log_customer,
    _note_origin,
    _record_page,
    _saving,
    _settling,
    _store,
    _win_form,
)
from pages import _records as words
from pages._log_customer import Meant
from pages._plain import plain
from pages._record_page import way
from pages._signs import HIT
from pages._win_form import Offered

Typed = dict[str, Any]
FIRST_DAY = date(1900, 1, 1)
LONGEST = 2000


@dataclass(frozen=True)
class Shown:
    store: Store
    actor: Actor
    win: OneWin
    record: RecordHistory
    offered: Offered
    today: date
    zone: str
    seen: int
    meant: Meant

    @property
    def place(self) -> str:
        return f"win {self.win.id}"


def main() -> None:
    store, actor, asked = _store.current(), _actor.current(), _asked.record_id()
    with reading(store) as session:
        zone = house.organisation(session).zone
        today = day_in(zone, moment=store.clock.now())
        win = one_win(session, asked, looks=actor) if asked else None
        record = win_history(session, win.id) if win else None
        if win is None or record is None:
            _teach()
            return
        seen = _saving.seen().get(f"win {win.id}", record.version)
        picker = _picker(win, seen=seen)
        _log_customer.act(page=picker)
        start = (win.customer_id, win.customer) if win.customer_id else None
        meant = _log_customer.asked(session, page=picker, start=start)
        offered = Offered(
            "win",
            f"{win.id}.{seen}",
            house.team_rows(session),
            queries.picks(session),
            evidence_for(session, meant.known_id) if meant.known_id else (),
            today,
            start=_start(win),
        )
    shown = Shown(store, actor, win, record, offered, today, zone, seen, meant)
    _head(shown)
    left, right = _record_page.columns()
    with right:
        _saving.offer_undo(store, actor, place=shown.place)
        noted = _correct(shown)
    with left:
        st.markdown(words.facts_table(record, zone=zone))
        st.markdown(f":small[{words.came_from(record)}]")
    _record_page.history(store, actor, record.changes, zone=zone, place=shown.place)
    _saving.note({shown.place: noted})


def _picker(win: OneWin, *, seen: int) -> str:
    return f"win.who.{win.id}.{seen}"


def _head(shown: Shown) -> None:
    win = shown.win
    thanked = ", ".join(win.people.values()) or " and ".join(win.teams.values()) or "Everyone"
    st.title(plain(f"Thank you, {thanked}", most=_record_page.TITLE), anchor=False)
    hero = hero_in_words(win.named_by, tuple(win.people.values()))
    if hero:
        st.markdown(f"{HIT.said(f'**{hero}**')}: named by the customer.")
    if win.said.strip():
        st.markdown(f"> “{plain(win.said)}”")
    st.markdown(plain(win.text) or "No words yet.")
    with st.container(horizontal=True, vertical_alignment="center", key="win.ways"):
        if win.customer_id:
            way("customers.py", "Its customer", win.customer_id, icon="storefront")
        if win.cited and win.cited.kind is Origin.PROMISE:
            way("promise.py", "The promise that shows it", win.cited.id, icon="event")
        if win.cited and win.cited.kind is Origin.COMPLAINT:
            way("complaint.py", "The complaint that was solved", win.cited.id, icon="report")
    _note_origin.draw(Outcome.WIN, win.id)
    _record_page.say_taken_back(shown.record, called="win")


def _start(win: OneWin) -> dict[str, Any]:
    cited = win.cited
    return {
        "people": win.people,
        "teams": win.teams,
        "said": win.said,
        "evidence": win.evidence,
        "named_by": win.named_by,
        "cited": {(cited.kind, cited.id): f"{str(cited.kind).capitalize()}: {cited.words[:60]}"}
        if cited
        else {},
    }


def _correct(shown: Shown) -> int:
    """The form for whoever may correct it, or both versions where somebody was quicker; the version to note."""
    may = allowed(shown.actor, Action.CORRECT) or (
        shown.win.is_own and allowed(shown.actor, Action.CORRECT_OWN)
    )
    if shown.record.hidden or not may:
        return shown.record.version
    draft = _settling.draft(shown.place)
    if draft is not None:
        _settle(shown, draft)
        return shown.record.version
    if not st.toggle("Correct it", key=f"win.correct.{shown.win.id}"):
        return shown.record.version
    _log_customer.draw(shown.meant, page=_picker(shown.win, seen=shown.seen), may_be_new=False)
    with st.container(border=True, key="win.form"):
        typed = _form(shown) | _log_customer.known(shown.meant)
        is_asked = st.button("Save the correction", type="primary", key="win.save")
    if is_asked:
        _save(shown, typed)
    return shown.seen


def _settle(shown: Shown, draft: dict[str, Any]) -> None:
    """Only what somebody changed goes on top: what the other did besides stays."""
    typed: Typed = draft["typed"]
    mine = _settling.changed(shown.record, _fields(shown, typed), seen=draft["seen"])
    conflict = _settling.Conflict(
        place=shown.place,
        called="this win",
        record=shown.record,
        zone=shown.zone,
        seen=draft["seen"],
        fields=mine,
        are_together=False,
    )
    chosen = _settling.ask(conflict)
    if chosen is None:
        return
    win = shown.win
    now: Typed = {
        "text": win.text,
        "happened_on": win.happened_on,
        "kind": win.kind,
        "people": list(win.people),
        "teams": list(win.teams),
        "said": win.said,
        "named_by": win.named_by,
        "evidence": win.evidence,
        "cited": (win.cited.kind, win.cited.id) if win.cited else None,
        "customer": win.customer,
        "customer_id": win.customer_id,
    }
    names = {"cited" if name in ("promise", "complaint") else name for name in chosen}
    names |= {"customer_id"} if "customer" in chosen else set()
    _save(shown, now | {name: typed[name] for name in names})


def _form(shown: Shown) -> Typed:
    win, offered = shown.win, shown.offered
    kinds = [str(kind) for kind in WinKind]
    typed: Typed = {
        "text": st.text_area(
            "Words", win.text, key=offered.key("text"), max_chars=max(LONGEST, len(win.text))
        ),
        "happened_on": st.date_input(
            "Happened",
            win.happened_on,
            key=offered.key("happened_on"),
            format="YYYY-MM-DD",
            min_value=FIRST_DAY,
            max_value=max(shown.today, win.happened_on),
        ),
        "kind": st.selectbox(
            "Kind of win",
            kinds,
            index=kinds.index(win.kind) if win.kind else None,
            placeholder="No kind",
            key=offered.key("kind"),
        ),
    }
    return typed | _win_form.draw(offered)


def _fields(shown: Shown, typed: Typed) -> dict[str, Value]:
    """As people read them, for comparing: only what somebody changed."""
    people = {pick.id: pick.name for pick in shown.offered.people} | dict(shown.win.people)
    teams = {team.id: team.name for team in shown.offered.teams} | dict(shown.win.teams)
    cited: tuple[Origin, int] | None = typed["cited"]
    called = {(one.kind, one.id): one.words or one.reference for one in shown.offered.evidence}
    if shown.win.cited:
        called[shown.win.cited.kind, shown.win.cited.id] = shown.win.cited.words or shown.win.cited.reference
    fields: dict[str, Value] = {
        "text": typed["text"].strip(),
        "happened_on": typed["happened_on"],
        "kind": typed["kind"],
        "customer": typed["customer"],
        "people": ", ".join(sorted(people[one] for one in typed["people"])),
        "teams": ", ".join(sorted(teams[one] for one in typed["teams"])),
        "said": typed["said"].strip(),
        "named_by": typed["named_by"],
        "evidence": typed["evidence"].strip(),
        "promise": called.get(cited) if cited and cited[0] is Origin.PROMISE else None,
        "complaint": called.get(cited) if cited and cited[0] is Origin.COMPLAINT else None,
    }
    return {name: value or None for name, value in fields.items()}


def _save(shown: Shown, typed: Typed) -> None:
    win, now = shown.win, shown.store.clock.now()
    attempt = _settling.Attempt(
        place=shown.place,
        form="correct",
        typed=typed,
        fields=_fields(shown, typed),
        seen=shown.seen,
        said="the correction.",
        write=lambda session: correct_win(
            session,
            win.id,
            seen=shown.seen,
            text=typed["text"],
            kind=WinKind(typed["kind"]) if typed["kind"] else None,
            customer_id=_log_customer.known_id(typed),
            team_ids=typed["teams"],
            person_ids=typed["people"],
            named_by=NamedBy(typed["named_by"]) if typed["named_by"] else None,
            said=typed["said"],
            evidence=typed["evidence"],
            cited=typed["cited"],
            happened_on=typed["happened_on"],
            today=shown.today,
            actor=shown.actor,
            now=now,
        ),
        done=(f"win.correct.{win.id}",),
    )
    _settling.save(shown.store, attempt, record=shown.record)


def _teach() -> None:
    st.title("A win", anchor=False)
    if st.query_params.get("id"):
        st.warning("There is no such win. Nothing was changed.", icon=":material/info:")
    st.markdown(
        "Here stands all that is known of one win: who made it happen, what the customer said, what shows it, and who "
        "changed the entry.\n\nTo get here, open a win on the board, or log one."
    )
    with st.container(horizontal=True, key="win.ways_out"):
        st.page_link("home.py", label="The board", icon=":material/dashboard:")
        st.page_link("log_it.py", label="Log it", icon=":material/edit_note:")


main()
