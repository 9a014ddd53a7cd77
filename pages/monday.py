"""The Monday meeting: before it, while it runs, and what a screen that follows it shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from db.changes import meetings as writes
from db.engine import reading
from db.queries import house
from db.queries import meetings as queries
from db.queries.actions import actions_of
from db.queries.rota import Names, may_take_over
from meeting.actions import ActionRow
from meeting.board import counted
from meeting.clock import day_in
from meeting.consensus import NotHeardYet
from meeting.errors import MeetingError
from meeting.meeting_days import due_by_default, meeting_day_after, was_forgotten
from meeting.meetings import Meeting
from meeting.permissions import Action, Actor, allowed
from pages import _action_form, _actor, _applause, _drafts, _store
from pages._live import Drawn, live
from pages._monday import before, consensus, joining, leading, stage, steps
from pages._monday.closing import action_line, give_owners, without_owner
from pages._monday.stage import Stage
from pages._plain import plain
from pages._records import moment_words
from pages._waiting import saving

AT = "monday.at"
HELP = "monday.help"
LED = "monday.led"
"""Whether the screen was drawn for who leads."""
SO_FAR = 2
MORE = {"more": 1, "more2": 2}
KEYS = {
    "→ or Page Down": "next step",
    "← or Page Up": "step before",
    "N, P": "next miss, miss before",
    "A": "add an action item; Enter goes on to who does it, then saves it; Escape leaves the line",
    "T": "stop the clock, and let it run again",
    "M": "one more minute for this step",
    "F": "full screen",
    "D, N, S": "for an action item of last week: done, not done, ask later",
    "J": "the code to join by, where it is not on the screen; J or Escape puts it away",
    "V, W": "let everybody vote; show the votes, at Close the rating",
    "O, G": "take the topics in the order of votes; go on from what was read back",
    "L, X, E": "whoever asks to join: let in, refuse, let in everybody for this meeting",
    "K": "these keys",
}


def show() -> Drawn:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    told = _act(actor) or _applause.press(store, actor, now=now)
    with reading(store) as session:
        known = house.last_event(session)
        organisation = house.organisation(session)
        today = day_in(organisation.zone, moment=now)
        found = queries.open_meeting(session)
        if found is None:
            facts = before.read(session, today=today, now=now, organisation=organisation)
        else:
            on = Stage(store, actor, found, _at(found, actor), today, now, organisation.zone)
            content = steps.read(session, on, organisation)
            by_code = joining.read(session, on)
            others = may_take_over(session, found.id) if on.leads and st.session_state.get(HELP) else ()
            so_far = actions_of(session, found.id)
            next_due = meeting_day_after(found.held_on, holidays=organisation.holidays)
            # Whoever reopened a meeting knows that it is open.
            is_forgotten = found.times_closed == 0 and was_forgotten(
                found.started_at, now, next_due=next_due, zone=organisation.zone
            )
            last_entry = queries.last_entry(session, found) if is_forgotten else None
    if _is_cut_short() or (form.meeting_id if form else None) != (found.id if found else None):
        # What stands around this part was never drawn, or is of a meeting that began or ended since.
        st.rerun()
    is_left = _action_form.leave(steps.talked_about(on, content) if found else "before")
    if is_left and "all" in drawn:
        # The form stands in a part of the page of its own, and still says what it was about.
        st.rerun()
    if found is None:
        st.session_state.pop(AT, None)
        before.draw(store, actor, facts, today=today, now=now)
        return Drawn(known, "The meeting is closed." if facts.is_over else "")
    if told:
        st.error(plain(told), icon=":material/error:")
    _bar(on, others)
    joining.draw(on, by_code)
    _forgotten(on, last_entry)
    steps.draw(on, content)
    if on.meeting.steps[on.at].key != "close":
        _so_far(on, so_far)
    place = stage.place_in_words(on)
    return Drawn(known, f"{place}, {counted(len(so_far), 'action item')} so far" if so_far else place)


def _so_far(on: Stage, rows: tuple[ActionRow, ...]) -> None:
    """The action items of this meeting on every screen, the newest first, as soon as somebody adds one."""
    if not rows:
        return
    today = on.today
    latest = "\n".join(f"- {action_line(row, today=today)}" for row in reversed(rows[-SO_FAR:]))
    more = f"\n- and {len(rows) - SO_FAR} before" if len(rows) > SO_FAR else ""
    st.markdown(f"**{counted(len(rows), 'action item')} so far**\n{latest}{more}")
    if on.leads and (left := without_owner(rows)):
        # Here and now it is known whose it is; Close asks for what is left.
        with reading(on.store) as session:
            picks = queries.picks(session)
        give_owners(on, left[-SO_FAR:], picks)


def _forgotten(on: Stage, last_entry: datetime | None) -> None:
    """A meeting nobody closed ends when something was last written down in it."""
    if last_entry is None:
        return
    when = moment_words(last_entry, zone=on.zone)
    st.warning(
        f"This meeting was started on {moment_words(on.meeting.started_at, zone=on.zone)} and is still open."
    )
    if not allowed(on.actor, Action.RUN_MEETING):
        return
    if st.button(f"Close as of the last entry, {when}", key="monday.close_as_of", type="primary"):
        try:
            with saving(on.store) as session:
                writes.take_over(session, on.meeting.id, actor=on.actor, now=on.now)
                writes.close_meeting(
                    session,
                    on.meeting.id,
                    as_of=last_entry,
                    leave_with_leader=True,
                    actor=on.actor,
                    now=on.now,
                )
        except MeetingError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        st.rerun()


def _at(found: Meeting, actor: Actor) -> int:
    """The step on this person's screen: the meeting's, unless they look around."""
    at = st.session_state.get(AT)
    if found.is_led_by(actor) or st.context.is_embedded:
        # Whoever leads next, a screen that led and the projector follow.
        st.session_state.pop(AT, None)
        return found.step
    if at is None or at[0] != found.id:
        return found.step
    return min(max(int(at[1]), 0), len(found.steps) - 1)


def _act(actor: Actor) -> str:
    """What a key or button asked for, before anything is read for the screen; returns what went wrong."""
    state, pressed = st.session_state, stage.pressed()
    joining.press(state.get("monday.shown", 0))
    for name in ("next", "back", "stop", "more", "more2", "keys"):
        if state.get(f"monday.{name}"):
            pressed = {"what": name, "step": state.get("monday.shown", 0)}
    what = pressed.get("what")
    if what == "keys":
        state[HELP] = not state.get(HELP, False)
        return ""
    if state.get("monday.return"):
        state.pop(AT, None)
    if what is None:
        return ""
    with reading(_store.current()) as session:
        found = queries.open_meeting(session)
    if found is None:
        return ""
    step = int(pressed.get("step", found.step))
    if not found.is_led_by(actor):
        if state.get(LED):
            return f"{found.leader} leads this meeting now. Nothing was changed. Follow on this screen, or take over."
        if what in ("next", "back"):
            to = min(max(step + (1 if what == "next" else -1), 0), len(found.steps) - 1)
            state[AT] = (found.id, to)
            if to == found.step:
                state.pop(AT)
        return ""
    return _led(found, actor, what, step)


def _led(found: Meeting, actor: Actor, what: str, step: int) -> str:
    store = _store.current()
    now = store.clock.now()
    try:
        with saving(store) as session:
            if what == "stop":
                is_running = found.running_since is not None
                writes.stop_clock(session, found.id, stopped=is_running, actor=actor, now=now)
            elif what in MORE:
                writes.give_more_time(
                    session, found.id, pressed_on=step, minutes=MORE[what], actor=actor, now=now
                )
            else:
                to = step + (1 if what == "next" else -1)
                writes.go_to_step(session, found.id, pressed_on=step, to=to, actor=actor, now=now)
    except MeetingError as error:
        if isinstance(error, NotHeardYet):
            consensus.ask_without(found)
        return str(error)
    return ""


def _forget_said(on: Stage) -> None:
    """What was saved on a step is said on that step: whoever leads goes on by a key of their own, having read it."""
    last = st.session_state.get("saving.last")
    if on.leads and last and st.session_state.get("monday.shown", on.at) != on.at:
        del st.session_state["saving.last"]
        if last["place"] == _action_form.PLACE:
            # It stands in a part of the page of its own.
            st.session_state["monday.shown"] = on.at
            st.rerun()


def _bar(on: Stage, others: Sequence[Names]) -> None:
    is_embedded = bool(st.context.is_embedded)
    _forget_said(on)
    st.session_state[LED] = on.leads
    st.session_state["monday.shown"] = on.at
    with st.container(horizontal=True, vertical_alignment="center", key="monday.bar"):
        stage.draw(on, big=is_embedded, opened=_opened(on))
        if on.leads or not is_embedded:
            _ways(on)
        if on.follows and not on.leads:
            st.markdown(f"Following **{plain(on.meeting.leader)}**", width="content")
        elif not on.follows:
            st.button("Return to the meeting", key="monday.return", type="primary", icon=":material/undo:")
        joining.button(on)
        st.button("Keys and times", key="monday.keys", type="tertiary")
        if not is_embedded and on.leads:
            # Light or dark as on the screen it is opened from.
            theme = st.context.theme.type
            address = "/monday?embed=true" + (f"&embed_options={theme}_theme" if theme else "")
            st.link_button("Projector", address, icon=":material/present_to_all:", type="tertiary")
    if st.session_state.get(HELP):
        if on.leads:
            _clock_keys(on)
            leading.draw(on, others)
        keys, times = st.columns([3, 2], gap="large")
        keys.markdown(
            "#### Keys\n" + "\n".join(f"- **{key}**: {does}" for key, does in KEYS.items()), anchors=False
        )
        times.markdown(f"#### Planned and used\n{stage.spent_in_words(on)}", anchors=False)
        if not on.leads and allowed(on.actor, Action.RUN_MEETING):
            _take_over(on)


def _opened(on: Stage) -> str:
    """What stands open under the bar: the code, the keys, or both."""
    return ("join " if joining.is_shown(on) else "") + ("keys" if st.session_state.get(HELP) else "")


def _ways(on: Stage) -> None:
    """Back and forth. For who follows they move this screen alone; the projector stays with whoever leads."""
    back, forth = ("Back", "Next") if on.leads else ("Look back", "Look ahead")
    st.button(back, key="monday.back", disabled=on.at == 0, icon=":material/chevron_left:")
    st.button(
        forth,
        key="monday.next",
        disabled=on.at == len(on.meeting.steps) - 1,
        icon=":material/chevron_right:",
        type="primary" if on.leads else "secondary",
    )


def _clock_keys(on: Stage) -> None:
    is_running = on.meeting.running_since is not None
    with st.container(horizontal=True, key="monday.clock"):
        st.button("Stop clock" if is_running else "Start clock", key="monday.stop")
        st.button("1 more minute", key="monday.more")
        st.button("2 more minutes", key="monday.more2")


def _take_over(on: Stage) -> None:
    """For when whoever started it is gone. Kept out of the way: it takes the keys from somebody."""
    st.markdown(f"{plain(on.meeting.leader)} leads this meeting.")
    if not st.button("Take over", key="monday.take_over", icon=":material/swap_horiz:"):
        return
    try:
        with saving(on.store) as session:
            writes.take_over(session, on.meeting.id, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state.pop(AT, None)
    st.rerun()


def _form() -> _action_form.Form | None:
    """What the line to add an action item needs; None while no meeting runs."""
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    with reading(store) as session:
        found = queries.open_meeting(session)
        if found is None:
            return None
        organisation = house.organisation(session)
        picks = queries.picks(session)
        here = frozenset(one.person_id for one in queries.attendees(session, found.id))
    today = day_in(organisation.zone, moment=now)
    following = meeting_day_after(found.held_on, holidays=organisation.holidays)
    due = due_by_default(today, following=following, holidays=organisation.holidays)
    owners = _action_form.owners_for(actor, picks, here=here)
    first = [pick for pick in owners if pick.id in here]
    ordered = (*first, *(pick for pick in owners if pick.id not in here))
    return _action_form.Form(store, actor, ordered, due, today, now, found.id)


def _is_cut_short() -> bool:
    """Whether this part is drawn again although the page around it was not drawn to its end."""
    is_again = bool(drawn)
    if not is_again:
        drawn.append("this part")
    return is_again and "all" not in drawn


drawn: list[str] = []
"""What this run of the page, and those of its live part since, have drawn."""
form = _form()
live(show)
if form is not None:
    _action_form.draw(form)
    _drafts.keep(form.actor, meeting_id=form.meeting_id)
drawn[:] = ["all"]
