"""Who is on the rotas, for managers and administrators: chosen in the order in which they come at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from db.changes.rota import set_rota
from db.engine import Look, Store
from db.queries import rota as queries
from db.queries.rota import Names
from meeting.errors import MeetingError
from meeting.permissions import Actor
from meeting.rota import RotaKind
from pages import _empty, _saving
from pages._monday.rota import PLACE
from pages._plain import plain
from pages._waiting import saving

ASKED = {
    RotaKind.FACILITATOR: "Take turns in leading the meeting",
    RotaKind.SALES: "Come along from sales, one at each meeting",
    RotaKind.SERVICE: "Come along from service, one at each meeting",
}
MISSING = {
    RotaKind.FACILITATOR: "Nobody may run the meeting yet: that takes the role facilitator, manager or admin.",
    RotaKind.SALES: "Nobody of sales is known yet. An administrator adds people and their teams.",
    RotaKind.SERVICE: "Nobody of service is known yet. An administrator adds people and their teams.",
}


@dataclass(frozen=True)
class OnRota:
    """Who may be on a rota, and who is, in the order of the list."""

    may: tuple[Names, ...]
    ids: tuple[int, ...]


def read(session: Look, kind: RotaKind) -> OnRota:
    members = queries.rota(session, kind).members
    return OnRota(queries.candidates(session, kind), tuple(one.person_id for one in members))


def draw(store: Store, actor: Actor, lists: dict[RotaKind, OnRota], *, today: date, now: datetime) -> None:
    st.subheader("Who takes turns", anchor=False)
    st.markdown(
        ":small[In the order in which they come, until everybody had a turn; from then on whoever has waited longest. "
        "Managers of both sides are expected at every meeting and need no turn of coming along.]"
    )
    for kind in RotaKind:
        _list(store, actor, kind, lists[kind], today=today, now=now)


def _list(store: Store, actor: Actor, kind: RotaKind, on_rota: OnRota, *, today: date, now: datetime) -> None:
    if not on_rota.may:
        _empty.draw(f"{ASKED[kind]}: {MISSING[kind]}")
        return
    names = {one.person_id: one.name for one in on_rota.may}
    # What others saved meanwhile begins a new form; `seen` is what this one began with.
    key = f"{kind}.{'-'.join(map(str, on_rota.ids))}"
    with (
        st.form(f"rota.people.{key}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"rota.people.line.{kind}"),
    ):
        chosen = st.multiselect(
            ASKED[kind],
            list(names),
            list(on_rota.ids),
            format_func=names.__getitem__,
            placeholder="Choose people, the first first",
            key=f"rota.people.who.{key}",
            wrap=True,
            width="stretch",
        )
        is_asked = st.form_submit_button("Save", key=f"rota.people.save.{kind}")
    if not is_asked:
        return
    try:
        with saving(store) as session:
            operation = set_rota(
                session, kind, people=chosen, seen=on_rota.ids, today=today, actor=actor, now=now
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(f"the rota of {kind}.", place=PLACE, operation=operation)
