"""Close: what was agreed is read back, and nothing leaves without an owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes import actions as changes
from db.changes import meetings as writes
from db.engine import Look
from db.queries import actions
from db.queries import meetings as queries
from db.queries.votes import silent_on, stood_of
from meeting.actions import ActionRow, open_in_words
from meeting.agenda import minutes_over
from meeting.board import Organisation, counted
from meeting.consensus import Silent, Stood
from meeting.errors import MeetingError
from meeting.meetings import DecisionRow, Pick
from meeting.on_time import on_time_in_words
from meeting.words import ActionState
from pages import _on_time
from pages._live import again
from pages._monday import consensus, rating, rota
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

SINCE = "since the last meeting"


def action_line(row: ActionRow, *, today: date) -> str:
    """Who, what, by when, and where it comes from."""
    origin = f" · :small[about {plain(row.origin_text, most=120)}]" if row.origin_text else ""
    state = "✓ done" if row.state == ActionState.DONE else plain(open_in_words(row, today))
    return f"**{plain(row.owner or 'nobody yet')}**: {plain(row.what)} — {state}{origin}"


@dataclass(frozen=True)
class Facts:
    actions: tuple[ActionRow, ...]
    decisions: tuple[DecisionRow, ...]
    stood: Mapping[int, tuple[Stood, ...]]
    silent: Mapping[int, tuple[Silent, ...]]
    rated: rating.Facts
    on_time: _on_time.OnTimeFacts
    picks: tuple[Pick, ...]
    turns: rota.Facts


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    last = queries.last_closed(session)
    decisions = queries.decisions_of(session, on.meeting.id)
    first = last.held_on if last else on.week.monday
    return Facts(
        actions.actions_of(session, on.meeting.id),
        decisions,
        stood_of(session, [row.id for row in decisions]),
        silent_on(session, on.meeting.id, [row.id for row in decisions]),
        rating.read(session, on.actor, on.meeting),
        _on_time.read(session, on.week, today=on.today, also={SINCE: (first, on.today)}),
        queries.picks(session),
        rota.read(session, today=on.today, now=on.now),
    )


def draw(on: Stage, facts: Facts) -> None:
    st.markdown("# What we agreed", anchors=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _read_back(
            "Decisions",
            [
                consensus.line(row, facts.stood.get(row.id, ()), facts.silent.get(row.id, ()))
                for row in facts.decisions
            ],
            empty="No decision was written down.",
        )
        _read_back(
            "Action items",
            [action_line(row, today=on.today) for row in facts.actions],
            empty="No action item was added.",
        )
        _ownerless(on, facts.actions, facts.picks)
        rota.draw_close(on.store, on.actor, facts.turns, today=on.today, now=on.now)
        # Here, and not below both: what is typed for the room is long, and Close stays on the screen.
        if on.leads:
            _close(on, facts)
    with right:
        rating.draw(on, facts.rated)
        over = minutes_over(on.meeting.clock, now=on.now)
        done = on_time_in_words(facts.on_time.of(SINCE))
        st.markdown(f"- {counted(over, 'minute')} over the plan\n- {done} {SINCE}")
        if not facts.on_time.is_empty and st.toggle("Done on time by team", key="monday.on_time"):
            listed = _on_time.rows(facts.on_time, SINCE, is_linked=not st.context.is_embedded)
            st.markdown(f"{_on_time.table(facts.on_time)}\n\n{listed}")


def _read_back(title: str, lines: Sequence[str], *, empty: str) -> None:
    listed = "\n".join(f"1. {line}" for line in lines) or empty
    st.markdown(f"#### {title}: {len(lines)}\n{listed}", anchors=False)


def without_owner(rows: Sequence[ActionRow]) -> list[ActionRow]:
    return [row for row in rows if row.owner_id is None and row.state == ActionState.OPEN]


def _ownerless(on: Stage, actions: Sequence[ActionRow], picks: Sequence[Pick]) -> None:
    left = without_owner(actions)
    if not left:
        return
    st.warning(
        f"{counted(len(left), 'action item')} without an owner: who takes it?", icon=":material/person_alert:"
    )
    if on.leads:
        give_owners(on, left, picks)


def give_owners(on: Stage, rows: Sequence[ActionRow], picks: Sequence[Pick]) -> None:
    """One choice for each item that nobody has; chosen is saved."""
    names, given = {pick.id: pick.label for pick in picks}, None
    with st.container(horizontal=True, key="monday.give"):
        for row in rows:
            owner = st.selectbox(
                f"Owner of “{plain(row.what, most=60)}”",
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=f"monday.give.{row.id}.{row.version}",
                placeholder="Who",
                width=420,
            )
            if owner is not None:
                given = (row, owner)
    if given is not None:
        _give(on, *given)


def _give(on: Stage, row: ActionRow, owner: int) -> None:
    try:
        with saving(on.store) as session:
            changes.give_action(session, row.id, seen=row.version, owner_id=owner, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _close(on: Stage, facts: Facts) -> None:
    is_ownerless = bool(without_owner(facts.actions))
    with st.container(horizontal=True, key="monday.close.line"):
        label = "Close, and leave them with me" if is_ownerless else "Close the meeting"
        if st.button(label, type="primary", key=f"monday.close.{is_ownerless}", icon=":material/check:"):
            try:
                with saving(on.store) as session:
                    writes.close_meeting(
                        session, on.meeting.id, leave_with_leader=is_ownerless, actor=on.actor, now=on.now
                    )
            except MeetingError as error:
                st.error(plain(str(error)), icon=":material/error:")
                return
            st.rerun()
