"""Action items: mine first, found by owner, team, day, state, origin and words; ticked here, one by one or many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import streamlit as st

from db.changes import actions as changes
from db.engine import Store, reading
from db.queries import actions as queries
from db.queries import carried as carried_queries
from db.queries import house
from db.queries import meetings as meeting_queries
from meeting.actions import ActionFilter, ActionList, ActionRow, became_in_words, carried_in_words
from meeting.board import counted
from meeting.clock import day_in
from meeting.errors import MeetingError
from meeting.meeting_days import due_by_default, next_meeting_day
from meeting.meetings import Pick
from meeting.permissions import Action, Actor, allowed
from meeting.words import ActionState
from pages import (
    _action_choice,
    _action_files,
    _action_form,
    _actor,
    _drafts,
    _empty,
    _many_actions,
    _saving,
    _store,
)
from pages._live import Drawn, live
from pages._many_actions import Many
from pages._plain import plain
from pages._waiting import saving

SHOWN, MORE = 20, 50
"""So many at first: each row costs the browser as much as a figure of the board."""


@dataclass(frozen=True)
class Shown:
    """All that the list shows, read in one look. `times` says how often each item was carried into a meeting.

    `mine` are all of one's own that fit, where only those are asked for.
    """

    store: Store
    actor: Actor
    today: date
    now: datetime
    found: ActionList
    times: Mapping[int, int]
    picks: tuple[Pick, ...]
    is_many: bool
    has_any: bool
    mine: Sequence[ActionRow]


def show() -> Drawn:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    with reading(store) as session:
        known = house.last_event(session)
        today = day_in(house.organisation(session).zone, moment=now)
        names, teams = queries.owner_names(session), house.team_names(session)
        choice = _action_choice.choose(actor, names=names, teams=teams)
        is_many = _many_actions.is_on() and choice.state == ActionState.OPEN
        # A file holds all of the list, and the list begins with the same rows.
        shown_now = _shown_now()
        is_whole = _action_files.is_on() or choice.is_mine
        most = max(_action_files.MOST, shown_now) if is_whole else shown_now
        found = queries.found_actions(
            session, choice.wanted(actor), today=today, me=actor.person_id, most=most
        )
        times = carried_queries.carried(session, [row.id for row in found.rows])
        has_any = bool(found.total) or bool(
            queries.found_actions(session, ActionFilter(), today=today, most=1).total
        )
        picks = meeting_queries.picks(session) if is_many else ()
    mine = found.rows if choice.is_mine else ()
    shown = Shown(store, actor, today, now, found, times, picks, is_many, has_any, mine)
    if not shown.has_any:
        _empty.draw("No action item yet. What somebody has agreed to do stands here until it is done.")
        return Drawn(known, "")
    _saving.offer_undo(store, actor, place="actions")
    _action_choice.draw(choice, actor, names=names, teams=teams)
    first = found.rows[:shown_now]
    _list(replace(shown, found=replace(found, rows=first)), choice.state)
    if choice.has_more:
        _action_files.draw(found.rows, times=times, total=found.total)
    _saving.note({f"action {row.id}": row.version for row in first})
    return Drawn(known, counted(found.total, f"{choice.state} action item"))


def _shown_now() -> int:
    """How many rows, after the press that led to this run."""
    state = st.session_state
    if state.get("actions.show_more"):
        state["actions.shown"] = state.get("actions.shown", SHOWN) + MORE
    return int(state.get("actions.shown", SHOWN))


def _list(shown: Shown, state: str) -> None:
    found = shown.found
    over = f", {found.over} over their day" if found.over else ""
    may_any = [row for row in found.rows if _may(shown, row)]
    with st.container(horizontal=True, vertical_alignment="center", key="actions.head"):
        st.markdown(f"**{counted(found.total, f'{state} action item')}**{over}", width="content")
        if state == ActionState.OPEN and len(may_any) > 1:
            label = "Back to one by one" if shown.is_many else "Pick many"
            st.button(label, key="actions.many.press", type="tertiary", icon=":material/checklist:")
        _action_files.draw_calendar("Mine for my calendar", shown.mine, now=shown.now)
    if shown.is_many:
        _many_actions.draw(
            Many(
                shown.store, shown.actor, shown.today, shown.now, may_any, shown.picks, partial(_line, shown)
            )
        )
    else:
        for row in found.rows:
            _row(shown, row)
    if found.total > len(found.rows):
        with st.container(horizontal=True, vertical_alignment="center", key="actions.rest"):
            st.markdown(f"… and {found.total - len(found.rows)} more: search to see fewer.", width="content")
            st.button("Show more", key="actions.show_more")


def _may(shown: Shown, row: ActionRow) -> bool:
    is_own = shown.actor.person_id is not None and row.owner_id == shown.actor.person_id
    return is_own or allowed(shown.actor, Action.CHANGE_ACTION)


def _line(shown: Shown, row: ActionRow, *, is_link: bool = False) -> str:
    """Who, what, how it stands, where it comes from; as a link, what is to be done leads to the page of the item."""
    origin = f" · :small[about {plain(row.origin_text, most=120)}]" if row.origin_text else ""
    said = [
        became_in_words(row, shown.today),
        carried_in_words(shown.times.get(row.id, 0) if row.state == ActionState.OPEN else 0),
    ]
    words = plain(" · ".join(part for part in said if part))
    what = f"[{plain(row.what)}](action?id={row.id})" if is_link else plain(row.what)
    return f"**{plain(row.owner or 'nobody yet')}**: {what} — {words}{origin}"


def _row(shown: Shown, row: ActionRow) -> None:
    is_open = row.state == ActionState.OPEN
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"actions.row.{row.id}"):
        label = "Mark done" if is_open else "Open again"
        is_asked = (
            _may(shown, row)
            and row.state != ActionState.DROPPED
            and st.button(label, key=_tick_key(row, row.version))
        )
        st.markdown(_line(shown, row, is_link=True), width="stretch")
    if is_asked:
        _tick(shown, row, is_done=is_open)
    elif any(st.session_state.get(_tick_key(row, version)) for version in range(1, row.version)):
        # The button that was pressed stood for the item as it was; by now it may mean the opposite.
        st.warning(
            f"Somebody changed “{plain(row.what, most=80)}” meanwhile. Nothing was saved. It stands here as it is now.",
            icon=":material/call_split:",
        )


def _tick_key(row: ActionRow, version: int) -> str:
    return f"actions.tick.{row.id}.{version}"


def _tick(shown: Shown, row: ActionRow, *, is_done: bool) -> None:
    try:
        with saving(shown.store) as session:
            operation = changes.tick(
                session,
                row.id,
                seen=row.version,
                is_done=is_done,
                today=shown.today,
                actor=shown.actor,
                now=shown.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    said = f"{row.what} ({'done' if is_done else 'open again'})."
    _saving.saved(said, place="actions", operation=operation)


def _add() -> None:
    """The line to add an item, also outside a meeting: then for oneself, or for anyone by who may."""
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    with reading(store) as session:
        organisation = house.organisation(session)
        found, picks = meeting_queries.open_meeting(session), meeting_queries.picks(session)
        attendees = meeting_queries.attendees(session, found.id) if found else ()
        here = frozenset(one.person_id for one in attendees)
    today = day_in(organisation.zone, moment=now)
    following = next_meeting_day(today + timedelta(days=1), holidays=organisation.holidays)
    due = due_by_default(today, following=following, holidays=organisation.holidays)
    owners = _action_form.owners_for(actor, picks, here=here)
    _action_form.leave("actions")
    if owners:
        _action_form.draw(
            _action_form.Form(store, actor, owners, due, today, now, found.id if found else None)
        )
        _drafts.keep(actor)


st.title("Actions", anchor=False)
_add()
live(show)
