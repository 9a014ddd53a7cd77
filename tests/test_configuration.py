"""The settings of the server are ones it knows: one it does not know would be passed over in silence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import streamlit as st

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
SETTINGS = [
    (f"{section}.{name}", value)
    for section, settings in SECTIONS.items()
    for name, value in settings.items()
    if not isinstance(value, dict)
]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_streamlit_takes_each_setting(name: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert st.get_option(name) == value


def test_no_forced_collection_follows_each_run() -> None:
    """The option is hidden, and without it 25 open pages cost five times as much."""
    assert ("runner.postScriptGC", False) in SETTINGS


def test_an_uncaught_error_stays_off_the_page() -> None:
    assert ("client.showErrorDetails", "none") in SETTINGS


def test_no_page_that_embeds_this_one_may_steer_it() -> None:
    """Beside the danger: the browser compares each message with each host of the stock list, 8 ms for each click."""
    assert ("client.allowedOrigins", []) in SETTINGS
