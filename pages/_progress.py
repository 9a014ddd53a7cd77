"""How far a long work is, and the button that cancels it: drawn the same for all of them."""

from __future__ import annotations

import streamlit as st

from pages import _jobs, _waiting
from pages._plain import plain


@st.fragment(run_every="0.5s")
def draw(job: _jobs.Job, *, key: str, beside: str, cancel: str = "Cancel") -> None:
    """Draw the page anew when it is over."""
    if job.over.is_set():
        st.rerun()
    waits = "" if job.is_writing else _waiting.words(but=job)
    st.progress(
        min(job.done / job.total, 1.0) if job.total else 0.0, waits or f"{plain(job.title)}: {job.how_far()}"
    )
    st.caption(beside)
    if job.stop.is_set():
        st.markdown("Cancelling: it stops after the part it is at.")
    elif st.button(cancel, key=f"{key}.cancel", icon=":material/close:"):
        job.stop.set()
