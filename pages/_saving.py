"""What a person saw and what they saved last, kept for their session.

A save names the version that stood on the screen when the form was filled in, and not the one the store has by now:
so the second of two people is told. What was saved last can be undone until the next save.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import streamlit as st

from db.changes.own import is_own as is_own_record
from db.changes.undo import ALLOWED_BY, ALLOWED_OWN, OF_OWN_RECORDS, can_be_undone_again, undo_change
from db.changes.undo_agreed import AGAIN, UNDO
from db.engine import Look, Store, reading
from db.models import Complaint, Promise, Record, Win
from db.queries.history import changed_together
from meeting.errors import MeetingError
from meeting.permissions import Actor, allowed
from meeting.records import Change
from pages._plain import plain
from pages._waiting import saving

Versions = Mapping[str, int]
OFFERED = "saving.offered"


def seen() -> Versions:
    """The versions that were on the screen when this run was asked for, by place, such as `promise 12`."""
    versions: Versions = st.session_state.get("saving.seen", {})
    return versions


def note(versions: Versions) -> None:
    """Call it last, when a page stands on the screen: a run that ends before it has shown nothing."""
    st.session_state["saving.seen"] = dict(versions)


def unsee(place: str) -> None:
    """Forget what was seen there: the next form begins with the record as it is by then."""
    st.session_state["saving.seen"] = {name: version for name, version in seen().items() if name != place}


def saved(said: str, *, place: str, operation: str) -> None:
    """Say `said` beside the record at `place` with a way back, and draw the page anew. Call it after the commit."""
    unsee(place)
    last = st.session_state.get("saving.last")
    if operation:
        st.session_state["saving.last"] = {
            "said": f"Saved: {said}",
            "what": said,
            "place": place,
            "operation": operation,
        }
    elif not last or last["place"] != place:
        # A button pressed twice saves once: what the first press said stays, with its way back.
        so_already = "It was so already. Nothing was saved."
        st.session_state["saving.last"] = {"said": so_already, "place": place, "operation": ""}
    st.rerun()


_OWNED: dict[str, type[Record]] = {"promise": Promise, "complaint": Complaint, "win": Win}


def offer_undo(store: Store, actor: Actor, *, place: str) -> None:
    """What was saved last, if that was at this place."""
    last = st.session_state.get("saving.last")
    if not last or last["place"] != place:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="saving"):
        st.success(plain(last["said"]), icon=":material/check:")
        is_wanted = bool(last["operation"]) and st.button("Undo", key="saving.undo", icon=":material/undo:")
    if is_wanted and (undone := _undone(store, actor, operation=last["operation"])) is not None:
        _say_undone(last, what=last["what"], operation=undone)


def offer_undo_in_history(store: Store, actor: Actor, *, place: str, latest: Change, does: str = "") -> None:
    """The latest change of a record, also of another day or by another person, for whoever might have made it.

    `does` says what undoing it will do, where that is more than the history tells.
    """
    last, offered = st.session_state.get("saving.last"), st.session_state.get(OFFERED)
    st.session_state[OFFERED] = latest.operation
    # Who presses means the change that stood there: one that somebody made since is not taken back for it.
    if st.session_state.get("saving.undo_latest") and offered != latest.operation:
        st.warning(
            "Somebody changed this meanwhile. Nothing was undone. Look at its history, then decide.",
            icon=":material/call_split:",
        )
        return
    is_beside = last and last["place"] == place and last["operation"]
    if is_beside:
        return
    with reading(store) as session:
        if not _may_undo(session, actor, latest, place=place):
            return
        together = changed_together(session, latest.operation)
    # What was done in one go is undone in one go, so it is said how much that is.
    label = "Undo the latest change" + (f" (of {together} records, done in one go)" if together > 1 else "")
    if does:
        st.markdown(does)
    if not st.button(label, key="saving.undo_latest", icon=":material/undo:"):
        return
    undone = _undone(store, actor, operation=latest.operation)
    if undone is not None:
        what = f"the change of {latest.actor}."
        _say_undone({"place": place, "what": what}, what=what, operation=undone)


def _may_undo(session: Look, actor: Actor, change: Change, *, place: str) -> bool:
    """As undo_change sees it: whoever may make the change, and for some whoever made this one."""
    done = change.base.action
    if change.action == UNDO and done not in AGAIN:
        return False
    needed, of_own = ALLOWED_BY.get(done), ALLOWED_OWN.get(done)
    is_own = actor.person_id is not None and change.actor_id == actor.person_id
    what, _, number = place.partition(" ")
    if not is_own and change.action in OF_OWN_RECORDS and what in _OWNED:
        is_own = is_own_record(session, _OWNED[what], int(number), actor=actor)
    return needed is not None and (
        allowed(actor, needed) or (is_own and of_own is not None and allowed(actor, of_own))
    )


def _undone(store: Store, actor: Actor, *, operation: str) -> str | None:
    """What undoes the undoing, empty where nothing does; None where it was refused, which is said."""
    undoing = secrets.token_hex(8)
    try:
        with saving(store) as session:
            undo_change(session, operation, actor=actor, now=store.clock.now(), undoing=undoing)
            return undoing if can_be_undone_again(session, undoing) else ""
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None


def _say_undone(last: Mapping[str, str], *, what: str, operation: str) -> None:
    st.session_state["saving.last"] = {**last, "said": f"Undone: {what}", "operation": operation}
    st.session_state.pop("saving.seen", None)
    st.rerun()
