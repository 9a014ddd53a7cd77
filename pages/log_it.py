"""Log it: what somebody saw today, in fifteen seconds, with one thumb, while a meeting runs or not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import streamlit as st

from db.changes.by_hand import new_customer
from db.engine import Store, reading
from db.queries import house
from db.queries import meetings as queries
from db.queries.logged import Logged, evidence_for, logged
from meeting.clock import day_in
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, require
from pages import _actor, _log_customer, _log_draft, _saving, _store, _thanks, _unexpected
from pages._log_customer import Meant
from pages._log_kinds import KINDS, LARGE, Details, Entry, day_of
from pages._plain import plain
from pages._record_page import FORM_WIDTH
from pages._signs import Sign
from pages._waiting import saving
from pages._win_form import Offered

PLACE = "log it"
KIND, OPERATION, SAVED, LAST, MORE = (
    f"log_it.{name}" for name in ("chosen", "operation", "saved", "last", "more")
)
WORDS = ("words", "said", "evidence")
"""The fields whose words the tab keeps, besides the customer's."""
PAGES = {"win": "win.py", "complaint": "complaint.py", "promise": "promise.py", "field_note": "note.py"}
LONGEST = 2000
KEPT = 20


@dataclass(frozen=True)
class Form:
    """What one run of the form needs. `logged` is what was saved last, for the link to it."""

    store: Store
    actor: Actor
    offered: Offered
    meant: Meant
    logged: Logged | None
    kind: str | None
    operation: str


@st.fragment
def form() -> None:
    """A fragment of its own: letters typed into the customer's field run it, and nothing else."""
    _unexpected.begin()
    store, actor, state = _store.current(), _actor.current(), st.session_state
    require(actor, Action.LOG)
    draft = _log_draft.brought_back()
    if draft is not None and not _bring_back(store, draft):
        return
    _act()
    kind = state.get(KIND)
    operation = state.setdefault(OPERATION, secrets.token_hex(8))
    last = state.get(LAST)
    with reading(store) as session:
        zone = house.organisation(session).zone
        meant = _log_customer.asked(session)
        is_win = kind in ("hit", "thanks")
        known = meant.known_id if is_win else None
        offered = Offered(
            "log_it",
            operation,
            house.team_rows(session),
            queries.picks(session) if is_win else (),
            evidence_for(session, known) if known else (),
            day_in(zone, moment=store.clock.now()),
            are_words_kept=True,
        )
        found = logged(session, last["operation"]) if last else None
    with st.container(width=FORM_WIDTH):
        _draw(Form(store, actor, offered, meant, found, kind, operation))
    _log_draft.keep(
        actor,
        operation=operation,
        chosen={"kind": kind, **_log_customer.chosen()},
        names=[*WORDS, "customer"],
        saved=state.get(SAVED, []),
    )


def _act() -> None:
    """What the press that led to this run asked for, before anything is read or drawn."""
    state = st.session_state
    if state.pop("log_it.clear", False):
        _clear()
    for kind in KINDS:
        if state.get(f"log_it.kind.{kind}"):
            state[KIND] = kind
    if state.get("log_it.again"):
        last = state[LAST]
        state[KIND], state[_log_customer.PICKED] = last["kind"], last["customer"]
    _log_customer.act()


def _clear() -> None:
    """The next begins empty."""
    _log_customer.clear()
    st.session_state.update({f"log_it.{name}": "" for name in WORDS})
    st.session_state.update({KIND: None, MORE: False, OPERATION: secrets.token_hex(8)})


def _bring_back(store: Store, draft: _log_draft.Draft) -> bool:
    """Take up what the tab kept through a lost connection; False where it was saved before the answer was lost."""
    state = st.session_state
    kind = draft.chosen.get("kind")
    kind = kind if kind in KINDS else None
    with reading(store) as session:
        is_saved = logged(session, draft.operation) is not None
    if is_saved:
        _note_saved(kind or "hit", None, operation=draft.operation)
        said = "what was logged when the connection was lost."
        _saving.saved(said, place=PLACE, operation=draft.operation)
    state[KIND], state[OPERATION] = kind, draft.operation
    picked = draft.chosen.get("picked")
    state[_log_customer.PICKED] = picked if isinstance(picked, int) else None
    for name in (*WORDS, "customer"):
        state[f"log_it.{name}"] = draft.words.get(name, "")
    state[MORE] = any(draft.words.get(name) for name in WORDS[1:])
    return True


