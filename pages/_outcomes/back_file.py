"""The look back as a PDF: made when it is asked for, beside the screen, as a year of it takes longer than a click."""

from __future__ import annotations

import hashlib

import streamlit as st

from db.engine import reading
from db.queries import look_back as queries
from meeting.documents.look_back_pdf import look_back_pdf
from meeting.look_back import Span
from meeting.progress import NO_FILE_LEFT, part
from pages import _jobs, _progress
from pages._outcomes.looking import Looking
from pages._plain import plain

JOB = "outcomes.job"
READ = 80
"""Of a hundred parts of the work, those for reading; setting the page cannot be cancelled midway."""


def draw(looking: Looking, span: Span, *, organisation: str) -> None:
    """One button, which turns into how far it is, and then into the file."""
    of, job_id = st.session_state.get(JOB, ("", ""))
    job = _jobs.find(job_id) if of == str(span) else None
    if job is None:
        if st.button("As a PDF", key="outcomes.back.pdf", icon=":material/picture_as_pdf:"):
            _begin(looking, span, organisation=organisation)
    elif not job.over.is_set():
        _progress.draw(job, key="outcomes.back", beside="You may go on reading: it is made beside this.")
    elif job.error:
        st.error(plain(job.error), icon=":material/error:")
        del st.session_state[JOB]
    else:
        digest = hashlib.sha256(job.result).hexdigest()[:8]
        st.download_button(
            "Download the PDF",
            job.result,
            file_name=f"looking-back-{span}-{digest}.pdf",
            mime="application/pdf",
            key=f"outcomes.back.{job.id}",
            on_click="ignore",
            type="primary",
        )


def _begin(looking: Looking, span: Span, *, organisation: str) -> None:
    def work(job: _jobs.Job) -> bytes:
        told = part(job.tell, first=0, last=READ)
        with reading(looking.store) as session:
            found = queries.look_back(session, span, today=looking.today, progress=told)
        written = look_back_pdf(found, organisation=organisation, today=looking.today)
        job.tell(100, 100)
        return written

    job = _jobs.start(f"Setting {span.label.lower()} as a PDF", work, left=NO_FILE_LEFT)
    st.session_state[JOB] = (str(span), job.id)
    st.rerun()
