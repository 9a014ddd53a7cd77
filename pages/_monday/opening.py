"""Welcome: the common goal, the ground rules, and who is here."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db.changes import attendance as writes
from db.engine import Look
from db.queries import meetings as queries
from meeting.board import Organisation, counted
from meeting.errors import MeetingError
from meeting.joining import Joining
from meeting.meetings import Attendee, Pick
from meeting.permissions import Action, allowed
from pages import _empty, _saving
from pages._live import again
from pages._monday import goal, joining
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving


@dataclass(frozen=True)
class Welcome:
    common_goal: str
    rules: tuple[str, ...]
    people: tuple[Attendee, ...]
    picks: tuple[Pick, ...]
    by_code: Joining


def read_welcome(session: Look, on: Stage, organisation: Organisation) -> Welcome:
    _, rules = queries.template(session)
    people, picks = queries.attendees(session, on.meeting.id), queries.picks(session)
    return Welcome(organisation.common_goal, rules, people, picks, joining.read(session, on))


def draw_welcome(on: Stage, facts: Welcome) -> None:
    said = plain(facts.common_goal) or "We agree on a common goal today: one sentence both sides can say."
    may_not = not facts.common_goal and not allowed(on.actor, Action.SET_UP)
    st.markdown(
        f"# {said}" + ("\nAn administrator writes it down on the page Settings." if may_not else ""),
        anchors=False,
    )
    _saving.offer_undo(on.store, on.actor, place=goal.PLACE)
    if not facts.common_goal and not st.context.is_embedded:
        goal.ask(on.store, on.actor, now=on.now)
    left, *middle, right = st.columns([3, 2, 3] if joining.shows_code(on) else [3, 2], gap="large")
    with left:
        st.markdown(
            "#### How we talk\n" + "\n".join(f"- {plain(rule)}" for rule in facts.rules), anchors=False
        )
    for column in middle:
        with column:
            joining.panel(on, facts.by_code)
    with right:
        _attendance(on, facts)


def _attendance(on: Stage, facts: Welcome) -> None:
    here = sum(one.is_here for one in facts.people)
    guests = joining.guest_lines(facts.by_code)
    more = f", and {counted(len(guests), 'guest')}" if guests else ""
    st.markdown(f"#### Here: {here} of {len(facts.people)}{more}", anchors=False)
    if guests:
        st.markdown("\n".join(f"- ✓ {guest}" for guest in guests))
    if not on.leads:
        signs = "\n".join(
            f"- {'✓' if one.is_here else '–'} {plain(one.name)}{f' ({plain(one.team)})' if one.team else ''}"
            f"{', here' if one.is_here else ', not here yet'}"
            for one in facts.people
        )
        st.markdown(
            signs or _empty.words("Nobody is expected. Whoever leads adds who came; others join by the code.")
        )
        mine = next((one for one in facts.people if one.person_id == on.actor.person_id), None)
        person_id = on.actor.person_id
        may_say = person_id is not None and (mine is None or not mine.is_here)
        if may_say and st.button("I am here", key="monday.here", type="primary"):
            _set_here(on, {person_id or 0: True})
        return
    names = {pick.id: pick.label for pick in facts.picks}
    now_here = [one.person_id for one in facts.people if one.is_here]
    key = f"monday.attendance.{on.meeting.id}.{'-'.join(map(str, now_here))}"
    expected = [one.person_id for one in facts.people]
    order = [*expected, *(number for number in names if number not in expected)]
    chosen = st.multiselect(
        "Who is here",
        order,
        now_here,
        format_func=lambda number: names.get(number, "somebody"),
        key=key,
        placeholder="Nobody yet",
        wrap=True,
    )
    changed = {number: number in chosen for number in set(chosen) ^ set(now_here)}
    missing = [one for one in facts.people if not one.is_here]
    if missing:
        st.markdown("Expected: " + ", ".join(plain(one.name) for one in missing))
        if st.button("All of them are here", key="monday.all_here"):
            changed |= {one.person_id: True for one in missing}
    if changed:
        _set_here(on, changed)


def _set_here(on: Stage, changed: dict[int, bool]) -> None:
    try:
        with saving(on.store) as session:
            for person_id, is_here in changed.items():
                writes.set_here(
                    session,
                    on.meeting.id,
                    person_id,
                    is_here=is_here,
                    actor=on.actor,
                    now=on.store.clock.now(),
                )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
