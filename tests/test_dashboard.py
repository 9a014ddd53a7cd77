"""The launcher wires the parts: here it is the real one, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 30
TOLD = """
import dashboard
from starlette.testclient import TestClient
from db.changes import add_team
from db.engine import transaction
from meeting.permissions import COMMAND_LINE
from meeting.words import Side
from pages import _store
from pages._web import bell

# Whoever only looks from time to time would look in an hour.
bell.EVERY = 3600.0
with TestClient(dashboard.app, base_url="http://127.0.0.1") as client, client.websocket_connect(
    "ws://127.0.0.1/_live", headers={"origin": "http://127.0.0.1"}
) as page:
    store = _store.current()
    # The first look is taken while the server starts.
    before = page.receive_text()
    while before == "0":
        before = page.receive_text()
    with transaction(store) as session:
        add_team(session, actor=COMMAND_LINE, now=store.clock.now(), name="Night shift", side=Side.SERVICE)
    print("told", int(before) < int(page.receive_text()))
    print("leads to", client.get("/home?week=2026-W46", follow_redirects=False).headers["location"])
"""


def test_an_open_page_hears_of_a_write_at_once_and_the_board_is_found_by_its_name(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'example.db'}", "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-m", "db", "demo"], cwd=ROOT, env=environ, check=True, timeout=SECONDS)
    done = subprocess.run(
        [sys.executable, "-c", TOLD],
        cwd=ROOT,
        env=environ,
        check=False,
        timeout=SECONDS,
        capture_output=True,
        text=True,
    )
    assert "told True" in done.stdout, done.stderr
    assert "leads to /?week=2026-W46\n" in done.stdout, done.stderr
