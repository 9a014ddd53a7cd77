"""Leaves the app for a page before Streamlit, such as the one to sign in. The framework has no way of its own."""

from __future__ import annotations

import streamlit as st

_LEAVE = st.components.v2.component(
    "leave",
    js="""
export default function ({ data }) {
  const here = location.pathname + location.search;
  location.replace(data.to + (data.back ? "?next=" + encodeURIComponent(here) : ""));
}
""",
)


def leave(to: str, *, back: bool = False) -> None:
    """Open `to` in place of this page; with `back`, signing in leads back to it."""
    _LEAVE(data={"to": to, "back": back}, key="leave")
