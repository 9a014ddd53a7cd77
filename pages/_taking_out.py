"""For administrators, on the page Health: a backup now, and everything or one list as a file to take along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from db import taking_out
from db.backup import Backup
from db.engine import Store, reading
from db.intake.fields import Kind
from db.models import Mark
from db.queries import house
from db.taking_out import TakenOut
from meeting.board import counted
from meeting.errors import NotThere
from meeting.permissions import Actor
from meeting.progress import NO_FILE_LEFT
from pages import _jobs, _progress, _store
from pages._plain import plain

JOB = "health.job"
EVERYTHING = "everything, as one ZIP"
BESIDE = "You may leave this page: it goes on, and nobody has to wait for it."
Work = Callable[[_jobs.Job], TakenOut | Backup]


def draw(store: Store, actor: Actor) -> None:
    st.markdown("#### Take out", anchors=False)
    job = _jobs.find(st.session_state.get(JOB))
    if job is None:
        _offer(store, actor)
    elif not job.over.is_set():
        _progress.draw(job, key="health", beside=BESIDE, cancel="Cancel, and leave no file")
    else:
        _result(job)


def _offer(store: Store, actor: Actor) -> None:
    with reading(store) as session:
        sources = house.sources(session)
    with st.container(horizontal=True, vertical_alignment="bottom", key="health.out"):
        what = st.selectbox("What", [EVERYTHING, *(str(kind) for kind in Kind)], key="health.what", width=260)
        is_list = what != EVERYTHING
        source = st.selectbox("From which system", sources, key="health.source", width=200) if is_list else ""
        ending = st.selectbox("As", ["CSV", "XLSX"], key="health.ending", width=110) if is_list else ""
        if st.button("Make the file", key="health.make", type="primary", icon=":material/output:"):
            _begin(
                f"Taking out {what}",
                lambda job: _made(job, store, what, actor=actor, source=source, ending=ending),
            )
        if (
            store.is_sqlite
            and store.mark is not Mark.EXAMPLE
            and st.button("Back up now", key="health.backup", icon=":material/save:")
        ):
            settings = _store.settings()
            _begin(
                "Backing up",
                lambda job: taking_out.backup_beside(settings, store, actor=actor, progress=job.tell),
            )
    st.markdown(":small[Everything, and each list, can be brought in again. Passwords never go out.]")


def _made(job: _jobs.Job, store: Store, what: str, *, actor: Actor, source: str, ending: str) -> TakenOut:
    if what == EVERYTHING:
        made = taking_out.everything(store, actor=actor, progress=job.tell)
    else:
        made = taking_out.one_list(
            store, Kind(what), source=source, as_xlsx=ending == "XLSX", actor=actor, progress=job.tell
        )
    job.let_go = made.folder.discard
    return made


def _begin(title: str, work: Work) -> None:
    st.session_state[JOB] = _jobs.start(title, work, left=NO_FILE_LEFT).id
    st.rerun()


def _result(job: _jobs.Job) -> None:
    made = job.result
    if job.error:
        st.error(plain(job.error), icon=":material/error:")
    elif isinstance(made, Backup):
        st.success(
            f"{plain(made.path.name)}, beside the nightly ones: {counted(made.events, 'event')}, checked whole. Copy "
            "it to another machine.",
            icon=":material/check:",
        )
    else:
        st.success(f"{plain(made.name)}: {plain(made.said)}", icon=":material/check:")
        if made.unclear:
            st.warning(plain(f"Would be taken for another: {'; '.join(made.unclear)}"))
        st.download_button(
            "Download it",
            partial(_bytes_of, made),
            file_name=made.name,
            key=f"health.download.{job.id}",
            on_click="ignore",
            type="primary",
        )
    if st.button("Something else", key="health.again"):
        _jobs.forget(job.id)
        del st.session_state[JOB]
        st.rerun()


def _bytes_of(made: TakenOut) -> bytes:
    try:
        return made.path.read_bytes()
    except OSError as error:
        raise NotThere(f"{made.name} is not there any more. Make it again.") from error
