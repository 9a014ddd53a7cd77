"""The launcher: `streamlit run dashboard.py`. Wires the parts and holds no rules.

The script of every page is pages/_frame.py; see there why it does not stand here.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st

from meeting.errors import MeetingError
from meeting.settings import Settings
from pages import _store

HOME = Path(__file__).resolve().parent


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Warms up in a thread while the server already answers."""
    warming = asyncio.create_task(asyncio.to_thread(_warm_up))
    yield {}
    await warming


def _warm_up() -> None:
    """Open the store and load what pages load on demand; then leave it out of every later garbage collection."""
    try:
        _store.current()
    except MeetingError as error:
        logging.getLogger(__name__).error("%s", error)
    for name in ("pandas", "plotly.graph_objects", "pyarrow"):
        import_module(name)
    gc.collect()
    gc.freeze()


_store.serve(Settings.read(os.environ, home=HOME))
app = st.App(HOME / "pages" / "_frame.py", lifespan=lifespan)
