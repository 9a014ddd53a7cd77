"""The page of tests/bench/plain_bell.py: it says what somebody typed elsewhere."""

from __future__ import annotations

import sys
from typing import Any

import streamlit as st

BOX: Any = sys.modules["plain_bell_box"]
BELL = st.components.v2.component(
    "plain_bell",
    js="""
const state = (window.plainBell ??= { told: null });
export default function ({ data, setTriggerValue }) {
  state.heard = () => state.told !== null && state.told !== data.shown && setTriggerValue("rang", state.told);
  if (state.socket) return state.heard();
  state.socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/plain");
  state.socket.onmessage = (message) => { state.told = Number(message.data); state.heard(); };
}
""",
)


@st.fragment
def shown() -> None:
    number = BOX.number
    st.title(BOX.said)
    BELL(data={"shown": number}, key="bell", on_rang_change=lambda: None)


if st.query_params.get("does") == "write":
    text = st.text_input("Say")
    if text and text != BOX.said:
        BOX.say(text)
else:
    shown()
