"""What we do well: each team's own list side by side, with the hits that show it."""

from __future__ import annotations

import streamlit as st

from db.engine import reading
from db.queries import house
from db.queries.history import strength_history
from db.queries.strengths import hits_to_show, lists_of_teams, team_of
from meeting.board import counted
from meeting.clock import day_in
from meeting.strengths import Applauded, Strength, TeamList
from pages import _actor, _applause, _asked, _empty, _saving, _store, _strengths
from pages._live import Drawn, live
from pages._plain import plain


def show() -> Drawn:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    wrong = _applause.press(store, actor, now=now)
    with reading(store) as session:
        known = house.last_event(session)
        zone = house.organisation(session).zone
        today, lists = day_in(zone, moment=now), lists_of_teams(session)
        every = [one for listed in lists for one in (*listed.strengths, *listed.retired)]
        opened = _opened(every)
        page = _strengths.WellPage(
            store,
            actor,
            lists,
            team_of(session, actor),
            _applause.read(session, actor, [(Applauded.STRENGTH, one.id) for one in every]),
            opened.id if opened else None,
            hits_to_show(session, opened.team_id, today=today) if opened else (),
            strength_history(session, opened.id) if opened else None,
            today,
            now,
            zone,
        )
    st.title("What we do well", anchor=False)
    if wrong:
        st.error(plain(wrong), icon=":material/error:")
    _explain(lists)
    _strengths.show(page)
    _applause.listen()
    proofs = [proof for one in every for proof in one.proofs]
    _saving.note(
        {f"strength {one.id}": one.version for one in every}
        | {f"proof {proof.id}": proof.version for proof in proofs}
    )
    return Drawn(known, counted(len(every), "strength"))


def _explain(lists: tuple[TeamList, ...]) -> None:
    if not lists:
        _empty.draw(
            "There is no team yet. An administrator adds teams on **Settings**; each keeps its own list here."
        )
        return
    st.markdown(
        "Each team's own words for what it does the way customers want it every time. Each Monday one of each team is "
        f"read aloud, the one not heard for longest. :small[{_applause.RULE}]"
    )


def _opened(every: list[Strength]) -> Strength | None:
    """The one whose details are asked for, by the address and by the button pressed last."""
    asked = _asked.record_id()
    for one in every:
        if st.session_state.get(_strengths.toggle_key(one.id)):
            asked = None if asked == one.id else one.id
            if asked is None:
                st.query_params.pop("id", None)
            else:
                st.query_params["id"] = str(asked)
            st.session_state.pop(f"well.seen.{one.id}", None)
    return next((one for one in every if one.id == asked and one.retired_on is None), None)


live(show)
