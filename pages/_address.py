"""Where people open the product, for links that are read elsewhere."""

from __future__ import annotations

import streamlit as st

from pages import _store


def address() -> str:
    """As the company says it, else as this page was opened, without a path; empty where neither is known."""
    return _store.public_url() or "/".join((st.context.url or "").split("/")[:3])
