"""The minutes as files. Each is made when it is asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from meeting.documents.minutes_files import KINDS, file_name
from meeting.minutes import Kept


def draw(kept: Kept) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="outcomes.files"):
        st.markdown("As a file:", width="content")
        for ending, kind in KINDS.items():
            st.download_button(
                kind.label,
                partial(kind.write, kept.minutes),
                # Other contents have another name, so that none is ever an old one.
                file_name=file_name(kept, ending),
                mime=kind.mime,
                key=f"outcomes.file.{ending}",
                on_click="ignore",
                type="primary" if ending == "pdf" else "secondary",
            )
