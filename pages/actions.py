"""Action items: mine first, open and done, by owner. Tick here what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import streamlit as st

from db.changes import actions as changes
from db.engine import Store, reading
from db.queries import house
from db.queries import meetings as queries
from meeting.actions import ActionRow, mine_first, over_in_words
from meeting.board import counted
from meeting.clock import day_in
from meeting.errors import MeetingError
from meeting.meeting_days import last_working_day_before, next_meeting_day
from meeting.permissions import Action, Actor, allowed
from meeting.weeks import short_day
from meeting.words import ActionState
from pages import _action_form, _actor, _saving, _store
from pages._live import live
from pages._plain import plain
from pages._waiting import saving

SHOWN = 50
EVERYBODY, MINE = "everybody", "me"


@dataclass(frozen=True)
class Shown:
    store: Store
    actor: Actor
    today: date
    now: datetime
    rows: tuple[ActionRow, ...]


def show() -> int:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    with reading(store) as session:
        known = house.last_event(session)
        today = day_in(house.organisation(session).zone, moment=now)
        shown = Shown(store, actor, today, now, queries.all_actions(session))
    if not shown.rows:
        st.markdown("No action item yet. What somebody has agreed to do stands here until it is done.")
        return known
    _saving.offer_undo(store, actor, place="actions")
    _list(shown)
    return known


def _list(shown: Shown) -> None:
    names = sorted({row.owner for row in shown.rows if row.owner}, key=str.casefold)
    asked_owner, asked_state = (
        st.query_params.get("owner", ""),
        st.query_params.get("state", ActionState.OPEN),
    )
    owners = [EVERYBODY, *([MINE] if shown.actor.person_id else []), *names]
    with st.container(horizontal=True, vertical_alignment="bottom", key="actions.choice"):
        state = st.segmented_control(
            "State",
            [str(word) for word in ActionState],
            default=asked_state if asked_state in list(ActionState) else ActionState.OPEN,
            key=f"actions.state.{asked_state}",
            required=True,
        )
        owner = st.selectbox(
            "Owner",
            owners,
            owners.index(asked_owner) if asked_owner in owners else 0,
            key=f"actions.owner.{asked_owner}",
            width=260,
        )
    _say("owner", "" if owner == EVERYBODY else str(owner))
    _say("state", "" if state in (None, ActionState.OPEN) else str(state))
    rows = [row for row in shown.rows if row.state == state and _is_of(row, owner, shown.actor)]
    rows = list(mine_first(rows, person_id=shown.actor.person_id))
    over = (
        sum(row.due_on is not None and row.due_on < shown.today for row in rows)
        if state == ActionState.OPEN
        else 0
    )
    said = counted(len(rows), f"{state} action item")
    st.markdown(f"**{said}**" + (f", {over} over their day" if over else ""))
    for row in rows[:SHOWN]:
        _row(shown, row)
    if len(rows) > SHOWN:
        st.markdown(f"… and {len(rows) - SHOWN} more: pick an owner to see fewer.")


def _is_of(row: ActionRow, owner: str, actor: Actor) -> bool:
    if owner == EVERYBODY:
        return True
    return row.owner_id == actor.person_id if owner == MINE else row.owner == owner


def _row(shown: Shown, row: ActionRow) -> None:
    is_open = row.state == ActionState.OPEN
    origin = f" · :small[about {plain(row.origin_text, most=120)}]" if row.origin_text else ""
    if is_open:
        state = over_in_words(row.due_on, shown.today)
    else:
        state = (
            f"✓ done {short_day(row.done_on)}" if row.done_on else f"dropped: {plain(row.dropped_because)}"
        )
    may = allowed(shown.actor, Action.CHANGE_ACTION) or (
        shown.actor.person_id is not None and row.owner_id == shown.actor.person_id
    )
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"actions.row.{row.id}"):
        label = "Done" if is_open else "Open again"
        is_asked = (
            may
            and row.state != ActionState.DROPPED
            and st.button(label, key=f"actions.tick.{row.id}.{row.version}")
        )
        st.markdown(
            f"**{plain(row.owner or 'nobody yet')}**: {plain(row.what)} — {state}{origin}", width="stretch"
        )
    if is_asked:
        _tick(shown, row, is_done=is_open)


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


def _say(name: str, value: str) -> None:
    if value != st.query_params.get(name, ""):
        if value:
            st.query_params[name] = value
        else:
            del st.query_params[name]


def _add() -> None:
    """The line to add an item, also outside a meeting: then for oneself, or for anyone by who may."""
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    with reading(store) as session:
        organisation = house.organisation(session)
        found, picks = queries.open_meeting(session), queries.picks(session)
        here = (
            frozenset(one.person_id for one in queries.attendees(session, found.id)) if found else frozenset()
        )
    today = day_in(organisation.zone, moment=now)
    following = next_meeting_day(today + timedelta(days=1), holidays=organisation.holidays)
    due = max(today, last_working_day_before(following, holidays=organisation.holidays))
    owners = _action_form.owners_for(actor, picks, here=here)
    if owners:
        _action_form.draw(
            _action_form.Form(store, actor, owners, due, today, now, found.id if found else None)
        )


st.title("Actions", anchor=False)
_add()
live(show)
