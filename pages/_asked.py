"""Which record the address asks for."""

from __future__ import annotations

import streamlit as st

LARGEST = 2**31 - 1


def record_id(name: str = "id") -> int | None:
    """The number in the address; None without one, and for anything that no record can have."""
    written = st.query_params.get(name, "")
    if not (written.isascii() and written.isdecimal()) or len(written) > 10:
        return None
    number = int(written)
    return number if 0 < number <= LARGEST else None