def _draw(form: Form) -> None:
    _say_saved(form)
    words = st.text_area(
        "What happened?",
        key="log_it.words",
        max_chars=LONGEST,
        height=110,
        placeholder="In a sentence, as you would tell it",
    )
    with st.grid(2, min_column_width=140, gap="small", key="log_it.kinds"):
        for name in LARGE:
            _choice(name, chosen=form.kind)
    if form.kind is None:
        _choice("promise", chosen=None)
        return
    kind = KINDS[form.kind]
    st.markdown(f":small[{kind.hint}]")
    if form.kind not in LARGE:
        _choice(form.kind, chosen=form.kind)
    _log_customer.draw(form.meant, is_needed=form.kind == "promise")
    details = kind.first(form.offered)
    # Folded, and yet drawn: what was said there counts when it is folded again.
    with st.expander(
        kind.more_label, key=form.offered.key("more"), expanded=bool(st.session_state.get(MORE))
    ):
        details |= kind.more(form.offered, details)
        day = day_of(form.offered)
    if form.kind == "thanks":
        _thanks.draw(form.store, form.actor, today=form.offered.today)
    if st.button(f"Save the {kind.called}", type="primary", key="log_it.save", width="stretch"):
        _save(form, words, details | {"today": form.offered.today, "day": day})


def _choice(name: str, *, chosen: str | None) -> None:
    kind = KINDS[name]
    is_chosen = name == chosen
    # White on a filled button, where no other colour can be read.
    sign = kind.sign.mark if is_chosen and isinstance(kind.sign, Sign) else kind.sign
    st.button(
        f"{sign} {kind.label}",
        icon=":material/radio_button_checked:" if is_chosen else None,
        key=f"log_it.kind.{name}",
        type="primary" if is_chosen else "secondary" if name in LARGE else "tertiary",
        width="stretch" if name in LARGE else "content",
    )


def _say_saved(form: Form) -> None:
    """What is on the disk, a way back, the record, and one tap for a second of the same."""
    _saving.offer_undo(form.store, form.actor, place=PLACE)
    last = st.session_state.get(LAST)
    said = st.session_state.get("saving.last") or {}
    if not last or form.logged is None or said.get("operation") != last["operation"]:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="log_it.last"):
        page = PAGES.get(form.logged.what)
        if page:
            st.page_link(
                page, label="Open it", icon=":material/open_in_new:", query_params={"id": str(form.logged.id)}
            )
        kind = KINDS[last["kind"]]
        st.button(f"Another {kind.called}", key="log_it.again", type="tertiary", icon=":material/add:")


def _save(form: Form, words: str, details: Details) -> None:
    meant, kind = form.meant, KINDS[form.kind or "hit"]
    if meant.is_unclear:
        st.error(
            f"Which customer is “{plain(meant.typed)}”? Nothing was saved yet. Take one of those found, or say that it "
            "is a new one.",
            icon=":material/error:",
        )
        return
    now = form.store.clock.now()
    try:
        with saving(form.store) as session:
            customer_id = meant.known_id
            if customer_id is None and meant.typed:
                customer_id = new_customer(session, name=meant.typed, actor=form.actor, now=now)
            entry = Entry(words, customer_id, details["day"], details, form.operation, form.actor, now)
            operation = kind.save(session, entry)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _note_saved(form.kind or "hit", customer_id, operation=operation)
    _saving.saved(f"{kind.called}: {' '.join(words.split())[:80]}", place=PLACE, operation=operation)


def _note_saved(kind: str, customer_id: int | None, *, operation: str) -> None:
    state = st.session_state
    state[SAVED] = [*state.get(SAVED, []), operation][-KEPT:]
    state[LAST] = {"kind": kind, "customer": customer_id, "operation": operation}
    state["log_it.clear"] = True


require(_actor.current(), Action.LOG)
st.title("Log it", anchor=False)
form()
