"""One of several records, picked by its number: it stays picked when it is called something else by now.

The browser knows a choice by its words alone, so a list that reads differently is a new widget.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import streamlit as st


def picked(name: str, labels: Mapping[int, str]) -> int | None:
    """What is picked when this run begins, known before anything is drawn; None where nothing is."""
    found = st.session_state.get(key(name, labels), st.session_state.get(_kept(name)))
    return found if found in labels else None


def key(name: str, labels: Mapping[int, str]) -> str:
    """The key of the widget that shows these words."""
    read = "\n".join(f"{number} {label}" for number, label in labels.items())
    return f"{name}.{hashlib.sha256(read.encode()).hexdigest()[:12]}"


def keep(name: str, number: int | None) -> None:
    """Call it with what the widget gave back."""
    st.session_state[_kept(name)] = number


def _kept(name: str) -> str:
    return f"{name}.picked"
